// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_HPP
#define TAPELESS_TRANSFORM_FUNCTION_JACOBIAN_HPP

#include <tapeless/transform/function/directional.hpp>
#include <tapeless/transform/function/jacobian_blocks.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// The Jacobian of a function with respect to its first argument, or those in `argnums<...>` (a
/// tuple if there are several): size of the result x size of the argument, flattened in storage
/// order. Callable with numbers (a derivative, or a column where f gives an array), Eigen objects,
/// expressions and handles, as `tl::grad(f)`. The direction is chosen by cost, or given:
/// `tl::forward_mode`, `tl::reverse_mode`.
template <class F, jacobian_mode Mode, std::size_t... Position>
struct jacobian_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        return [&]<std::size_t... K>(std::index_sequence<K...> which) {
            if constexpr (detail::is_closure_at_data<F, Argument...> ||
                          detail::gives_array<F, Argument...>(
                              std::index_sequence_for<Argument...>{}))
                return of_closure(which, std::tuple(detail::array_of(arguments)...));
            else if constexpr (detail::are_data<Argument...> ||
                               detail::has_structures<F, Argument...>(
                                   std::index_sequence_for<Argument...>{}))
                return of_leaves(which, arguments...);
            else
                return detail::one_or_tuple(
                    detail::jacobian_by_one<F, K, Mode>(f)(arguments...)...);
        }(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }

private:
    template <std::size_t... K, class All>
    constexpr auto of_closure(std::index_sequence<K...>, All const& all) const {
        return detail::one_or_tuple(detail::jacobian_of_closure(
            detail::closure_of_one<K, F, All>{f, all}, std::get<K>(all))...);
    }
    template <std::size_t... K, class... Argument>
    constexpr auto of_leaves(std::index_sequence<K...> which, Argument const&... arguments) const {
        if constexpr (!detail::report_members<detail::nth<K, Argument...>...>())
            return invalid{};
        else
            return [&]<std::size_t... Leaf>(std::index_sequence<Leaf...>) {
                using flat = detail::packed_function<F, Argument...>;
                using form = detail::form_of_result<F, Argument...>;
                auto const row = [&]<class Part>(Part const& part) {
                    return std::tuple(detail::jacobian_by_one<Part, Leaf, Mode>(part)...);
                };
                auto const rows = [&]<std::size_t... J>(std::index_sequence<J...>) {
                    return std::tuple_cat(row(detail::result_leaf<flat, J>(flat(f)))...);
                };
                auto const blocks =
                    detail::derivatives<detail::derivative_of::jacobian, Mode, flat>(
                        std::index_sequence<Leaf...>{},
                        [&] {
                            return rows(
                                std::make_index_sequence<detail::leaf_count<form>::value>{});
                        },
                        arguments...);
                if constexpr (Spoiled<decltype(blocks)>)
                    return invalid{};
                else
                    return detail::rows_in_form_of<form, sizeof...(Leaf)>(which, blocks,
                                                                          arguments...);
            }(detail::leaf_positions<Argument...>::of(which));
    }
};

/// The Hessian of a scalar function with respect to its first argument; of several in
/// `argnums<...>` a tuple of rows, which are tuples of blocks.
template <class F, jacobian_mode Mode, std::size_t... Position>
struct hessian_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        constexpr auto which = detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{});
        if constexpr (detail::is_closure_at_data<F, Argument...>)
            return of_closure(which, std::tuple(detail::array_of(arguments)...));
        else if constexpr (detail::are_data<Argument...> || detail::HasStructure<Argument...>)
            return of_leaves(which, arguments...);
        else
            return rows(which, arguments...);
    }

private:
    template <std::size_t... K, class All>
    constexpr auto of_closure(std::index_sequence<K...>, All const& all) const {
        auto const row = [&]<std::size_t Row>(std::index_sequence<Row>) {
            return detail::one_or_tuple(detail::hessian_of_closure<Row, K>(f, all)...);
        };
        return detail::one_or_tuple(row(std::index_sequence<K>{})...);
    }
    template <std::size_t... K, class... Argument>
    constexpr auto rows(std::index_sequence<K...> all, Argument const&... arguments) const {
        return detail::one_or_tuple(row<K>(all, arguments...)...);
    }
    template <std::size_t Row, std::size_t... K, class... Argument>
    constexpr auto row(std::index_sequence<K...>, Argument const&... arguments) const {
        return detail::one_or_tuple(detail::hessian_by_two<F, Row, K, Mode>(f)(arguments...)...);
    }
    template <std::size_t... K, class... Argument>
    constexpr auto of_leaves(std::index_sequence<K...> which, Argument const&... arguments) const {
        if constexpr (!detail::report_members<detail::nth<K, Argument...>...>())
            return invalid{};
        else
            return [&]<std::size_t... Leaf>(std::index_sequence<Leaf...> leaves) {
                using flat = detail::packed_function<F, Argument...>;
                auto const functions_of_row = [&]<std::size_t Row, std::size_t... Column>(
                                                  std::index_sequence<Row>,
                                                  std::index_sequence<Column...>) {
                    return std::tuple(detail::hessian_by_two<flat, Row, Column, Mode>(flat(f))...);
                };
                auto const blocks = detail::derivatives<detail::derivative_of::hessian, Mode, flat>(
                    leaves,
                    [&] {
                        return std::tuple_cat(
                            functions_of_row(std::index_sequence<Leaf>{}, leaves)...);
                    },
                    arguments...);
                if constexpr (Spoiled<decltype(blocks)>)
                    return invalid{};
                else
                    return detail::in_forms_of<detail::fit::numbers>(
                        which,
                        detail::rows_of<sizeof...(Leaf), sizeof...(Leaf)>(which, blocks,
                                                                          arguments...),
                        arguments...);
            }(detail::leaf_positions<Argument...>::of(which));
    }
};

