// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_NUMERICAL_GRADIENT_HPP
#define TAPELESS_TRANSFORM_NUMERICAL_GRADIENT_HPP

#include <tapeless/exec/source.hpp>

#include <vector>

namespace tapeless::inline v1 {
namespace detail {

/// A copy of a point that can be moved, element by element, in double unless it is narrower.
template <class X>
struct moving_point;

template <class X>
    requires std::is_arithmetic_v<X>
struct moving_point<X> {
    using scalar = std::conditional_t<std::is_floating_point_v<X>, X, double>;
    scalar point;

    constexpr explicit moving_point(X const& x) : point(static_cast<scalar>(x)) {}
    constexpr std::size_t size() const { return 1; }
    constexpr scalar& operator[](std::size_t) { return point; }
    /// Something of the point's form for the gradient.
    constexpr scalar gradient() const { return 0; }
    static constexpr void set(scalar& gradient, std::size_t, scalar value) { gradient = value; }
};

template <exec::EigenObject X>
struct moving_point<X> {
    using scalar = typename moving_point<typename X::Scalar>::scalar;
    using matrix = decltype(std::declval<X const&>().template cast<scalar>().eval());
    matrix point;

    explicit moving_point(X const& x) : point(x.template cast<scalar>()) {}
    std::size_t size() const { return static_cast<std::size_t>(point.size()); }
    scalar& operator[](std::size_t i) {
        auto const k = static_cast<Eigen::Index>(i);
        return point.coeffRef(k % point.rows(), k / point.rows());
    }
    matrix gradient() const { return matrix::Zero(point.rows(), point.cols()); }
    static void set(matrix& gradient, std::size_t i, scalar value) {
        auto const k = static_cast<Eigen::Index>(i);
        gradient.coeffRef(k % gradient.rows(), k / gradient.rows()) = value;
    }
};

template <exec::ContiguousRange X>
struct moving_point<X> {
    using scalar = std::ranges::range_value_t<X>;
    static_assert(std::is_floating_point_v<scalar>,
                  "tapeless: numerical_gradient requires a container of floating-point numbers");
    X point;

    constexpr explicit moving_point(X const& x) : point(x) {}
    constexpr std::size_t size() const { return std::ranges::size(point); }
    constexpr scalar& operator[](std::size_t i) { return std::ranges::data(point)[i]; }
    constexpr X gradient() const { return point; }
    static constexpr void set(X& gradient, std::size_t i, scalar value) {
        std::ranges::data(gradient)[i] = value;
    }
};

/// A result as a matrix or container of its own: Eigen's expressions refer to what made them.
template <class Y>
constexpr auto evaluated(Y const& y) {
    if constexpr (exec::EigenObject<Y>)
        return typename Y::PlainObject(y);
    else
        return y;
}

}  // namespace detail

/// The derivative of a function by central differences, (f(x + eps e_i) - f(x - eps e_i)) / (2 eps).
///
/// Reach for it to test a derivative; `check_grads` does that for whole models. `x` is a number, a
/// standard container or an Eigen object. A function of several arguments goes in as a lambda.
/// **Shapes.** If f gives a number, that of x; otherwise the Jacobian, size(y) x size(x), both
/// flattened in storage order. **Numerics.** The error is of the order eps^2 + 1e-16 / eps.
/// **Complexity.** 2 size(x) values of f.
template <class F, class X>
constexpr auto numerical_gradient(F&& f, X const& x, double eps = 1e-4) {
    static_assert(exec::Bindable<X>,
                  "tapeless: numerical_gradient requires a number, a standard container or an Eigen object");
    using moving = detail::moving_point<X>;
    using scalar = typename moving::scalar;
    moving at(x);
    auto const step = static_cast<scalar>(eps);
    using result = decltype(detail::evaluated(f(std::as_const(at.point))));
    // Calls `put` with the element's number and f on both sides of it.
    auto const each = [&](auto put) {
        for (std::size_t i = 0; i != at.size(); ++i) {
            scalar const there = at[i];
            at[i] = there + step;
            result const above = detail::evaluated(f(std::as_const(at.point)));
            at[i] = there - step;
            result const below = detail::evaluated(f(std::as_const(at.point)));
            at[i] = there;
            put(i, above, below);
        }
    };
    if constexpr (std::is_arithmetic_v<result>) {
        auto gradient = at.gradient();
        each([&](std::size_t i, result above, result below) {
            moving::set(gradient, i, static_cast<scalar>(above - below) / (2 * step));
        });
        return gradient;
    } else {
        static_assert(exec::Bindable<result>,
                      "tapeless: numerical_gradient requires a function that gives a number, a standard "
                      "container or an Eigen object");
        using value_source = exec::source<result>;
        result const y = detail::evaluated(f(std::as_const(at.point)));
        Eigen::Matrix<scalar, Eigen::Dynamic, Eigen::Dynamic> jacobian(
            value_source::size(y), static_cast<Eigen::Index>(at.size()));
        std::vector<scalar> high(static_cast<std::size_t>(value_source::size(y)));
        std::vector<scalar> low(high.size());
        each([&](std::size_t i, result const& above, result const& below) {
            value_source::copy(above, high.data());
            value_source::copy(below, low.data());
            for (std::size_t k = 0; k != high.size(); ++k)
                jacobian(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) =
                    (high[k] - low[k]) / (2 * step);
        });
        return jacobian;
    }
}

}  // namespace tapeless::inline v1

#endif
