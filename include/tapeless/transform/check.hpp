// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_CHECK_HPP
#define TAPELESS_TRANSFORM_CHECK_HPP

#include <tapeless/exec/call_report.hpp>
#include <tapeless/transform/check/checker.hpp>
#include <tapeless/transform/function.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The primitives that a graph, the rules of its primitives, and theirs, apply.
template <auto Graph>
struct primitives_within {
    static constexpr std::size_t words_guess = sizeof(Graph.words) / 8 + 256;
    static constexpr void build(builder& g, growable<node_id>& roots) {
        roots = splice(g, Graph.words, Graph.primitives);
        std::uint32_t known = 0;
        for (std::uint32_t first = 0; known != g.primitives.size;) {
            known = g.primitives.size;
            std::uint32_t const last = g.nodes.size;
            for (std::uint32_t i = first; i != last; ++i)
                if (applies_primitives(g, g.nodes.data[i]))
                    apply_rules({g, static_cast<node_id>(i)}, roots);
            first = last;
        }
    }

private:
    /// Is it a primitive, or a loop whose body applies some?
    static constexpr bool applies_primitives(builder const& g, node const& n) {
        if (is_loop(n))
            return loop_form{g.attribute_pool.data + n.first_attribute}.primitives() != 0;
        return static_cast<std::uint16_t>(n.code) >= first_primitive;
    }
    static constexpr void apply_rules(var y, growable<node_id>& roots) {
        builder& g = *y.graph;
        operation_rules const& rules = rules_of(g, static_cast<op>(y.code()));
        auto const place = [&](shape const& of) {
            return emit(g, op::argument, {}, {static_cast<std::int64_t>(g.nodes.size) << 8},
                        g.intern(of));
        };
        auto const keep = [&](var v) {
            if (v.present()) roots.push(v.id);
        };
        var const adjoint = place(y.shape());
        growable<var> tangents(static_cast<std::uint32_t>(y.operands()));
        for (std::size_t k = 0; k != y.operands(); ++k) {
            tangents.data[k] = place(y.operand(k).shape());
            keep(rules.cotangent(y, adjoint, k));
        }
        keep(rules.tangent(y, tangents.data));
    }
};

template <class T, auto Graph>
std::vector<checked_primitive<T>> checked_primitives() {
    std::vector<checked_primitive<T>> all;
    if constexpr (sizeof(Graph.primitives) / sizeof(Graph.primitives[0]) != 1) {
        constexpr auto closed = trimmed<primitives_within<Graph>>();
        [&]<std::size_t... P>(std::index_sequence<P...>) {
            (all.push_back({closed.primitives[P],
                            &exec::call_primitive<closed.primitives[P], T,
                                                  exec::vectors_of_primitives<closed>[P]>}),
             ...);
        }(std::make_index_sequence<sizeof(closed.primitives) / sizeof(closed.primitives[0]) - 1>{});
    }
    return all;
}

}  // namespace detail

/// What `check_grads(expression)` makes: called with bindings, as a program is.
template <auto Graph>
class expression_check {
public:
    explicit expression_check(check_options const& options) : options_(options) {}

    template <class... Binding>
    void operator()(Binding const&... bindings) const {
        exec::report_call<double, plan, Binding...>();
        if constexpr (exec::check_call<double, plan, Binding...>().is_fine()) {
            exec::call_reader<double, plan> reader;
            reader.read_extents(bindings...);
            exec::heap_bytes copies;
            exec::bytes_range const nowhere;
            reader.place(copies.reserve(reader.staging(nowhere, bindings...)), nowhere,
                         bindings...);
            builder g;
            growable<node_id> const roots = detail::splice(g, Graph.words, Graph.primitives);
            detail::gradient_checker<double> checker(options_, leaves_of(reader), dims_of(reader),
                                                     detail::checked_primitives<double, Graph>());
            for (std::uint32_t r = 0; r != roots.size; ++r)
                checker.check(g, roots.data[r],
                              roots.size == 1 ? "the expression" : "output " + std::to_string(r));
        }
    }

private:
    static constexpr auto const& plan = plan::plan_of<Graph>;

