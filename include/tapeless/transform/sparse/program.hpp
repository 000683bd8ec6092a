// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_PROGRAM_HPP
#define TAPELESS_TRANSFORM_SPARSE_PROGRAM_HPP

#include <tapeless/transform/compile.hpp>
#include <tapeless/transform/sparse/model.hpp>
#include <tapeless/transform/sparse/result.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// The results of a program as they lie in memory.
template <std::size_t Root, std::size_t Count>
struct raw_form {
    static constexpr std::size_t roots = Count;
    template <class Block>
    static constexpr bool takes = false;
    static void redirect(auto*, auto&) {}
    template <class T>
    static auto views(exec::result_memory<T> const* memory) {
        std::array<T const*, Count> parts{};
        for (std::size_t i = 0; i != Count; ++i) parts[i] = memory[Root + i].data;
        return parts;
    }
};
template <std::size_t Count>
struct raw_layout {
    static constexpr std::size_t roots = Count;
    template <auto const& Plan, std::size_t Root>
    using form = raw_form<Root, Count>;
};

struct no_program {};

}  // namespace detail

/// A compiled sparse derivative: called as a `program` is, with bindings by name, it returns a
/// `sparse_view`, as a temporary a `sparse_matrix`.
///
/// The pattern and where its elements stand are found at the first call, and again only when a
/// run-time extent has changed. **Throws.** As a program does.
template <class T, class Model, template <auto> class Engine>
class sparse_program {
    static constexpr pass::structure_summary summary = Model::summary;
    static constexpr bool by_color_input =
        summary.source != structure_source::symbolic && summary.colors != 0;
    static constexpr bool colors_at_run_time = summary.colors < 0;
    /// Of a Jacobian whose colours are known later, both directions are there.
    static constexpr bool both_ways =
        colors_at_run_time && !Model::symmetric && Model::source.roots() == Model::keys + 1;

    template <bool ByRows>
    static consteval auto program_for() {
        constexpr auto graph = Model::template compressed<ByRows>();
        return std::type_identity<program<T, Engine<graph>, detail::raw_layout<graph.roots()>>>{};
    }
    using first_program = typename decltype(program_for<summary.by_rows>())::type;
    template <bool Both>
    static consteval auto second_program_type() {
        if constexpr (Both)
            return program_for<true>();
        else
            return std::type_identity<detail::no_program>{};
    }
    using second_program = typename decltype(second_program_type<both_ways>())::type;
    static constexpr auto const& plan = first_program::plan;
    using plan_type = std::remove_cvref_t<decltype(plan)>;

public:
    using scalar = T;

    template <class... Argument>
    sparse_view<T> operator()(Argument const&... arguments) & {
        call(arguments...);
        return {at_, values_};
    }
    template <class... Argument>
    sparse_matrix<T> operator()(Argument const&... arguments) && {
        call(arguments...);
        return {at_, values_};
    }

private:
    first_program first_{};
    [[no_unique_address]] second_program second_{};
    bool known_ = false;
    std::vector<std::ptrdiff_t> dims_;
    detail::recovery at_;
    std::array<std::vector<T>, Model::keys> colors_;
    std::vector<T> values_;

    template <class... Argument>
    void call(Argument const&... arguments) {
        constexpr std::size_t inputs = !by_color_input ? 0 : summary.by_rows ? 1 : Model::keys;
        auto const each_input = std::make_index_sequence<inputs>{};
        if constexpr (Spoiled<Argument...>)
            return;
        else if constexpr (is_complete<Argument...>(std::make_index_sequence<inputs>{})) {
            find_places(arguments...);
            if constexpr (both_ways)
                if (at_.by_rows) return run(second_, std::make_index_sequence<1>{}, arguments...);
            run(first_, each_input, arguments...);
        } else
            run(first_, each_input, arguments...);  // where the mistake is reported
    }

