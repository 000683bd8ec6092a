// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_COMPILE_HPP
#define TAPELESS_TRANSFORM_COMPILE_HPP

#include <tapeless/exec/engine.hpp>
#include <tapeless/exec/interpreting_engine.hpp>
#include <tapeless/exec/program.hpp>
#include <tapeless/exec/simd.hpp>
#include <tapeless/transform/derivative.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// Is it what programs are made of? After an earlier mistake it need not be.
template <class E>
constexpr bool report_model() {
    constexpr bool is_model = Expression<E> || is_bundle<E>;
    static_assert(is_model || is_invalid<E>,
                  "tapeless: compile takes an expression, a gradient or outputs(...)");
    return is_model;
}

}  // namespace detail

/// Turns an expression or a bundle into a program of type `T`: fused, without allocation, called
/// with bindings by name. Over dual numbers (`tl::compile<tl::dual<double>>`) it carries the
/// derivatives of what is bound along, and runs node by node.
///
/// **Example.** `auto step = tl::compile(value_and_grad(loss)); auto [value, g] = step(theta, x =
/// X, z = Z);`
template <class T = double, class E, class Arch = simd::native>
constexpr auto compile(E const&) {
    if constexpr (!detail::report_model<E>())
        return invalid{};
    else {
        using parts = detail::parts_of<E>;
        // Kernels are made of packs of numbers; over duals plain loops do their work.
        using engine =
            std::conditional_t<is_dual<T>, exec::interpreting_engine<T, parts::graph, false>,
                               exec::compiled_engine<T, parts::graph, Arch>>;
        return program<T, engine, typename parts::layout>{};
    }
}

/// As an option of `compile`: node by node, and `numeric_error` names the first that makes a NaN or
/// an infinity.
struct checked_tag {};
inline constexpr checked_tag checked{};

template <class T = double, class E>
constexpr auto compile(E const&, checked_tag) {
    if constexpr (!detail::report_model<E>())
        return invalid{};
    else
        return program<T, exec::interpreting_engine<T, detail::parts_of<E>::graph, true>,
                       typename detail::parts_of<E>::layout>{};
}

/// A program that evaluates the graph as it was written, node by node, with plain loops: it
/// compiles fast and steps in a debugger. It is called as a compiled one is.
template <class T = double, class E>
constexpr auto interpret(E const&) {
    if constexpr (!detail::report_model<E>())
        return invalid{};
    else
        return program<T, exec::interpreting_engine<T, detail::parts_of<E>::graph, false>,
                       typename detail::parts_of<E>::layout>{};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
