// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_COMPILE_HPP
#define TAPELESS_TRANSFORM_COMPILE_HPP

#include <tapeless/exec/engine.hpp>
#include <tapeless/exec/interpreting_engine.hpp>
#include <tapeless/exec/program.hpp>
#include <tapeless/exec/simd.hpp>
#include <tapeless/transform/derivative.hpp>

namespace tapeless::inline v1 {

/// Turns an expression or a bundle into a program of type `T`: fused, without allocation, called
/// with bindings by name.
///
/// **Example.** `auto step = tl::compile(value_and_grad(loss)); auto [value, g] = step(theta, x =
/// X, z = Z);`
template <class T = double, class E, class Arch = simd::native>
constexpr auto compile(E const&) {
    if constexpr (detail::is_invalid<E>)
        return invalid{};
    else {
        static_assert(Expression<E> || detail::is_bundle<E>,
                      "tapeless: compile takes an expression, a gradient or outputs(...)");
        if constexpr (Expression<E> || detail::is_bundle<E>) {
            using parts = detail::parts_of<E>;
            using engine = exec::compiled_engine<T, parts::graph, Arch>;
            return program<T, engine, typename parts::layout>{};
        } else
            return invalid{};
    }
}

/// As an option of `compile`: node by node, and `numeric_error` names the first that makes a NaN or
/// an infinity.
struct checked_tag {};
inline constexpr checked_tag checked{};

template <class T = double, class E>
constexpr auto compile(E const&, checked_tag) {
    if constexpr (detail::is_invalid<E>)
        return invalid{};
    else
        return program<T, exec::interpreting_engine<T, detail::parts_of<E>::graph, true>,
                       typename detail::parts_of<E>::layout>{};
}

/// A program that evaluates the graph as it was written, node by node, with plain loops: it
/// compiles fast and steps in a debugger. It is called as a compiled one is.
template <class T = double, class E>
constexpr auto interpret(E const&) {
    if constexpr (detail::is_invalid<E>)
        return invalid{};
    else
        return program<T, exec::interpreting_engine<T, detail::parts_of<E>::graph, false>,
                       typename detail::parts_of<E>::layout>{};
}

}  // namespace tapeless::inline v1

#endif
