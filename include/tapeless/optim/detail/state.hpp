// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_STATE_HPP
#define TAPELESS_OPTIM_DETAIL_STATE_HPP

#include <tapeless/config.hpp>
#include <tapeless/exec/memory.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapeless::inline TAPELESS_ABI::optim::detail {

/// How far one symbol has come.
struct symbol_progress {
    std::uint64_t updates = 0;  // this one included
    double product = 1;         // for what is multiplied up from update to update
};

/// What an optimiser remembers: `Slots` numbers for each number in a block of parameters, and the
/// progress of each symbol.
///
/// It is found by the position in the block, so that steps with the gradients of different subsets
/// of the symbols may alternate; a symbol without a gradient stays as it is, as does its progress.
/// Allocated at the first step, for the whole block.
template <std::size_t Slots>
class state {
public:
    /// Makes room at the first step; later checks that theta is the block that there is room for.
    ///
    /// **Throws.** `std::invalid_argument` where its scalar type or the place or size of an array
    /// differs.
    template <class Theta>
    void prepare(Theta& theta) {
        using scalar = scalar_of<Theta>;
        if (symbols_.empty()) make_room(theta);
        require(sizeof(scalar) == scalar_bytes_,
                "tapeless: opt.step(theta, g): the parameters have another scalar type than in the "
                "steps before; an optimiser serves one block until reset()");
        std::size_t number = 0;
        for_each_block(theta, theta, [&](std::ptrdiff_t offset, auto values, auto) {
            require_same(number++, offset, values.size());
        });
        require(number == symbols_.size(),
                "tapeless: opt.step(theta, g): 'theta' has fewer arrays than in the steps before; "
                "an optimiser serves one block until reset()");
    }

    /// What is remembered for the numbers from `offset` on.
    template <class T>
    std::array<T*, Slots> slots(std::ptrdiff_t offset) {
        std::array<T*, Slots> result{};
        for (std::size_t slot = 0; slot != Slots; ++slot)
            result[slot] = reinterpret_cast<T*>(memory_.reserve(0) + slot * slot_bytes_) + offset;
        return result;
    }

    /// The progress of the symbol that begins at `offset`.
    symbol_progress& progress(std::ptrdiff_t offset) {
        auto const found =
            std::lower_bound(symbols_.begin(), symbols_.end(), offset,
                             [](entry const& e, std::ptrdiff_t key) { return e.offset < key; });
        return found->progress;
    }

    /// Forgets everything: the next step is the first.
    void reset() { symbols_.clear(); }

private:
    struct entry {
        std::ptrdiff_t offset;
        std::size_t size;
        symbol_progress progress;
    };

    template <class Theta>
    void make_room(Theta& theta) {
        slot_bytes_ = exec::aligned_up(whole(theta).size_bytes());
        std::size_t const all = Slots * slot_bytes_;
        std::fill_n(memory_.reserve(all), all, std::byte{0});
        for_each_block(theta, theta, [&](std::ptrdiff_t offset, auto values, auto) {
            symbols_.push_back({offset, values.size(), {}});
        });
        scalar_bytes_ = sizeof(scalar_of<Theta>);
    }

    /// Fails unless an array lies where it did and has its size.
    void require_same(std::size_t number, std::ptrdiff_t offset, std::size_t size) const {
        entry const before = number < symbols_.size() ? symbols_[number] : entry{offset, 0, {}};
        if (offset == before.offset && size == before.size) return;
        exec::fail<std::invalid_argument>(exec::sentence(
            {"tapeless: opt.step(theta, g): array ", number, " of 'theta' has ", size,
             " elements at ", offset, ", in the steps before ", before.size, " at ", before.offset,
             "; an optimiser serves one block until reset()"}));
    }

    exec::heap_bytes memory_;
    std::vector<entry> symbols_;  // in the order of memory; none before the first step
    std::size_t slot_bytes_ = 0;  // with the gap up to the next slot
    std::size_t scalar_bytes_ = 0;
};

}  // namespace tapeless::inline TAPELESS_ABI::optim::detail

#endif
