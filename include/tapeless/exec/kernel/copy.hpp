// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_COPY_HPP
#define TAPELESS_EXEC_KERNEL_COPY_HPP

#include <tapeless/exec/kernel/detail/nest.hpp>
#include <tapeless/exec/kernel/transpose.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// A copy between two arrays of up to six extents. Strides count elements and may be 0 (an element
/// that is copied many times) or negative; the target's are different from 0 unless `accumulate`.
template <class T>
struct copy_arguments {
    T const* from = nullptr;
    T* to = nullptr;
    std::ptrdiff_t extent[max_loops] = {1, 1, 1, 1, 1, 1};
    std::ptrdiff_t from_stride[max_loops]{};
    std::ptrdiff_t to_stride[max_loops]{};
    bool accumulate = false;  ///< adds to the target
};

namespace detail {

template <class T, class Arch, bool Accumulate>
struct copier {
    using pack = simd::pack<T, simd::width<T, Arch>, Arch>;
    static constexpr auto width = static_cast<std::ptrdiff_t>(pack::size);

    static TAPELESS_ALWAYS_INLINE void put(pack x, T* to) {
        if constexpr (Accumulate) x = pack::load(to) + x;
        x.store(to);
    }
    static TAPELESS_ALWAYS_INLINE void put(T x, T* to) {
        if constexpr (Accumulate)
            *to += x;
        else
            *to = x;
    }

    static TAPELESS_ALWAYS_INLINE void row(T const* from, T* to, std::ptrdiff_t n) {
        std::ptrdiff_t i = 0;
        for (; i + width <= n; i += width) put(pack::load(from + i), to + i);
        if constexpr (Accumulate)
            for (; i < n; ++i) put(from[i], to + i);
        else
            simd::detail::copy_first<pack::size>(to + i, from + i, static_cast<std::size_t>(n - i));
    }
    static TAPELESS_ALWAYS_INLINE void filled(T value, T* to, std::ptrdiff_t n) {
        pack const many(value);
        std::ptrdiff_t i = 0;
        for (; i + 4 * width <= n; i += 4 * width)
            for (std::ptrdiff_t k = 0; k != 4 * width; k += width) put(many, to + i + k);
        for (; i + width <= n; i += width) put(many, to + i);
        for (; i < n; ++i) put(value, to + i);
    }
    static TAPELESS_ALWAYS_INLINE void strided(T const* from, std::ptrdiff_t from_stride, T* to,
                                               std::ptrdiff_t to_stride, std::ptrdiff_t n) {
        for (std::ptrdiff_t i = 0; i < n; ++i) put(from[i * from_stride], to + i * to_stride);
    }
    /// to[i + j to_stride] = from[j + i from_stride] for i < m, j < n.
    static TAPELESS_ALWAYS_INLINE void transposed(T const* from, std::ptrdiff_t from_stride, T* to,
                                                  std::ptrdiff_t to_stride, std::ptrdiff_t m,
                                                  std::ptrdiff_t n) {
        std::ptrdiff_t i = 0;
        for (; i + width <= m; i += width) {
            std::ptrdiff_t j = 0;
            for (; j + width <= n; j += width) {
                if constexpr (Accumulate) {
                    T square[pack::size * pack::size];
                    transpose_square<T, Arch>(from + j + i * from_stride, from_stride, square,
                                              width);
                    for (std::ptrdiff_t l = 0; l != width; ++l)
                        put(pack::load(square + l * width), to + i + (j + l) * to_stride);
                } else
                    transpose_square<T, Arch>(from + j + i * from_stride, from_stride,
                                              to + i + j * to_stride, to_stride);
            }
            for (; j < n; ++j)
                strided(from + j + i * from_stride, from_stride, to + i + j * to_stride, 1, width);
        }
        for (; i < m; ++i) strided(from + i * from_stride, 1, to + i, to_stride, n);
    }

    /// Array 0 is the source, array 1 the target; the loop that is innermost in the target is the
    /// first.
    static TAPELESS_ALWAYS_INLINE void run(T const* from, T* to, nest<2, Arch> const& loops) {
        auto const& f = loops.stride[0];
        auto const& t = loops.stride[1];
        std::ptrdiff_t const n = loops.extent[0];
        bool const dense = f[0] == 1 && t[0] == 1;
        bool const constant = f[0] == 0 && t[0] == 1 && n >= width;
        bool const turned = !constant && loops.loops > 1 && t[0] == 1 && f[1] == 1 && f[0] != 1;
        std::size_t const done = turned ? 2 : 1;
        std::ptrdiff_t index[max_loops] = {};
        for (;;) {
            if (dense)
                row(from, to, n);
            else if (constant)
                filled(*from, to, n);
            else if (turned)
                transposed(from, f[0], to, t[1], n, loops.extent[1]);
            else
                strided(from, f[0], to, t[0], n);
            std::size_t l = done;
            for (; l < loops.loops; ++l) {
                from += f[l];
                to += t[l];
                if (++index[l] != loops.extent[l]) break;
                from -= f[l] * index[l];
                to -= t[l] * index[l];
                index[l] = 0;
            }
            if (l >= loops.loops) return;
        }
    }
};

/// The loops of a copy: the one that is dense in the target innermost, then the one that is dense
/// in the source.
template <class T, class Arch>
TAPELESS_ALWAYS_INLINE nest<2, Arch> loops_of_copy(copy_arguments<T> const& in) {
    bool taken[max_loops] = {};
    nest<2, Arch> loops;
    loops.extent[0] = 1;
    loops.stride[0][0] = loops.stride[1][0] = 1;
    auto const take = [&](std::size_t l) TAPELESS_INLINE_LAMBDA {
        taken[l] = true;
        if (in.extent[l] == 1) return;
        std::ptrdiff_t const strides[] = {in.from_stride[l], in.to_stride[l]};
        if (loops.loops == 1 && loops.extent[0] == 1) {
            loops.extent[0] = in.extent[l];
            loops.stride[0][0] = strides[0];
            loops.stride[1][0] = strides[1];
        } else
            loops.add(in.extent[l], strides);
    };
    for (std::size_t l = 0; l != max_loops; ++l)
        if (in.extent[l] != 1 && in.to_stride[l] == 1) {
            take(l);
            break;
        }
    if (loops.stride[0][0] != 1)
        for (std::size_t l = 0; l != max_loops; ++l)
            if (!taken[l] && in.extent[l] != 1 && in.from_stride[l] == 1) {
                take(l);
                break;
            }
    for (std::size_t l = 0; l != max_loops; ++l)
        if (!taken[l]) take(l);
    return loops;
}

}  // namespace detail

/// Copies, or adds. Runs that are dense in both arrays, or one number in the source, go by
/// registers, a transposition by squares of them.
template <class Arch = simd::native, class T>
TAPELESS_NOINLINE void copy(copy_arguments<T> const& arguments) {
    detail::nest<2, Arch> const loops = detail::loops_of_copy<T, Arch>(arguments);
    if (loops.empty()) return;
    if (arguments.accumulate)
        detail::copier<T, Arch, true>::run(arguments.from, arguments.to, loops);
    else
        detail::copier<T, Arch, false>::run(arguments.from, arguments.to, loops);
}

/// `size` equal numbers.
template <class Arch = simd::native, class T>
TAPELESS_NOINLINE void fill(T* to, std::ptrdiff_t size, std::type_identity_t<T> value) {
    // g++ makes a copy of this function for zeros, and that a call.
    TAPELESS_HIDE(value);
    detail::copier<T, Arch, false>::filled(value, to, size);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
