// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_STRUCTURE_HPP
#define TAPELESS_TRANSFORM_FUNCTION_STRUCTURE_HPP

#include <tapeless/transform/function/arguments.hpp>

#include <array>
#include <utility>

namespace tapeless::inline TAPELESS_ABI {

/// The members of a struct that can be an argument of a differentiated function. Hana-adapted
/// structs have it from <tapeless/transform/hana_struct.hpp>:
/// `tie(object)` refers to the members, as a tuple; `make<S>(values...)` is an object with members
/// of the same names that are these values.
template <class S>
struct struct_members {
    static constexpr bool is_struct = false;
};

namespace detail {

// Structures: adapted structs and arrays of fixed length, within each other. Derivatives take them
// apart into leaves (numbers, Eigen objects, expressions, handles) and put derivatives of leaves
// together again.

template <class T>
inline constexpr bool is_array = false;
template <class E, std::size_t Length>
inline constexpr bool is_array<std::array<E, Length>> = true;

template <class T>
concept Structure = is_array<T> || struct_members<T>::is_struct;

template <class S>
using members_of = decltype(struct_members<S>::tie(std::declval<S&>()));

template <class T>
struct leaf_count {
    static constexpr std::size_t value = 1;
};
template <class E, std::size_t Length>
struct leaf_count<std::array<E, Length>> {
    static constexpr std::size_t value = Length * leaf_count<E>::value;
};
template <class Members>
struct leaf_count_of_members;
template <class... Member>
struct leaf_count_of_members<std::tuple<Member...>> {
    static constexpr std::size_t value =
        (std::size_t{0} + ... + leaf_count<std::remove_cvref_t<Member>>::value);
};
template <class S>
    requires struct_members<S>::is_struct
struct leaf_count<S> : leaf_count_of_members<members_of<S>> {};

/// The struct that an object has the members of: its own type, unless it was made.
template <class S>
struct original {
    using type = S;
};
template <class S>
    requires requires { typename S::tapeless_original; }
struct original<S> : original<typename S::tapeless_original> {};
template <class S>
using original_of = typename original<S>::type;

/// References to the leaves, in the order in which they are declared.
template <class T>
constexpr auto leaves_of(T& x) {
    using plain = std::remove_const_t<T>;
    if constexpr (is_array<plain>)
        return std::apply([](auto&... each) { return std::tuple_cat(leaves_of(each)...); }, x);
    else if constexpr (struct_members<plain>::is_struct)
        return std::apply([](auto&... each) { return std::tuple_cat(leaves_of(each)...); },
                          struct_members<plain>::tie(x));
    else
        return std::tuple<T&>(x);
}
template <class... Argument>
constexpr auto all_leaves(Argument const&... arguments) {
    return std::tuple_cat(leaves_of(arguments)...);
}

template <class S, std::size_t First, class Leaves>
constexpr auto like(Leaves const& leaves);

/// A struct's members with other leaves.
template <class S, std::size_t First, class Leaves, class... Member>
constexpr auto members_like(Leaves const& leaves, std::type_identity<std::tuple<Member...>>) {
    constexpr std::size_t counts[] = {leaf_count<std::remove_cvref_t<Member>>::value..., 0};
    constexpr auto first = [=](std::size_t which) {
        std::size_t sum = First;
        for (std::size_t i = 0; i != which; ++i) sum += counts[i];
        return sum;
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return struct_members<S>::template make<S>(
            like<std::remove_cvref_t<Member>, first(I)>(leaves)...);
    }(std::index_sequence_for<Member...>{});
}

/// What has the form of S, with the leaves given from number `First` on.
template <class S, std::size_t First, class Leaves>
constexpr auto like(Leaves const& leaves) {
    if constexpr (is_array<S>) {
        using element = typename S::value_type;
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return std::array{like<element, First + I * leaf_count<element>::value>(leaves)...};
        }(std::make_index_sequence<std::tuple_size_v<S>>{});
    } else if constexpr (struct_members<S>::is_struct)
        return members_like<S, First>(leaves, std::type_identity<members_of<S>>{});
    else
        return std::get<First>(leaves);
}

template <class T>
inline constexpr bool is_data = std::is_arithmetic_v<T> || exec::EigenObject<T>;

/// Where derivatives can be kept in place of the leaves: those that have the leaf's shape wherever
/// they are data too, blocks of Jacobians only where both are numbers.
enum class fit { shapes, numbers };
template <class Leaf, class Derivative, fit Fit>
inline constexpr bool is_kept =
    Fit == fit::shapes ? std::is_same_v<Leaf, Derivative> || (is_data<Leaf> && is_data<Derivative>)
                       : std::is_same_v<Leaf, Derivative> && is_scalar_argument<Leaf>;

template <class Leaf, class Derivative>
constexpr void put(Leaf& leaf, Derivative const& derivative) {
    if constexpr (std::is_arithmetic_v<Leaf>)
        leaf = static_cast<Leaf>(derivative);
    else if constexpr (exec::EigenObject<Leaf>)
        leaf = derivative.template cast<typename Leaf::Scalar>();
    else
        leaf = derivative;
}

/// Derivatives in the form of what they belong to: the argument's own type, where that can hold
/// them.
template <std::size_t First, fit Fit = fit::shapes, class Argument, class Leaves>
    requires(!Structure<Argument>)
constexpr auto in_form_of(Argument const&, Leaves const& derivatives) {
    return std::get<First>(derivatives);
}
/// A structure is taken by value: arrays of static extents that were made without values are not
/// to be copied.
template <std::size_t First, fit Fit = fit::shapes, Structure S, class Leaves>
constexpr auto in_form_of(S result, Leaves const& derivatives) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const targets = leaves_of(result);
        constexpr bool all_kept =
            (is_kept<std::remove_cvref_t<std::tuple_element_t<I, decltype(leaves_of(result))>>,
                     std::remove_cvref_t<std::tuple_element_t<First + I, Leaves>>, Fit> &&
             ...);
        if constexpr (all_kept) {
            (put(std::get<I>(targets), std::get<First + I>(derivatives)), ...);
            return std::move(result);
        } else
            return like<S, First>(derivatives);
    }(std::make_index_sequence<leaf_count<S>::value>{});
}
template <std::size_t K, class... Argument>
using nth = std::remove_cvref_t<std::tuple_element_t<K, std::tuple<Argument...>>>;

