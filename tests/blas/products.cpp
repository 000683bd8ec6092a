// SPDX-License-Identifier: BSL-1.0
// With TAPELESS_USE_BLAS large products are those of the BLAS that is linked: equal to the
// library's own to rounding.
#include <tapeless/exec/kernel/product.hpp>

#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

static_assert(TAPELESS_USE_BLAS);

namespace {

namespace exec = tapeless::exec;

// A little over the threshold, so that no extent is a multiple of anything.
constexpr std::ptrdiff_t m = exec::least_extent_of_blas + 1, k = exec::least_extent_of_blas + 2,
                         n = exec::least_extent_of_blas + 3, gap = 5;
static_assert(exec::blas_wins(m, k, n));

template <class T>
std::vector<T> numbers(std::size_t count, double frequency) {
    std::vector<T> result(count);
    for (std::size_t i = 0; i != count; ++i)
        result[i] = static_cast<T>(std::sin(frequency * static_cast<double>(i)));
    return result;
}

/// The first and the last columns of C are compared, and what lies between the columns, which is to
/// be left alone.
template <class T, bool TransposeA, bool TransposeB>
bool agrees(bool accumulate) {
    constexpr exec::product_key key{-1, -1, -1, TransposeA, TransposeB};
    constexpr std::ptrdiff_t lda = (TransposeA ? k : m) + gap, ldb = (TransposeB ? n : k) + gap,
                             ldc = m + gap, some = 8;
    auto const a = numbers<T>(static_cast<std::size_t>(lda * (TransposeA ? m : k)), 0.7);
    auto const b = numbers<T>(static_cast<std::size_t>(ldb * (TransposeB ? k : n)), 1.3);
    auto const before = numbers<T>(static_cast<std::size_t>(ldc * n), 0.1);
    auto by_blas = before;
    exec::product<T, tapeless::simd::native, key>(
        {by_blas.data(), a.data(), b.data(), m, k, n, ldc, lda, ldb, accumulate});
    T const tolerance = std::numeric_limits<T>::epsilon() * static_cast<T>(k) / 4;
    for (std::ptrdiff_t const first : {std::ptrdiff_t{0}, n - some}) {
        auto own = before;
        T const* const columns = b.data() + (TransposeB ? first : first * ldb);
        exec::inlined_product<T, tapeless::simd::native, key>(
            {own.data() + first * ldc, a.data(), columns, m, k, some, ldc, lda, ldb, accumulate});
        for (std::ptrdiff_t i = first * ldc; i != (first + some) * ldc; ++i) {
            auto const at = static_cast<std::size_t>(i);
            bool const between = i % ldc >= m;
            if (std::abs(own[at] - by_blas[at]) <= (between ? T(0) : tolerance)) continue;
            std::printf("transposed %d %d, row %td, column %td: %g by BLAS, %g\n", TransposeA,
                        TransposeB, i % ldc, i / ldc, static_cast<double>(by_blas[at]),
                        static_cast<double>(own[at]));
            return false;
        }
    }
    return true;
}

template <class T>
bool all_layouts() {
    return agrees<T, false, false>(false) && agrees<T, true, false>(true) &&
           agrees<T, false, true>(true) && agrees<T, true, true>(false);
}

}  // namespace

int main() { return all_layouts<double>() && all_layouts<float>() ? 0 : 1; }
