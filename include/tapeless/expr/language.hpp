// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXPR_LANGUAGE_HPP
#define TAPELESS_EXPR_LANGUAGE_HPP

#include <tapeless/expr/language/detail/define.hpp>
#include <tapeless/op/language/activation.hpp>
#include <tapeless/op/language/layout.hpp>
#include <tapeless/op/language/loss.hpp>

namespace tapeless::inline TAPELESS_ABI {

// The typed form of the language: each name wraps the function on handles of the same name.
// Functions with axes take them as template arguments. Operators are there for integral constants
// once more: Hana's have operators of their own for operands of any type, which these precede.

#define TAPELESS_LIFTED_OPERATOR(SYMBOL, NAME)                      \
    template <class A, class B>                                     \
        requires Typed<A, B>                                        \
    constexpr auto operator SYMBOL(A const& a, B const& b) {        \
        return detail::lift<detail::function::NAME>(a, b);          \
    }                                                               \
    template <class A, template <class U, U> class C, class T, T V> \
        requires Typed<A, C<T, V>>                                  \
    constexpr auto operator SYMBOL(A a, C<T, V> b) {                \
        return detail::lift<detail::function::NAME>(a, b);          \
    }                                                               \
    template <template <class U, U> class C, class T, T V, class B> \
        requires Typed<C<T, V>, B>                                  \
    constexpr auto operator SYMBOL(C<T, V> a, B b) {                \
        return detail::lift<detail::function::NAME>(a, b);          \
    }
#define TAPELESS_TYPED_OPERATOR(SYMBOL, NAME)                                                \
    namespace detail::function {                                                             \
    struct NAME {                                                                            \
        constexpr auto operator()(auto const& a, auto const& b) const { return a SYMBOL b; } \
    };                                                                                       \
    }                                                                                        \
    TAPELESS_LIFTED_OPERATOR(SYMBOL, NAME)
TAPELESS_TYPED_OPERATOR(+, plus)
TAPELESS_TYPED_OPERATOR(-, minus)
TAPELESS_TYPED_OPERATOR(*, times)
TAPELESS_TYPED_OPERATOR(/, divided_by)
TAPELESS_TYPED_OPERATOR(<, less)
TAPELESS_TYPED_OPERATOR(<=, less_equal)
TAPELESS_TYPED_OPERATOR(>, greater)
TAPELESS_TYPED_OPERATOR(>=, greater_equal)
TAPELESS_TYPED_OPERATOR(==, equal)
TAPELESS_TYPED_OPERATOR(!=, not_equal)
TAPELESS_TYPED_OPERATOR(&&, logical_and)
TAPELESS_TYPED_OPERATOR(||, logical_or)
#undef TAPELESS_TYPED_OPERATOR

#define TAPELESS_TYPED_OPERATOR(SYMBOL, NAME)                               \
    namespace detail::function {                                            \
    struct NAME {                                                           \
        constexpr auto operator()(auto const& a) const { return SYMBOL a; } \
    };                                                                      \
    }                                                                       \
    template <class A>                                                      \
        requires Typed<A>                                                   \
    constexpr auto operator SYMBOL(A const& a) {                            \
        return detail::lift<detail::function::NAME>(a);                     \
    }
TAPELESS_TYPED_OPERATOR(-, negative)
TAPELESS_TYPED_OPERATOR(!, logical_not)
#undef TAPELESS_TYPED_OPERATOR

// Element-wise functions of one operand; numbers go to `math`, handles to `op/emit.hpp`, duals have
// their own.
#define TAPELESS_NUMERIC_FUNCTION(NAME) \
    using math::NAME;                   \
    TAPELESS_TYPED_FUNCTION(NAME, 1)

TAPELESS_NUMERIC_FUNCTION(exp)
TAPELESS_NUMERIC_FUNCTION(exp2)
TAPELESS_NUMERIC_FUNCTION(expm1)
TAPELESS_NUMERIC_FUNCTION(log)
TAPELESS_NUMERIC_FUNCTION(log2)
TAPELESS_NUMERIC_FUNCTION(log10)
TAPELESS_NUMERIC_FUNCTION(log1p)
TAPELESS_NUMERIC_FUNCTION(sqrt)
TAPELESS_NUMERIC_FUNCTION(rsqrt)
TAPELESS_NUMERIC_FUNCTION(cbrt)
TAPELESS_NUMERIC_FUNCTION(square)
TAPELESS_NUMERIC_FUNCTION(reciprocal)
TAPELESS_NUMERIC_FUNCTION(abs)
TAPELESS_NUMERIC_FUNCTION(sign)
TAPELESS_NUMERIC_FUNCTION(floor)
TAPELESS_NUMERIC_FUNCTION(ceil)
TAPELESS_NUMERIC_FUNCTION(round)
TAPELESS_NUMERIC_FUNCTION(sin)
TAPELESS_NUMERIC_FUNCTION(cos)
TAPELESS_NUMERIC_FUNCTION(tan)
TAPELESS_NUMERIC_FUNCTION(asin)
TAPELESS_NUMERIC_FUNCTION(acos)
TAPELESS_NUMERIC_FUNCTION(atan)
TAPELESS_NUMERIC_FUNCTION(sinh)
TAPELESS_NUMERIC_FUNCTION(cosh)
TAPELESS_NUMERIC_FUNCTION(tanh)
TAPELESS_NUMERIC_FUNCTION(asinh)
TAPELESS_NUMERIC_FUNCTION(acosh)
TAPELESS_NUMERIC_FUNCTION(atanh)
TAPELESS_NUMERIC_FUNCTION(erf)
TAPELESS_NUMERIC_FUNCTION(erfc)
TAPELESS_NUMERIC_FUNCTION(normal_cdf)
TAPELESS_NUMERIC_FUNCTION(lgamma)
TAPELESS_NUMERIC_FUNCTION(digamma)
TAPELESS_NUMERIC_FUNCTION(sigmoid)
TAPELESS_NUMERIC_FUNCTION(log_sigmoid)
TAPELESS_NUMERIC_FUNCTION(softplus)
TAPELESS_NUMERIC_FUNCTION(relu)
TAPELESS_NUMERIC_FUNCTION(selu)
TAPELESS_NUMERIC_FUNCTION(gelu)
TAPELESS_NUMERIC_FUNCTION(gelu_tanh)
TAPELESS_NUMERIC_FUNCTION(silu)
TAPELESS_NUMERIC_FUNCTION(mish)
TAPELESS_NUMERIC_FUNCTION(hard_tanh)
#undef TAPELESS_NUMERIC_FUNCTION
TAPELESS_TYPED_FUNCTION(transpose, 1)

// Functions of two and three operands.
using math::atan2;
using math::clamp;
using math::elu;
using math::hadamard;
using math::hypot;
using math::leaky_relu;
using math::max;
using math::min;
using math::pow;
using math::select;
using math::stop_gradient;
using math::with_gradient;
TAPELESS_TYPED_FUNCTION(stop_gradient, 1)
TAPELESS_TYPED_FUNCTION(hadamard, 2)
// The product element by element. (Of numbers there is no such operator.)
TAPELESS_LIFTED_OPERATOR(%, hadamard)
#undef TAPELESS_LIFTED_OPERATOR
TAPELESS_TYPED_FUNCTION(pow, 2)
TAPELESS_TYPED_FUNCTION(hypot, 2)
TAPELESS_TYPED_FUNCTION(atan2, 2)
TAPELESS_TYPED_FUNCTION(max, 2)
TAPELESS_TYPED_FUNCTION(min, 2)
TAPELESS_TYPED_FUNCTION(select, 3)
TAPELESS_TYPED_FUNCTION(clamp, 3)
TAPELESS_TYPED_FUNCTION(with_gradient, 2)
TAPELESS_TYPED_FUNCTION(leaky_relu, 2)
TAPELESS_TYPED_FUNCTION(elu, 2)
TAPELESS_TYPED_FUNCTION(matmul, 2)
TAPELESS_TYPED_FUNCTION(mse, detail::any_number)
TAPELESS_TYPED_FUNCTION(sse, detail::any_number)

// Functions over axes, `sum(x)` and `sum<0, 1>(x)`.
TAPELESS_TYPED_TEMPLATE(sum, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(mean, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(max_of, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(min_of, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(squared_norm, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(dot, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(log_sum_exp, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(softmax, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(log_softmax, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(cross_entropy, std::size_t, detail::any_number)
TAPELESS_TYPED_TEMPLATE(one_hot, std::size_t, detail::any_number)

// Layout, with its numbers as template arguments.
TAPELESS_TYPED_TEMPLATE(stretch, detail::extent_argument, 1)
TAPELESS_TYPED_TEMPLATE(head, std::int32_t, 1)
TAPELESS_TYPED_TEMPLATE(tail, std::int32_t, 1)
TAPELESS_TYPED_TEMPLATE(row, std::int32_t, 1)
TAPELESS_TYPED_TEMPLATE(column, std::int32_t, 1)
TAPELESS_TYPED_TEMPLATE(element, std::int32_t, 1)

namespace detail::function {
template <std::size_t Axis, std::int32_t From, extent_argument Count, std::int32_t Step>
struct slice {
    constexpr auto operator()(auto const& x) const {
        return tapeless::slice<Axis, From, Count, Step>(x);
    }
};
template <std::int32_t Row, std::int32_t Column, extent_argument Rows, extent_argument Columns>
struct block {
    constexpr auto operator()(auto const& x) const {
        return tapeless::block<Row, Column, Rows, Columns>(x);
    }
};
}  // namespace detail::function
template <std::size_t Axis, std::int32_t From, detail::extent_argument Count, std::int32_t Step = 1,
          class A>
    requires Typed<A>
constexpr auto slice(A const& x) {
    return detail::lift<detail::function::slice<Axis, From, Count, Step>>(x);
}
template <std::int32_t Row, std::int32_t Column, detail::extent_argument Rows,
          detail::extent_argument Columns, class A>
    requires Typed<A>
constexpr auto block(A const& x) {
    return detail::lift<detail::function::block<Row, Column, Rows, Columns>>(x);
}

/// No mean: one loss for each sample.
inline constexpr per_sample_tag per_sample{};

}  // namespace tapeless::inline TAPELESS_ABI

#include <tapeless/expr/language/convolution.hpp>
#include <tapeless/expr/language/gamma.hpp>
#include <tapeless/expr/language/linear_algebra.hpp>
#include <tapeless/expr/language/loss.hpp>
#include <tapeless/expr/language/rearrange.hpp>
#include <tapeless/expr/language/scan.hpp>
#include <tapeless/expr/language/statistics.hpp>

#endif
