// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_EACH_INDEX_HPP
#define TAPELESS_EXEC_EACH_INDEX_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// Calls `f` with 0, ..., Count - 1: written out, where compilers are to see each number, or by a
/// loop.
template <std::size_t Count, bool WrittenOut, class Function>
constexpr TAPELESS_ALWAYS_INLINE void for_each_index(Function const& f) {
    if constexpr (WrittenOut)
        [&]<std::size_t... I>(std::index_sequence<I...>)
            TAPELESS_INLINE_LAMBDA { (f(I), ...); }(std::make_index_sequence<Count>{});
    else
        for (std::size_t i = 0; i != Count; ++i) f(i);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
