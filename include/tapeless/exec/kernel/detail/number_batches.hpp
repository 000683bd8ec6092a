// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_DETAIL_NUMBER_BATCHES_HPP
#define TAPELESS_EXEC_KERNEL_DETAIL_NUMBER_BATCHES_HPP

#include <tapeless/exec/kernel/detail/map_row.hpp>

#include <array>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// In which order the instructions of a map of single numbers are evaluated, and which of them
/// together: equal functions that do not wait for each other are lanes of one register, a *batch*.
template <class Key>
struct batch_schedule {
    std::uint16_t order[Key::instructions + 1]{};  ///< those of a batch stand together
    std::uint16_t first[Key::instructions + 1]{};  ///< of each batch: its first place in `order`
    std::uint16_t size[Key::instructions + 1]{};
    std::size_t batches = 0;
};

/// Makes such a schedule. What is no function with others of its kind is a batch of one, as early
/// as it can be. A function waits until all of its kind are ready, unless some of them wait for
/// others of their own kind. Functions that are ready stand before what waits for their results,
/// so that a processor that looks ahead so and so far finds them.
///
/// **Preserves** every value: a lane's result does not depend on its neighbours.
/// **Complexity** the square of the instructions.
template <class Key>
class batch_scheduler {
public:
    constexpr explicit batch_scheduler(Key const& key) : key_(key) {
        for (std::size_t k = 0; k != count; ++k) leader_[k] = leader_of(k);
        for (std::size_t k = 0; k != count; ++k) kind_[k] = kind_of(k);
        while (left_ != 0) {
            for (std::size_t k = 0; k != count; ++k)
                if (is_ready(k) && kind_[k] == 0) add(&k, 1);
            bool any = false;
            while (add_functions(false)) any = true;
            if (!any) add_functions(true);
        }
    }
    constexpr batch_schedule<Key> schedule() const { return made_; }

private:
    static constexpr std::size_t count = Key::instructions;
    /// What costs less is done before its operands stand in one register.
    static constexpr int least_flops = 8;

    Key const& key_;
    batch_schedule<Key> made_{};
    std::size_t leader_[count + 1]{};  ///< itself, or the instruction that it is a companion of
    std::uint32_t kind_[count + 1]{};  ///< equal for functions that can share a batch; 0: no others
    bool done_[count + 1]{};
    std::size_t left_ = count;
    std::size_t placed_ = 0;

    static constexpr operation_rules const& rules(std::uint16_t code) {
        return *tapeless::detail::table_of_rules<
            std::make_index_sequence<static_cast<std::size_t>(op::count)>>::rows[code];
    }
    constexpr std::size_t leader_of(std::size_t k) const {
        op const companion = rules(key_.code[k].op).companion;
        for (std::size_t j = 0; companion != op::count && j != k; ++j)
            if (static_cast<op>(key_.code[j].op) == companion && key_.code[j].a == key_.code[k].a)
                return j;
        return k;
    }
    constexpr bool has_companion(std::size_t k) const {
        for (std::size_t j = k + 1; j < count; ++j)
            if (leader_[j] == k) return true;
        return false;
    }
    constexpr std::uint32_t kind_of(std::size_t k) const {
        operation_rules const& r = rules(key_.code[k].op);
        if (leader_[k] != k || r.arity != 1 || r.flops < least_flops) return 0;
        bool const with_companion = has_companion(k);
        for (std::size_t j = 0; j != count; ++j)
            if (j != k && leader_[j] == j && key_.code[j].op == key_.code[k].op &&
                has_companion(j) == with_companion)
                return 2U * key_.code[k].op + (with_companion ? 1U : 0U) + 1U;
        return 0;
    }
    constexpr bool is_ready(std::size_t k) const {
        instruction const& in = key_.code[k];
        std::uint16_t const operand[] = {in.a, in.b, in.c};
        if (done_[k] || leader_[k] != k) return false;
        for (std::size_t i = 0; i != rules(in.op).arity; ++i)
            if (operand[i] >= Key::inputs && !done_[operand[i] - Key::inputs]) return false;
        return true;
    }
    constexpr void add(std::size_t const* which, std::size_t size) {
        made_.first[made_.batches] = static_cast<std::uint16_t>(placed_);
        made_.size[made_.batches++] = static_cast<std::uint16_t>(size);
        for (std::size_t i = 0; i != size; ++i) {
            made_.order[placed_++] = static_cast<std::uint16_t>(which[i]);
            for (std::size_t j = which[i]; j != count; ++j)
                if (leader_[j] == which[i]) {
                    done_[j] = true;
                    --left_;
                }
        }
    }
    /// Of the kinds that are ready, one of which nothing is left to come; otherwise, `incomplete`,
    /// the one of which most is there. Is there one?
    constexpr bool add_functions(bool incomplete) {
        std::size_t best[count + 1]{};
        std::size_t best_size = 0;
        bool best_waits = true;
        for (std::size_t k = 0; k != count; ++k) {
            if (kind_[k] == 0 || !is_ready(k)) continue;
            std::size_t which[count + 1]{};
            std::size_t size = 0;
            bool waits = false;
            for (std::size_t j = 0; j != count; ++j) {
                if (kind_[j] != kind_[k] || done_[j]) continue;
                if (is_ready(j))
                    which[size++] = j;
                else
                    waits = true;
            }
            bool const better =
                best_size == 0 || waits < best_waits || (waits == best_waits && size > best_size);
            if (!better) continue;
            best_size = size;
            best_waits = waits;
            for (std::size_t i = 0; i != size; ++i) best[i] = which[i];
        }
        if (best_size == 0 || (best_waits && !incomplete)) return false;
        add(best, best_size);
        return true;
    }
};

