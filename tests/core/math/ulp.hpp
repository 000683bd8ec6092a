// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_CORE_MATH_ULP_HPP
#define TAPELESS_TESTS_CORE_MATH_ULP_HPP

#include <algorithm>
#include <cmath>
#include <limits>

namespace tests {

/// The distance of two numbers in units in the last place of `want`; equal specials are at 0.
template <class T>
double ulps(T got, long double want) {
    auto const rounded = static_cast<T>(want);
    if (got == rounded || (std::isnan(got) && std::isnan(rounded))) return 0.0;
    if (!std::isfinite(got) || !std::isfinite(rounded))
        return std::numeric_limits<double>::infinity();
    T const size = std::max(std::abs(rounded), std::numeric_limits<T>::min());
    T const power = std::ldexp(T{1}, std::ilogb(size) - std::numeric_limits<T>::digits + 1);
    return static_cast<double>(std::abs(static_cast<long double>(got) - want) /
                               static_cast<long double>(power));
}

}  // namespace tests

#endif
