// SPDX-License-Identifier: BSL-1.0
#include <tapeless/dual/dual.hpp>

#include <concepts>
#include <limits>
#include <type_traits>

// Arithmetic and comparisons of dual numbers, with everything that they meet.

using tapeless::dual;

namespace {

using D = dual<double>;
using D2 = dual<double, 2>;
using DD = dual<D>;
using F = dual<float>;

template <class T, std::size_t n>
constexpr bool same(dual<T, n> const& a, dual<T, n> const& b) {
    return tapeless::is_zero(a - b);
}

constexpr D x(3.0, 1.0);
constexpr D2 u(3.0, 1.0, 0.0);
constexpr D2 v(2.0, 0.0, 1.0);

}  // namespace

static_assert(std::is_trivially_copyable_v<D> && sizeof(D2) == 3 * sizeof(double));
static_assert(D{}.value == 0 && D(2).tangent[0] == 0);
static_assert(same(D2::variable(3.0, 1), D2(3.0, 0.0, 1.0)));

// rules
static_assert(same(u + v, D2(5, 1, 1)) && same(u - v, D2(1, 1, -1)) && same(u * v, D2(6, 2, 3)));
static_assert(same(u / v, D2(1.5, 0.5, -0.75)) && same(-u, D2(-3, -1, 0)) && same(+u, u));

// numbers are constants, of whatever type
static_assert(same(x + 1, D(4, 1)) && same(1 + x, D(4, 1)) && same(x - 0.5F, D(2.5, 1)));
static_assert(same(1 - x, D(-2, -1)) && same(2 * x, D(6, 2)) && same(x * 2L, D(6, 2)));
static_assert(same(x / 2, D(1.5, 0.5)) && same(6 / x, D(2, -2.0 / 3)));
static_assert(same(F(1.F, 2.F) * 0.5, F(0.5F, 1.F)));
static_assert(std::same_as<decltype(F(1) * 0.5), F>);

// every level below is a constant too
static_assert(same(DD(x, 1) * x, DD(D(9, 6), x)) && same(x * DD(x, 1), DD(D(9, 6), x)));
static_assert(same(DD(x, 1) + 1, DD(x + 1, 1)) && same(2.0 - DD(x, 1), DD(2 - x, -1)));
static_assert(std::same_as<decltype(DD() / x), DD> && std::same_as<decltype(x - DD()), DD>);
static_assert(same(1 / DD(D(2, 1), 1), DD(D(0.5, -0.25), D(-0.25, 0.25))));

// duals that are no level of one another do not meet
template <class A, class B>
concept can_meet = requires(A a, B b) { a + b; };
static_assert(!can_meet<D, D2> && !can_meet<D, F> && can_meet<DD, D> && !can_meet<DD, D2>);
static_assert(!std::convertible_to<D, double> && std::convertible_to<int, DD>);

// assignment
constexpr D assigned = [] {
    D y = 1;
    y += x;
    y -= 2;
    y *= x;
    y /= 2;
    y *= 0.5;
    return y;
}();
static_assert(same(assigned, D(1.5, 1.25)));

// a constant has no tangent that could meet an infinity
constexpr double infinity = std::numeric_limits<double>::infinity();
static_assert((D(1, 0) + infinity).tangent[0] == 0);
static_assert((D(infinity, 1) * 2).tangent[0] == 2);

// comparisons look at values
static_assert(x == 3 && 3.0 == x && x != 2 && x < 4 && 2 <= x && x > 2.5F && x >= D(3, 7));
static_assert(DD(x, 1) == 3 && DD(x, 1) == x && DD(x, 1) < 4 && x < DD(4));
static_assert(!(D(std::numeric_limits<double>::quiet_NaN()) < 1));
static_assert(tapeless::primal(DD(x, 1)) == 3 && tapeless::primal(2.5) == 2.5);
