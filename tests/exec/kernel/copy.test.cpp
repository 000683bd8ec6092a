// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/copy.hpp>

#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

namespace tapeless::exec {
namespace {

using tapeless_tests::guarded;

/// Dense strides for the axes in a given order.
void lay(std::ptrdiff_t const* extent, std::size_t const* order, std::ptrdiff_t* stride,
         std::ptrdiff_t gap) {
    std::ptrdiff_t next = 1;
    for (std::size_t l = 0; l != max_loops; ++l) {
        stride[order[l]] = next;
        next = next * extent[order[l]] + gap;
    }
}

template <class T>
void check(std::vector<std::ptrdiff_t> const& extents, bool accumulate, unsigned seed) {
    std::mt19937 random(seed);
    copy_arguments<T> arguments;
    std::copy(extents.begin(), extents.end(), arguments.extent);
    std::size_t order[max_loops] = {0, 1, 2, 3, 4, 5};
    auto const span = [&](std::ptrdiff_t const* stride) {
        std::ptrdiff_t last = 0;
        for (std::size_t l = 0; l != max_loops; ++l) last += (arguments.extent[l] - 1) * stride[l];
        return static_cast<std::size_t>(last + 1);
    };
    std::shuffle(order, order + extents.size(), random);
    lay(arguments.extent, order, arguments.from_stride, random() % 2);
    if (random() % 4 == 0) arguments.from_stride[random() % extents.size()] = 0;
    std::shuffle(order, order + extents.size(), random);
    lay(arguments.extent, order, arguments.to_stride, random() % 2);

    guarded<T> from(span(arguments.from_stride)), to(span(arguments.to_stride));
    for (std::size_t i = 0; i != from.size(); ++i) from[i] = static_cast<T>(i + 1);
    std::vector<T> expected(to.size());
    for (std::size_t i = 0; i != to.size(); ++i) expected[i] = to[i] = static_cast<T>(i % 7);
    std::ptrdiff_t index[max_loops] = {};
    for (bool more = true; more;) {
        std::ptrdiff_t f = 0, t = 0;
        for (std::size_t l = 0; l != max_loops; ++l)
            f += index[l] * arguments.from_stride[l], t += index[l] * arguments.to_stride[l];
        T& e = expected[static_cast<std::size_t>(t)];
        e = (accumulate ? e : T(0)) + from[static_cast<std::size_t>(f)];
        more = false;
        for (std::size_t l = 0; l != max_loops && !more; ++l) {
            more = ++index[l] != arguments.extent[l];
            if (!more) index[l] = 0;
        }
    }
    arguments.from = from.data();
    arguments.to = to.data();
    arguments.accumulate = accumulate;
    arguments.loops = extents.size();
    copy(arguments);
    BOOST_TEST(from.intact());
    BOOST_TEST(to.intact());
    BOOST_TEST(std::equal(expected.begin(), expected.end(), to.data()),
               "copy of extents " << extents[0] << " ..., seed " << seed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(copy_kernels)

BOOST_AUTO_TEST_CASE(matrices) {
    unsigned seed = 0;
    for (std::ptrdiff_t m : {1, 2, 3, 7, 8, 9, 16, 17, 33, 70})
        for (std::ptrdiff_t n : {1, 2, 5, 8, 16, 31, 64, 70}) {
            check<double>({m, n}, false, ++seed);
            check<double>({m, n}, true, ++seed);
            check<float>({m, n}, false, ++seed);
            check<float>({m, n}, true, ++seed);
        }
}

BOOST_AUTO_TEST_CASE(up_to_six_axes) {
    for (unsigned seed = 0; seed != 60; ++seed) {
        check<double>({3, 1, 5, 2, 4, 9}, seed % 2 == 0, seed);
        check<float>({17, 20, 3}, seed % 2 == 0, seed);
    }
}

BOOST_AUTO_TEST_CASE(one_number_many_times) {
    for (std::ptrdiff_t m = 1; m <= 70; ++m)
        for (bool accumulate : {false, true}) {
            guarded<double> to(static_cast<std::size_t>(3 * m)), from(3);
            for (std::size_t i = 0; i != 3; ++i) from[i] = static_cast<double>(i + 1);
            for (std::size_t i = 0; i != to.size(); ++i) to[i] = 10;
            copy_arguments<double> arguments;
            arguments.from = from.data();
            arguments.to = to.data();
            arguments.extent[0] = m;
            arguments.extent[1] = 3;
            arguments.from_stride[1] = arguments.to_stride[0] = 1;
            arguments.to_stride[1] = m;
            arguments.accumulate = accumulate;
            if (m % 3 != 0) arguments.loops = 2;
            copy(arguments);
            BOOST_TEST((to.intact() && from.intact()));
            std::size_t wrong = 0;
            for (std::size_t i = 0; i != to.size(); ++i)
                wrong += to[i] != static_cast<double>(i / static_cast<std::size_t>(m) + 1) +
                                      (accumulate ? 10 : 0);
            BOOST_TEST(wrong == 0u, "columns of " << m);
        }
}

BOOST_AUTO_TEST_CASE(backwards_and_nothing) {
    double from[5] = {1, 2, 3, 4, 5}, to[5] = {};
    copy_arguments<double> arguments;
    arguments.from = from + 4;
    arguments.to = to;
    arguments.extent[0] = 5;
    arguments.from_stride[0] = -1;
    arguments.to_stride[0] = 1;
    copy(arguments);
    BOOST_TEST(to[0] == 5);
    BOOST_TEST(to[4] == 1);
    arguments.extent[0] = 0;
    arguments.from = nullptr;
    copy(arguments);
    BOOST_TEST(to[0] == 5);
    // Columns of nothing, each of one number.
    arguments.extent[1] = 3;
    arguments.from_stride[0] = 0;
    arguments.from_stride[1] = 1;
    arguments.loops = 2;
    copy(arguments);
    BOOST_TEST(to[0] == 5);
}

BOOST_AUTO_TEST_CASE(fills) {
    for (std::size_t n : {0u, 1u, 7u, 8u, 9u, 40u}) {
        guarded<float> to(n);
        fill(to.data(), static_cast<std::ptrdiff_t>(n), 3);
        BOOST_TEST(to.intact());
        for (std::size_t i = 0; i != n; ++i) BOOST_TEST(to[i] == 3);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::exec
