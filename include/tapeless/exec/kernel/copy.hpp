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
    std::size_t loops = max_loops;  ///< how many of the extents count
    bool accumulate = false;        ///< adds to the target
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

    static TAPELESS_ALWAYS_INLINE void put_first(pack x, T* to, std::ptrdiff_t n) {
        auto const count = static_cast<std::size_t>(n);
        if constexpr (Accumulate) x = pack::load(to, count) + x;
        x.store(to, count);
    }

    static TAPELESS_ALWAYS_INLINE void row(T const* from, T* to, std::ptrdiff_t n) {
        std::ptrdiff_t i = 0;
        for (; i + width <= n; i += width) put(pack::load(from + i), to + i);
        if (i != n) put_first(pack::load(from + i, static_cast<std::size_t>(n - i)), to + i, n - i);
    }
    static TAPELESS_ALWAYS_INLINE void filled(T value, T* to, std::ptrdiff_t n) {
        pack const many(value);
        std::ptrdiff_t i = 0;
        for (; i + 4 * width <= n; i += 4 * width)
            for (std::ptrdiff_t k = 0; k != 4 * width; k += width) put(many, to + i + k);
        for (; i + width <= n; i += width) put(many, to + i);
        if (i != n) put_first(many, to + i, n - i);
    }
    static TAPELESS_ALWAYS_INLINE void strided(T const* from, std::ptrdiff_t from_stride, T* to,
                                               std::ptrdiff_t to_stride, std::ptrdiff_t n) {
        for (std::ptrdiff_t i = 0; i < n; ++i) put(from[i * from_stride], to + i * to_stride);
    }
    static TAPELESS_ALWAYS_INLINE void square(T const* from, std::ptrdiff_t from_stride, T* to,
                                              std::ptrdiff_t to_stride) {
        if constexpr (Accumulate) {
            T turned[pack::size * pack::size];
            transpose_square<T, Arch>(from, from_stride, turned, width);
            for (std::ptrdiff_t l = 0; l != width; ++l)
                put(pack::load(turned + l * width), to + l * to_stride);
        } else
            transpose_square<T, Arch>(from, from_stride, to, to_stride);
    }
    /// to[i + j to_stride] = from[j + i from_stride] for i < m, j < n.
    static TAPELESS_ALWAYS_INLINE void transposed(T const* from, std::ptrdiff_t from_stride, T* to,
                                                  std::ptrdiff_t to_stride, std::ptrdiff_t m,
                                                  std::ptrdiff_t n) {
        // Whole lines of the target one after another: where its columns are a power of two apart,
        // a line that is left half written is pushed out of the cache.
        constexpr std::ptrdiff_t line = 64 / static_cast<std::ptrdiff_t>(sizeof(T));
        std::ptrdiff_t i = 0, rows = 0;
        for (; i + width <= m; i += rows) {
            rows = line > width && i + line <= m ? line : width;
            std::ptrdiff_t j = 0;
            for (; j + width <= n; j += width)
                for (std::ptrdiff_t l = i; l != i + rows; l += width)
                    square(from + j + l * from_stride, from_stride, to + l + j * to_stride,
                           to_stride);
            for (; j < n; ++j)
                strided(from + j + i * from_stride, from_stride, to + i + j * to_stride, 1, rows);
        }
        for (; i < m; ++i) strided(from + i * from_stride, 1, to + i, to_stride, n);
    }

    /// Array 0 is the source, array 1 the target; the loop that is innermost in the target is the
    /// first.
    static TAPELESS_ALWAYS_INLINE void run(T const* from, T* to, nest<2, Arch> const& loops) {
        std::ptrdiff_t const n = loops.extent[0];
        std::ptrdiff_t const f = loops.stride[0][0];
        std::ptrdiff_t const t = loops.stride[1][0];
        if (f == 1 && t == 1)
            repeat<1>(from, to, loops, [n](T const* source, T* target) { row(source, target, n); });
        else if (f == 0 && t == 1)
            repeat<1>(from, to, loops,
                      [n](T const* source, T* target) { filled(*source, target, n); });
        else if (loops.loops > 1 && t == 1 && loops.stride[0][1] == 1)
            repeat<2>(
                from, to, loops,
                [n, f, step = loops.stride[1][1], count = loops.extent[1]](
                    T const* source, T* target) { transposed(source, f, target, step, n, count); });
        else
            repeat<1>(from, to, loops,
                      [n, f, t](T const* source, T* target) { strided(source, f, target, t, n); });
    }

    /// Are there two loops, the first dense in the target, and dense or still in the source?
    static TAPELESS_ALWAYS_INLINE bool is_plane(copy_arguments<T> const& in) {
        return in.loops == 2 && in.to_stride[0] == 1 &&
               (in.from_stride[0] == 0 || in.from_stride[0] == 1);
    }
    static TAPELESS_NOINLINE void plane(copy_arguments<T> const& in) {
        std::ptrdiff_t n = in.extent[0];
        std::ptrdiff_t rows = in.extent[1];
        if (in.to_stride[1] == n && in.from_stride[1] == n * in.from_stride[0]) {
            n *= rows;
            rows = 1;
        }
        if (n == 0) return;
        T const* from = in.from;
        T* to = in.to;
        for (std::ptrdiff_t j = 0; j < rows; ++j) {
            if (in.from_stride[0] == 0)
                filled(*from, to, n);
            else
                row(from, to, n);
            from += in.from_stride[1];
            to += in.to_stride[1];
        }
    }

