// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TOOLS_TIMED_HPP
#define TAPELESS_TOOLS_TIMED_HPP

#include <tapeless/transform/compile.hpp>

#include <chrono>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {
namespace tools {

/// How long each of `Kernels` kernels has run, over all calls.
template <std::size_t Kernels>
class stopwatch {
public:
    using clock = std::chrono::steady_clock;
    struct record {
        std::int64_t calls = 0;
        std::int64_t nanoseconds[Kernels + 1]{};
    };

    stopwatch() = default;
    explicit stopwatch(record& to) : to_(&to) { ++to.calls; }
    static clock::time_point now() { return clock::now(); }
    void add(std::size_t kernel, clock::time_point begin) const {
        to_->nanoseconds[kernel] +=
            std::chrono::duration_cast<std::chrono::nanoseconds>(now() - begin).count();
    }

private:
    record* to_ = nullptr;
};

}  // namespace tools

/// As an option of `compile`: the program takes the time of each kernel, for `tools::explain`. It
/// looks at the clock twice a kernel and tile, and runs on the caller's thread. Other programs know
/// nothing of it.
struct timed_tag {};
inline constexpr timed_tag timed{};

template <class T = double, class E, class Arch = simd::native>
constexpr auto compile(E const&, timed_tag) {
    if constexpr (detail::is_invalid<E>)
        return invalid{};
    else {
        using parts = detail::parts_of<E>;
        using watch = tools::stopwatch<
            std::remove_cvref_t<decltype(plan::plan_of<parts::graph>)>::count.kernels>;
        return program<T, exec::compiled_engine<T, parts::graph, Arch, watch>,
                       typename parts::layout>{};
    }
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
