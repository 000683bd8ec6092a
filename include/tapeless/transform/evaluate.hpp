// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_EVALUATE_HPP
#define TAPELESS_TRANSFORM_EVALUATE_HPP

#include <tapeless/exec/call_reader.hpp>
#include <tapeless/exec/call_report.hpp>
#include <tapeless/exec/interpreting_engine.hpp>
#include <tapeless/exec/known_extents.hpp>
#include <tapeless/transform/evaluate/form.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The numbers in which a call is evaluated: those of what is bound, `double` if these are integers
/// or nothing is bound.
template <class A>
struct argument_scalar {
    using type = int;
};
template <class S, class V>
    requires exec::Bindable<std::remove_cvref_t<V>>
struct argument_scalar<binding<S, V>> {
    using type = typename exec::source<std::remove_cvref_t<V>>::scalar;
};
template <class A>
    requires is_block<A>
struct argument_scalar<A> {
    using type = typename A::scalar;
};

template <class... Scalar>
struct common_scalar {
    using type = double;
};
template <class First, class... Rest>
struct common_scalar<First, Rest...> {
    using rest = typename common_scalar<Rest...>::type;
    static constexpr bool last = (std::is_integral_v<Rest> && ...);
    using type = typename std::conditional_t<
        std::is_integral_v<First>, std::type_identity<rest>,
        std::conditional_t<last, std::type_identity<First>,
                           std::type_identity<std::conditional_t<
                               is_dual<First> || is_dual<rest>, outermost_t<First, rest>,
                               std::conditional_t<(std::numeric_limits<First>::digits <
                                                   std::numeric_limits<rest>::digits),
                                                  rest, First>>>>>::type;
};
template <class... Argument>
using scalar_of_call = typename common_scalar<typename argument_scalar<Argument>::type...>::type;

/// Reads the arguments, interprets the graph, and hands out its roots in the form of the bundle.
template <class T, auto Graph, class Layout, class... Argument>
constexpr auto evaluate_as(Argument const&... arguments) {
    using engine = exec::interpreting_engine<T, Graph, false>;
    constexpr auto const& plan = engine::plan;
    constexpr std::size_t roots = std::remove_cvref_t<decltype(plan)>::count.results;
    constexpr std::size_t symbols = std::remove_cvref_t<decltype(plan)>::count.symbols;
    constexpr auto known = exec::known_extents<plan, Argument...>();

    exec::call_reader<T, plan> reader;
    growable<T> copies[symbols + 1];
    reader.read_extents(arguments...);
    reader.copy_into(copies, arguments...);
    root_values<T, roots> values;
    for (std::size_t r = 0; r != roots; ++r)
        values.make(r, plan.values[plan.results[r]].extents, reader.dims);
    engine::run({}, reader.dims, reader.data, values.data, nullptr);
    return evaluated_form<Layout>::template take<plan, known, 0>(values);
}

}  // namespace detail

/// The value of an expression, a gradient or `outputs(...)` for what is bound: in constant
/// expressions, and at run time where no program is worth its compilation.
///
/// A scalar is a `T`, an array a `fixed_array` (a `dynamic_array` where an extent is known at run
/// time only), a bundle has `.value` and `.grad[W]` and comes apart like a program's results. `T`
/// is what the bound numbers are. Bound are numbers, duals, `std::array`, arrays of arrays (rows),
/// `fixed_array`, and at run time all that a program takes; `N = 4_c` makes an extent known to the
/// type.
/// **Throws.** As a program does; in a constant expression that is an error of the compiler.
/// **Example.** `constexpr double d = tl::evaluate(grad(square(s), s), s = 2.0);`
template <class T = void, class E, class... Argument>
constexpr auto evaluate(E const&, Argument const&... arguments) {
    constexpr bool is_model = Expression<E> || detail::is_bundle<E>;
    static_assert(is_model || detail::is_invalid<E>,
                  "tapeless: evaluate takes an expression, a gradient or outputs(...)");
    constexpr bool has_target = (exec::is_into<Argument> || ...);
    static_assert(!has_target,
                  "tapeless: evaluate returns what it computes: into(g) is for programs");
    if constexpr (!is_model || has_target)
        return invalid{};
    else {
        using parts = detail::parts_of<E>;
        using scalar =
            typename std::conditional_t<std::is_void_v<T>,
                                        std::type_identity<detail::scalar_of_call<Argument...>>,
                                        std::type_identity<T>>::type;
        constexpr auto const& plan = plan::plan_of<parts::graph>;
        exec::report_call<scalar, plan, Argument...>();
        if constexpr (exec::check_call<scalar, plan, Argument...>().is_fine())
            return detail::evaluate_as<scalar, parts::graph, typename parts::layout>(arguments...);
        else
            return invalid{};
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
