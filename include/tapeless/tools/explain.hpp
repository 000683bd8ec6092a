// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TOOLS_EXPLAIN_HPP
#define TAPELESS_TOOLS_EXPLAIN_HPP

#include <tapeless/tools/detail/peak.hpp>
#include <tapeless/tools/detail/plan_text.hpp>
#include <tapeless/tools/timed.hpp>

namespace tapeless::inline TAPELESS_ABI::tools {

/// What `explain(program)` tells, of the calls that used this workspace.
template <class T, class Engine, class Layout>
std::string explain(program<T, Engine, Layout> const&, workspace<T, Engine> const& memory) {
    detail::report_facts facts;
    facts.scalar = sizeof(T) == sizeof(float) ? "float" : "double";
    if constexpr (is_dual<T>) facts.scalar = "dual numbers";
    facts.by_node = !requires { typename Engine::arch; };
    facts.extents = memory.extents();
    if (facts.extents != nullptr) {
        auto const& lay = memory.lay();
        facts.tiles = lay.tiles;
        facts.chunks = lay.chunks;
        facts.chunk_tiles = lay.chunk_tiles;
        facts.arena = lay.arena;
        facts.tile_bytes = lay.arena - lay.shared;
        if constexpr (requires { Engine::set_bytes(lay); })
            facts.set_bytes = Engine::set_bytes(lay);
        facts.bytes = memory.bytes();
    }
    if constexpr (Engine::is_watched) {
        if (memory.record().calls != 0) {
            detail::machine_peak const peak = detail::measure_peak<T, typename Engine::arch>();
            facts.nanoseconds = memory.record().nanoseconds;
            facts.calls = memory.record().calls;
            facts.peak_flops = peak.flops;
            facts.peak_elements = peak.elements;
        }
    }
    return detail::plan_text(Engine::graph.words, Engine::graph.primitives, facts);
}

/// What a program does, as text: its stages and tiles, each kernel with its shape, flops and
/// elements moved, memory, copies, and operations that stretch all their operands (which often is a
/// model that was meant otherwise). Reach for it when a program is slower or larger than expected.
///
/// After a call, counts are numbers for the extents of that call, and memory is told in bytes. Of a
/// program that was compiled `timed`, each kernel also has its time per call and how close that is
/// to the limit: its flops at the peak of fused multiplications and additions or its elements at
/// the speed of the second cache, whichever takes longer, both measured now, for a few
/// milliseconds.
///
/// **Example.** `auto step = tl::compile(value_and_grad(loss), tl::timed); step(...);
/// std::cout << tl::tools::explain(step);`
template <class T, class Engine, class Layout>
std::string explain(program<T, Engine, Layout> const& program) {
    return explain(program, program.own_workspace());
}

}  // namespace tapeless::inline TAPELESS_ABI::tools

#endif
