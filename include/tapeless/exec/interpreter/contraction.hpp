// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_INTERPRETER_CONTRACTION_HPP
#define TAPELESS_EXEC_INTERPRETER_CONTRACTION_HPP

#include <tapeless/core/growable.hpp>
#include <tapeless/exec/interpreter/elements.hpp>
#include <tapeless/op/table.hpp>

#include <concepts>
#include <limits>

namespace tapeless::inline TAPELESS_ABI::exec::detail {

/// The sum of numbers by halves, so that rounding errors grow with the logarithm of their count.
template <class T>
constexpr T pairwise_sum(T const* x, std::ptrdiff_t count) {
    if (count > 8)
        return pairwise_sum(x, count / 2) + pairwise_sum(x + count / 2, count - count / 2);
    T sum = count > 0 ? x[0] : T{};
    for (std::ptrdiff_t i = 1; i < count; ++i) sum = sum + x[i];
    return sum;
}

/// The largest or smallest number; of none minus infinity or infinity. Duals that tie share the
/// derivative equally.
template <class T>
constexpr T extremum(T const* x, std::ptrdiff_t count, bool largest) {
    if (count == 0) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return static_cast<T>(largest ? -infinity : infinity);
    }
    T best = x[0];
    for (std::ptrdiff_t i = 1; i < count; ++i)
        best =
            largest ? rule<op::maximum>::value(best, x[i]) : rule<op::minimum>::value(best, x[i]);
    if constexpr (!std::floating_point<T>) {
        T const* first = nullptr;
        T excess{};
        int ties = 0;
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            if (!(x[i] == best)) continue;
            if (first == nullptr)
                first = x + i;
            else
                excess = excess + (x[i] - *first);
            ++ties;
        }
        // Differences of what ties are 0 in value, so that the value stays exact.
        if (ties == 1) return *first;
        if (ties > 1 && is_finite(excess)) return *first + excess / static_cast<double>(ties);
    }
    return best;
}

template <class T>
constexpr T combine(reducer how, T const* x, std::ptrdiff_t count) {
    if (how == reducer::maximum || how == reducer::minimum)
        return extremum(x, count, how == reducer::maximum);
    if (how == reducer::sum) return pairwise_sum(x, count);
    T product = static_cast<T>(1.0);
    for (std::ptrdiff_t i = 0; i < count; ++i) product = product * x[i];
    return product;
}

/// Combines the elements along the axes that have extent 1 in the result.
template <class T>
constexpr void reduce(reducer how, array_view<T> out, array_view<T const> x) {
    array_view<T const> inner = x;
    for (std::size_t axis = 0; axis != shape::axes; ++axis)
        if (out.extent[axis] == x.extent[axis]) inner.extent[axis] = 1;
    strides const layout[1] = {contiguous(x)};
    growable<T> terms(static_cast<std::uint32_t>(inner.size()));
    T* next = out.data;
    for_each_index(out.extent, layout, [&](std::ptrdiff_t const* at) {
        T* term = terms.data;
        for_each_index(inner.extent, layout,
                       [&](std::ptrdiff_t const* within) { *term++ = x.data[at[0] + within[0]]; });
        *next++ = combine(how, terms.data, inner.size());
    });
}

/// The matrix product on the first two axes; the others are batch axes, which stretch.
template <class T>
constexpr void multiply_matrices(array_view<T> out, array_view<T const> a, array_view<T const> b) {
    strides const layouts[2] = {stretching(a), stretching(b)};
    std::ptrdiff_t batch[shape::axes] = {1, 1};
    for (std::size_t axis = 2; axis != shape::axes; ++axis) batch[axis] = out.extent[axis];
    std::ptrdiff_t const rows = a.extent[0];
    std::ptrdiff_t const terms = a.extent[1];
    growable<T> products(static_cast<std::uint32_t>(terms));
    T* next = out.data;
    for_each_index(batch, layouts, [&](std::ptrdiff_t const* at) {
        for (std::ptrdiff_t j = 0; j != b.extent[1]; ++j)
            for (std::ptrdiff_t i = 0; i != rows; ++i) {
                for (std::ptrdiff_t k = 0; k != terms; ++k)
                    products.data[k] = a.data[at[0] + i + rows * k] * b.data[at[1] + k + terms * j];
                *next++ = pairwise_sum(products.data, terms);
            }
    });
}

}  // namespace tapeless::inline TAPELESS_ABI::exec::detail

#endif
