// SPDX-License-Identifier: BSL-1.0
// No perturbation confusion: in a derivative inside a derivative, what the inner function has
// captured is a constant of the inner derivative, and moves in the outer one; in every pairing of
// the ways to differentiate.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

// Ways to differentiate a function of one number.
constexpr auto by_grad = [](auto f, auto at) { return tl::grad(f)(at); };
constexpr auto by_value_and_grad = [](auto f, auto at) { return tl::value_and_grad(f)(at).grad; };
constexpr auto by_jvp = [](auto f, auto at) { return tl::jvp(f)(at, 1.0); };
constexpr auto by_vjp = [](auto f, auto at) { return tl::vjp(f)(at, 1.0); };
constexpr auto by_derivative = [](auto f, auto at) { return tl::derivative(f, at); };

// Functions with a derivative inside.
template <auto const& Inner>
constexpr auto sum_inside = [](auto u) {
    return u * Inner([u](auto y) { return u + y; }, 1.0);  // u
};
template <auto const& Inner>
constexpr auto product_inside = [](auto u) {
    return u * Inner([u](auto y) { return u * y * y; }, 3.0);  // 6 u^2
};
template <auto const& Inner>
constexpr auto at_the_captured = [](auto u) {
    return Inner([u](auto y) { return u * y * y; }, u);  // 2 u^2
};
template <auto const& Inner>
constexpr auto not_captured = [](auto u) {
    return Inner([](auto y) { return y * y * y; }, u);  // 3 u^2
};
template <auto const& Inner>
constexpr auto three_levels = [](auto u) {
    return Inner([u](auto y) { return y * Inner([u, y](auto w) { return u * y * w * w; }, 2.0); },
                 1.0);  // 8 u
};

template <auto const& Outer, auto const& Inner>
constexpr bool numbers_are_right() {
    return Outer(sum_inside<Inner>, 1.0) == 1 && Outer(product_inside<Inner>, 2.0) == 24 &&
           Outer(at_the_captured<Inner>, 3.0) == 12 && Outer(not_captured<Inner>, 2.0) == 12 &&
           Outer(three_levels<Inner>, 5.0) == 8;
}

#define EVERY_INNER(CHECK, OUTER)   \
    CHECK(OUTER, by_grad)           \
    CHECK(OUTER, by_value_and_grad) \
    CHECK(OUTER, by_jvp) CHECK(OUTER, by_vjp) CHECK(OUTER, by_derivative)
#define EVERY_PAIR(CHECK)                 \
    EVERY_INNER(CHECK, by_grad)           \
    EVERY_INNER(CHECK, by_value_and_grad) \
    EVERY_INNER(CHECK, by_jvp) EVERY_INNER(CHECK, by_vjp) EVERY_INNER(CHECK, by_derivative)

#define AT_NUMBERS(OUTER, INNER) \
    static_assert(numbers_are_right<OUTER, INNER>(), "tapeless: no perturbation confusion");
EVERY_PAIR(AT_NUMBERS)

// Along a tangent that moves in the outer derivative, at a point that does not.
constexpr auto along_moved = [](auto u) {
    return tl::jvp([](auto y) { return y * y * y; })(1.0, u);  // 3 u
};
constexpr auto along_and_captured = [](auto u) {
    return u * tl::jvp([u](auto y) { return u * y * y; })(1.0, u);  // 2 u^3
};
constexpr auto hessian_along_moved = [](auto u) {
    return tl::hvp([](auto y) { return y * y * y; })(2.0, u);  // 12 u
};
template <auto const& Outer>
constexpr bool moved_tangents_are_right() {
    return Outer(along_moved, 3.0) == 3 && Outer(along_and_captured, 3.0) == 54 &&
           Outer(hessian_along_moved, 3.0) == 12;
}
static_assert(moved_tangents_are_right<by_grad>());
static_assert(moved_tangents_are_right<by_value_and_grad>());
static_assert(moved_tangents_are_right<by_jvp>());
static_assert(moved_tangents_are_right<by_vjp>());
static_assert(moved_tangents_are_right<by_derivative>());

constexpr auto x = tl::input<"x">;
constexpr auto one = tl::constant<1.0>;

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_perturbation)

BOOST_AUTO_TEST_CASE(at_expressions_and_in_traced_functions) {
    auto const value_at_3 = [](auto e) { return tl::interpret(e)(x = 3.0); };
#define AT_EXPRESSIONS(INNER)                                                \
    BOOST_TEST(value_at_3(tl::grad(sum_inside<INNER>)(x)) == 1);             \
    BOOST_TEST(value_at_3(tl::grad(product_inside<INNER>)(x)) == 36);        \
    BOOST_TEST(value_at_3(tl::grad(at_the_captured<INNER>)(x)) == 12);       \
    BOOST_TEST(value_at_3(tl::jvp(product_inside<INNER>)(x, one)) == 36);    \
    BOOST_TEST(value_at_3(tl::vjp(at_the_captured<INNER>)(x, one)) == 12);   \
    BOOST_TEST(value_at_3(grad(tl::trace(three_levels<INNER>, x), x)) == 8); \
    BOOST_TEST(value_at_3(grad(tl::trace(not_captured<INNER>, x), x)) == 18);
    AT_EXPRESSIONS(by_grad)
    AT_EXPRESSIONS(by_jvp)
    AT_EXPRESSIONS(by_vjp)
}

BOOST_AUTO_TEST_CASE(at_eigen_objects) {
    constexpr auto f = [](auto u) {
        return sum(u * tl::grad([u](auto y) { return sum(u + y); })(1.0));  // 3 sum(u)
    };
    BOOST_TEST((tl::grad(f)(Eigen::Vector3d(1, 2, 3)) == Eigen::Vector3d(3, 3, 3)));
    constexpr auto g = [](auto u) {
        return sum(u % tl::jvp([u](auto y) { return u % y; })(u, u));  // sum(u^3)
    };
    BOOST_TEST((tl::grad(g)(Eigen::Vector3d(1, 2, 3)) == Eigen::Vector3d(3, 12, 27)));
}

BOOST_AUTO_TEST_SUITE_END()
