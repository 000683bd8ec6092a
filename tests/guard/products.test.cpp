// SPDX-License-Identifier: BSL-1.0
// Products, in every transposition and with every extent at run time, and a network's step do not
// touch what lies beside their arrays.
#include "guard/held_against.hpp"

#include <boost/mpl/list.hpp>

#include <ostream>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::hold_against_interpreter;

namespace {

using numbers = boost::mpl::list<double, float>;

constexpr auto M = tl::dim<"M">;
constexpr auto K = tl::dim<"K">;
constexpr auto N = tl::dim<"N">;

struct triple {
    std::ptrdiff_t m, k, n;
    friend std::ostream& operator<<(std::ostream& to, triple const& t) {
        return to << t.m << " x " << t.k << " x " << t.n;
    }
};

/// Every size in every position, between small ones and by itself.
std::vector<triple> triples() {
    std::vector<triple> all;
    for (std::ptrdiff_t n : tapeless_tests::run_time_extents()) {
        std::ptrdiff_t const other = n % 7 + 1;
        all.insert(all.end(), {{n, 3, other},
                               {4, n, other},
                               {other, 5, n},
                               {n, 1, 1},
                               {1, n, 1},
                               {1, 1, n},
                               {n, 71 - n > 0 ? 71 - n : 2, 1},
                               {n, n, n % 13 + 7}});
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guard_products)

BOOST_AUTO_TEST_CASE_TEMPLATE(all_extents_at_run_time, T, numbers) {
    constexpr auto a = tl::input<"a", M, K>;
    constexpr auto b = tl::input<"b", K, N>;
    constexpr auto c = tl::input<"c", M, N>;
    constexpr auto d = tl::input<"d", N, K>;
    constexpr auto model =
        outputs(a * b, transpose(a) * c, c * transpose(b), transpose(a * transpose(d)),
                transpose(a) * transpose(d * transpose(a)));
    hold_against_interpreter<T>(model, triples(), [&](auto& operand, triple t) {
        return std::tuple(a = operand(t.m * t.k), b = operand(t.k * t.n), c = operand(t.m * t.n),
                          d = operand(t.n * t.k), M = t.m, K = t.k, N = t.n);
    });
}

// Thin products, a matrix times a vector, and at one sample the product with the transposed matrix
// and its gradient in one pass.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_network_in_columns, T, numbers) {
    constexpr auto x = tl::input<"x", 3, N>;
    constexpr auto z = tl::input<"z", 4, N>;
    constexpr auto W1 = tl::param<"W1", 32, 3>;
    constexpr auto b1 = tl::param<"b1", 32>;
    constexpr auto W2 = tl::param<"W2", 32, 32>;
    constexpr auto W3 = tl::param<"W3", 4, 32>;
    constexpr auto loss = mse(W3 * sigmoid(W2 * tanh(W1 * x + b1)), z);
    constexpr auto model = outputs(loss, grad(loss, W1), grad(loss, b1), grad(loss, W2),
                                   grad(loss, W3), grad(loss, x));
    hold_against_interpreter<T>(
        model, tapeless_tests::run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
            return std::tuple(x = operand(3 * n), z = operand(4 * n), W1 = operand(96),
                              b1 = operand(32), W2 = operand(1024, 0.5), W3 = operand(128, 0.5),
                              N = n);
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_network_in_rows, T, numbers) {
    constexpr auto x = tl::input<"x", N, 5>;
    constexpr auto z = tl::input<"z", N, 3>;
    constexpr auto W1 = tl::param<"W1", 17, 5>;
    constexpr auto W2 = tl::param<"W2", 3, 17>;
    constexpr auto loss = mse(relu(x * transpose(W1)) * transpose(W2), z);
    constexpr auto model = outputs(loss, grad(loss, W1), grad(loss, W2), grad(loss, x));
    hold_against_interpreter<T>(model, tapeless_tests::run_time_extents(),
                                [&](auto& operand, std::ptrdiff_t n) {
                                    return std::tuple(x = operand(5 * n), z = operand(3 * n),
                                                      W1 = operand(85), W2 = operand(51), N = n);
                                });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(batches_of_products, T, numbers) {
    constexpr auto a = tl::input<"a", 2, N, 3>;
    constexpr auto b = tl::input<"b", N, 5, 3>;
    constexpr auto loss = sum(square(matmul(a, b)));
    constexpr auto model =
        outputs(matmul(a, b), matmul(transpose(b), transpose(a)), grad(loss, a), grad(loss, b));
    hold_against_interpreter<T>(
        model, tapeless_tests::run_time_extents(), [&](auto& operand, std::ptrdiff_t n) {
            return std::tuple(a = operand(6 * n), b = operand(15 * n), N = n);
        });
}

BOOST_AUTO_TEST_SUITE_END()
