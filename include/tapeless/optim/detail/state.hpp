// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_STATE_HPP
#define TAPELESS_OPTIM_DETAIL_STATE_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/for_each_block.hpp>
#include <tapeless/optim/detail/require.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

namespace tapeless::inline v1::optim::detail {

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
    template <class T>
    using slots = std::array<flat_view<T>, Slots>;

    template <class T>
    static slots<T> no_slots() {
        return slots_at<T>([](std::size_t) { return nullptr; }, 0);
    }

    /// Calls `update(progress, values, slopes, slots)` for each symbol of the gradient;
    /// `progress.updates` is 1 at the symbol's first update.
    template <class Theta, class Gradient, class Update>
    void step(Theta& theta, Gradient const& gradient, Update const& update) {
        using scalar = scalar_of<Theta>;
        if (std::holds_alternative<std::monostate>(memory_)) allocate<scalar>(theta);
        auto* const memory = std::get_if<storage<scalar>>(&memory_);
        require(memory != nullptr && (*memory)[0].size() == whole(theta).size(),
                "tapeless: opt.step(theta, g): 'theta' is not the block of the steps before; "
                "an optimiser serves one block until reset()");
        for_each_block(
            theta, gradient,
            [&](std::ptrdiff_t offset, flat_view<scalar> values, flat_const_view<scalar> slopes) {
                update_symbol(*memory, offset, values, slopes, update);
            });
    }

    /// Forgets everything: the next step is the first.
    void reset() {
        memory_ = std::monostate{};
        symbols_.clear();
    }

private:
    template <class T>
    using storage = std::array<Eigen::Array<T, Eigen::Dynamic, 1>, Slots>;

    template <class T, class Place>
    static slots<T> slots_at(Place place, std::ptrdiff_t size) {
        return [&]<std::size_t... Slot>(std::index_sequence<Slot...>) {
            return slots<T>{flat_view<T>(place(Slot), size)...};
        }(std::make_index_sequence<Slots>{});
    }

    struct entry {
        std::ptrdiff_t offset;
        symbol_progress progress;
    };

    template <class T, class Theta>
    void allocate(Theta& theta) {
        auto& memory = memory_.template emplace<storage<T>>();
        for (auto& slot : memory) slot.setZero(whole(theta).size());
        for_each_block(theta, theta, [&](std::ptrdiff_t offset, auto const&, auto const&) {
            symbols_.push_back({offset, {}});
        });
        std::sort(symbols_.begin(), symbols_.end(),
                  [](entry const& a, entry const& b) { return a.offset < b.offset; });
    }

    // One function for all symbols of a block: what is instantiated for each symbol is the call
    // alone.
    template <class T, class Update>
    TAPELESS_NOINLINE void update_symbol(storage<T>& memory, std::ptrdiff_t offset,
                                         flat_view<T> values, flat_const_view<T> slopes,
                                         Update const& update) {
        auto const found =
            std::lower_bound(symbols_.begin(), symbols_.end(), offset,
                             [](entry const& e, std::ptrdiff_t key) { return e.offset < key; });
        ++found->progress.updates;
        update(found->progress, values, slopes,
               slots_at<T>([&](std::size_t slot) { return memory[slot].data() + offset; },
                           values.size()));
    }

    std::variant<std::monostate, storage<float>, storage<double>> memory_;
    std::vector<entry> symbols_;
};

}  // namespace tapeless::inline v1::optim::detail

#endif