/// H u of a scalar function: `tl::hvp(f)(x, u)`; of several arguments first all of them, then a
/// direction for each, and a tuple comes back.
template <class F>
struct hvp_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        static_assert(sizeof...(Argument) % 2 == 0,
                      "tapeless: hvp(f) takes the arguments of f, then a direction for each");
        constexpr std::make_index_sequence<sizeof...(Argument) / 2> half;
        if constexpr (sizeof...(Argument) % 2 != 0)
            return invalid{};
        else if constexpr (!detail::is_closure_at_data<F, Argument...> &&
                           (detail::are_data<Argument...> || detail::HasStructure<Argument...>))
            return of_leaves(half, std::tie(arguments...));
        else
            return [&]<std::size_t... K>(std::index_sequence<K...>) {
                return detail::one_or_tuple(product<K>(f)(arguments...)...);
            }(half);
    }

private:
    template <std::size_t K, class Function>
    static constexpr auto product(Function const& function) {
        using gradient = gradient_function<detail::derivative_kind::gradient, Function, K>;
        return jvp_function<gradient>{{function}};
    }
    template <std::size_t... I, class All>
    constexpr auto of_leaves(std::index_sequence<I...> half, All const& all) const {
        constexpr std::size_t count = sizeof...(I);
        if constexpr (!detail::report_members<detail::nth_of<I, All>...>() ||
                      !detail::report_directions<All, I...>())
            return invalid{};
        else
            return [&]<std::size_t... Leaf>(std::index_sequence<Leaf...>) {
                using flat = detail::packed_function<F, detail::nth_of<I, All>...>;
                auto const products = detail::derivatives<detail::derivative_of::hessian_product,
                                                          jacobian_mode::forward, flat>(
                    std::index_sequence<Leaf...>{},
                    [&] { return std::tuple(product<Leaf>(flat(f))...); }, std::get<I>(all)...,
                    std::get<I + count>(all)...);
                if constexpr (Spoiled<decltype(products)>)
                    return invalid{};
                else
                    return detail::in_forms_of(half, products, std::get<I>(all)...);
            }(detail::leaf_positions<detail::nth_of<I, All>...>::of(half));
    }
};

/// dy_i / dx_i of a function of which element i of the result depends on element i of the argument
/// only: the result has the argument's shape. With respect to the first argument, or those in
/// `argnums<...>`.
template <class F, std::size_t... Position>
struct elementwise_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        return [&]<std::size_t... K>(std::index_sequence<K...> which) {
            if constexpr (detail::is_closure_at_data<F, Argument...>)
                return of_closure(which, std::tuple(detail::array_of(arguments)...));
            else if constexpr (detail::are_data<Argument...> || detail::HasStructure<Argument...>)
                return of_leaves(which, arguments...);
            else
                return detail::one_or_tuple(detail::elementwise_by_one<F, K>(f)(arguments...)...);
        }(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}));
    }

private:
    template <std::size_t... K, class All>
    constexpr auto of_closure(std::index_sequence<K...>, All const& all) const {
        return detail::one_or_tuple(detail::slopes_of_closure<K>(f, all)...);
    }
    template <std::size_t... K, class... Argument>
    constexpr auto of_leaves(std::index_sequence<K...> which, Argument const&... arguments) const {
        if constexpr (!detail::report_members<detail::nth<K, Argument...>...>())
            return invalid{};
        else
            return [&]<std::size_t... Leaf>(std::index_sequence<Leaf...>) {
                using flat = detail::packed_function<F, Argument...>;
                auto const slopes = detail::derivatives<detail::derivative_of::elementwise,
                                                        jacobian_mode::reverse, flat>(
                    std::index_sequence<Leaf...>{},
                    [&] { return std::tuple(detail::elementwise_by_one<flat, Leaf>(flat(f))...); },
                    arguments...);
                if constexpr (Spoiled<decltype(slopes)>)
                    return invalid{};
                else
                    return detail::in_forms_of(which, slopes, arguments...);
            }(detail::leaf_positions<Argument...>::of(which));
    }
};

template <class F, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr jacobian_function<F, detail::mode_among<Mode...>, 0> jacobian(F f, Mode...) {
    return {f};
}
template <class F, std::size_t... Position, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr jacobian_function<F, detail::mode_among<Mode...>, Position...> jacobian(
    F f, argnums_tag<Position...>, Mode...) {
    return {f};
}
template <class F, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr hessian_function<F, detail::outer_mode<Mode...>, 0> hessian(F f, Mode...) {
    return {f};
}
template <class F, std::size_t... Position, class... Mode>
    requires(detail::Callable<F> && sizeof...(Mode) <= 1 && (detail::is_mode<Mode> && ...))
constexpr hessian_function<F, detail::outer_mode<Mode...>, Position...> hessian(
    F f, argnums_tag<Position...>, Mode...) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr hvp_function<F> hvp(F f) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr elementwise_function<F, 0> elementwise_grad(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr elementwise_function<F, Position...> elementwise_grad(F f, argnums_tag<Position...>) {
    return {f};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
