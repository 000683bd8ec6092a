// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/map.hpp>

#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <vector>

namespace tapeless::exec {
namespace {

using tapeless_tests::guarded;

constexpr std::uint16_t code(op o) { return static_cast<std::uint16_t>(o); }

constexpr auto all = access::broadcast;
constexpr auto each = access::contiguous;
constexpr auto apart = access::strided;

/// An array for one operand of a nest: its strides are dense, dense with a gap, or 0 in some loops.
template <class T>
struct placed {
    std::ptrdiff_t stride[max_loops] = {};
    guarded<T> memory;

    placed(access inner, std::ptrdiff_t const* extent, std::size_t loops, unsigned reduced,
           std::mt19937& random)
        : memory(place(inner, extent, loops, reduced, random)) {}

    std::size_t place(access inner, std::ptrdiff_t const* extent, std::size_t loops,
                      unsigned reduced, std::mt19937& random) {
        std::ptrdiff_t next = 1, last = 0;
        for (std::size_t l = 0; l != loops; ++l) {
            bool const still = l == 0 ? inner == access::broadcast : (reduced >> l) & 1;
            if (l == 0 && inner == access::strided)
                next = 1 + static_cast<std::ptrdiff_t>(random() % 3);
            stride[l] = still ? 0 : next;
            if (!still) {
                last += stride[l] * (extent[l] > 0 ? extent[l] - 1 : 0);
                next = stride[l] * (extent[l] > 0 ? extent[l] : 1) +
                       static_cast<std::ptrdiff_t>(random() % 2) * 3;
            }
        }
        return static_cast<std::size_t>(last + 1);
    }
};

template <auto Key, class T>
T evaluate_plainly(std::uint16_t wanted, T const* inputs) {
    using number = simd::pack<T, 1, simd::native>;
    number r[decltype(Key)::inputs + decltype(Key)::instructions];
    for (std::size_t k = 0; k != decltype(Key)::inputs; ++k) r[k] = number(inputs[k]);
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        ((r[decltype(Key)::inputs + K] =
              evaluate<Key.code[K].op>(r[Key.code[K].a], r[Key.code[K].b], r[Key.code[K].c])),
         ...);
    }(std::make_index_sequence<decltype(Key)::instructions>{});
    return r[wanted].data;
}

/// A map beside a plain loop over the same arrays. `reduced[o]`: the loops along which output o has
/// stride 0.
template <class T, auto Key>
void check(std::vector<std::ptrdiff_t> const& extents, std::vector<unsigned> const& reduced,
           unsigned seed, bool accumulate) {
    using key = decltype(Key);
    static constexpr key made_of = Key;
    constexpr std::size_t inputs = key::inputs, outputs = key::outputs;
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(-1, 1);

    map_arguments<T, inputs, outputs> arguments{};
    for (std::size_t l = 0; l != extents.size(); ++l) arguments.extent[l] = extents[l];
    std::vector<placed<T>> in, out;
    for (std::size_t k = 0; k != inputs; ++k) {
        in.emplace_back(made_of.input[k], extents.data(), extents.size(),
                        random() & random() & 0x3e, random);
        for (std::size_t i = 0; i != in[k].memory.size(); ++i)
            in[k].memory[i] = static_cast<T>(uniform(random));
        arguments.input[k] = in[k].memory.data();
        for (std::size_t l = 0; l != extents.size(); ++l)
            arguments.input_stride[k][l] = in[k].stride[l];
    }
    for (std::size_t o = 0; o != outputs; ++o) {
        out.emplace_back(made_of.out[o].inner, extents.data(), extents.size(), reduced[o], random);
        for (std::size_t i = 0; i != out[o].memory.size(); ++i)
            out[o].memory[i] = static_cast<T>(i + 1);
        arguments.output[o] = out[o].memory.data();
        for (std::size_t l = 0; l != extents.size(); ++l)
            arguments.output_stride[o][l] = out[o].stride[l];
    }
    for (bool& continues : arguments.accumulate) continues = accumulate;

    std::vector<std::vector<long double>> expected(outputs), magnitude(outputs);
    for (std::size_t o = 0; o != outputs; ++o) {
        for (std::size_t i = 0; i != out[o].memory.size(); ++i)
            expected[o].push_back(out[o].memory[i]);
        magnitude[o] = expected[o];
    }
    auto const visit = [&](auto&& body) {
        std::ptrdiff_t index[max_loops] = {};
        for (std::ptrdiff_t e : extents)
            if (e == 0) return;
        for (;;) {
            body(index);
            std::size_t l = 0;
            for (; l != extents.size(); ++l) {
                if (++index[l] != extents[l]) break;
                index[l] = 0;
            }
            if (l == extents.size()) return;
        }
    };
    auto const offset = [&](std::ptrdiff_t const* stride, std::ptrdiff_t const* index) {
        std::ptrdiff_t at = 0;
        for (std::size_t l = 0; l != extents.size(); ++l) at += stride[l] * index[l];
        return static_cast<std::size_t>(at);
    };
    long double const start[] = {0, 0, -std::numeric_limits<long double>::infinity(),
                                 std::numeric_limits<long double>::infinity(), 1};
    bool empty = false;
    for (std::ptrdiff_t e : extents) empty = empty || e == 0;
    if (!accumulate)
        for (std::size_t o = 0; o != outputs; ++o) {
            if (made_of.out[o].reduce == reduction::none) continue;
            long double const neutral = start[static_cast<int>(made_of.out[o].reduce)];
            visit([&](std::ptrdiff_t const* index) {
                expected[o][offset(out[o].stride, index)] = neutral;
                magnitude[o][offset(out[o].stride, index)] = 0;
            });
        }
    visit([&](std::ptrdiff_t const* index) {
        T values[inputs + 1] = {};
        for (std::size_t k = 0; k != inputs; ++k)
            values[k] = in[k].memory[offset(in[k].stride, index)];
        for (std::size_t o = 0; o != outputs; ++o) {
            long double const v = evaluate_plainly<Key>(made_of.out[o].reg, values);
            long double& e = expected[o][offset(out[o].stride, index)];
            long double& m = magnitude[o][offset(out[o].stride, index)];
            switch (made_of.out[o].reduce) {
                case reduction::none:
                    e = v, m = std::fabs(v);
                    break;
                case reduction::sum:
                    e += v, m += std::fabs(v) + 1;
                    break;
                case reduction::maximum:
                    e = e > v ? e : v, m = std::fabs(e);
                    break;
                case reduction::minimum:
                    e = e < v ? e : v, m = std::fabs(e);
                    break;
                case reduction::product:
                    e *= v, m = std::fabs(e);
                    break;
            }
        }
    });

    exec::map<T, simd::native, Key>(arguments);

    T const eps = std::numeric_limits<T>::epsilon();
    for (std::size_t o = 0; o != outputs; ++o) {
        BOOST_TEST(out[o].memory.intact());
        if (empty && made_of.out[o].reduce != reduction::none && !accumulate) continue;
        for (std::size_t i = 0; i != expected[o].size(); ++i) {
            long double const got = out[o].memory[i];
            long double const rounding =
                made_of.out[o].reduce == reduction::sum       ? 20 * eps * magnitude[o][i]
                : made_of.out[o].reduce == reduction::product ? 200 * eps * magnitude[o][i]
                                                              : 4 * eps * (magnitude[o][i] + 1);
            long double const smallest =
                std::numeric_limits<T>::min() / eps;  // products may leave the range
            if (!(got == expected[o][i] || std::fabs(got - expected[o][i]) <= rounding + smallest))
                BOOST_ERROR("output " << o << " element " << i << ": " << got << " instead of "
                                      << expected[o][i] << " extent 0 " << extents[0]);
        }
    }
    for (auto const& array : in) BOOST_TEST(array.memory.intact());
}

// One list of instructions for all: r3 = a - b, r4 = r3 r3, r5 = sigmoid(r3), r6 = r4 + c, r7 = r5
// r6
template <access A, access B, access C, std::size_t Outputs>
consteval map_key<3, 5, Outputs> key_of(std::uint8_t loops, output const (&outputs)[Outputs]) {
    map_key<3, 5, Outputs> key{{A, B, C},
                               {{code(op::subtract), 0, 1, 0},
                                {code(op::square), 3, 0, 0},
                                {code(op::sigmoid), 3, 0, 0},
                                {code(op::add), 4, 2, 0},
                                {code(op::multiply), 5, 6, 0}},
                               {},
                               loops};
    for (std::size_t o = 0; o != Outputs; ++o) key.out[o] = outputs[o];
    return key;
}

std::vector<std::ptrdiff_t> const lengths = {1,  2,  3,  4,  5,  7,  8,  9,  15,  16,
                                             17, 31, 32, 33, 63, 64, 65, 70, 129, 300};

template <class T, auto Key>
void check_lengths(std::vector<unsigned> const& reduced) {
    for (std::ptrdiff_t n : lengths)
        for (bool accumulate : {false, true}) {
            std::vector<std::ptrdiff_t> extents = {n};
            std::mt19937 random(static_cast<unsigned>(n));
            for (std::size_t l = 1; l < Key.loops; ++l)
                extents.push_back(static_cast<std::ptrdiff_t>(1 + random() % 6));
            check<T, Key>(extents, reduced, static_cast<unsigned>(3 * n + accumulate), accumulate);
        }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(map_kernels)

BOOST_AUTO_TEST_CASE(stores) {
    constexpr auto one = key_of<each, each, all>(1, {{7, each, reduction::none}});
    check_lengths<double, one>({0});
    check_lengths<float, one>({0});
    constexpr auto three =
        key_of<each, all, apart>(3, {{7, each, reduction::none}, {5, apart, reduction::none}});
    check_lengths<double, three>({0, 0});
    constexpr auto six = key_of<apart, each, each>(6, {{7, apart, reduction::none}});
    check<double, six>({5, 2, 1, 3, 2, 2}, {0}, 1, false);
    check<double, six>({5, 2, 0, 3, 2, 2}, {0}, 1, false);
}

BOOST_AUTO_TEST_CASE(reduces_along_the_row) {
    constexpr auto sum = key_of<each, each, all>(1, {{7, all, reduction::sum}});
    check_lengths<double, sum>({1});
    check_lengths<float, sum>({1});
    constexpr auto rows = key_of<each, all, each>(
        2, {{7, all, reduction::sum}, {6, all, reduction::maximum}, {5, each, reduction::none}});
    check_lengths<double, rows>({1, 1, 0});
    // Rows of one leaf of the tree of sums, and longer ones.
    for (std::ptrdiff_t length : {128, 129, 256, 257, 512, 513, 1024, 1025, 3000}) {
        check<double, rows>({length, 5}, {1, 1, 0}, 1, false);
        check<double, rows>({length, 5}, {1, 1, 0}, 1, true);
    }
    constexpr auto product =
        key_of<each, each, all>(2, {{5, all, reduction::product}, {5, all, reduction::minimum}});
    check_lengths<double, product>({3, 3});
}

BOOST_AUTO_TEST_CASE(reduces_along_outer_loops) {
    constexpr auto columns =
        key_of<each, each, all>(2, {{7, each, reduction::sum}, {7, each, reduction::none}});
    check_lengths<double, columns>({2, 0});
    check_lengths<float, columns>({2, 0});
    check<double, columns>({3, 1000}, {2, 0}, 1, false);
    check<double, columns>({700, 40}, {2, 0}, 1, false);
    constexpr auto apart_columns = key_of<each, apart, all>(3, {{7, apart, reduction::maximum}});
    check_lengths<double, apart_columns>({4});
    check_lengths<double, apart_columns>({2});
    check_lengths<double, apart_columns>({6});
}

BOOST_AUTO_TEST_CASE(takes_rows_together) {
    // Nothing but sums over rows, of a level of the tree at most, and of more rows.
    constexpr map_key<1, 0, 1> plain{{each}, {}, {{0, each, reduction::sum}}, 2};
    constexpr auto two =
        key_of<each, apart, each>(3, {{7, each, reduction::sum}, {5, apart, reduction::maximum}});
    for (std::ptrdiff_t length : {1, 3, 8, 31, 32, 33, 64, 70, 300})
        for (std::ptrdiff_t rows : {0, 1, 2, 15, 16, 17, 33, 600})
            for (bool accumulate : {false, true}) {
                check<double, plain>({length, rows}, {2}, 1, accumulate);
                check<float, plain>({length, rows}, {2}, 1, accumulate);
            }
    for (std::ptrdiff_t rows : {1, 5, 16, 17, 40})
        for (bool accumulate : {false, true}) {
            check<double, two>({70, rows, 3}, {2, 2}, 2, accumulate);
            check<double, two>({9, rows, 3}, {6, 6}, 3, accumulate);
            check<double, two>({9, 3, rows}, {4, 4}, 4, accumulate);
            check<double, two>({9, 3, rows}, {2, 4}, 5, accumulate);
        }
}

BOOST_AUTO_TEST_CASE(reduces_along_everything_at_once) {
    // The total, the sums of rows, the sums of columns and the elements, in one kernel.
    constexpr auto both = key_of<each, each, all>(3, {{7, all, reduction::sum},
                                                      {7, all, reduction::sum},
                                                      {7, each, reduction::sum},
                                                      {7, each, reduction::none}});
    check_lengths<double, both>({7, 1, 6, 0});
    check_lengths<double, both>({7, 5, 2, 0});
    check<double, both>({600, 7, 5}, {7, 3, 4, 0}, 1, false);
    check<double, both>({5, 70, 50}, {7, 3, 4, 0}, 1, true);
    check<double, both>({5, 0, 50}, {7, 3, 4, 0}, 1, false);
}

BOOST_AUTO_TEST_CASE(neutral_elements_where_there_is_nothing) {
    constexpr map_key<1, 0, 2> key{
        {each}, {}, {{0, all, reduction::sum}, {0, all, reduction::maximum}}, 2};
    double total[4] = {7, 7, 7, 7}, largest[4] = {7, 7, 7, 7};
    map_arguments<double, 1, 2> arguments{};
    arguments.output[0] = total;
    arguments.output[1] = largest;
    arguments.extent[0] = 0;
    arguments.extent[1] = 3;
    arguments.output_stride[0][1] = arguments.output_stride[1][1] = 1;
    exec::map<double, simd::native, key>(arguments);
    BOOST_TEST(total[0] == 0);
    BOOST_TEST(total[2] == 0);
    BOOST_TEST(total[3] == 7);
    BOOST_TEST(largest[1] == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(sums_of_a_million_floats) {
    constexpr std::ptrdiff_t million = 1000000;
    constexpr map_key<1, 0, 1> along{{each}, {}, {{0, all, reduction::sum}}, 2};
    constexpr map_key<1, 0, 1> across{{each}, {}, {{0, each, reduction::sum}}, 2};
    std::mt19937 random(1);
    for (int kind = 0; kind != 3; ++kind) {
        std::vector<float> x(3 * million);
        for (float& v : x)
            v = kind == 0   ? 0.1f
                : kind == 1 ? 1.0f / 3.0f
                            : std::uniform_real_distribution<float>(0, 1)(random);
        double exact[3] = {};
        for (std::size_t i = 0; i != x.size(); ++i) exact[i % 3] += static_cast<double>(x[i]);

        map_arguments<float, 1, 1> arguments{};
        float sums[3] = {};
        arguments.input[0] = x.data();
        arguments.output[0] = sums;
        arguments.extent[0] = 3;
        arguments.extent[1] = million;
        arguments.input_stride[0][0] = arguments.output_stride[0][0] = 1;
        arguments.input_stride[0][1] = 3;
        exec::map<float, simd::native, across>(arguments);
        for (int i = 0; i != 3; ++i)
            BOOST_TEST(std::fabs(static_cast<double>(sums[i]) / exact[i] - 1) < 1e-6);

        // One long row; a million short rows that are not contiguous (the last number of each is
        // left out).
        double const total = exact[0] + exact[1] + exact[2];
        arguments.extent[1] = million;
        arguments.output_stride[0][0] = 0;
        exec::map<float, simd::native, along>(arguments);
        BOOST_TEST(std::fabs(static_cast<double>(sums[0]) / total - 1) < 1e-6);
        arguments.extent[0] = 2;
        exec::map<float, simd::native, along>(arguments);
        BOOST_TEST(std::fabs(static_cast<double>(sums[0]) / (exact[0] + exact[1]) - 1) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(in_place) {
    constexpr map_key<1, 1, 1> key{
        {each}, {{code(op::square), 0, 0, 0}}, {{1, each, reduction::none}}, 1};
    std::vector<double> x(37);
    for (std::size_t i = 0; i != x.size(); ++i) x[i] = static_cast<double>(i);
    map_arguments<double, 1, 1> arguments{};
    arguments.input[0] = x.data();
    arguments.output[0] = x.data();
    arguments.extent[0] = 37;
    exec::map<double, simd::native, key>(arguments);
    for (std::size_t i = 0; i != x.size(); ++i) BOOST_TEST(x[i] == static_cast<double>(i * i));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::exec
