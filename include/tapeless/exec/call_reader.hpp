// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_READER_HPP
#define TAPELESS_EXEC_CALL_READER_HPP

#include <tapeless/exec/call_extents.hpp>
#include <tapeless/exec/check_indices.hpp>

#include <cstdint>

namespace tapeless::inline TAPELESS_ABI::exec {

/// A piece of memory; by default none.
struct bytes_range {
    std::byte const* begin = nullptr;
    std::size_t size = 0;

    TAPELESS_ALWAYS_INLINE bool has(void const* address) const {
        // One comparison: what lies before it is far behind it as well.
        return reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(begin) <
               size;
    }
};

/// Reads the arguments of a call: run-time extents, then the address of each symbol's elements.
template <class T, auto const& Plan>
class call_reader : public call_extents<Plan> {
public:
    T const* data[call_extents<Plan>::symbols + 1]{};

    /// Bytes that the elements of copied objects take; copies are needed where an object's own
    /// memory will not do.
    template <class... Argument>
    TAPELESS_ALWAYS_INLINE std::size_t staging([[maybe_unused]] bytes_range own,
                                               Argument const&... arguments) {
        std::size_t total = 0;
        (detail::each_object<Plan, true>(arguments,
                                         [&](std::size_t s, auto const& v) TAPELESS_INLINE_LAMBDA {
                                             if constexpr (!is_number<decltype(v)>)
                                                 if (in_place(v, own) == nullptr)
                                                     total += bytes_of(s);
                                         }),
         ...);
        ((total += staging_of_block(own, arguments)), ...);
        return total;
    }
    template <class... Argument>
    TAPELESS_ALWAYS_INLINE void place([[maybe_unused]] std::byte* stage,
                                      [[maybe_unused]] bytes_range own,
                                      Argument const&... arguments) {
        (detail::each_object<Plan, true>(
             arguments,
             [&](std::size_t s, auto const& v) TAPELESS_INLINE_LAMBDA {
                 if constexpr (is_number<decltype(v)>) {
                     numbers_[s] = static_cast<T>(v);
                     data[s] = numbers_ + s;
                 } else {
                     data[s] = in_place(v, own);
                     if (data[s] == nullptr) {
                         T* const copy = take(stage, s);
                         source<std::remove_cvref_t<decltype(v)>>::template copy<T>(v, copy);
                         data[s] = copy;
                     }
                 }
                 finish(s);
             }),
         ...);
        (place_block(stage, own, arguments), ...);
    }

    /// Copies of all elements, where there is no memory that objects could share: in constant
    /// expressions.
    template <class... Argument>
    constexpr void copy_into([[maybe_unused]] growable<T>* copies, Argument const&... arguments) {
        (detail::each_object<Plan, true>(
             arguments,
             [&](std::size_t s, auto const& v) {
                 copies[s] = growable<T>(static_cast<std::uint32_t>(count_of(s)));
                 source<std::remove_cvref_t<decltype(v)>>::template copy<T>(v, copies[s].data);
                 data[s] = copies[s].data;
                 check(s);
             }),
         ...);
        (copy_block(copies, arguments), ...);
    }

private:
    static constexpr T no_element{};
    /// A plain number is copied, wherever it is: that takes less than to see where.
    template <class Reference>
    static constexpr bool is_number = source<std::remove_cvref_t<Reference>>::is_scalar;
    T numbers_[call_extents<Plan>::symbols + 1];

    /// Inlined, so that the extents of a symbol that is known are constants.
    constexpr TAPELESS_ALWAYS_INLINE std::ptrdiff_t count_of(std::size_t s) const {
        return elements(Plan.symbols[s].extents, this->dims);
    }
    constexpr std::size_t bytes_of(std::size_t s) const {
        return aligned_up(static_cast<std::size_t>(count_of(s)) * sizeof(T));
    }

    /// The object's own memory if a kernel can read it there; objects in the workspace itself would
    /// be overwritten.
    template <class V>
    static TAPELESS_ALWAYS_INLINE T const* in_place(V const& v, bytes_range own) {
        using from = source<V>;
        if constexpr (std::is_same_v<typename from::scalar, T>) {
            T const* const p = from::data(v);
            return own.has(p) ? nullptr : p;
        } else
            return nullptr;
    }

    // Blocks of parameters: their arrays lie in one piece, and are read by number, not by type, so
    // that more of them are no more code.

    template <class Argument>
    static bool is_read_in_place(bytes_range own, Argument const& block) {
        return std::is_same_v<typename Argument::scalar, T> && !own.has(block.data());
    }
    template <class Argument>
    TAPELESS_ALWAYS_INLINE std::size_t staging_of_block(bytes_range own, Argument const& block) {
        std::size_t total = 0;
        if constexpr (is_in_one_piece<Argument>)
            if (!is_read_in_place(own, block))
                detail::each_entry<Plan, true, Argument>(
                    [&](std::size_t s, std::size_t) { total += bytes_of(s); });
        return total;
    }
    template <class Argument>
    TAPELESS_ALWAYS_INLINE void place_block(std::byte*& stage, bytes_range own,
                                            Argument const& block) {
        if constexpr (is_in_one_piece<Argument>) {
            bool const in_place = is_read_in_place(own, block);
            detail::each_entry<Plan, true, Argument>(
                [&](std::size_t s, std::size_t entry) TAPELESS_INLINE_LAMBDA {
                    if (in_place) [[likely]]
                        data[s] = reinterpret_cast<T const*>(block.data() + block.offset(entry));
                    else {
                        T* const copy = take(stage, s);
                        copy_entry(block, entry, count_of(s), copy);
                        data[s] = copy;
                    }
                    if constexpr (detail::symbols_of_block<Plan, Argument>::need_a_look) finish(s);
                });
        }
    }
    template <class Argument>
    constexpr void copy_block(growable<T>* copies, Argument const& block) {
        if constexpr (is_in_one_piece<Argument>)
            detail::each_entry<Plan, true, Argument>([&](std::size_t s, std::size_t entry) {
                copies[s] = growable<T>(static_cast<std::uint32_t>(count_of(s)));
                copy_entry(block, entry, count_of(s), copies[s].data);
                data[s] = copies[s].data;
                check(s);
            });
    }
    template <class Argument>
    static constexpr void copy_entry(Argument const& block, std::size_t entry, std::ptrdiff_t count,
                                     T* to) {
        auto const* const from = block.data() + block.offset(entry);
        for (std::ptrdiff_t i = 0; i != count; ++i) to[i] = static_cast<T>(from[i]);
    }

    /// The next piece of the memory for copies.
    TAPELESS_ALWAYS_INLINE T* take(std::byte*& stage, std::size_t s) const {
        T* const copy = reinterpret_cast<T*>(stage);
        stage += bytes_of(s);
        return copy;
    }
    /// What is done with each symbol once its elements are found.
    constexpr TAPELESS_ALWAYS_INLINE void finish(std::size_t s) {
        // Kernels step from where an array begins, also through one of no columns.
        if (count_of(s) == 0) data[s] = &no_element;
        check(s);
    }
    static constexpr bool has_indices = [] {
        for (std::size_t s = 0; s != call_extents<Plan>::symbols; ++s)
            if (Plan.symbols[s].what == role::indices) return true;
        return false;
    }();
    constexpr TAPELESS_ALWAYS_INLINE void check(std::size_t s) const {
        if constexpr (has_indices)
            if (Plan.symbols[s].what == role::indices)
                detail::check_indices(Plan.symbols[s], data[s], count_of(s), this->dims);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
