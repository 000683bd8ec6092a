// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_EVALUATE_FORM_HPP
#define TAPELESS_TRANSFORM_EVALUATE_FORM_HPP

#include <tapeless/exec/call_check.hpp>
#include <tapeless/exec/fixed_array.hpp>
#include <tapeless/exec/layout.hpp>
#include <tapeless/transform/bundle.hpp>

namespace tapeless::inline TAPELESS_ABI {

/// A gradient with respect to several symbols as `evaluate` gives it: `g[W]`, `g.get<"W">()`, the
/// arrays in the order of their names. Can be passed where a block of parameters can.
template <class T, class Keys, class... Value>
class value_block;
template <class T, class... Key, class... Value>
class value_block<T, exec::key_list<Key...>, Value...> {
public:
    using scalar = T;
    using keys = exec::key_list<Key...>;

    constexpr explicit value_block(Value&&... values) : values_(static_cast<Value&&>(values)...) {}

    template <Expression E>
    constexpr auto& operator[](E const&) {
        return at<index_of_name(symbol_of<E>.label.view())>();
    }
    template <Expression E>
    constexpr auto const& operator[](E const&) const {
        return at<index_of_name(symbol_of<E>.label.view())>();
    }
    template <fixed_string Name>
    constexpr auto& get() {
        return at<index_of_name(Name.view())>();
    }
    template <fixed_string Name>
    constexpr auto const& get() const {
        return at<index_of_name(Name.view())>();
    }
    template <std::size_t I>
    constexpr auto& at() {
        static_assert(I < sizeof...(Key), "tapeless: the block holds no array of this name");
        return std::get<(I < sizeof...(Key) ? I : 0)>(values_);
    }
    template <std::size_t I>
    constexpr auto const& at() const {
        static_assert(I < sizeof...(Key), "tapeless: the block holds no array of this name");
        return std::get<(I < sizeof...(Key) ? I : 0)>(values_);
    }
    static constexpr std::size_t index_of_name(std::string_view wanted) {
        std::size_t at = 0;
        std::size_t found = sizeof...(Key);
        ((symbol_of<Key>.label.view() == wanted ? void(found = at++) : void(++at)), ...);
        return found;
    }

private:
    std::tuple<Value...> values_;
};

template <class T, class Keys, class... Value>
inline constexpr bool is_block<value_block<T, Keys, Value...>> = true;

namespace exec {

template <class T, class... Key, class... Value>
inline constexpr std::array<symbol_info const*, sizeof...(Key)>
    symbols_given<value_block<T, key_list<Key...>, Value...>>{&symbol_of<Key>...};

}  // namespace exec

namespace detail {

/// Memory for the roots of a call, while it is evaluated.
template <class T, std::size_t Roots>
struct root_values {
    growable<T> elements[Roots];
    std::array<std::ptrdiff_t, 4> extents[Roots]{};
    T* data[Roots]{};

    constexpr void make(std::size_t root, shape const& of, std::ptrdiff_t const* dims) {
        for (std::size_t axis = 0; axis != 4; ++axis)
            extents[root][axis] = exec::length(of[axis], dims);
        elements[root] = growable<T>(static_cast<std::uint32_t>(exec::elements(of, dims)));
        data[root] = elements[root].data;
    }
};

/// How the roots of a call are handed out, by the layout of the bundle.
template <class Layout>
struct evaluated_form;

template <>
struct evaluated_form<bundle_layout::single> {
    template <auto const& Plan, auto Known, std::size_t Root, class T, std::size_t Roots>
    static constexpr auto take(root_values<T, Roots>& values) {
        constexpr shape extents = Plan.values[Plan.results[Root]].extents;
        if constexpr (extents.is_scalar())
            return T(values.elements[Root].data[0]);
        else if constexpr (Known.tell(extents)) {
            fixed_array<T, static_cast<std::size_t>(Known.of(extents[0])),
                        static_cast<std::size_t>(Known.of(extents[1])),
                        static_cast<std::size_t>(Known.of(extents[2])),
                        static_cast<std::size_t>(Known.of(extents[3]))>
                result;
            for (std::size_t i = 0; i != result.count; ++i)
                result.elements[i] = values.elements[Root].data[i];
            return result;
        } else
            return dynamic_array<T>(static_cast<growable<T>&&>(values.elements[Root]),
                                    values.extents[Root]);
    }
};

template <class... Key>
struct evaluated_form<bundle_layout::gradient<exec::key_list<Key...>>> {
    template <auto const& Plan, auto Known, std::size_t Root, class T, std::size_t Roots>
    static constexpr auto take(root_values<T, Roots>& values) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            using one = evaluated_form<bundle_layout::single>;
            return value_block<T, exec::key_list<Key...>,
                               decltype(one::take<Plan, Known, Root + I>(values))...>(
                one::take<Plan, Known, Root + I>(values)...);
        }(std::index_sequence_for<Key...>{});
    }
};

template <class Keys>
struct evaluated_form<bundle_layout::value_and_gradient<Keys>> {
    template <auto const& Plan, auto Known, std::size_t Root, class T, std::size_t Roots>
    static constexpr auto take(root_values<T, Roots>& values) {
        using gradient = evaluated_form<bundle_layout::gradient<Keys>>;
        return value_with_gradient{
            evaluated_form<bundle_layout::single>::take<Plan, Known, Root>(values),
            gradient::template take<Plan, Known, Root + 1>(values)};
    }
};

template <class Labels, class... Layout>
struct evaluated_form<bundle_layout::outputs<Labels, Layout...>> {
    template <auto const& Plan, auto Known, std::size_t Root, class T, std::size_t Roots>
    static constexpr auto take(root_values<T, Roots>& values) {
        using layout = bundle_layout::outputs<Labels, Layout...>;
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return results<Labels, decltype(evaluated_form<Layout>::template take<
                                            Plan, Known, Root + layout::first_root(I)>(values))...>(
                evaluated_form<Layout>::template take<Plan, Known, Root + layout::first_root(I)>(
                    values)...);
        }(std::index_sequence_for<Layout...>{});
    }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

#endif
