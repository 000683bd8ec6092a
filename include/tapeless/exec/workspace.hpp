// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_WORKSPACE_HPP
#define TAPELESS_EXEC_WORKSPACE_HPP

#include <tapeless/exec/call_extents.hpp>
#include <tapeless/exec/results.hpp>
#include <tapeless/exec/run_tiles.hpp>

#include <cstring>

namespace tapeless::inline TAPELESS_ABI {

/// The memory of a program: one a thread for a const program. Copying it copies the memory.
template <class T, class Engine>
class workspace {
public:
    static constexpr auto const& plan = Engine::plan;
    using plan_type = std::remove_cvref_t<decltype(plan)>;
    using layout_type = exec::layout<plan_type>;

    /// Bytes now in use or reserved.
    std::size_t bytes() const { return memory_.capacity() + team_.capacity(); }
    /// The run-time extents of the last call, in the order of `plan.dims`; null before the first
    /// one.
    std::ptrdiff_t const* extents() const {
        return is_static || dims_[0] != unknown ? dims_ : nullptr;
    }
    /// How that call laid out its values and tiles.
    layout_type const& lay() const {
        if constexpr (is_static)
            return static_layout;
        else
            return layout_;
    }
    /// What the watch of a timed program has seen.
    typename Engine::record const& record() const { return record_; }

private:
    template <class, class, class>
    friend class program;

    static constexpr bool is_static = plan_type::count.dims == 0;

    static constexpr layout_type layout_for(std::ptrdiff_t const* dims) {
        layout_type lay;
        lay.compute(plan, dims, sizeof(T));
        return lay;
    }
    static constexpr std::size_t bytes_of_result(layout_type const& lay, std::size_t r) {
        std::size_t count = sizeof(T);
        for (std::ptrdiff_t e : lay.values[plan.results[r]].extent)
            count *= static_cast<std::size_t>(e);
        return count;
    }
    /// Of the first so many results, one after another; of all, with what is left free before the
    /// arena.
    static constexpr std::size_t result_bytes(layout_type const& lay,
                                              std::size_t count = plan_type::count.results) {
        std::size_t total = 0;
        for (std::size_t r = 0; r != count; ++r) total += exec::aligned_up(bytes_of_result(lay, r));
        return count == plan_type::count.results ? exec::staggered(total, total, 0) : total;
    }
    /// Results, then the arena; what bound objects need to be copied comes behind.
    static constexpr std::size_t bytes_for(layout_type const& lay) {
        return result_bytes(lay) + Engine::arena_bytes(lay);
    }

    static constexpr std::size_t static_bytes = [] {
        if constexpr (is_static)
            return bytes_for(layout_for(nullptr));
        else
            return std::size_t{0};
    }();
    /// Room for a copy of every symbol, if an object must be copied and everything is to stay
    /// inside.
    static consteval std::size_t bytes_of_symbols() {
        std::size_t total = 0;
        if constexpr (is_static)
            for (std::size_t s = 0; s != plan_type::count.symbols; ++s)
                total += exec::aligned_up(
                    static_cast<std::size_t>(exec::elements(plan.symbols[s].extents, nullptr)) *
                    sizeof(T));
        return total;
    }
    static constexpr std::size_t stage_bytes = bytes_of_symbols();
    static constexpr bool in_object = is_static && static_bytes + stage_bytes <= 65536;