/// The instructions of a map of single numbers, in batches. What is prepared of constants,
/// compilers know.
template <class T, class Arch, auto Key, std::uint64_t Constants = 0>
struct number_batches {
    using row_type = map_row<T, Arch, Key>;
    using number = simd::pack<T, 1, Arch>;
    static constexpr std::size_t inputs = row_type::inputs;
    static constexpr auto schedule = batch_scheduler(row_type::made_of).schedule();

    static TAPELESS_ALWAYS_INLINE void evaluate_all(number* r) {
        [&]<std::size_t... B>(std::index_sequence<B...>) TAPELESS_INLINE_LAMBDA {
            (evaluate_batch<B>(r), ...);
        }(std::make_index_sequence<schedule.batches>{});
    }

private:
    static consteval std::size_t member(std::size_t batch, std::size_t i) {
        return schedule.order[schedule.first[batch] + i];
    }
    template <std::size_t B, std::size_t From = 0>
    static TAPELESS_ALWAYS_INLINE void evaluate_batch(number* r) {
        constexpr std::size_t left = schedule.size[B] - From;
        if constexpr (schedule.size[B] == 1)
            evaluate_single<member(B, 0)>(r);
        else {
            constexpr std::size_t size = left < simd::width<T, Arch> ? left : simd::width<T, Arch>;
            evaluate_together<B, From>(r, std::make_index_sequence<size>{},
                                       std::make_index_sequence<lanes_for(size)>{});
            if constexpr (size != left) evaluate_batch<B, From + size>(r);
        }
    }
    static consteval bool is_constant(std::size_t i) {
        return i < inputs && i < 64 && (Constants >> i & 1) != 0;
    }
    template <std::size_t K>
    static TAPELESS_ALWAYS_INLINE void evaluate_single(number* r) {
        constexpr instruction in = Key.code[K];
        if constexpr (has_preparation<in.op, number> && is_constant(in.b)) {
            using divides = rule<static_cast<op>(in.op)>;
            r[inputs + K] = divides::value(r[in.a], divides::prepare(r[in.b]));
        } else
            row_type::template evaluate_one<K>(r, typename row_type::nothing{});
    }
    /// The narrowest register for so many numbers.
    static consteval std::size_t lanes_for(std::size_t size) {
        std::size_t lanes = simd::width<T, Arch>;
        while (lanes / 2 >= size && lanes / 2 * sizeof(T) >= 16) lanes /= 2;
        return lanes;
    }
    /// Members From, From + 1, ... of a batch. Lanes that are left over have the operand of the
    /// first one.
    template <std::size_t B, std::size_t From, std::size_t... I, std::size_t... Lane>
    static TAPELESS_ALWAYS_INLINE void evaluate_together(number* r, std::index_sequence<I...>,
                                                         std::index_sequence<Lane...>) {
        using batch = simd::pack<T, sizeof...(Lane), Arch>;
        constexpr std::size_t first = member(B, From);
        constexpr std::uint16_t code = Key.code[first].op;
        batch const x =
            batch::of(r[Key.code[member(B, From + (Lane < sizeof...(I) ? Lane : 0))].a].data...);
        if constexpr (row_type::template companion_after<first>() != 0) {
            auto const pair = evaluate_both<code>(x);
            ((r[inputs + member(B, From + I)] = number(pair.first[I])), ...);
            ((r[inputs + row_type::template companion_after<member(B, From + I)>()] =
                  number(pair.second[I])),
             ...);
        } else {
            batch const y = evaluate<code>(x, x, x);
            ((r[inputs + member(B, From + I)] = number(y[I])), ...);
        }
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
