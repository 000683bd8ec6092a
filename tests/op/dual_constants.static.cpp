// SPDX-License-Identifier: BSL-1.0
// Every element-wise operation on dual numbers in constant expressions: the value is that of
// numbers, the tangent is the slope of a difference quotient. An operation that duals do not have
// fails the build.
#include "op/constant_accuracy.hpp"

#include <tapeless/dual/dual.hpp>

#include <array>

namespace {

namespace tl = tapeless;
using tests::constant_bounds;
using numbers = std::array<double, 3>;
using once = tl::dual<double>;
using twice = tl::dual<once>;

template <tl::op Code, class T>
constexpr T apply(std::array<T, 3> const& x) {
    using rule = tl::rule<Code>;
    if constexpr (rule::arity == 1)
        return rule::value(x[0]);
    else if constexpr (rule::arity == 2)
        return rule::value(x[0], x[1]);
    else
        return rule::value(x[0], x[1], x[2]);
}

/// In the middle third of the intervals, off what is round.
constexpr numbers point(tests::constant_bound const& row, double part) {
    numbers x{};
    for (std::size_t k = 0; k != 3; ++k) {
        tests::operand_interval const& from = row.operands[k];
        x[k] = from.low + (from.whole ? 0 : (part + 0.01 * double(k)) * (from.high - from.low));
    }
    return x;
}
/// The operands that move: orders and masks do not.
constexpr numbers direction(tests::constant_bound const& row) {
    numbers v{};
    for (std::size_t k = 0; k != 3; ++k) v[k] = row.operands[k].whole ? 0 : 1 + double(k);
    return v;
}
constexpr numbers moved(numbers x, numbers const& v, double step) {
    for (std::size_t k = 0; k != 3; ++k) x[k] += step * v[k];
    return x;
}
constexpr bool close(double a, double b, double tolerance) {
    double const size = 1 + tl::math::abs(b);
    return tl::math::abs(a - b) <= tolerance * size;
}

template <std::size_t Row>
constexpr bool is_right_at(double part) {
    constexpr tests::constant_bound row = constant_bounds[Row];
    constexpr tl::op code = row.code;
    numbers const x = point(row, part);
    numbers const v = direction(row);
    std::array<once, 3> first{};
    std::array<twice, 3> second{};
    for (std::size_t k = 0; k != 3; ++k) {
        first[k] = once(x[k], v[k]);
        second[k] = twice(first[k], once(v[k]));
    }
    once const y = apply<code>(first);
    twice const z = apply<code>(second);
    if (!close(y.value, apply<code>(x), 1e-15) || z.value.value != y.value) return false;
    if (!close(z.value.tangent[0], y.tangent[0], 1e-15)) return false;
    if (!close(z.tangent[0].value, y.tangent[0], 1e-15)) return false;

    if constexpr (code == tl::op::with_gradient)  // of which differences know nothing
        return y.tangent[0] == v[1] && z.tangent[0].tangent[0] == 0;
    else if constexpr (!tl::rule<code>::differentiable)
        return y.tangent[0] == 0 && z.tangent[0].tangent[0] == 0;
    else {
        double const step = 1e-4;
        numbers const above = moved(x, v, step), below = moved(x, v, -step);
        double const slope = (apply<code>(above) - apply<code>(below)) / (2 * step);
        auto const slope_at = [&](numbers const& at) {
            std::array<once, 3> operands{};
            for (std::size_t k = 0; k != 3; ++k) operands[k] = once(at[k], v[k]);
            return apply<code>(operands).tangent[0];
        };
        double const curvature = (slope_at(above) - slope_at(below)) / (2 * step);
        return close(y.tangent[0], slope, 1e-5) && close(z.tangent[0].tangent[0], curvature, 1e-5);
    }
}
template <std::size_t Row>
constexpr bool is_right() {
    // Wide intervals are those of exponents: their rows repeat an operation.
    static_assert(
        !constant_bounds[Row].in_float || (is_right_at<Row>(0.37) && is_right_at<Row>(0.61)),
        "tapeless: dual numbers have every element-wise operation, in constants too");
    return true;
}

static_assert([]<std::size_t... Row>(std::index_sequence<Row...>) {
    return (is_right<Row>() && ...);
}(std::make_index_sequence<constant_bounds.size()>{}));

}  // namespace
