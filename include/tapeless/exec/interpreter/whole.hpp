// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_WHOLE_HPP
#define TAPELESS_EXEC_INTERPRETER_WHOLE_HPP

#include <tapeless/exec/whole.hpp>
#include <tapeless/op/table.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The function of a whole operation; null for any other.
template <class T, op Code>
constexpr whole_function<T> whole_function_of() {
    if constexpr (rule<Code>::kind == operation_class::whole)
        return &run_whole<Code, T>;
    else
        return nullptr;
}

/// Functions of whole operations by code: of the codes in `Used`, or of all if there are none.
template <class T, op... Used>
struct whole_functions {
    whole_function<T> row[static_cast<std::size_t>(op::count)]{};

    constexpr whole_functions() {
        if constexpr (sizeof...(Used) != 0)
            ((row[static_cast<std::size_t>(Used)] = whole_function_of<T, Used>()), ...);
        else
            [this]<std::size_t... Code>(std::index_sequence<Code...>) {
                ((row[Code] = whole_function_of<T, static_cast<op>(Code)>()), ...);
            }(std::make_index_sequence<static_cast<std::size_t>(op::count)>{});
    }
};

template <class T, op... Used>
inline constexpr whole_functions<T, Used...> whole_functions_of{};

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
