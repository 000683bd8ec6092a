// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/product_of_others.hpp>

#include "exec/support/builds.hpp"
#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace tapeless::exec {
namespace {

using tapeless_tests::guarded;
using tapeless_tests::native_builds;

template <class Build>
struct problem {
    using T = typename Build::type;
    std::ptrdiff_t inner, steps, outer;
    guarded<T> x, to, products;

    problem(std::ptrdiff_t i, std::ptrdiff_t n, std::ptrdiff_t o)
        : inner(i),
          steps(n),
          outer(o),
          x(static_cast<std::size_t>(i * n * o)),
          to(static_cast<std::size_t>(i * n * o)),
          products(static_cast<std::size_t>(i * o)) {}

    void fill(unsigned seed) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> any(0.7, 1.4);
        for (std::size_t k = 0; k != x.size(); ++k)
            x[k] = static_cast<T>(random() % 2 ? any(random) : -any(random));
    }
    std::size_t at(std::ptrdiff_t i, std::ptrdiff_t t, std::ptrdiff_t o) const {
        return static_cast<std::size_t>(i + inner * (t + steps * o));
    }
    long double expected(std::ptrdiff_t i, std::ptrdiff_t t, std::ptrdiff_t o) const {
        long double product = 1;
        for (std::ptrdiff_t k = 0; k != steps; ++k)
            if (k != t) product *= x[at(i, k, o)];
        return product;
    }
    void run() {
        for (std::size_t k = 0; k != to.size(); ++k) to[k] = T(77);
        for (std::size_t k = 0; k != products.size(); ++k) products[k] = T(77);
        product_of_others<typename Build::arch>(x.data(), to.data(), products.data(), inner, steps,
                                                outer);
        BOOST_TEST((x.intact() && to.intact() && products.intact()));
        std::vector<T> const others(to.data(), to.data() + to.size());
        product_of_others<typename Build::arch>(x.data(), to.data(), nullptr, inner, steps, outer);
        BOOST_TEST(
            (to.size() == 0 || std::memcmp(others.data(), to.data(), to.size() * sizeof(T)) == 0));
    }
    void check() {
        run();
        long double worst = 0;
        auto const see = [&](T found, long double right) {
            long double const off = std::fabs(found - right);
            worst = std::max(worst, off == 0 ? 0 : off / std::fabs(right));
            if (!(off <= 1e9L)) worst = 1e9L;
        };
        for (std::ptrdiff_t o = 0; o != outer; ++o)
            for (std::ptrdiff_t i = 0; i != inner; ++i)
                see(products[static_cast<std::size_t>(i + inner * o)], expected(i, steps, o));
        for (std::ptrdiff_t o = 0; o != outer; ++o)
            for (std::ptrdiff_t t = 0; t != steps; ++t)
                for (std::ptrdiff_t i = 0; i != inner; ++i) see(to[at(i, t, o)], expected(i, t, o));
        auto const bound = static_cast<long double>(steps) * std::numeric_limits<T>::epsilon() / 2;
        BOOST_TEST(worst <= bound, inner << " x " << steps << " x " << outer << ": off by "
                                         << static_cast<double>(worst));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(product_of_others_kernels)

BOOST_AUTO_TEST_CASE_TEMPLATE(one_line, Build, native_builds) {
    for (std::ptrdiff_t n = 0; n <= 140; ++n) {
        problem<Build> p(1, n, 1);
        p.fill(static_cast<unsigned>(n));
        p.check();
    }
    // Groups of blocks in registers, and what is left behind them.
    for (std::ptrdiff_t n : {255, 256, 257, 300, 511, 512, 513, 700, 1025}) {
        problem<Build> p(1, n, 1);
        p.fill(static_cast<unsigned>(n));
        p.check();
        p.x[static_cast<std::size_t>(n / 2)] = 0;
        p.check();
    }
    problem<Build> several(1, 37, 5);
    several.fill(1);
    several.check();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_side_by_side, Build, native_builds) {
    for (std::ptrdiff_t m = 2; m <= 70; ++m)
        for (std::ptrdiff_t n : {0, 1, 2, 9}) {
            problem<Build> p(m, n, 2);
            p.fill(static_cast<unsigned>(100 * m + n));
            p.check();
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(zeros, Build, native_builds) {
    for (std::ptrdiff_t n : {1, 2, 7, 8, 33, 64, 70})
        for (std::ptrdiff_t first = 0; first != n; ++first) {
            problem<Build> p(1, n, 1);
            p.fill(9);
            p.x[static_cast<std::size_t>(first)] = 0;
            p.check();  // one: its place alone is not 0
            p.x[static_cast<std::size_t>(n - 1)] = 0;
            p.check();
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_no_number, Build, native_builds) {
    using T = typename Build::type;
    for (std::ptrdiff_t inner : {1, 9})
        for (std::ptrdiff_t where = 0; where != 41; ++where)
            for (T odd :
                 {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()}) {
                problem<Build> p(inner, 41, 1);
                p.fill(4);
                p.x[p.at(inner - 1, where, 0)] = odd;
                p.run();
                std::size_t wrong = 0;
                for (std::ptrdiff_t t = 0; t != 41; ++t) {
                    T const found = p.to[p.at(inner - 1, t, 0)];
                    wrong += t == where        ? !std::isfinite(found)
                             : std::isinf(odd) ? !std::isinf(found)
                                               : !std::isnan(found);
                }
                BOOST_TEST(wrong == 0u);
            }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::exec
