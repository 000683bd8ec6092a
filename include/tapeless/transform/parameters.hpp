// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_PARAMETERS_HPP
#define TAPELESS_TRANSFORM_PARAMETERS_HPP

#include <tapeless/core/initializer.hpp>
#include <tapeless/transform/bundle.hpp>
#include <tapeless/transform/hana.hpp>
#include <tapeless/transform/wrt.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

template <class T, class Keys>
struct block_of_keys;
template <class T, class... Key>
struct block_of_keys<T, exec::key_list<Key...>> {
    using type = parameter_block<T, true, Key...>;
};

/// Parameters and buffers together, in the order of names.
template <class A, class B>
struct merged_keys;
template <class... A, class... B>
struct merged_keys<exec::key_list<A...>, exec::key_list<B...>> {
    using type = exec::sorted_keys<A..., B...>;
};

template <auto Graph>
using stored_keys =
    typename merged_keys<typename symbols_with_role<Graph, role::parameter>::type,
                         typename symbols_with_role<Graph, role::buffer>::type>::type;

}  // namespace detail

/// The parameters (and buffers) of a model as one block of zeros, in the order of names, each
/// matrix on 64 bytes.
///
/// Bind it when a program is called; it may hold more than a program uses. Fill it with
/// `initialize`.
template <class T = double, class Model>
auto parameters(Model const&) {
    if constexpr (detail::is_invalid<Model>)
        return invalid{};
    else {
        static_assert(Expression<Model> || detail::is_bundle<Model>,
                      "tapeless: parameters takes an expression, a gradient or outputs(...)");
        if constexpr (Expression<Model> || detail::is_bundle<Model>) {
            using block = typename detail::block_of_keys<
                T, detail::stored_keys<detail::parts_of<Model>::graph>>::type;
            static_assert(block::is_static,
                          "tapeless: a block with run-time extents is made by a program");
            if constexpr (block::is_static)
                return block();
            else
                return invalid{};
        } else
            return invalid{};
    }
}

/// Fills parameters by their symbols' initialisers (default: uniform +- 1/sqrt(fan in)); buffers
/// stay zero.
///
/// Numbers are drawn by name with the library's own counter-based generator: one seed gives the
/// same numbers everywhere, and a parameter's do not depend on which others there are.
template <class T, bool Owning, class... Key>
void initialize(parameter_block<T, Owning, Key...>& theta, std::uint64_t seed) {
    std::size_t index = 0;
    auto const draw = [&](symbol_info const& info) {
        auto const& e = theta.extents()[index];
        T* const first = theta.data() + theta.offset(index);
        ++index;
        if (info.what == role::parameter)
            tapeless::fill(info.first_values, first, e[0], e[1] * e[2] * e[3], seed,
                           info.label.view());
    };
    (draw(symbol_of<Key>), ...);
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
