// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_LIMITS_HPP
#define TAPELESS_DUAL_LIMITS_HPP

#include <tapeless/dual/comparison.hpp>

#include <cmath>
#include <limits>

// What generic code asks of a number type: its limits, and whether a number is finite.

/// The limits of the value; each is a constant.
template <class T, std::size_t n>
class std::numeric_limits<tapeless::dual<T, n>> : public std::numeric_limits<T> {
private:
    using value = std::numeric_limits<T>;
    using number = tapeless::dual<T, n>;

public:
    static constexpr number min() noexcept { return value::min(); }
    static constexpr number max() noexcept { return value::max(); }
    static constexpr number lowest() noexcept { return value::lowest(); }
    static constexpr number epsilon() noexcept { return value::epsilon(); }
    static constexpr number round_error() noexcept { return value::round_error(); }
    static constexpr number infinity() noexcept { return value::infinity(); }
    static constexpr number quiet_NaN() noexcept { return value::quiet_NaN(); }
    static constexpr number signaling_NaN() noexcept { return value::signaling_NaN(); }
    static constexpr number denorm_min() noexcept { return value::denorm_min(); }
};

namespace tapeless::inline TAPELESS_ABI {

template <class T, std::size_t n>
bool isnan(dual<T, n> const& x) {
    return std::isnan(primal(x));
}

template <class T, std::size_t n>
bool isinf(dual<T, n> const& x) {
    return std::isinf(primal(x));
}

template <class T, std::size_t n>
bool isfinite(dual<T, n> const& x) {
    return std::isfinite(primal(x));
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
