// SPDX-License-Identifier: BSL-1.0
// Derivatives inside functions that are differentiated: what a closure has captured is a constant
// of the inner derivative, in every pairing of grad, jvp and dual numbers, to any depth.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

namespace tl = tapeless;

namespace {

/// x times an inner derivative that is 1: differentiated in every way.
template <class Function>
void derivative_is_one(Function f) {
    constexpr auto s = tl::input<"s">;
    BOOST_TEST(tl::grad(f)(1.0) == 1.0);
    BOOST_TEST(tl::jvp(f)(1.0, 1.0) == 1.0);
    BOOST_TEST(tl::vjp(f)(1.0, 1.0) == 1.0);
    BOOST_TEST(tl::interpret(tl::grad(f)(s))(s = 1.0) == 1.0);
}

template <class T>
concept known = std::is_arithmetic_v<T> || tl::is_dual<T>;

}  // namespace

BOOST_AUTO_TEST_SUITE(nesting)

BOOST_AUTO_TEST_CASE(captured_arguments_are_constants) {
    derivative_is_one([](auto x) { return x * tl::grad([x](auto y) { return x + y; })(1.0); });
    derivative_is_one([](auto x) { return x * tl::jvp([x](auto y) { return x + y; })(1.0, 1.0); });
    auto const by_duals = [](auto x) {
        return x * tl::derivative([x](auto y) { return x + y; }, 1.0);
    };
    BOOST_TEST(tl::grad(by_duals)(1.0) == 1.0);
    BOOST_TEST(tl::jvp(by_duals)(1.0, 1.0) == 1.0);
    BOOST_TEST(tl::derivative(by_duals, 1.0) == 1.0);
    auto const by_grad = [](auto x) { return x * tl::grad([x](auto y) { return x + y; })(1.0); };
    BOOST_TEST(tl::derivative(by_grad, 1.0) == 1.0);
}

BOOST_AUTO_TEST_CASE(the_argument_itself_may_be_captured) {
    double const a = 2;
    auto const f = [a](auto x) {
        return x * a * tl::grad([x, a](auto y) { return x * y * a; })(x);
    };
    BOOST_TEST(tl::grad(f)(3.0) == 24.0);
}

BOOST_AUTO_TEST_CASE(three_levels_deep) {
    BOOST_TEST(
        tl::derivative(
            [](auto x) {
                return tl::derivative(
                    [x](auto y) { return tl::grad([x, y](auto z) { return x * y * z; })(1.0); },
                    1.0);
            },
            1.0) == 1.0);
    BOOST_TEST(tl::grad([](auto x) {
                   return tl::grad([x](auto y) {
                       return tl::grad([x, y](auto z) { return x * y * z * z; })(2.0);
                   })(1.0);
               })(1.0) == 4.0);
}

// Inside a closure that dual numbers differentiate, functions without captures are compiled for
// these.
BOOST_AUTO_TEST_CASE(programs_inside_closures) {
    static constexpr auto cubes = [](auto v) { return sum(v % v % v); };
    static constexpr auto squares = [](auto v) { return v % v; };
    static constexpr auto scaled = [](auto v, auto t) { return sum(v % v) * t * t; };
    Eigen::Vector3d const p(1, 2, 3);
    auto const at = [&p](auto t) { return (p * t).eval(); };
    auto const slope = [](auto const& f) { return tl::derivative(f, 2.0); };
    BOOST_TEST(slope([&](auto t) { return tl::grad(cubes)(at(t)).sum(); }) == 168);
    BOOST_TEST(slope([&](auto t) { return tl::value_and_grad(cubes)(at(t)).value; }) == 432);
    BOOST_TEST(slope([&](auto t) { return tl::vjp(squares)(at(t), p).sum(); }) == 28);
    BOOST_TEST(slope([&](auto t) { return tl::jvp(squares)(p, at(t)).sum(); }) == 28);
    BOOST_TEST(slope([&](auto t) { return tl::hessian(cubes)(at(t)).sum(); }) == 36);
    BOOST_TEST(slope([&](auto t) {
                   auto const [of_v, of_t] = tl::grad(scaled, tl::argnums<>)(p, t);
                   return of_v.sum() + of_t;
               }) == 76);
    auto const projected = [&p](auto const& v) { return tl::grad(cubes)(v).dot(p); };
    BOOST_TEST((tl::forward::gradient(projected, p) == Eigen::Vector3d(6, 24, 54)));
    BOOST_TEST((tl::grad(projected)(p) == Eigen::Vector3d(6, 24, 54)));
}

