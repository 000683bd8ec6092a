// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_EXEC_SUPPORT_ENGINES_HPP
#define TAPELESS_TESTS_EXEC_SUPPORT_ENGINES_HPP

#include <tapeless/tapeless.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <type_traits>
#include <vector>

// What tests need that hold compiled programs against the interpreter.

namespace tapeless_tests {

/// Numbers for a symbol: -size ... size, without a pattern.
template <class T = double>
std::vector<T> waves(std::ptrdiff_t count, int salt, double size = 1) {
    std::vector<T> all(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i != all.size(); ++i)
        all[i] = static_cast<T>(size * std::sin(7.1 * static_cast<double>(i) + 0.37 * salt + 0.1));
    return all;
}

/// A binding as a tuple of one, or of none if the model does not have the symbol.
template <class Model, class Binding>
auto if_used(Binding const& bound) {
    using symbol = typename Binding::symbol_type;
    constexpr bool used = [] {
        auto const& plan = tapeless::plan::plan_of<tapeless::detail::parts_of<Model>::graph>;
        for (std::size_t k = 0; k != plan.count.symbols; ++k)
            if (plan.symbols[k].label == tapeless::symbol_of<symbol>.label) return true;
        return false;
    }();
    if constexpr (used)
        return std::tuple<Binding>(bound);
    else
        return std::tuple<>();
}

inline bool close(double a, double b, double size, double tolerance) {
    return (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= tolerance * (1 + size);
}
/// Numbers, or arrays whose elements differ by no more than `tolerance` times 1 + the largest one.
template <class A, class B>
bool close_all(A const& a, B const& b, double tolerance) {
    if constexpr (std::is_arithmetic_v<A>)
        return close(a, b, std::abs(b), tolerance);
    else {
        if (a.size() != b.size()) return false;
        double size = 0;
        for (std::ptrdiff_t i = 0; i != b.size(); ++i)
            if (std::isfinite(b.data()[i])) size = std::max(size, std::abs(b.data()[i]));
        for (std::ptrdiff_t i = 0; i != b.size(); ++i)
            if (!close(a.data()[i], b.data()[i], size, tolerance)) return false;
        return true;
    }
}

}  // namespace tapeless_tests

#endif
