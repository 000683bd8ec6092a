// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_COMPILE_HPP
#define TAPELESS_TRANSFORM_COMPILE_HPP

#include <tapeless/exec/engine.hpp>
#include <tapeless/exec/program.hpp>
#include <tapeless/exec/simd.hpp>
#include <tapeless/transform/derivative.hpp>

namespace tapeless::inline v1 {

/// Turns an expression or a bundle into a program of type `T`: fused, without allocation, called with bindings by name.
///
/// **Example.** `auto step = tl::compile(value_and_grad(loss)); auto [value, g] = step(theta, x = X, z = Z);`
template <class T = double, class E, class Arch = simd::native>
constexpr auto compile(E const&) {
    if constexpr (detail::is_invalid<E>)
        return invalid{};
    else {
        static_assert(Expression<E> || detail::is_bundle<E>, "tapeless: compile takes an expression, a gradient or outputs(...)");
        using parts = detail::parts_of<E>;
        using engine = exec::compiled_engine<T, parts::graph, Arch>;
        return program<T, engine, typename parts::layout::template form<engine::plan, 0>>{};
    }
}

}  // namespace tapeless::inline v1

#endif