private:
    /// Calls `f` at every place that loops from `Done` on come to. By itself, so that no way to
    /// copy takes registers from another.
    template <std::size_t Done, class F>
    static TAPELESS_NOINLINE void repeat(T const* from, T* to, nest<2, Arch> const& loops, F f) {
        bool const alone = Done >= loops.loops;
        std::ptrdiff_t const count = alone ? 1 : loops.extent[Done];
        std::ptrdiff_t const from_step = alone ? 0 : loops.stride[0][Done];
        std::ptrdiff_t const to_step = alone ? 0 : loops.stride[1][Done];
        std::ptrdiff_t index[max_loops] = {};
        for (;;) {
            for (std::ptrdiff_t i = 0; i != count; ++i) f(from + i * from_step, to + i * to_step);
            std::size_t l = Done + 1;
            for (; l < loops.loops; ++l) {
                bool const again = ++index[l] != loops.extent[l];
                std::ptrdiff_t const by = again ? 1 : 1 - loops.extent[l];
                from += by * loops.stride[0][l];
                to += by * loops.stride[1][l];
                if (again) break;
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
    for (std::size_t l = 0; l != in.loops; ++l)
        if (in.extent[l] != 1 && in.to_stride[l] == 1) {
            take(l);
            break;
        }
    if (loops.stride[0][0] != 1)
        for (std::size_t l = 0; l != in.loops; ++l)
            if (!taken[l] && in.extent[l] != 1 && in.from_stride[l] == 1) {
                take(l);
                break;
            }
    for (std::size_t l = 0; l != in.loops; ++l)
        if (!taken[l]) take(l);
    return loops;
}

template <class T, class Arch>
void copy_by_loops(copy_arguments<T> const& arguments) {
    nest<2, Arch> const loops = loops_of_copy<T, Arch>(arguments);
    if (loops.empty()) return;
    if (arguments.accumulate)
        copier<T, Arch, true>::run(arguments.from, arguments.to, loops);
    else
        copier<T, Arch, false>::run(arguments.from, arguments.to, loops);
}

}  // namespace detail

/// Copies, or adds. Runs that are dense in both arrays, or one number in the source, go by
/// registers, a transposition by squares of them. No kernel itself: it chooses one.
template <class Arch = simd::native, class T>
TAPELESS_ALWAYS_INLINE void copy(copy_arguments<T> const& arguments) {
    using plain = detail::copier<T, Arch, false>;
    if (!arguments.accumulate && plain::is_plane(arguments))
        plain::plane(arguments);
    else
        detail::copy_by_loops<T, Arch>(arguments);
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
