// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/product.hpp>

#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace tapeless::exec {
namespace {

using tapeless_tests::guarded;

/// A matrix with a leading dimension, between pages that cannot be touched; what lies between its
/// columns holds a mark.
template <class T>
struct matrix {
    std::ptrdiff_t rows, columns, stride;
    guarded<T> memory;
    static constexpr T mark = T(12345);

    matrix(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t gap)
        : rows(m),
          columns(n),
          stride(m + gap),
          memory(static_cast<std::size_t>(n > 0 && m > 0 ? stride * (n - 1) + m : 1)) {
        for (std::size_t i = 0; i != memory.size(); ++i) memory[i] = mark;
    }
    T& at(std::ptrdiff_t i, std::ptrdiff_t j) {
        return memory[static_cast<std::size_t>(i + j * stride)];
    }
    void randomize(std::mt19937& random) {
        std::uniform_real_distribution<double> uniform(-1, 1);
        for (std::ptrdiff_t j = 0; j < columns; ++j)
            for (std::ptrdiff_t i = 0; i < rows; ++i) at(i, j) = static_cast<T>(uniform(random));
    }
    bool intact() {
        if (!memory.intact()) return false;
        if (rows == 0) return true;
        for (std::ptrdiff_t j = 0; j + 1 < columns; ++j)
            for (std::ptrdiff_t i = rows; i < stride; ++i)
                if (at(i, j) != mark) return false;
        return true;
    }
};

template <class T, product_key Key>
void check(std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n, std::ptrdiff_t gap,
           bool accumulate) {
    std::mt19937 random(static_cast<unsigned>(m * 10007 + k * 101 + n));
    matrix<T> a(Key.transpose_a ? k : m, Key.transpose_a ? m : k, gap);
    matrix<T> b(Key.transpose_b ? n : k, Key.transpose_b ? k : n, gap);
    matrix<T> c(m, n, gap);
    a.randomize(random);
    b.randomize(random);
    c.randomize(random);
    std::vector<long double> expected, magnitude;
    for (std::ptrdiff_t j = 0; j < n; ++j)
        for (std::ptrdiff_t i = 0; i < m; ++i) {
            long double sum = accumulate ? c.at(i, j) : T(0), size = std::fabs(sum);
            for (std::ptrdiff_t p = 0; p < k; ++p) {
                long double const term =
                    static_cast<long double>(Key.transpose_a ? a.at(p, i) : a.at(i, p)) *
                    static_cast<long double>(Key.transpose_b ? b.at(j, p) : b.at(p, j));
                sum += term;
                size += std::fabs(term);
            }
            expected.push_back(sum);
            magnitude.push_back(size);
        }
    product_arguments<T> arguments{
        c.memory.data(), a.memory.data(), b.memory.data(), m,         k, n,
        c.stride,        a.stride,        b.stride,        accumulate};
    BOOST_TEST_CHECKPOINT("m " << m << " k " << k << " n " << n << " transposed " << Key.transpose_a
                               << Key.transpose_b << " of " << sizeof(T) << " bytes");
    product<T, simd::native, Key>(arguments);
    bool right = a.intact() && b.intact() && c.intact();
    long double const eps = std::numeric_limits<T>::epsilon();
    std::size_t at = 0;
    for (std::ptrdiff_t j = 0; j < n; ++j)
        for (std::ptrdiff_t i = 0; i < m; ++i, ++at)
            right = right && std::fabs(static_cast<long double>(c.at(i, j)) - expected[at]) <=
                                 eps * (1 + static_cast<long double>(k) / 4) * magnitude[at];
    if (!right)
        BOOST_ERROR("m " << m << " k " << k << " n " << n << " key " << Key.m << " " << Key.k << " "
                         << Key.n << " transposed " << Key.transpose_a << Key.transpose_b << " gap "
                         << gap << " accumulate " << accumulate);
}

template <class T, product_key Key>
void check_all(std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n) {
    check<T, Key>(m, k, n, 0, false);
    check<T, Key>(m, k, n, 3, true);
}

constexpr std::ptrdiff_t sizes[] = {1,  2,  3,  4,  5,  6,  7,  8,  9, 15,
                                    16, 17, 31, 32, 33, 63, 64, 65, 70};

/// Every extent at run time, every pair of sizes with a third one that changes.
template <class T, bool A, bool B>
void check_run_time() {
    std::size_t third = 0;
    for (std::ptrdiff_t m : sizes)
        for (std::ptrdiff_t n : sizes)
            check_all<T, product_key{-1, -1, -1, A, B}>(m, sizes[++third % std::size(sizes)], n);
    check_all<T, product_key{-1, -1, -1, A, B}>(5, 0, 7);
    check_all<T, product_key{-1, -1, -1, A, B}>(0, 5, 7);
    check_all<T, product_key{-1, -1, -1, A, B}>(33, 257, 35);
    check_all<T, product_key{-1, -1, -1, A, B}>(20, 600, 13);
    check_all<T, product_key{-1, -1, -1, A, B}>(20, 600, 3);
    check_all<T, product_key{-1, -1, -1, A, B}>(301, 200, 1);
    check_all<T, product_key{-1, -1, -1, A, B}>(150, 300, 310);
}

template <class T, std::ptrdiff_t M, std::ptrdiff_t K, std::ptrdiff_t N>
void check_layouts() {
    auto const layout = []<bool A, bool B>(std::bool_constant<A>, std::bool_constant<B>) {
        check_all<T, product_key{M, K, N, A, B}>(M < 0 ? 37 : M, K < 0 ? 29 : K, N < 0 ? 23 : N);
    };
    layout(std::false_type{}, std::false_type{});
    layout(std::true_type{}, std::false_type{});
    layout(std::false_type{}, std::true_type{});
    layout(std::true_type{}, std::true_type{});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product_kernels)

BOOST_AUTO_TEST_CASE(run_time_sizes) {
    check_run_time<double, false, false>();
    check_run_time<double, true, false>();
    check_run_time<double, false, true>();
    check_run_time<double, true, true>();
    check_run_time<float, false, false>();
    check_run_time<float, true, false>();
}

BOOST_AUTO_TEST_CASE(static_sizes) {
    check_layouts<double, 1, 70, 17>();
    check_layouts<double, 2, 1, 65>();
    check_layouts<double, 3, 33, 4>();
    check_layouts<double, 4, 63, 12>();
    check_layouts<double, 7, 9, 5>();
    check_layouts<double, 10, 2, 1>();
    check_layouts<double, 143, 9, 1>();
    check_layouts<float, 128, 33, 1>();
    check_layouts<double, 17, 64, 13>();
    check_layouts<double, 65, 31, 8>();
    check_layouts<float, 1, 5, 33>();
    check_layouts<float, 16, 8, 15>();
    check_layouts<float, 63, 3, 7>();
    check_layouts<float, 70, 70, 2>();
}

BOOST_AUTO_TEST_CASE(one_extent_at_run_time) {
    check_layouts<double, 20, 10, -1>();
    check_layouts<double, 6, -1, 70>();
    check_layouts<double, -1, 15, 9>();
    check_layouts<double, 1, -1, 9>();
    // A few rows by many columns, of which the last ones do not fill a panel.
    check_layouts<double, 4, -1, 41>();
    check_layouts<float, 3, 48, 70>();
    check_layouts<float, 1, 33, -1>();
    check_layouts<float, 31, -1, 3>();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::exec
