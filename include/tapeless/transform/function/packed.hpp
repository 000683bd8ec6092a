// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_PACKED_HPP
#define TAPELESS_TRANSFORM_FUNCTION_PACKED_HPP

#include <tapeless/transform/function/by_duals.hpp>
#include <tapeless/transform/function/structure.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// A function of structures as a function of their leaves.
template <class F, class... Argument>
struct packed_function {
    [[no_unique_address]] F f{};

    constexpr packed_function() = default;
    constexpr explicit packed_function(F function) : f(function) {}

    template <class... Leaf>
    constexpr auto operator()(Leaf const&... leaves) const {
        return call(std::tie(leaves...), std::index_sequence_for<Argument...>{});
    }

private:
    template <class Leaves, std::size_t... I>
    constexpr auto call(Leaves const& leaves, std::index_sequence<I...>) const {
        using result_maker =
            decltype(std::tuple(like<Argument, first_leaf<Argument...>(I)>(leaves)...));
        constexpr bool fits = []<class... A>(std::type_identity<std::tuple<A...>>) {
            return std::is_invocable_v<F const&, A const&...>;
        }(std::type_identity<result_maker>{});
        static_assert(fits,
                      "tapeless: a function of a struct takes it as 'auto const&': the members "
                      "that it is given are handles or dual numbers");
        if constexpr (fits)
            return f(like<Argument, first_leaf<Argument...>(I)>(leaves)...);
        else
            return std::get<0>(leaves);
    }
};

/// One leaf of what a function gives.
template <class F, std::size_t Which>
struct result_leaf {
    [[no_unique_address]] F f{};

    constexpr result_leaf() = default;
    constexpr explicit result_leaf(F function) : f(function) {}

    template <class... Argument>
    constexpr auto operator()(Argument const&... arguments) const {
        auto const result = f(arguments...);
        return std::get<Which>(leaves_of(result));
    }
};

/// The inner product of what a function gives with a cotangent; their leaves stand behind the
/// arguments.
template <class F, std::size_t Arguments>
struct paired_function {
    [[no_unique_address]] F f{};

    constexpr paired_function() = default;
    constexpr explicit paired_function(F function) : f(function) {}

    template <class... Leaf>
    constexpr auto operator()(Leaf const&... leaves) const {
        auto const all = std::tie(leaves...);
        auto const result = [&]<std::size_t... I>(std::index_sequence<I...>) {
            return f(std::get<I>(all)...);
        }(std::make_index_sequence<Arguments>{});
        constexpr std::size_t count = sizeof...(Leaf) - Arguments;
        constexpr bool fits = leaf_count<std::remove_const_t<decltype(result)>>::value == count;
        static_assert(fits,
                      "tapeless: vjp(f) takes a cotangent with the members of the result of f");
        if constexpr (fits) {
            auto const parts = leaves_of(result);
            return [&]<std::size_t... J>(std::index_sequence<J...>) {
                return (product(std::get<J>(parts), std::get<Arguments + J>(all)) + ...);
            }(std::make_index_sequence<count>{});
        } else
            return std::get<0>(all);
    }

private:
    template <class A, class B>
    static constexpr auto product(A const& a, B const& b) {
        if constexpr (std::is_same_v<A, var> || std::is_same_v<B, var>)
            return sum(a % b);
        else
            return a * b;
    }
};

/// One error for the arguments at these positions.
template <class... Argument, std::size_t... K>
constexpr bool report_positions(std::index_sequence<K...>) {
    return report_members<nth<K, Argument...>...>();
}

template <class... Argument>
concept HasStructure = (Structure<Argument> || ...);

template <class Leaves>
inline constexpr bool are_numbers = false;
template <class... Leaf>
inline constexpr bool are_numbers<std::tuple<Leaf...>> =
    (is_scalar_argument<std::remove_cvref_t<Leaf>> && ...);

template <class F, class... Leaf>
using result_of_call =
    std::remove_cvref_t<decltype(std::declval<F const&>()(std::declval<Leaf const&>()...))>;
template <class V, std::size_t>
using one_of = V;
template <class F, class V, std::size_t... I>
constexpr auto result_with_all(std::index_sequence<I...>) {
    return std::type_identity<result_of_call<F, one_of<V, I>...>>{};
}

/// What a function gives for these leaves, as a derivative calls it.
template <class F, class... Leaf>
constexpr auto result_for() {
    constexpr std::index_sequence_for<Leaf...> all;
    if constexpr (!(is_scalar_argument<Leaf> && ...))
        return result_with_all<F, var>(all);
    else if constexpr ((is_probe<Leaf> || ...))
        return std::type_identity<result_of_call<F, Leaf...>>{};
    else {
        using level = typename level_of_function<F, Leaf...>::type;
        if constexpr (is_probe<level> || std::is_same_v<level, var>)
            return std::type_identity<result_of_call<F, stand_in_for<F, Leaf>...>>{};
        else
            return result_with_all<F, dual<level>>(all);
    }
}

/// One as a tuple, a tuple as it is.
template <std::size_t Count, class Result>
constexpr auto as_tuple(Result const& result) {
    if constexpr (Count == 1)
        return std::tuple<Result>(result);
    else
        return result;
}

/// Derivatives with respect to the leaves of the arguments `K`, in the form of these: one or a
/// tuple.
template <fit Fit = fit::shapes, std::size_t... K, class Derivatives, class... Argument>
constexpr auto in_forms_of(std::index_sequence<K...>, Derivatives const& derivatives,
                           Argument const&... arguments) {
    constexpr std::size_t counts[] = {leaf_count<Argument>::value..., 0};
    constexpr std::size_t positions[] = {K..., 0};
    constexpr auto first = [=](std::size_t which) {
        std::size_t sum = 0;
        for (std::size_t i = 0; i != which; ++i) sum += counts[positions[i]];
        return sum;
    };
    auto const all = std::tie(arguments...);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return one_or_tuple(in_form_of<first(I), Fit>(std::get<K>(all), derivatives)...);
    }(std::make_index_sequence<sizeof...(K)>{});
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
