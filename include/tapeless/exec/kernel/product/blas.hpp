// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_PRODUCT_BLAS_HPP
#define TAPELESS_EXEC_KERNEL_PRODUCT_BLAS_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <limits>
#include <type_traits>

// Products by the BLAS that the user links, where it wins. Every unit of a program has to agree
// about TAPELESS_USE_BLAS, as it changes what functions of one name do.

#if TAPELESS_USE_BLAS
extern "C" {
void dgemm_(char const* transpose_a, char const* transpose_b, int const* m, int const* n,
            int const* k, double const* alpha, double const* a, int const* lda, double const* b,
            int const* ldb, double const* beta, double* c, int const* ldc);
void sgemm_(char const* transpose_a, char const* transpose_b, int const* m, int const* n,
            int const* k, float const* alpha, float const* a, int const* lda, float const* b,
            int const* ldb, float const* beta, float* c, int const* ldc);
}
#endif

namespace tapeless::inline TAPELESS_ABI::exec {

/// From which size on BLAS wins by more than the measurement's spread: all extents of the product
/// are at least this. From the table in decision 9, of one core; the own kernel is ahead of Eigen's
/// product in all of its rows.
inline constexpr std::ptrdiff_t least_extent_of_blas = 1024;

/// Does BLAS do this product faster? Its extents are of 32 bits.
constexpr bool blas_wins(std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n) {
    constexpr std::ptrdiff_t most = std::numeric_limits<int>::max();
    constexpr std::ptrdiff_t least = least_extent_of_blas;
    return m >= least && k >= least && n >= least && m <= most && k <= most && n <= most;
}

#if TAPELESS_USE_BLAS
namespace detail {

/// C = or += op(A) op(B) by `dgemm` or `sgemm`.
template <class T>
void blas_product(bool transpose_a, bool transpose_b, std::ptrdiff_t m, std::ptrdiff_t k,
                  std::ptrdiff_t n, T const* a, std::ptrdiff_t lda, T const* b, std::ptrdiff_t ldb,
                  T* c, std::ptrdiff_t ldc, bool accumulate) {
    char const how_a = transpose_a ? 'T' : 'N', how_b = transpose_b ? 'T' : 'N';
    int const rows = static_cast<int>(m), depth = static_cast<int>(k),
              columns = static_cast<int>(n), stride_a = static_cast<int>(lda),
              stride_b = static_cast<int>(ldb), stride_c = static_cast<int>(ldc);
    T const alpha = 1, beta = accumulate ? 1 : 0;
    if constexpr (std::is_same_v<T, double>)
        dgemm_(&how_a, &how_b, &rows, &columns, &depth, &alpha, a, &stride_a, b, &stride_b, &beta,
               c, &stride_c);
    else
        sgemm_(&how_a, &how_b, &rows, &columns, &depth, &alpha, a, &stride_a, b, &stride_b, &beta,
               c, &stride_c);
}

}  // namespace detail
#endif

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
