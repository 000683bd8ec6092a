// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_FUNCTION_HPP
#define TAPELESS_TRANSFORM_SPARSE_FUNCTION_HPP

#include <tapeless/transform/function_jacobian.hpp>
#include <tapeless/transform/sparse/program.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The sparse derivative of a traced function with respect to some of its arguments.
template <bool Symmetric, class Model, class... Key>
constexpr auto sparse_of(Model y, wrt_list<Key...> keys) {
    if constexpr (Symmetric)
        return sparse_hessian(y, keys);
    else
        return sparse_jacobian(y, keys);
}

}  // namespace detail

/// A sparse Jacobian or Hessian of a function, with respect to its first argument or those in
/// `argnums<...>`, side by side.
///
/// Called with Eigen objects it returns a `sparse_matrix`; the function is traced and has no
/// captures. Called with symbols it returns what `sparse_jacobian` or `sparse_hessian` of the
/// expression is: compile that where it is called often, since structure is found once a program.
template <class F, bool Symmetric, std::size_t... Position>
struct sparse_function {
    [[no_unique_address]] F f{};

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        constexpr bool are_symbols = (Expression<Argument> && ...);
        constexpr bool are_data = detail::are_data<Argument...>;
        static_assert(are_symbols || are_data || Spoiled<Argument...>,
                      "tapeless: sparse_jacobian(f) and sparse_hessian(f) are called with Eigen "
                      "objects, or with symbols");
        if constexpr (are_symbols)
            return of_symbols(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}),
                              arguments...);
        else if constexpr (!are_data)
            return invalid{};
        else if constexpr (!detail::has_no_state<F>) {
            // It is traced, and a trace has no place for what it has captured.
            static_assert(detail::has_no_state<F>,
                          "tapeless: a function whose derivative is sparse has no captures: pass "
                          "data as further arguments");
            return invalid{};
        } else
            return at_data(detail::positions<sizeof...(Argument)>(argnums_tag<Position...>{}),
                           std::index_sequence_for<Argument...>{}, arguments...);
    }

private:
    template <std::size_t... K, class... Argument>
    constexpr auto of_symbols(std::index_sequence<K...>, Argument const&...) const {
        using all = std::tuple<Argument...>;
        return detail::sparse_of<Symmetric>(trace(detail::stateless<F>(), Argument{}...),
                                            wrt_list<std::tuple_element_t<K, all>...>{});
    }
    template <std::size_t... K, std::size_t... I, class... Argument>
    static auto at_data(std::index_sequence<K...>, std::index_sequence<I...>,
                        Argument const&... arguments) {
        using scalar = typename detail::floating<detail::program_scalar<Argument...>>::type;
        constexpr auto y = trace(detail::stateless<F>(), detail::argument_symbol<I, Argument>{}...);
        using model = std::remove_const_t<decltype(y)>;
        if constexpr (detail::is_invalid<model>)
            return invalid{};
        else {
            constexpr auto derivative =
                detail::sparse_of<Symmetric>(y, wrt_list<detail::argument_of<model, K>...>{});
            if constexpr (detail::is_invalid<std::remove_const_t<decltype(derivative)>>)
                return invalid{};
            else
                return tapeless::compile<scalar>(derivative)(
                    (detail::argument_of<model, I>{} = arguments)...);
        }
    }
};

template <class F>
    requires detail::Callable<F>
constexpr sparse_function<F, false, 0> sparse_jacobian(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr sparse_function<F, false, Position...> sparse_jacobian(F f, argnums_tag<Position...>) {
    return {f};
}
template <class F>
    requires detail::Callable<F>
constexpr sparse_function<F, true, 0> sparse_hessian(F f) {
    return {f};
}
template <class F, std::size_t... Position>
    requires detail::Callable<F>
constexpr sparse_function<F, true, Position...> sparse_hessian(F f, argnums_tag<Position...>) {
    return {f};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
