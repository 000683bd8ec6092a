// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_ELEMENT_WISE_HPP
#define TAPELESS_EXEC_INTERPRETER_ELEMENT_WISE_HPP

#include <tapeless/exec/interpreter/elements.hpp>
#include <tapeless/op/table.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// One element of an operation's result from the elements of its operands.
template <class T>
using element_function = T (*)(T const* operands);

/// The scalar function of a rule; null where the operation is not element-wise.
template <class T, op Code>
constexpr element_function<T> element_function_of() {
    if constexpr (rule<Code>::kind != operation_class::element_wise)
        return nullptr;
    else if constexpr (rule<Code>::arity == 1)
        return [](T const* x) { return static_cast<T>(rule<Code>::value(x[0])); };
    else if constexpr (rule<Code>::arity == 2)
        return [](T const* x) { return static_cast<T>(rule<Code>::value(x[0], x[1])); };
    else
        return [](T const* x) { return static_cast<T>(rule<Code>::value(x[0], x[1], x[2])); };
}

/// Scalar functions by code: of the codes in `Used`, or of all if there are none.
template <class T, op... Used>
struct element_functions {
    element_function<T> row[static_cast<std::size_t>(op::count)]{};

    constexpr element_functions() {
        if constexpr (sizeof...(Used) != 0)
            ((row[static_cast<std::size_t>(Used)] = element_function_of<T, Used>()), ...);
        else
            [this]<std::size_t... Code>(std::index_sequence<Code...>) {
                element_function<T> const all[] = {
                    element_function_of<T, static_cast<op>(Code)>()...};
                for (std::size_t code = 0; code != sizeof...(Code); ++code) row[code] = all[code];
            }(std::make_index_sequence<static_cast<std::size_t>(op::count)>{});
    }
};

template <class T, op... Used>
inline constexpr element_functions<T, Used...> element_functions_of{};

/// Applies a function of up to three operands element by element; operands stretch.
template <class T>
constexpr void apply_element_wise(element_function<T> f, array_view<T> out,
                                  array_view<T const> const* x, std::size_t operands) {
    strides layouts[3]{};
    T const* data[3]{};
    for (std::size_t k = 0; k != operands; ++k) {
        layouts[k] = stretching(x[k]);
        data[k] = x[k].data;
    }
    T* next = out.data;
    T element[3]{};
    for_each_index(out.extent, layouts, [&](std::ptrdiff_t const* at) {
        for (std::size_t k = 0; k != operands; ++k) element[k] = data[k][at[k]];
        *next++ = f(element);
    });
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
