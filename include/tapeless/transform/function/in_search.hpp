// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FUNCTION_IN_SEARCH_HPP
#define TAPELESS_TRANSFORM_FUNCTION_IN_SEARCH_HPP

#include <tapeless/dual/eigen.hpp>
#include <tapeless/transform/function/arguments.hpp>

#include <tuple>

namespace tapeless::inline TAPELESS_ABI::detail {

// Derivatives by program inside a closure that an enclosing derivative calls with probes, in search
// of its level (tapeless/dual/level.hpp). No program computes with probes, and none has to: what it
// gives for plain numbers shows the types, with probes in place of the numbers.

template <class... Argument>
inline constexpr bool holds_probes = (is_probe<element_t<Argument>> || ...);

/// An argument with plain numbers for probes.
template <class V>
struct without_probes {
    using type = V;
};
template <class V>
    requires is_probe<V>
struct without_probes<V> {
    using type = scalar_of_t<typename probe_traits<V>::level>;
};
template <exec::EigenObject V>
    requires holds_probes<V>
struct without_probes<V> {
    using type = typename container<typename V::PlainObject>::template of<
        typename without_probes<typename V::Scalar>::type>;
};

/// A result with probes for numbers.
template <class Probe, class Result>
struct with_probes {
    using type = decltype(with_elements<Probe>(exec::evaluated(std::declval<Result const&>())));
};
template <class Probe, class... Result>
struct with_probes<Probe, std::tuple<Result...>> {
    using type = std::tuple<typename with_probes<Probe, Result>::type...>;
};
template <class Probe, class Value, class Gradient>
struct with_probes<Probe, value_with_gradient<Value, Gradient>> {
    using type = value_with_gradient<typename with_probes<Probe, Value>::type,
                                     typename with_probes<Probe, Gradient>::type>;
};
template <class Probe>
struct with_probes<Probe, invalid> {
    using type = invalid;
};

/// What a derivative gives at probes.
template <class Derivative, class... Argument>
constexpr auto found_in_search(Derivative const&, Argument const&...) {
    using probe = typename common_level<element_t<Argument>...>::type;
    using result = result_of<Derivative, typename without_probes<Argument>::type...>;
    return unevaluated<typename with_probes<probe, result>::type>();
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