/// The number of the first leaf of an argument.
template <class... Argument>
constexpr std::size_t first_leaf(std::size_t which) {
    std::size_t const counts[] = {leaf_count<Argument>::value..., 0};
    std::size_t sum = 0;
    for (std::size_t i = 0; i != which; ++i) sum += counts[i];
    return sum;
}

/// The positions of the leaves of the arguments at the positions `K`, one after another.
template <class... Argument>
struct leaf_positions {
    template <std::size_t... K>
    static constexpr std::size_t count = [] {
        std::size_t sum = 0;
        ((sum += first_leaf<Argument...>(K + 1) - first_leaf<Argument...>(K)), ...);
        return sum;
    }();
    template <std::size_t... K>
    static constexpr auto table = [] {
        std::array<std::size_t, count<K...> + 1> all{};
        std::size_t at = 0;
        (
            [&] {
                for (std::size_t i = first_leaf<Argument...>(K);
                     i != first_leaf<Argument...>(K + 1); ++i)
                    all[at++] = i;
            }(),
            ...);
        return all;
    }();
    template <std::size_t... K>
    static constexpr auto of(std::index_sequence<K...>) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::index_sequence<table<K...>[I]...>{};
        }(std::make_index_sequence<count<K...>>{});
    }
};

/// What of a structure's leaves has no derivative: integers and everything that is not data.
template <class Leaf>
inline constexpr bool has_derivative =
    std::is_floating_point_v<Leaf> || is_dual<Leaf> || is_probe<Leaf> || exec::EigenObject<Leaf> ||
    is_liftable<Leaf> || std::is_same_v<Leaf, var>;
template <class S>
inline constexpr bool is_differentiable = true;
template <Structure S>
inline constexpr bool is_differentiable<S> = []<std::size_t... I>(std::index_sequence<I...>) {
    using leaves = decltype(leaves_of(std::declval<S&>()));
    return (has_derivative<std::remove_cvref_t<std::tuple_element_t<I, leaves>>> && ...);
}(std::make_index_sequence<leaf_count<S>::value>{});

/// Can a struct with the members of this one be made that are handles?
template <class T>
inline constexpr bool can_be_made = true;
template <class E, std::size_t Length>
inline constexpr bool can_be_made<std::array<E, Length>> = can_be_made<E>;
template <class Members>
inline constexpr bool can_members_be_made = true;
template <class... Member>
inline constexpr bool can_members_be_made<std::tuple<Member...>> =
    (can_be_made<std::remove_cvref_t<Member>> && ...);
template <class S>
    requires struct_members<S>::is_struct
inline constexpr bool can_be_made<S> =
    struct_members<S>::can_be_made && can_members_be_made<members_of<S>>;

/// One error for structures that cannot be differentiated.
template <class... Argument>
constexpr bool report_members() {
    constexpr bool fine = (is_differentiable<Argument> && ...);
    constexpr bool made = (can_be_made<Argument> && ...);
    static_assert(fine,
                  "tapeless: a struct that is differentiated consists of floating-point numbers, "
                  "Eigen objects, std::array and structs of these");
    static_assert(!fine || made,
                  "tapeless: a function of a struct is given one with other members: include "
                  "tapeless before the struct is adapted, or make it a template of their types");
    return fine && made;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
