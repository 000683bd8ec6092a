// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_FORWARD_HPP
#define TAPELESS_DUAL_FORWARD_HPP

#include <tapeless/dual/derivative.hpp>

#include <algorithm>

// Derivatives of functions of several numbers by forward mode: for plain C++ functions with loops,
// branches, recursion and closures. For many inputs and one result, reverse mode (`grad`) is
// cheaper.

namespace tapeless::inline TAPELESS_ABI {

namespace detail {

/// The argument of a function of a container like C.
template <class C>
struct same_container {
    template <class U>
    using of = typename container<C>::template of<U>;
};

template <class F, class C>
using container_level = level<F, promoted_t<element_t<C>>, same_container<C>>;

/// How many directions one evaluation takes: all of a few, else eight at a time.
template <class C>
inline constexpr std::size_t sweep_width =
    container<C>::fixed_size == 0 || container<C>::fixed_size > 16 ? 8 : container<C>::fixed_size;

/// x with the directions first, first + 1, ... as the tangents of its elements, on top of numbers
/// L.
template <class L, std::size_t width, class C>
constexpr auto seeded(C const& x, std::size_t first) {
    using D = dual<L, width>;
    auto result = container<C>::like(x, D{});
    for (std::size_t i = 0; i < size_of(x); ++i) {
        element_of(result, i) = D(static_cast<L>(element_of(x, i)));
        if (i >= first && i < first + width) element_of(result, i).tangent[i - first] = seed<L>();
    }
    return result;
}

/// A tangent of a result over numbers L; 0 for a constant.
template <class L, std::size_t width, class Y>
constexpr L tangent_of(Y const& y, std::size_t i) {
    if constexpr (std::same_as<Y, dual<L, width>>)
        return y.tangent[i];
    else
        return static_cast<L>(0);
}

/// Whether f gives a number or a container of numbers, and not one of containers.
template <class F, class L, std::size_t width, class X>
inline constexpr bool returns_numbers = [] {
    using D = dual<L, width>;
    using Y = result_of<F, typename container<X>::template of<D>>;
    if constexpr (some_container<Y>)
        return has_numbers<typename Y::value_type, D> && !some_container<typename Y::value_type>;
    else
        return has_numbers<Y, D>;
}();

/// Calls receive(first, count, f(seeded x)) for each sweep over the directions.
template <class L, std::size_t width, class F, class C, class Receive>
constexpr void sweep(F const& f, C const& x, Receive const& receive) {
    for (std::size_t first = 0; first < size_of(x); first += width)
        receive(first, std::min(width, size_of(x) - first),
                returned_object(f(seeded<L, width>(x, first))));
}

/// What the derivative of a container Y by a container X is kept in: for each element of Y a
/// container like X. (Eigen's vectors: a matrix.)
template <class Y, class X>
struct table {
    template <class L>
    static constexpr auto zero(Y const& y, X const& x) {
        return container<Y>::like(y, container<X>::like(x, L{}));
    }

    template <class Table>
    static constexpr auto& at(Table& entries, std::size_t row, std::size_t column) {
        return element_of(element_of(entries, row), column);
    }
};

/// The gradients of results: a row of numbers for a number, a table for a container.
template <class L, std::size_t width, class F, class X>
constexpr auto all_tangents(F const& f, X const& x) {
    using Y = result_of<F, typename container<X>::template of<dual<L, width>>>;
    if constexpr (some_container<Y>) {
        using Table = table<Y, X>;
        decltype(Table::template zero<L>(std::declval<Y const&>(), x)) result{};
        sweep<L, width>(f, x, [&](std::size_t first, std::size_t count, Y const& y) {
            if (first == 0) result = Table::template zero<L>(y, x);
            for (std::size_t row = 0; row < size_of(y); ++row)
                for (std::size_t i = 0; i < count; ++i)
                    Table::at(result, row, first + i) = tangent_of<L, width>(element_of(y, row), i);
        });
        return result;
    } else {
        auto result = container<X>::like(x, L{});
        sweep<L, width>(f, x, [&](std::size_t first, std::size_t count, Y const& y) {
            for (std::size_t i = 0; i < count; ++i)
                element_of(result, first + i) = tangent_of<L, width>(y, i);
        });
        return result;
    }
}

/// The types of a derivative by x in the search of an enclosing one for its level.
template <class E, class Y, class X>
constexpr auto all_probes(X const& x) {
    if constexpr (some_container<Y>)
        return table<Y, X>::template zero<E>(Y{}, x);
    else
        return container<X>::like(x, E{});
}

}  // namespace detail

namespace forward {

/// The derivatives of the results of f, a function of a container of numbers (`std::array`,
/// `std::vector`, with <tapeless/dual/eigen.hpp> those of Eigen): for each result a container like
/// x, in a container of the function's kind; with Eigen a matrix, a row for each result.
///
/// **Complexity.** For each eight elements of x, about nine evaluations of f.
template <class F, class X>
constexpr auto jacobian(F const& f, X const& x) {
    if constexpr (!detail::some_container<X> && requires { x.eval(); }) {
        return jacobian(f, x.eval());  // an expression of Eigen's
    } else if constexpr (!detail::some_container<X>) {
        return derivative(f, x);
    } else {
        using level = detail::container_level<F, X>;
        if constexpr (level::in_search) {
            using Y = typename level::in_search_result;
            return detail::all_probes<detail::element_t<Y>, Y>(x);
        } else {
            using L = typename level::type;
            constexpr std::size_t width = detail::sweep_width<X>;
            constexpr bool callable =
                detail::callable_with<F, decltype(detail::seeded<L, width>(x, 0))>;
            static_assert(callable,
                          "tapeless: the derivatives of f by a container x require 'f' to take a "
                          "container like 'x' of dual numbers");
            if constexpr (callable) {
                constexpr bool returns_numbers = detail::returns_numbers<F, L, width, X>;
                static_assert(returns_numbers,
                              "tapeless: the derivatives of f by a container x require 'f' to "
                              "return a number or a container of numbers");
                if constexpr (returns_numbers) {
                    level::compile_body(f);
                    return detail::all_tangents<L, width>(f, x);
                }
            }
        }
    }
}

/// The gradient of f, a function of a container of numbers with one number as result: a container
/// like x. A function of one number has a number as gradient. The rest as for `jacobian`.
///
/// **Example.** `forward::gradient([](auto const& v) { return v[0] * v[1]; },
/// std::array{2.0, 3.0})` is {3, 2}.
template <class F, class X>
constexpr auto gradient(F const& f, X const& x) {
    return jacobian(f, x);
}

}  // namespace forward

namespace detail {

template <class F>
struct gradient_of {
    [[no_unique_address]] F f;

    template <class X>
    constexpr auto operator()(X const& x) const {
        return forward::gradient(f, x);
    }
};

}  // namespace detail

namespace forward {

/// The second derivatives of f, a function as for `gradient`: the Jacobian of its gradient.
template <class F, class X>
constexpr auto hessian(F const& f, X const& x) {
    return jacobian(detail::gradient_of<F>{f}, x);
}

}  // namespace forward

}  // namespace tapeless::inline TAPELESS_ABI

#endif
