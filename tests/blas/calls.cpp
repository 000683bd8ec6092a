// SPDX-License-Identifier: BSL-1.0
// Which products go to a BLAS, and what it is told. It is not linked: this file is the BLAS, and
// remembers what it is called with.
#include <tapeless/exec/kernel/product.hpp>

#include <cstdio>
#include <string>
#include <vector>

static_assert(TAPELESS_USE_BLAS);

namespace {

std::string told;  // by the latest call

void remember(char type, char const* transpose_a, char const* transpose_b, int const* m,
              int const* n, int const* k, double alpha, int const* lda, int const* ldb, double beta,
              int const* ldc) {
    told = std::string{type, *transpose_a, *transpose_b};
    for (int number :
         {*m, *n, *k, static_cast<int>(alpha), *lda, *ldb, static_cast<int>(beta), *ldc})
        told += " " + std::to_string(number);
}

}  // namespace

extern "C" void dgemm_(char const* transpose_a, char const* transpose_b, int const* m, int const* n,
                       int const* k, double const* alpha, double const*, int const* lda,
                       double const*, int const* ldb, double const* beta, double*, int const* ldc) {
    remember('d', transpose_a, transpose_b, m, n, k, *alpha, lda, ldb, *beta, ldc);
}
extern "C" void sgemm_(char const* transpose_a, char const* transpose_b, int const* m, int const* n,
                       int const* k, float const* alpha, float const*, int const* lda, float const*,
                       int const* ldb, float const* beta, float*, int const* ldc) {
    remember('s', transpose_a, transpose_b, m, n, k, static_cast<double>(*alpha), lda, ldb,
             static_cast<double>(*beta), ldc);
}

namespace {

namespace exec = tapeless::exec;
constexpr std::ptrdiff_t least = exec::least_extent_of_blas;
static_assert(exec::blas_wins(least, least, least));
static_assert(!exec::blas_wins(least - 1, least, least));
static_assert(!exec::blas_wins(least, least - 1, least));
static_assert(!exec::blas_wins(least, least, least - 1));
static_assert(!exec::blas_wins(std::ptrdiff_t{1} << 31, least, least));

/// What the BLAS is told of a product; nothing where it is the library's own.
template <class T, exec::product_key Key>
std::string call(std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n, bool accumulate) {
    std::ptrdiff_t const lda = (Key.transpose_a ? k : m) + 1, ldb = (Key.transpose_b ? n : k) + 2,
                         ldc = m + 3;
    std::vector<T> const a(static_cast<std::size_t>(lda * (Key.transpose_a ? m : k)), T(1));
    std::vector<T> const b(static_cast<std::size_t>(ldb * (Key.transpose_b ? k : n)), T(1));
    std::vector<T> c(static_cast<std::size_t>(ldc * n));
    told.clear();
    exec::product<T, tapeless::simd::native, Key>(
        {c.data(), a.data(), b.data(), m, k, n, ldc, lda, ldb, accumulate});
    return told;
}

bool is(std::string const& found, std::string const& expected) {
    if (found != expected)
        std::printf("expected '%s', found '%s'\n", expected.c_str(), found.c_str());
    return found == expected;
}

}  // namespace

int main() {
    constexpr exec::product_key plain{}, left{-1, -1, -1, true, false},
        right{-1, -1, -1, false, true}, fixed{least, least, least}, thin{4, -1, -1};
    bool const fine =
        is(call<double, plain>(1030, 1040, 1050, false), "dNN 1030 1050 1040 1 1031 1042 0 1033") &&
        is(call<double, left>(1030, 1040, 1050, true), "dTN 1030 1050 1040 1 1041 1042 1 1033") &&
        is(call<float, right>(1030, 1040, 1050, true), "sNT 1030 1050 1040 1 1031 1052 1 1033") &&
        is(call<float, fixed>(least, least, least, false),
           "sNN 1024 1024 1024 1 1025 1026 0 1027") &&
        is(call<double, plain>(16, 1040, 32, false), "") &&
        is(call<double, thin>(4, 1040, 32, false), "");
    return fine ? 0 : 1;
}
