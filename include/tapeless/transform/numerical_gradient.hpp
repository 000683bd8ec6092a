// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_NUMERICAL_GRADIENT_HPP
#define TAPELESS_TRANSFORM_NUMERICAL_GRADIENT_HPP

#include <tapeless/exec/source.hpp>
#include <tapeless/expr/report.hpp>

#include <ranges>
#include <vector>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// A copy of a point whose elements can be set; integers become doubles.
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
};

template <exec::EigenObject X>
struct moving_point<X> {
    using scalar = typename moving_point<typename X::Scalar>::scalar;
    using matrix =
        std::remove_cvref_t<decltype(std::declval<X const&>().template cast<scalar>().eval())>;
    matrix point;

    explicit moving_point(X const& x) : point(x.template cast<scalar>()) {}
    std::size_t size() const { return static_cast<std::size_t>(point.size()); }
    scalar& operator[](std::size_t i) {
        auto const k = static_cast<Eigen::Index>(i);
        return point.coeffRef(k % point.rows(), k / point.rows());
    }
};

template <exec::ContiguousRange X>
struct moving_point<X> {
    using scalar = std::ranges::range_value_t<X>;
    /// Views and plain arrays do not own what is to be moved.
    using container =
        std::conditional_t<std::ranges::view<X> || std::is_array_v<X>, std::vector<scalar>, X>;
    container point;

    constexpr explicit moving_point(X const& x) : point(copy(x)) {}
    constexpr std::size_t size() const { return std::ranges::size(point); }
    constexpr scalar& operator[](std::size_t i) { return std::ranges::data(point)[i]; }

private:
    static constexpr container copy(X const& x) {
        if constexpr (std::is_same_v<container, X>)
            return x;
        else
            return container(std::ranges::begin(x), std::ranges::end(x));
    }
};

/// Containers of integers cannot be moved by a small step; numbers are, as floating-point ones.
template <class X>
inline constexpr bool can_move = true;
template <exec::ContiguousRange X>
    requires(!exec::EigenObject<X>)
inline constexpr bool can_move<X> = std::is_floating_point_v<std::ranges::range_value_t<X>>;

/// The gradient of f, or its Jacobian if it gives more than a number.
template <class Result, class F, class Moving, class Scalar>
constexpr auto central_differences(F&& f, Moving at, Scalar step) {
    // Calls `put` with the element's number and f on both sides of it.
    auto const each = [&](auto put) {
        for (std::size_t i = 0; i != at.size(); ++i) {
            Scalar const there = at[i];
            at[i] = there + step;
            Result const above = exec::evaluated(f(std::as_const(at.point)));
            at[i] = there - step;
            Result const below = exec::evaluated(f(std::as_const(at.point)));
            at[i] = there;
            put(i, above, below);
        }
    };
    if constexpr (std::is_arithmetic_v<Result>) {
        Moving gradient = at;
        each([&](std::size_t i, Result above, Result below) {
            gradient[i] = static_cast<Scalar>(above - below) / (2 * step);
        });
        return gradient.point;
    } else {
        using value_source = exec::source<Result>;
        Result const y = exec::evaluated(f(std::as_const(at.point)));
        Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> jacobian(
            value_source::size(y), static_cast<Eigen::Index>(at.size()));
        std::vector<Scalar> high(static_cast<std::size_t>(value_source::size(y)));
        std::vector<Scalar> low(high.size());
        each([&](std::size_t i, Result const& above, Result const& below) {
            value_source::copy(above, high.data());
            value_source::copy(below, low.data());
            for (std::size_t k = 0; k != high.size(); ++k)
                jacobian(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) =
                    (high[k] - low[k]) / (2 * step);
        });
        return jacobian;
    }
}

}  // namespace detail

/// The derivative of a function by central differences: (f(x + eps e) - f(x - eps e)) / (2 eps)
/// along each unit vector e.
///
/// Reach for it to test a derivative; `check_grads` does that for whole models. `x` is a number, a
/// standard container or an Eigen object. A function of several arguments goes in as a lambda.
/// **Shapes.** If f gives a number, that of x; otherwise the Jacobian, size(y) x size(x), both
/// flattened in column-major order. **Numerics.** The error is of the order eps^2 + 1e-16 / eps.
/// **Complexity.** 2 size(x) values of f.
template <class F, class X>
constexpr auto numerical_gradient([[maybe_unused]] F&& f, [[maybe_unused]] X const& x,
                                  [[maybe_unused]] double eps = 1e-4) {
    constexpr bool is_point = exec::Bindable<X> && !exec::ArrayObject<X>;
    static_assert(
        is_point,
        "tapeless: numerical_gradient requires a number, a standard container or an Eigen object");
    if constexpr (!is_point)
        return invalid{};
    else {
        constexpr bool can_move = detail::can_move<X>;
        static_assert(
            can_move,
            "tapeless: numerical_gradient requires a container of floating-point numbers");
        if constexpr (!can_move)
            return invalid{};
        else {
            using moving = detail::moving_point<X>;
            using result =
                decltype(exec::evaluated(f(std::as_const(std::declval<moving&>().point))));
            constexpr bool has_result = std::is_arithmetic_v<result> || exec::Bindable<result>;
            static_assert(has_result,
                          "tapeless: numerical_gradient requires a function that gives a number, a "
                          "standard container or an Eigen object");
            if constexpr (has_result)
                return detail::central_differences<result>(
                    f, moving(x), static_cast<typename moving::scalar>(eps));
            else
                return invalid{};
        }
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