    template <class Reader>
    static std::vector<detail::checked_leaf<double>> leaves_of(Reader const& reader) {
        std::vector<detail::checked_leaf<double>> leaves;
        for (std::size_t s = 0; s != Reader::symbols; ++s) {
            plan::symbol_entry const& entry = plan.symbols[s];
            std::ptrdiff_t const count = exec::elements(entry.extents, reader.dims);
            detail::checked_leaf<double> leaf{
                entry.label, std::vector<double>(static_cast<std::size_t>(count)),
                entry.what == role::input || entry.what == role::parameter};
            // What no result needs is not read: any value will do.
            if (reader.data[s] != nullptr)
                leaf.elements.assign(reader.data[s], reader.data[s] + count);
            leaves.push_back(std::move(leaf));
        }
        return leaves;
    }
    template <class Reader>
    static std::vector<detail::checked_dim> dims_of(Reader const& reader) {
        std::vector<detail::checked_dim> dims;
        for (std::size_t d = 0; d != Reader::dim_count; ++d)
            dims.push_back({plan.dims[d], reader.dims[d]});
        return dims;
    }

    check_options options_;
};

/// What `check_grads(f)` makes: called with the arguments of the function.
template <class F>
class function_check {
public:
    explicit function_check(check_options const& options) : options_(options) {}

    template <class... Argument>
    void operator()(Argument const&... arguments) const {
        if constexpr (detail::HasStructure<Argument...>) {
            function_check<detail::packed_function<F, Argument...>> const at_leaves(options_);
            if constexpr (detail::report_members<Argument...>())
                std::apply(at_leaves, detail::all_leaves(arguments...));
        } else
            call(std::index_sequence_for<Argument...>{}, arguments...);
    }

private:
    template <std::size_t... I, class... Argument>
    void call(std::index_sequence<I...>, Argument const&... arguments) const {
        constexpr bool are_numbers =
            ((std::is_arithmetic_v<Argument> || exec::EigenObject<Argument> ||
              exec::ContiguousRange<Argument>)&&...);
        static_assert(are_numbers,
                      "tapeless: check_grads(f) requires numbers, Eigen objects, contiguous "
                      "containers and structs of them as arguments");
        if constexpr (are_numbers) {
            constexpr auto y =
                trace(detail::stateless<F>(), detail::argument_symbol<I, Argument>{}...);
            if constexpr (!detail::is_invalid<std::remove_const_t<decltype(y)>>) {
                using model = std::remove_const_t<decltype(y)>;
                expression_check<detail::parts_of<model>::graph> const check(options_);
                check((detail::argument_of<model, I>{} = arguments)...);
            }
        }
    }

    check_options options_;
};

/// Checks the derivatives of an expression, a bundle or a captureless function at a point:
/// `tl::check_grads(loss)(theta, x = X)`, `tl::check_grads(f, {.order = 1})(A, b)`.
///
/// Reach for it after writing a primitive, or a model with unusual pieces. With random directions,
/// for each real-valued symbol (indices and buffers excepted): forward mode against central
/// differences, reverse mode against forward mode by <J u, v> = <u, J^T v>; for order 2 the same
/// for the derivatives themselves, in every combination of modes.
/// **Derivative.** Fails at points where a derivative is a convention (`relu` at 0), and for
/// `stop_gradient`. **Numerics.** In double. Differences are taken with several steps; one must
/// agree. **Complexity.** With n symbols, some 20 n evaluations of the model for order 1, 40 n^2
/// for order 2; run by the interpreter, so that nothing is compiled for it.
/// **Throws.** `gradient_error`, naming the derivative, the symbol, what was expected and found.
template <class F>
auto check_grads(F const&, check_options options = {}) {
    if constexpr (Expression<F> || detail::is_bundle<F>)
        return expression_check<detail::parts_of<F>::graph>(options);
    else if constexpr (detail::is_invalid<F>)
        return invalid{};
    else {
        static_assert(
            detail::has_no_state<F>,
            "tapeless: check_grads takes an expression or a function without captures: pass "
            "data as further arguments");
        return function_check<F>(options);
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