// A function that only the library has is found for dual numbers, not for plain ones.
BOOST_AUTO_TEST_CASE(closures_in_the_words_of_the_library) {
    double const c = 1.5;
    auto const f = [c](auto x) { return c * square(x) + relu(x); };
    BOOST_TEST(tl::grad(f)(2.0) == 7.0);
    BOOST_TEST(tl::value_and_grad(f)(2.0).value == 8.0);
    BOOST_TEST(tl::jvp(f)(2.0, 2.0) == 14.0);
    BOOST_TEST(tl::vjp(f)(2.0, 2.0) == 14.0);
    BOOST_TEST(tl::hessian(f)(2.0) == 3.0);
    BOOST_TEST(tl::grad(tl::grad(f))(2) == 3.0);
    derivative_is_one(
        [](auto x) { return x * tl::grad([x](auto y) { return square(x) + relu(y); })(1.0); });
    derivative_is_one(
        [](auto x) { return x * tl::jvp([x](auto y) { return square(x) + relu(y); })(1.0, 1.0); });
    // of what is known of numbers and of dual numbers alone
    auto const constrained = [c](known auto x) { return c * x * x; };
    BOOST_TEST(tl::grad(constrained)(2.0) == 6.0);
    auto const if_finite = [c](auto x) {
        using std::isfinite;
        return isfinite(x) ? c * x * x : 0.0 * x;
    };
    BOOST_TEST(tl::grad(if_finite)(2.0) == 6.0);
    // of dual numbers alone
    auto program = tl::compile<tl::dual<double>>(square(tl::input<"s">));
    auto const of_program = [&](tl::dual<double> t) { return program(tl::input<"s"> = t); };
    BOOST_TEST(tl::derivative(of_program, 3.0) == 6.0);
}

BOOST_AUTO_TEST_CASE(what_captures_nothing_is_traced_whatever_it_says) {
    auto const f = [&](auto v) { return sum(square(v)); };
    Eigen::Vector3d const p(1, 2, 3);
    BOOST_TEST((tl::grad(f)(p) == 2 * p));
    BOOST_TEST((tl::hessian(f)(p) == 2 * Eigen::Matrix3d::Identity()));
    BOOST_TEST((tl::jvp(f)(p, p) == 28));
    static constexpr auto x = tl::input<"x", 3>;
    BOOST_TEST((tl::interpret(tl::vjp(f)(x, tl::constant<3>))(x = p) == 6 * p));
    BOOST_TEST(tl::interpret(tl::trace([&](auto v) { return sum(v); }, x))(x = p) == 6);
}

// A handle that a closure has captured meets what stands for numbers in the search of the level.
BOOST_AUTO_TEST_CASE(captured_handles_in_products) {
    static constexpr auto s = tl::input<"s">;
    constexpr auto by_grad = tl::trace(
        [](auto h) { return tl::grad([h](auto t) { return h * t * square(t); })(2.0); }, s);
    BOOST_TEST(tl::interpret(by_grad)(s = 5.0) == 60.0);
    constexpr auto nested = tl::trace(
        [](auto h) {
            return tl::grad([h](auto t) {
                return tl::grad([](auto a, auto b) { return a * b * b; })(h, t);
            })(3.0);
        },
        s);
    BOOST_TEST(tl::interpret(nested)(s = 5.0) == 6.0);
    constexpr auto by_jvp = tl::trace(
        [](auto h) { return tl::jvp([h](auto t) { return outer(h, t) * h; })(2.0, 3.0); }, s);
    BOOST_TEST(tl::interpret(by_jvp)(s = 5.0) == 75.0);
}

BOOST_AUTO_TEST_SUITE_END()
