// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SMALL_PLAN_HPP
#define TAPELESS_EXEC_SMALL_PLAN_HPP

#include <tapeless/exec/kernel/product/dot_line.hpp>
#include <tapeless/exec/kernel/small_map.hpp>
#include <tapeless/exec/run_map.hpp>
#include <tapeless/exec/simd/line.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

// Small programs: all extents static, and little to compute. Their kernels are inlined into one
// function with loops of known lengths and an arena on the stack, since calling kernels would take
// longer than they do.

/// More flops than this are worth calls.
inline constexpr std::int64_t most_flops_inlined = 5000;
inline constexpr std::size_t most_kernels_inlined = 48;
inline constexpr std::ptrdiff_t most_elements_inlined = 1024;

template <auto const& Plan>
inline constexpr bool is_small = [] {
    using plan_type = std::remove_cvref_t<decltype(Plan)>;
    if (plan_type::count.dims != 0 || plan_type::count.tile_width != 0 ||
        plan_type::count.kernels > most_kernels_inlined)
        return false;
    if (!Plan.flops.is_number() || Plan.flops.number() > most_flops_inlined) return false;
    for (std::size_t v = 0; v != plan_type::count.values; ++v)
        if (elements(Plan.values[v].extents, nullptr) > most_elements_inlined) return false;
    for (std::size_t k = 0; k != plan_type::count.kernels; ++k)
        if (elements(Plan.kernels[k].space, nullptr) > most_elements_inlined) return false;
    return true;
}();