    std::byte* stage(std::size_t bytes) { return staged_.reserve(bytes); }
    /// Results stand first, one after another, with zeros in the gaps between. Where they are is
    /// found when the extents change; kernels write nothing but elements, and zeros behind padded
    /// ones.
    void lay_out_results() {
        std::byte* const base = memory_.reserve(bytes_for(lay()));
        std::size_t offset = 0;
        for (std::size_t r = 0; r != plan_type::count.results; ++r) {
            std::size_t const count = bytes_of_result(lay(), r);
            auto const& extent = lay().values[plan.results[r]].extent;
            for (std::size_t axis = 0; axis != 4; ++axis) results_[r].extents[axis] = extent[axis];
            places_[r] = offset;
            offset += exec::aligned_up(count);
            if (base != nullptr && count != exec::aligned_up(count))
                std::memset(base + places_[r] + count, 0, exec::aligned_up(count) - count);
        }
        places_[plan_type::count.results] = exec::staggered(offset, offset, 0);
    }
    /// Where a result, or behind the last one the arena, begins in the memory. A number where all
    /// extents are static: no call looks it up.
    template <std::size_t R>
    TAPELESS_ALWAYS_INLINE std::size_t place_of() const {
        if constexpr (is_static) {
            constexpr std::size_t place = result_bytes(static_layout, R);
            return place;
        } else
            return places_[R];
    }
    TAPELESS_ALWAYS_INLINE void place_results() {
        std::byte* const base = memory_.data();
        [&]<std::size_t... R>(std::index_sequence<R...>) TAPELESS_INLINE_LAMBDA {
            ((results_[R].data = reinterpret_cast<T*>(base + this->template place_of<R>())), ...);
        }(std::make_index_sequence<plan_type::count.results>{});
        placed_in_ = base;
    }
    /// Results have been pointed to a caller's memory, for one call.
    void results_are_elsewhere() { placed_in_ = &elsewhere; }
    /// Where the results of a call are. Of a static program that writes them into its workspace,
    /// this is made for each call: nothing is stored, and compilers see where each of them is.
    template <bool Elsewhere>
    TAPELESS_ALWAYS_INLINE decltype(auto) results() {
        if constexpr (is_static && !Elsewhere)
            return [&]<std::size_t... R>(std::index_sequence<R...>) TAPELESS_INLINE_LAMBDA {
                return std::array<exec::result_memory<T>, sizeof...(R)>{
                    this->template result_inside<R>()...};
            }(std::make_index_sequence<plan_type::count.results>{});
        else
            return (results_);
    }
    template <std::size_t R>
    TAPELESS_ALWAYS_INLINE exec::result_memory<T> result_inside() {
        constexpr auto const& extent = static_layout.values[plan.results[R]].extent;
        return {reinterpret_cast<T*>(memory_.data() + this->template place_of<R>()),
                {extent[0], extent[1], extent[2], extent[3]}};
    }
    TAPELESS_ALWAYS_INLINE std::byte* arena() {
        return memory_.data() + place_of<plan_type::count.results>();
    }

    /// Makes memory and results ready for a call with these extents.
    template <bool Elsewhere>
    TAPELESS_ALWAYS_INLINE void prepare(std::ptrdiff_t const* dims) {
        if constexpr (is_static) {
            // A workspace that has been moved from has no memory.
            if (dims_[0] == unknown || memory_.data() == nullptr) set_dims(dims);
            if constexpr (Elsewhere) place_results();
        } else if (placed_in_ != memory_.data() || !has_dims(dims))
            prepare_anew(dims);
    }
    TAPELESS_ALWAYS_INLINE bool has_dims(std::ptrdiff_t const* dims) const {
        bool same = true;
        for (std::size_t d = 0; d != plan_type::count.dims; ++d) same = same && dims_[d] == dims[d];
        return same;
    }
    /// Other extents than before, or the results are elsewhere: in the memory of a workspace that
    /// this one is a copy of, a caller's, or nowhere, if this one has been moved from.
    TAPELESS_NOINLINE void prepare_anew(std::ptrdiff_t const* dims) {
        if (memory_.capacity() < bytes_for(lay()) || !has_dims(dims)) set_dims(dims);
        place_results();
    }
    TAPELESS_NOINLINE void set_dims(std::ptrdiff_t const* dims) {
        if constexpr (!is_static) {
            dims_[0] = unknown;
            if (!exec::extents_fit(plan, dims))
                exec::fail<shape_error>(exec::sentence(
                    {"tapeless: with the extents of what is bound (",
                     exec::named_extents(plan, dims), ") a slice reaches outside of its operand"}));
            layout_.compute(plan, dims, sizeof(T));
        }
        lay_out_results();
        if constexpr (is_static) dims_[0] = 0;
        for (std::size_t d = 0; d != plan_type::count.dims; ++d) dims_[d] = dims[d];
    }

    struct no_layout {};
    static constexpr layout_type static_layout = [] {
        if constexpr (is_static)
            return layout_for(nullptr);
        else
            return layout_type{};
    }();
    [[no_unique_address]] std::conditional_t<is_static, no_layout, layout_type> layout_{};
    static constexpr std::ptrdiff_t unknown = -1;
    std::ptrdiff_t dims_[plan_type::count.dims + 1]{unknown};  ///< the first one tells if any are
    static constexpr std::byte elsewhere{};
    std::byte const* placed_in_ = nullptr;  ///< the memory that results point into
    [[no_unique_address]] typename Engine::record record_{};
    std::array<exec::result_memory<T>, plan_type::count.results> results_{};
    std::size_t places_[plan_type::count.results + 1]{};  ///< of results, in bytes; of the arena
    std::conditional_t<in_object, exec::inline_bytes<static_bytes>, exec::heap_bytes> memory_{};
    std::conditional_t<in_object, exec::inline_bytes<stage_bytes>, exec::heap_bytes> staged_{};
    struct no_team {
        static constexpr std::size_t capacity() { return 0; }
    };
    /// What the other threads of a pool need.
    [[no_unique_address]] std::conditional_t<layout_type::has_tiles, exec::heap_bytes, no_team>
        team_{};
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
