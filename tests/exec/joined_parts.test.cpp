// SPDX-License-Identifier: BSL-1.0
// Parts of a concatenation are made where they lie in it, whatever their lengths, whoever else
// reads them, and however many there are.
#include "exec/support/engines.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

namespace tl = tapeless;
using namespace tl::literals;
using tapeless_tests::close_all;
using tapeless_tests::if_used;
using tapeless_tests::waves;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto s = tl::input<"s">;
constexpr auto v = tl::input<"v", N>;
constexpr auto longer = tl::input<"longer", N + 3>;
constexpr auto five = tl::input<"five", 5>;
constexpr auto columns = tl::input<"columns", 3, N>;
constexpr auto edge = tl::input<"edge", 3, 2>;
constexpr auto pair = tl::input<"pair", 1, 2>;
constexpr auto weights = tl::param<"weights", 4, 4>;

/// Kernels that move elements and compute nothing.
template <class Model>
constexpr int copies_in(Model) {
    constexpr auto const& plan = tl::plan::plan_of<tl::detail::parts_of<Model>::graph>;
    int found = 0;
    for (std::size_t k = 0; k != plan.count.kernels; ++k) {
        auto const& kernel = plan.kernels[k];
        using enum tl::plan::kernel_kind;
        found += kernel.kind == copy || kernel.kind == embed ||
                 (kernel.kind == whole &&
                  kernel.detail == static_cast<std::uint16_t>(tl::op::concatenate));
    }
    return found;
}

/// Results, or all of two.
template <class A, class B>
bool close_each(A const& a, B const& b) {
    if constexpr (requires { a.template get<1>(); })
        return close_all(a.template get<0>(), b.template get<0>(), 1e-12) &&
               close_all(a.template get<1>(), b.template get<1>(), 1e-12);
    else
        return close_all(a, b, 1e-12);
}

template <class Model>
bool agrees(Model const& model) {
    auto fast = tl::compile(model);
    auto plain = tl::interpret(model);
    for (std::ptrdiff_t n : {0, 1, 2, 7, 8, 9, 33, 70, 1000, 20011}) {
        auto const length = [&] {
            if constexpr (tl::detail::parts_of<Model>::graph.dims() != 0)
                return std::tuple(N = n);
            else
                return std::tuple();
        }();
        auto const bindings =
            [&](auto const&... bound) { return std::tuple_cat(if_used<Model>(bound)..., length); }(
                s = 0.7, v = waves(n, 1), longer = waves(n + 3, 2), five = waves(5, 3),
                columns = waves(3 * n, 4), edge = waves(6, 5), pair = waves(2, 7),
                weights = waves(16, 6));
        bool const same = std::apply(
            [&](auto const&... bound) { return close_each(fast(bound...), plain(bound...)); },
            bindings);
        if (!same) {
            BOOST_TEST_MESSAGE("differs for N = " << n);
            return false;
        }
    }
    return true;
}

// Before and behind the part whose length is known at run time only.
constexpr auto line = tl::concatenate<0>(s * s, exp(v), square(tl::head<2>(five)));
static_assert(copies_in(line) == 0);
// Rows above each other, one of them sums of the others; side by side.
constexpr auto rows = tl::concatenate<0>(tanh(columns), sum<0>(columns));
static_assert(copies_in(rows) == 0);
constexpr auto sides = tl::concatenate<1>(edge % edge, sin(columns));
static_assert(copies_in(sides) == 0);
// Others read the parts, too.
constexpr auto used_twice = sum(square(v)) * line + sum(exp(v));
static_assert(copies_in(used_twice) == 0);
// Used by products and whole operations.
constexpr auto multiplied = weights * rows;
static_assert(copies_in(multiplied) == 0);
constexpr auto accumulated = tl::linear_recurrence(s, line, 0.5_c);
static_assert(copies_in(accumulated) == 0);
// Adjoints of slices that do not overlap, with another term between them.
constexpr auto pieces = grad(sum(sin(tl::head<2>(longer))) - sum(square(longer)) / 2_c +
                                 sum(v % exp(tl::slice<0, 3, N>(longer))),
                             longer);
constexpr auto tiled = grad(sum(sin(tl::head<3>(longer)) % s) - sum(square(longer)) / 2_c +
                                sum(v % exp(tl::slice<0, 3, N>(longer))),
                            longer);
