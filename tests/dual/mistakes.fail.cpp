// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <array>
#include <utility>

namespace tl = tapeless;

// case 1: a function that takes no dual numbers
// expect-error: tapeless: derivative\(f, x\) requires 'f' to take a dual number
#if CASE == 1
double f(double x) { return x * x; }
void g() { tl::derivative(f, 1.0); }
#endif

// case 2: a captured dual number in a variable of the argument's type, which hides its level
// expect-error: tapeless: a closure assigns what depends on a captured dual to a variable of its
#if CASE == 2
constexpr auto f = [](auto x) {
    auto const inner = [x](auto y) {
        auto sum = y;
        sum += x * y;
        return sum;
    };
    return tl::derivative(inner, 1.0);
};
constexpr auto slope = tl::derivative(f, 1.0);
#endif

// case 3: the same through a return type
// expect-error: tapeless: a closure assigns what depends on a captured dual to a variable of its
#if CASE == 3
constexpr auto f = [](auto x) {
    return tl::derivative([x](auto y) -> decltype(y) { return x + y; }, 1.0);
};
constexpr auto slope = tl::derivative(f, 1.0);
#endif

// case 4: a function that takes no container of dual numbers
// expect-error: tapeless: the derivatives of f by a container x require 'f' to take a container
// like 'x'
#if CASE == 4
void g() {
    tl::forward::gradient([](std::array<double, 2> const& v) { return v[0] * v[1]; },
                          std::array{1.0, 2.0});
}
#endif

// case 5: a result that is no number
// expect-error: tapeless: derivative\(f, x\) requires 'f' to return a number or a container of
// numbers
#if CASE == 5
struct point {
    int x;
};
void g() {
    tl::derivative([](auto) { return point{1}; }, 1.0);
}
#endif

// case 6: results in a container that is not known
// expect-error: tapeless: the derivatives of f by a container x require 'f' to return a number or a
// container
#if CASE == 6
void g() {
    tl::forward::jacobian([](auto const& v) { return std::pair(v[0], v[1]); },
                          std::array{1.0, 2.0});
}
#endif

#if CASE == 0
template <class T>
T square(T x) {
    return x * x;
}
double a = tl::derivative(square<tl::dual<double>>, 1.0);

constexpr auto f = [](auto x) {
    auto const inner = [x](auto y) {
        auto sum = y;
        sum += x * y;
        return sum;
    };
    return tl::derivative(inner, 0 * x + 1.0);
};
static_assert(tl::derivative(f, 1.0) == 1);

constexpr auto g = [](auto x) {
    return tl::derivative([x](auto y) -> decltype(x * y) { return x + y; }, 1.0);
};
static_assert(tl::derivative(g, 1.0) == 0);
void h() {
    tl::forward::gradient([](auto const& v) { return v[0] * v[1]; }, std::array{1.0, 2.0});
    tl::forward::jacobian(
        [](auto const& v) {
            return std::array{v[0], v[1]};
        },
        std::array{1.0, 2.0});
}
#endif
