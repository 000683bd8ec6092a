// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KEYS_HPP
#define TAPELESS_EXEC_KEYS_HPP

#include <tapeless/expr/symbol.hpp>

#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Keys in the order of their names; what fixes the layout of a block.
template <class... Key>
consteval auto order_by_name() {
    std::array<std::size_t, sizeof...(Key)> order{};
    std::array<std::string_view, sizeof...(Key)> labels{symbol_of<Key>.label.view()...};
    for (std::size_t i = 0; i != order.size(); ++i) order[i] = i;
    for (std::size_t i = 1; i < order.size(); ++i)
        for (std::size_t k = i; k != 0 && labels[order[k]] < labels[order[k - 1]]; --k)
            std::swap(order[k], order[k - 1]);
    return order;
}

template <class... Key>
struct key_list {
    static constexpr std::size_t size = sizeof...(Key);
};

template <class... Key>
struct sorted_keys_of {
    static constexpr auto order = order_by_name<Key...>();
    template <std::size_t... I>
    static auto pick(std::index_sequence<I...>)
        -> key_list<std::tuple_element_t<order[I], std::tuple<Key...>>...>;
    using type = decltype(pick(std::index_sequence_for<Key...>{}));
};
template <>
struct sorted_keys_of<> {
    using type = key_list<>;
};
template <class... Key>
using sorted_keys = typename sorted_keys_of<Key...>::type;

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
