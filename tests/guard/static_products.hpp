// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_GUARD_STATIC_PRODUCTS_HPP
#define TAPELESS_TESTS_GUARD_STATIC_PRODUCTS_HPP

#include "guard/held_against.hpp"
#include "guard/triples.hpp"

#include <cmath>

namespace tapeless_tests {

/// Of a result, which is a number if it has one element.
long double element(auto const& result, std::ptrdiff_t i, std::ptrdiff_t j) {
    if constexpr (requires { result(i, j); })
        return result(i, j);
    else
        return result;
}

/// c = op(a) op(b), m x k times k x n, in long double: does `found` differ by no more than rounding
/// in T may change it?
template <class T>
bool is_product(auto const& found, auto const& a, auto const& b) {
    long double const eps = std::numeric_limits<T>::epsilon();
    std::ptrdiff_t const k = a.cols();
    bool right = followed_by_zeros(found);
    for (std::ptrdiff_t j = 0; j != b.cols(); ++j)
        for (std::ptrdiff_t i = 0; i != a.rows(); ++i) {
            long double sum = 0, size = 0;
            for (std::ptrdiff_t p = 0; p != k; ++p) {
                long double const term =
                    static_cast<long double>(a(i, p)) * static_cast<long double>(b(p, j));
                sum += term;
                size += std::fabs(term);
            }
            long double const error = std::fabs(element(found, i, j) - sum);
            right = right && error <= eps * (1 + static_cast<long double>(k) / 4) * size;
        }
    return right;
}

/// A product and its gradients, which are the products with one operand transposed.
template <class T, std::ptrdiff_t M, std::ptrdiff_t K, std::ptrdiff_t N>
void check_static_product() {
    using matrix = Eigen::Map<Eigen::MatrixX<T> const>;
    constexpr auto a = tapeless::input<"a", M, K>;
    constexpr auto b = tapeless::input<"b", K, N>;
    constexpr auto c = tapeless::input<"c", M, N>;
    constexpr auto loss = sum(c % (a * b));
    auto const program = tapeless::compile<T>(outputs(a * b, grad(loss, a), grad(loss, b)));
    for (guard side : {guard::behind, guard::before}) {
        allocate_against(side);
        guarded_operands<T> operands(side);
        matrix const A(operands(M * K).data(), M, K);
        matrix const B(operands(K * N).data(), K, N);
        matrix const C(operands(M * N).data(), M, N);
        auto memory = program.workspace();
        auto const [product, of_a, of_b] = program(memory, a = A, b = B, c = C);
        bool const right = is_product<T>(product, A, B) && is_product<T>(of_a, C, B.transpose()) &&
                           is_product<T>(of_b, A.transpose(), C);
        if (!right || !operands.intact() || !allocations_are_intact())
            BOOST_ERROR((right ? "writes outside of its arrays: " : "wrong: ")
                        << M << " x " << K << " x " << N << ", arrays "
                        << (side == guard::behind ? "end" : "begin")
                        << " at a forbidden page, numbers of " << sizeof(T) << " bytes");
    }
}

/// The triples of one unit, one after the other.
template <class T, std::size_t Unit>
void check_static_products() {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        constexpr std::size_t first = Unit * triples_of_a_unit;
        (check_static_product<T, covering_triples[first + I].extents[0],
                              covering_triples[first + I].extents[1],
                              covering_triples[first + I].extents[2]>(),
         ...);
    }(std::make_index_sequence<triples_of_a_unit>{});
}

}  // namespace tapeless_tests

#endif