namespace detail {

/// Is the value a line of numbers in memory of its own, all extents but the first 1?
template <auto const& Plan>
constexpr bool is_line(plan::value_id id) {
    plan::value const& v = Plan.values[id];
    if (v.where == plan::storage::view) return false;
    for (std::size_t axis = 1; axis != shape::axes; ++axis)
        if (!v.extents[axis].is_one()) return false;
    return !v.extents[0].is_one();
}
/// Does one of the kernels first ... end - 1 write where the value is?
template <auto const& Plan>
constexpr bool is_overwritten(plan::value_id id, std::size_t first, std::size_t end) {
    plan::value const& v = Plan.values[id];
    for (std::size_t k = first; k < end; ++k)
        for (std::size_t o = 0; o != Plan.kernels[k].outputs; ++o) {
            plan::value const* to = &Plan.values[Plan.outputs[Plan.kernels[k].first_output + o].to];
            if (to->where == plan::storage::view) to = &Plan.values[to->base];
            if (to->where == v.where && to->index == v.index) return true;
        }
    return false;
}

/// Of an embedding of a line into zeros: do those who use it, maps of one short row each, read the
/// line itself, and know zeros? Then nothing is done for it.
template <class T, class Arch, auto const& Plan, std::size_t K>
inline constexpr bool is_seen_through = false;
template <class T, class Arch, auto const& Plan, std::size_t K>
    requires(Plan.kernels[K].kind == plan::kernel_kind::embed)
inline constexpr bool is_seen_through<T, Arch, Plan, K> = [] {
    plan::kernel const& k = Plan.kernels[K];
    plan::value_id const from = Plan.inputs[k.first_input];
    plan::value_id const to = Plan.outputs[k.first_output].to;
    plan::embedding const& where = Plan.embeddings[k.detail];
    if (!is_line<Plan>(from) || !is_line<Plan>(to) || where.axis != 0 || where.step != 1 ||
        Plan.values[to].where != plan::storage::slot)
        return false;
    constexpr auto width = static_cast<std::int64_t>(simd::width<T, Arch>);
    if (Plan.values[to].extents[0].number >= (most_packs_unrolled + 1) * width) return false;
    for (std::size_t v = 0; v != std::remove_cvref_t<decltype(Plan)>::count.values; ++v)
        if (Plan.values[v].where == plan::storage::view && Plan.values[v].base == to) return false;
    for (std::size_t j = K + 1; j != std::remove_cvref_t<decltype(Plan)>::count.kernels; ++j) {
        plan::kernel const& user = Plan.kernels[j];
        bool uses = false;
        for (std::size_t i = 0; i != user.inputs; ++i)
            uses = uses || Plan.inputs[user.first_input + i] == to;
        if (!uses) continue;
        if (user.kind != plan::kernel_kind::map || user.loops != 1 ||
            !(user.space[0] == Plan.values[to].extents[0]) ||
            is_overwritten<Plan>(from, K + 1, j + 1))
            return false;
    }
    return true;
}();
/// The kernel that makes a value, if it is such an embedding; the number of kernels otherwise.
template <class T, class Arch, auto const& Plan>
constexpr std::size_t embedding_behind(plan::value_id id) {
    constexpr std::size_t count = std::remove_cvref_t<decltype(Plan)>::count.kernels;
    return []<std::size_t... K>(plan::value_id value, std::index_sequence<K...>) {
        std::size_t found = count;
        ((Plan.outputs[Plan.kernels[K].first_output].to == value &&
                  is_seen_through<T, Arch, Plan, K>
              ? void(found = K)
              : void()),
         ...);
        return found;
    }(id, std::make_index_sequence<count>{});
}
/// What a small map reads for a value.
template <class T, class Arch, auto const& Plan>
constexpr plan::value_id seen_through(plan::value_id id) {
    std::size_t const k = embedding_behind<T, Arch, Plan>(id);
    return k == std::remove_cvref_t<decltype(Plan)>::count.kernels
               ? id
               : Plan.inputs[Plan.kernels[k].first_input];
}

// Lines that are padded (`simd/line.hpp`): those that maps of one row and products of one column
// write into memory of their own.

/// Has the value memory of its own, up to a whole register?
template <auto const& Plan>
constexpr bool owns_its_end(plan::value_id id) {
    plan::storage const where = Plan.values[id].where;
    return where == plan::storage::slot || where == plan::storage::result;
}
/// Does a map run along one line that ends within a pack? Its inputs can be read, and its outputs
/// written, by a pack that goes beyond.
template <class T, class Arch, auto const& Plan, std::size_t K>
inline constexpr bool is_padded_map = [] {
    constexpr plan::kernel k = Plan.kernels[K];
    if (k.kind != plan::kernel_kind::map || k.loops != 1) return false;
    std::ptrdiff_t length = 0;
    auto const fits = [&](plan::value_id id, bool is_written) {
        access const how = access_of(tables_of<Plan>, k, id);
        if (how == access::broadcast) return true;
        length = 1;
        for (std::ptrdiff_t e : static_layout_of<T, Plan>.values[id].extent) length *= e;
        return how == access::contiguous && (!is_written || owns_its_end<Plan>(id)) &&
               seen_through<T, Arch, Plan>(id) == id;
    };
    for (std::size_t i = 0; i != k.inputs; ++i)
        if (!fits(Plan.inputs[k.first_input + i], false)) return false;
    for (std::size_t o = 0; o != k.outputs; ++o)
        if (!fits(Plan.outputs[k.first_output + o].to, true)) return false;
    return length != 0 && simd::ends_within_pack<T, Arch>(length);
}();
/// Is a product one column that ends within a pack?
template <class T, class Arch, auto const& Plan>
constexpr bool is_padded_product(plan::kernel const& k) {
    plan::value_id const to = Plan.outputs[k.first_output].to;
    if (k.kind != plan::kernel_kind::product || !is_line<Plan>(to) || !owns_its_end<Plan>(to))
        return false;
    std::ptrdiff_t const rows = Plan.values[to].extents[0].number;
    std::ptrdiff_t const length = Plan.values[Plan.inputs[k.first_input]].extents[1].number;
    bool const is_written_by_packs =
        !k.transposed[0] || (!k.transposed[1] && has_dot_line<T, Arch>(rows, length));
    return is_written_by_packs && simd::ends_within_pack<T, Arch>(rows);
}
/// Is the value such a line: are there zeros behind it, up to a whole pack?
template <class T, class Arch, auto const& Plan>
constexpr bool is_padded(plan::value_id id) {
    constexpr std::size_t count = std::remove_cvref_t<decltype(Plan)>::count.kernels;
    if (Plan.values[id].extents.rank() == 0) return false;  // what a line is summed to
    return []<std::size_t... K>(plan::value_id value, std::index_sequence<K...>) {
        auto const makes = [&](plan::kernel const& k) {
            bool found = false;
            for (std::size_t o = 0; o != k.outputs; ++o)
                found = found || Plan.outputs[k.first_output + o].to == value;
            return found;
        };
        return ((makes(Plan.kernels[K]) && (is_padded_map<T, Arch, Plan, K> ||
                                            is_padded_product<T, Arch, Plan>(Plan.kernels[K]))) ||
                ...);
    }(id, std::make_index_sequence<count>{});
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
