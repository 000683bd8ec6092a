// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_IMPLICIT_HPP
#define TAPELESS_TRANSFORM_IMPLICIT_HPP

#include <tapeless/dual/dual.hpp>
#include <tapeless/dual/eigen.hpp>
#include <tapeless/exec/error.hpp>

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace tapeless::inline TAPELESS_ABI {

/// When the iterations of `root` and `fixed_point` stop.
struct iteration_options {
    /// Of a step, relative; below 4 times the epsilon of the scalar, that is the tolerance.
    double tolerance = 4 * std::numeric_limits<double>::epsilon();
    int most = 1000;  ///< after so many steps: `numeric_error`
};

namespace detail {

/// A number without its tangents, of all levels.
template <class T>
constexpr auto without_tangents(T const& x) {
    if constexpr (requires { x.tangent; })
        return without_tangents(x.value);
    else if constexpr (math::number<T>)
        return static_cast<math::common_t<T>>(x);
    else
        return x.unaryExpr([](auto const& each) { return without_tangents(each); }).eval();
}

/// How many levels of dual numbers are nested in a type.
template <class T>
inline constexpr int dual_levels = 0;
template <class T, std::size_t n>
inline constexpr int dual_levels<dual<T, n>> = 1 + dual_levels<T>;

template <class T>
concept numeric_scalar = math::number<T> || is_dual<T> || is_probe<T>;

/// f as an equation, g(x) = 0 at a fixed point of f.
template <class F>
struct distance_moved {
    F const& f;
    template <class X>
    constexpr auto operator()(X const& x) const {
        if constexpr (numeric_scalar<X>)
            return x - f(x);
        else
            return (x - f(x)).eval();
    }
};

/// The solution of g(x) = 0 next to x, where g(x) is 0 without tangents, with the tangents that g
/// has captured: Newton's steps with the slope that it has there. Each makes one more level of
/// tangents exact, which is the implicit function theorem.
template <class G, class X>
constexpr auto with_captured_tangents(G const& g, X const& x) {
    if constexpr (numeric_scalar<X>) {
        using result = std::decay_t<decltype(g(x))>;
        auto const slope = without_tangents(derivative(g, x));
        result y(x);
        for (int level = 0; level != dual_levels<result>; ++level) y = y - g(y) / slope;
        return y;
    } else {
        using result = typename std::decay_t<decltype(g(x))>::Scalar;
        auto const slope = without_tangents(forward::jacobian(g, x));
        auto const inverse = slope.partialPivLu().inverse().eval();
        auto y = x.template cast<result>().eval();
        for (int level = 0; level != dual_levels<result>; ++level)
            y = (y - inverse.template cast<result>() * g(y)).eval();
        return y;
    }
}

template <class X>
double step_size(X const& step, X const& x) {
    if constexpr (numeric_scalar<X>)
        return static_cast<double>(std::abs(step) / (1 + std::abs(x)));
    else
        return static_cast<double>(step.norm() / (1 + x.norm()));
}

/// 4 times the epsilon of a number without tangents, or of a vector's elements: iterations may come
/// to alternate between neighbouring numbers.
template <class X>
constexpr double finest_tolerance() {
    if constexpr (numeric_scalar<X>)
        return 4 * static_cast<double>(std::numeric_limits<X>::epsilon());
    else
        return finest_tolerance<typename X::Scalar>();
}

/// Repeats x = next(x) until x stands still to the tolerance.
template <class X, class Next>
X iterated(X x, Next const& next, iteration_options const& options, char const* name) {
    double const tolerance = std::max(options.tolerance, finest_tolerance<X>());
    for (int step = 0; step != options.most; ++step) {
        X const moved = next(x);
        double const size = step_size<X>(moved - x, moved);
        x = moved;
        if (size <= tolerance) return x;
    }
    exec::fail<numeric_error>("tapeless: " + std::string(name) + " did not converge in " +
                              std::to_string(options.most) + " steps");
}

}  // namespace detail

/// The x with f(x) = 0 that Newton's method finds from x0: a number, or a vector of Eigen's for a
/// function from vectors to vectors of its size.
///
/// Derivatives with respect to what f has captured, to any order, are those of the solution (one
/// linear solve with the Jacobian at it), not those of the iterations; the start has none.
/// **Errors.** `numeric_error` if it does not converge.
/// **Source.** The implicit function theorem; Griewank and Walther, "Evaluating Derivatives"
/// (2008), chapter 15.
template <class F, class X>
auto root(F const& f, X const& x0, iteration_options const& options = {}) {
    auto const newton = [&](auto const& x) {
        auto const value = detail::without_tangents(f(x));
        if constexpr (detail::numeric_scalar<std::decay_t<decltype(x)>>)
            return x - value / detail::without_tangents(derivative(f, x));
        else
            return (x -
                    detail::without_tangents(forward::jacobian(f, x)).partialPivLu().solve(value))
                .eval();
    };
    auto const x = detail::iterated(detail::without_tangents(x0), newton, options, "root");
    return detail::with_captured_tangents(f, x);
}

/// The x with f(x) = x that repeating x = f(x) finds from x0. The rest as for `root`.
template <class F, class X>
auto fixed_point(F const& f, X const& x0, iteration_options const& options = {}) {
    auto const next = [&](auto const& x) { return detail::without_tangents(f(x)); };
    auto const x = detail::iterated(detail::without_tangents(x0), next, options, "fixed_point");
    return detail::with_captured_tangents(detail::distance_moved<F>{f}, x);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
