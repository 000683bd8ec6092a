// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_FOR_EACH_ELEMENT_HPP
#define TAPELESS_OPTIM_DETAIL_FOR_EACH_ELEMENT_HPP

#include <tapeless/config.hpp>
#include <tapeless/exec/simd/pack.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::optim::detail {

/// Calls `rule(x, slope, remembered...)` on packs of parameters, of the gradient, and of what is
/// remembered for them; all but the slope may be changed. One pass over memory.
template <class Arch, class T, std::size_t Slots, class Rule>
TAPELESS_NOINLINE void for_each_element(std::span<T> values, std::span<T const> slopes,
                                        std::array<T*, Slots> slots, Rule rule) {
    constexpr std::size_t lanes = simd::width<T, Arch>;
    using numbers = simd::pack<T, lanes == 1 ? 1 : 2 * lanes, Arch>;
    auto const run = [&]<std::size_t... Slot>(std::index_sequence<Slot...>) TAPELESS_INLINE_LAMBDA {
        // `count` is empty for a whole pack, and the number of elements for the last one.
        auto const update = [&](std::size_t at, auto... count) TAPELESS_INLINE_LAMBDA {
            numbers x = numbers::load(values.data() + at, count...);
            numbers const slope = numbers::load(slopes.data() + at, count...);
            std::array<numbers, Slots> remembered{numbers::load(slots[Slot] + at, count...)...};
            rule(x, slope, remembered[Slot]...);
            x.store(values.data() + at, count...);
            (remembered[Slot].store(slots[Slot] + at, count...), ...);
        };
        std::size_t at = 0;
        for (; at + numbers::size <= values.size(); at += numbers::size) update(at);
        if (at != values.size()) update(at, values.size() - at);
    };
    run(std::make_index_sequence<Slots>{});
}

}  // namespace tapeless::inline TAPELESS_ABI::optim::detail

#endif
