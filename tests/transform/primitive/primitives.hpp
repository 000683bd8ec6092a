// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_TRANSFORM_PRIMITIVE_PRIMITIVES_HPP
#define TAPELESS_TESTS_TRANSFORM_PRIMITIVE_PRIMITIVES_HPP

#include <tapeless/tapeless.hpp>

#include <cmath>

// Operations that are defined outside of the library, with one rule each, seen by two translation
// units. The models that both units compile have one type, and so one program.

namespace primitives {

namespace tl = tapeless;
using namespace tl::literals;

/// log(sum(exp(v))) over all elements, from its value.
struct log_sum_exp_value : tl::primitive {
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto const& v) {
        using std::exp, std::log;
        auto const largest = v.maxCoeff();
        out(0) = largest + log((v.array() - largest).exp().sum());
    }
};

/// With a cotangent alone: the tangent is its transpose.
struct with_cotangent : log_sum_exp_value {
    static constexpr auto name = "with_cotangent";
    static constexpr auto cotangent(auto v, auto y, auto g) { return g % exp(v - y); }
};
/// With a tangent alone.
struct with_tangent : log_sum_exp_value {
    static constexpr auto name = "with_tangent";
    static constexpr auto tangent(auto v, auto y, auto d) { return dot(exp(v - y), d); }
};

/// softmax over all elements; its rule needs its own value only.
struct normalised : tl::primitive {
    static constexpr auto name = "normalised";
    static constexpr tl::shape shape(tl::shape of) { return of; }
    static void value(auto out, auto const& v) {
        using std::exp;
        auto const largest = v.maxCoeff();
        out = (v.array() - largest).exp().matrix();
        out /= out.sum();
    }
    static constexpr auto cotangent(auto, auto y, auto g) { return y % (g - dot(y, g)); }
};
/// With a further primitive in its rule.
struct with_another : log_sum_exp_value {
    static constexpr auto name = "with_another";
    static constexpr auto cotangent(auto v, auto, auto g) { return g % tl::apply<normalised>(v); }
};

/// a * exp(b v): several operands, one of which has no adjoint.
struct scaled_exponential : tl::primitive {
    static constexpr auto name = "scaled_exponential";
    static constexpr tl::shape shape(tl::shape, tl::shape, tl::shape of) { return of; }
    static void value(auto out, auto const& a, auto const& b, auto const& v) {
        out = (a(0) * (b(0) * v.array()).exp()).matrix();
    }
    static constexpr auto cotangent(auto a, auto b, auto v, auto y, auto g) {
        return std::tuple(dot(g, exp(b * v)), tl::none, g % y * b + 0 * a);
    }
};

/// A product of matrices with a tangent alone, in which each operand's part is a product.
struct product_of_two : tl::primitive {
    static constexpr auto name = "product_of_two";
    static constexpr tl::shape shape(tl::shape a, tl::shape b) { return {a[0], b[1]}; }
    static void value(auto out, auto const& a, auto const& b) { out = a * b; }
    static constexpr auto tangent(auto a, auto b, auto, auto da, auto db) {
        return da * b + a * db;
    }
};

constexpr auto x = tl::input<"x", 3, 2>;
constexpr auto s = tl::input<"s">;

/// The same function five times; the last one is the library's own.
constexpr auto model = []<class P>(P) { return square(tl::apply<P>(2_c * x)) * s; };
constexpr auto reference = square(log_sum_exp(2_c * x)) * s;

constexpr auto first = model(with_cotangent{});
constexpr auto second = model(with_another{});

struct outcome {
    double value;
    Eigen::MatrixXd gradient;
    Eigen::MatrixXd second_derivative;
};

/// What the other translation unit computes of `first` and `second`.
outcome first_elsewhere(Eigen::MatrixXd const& at);
outcome second_elsewhere(Eigen::MatrixXd const& at);

/// Value, gradient, and gradient of the gradient's norm.
template <class Program>
outcome outcome_of(Program&& program, Eigen::MatrixXd const& at) {
    auto const& [value, gradient, again] = program(x = at, s = 0.7);
    return {value, gradient, again};
}
constexpr auto all_of = [](auto y) {
    return outputs(y, grad(y, x), grad(squared_norm(grad(y, x)), x));
};

inline bool same(outcome const& a, outcome const& b) {
    return std::abs(a.value - b.value) <= 1e-13 * std::abs(b.value) &&
           a.gradient.isApprox(b.gradient, 1e-12) &&
           a.second_derivative.isApprox(b.second_derivative, 1e-11);
}

}  // namespace primitives

#endif
