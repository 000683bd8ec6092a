// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_CHECK_COMPARISON_HPP
#define TAPELESS_TRANSFORM_CHECK_COMPARISON_HPP

#include <tapeless/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

// As other errors, the same type in units that are compiled for different processors.
namespace tapeless::inline v1 {

/// A derivative is not what central differences say, or reverse mode is not the transpose of
/// forward mode; says which derivative, with respect to which symbol, what was expected and found.
struct gradient_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace tapeless::inline v1

namespace tapeless::inline TAPELESS_ABI {

/// What `check_grads` checks, and how much an element may differ: by atol + rtol * the largest
/// element that is expected.
struct check_options {
    int order = 2;        ///< 1: first derivatives, 2: also theirs
    bool forward = true;  ///< jvp
    bool reverse = true;  ///< vjp
    double rtol = 1e-6;
    double atol = 1e-7;
};

namespace detail {

using numbers = std::vector<double>;

inline double largest(numbers const& x) {
    double result = 0;
    for (double e : x) result = std::max(result, std::abs(e));
    return result;
}
inline double inner_product(numbers const& a, numbers const& b) {
    double sum = 0;
    for (std::size_t i = 0; i != a.size(); ++i) sum += a[i] * b[i];
    return sum;
}
/// The inner product of the absolute values: what rounding errors of the other are relative to.
inline double sum_of_sizes(numbers const& a, numbers const& b) {
    double sum = 0;
    for (std::size_t i = 0; i != a.size(); ++i) sum += std::abs(a[i] * b[i]);
    return sum;
}
inline std::string number_text(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.12g", value);
    return text;
}

/// How far two results are apart, over what is allowed: up to 1 is agreement. Infinite if one is no
/// number.
struct comparison {
    double atol;
    double rtol;
    double off = 0;
    std::string text{};  ///< what was expected and found where they are furthest apart

    void add(double got, double want, double size, std::string const& where) {
        double ratio = got == want ? 0 : std::abs(got - want) / (atol + rtol * size);
        if (std::isnan(ratio)) ratio = HUGE_VAL;
        if (ratio <= off) return;
        off = ratio;
        text = where + "expected " + number_text(want) + ", found " + number_text(got);
    }
    void add(numbers const& got, numbers const& want) {
        double const size = largest(want);
        for (std::size_t i = 0; i != want.size(); ++i)
            add(got[i], want[i], size, "element " + std::to_string(i) + ": ");
    }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
