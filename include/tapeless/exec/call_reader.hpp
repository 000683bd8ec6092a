// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_CALL_READER_HPP
#define TAPELESS_EXEC_CALL_READER_HPP

#include <tapeless/exec/call_extents.hpp>
#include <tapeless/exec/check_indices.hpp>

#include <functional>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Reads the arguments of a call: run-time extents, then the address of each symbol's elements.
template <class T, auto const& Plan>
class call_reader : public call_extents<Plan> {
public:
    T const* data[call_extents<Plan>::symbols + 1]{};

    /// Bytes that the elements of copied objects take; copies are needed where an object's own
    /// memory will not do.
    template <class... Argument>
    TAPELESS_ALWAYS_INLINE std::size_t staging([[maybe_unused]] std::byte const* own_begin,
                                               [[maybe_unused]] std::size_t own_bytes,
                                               Argument const&... arguments) {
        std::size_t total = 0;
        (detail::each_symbol<Plan, true>(
             arguments,
             [&]<std::size_t S>(auto const& v) TAPELESS_INLINE_LAMBDA {
                 if constexpr (!is_number<decltype(v)>)
                     if (in_place<S>(v, own_begin, own_bytes) == nullptr)
                         total += aligned_up(static_cast<std::size_t>(
                                                 elements(Plan.symbols[S].extents, this->dims)) *
                                             sizeof(T));
             }),
         ...);
        return total;
    }
    template <class... Argument>
    TAPELESS_ALWAYS_INLINE void place([[maybe_unused]] std::byte* stage,
                                      [[maybe_unused]] std::byte const* own_begin,
                                      [[maybe_unused]] std::size_t own_bytes,
                                      Argument const&... arguments) {
        (detail::each_symbol<Plan, true>(
             arguments,
             [&]<std::size_t S>(auto const& v) TAPELESS_INLINE_LAMBDA {
                 std::ptrdiff_t const count = elements(Plan.symbols[S].extents, this->dims);
                 if constexpr (is_number<decltype(v)>) {
                     numbers_[S] = static_cast<T>(v);
                     data[S] = numbers_ + S;
                 } else {
                     data[S] = in_place<S>(v, own_begin, own_bytes);
                     if (data[S] == nullptr) {
                         T* const copy = reinterpret_cast<T*>(stage);
                         source<std::remove_cvref_t<decltype(v)>>::template copy<T>(v, copy);
                         data[S] = copy;
                         stage += aligned_up(static_cast<std::size_t>(count) * sizeof(T));
                     }
                 }
                 // Kernels step from where an array begins, also through one of no columns.
                 if (count == 0) data[S] = &no_element;
                 if constexpr (Plan.symbols[S].what == role::indices)
                     detail::check_indices(Plan.symbols[S], data[S], count, this->dims);
             }),
         ...);
    }

    /// Copies of all elements, where there is no memory that objects could share: in constant
    /// expressions.
    template <class... Argument>
    constexpr void copy_into([[maybe_unused]] growable<T>* copies, Argument const&... arguments) {
        (detail::each_symbol<Plan, true>(
             arguments,
             [&]<std::size_t S>(auto const& v) {
                 std::ptrdiff_t const count = elements(Plan.symbols[S].extents, this->dims);
                 copies[S] = growable<T>(static_cast<std::uint32_t>(count));
                 source<std::remove_cvref_t<decltype(v)>>::template copy<T>(v, copies[S].data);
                 data[S] = copies[S].data;
                 if constexpr (Plan.symbols[S].what == role::indices)
                     detail::check_indices(Plan.symbols[S], data[S], count, this->dims);
             }),
         ...);
    }

private:
    static constexpr T no_element{};
    /// A plain number is copied, wherever it is: that takes less than to see where.
    template <class Reference>
    static constexpr bool is_number = source<std::remove_cvref_t<Reference>>::is_scalar;
    T numbers_[call_extents<Plan>::symbols + 1];

    /// The object's own memory if a kernel can read it there; objects in the workspace itself would
    /// be overwritten.
    template <std::size_t S, class V>
    static TAPELESS_ALWAYS_INLINE T const* in_place(V const& v, std::byte const* own_begin,
                                                    std::size_t own_bytes) {
        using from = source<V>;
        using scalar = typename from::scalar;
        if constexpr (std::is_same_v<scalar, T>) {
            T const* const p = from::data(v);
            auto const* const bytes = reinterpret_cast<std::byte const*>(p);
            std::less<std::byte const*> const before;
            if (own_bytes != 0 && !before(bytes, own_begin) && before(bytes, own_begin + own_bytes))
                return nullptr;
            return p;
        } else
            return nullptr;
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
