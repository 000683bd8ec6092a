// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_DERIVATIVE_PROGRAM_HPP
#define TAPELESS_TRANSFORM_FUNCTION_DERIVATIVE_PROGRAM_HPP

#include <tapeless/transform/elementwise_grad.hpp>
#include <tapeless/transform/function/by_program.hpp>
#include <tapeless/transform/function/structure.hpp>
#include <tapeless/transform/hessian.hpp>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Derivatives that one program computes where a function is called with Eigen objects.
enum class derivative_of { jacobian, hessian, hessian_product, elementwise, tangent };

/// The function is traced once over places for its arguments (behind them, for products, those of
/// the directions); the derivatives with respect to those at the positions `K` are the roots, row
/// by row.
template <derivative_of What, jacobian_mode Mode, class F, class Positions, class... Place>
struct derivative_maker;
template <derivative_of What, jacobian_mode Mode, class F, std::size_t... K, class... Place>
struct derivative_maker<What, Mode, F, std::index_sequence<K...>, Place...> {
    static constexpr bool has_directions =
        What == derivative_of::hessian_product || What == derivative_of::tangent;
    static constexpr std::size_t arguments = sizeof...(Place) / (has_directions ? 2 : 1);
    static constexpr std::size_t words_guess = 2048;

    static constexpr void build(builder& g, growable<node_id>& roots) {
        std::tuple const places(to_var(g, Place{})...);
        growable<node_id> keys;
        (keys.push(std::get<K>(places).id), ...);
        growable<node_id> directions;
        if constexpr (has_directions) (directions.push(std::get<arguments + K>(places).id), ...);
        growable<node_id> results = results_of(g, places);
        differentiate(g, results, keys, directions, roots);
        if (!g.first_mistake) g = pass::simplify(g, roots);
        if (roots.size == 0) roots.push(results.data[0]);
    }

private:
    static constexpr growable<node_id> results_of(builder& g, auto const& places) {
        auto const result = [&]<std::size_t... I>(std::index_sequence<I...>) {
            return stateless<F>()(std::get<I>(places)...);
        }(std::make_index_sequence<arguments>{});
        growable<node_id> ids;
        std::apply([&](auto const&... leaf) { (ids.push(to_var(g, leaf).id), ...); },
                   leaves_of(result));
        return ids;
    }
    static constexpr void differentiate(builder& g, growable<node_id>& results,
                                        growable<node_id>& keys, growable<node_id>& directions,
                                        growable<node_id>& roots) {
        if constexpr (What == derivative_of::jacobian) {
            for (node_id result : results) blocks(g, result, keys, roots);
        } else if constexpr (What == derivative_of::elementwise) {
            for (node_id key : keys) require_one_shape(g, results.data[0], key);
            for (node_id id : gradients(g, results.data[0], keys)) roots.push(id);
        } else if constexpr (What == derivative_of::tangent) {
            growable<node_id> const tangents = along(g, results, keys, directions);
            for (std::uint32_t i = 0; i != results.size; ++i)
                roots.push(full_adjoint(g, tangents.data[i], results.data[i]));
        } else {
            if (!require_scalar(g, results.data[0])) return;
            growable<node_id> slopes = gradients(g, results.data[0], keys);
            simplify_all(g, slopes, keys, directions);
            if constexpr (What == derivative_of::hessian) {
                for (node_id slope : slopes) blocks(g, slope, keys, roots);
            } else {
                growable<node_id> const products = along(g, slopes, keys, directions);
                for (std::uint32_t i = 0; i != keys.size; ++i)
                    roots.push(full_adjoint(g, products.data[i], keys.data[i]));
            }
        }
    }
    static constexpr void blocks(builder& g, node_id of, growable<node_id> const& keys,
                                 growable<node_id>& roots) {
        for (node_id key : keys) {
            growable<node_id> const one(1, key);
            roots.push(pass::jacobian(g, of, one, Mode).id);
        }
    }
    static constexpr growable<node_id> gradients(builder& g, node_id of,
                                                 growable<node_id> const& keys) {
        growable<node_id> adjoints = pass::reverse(g, of, constant_in(g, 1), keys);
        for (std::uint32_t i = 0; i != keys.size; ++i)
            adjoints.data[i] = full_adjoint(g, adjoints.data[i], keys.data[i]);
        return adjoints;
    }
    static constexpr growable<node_id> along(builder& g, growable<node_id> const& of,
                                             growable<node_id> const& keys,
                                             growable<node_id> const& directions) {
        for (std::uint32_t i = 0; i != keys.size; ++i)
            require_seed({g, directions.data[i]}, {g, keys.data[i]});
        return pass::forward(g, of, keys, directions);
    }
    /// Before it is differentiated again, a gradient is made as short as it can be.
    static constexpr void simplify_all(builder& g, growable<node_id>& slopes,
                                       growable<node_id>& keys, growable<node_id>& directions) {
        if (g.first_mistake) return;
        growable<node_id> nodes;
        for (node_id id : slopes) nodes.push(id);
        for (node_id id : keys) nodes.push(id);
        for (node_id id : directions) nodes.push(id);
        g = pass::simplify(g, nodes);
        std::uint32_t at = 0;
        for (std::uint32_t i = 0; i != slopes.size; ++i) slopes.data[i] = nodes.data[at++];
        for (std::uint32_t i = 0; i != keys.size; ++i) keys.data[i] = nodes.data[at++];
        for (std::uint32_t i = 0; i != directions.size; ++i) directions.data[i] = nodes.data[at++];
    }
};

struct without_label {
    static constexpr std::string_view view() { return {}; }
};
template <std::size_t>
using unnamed = without_label;
template <std::size_t>
using single_result = bundle_layout::single;

/// How many derivatives there are: for each result and each key, or for one of these.
template <derivative_of What>
constexpr std::size_t derivative_count(std::size_t results, std::size_t keys) {
    if (What == derivative_of::jacobian) return results * keys;
    if (What == derivative_of::hessian) return keys * keys;
    return What == derivative_of::tangent ? results : keys;
}

template <derivative_of What, jacobian_mode Mode, class F, class Positions, std::size_t... I,
          class... Argument>
auto call_derivative_program(std::index_sequence<I...>, Argument const&... arguments) {
    using scalar = typename floating<program_scalar<Argument...>>::type;
    using make = derivative_maker<What, Mode, F, Positions, argument_symbol<I, Argument>...>;
    using result = decltype([]<std::size_t... A>(std::index_sequence<A...>) {
        return stateless<F>()((static_cast<void>(A), var{})...);
    }(std::make_index_sequence<make::arguments>{}));
    constexpr std::size_t count =
        derivative_count<What>(leaf_count<std::remove_cvref_t<result>>::value, Positions::size());
    return [&]<std::size_t... R>(std::index_sequence<R...>) {
        using layout =
            bundle_layout::outputs<bundle_layout::labels<unnamed<R>...>, single_result<R>...>;
        constexpr auto all = make_bundle<make, layout>();
        using model = std::remove_const_t<decltype(all)>;
        if constexpr (is_invalid<model>)
            return invalid{};
        else {
            auto const results =
                tapeless::compile<scalar>(all)((argument_of<model, I>{} = arguments)...);
            return std::tuple(results.template get<R>()...);
        }
    }(std::make_index_sequence<count>{});
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
