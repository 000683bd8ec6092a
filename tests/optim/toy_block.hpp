// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OPTIM_TOY_BLOCK_HPP
#define TAPELESS_TESTS_OPTIM_TOY_BLOCK_HPP

#include <Eigen/Core>

#include <array>
#include <cstddef>

namespace toy {

/// A symbol of the toy block: number `Index`, with rows x columns elements.
template <int Index, int Rows, int Columns>
struct symbol {
    static constexpr int index = Index;
};

inline constexpr symbol<0, 3, 2> a{};
inline constexpr symbol<1, 1, 1> b{};  // a scalar: the block hands out a reference
inline constexpr symbol<2, 5, 1> c{};

/// The least that an optimiser needs of a block: three symbols on 64 bytes each, some of which may
/// be missing, as in the gradient of `wrt(...)`.
template <class T, bool A = true, bool B = true, bool C = true>
struct block {
    static constexpr std::ptrdiff_t granule = 64 / sizeof(T);
    static constexpr std::array<std::ptrdiff_t, 3> offsets{0, A* granule, (A + B) * granule};
    Eigen::VectorX<T> memory = Eigen::VectorX<T>::Zero((A + B + C) * granule);

    auto flat() { return Eigen::Map<Eigen::VectorX<T>>(memory.data(), memory.size()); }
    auto flat() const { return Eigen::Map<Eigen::VectorX<T> const>(memory.data(), memory.size()); }

    template <int Index, int Rows, int Columns>
    decltype(auto) operator[](symbol<Index, Rows, Columns>) {
        if constexpr (Rows * Columns == 1)
            return memory[offsets[Index]];
        else
            return Eigen::Map<Eigen::Matrix<T, Rows, Columns>>(memory.data() + offsets[Index]);
    }
    template <int Index, int Rows, int Columns>
    decltype(auto) operator[](symbol<Index, Rows, Columns>) const {
        if constexpr (Rows * Columns == 1)
            return memory[offsets[Index]];
        else
            return Eigen::Map<Eigen::Matrix<T, Rows, Columns> const>(memory.data() +
                                                                     offsets[Index]);
    }
    template <int Index, int Rows, int Columns>
    void set(symbol<Index, Rows, Columns>, T value) {
        memory.segment(offsets[Index], Rows * Columns).setConstant(value);
    }

    template <class Function>
    void for_each_symbol(Function f) const {
        if constexpr (A) f(a);
        if constexpr (B) f(b);
        if constexpr (C) f(c);
    }
};

}  // namespace toy

#endif
