// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PASS_REWRITE_SIGNS_AND_CONSTANTS_HPP
#define TAPELESS_PASS_REWRITE_SIGNS_AND_CONSTANTS_HPP

#include <tapeless/pass/seed.hpp>

namespace tapeless::inline TAPELESS_ABI::pass::rewrite {

constexpr var to_fixed_point(var y);

/// a + (-b) -> a - b,  a - (-b) -> a + b.
constexpr var negated_term(var y) {
    if (detail::is(y, op::add)) {
        if (detail::is(y.operand(1), op::negate)) return y.operand(0) - y.operand(1).operand(0);
        if (detail::is(y.operand(0), op::negate)) return y.operand(1) - y.operand(0).operand(0);
    }
    if (detail::is(y, op::subtract) && detail::is(y.operand(1), op::negate))
        return y.operand(0) + y.operand(1).operand(0);
    return {};
}

/// (-a) % b -> -(a % b) and (-a) / b -> -(a / b), which round alike: what adds it subtracts.
constexpr var negated_factor(var y) {
    bool const divides = detail::is(y, op::divide);
    if (!divides && !detail::is(y, op::multiply)) return {};
    for (std::size_t k = 0; k != (divides ? 1U : 2U); ++k) {
        var const factor = y.operand(k);
        if (!detail::is(factor, op::negate) || !detail::have_one_shape(factor, y) ||
            detail::is_constant(y.operand(1 - k)))
            continue;
        var const a = factor.operand(0), b = y.operand(1 - k);
        return -to_fixed_point(divides ? a / b : k == 0 ? a % b : b % a);
    }
    return {};
}

/// x % x -> square(x).
constexpr var square_of(var y) {
    if (!detail::is(y, op::multiply) || y.operand(0).id != y.operand(1).id) return {};
    return square(y.operand(0));
}

/// sum(-x) -> -sum(x), which rounds alike.
constexpr var sum_of_negated(var y) {
    if (!detail::is(y, op::sum) || !detail::is(y.operand(0), op::negate)) return {};
    return -to_fixed_point(detail::sum_over(y.operand(0).operand(0), y.attribute(0)));
}

/// A power of 2 near 1, with either sign.
constexpr bool is_modest_power(double x) {
    double const size = x < 0 ? -x : x;
    for (double power = 1.0 / 64; power <= 64; power *= 2)
        if (size == power) return true;
    return false;
}

/// The constant factor of a product, and the other one: operands k and 1 - k.
constexpr int constant_factor(var y) {
    if (!detail::is(y, op::multiply)) return -1;
    return detail::is_constant(y.operand(0)) ? 0 : detail::is_constant(y.operand(1)) ? 1 : -1;
}

/// Is it far from the ends of the range, of floats too, so that its product with a modest power is
/// in it?
constexpr bool is_ordinary(double x) {
    double const size = x < 0 ? -x : x;
    return size >= 0x1p-100 && size <= 0x1p100;
}

/// c % (d % x) -> (c d) % x for constants of which one is a power of 2 (so that nothing is rounded
/// but the result);  (c % x) % (d % y) -> (c d) % (x % y) if both are;  -1 % x -> -x.
constexpr var constant_factors(var y) {
    if (!detail::is(y, op::multiply)) return {};
    int const of_left = constant_factor(y.operand(0)), of_right = constant_factor(y.operand(1));
    if (of_left >= 0 && of_right >= 0) {
        auto const left = static_cast<std::size_t>(of_left),
                   right = static_cast<std::size_t>(of_right);
        var const c = y.operand(0).operand(left), d = y.operand(1).operand(right);
        if (is_modest_power(detail::value_of_constant(c)) &&
            is_modest_power(detail::value_of_constant(d))) {
            double const product = detail::value_of_constant(c) * detail::value_of_constant(d);
            var const rest =
                to_fixed_point(y.operand(0).operand(1 - left) % y.operand(1).operand(1 - right));
            return product == 1 ? rest : detail::constant_in(*y.graph, product) % rest;
        }
    }
    for (std::size_t k = 0; k != 2; ++k) {
        if (!detail::is_constant(y.operand(k))) continue;
        var const rest = y.operand(1 - k);
        if (detail::is_constant(y.operand(k), -1)) return -rest;
        if (!detail::is(rest, op::multiply)) continue;
        for (std::size_t j = 0; j != 2; ++j) {
            if (!detail::is_constant(rest.operand(j))) continue;
            double const outer = detail::value_of_constant(y.operand(k));
            double const inner = detail::value_of_constant(rest.operand(j));
            if ((is_modest_power(outer) && is_ordinary(inner)) ||
                (is_modest_power(inner) && is_ordinary(outer)))
                return detail::constant_in(*y.graph, outer * inner) % rest.operand(1 - j);
        }
    }
    return {};
}

}  // namespace tapeless::inline TAPELESS_ABI::pass::rewrite

#endif