    template <class Program, std::size_t K>
    using color_symbol =
        decltype(detail::make_expression<
                 detail::key_of_name<Program::engine::graph, detail::color_label<K>()>>());
    template <class... Argument, std::size_t... K>
    static consteval bool is_complete(std::index_sequence<K...>) {
        return exec::check_call<T, plan, Argument...,
                                binding<color_symbol<first_program, K>, std::vector<T> const&>...>()
            .is_fine();
    }

    template <class Program, std::size_t... K, class... Argument>
    void run(Program& of, std::index_sequence<K...>, Argument const&... arguments) {
        auto const parts = [&] {
            if constexpr (colors_at_run_time)
                return of(arguments..., (color_symbol<Program, K>{} = colors_[K])...,
                          dim_binding<"sparse.colors">{std::max<std::ptrdiff_t>(at_.colors, 1)});
            else
                return of(arguments..., (color_symbol<Program, K>{} = colors_[K])...);
        }();
        for (std::size_t k = 0; k != at_.place.size(); ++k)
            values_[k] = parts[at_.place[k].part][at_.place[k].offset];
    }

    /// Structure and colours, unless they are known for these extents.
    template <class... Argument>
    void find_places([[maybe_unused]] Argument const&... arguments) {
        std::vector<std::ptrdiff_t> dims;
        if constexpr (plan_type::count.dims > (colors_at_run_time ? 1 : 0)) {
            exec::call_reader<T, plan> reader;
            reader.read_extents(arguments..., dim_binding<"sparse.colors">{1});
            if (!exec::extents_fit(plan, reader.dims)) return;  // the program refuses them, too
            dims.assign(reader.dims, reader.dims + plan_type::count.dims);
        }
        bool const is_moved_from = at_.outer.empty();
        if (known_ && !is_moved_from && dims == dims_) return;
        known_ = false;
        builder g;
        detail::sparse_roots const nodes(
            detail::splice(g, Model::source.words, Model::source.primitives), Model::keys);
        std::vector<std::int64_t> values(g.dims.size + std::size_t{1}, 0);
        for (std::size_t d = 0; d != g.dims.size; ++d)
            for (std::size_t e = 0; e != dims.size(); ++e)
                if (plan.dims[e].view() == g.names.data[g.dims.data[d].label].view())
                    values[d] = dims[e];
        at_ = detail::recovery_finder(g, nodes.roots, nodes.keys, Model::symmetric, values).find();
        values_.assign(at_.place.size(), T(0));
        if constexpr (by_color_input)
            place_colors(at_.by_rows ? nodes.roots : nodes.keys, g, values);
        dims_ = dims;
        known_ = true;
    }
    void place_colors(growable<node_id> const& arrays, builder const& g,
                      std::vector<std::int64_t> const& dims) {
        auto from = at_.color.begin();
        for (std::uint32_t k = 0; k != arrays.size; ++k) {
            auto const count = pass::element_grid(g.shape_of(arrays.data[k]), dims.data()).size;
            colors_[k].assign(from, from + count);
            from += count;
        }
    }
};

namespace detail {

template <class T, class Arch>
struct sparse_engines {
    template <auto Graph>
    using compiled = exec::compiled_engine<T, Graph, Arch>;
    template <auto Graph>
    using interpreted = exec::interpreting_engine<T, Graph, false>;
};

}  // namespace detail

/// A program of a sparse Jacobian or Hessian.
///
/// **Example.** `auto newton = tl::compile(sparse_hessian(loss, x)); auto H = newton(x = at);`
template <class T = double, class Arch = simd::native, auto Source, std::size_t Keys,
          bool Symmetric>
constexpr auto compile(sparse_derivative<Source, Keys, Symmetric> const&) {
    return sparse_program<T, sparse_derivative<Source, Keys, Symmetric>,
                          detail::sparse_engines<T, Arch>::template compiled>{};
}
/// The same node by node, with plain loops.
template <class T = double, auto Source, std::size_t Keys, bool Symmetric>
constexpr auto interpret(sparse_derivative<Source, Keys, Symmetric> const&) {
    return sparse_program<T, sparse_derivative<Source, Keys, Symmetric>,
                          detail::sparse_engines<T, simd::native>::template interpreted>{};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