static_assert(copies_in(tiled) == 0);

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_joined_parts)

BOOST_AUTO_TEST_CASE(in_place) {
    BOOST_TEST(agrees(line));
    BOOST_TEST(agrees(rows));
    BOOST_TEST(agrees(sides));
    BOOST_TEST(agrees(used_twice));
    BOOST_TEST(agrees(multiplied));
    BOOST_TEST(agrees(accumulated));
    BOOST_TEST(agrees(pieces));
    BOOST_TEST(agrees(tiled));
}

// Seen through other strides, and parts of parts.
BOOST_AUTO_TEST_CASE(views) {
    BOOST_TEST(agrees(exp(transpose(rows))));
    BOOST_TEST(agrees(exp(-tl::slice<0, 1, N>(line))));
    BOOST_TEST(agrees(tl::concatenate<0>(line, cos(five))));
    BOOST_TEST(agrees(tl::concatenate<1>(sides, exp(edge))));
}

// What is a symbol, the same part twice, a sum over all tiles, a product, a view, or a result by
// itself cannot be made elsewhere.
BOOST_AUTO_TEST_CASE(copied) {
    constexpr auto e = exp(five);
    static_assert(copies_in(tl::concatenate<0>(e, five)) == 1);
    BOOST_TEST(agrees(tl::concatenate<0>(e, five)));
    BOOST_TEST(agrees(tl::concatenate<0>(e, e) % 2_c));
    BOOST_TEST(agrees(tl::concatenate<0>(sum(v), exp(v), max_of(v))));
    BOOST_TEST(agrees(tl::concatenate<0>(weights * tl::head<4>(five), square(five))));
    BOOST_TEST(agrees(tl::concatenate<0>(exp(tl::head<2>(e)), e)));
}

// A kernel that takes arrays as they come may have been placed before the parts were moved apart,
// and so may a slice from their end.
BOOST_AUTO_TEST_CASE(read_by_others_first) {
    constexpr auto e = exp(columns);
    constexpr auto with_sums = tl::concatenate<0>(e, sum<0>(e));
    BOOST_TEST(agrees(tl::outputs(tl::cumulative_sum<1>(e), with_sums)));
    BOOST_TEST(agrees(tl::outputs(tl::concatenate<0>(e, columns), with_sums)));
    constexpr auto w = exp(edge);
    constexpr auto above = tl::concatenate<0>(w, sum<0>(w));
    BOOST_TEST(agrees(tl::outputs(tl::cumulative_sum<1>(w), above)));
    constexpr auto f = exp(v);
    BOOST_TEST(agrees(tl::outputs(tl::concatenate<0>(f, square(five)),
                                  tl::reverse<0>(tl::concatenate<0>(f, sin(s))))));
    BOOST_TEST(agrees(tl::outputs(tl::concatenate<0>(f, square(five)), sum(tl::reverse<0>(f)))));
}

// A total that is a run-time extent of its own says nothing of where its parts begin.
BOOST_AUTO_TEST_CASE(named_lengths) {
    BOOST_TEST(agrees(tl::concatenate<0, tl::dim<"T">>(exp(v), sin(s))));
    BOOST_TEST(agrees(tl::concatenate<0, tl::dim<"T">>(exp(v), sin(longer))));
}

// The part without elements clears none of its neighbour's.
BOOST_AUTO_TEST_CASE(empty_parts) {
    BOOST_TEST(agrees(tl::concatenate<1>(sum<0>(columns), exp(pair))));
}

// A part may be a gradient, and the whole a part of another one.
BOOST_AUTO_TEST_CASE(gradients) {
    BOOST_TEST(agrees(grad(sum(square(rows)), columns)));
    BOOST_TEST(agrees(grad(sum(sin(sides)), columns)));
    BOOST_TEST(agrees(grad(sum(sin(sides)), edge)));
    BOOST_TEST(agrees(grad(sum(line % line), v)));
    BOOST_TEST(agrees(grad(sum(line % line), s)));
    BOOST_TEST(agrees(grad(sum(square(weights * rows)), weights)));
    BOOST_TEST(agrees(grad(sum(square(weights * rows)), columns)));
}

BOOST_AUTO_TEST_SUITE_END()
