// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_BY_CLOSURE_HPP
#define TAPELESS_TRANSFORM_FUNCTION_BY_CLOSURE_HPP

#include <tapeless/dual/eigen.hpp>
#include <tapeless/transform/function/by_program.hpp>
#include <tapeless/transform/function/packed.hpp>

// Derivatives of closures at Eigen objects, and numbers beside them: forward mode over dual
// numbers, since a trace has no place for what a closure has captured. The closure is given
// Eigen's own arrays, of dual numbers. About 9/8 evaluations for each number of an argument.

namespace tapeless::inline TAPELESS_ABI::detail {

template <class F, class... Argument>
inline constexpr bool is_closure_at_data = !std::is_empty_v<F> && are_data<Argument...> &&
                                           !HasStructure<Argument...> && !Spoiled<Argument...>;

/// An argument as an object of Eigen's of its own, also a container of numbers; or a number.
template <class V>
constexpr auto array_of(V const& value) {
    if constexpr (exec::ContiguousRange<V>) {
        using vector = Eigen::Matrix<typename exec::source<V>::scalar, Eigen::Dynamic, 1>;
        return vector(Eigen::Map<vector const>(exec::elements_of(value), exec::count_of(value)));
    } else
        return exec::evaluated(value);
}

template <std::size_t K, std::size_t I, class All, class Free>
constexpr decltype(auto) free_or_given(All const& all, Free const& free) {
    if constexpr (I == K)
        return (free);
    else
        return std::get<I>(all);
}

/// f of its argument at the position K, at those that are given. (Not empty: dual numbers among
/// them are seen, as captures are.)
template <std::size_t K, class F, class All>
struct closure_of_one {
    F const& f;
    All const& all;

    template <class Free>
    constexpr auto operator()(Free const& free) const {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return returned_object(f(free_or_given<K, I>(all, free)...));
        }(std::make_index_sequence<std::tuple_size_v<All>>{});
    }
};
/// Dual numbers of which a function's result shows what it is: those of an enclosing derivative if
/// there are any.
template <class First, class... Other>
struct number_among : number_among<Other...> {};
template <class First, class... Other>
    requires(is_dual<First> || is_probe<First>)
struct number_among<First, Other...> {
    using type = First;
};
template <class Only>
    requires(!is_dual<Only> && !is_probe<Only>)
struct number_among<Only> {
    using type = dual<promoted_t<Only>>;
};
template <class X, class... All>
auto with_numbers_among(X const& x, std::tuple<All...> const&) {
    using number = typename number_among<element_t<All>...>::type;
    if constexpr (exec::EigenObject<X>)
        return container<X>::like(x, number{});
    else
        return number{};
}

template <std::size_t K, class F, class All>
constexpr auto gradient_of_closure(F const& f, All const& all) {
    using of_one = closure_of_one<K, F, All>;
    using argument = decltype(with_numbers_among(std::get<K>(all), all));
    constexpr bool is_number = !exec::EigenObject<result_of<of_one, argument>>;
    static_assert(is_number,
                  "tapeless: the gradient requires a scalar; for an array use vjp or jacobian, "
                  "or reduce it with sum or mean");
    if constexpr (is_number)
        return forward::gradient(of_one{f, all}, std::get<K>(all));
    else
        return invalid{};
}
/// The k-th derivative of f at all x + e dx by e, at 0.
template <std::size_t k = 1, class F, class... X, class... Direction>
constexpr auto derivative_along(F const& f, std::tuple<X...> const& all,
                                std::tuple<Direction...> const& directions) {
    return derivative<k>(
        [&](auto const& e) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return returned_object(
                    f(exec::evaluated(std::get<I>(all) + std::get<I>(directions) * e)...));
            }(std::index_sequence_for<X...>{});
        },
        std::common_type_t<promoted_t<scalar_of_t<element_t<X>>>...>{});
}

/// The value of f, computed as its derivatives are.
template <class F, class... X>
constexpr auto value_of_closure(F const& f, std::tuple<X...> const& all) {
    constexpr auto zero = []<class Each>(Each const& x) {
        if constexpr (exec::EigenObject<Each>)
            return Each(Each::Zero(x.rows(), x.cols()));
        else
            return Each{};
    };
    return std::apply(
        [&](auto const&... x) { return derivative_along<0>(f, all, std::tuple(zero(x)...)); }, all);
}

/// The Jacobian of g by x: as many rows as its result has elements, as many columns as x has. A
/// number for numbers.
template <class G, class X>
constexpr auto jacobian_of_closure(G const& g, X const& x) {
    auto const y = forward::jacobian(g, x);
    using Y = std::remove_const_t<decltype(y)>;
    if constexpr (!exec::EigenObject<Y>)
        return y;
    else if constexpr (!exec::EigenObject<X>)
        return Eigen::Matrix<typename Y::Scalar, Y::SizeAtCompileTime, 1>(y.reshaped());
    else if constexpr (exec::EigenObject<std::decay_t<decltype(g(x))>>)
        return y;
    else
        return Eigen::Matrix<typename Y::Scalar, 1, Y::SizeAtCompileTime>(y.reshaped().transpose());
}

/// The block of the Hessian with a row for each number of one argument, a column for each of
/// another.
template <std::size_t Row, std::size_t Column, class F, class All>
constexpr auto hessian_of_closure(F const& f, All const& all) {
    auto const gradient = [&](auto const&... each) {
        return gradient_of_closure<Row>(f, std::tuple(each...));
    };
    return jacobian_of_closure(closure_of_one<Column, decltype(gradient), All>{gradient, all},
                               std::get<Column>(all));
}
/// dy_i / dx_i by one argument, all at once.
template <std::size_t K, class F, class All>
constexpr auto slopes_of_closure(F const& f, All const& all) {
    auto const& x = std::get<K>(all);
    closure_of_one<K, F, All> const of_x{f, all};
    using X = std::remove_cvref_t<decltype(x)>;
    if constexpr (exec::EigenObject<X>)
        return derivative_along(of_x, std::tuple(x), std::tuple(X(X::Ones(x.rows(), x.cols()))));
    else
        return derivative(of_x, x);
}

/// The inner product of f's result and a cotangent, which has its shape.
template <class F, class U>
struct paired_closure {
    F const& f;
    U const& cotangent;

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        auto const y = returned_object(f(arguments...));
        if constexpr (exec::EigenObject<std::remove_const_t<decltype(y)>>) {
            if (y.rows() != cotangent.rows() || y.cols() != cotangent.cols())
                exec::fail<shape_error>(exec::sentence(
                    {"tapeless: the cotangent of a function's result expected ", y.rows(), " x ",
                     y.cols(), ", given ", cotangent.rows(), " x ", cotangent.cols()}));
            return (y.array() * cotangent.array()).sum();
        } else
            return y * cotangent;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
