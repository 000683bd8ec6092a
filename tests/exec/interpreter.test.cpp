// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/expr/primitive.hpp>
#include <tapeless/op/language/loss.hpp>

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

namespace {

using namespace tests;

/// Adds up three operands of any shape, each counted once more than the one before.
struct weighted : tl::primitive {
    static constexpr auto name = "weighted";
    static constexpr tl::shape shape(tl::shape a, tl::shape, tl::shape) { return a; }
    static constexpr auto cotangent(auto, auto, auto, auto, auto g) {
        return std::tuple(g, 2.0 % g, tl::none);
    }
};
template <class T>
void weighted_value(tl::exec::array_view<T> out, tl::exec::array_view<T const> const* x) {
    for (std::ptrdiff_t i = 0; i != out.size(); ++i)
        out.data[i] = x[0].data[i] + 2.0 * x[1].data[i] + 3.0 * x[2].data[i];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interpreter)

BOOST_AUTO_TEST_CASE(sums_are_pairwise) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(1000, tl::axis_extent(g.dimension_of("N"), 0)));
    tl::var const y = tl::sum<>(x);
    tl::var const product = matmul(transpose(x), x);
    tl::growable<tl::node_id> roots(1, y.id);
    roots.push(product.id);
    std::vector<float> const data(1000 * 100, 0.1f);
    std::ptrdiff_t const dims[] = {100};
    tl::exec::interpreter<float> run(g, dims);
    run.bind(x.id, data.data());
    run.run(roots);
    BOOST_TEST(run.value(y.id)[0] == 10000.0f, boost::test_tools::tolerance(1e-6f));
    BOOST_TEST(run.size(product.id) == 10000);
    BOOST_TEST(run.extent_of(product.id, 1) == 100);
    BOOST_TEST(run.value(product.id)[9999] == 10.0f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(runs_again_with_other_data) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(2));
    tl::var const y = symbol(g, "y", tl::shape(2));
    tl::var const z = x % y + exp(x);
    tl::exec::interpreter<double> run(g, nullptr);
    double const a[] = {0, 1};
    double const b[] = {2, 3};
    run.bind(x.id, a);
    run.bind(y.id, b);
    run.run_all();
    BOOST_TEST(run.value(z.id)[1] == 3 + std::exp(1.0));
    run.bind(x.id, b);
    run.run(tl::growable<tl::node_id>(1, z.id));
    BOOST_TEST(run.value(z.id)[0] == 4 + std::exp(2.0));
    BOOST_TEST(run.value(x.id) == b);
}

BOOST_AUTO_TEST_CASE(leaves_that_no_root_needs_are_not_read) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    static_cast<void>(sin(symbol(g, "unbound", tl::shape(1000))));
    tl::var const y = cos(x);
    double const one = 1;
    tl::exec::interpreter<double> run(g, nullptr);
    run.bind(x.id, &one);
    run.run(tl::growable<tl::node_id>(1, y.id));
    BOOST_TEST(run.value(y.id)[0] == std::cos(1.0));
}

BOOST_AUTO_TEST_CASE(the_first_bad_node_is_found) {
    tl::builder g;
    tl::var const x = symbol(g, "x", tl::shape(3));
    tl::var const logarithm = log(x);
    tl::var const y = tl::sum<>(sin(logarithm) % 2.0);
    double const data[] = {1, -1, 0};
    tl::exec::interpreter<double> run(g, nullptr);
    run.bind(x.id, data);
    tl::node_id bad = tl::no_node;
    run.run(tl::growable<tl::node_id>(1, y.id), [&](tl::node_id id) {
        if (bad == tl::no_node && run.first_bad(id) >= 0) bad = id;
    });
    BOOST_TEST(bad == logarithm.id);
    BOOST_TEST(run.first_bad(bad) == 1);
    BOOST_TEST(run.first_bad(x.id) == -1);
}

BOOST_AUTO_TEST_CASE(a_dual_is_bad_if_its_tangent_is) {
    tl::builder g;
    tl::var const x = symbol(g, "x", {});
    tl::var const y = sqrt(x);
    tl::dual<double> const zero(0.0, 1.0);
    tl::exec::interpreter<tl::dual<double>> run(g, nullptr);
    run.bind(x.id, &zero);
    run.run_all();
    BOOST_TEST(run.value(y.id)->value == 0);
    BOOST_TEST(run.first_bad(y.id) == 0);
}

BOOST_AUTO_TEST_CASE(extents_that_do_not_fit_are_found) {
    tl::builder g;
    tl::axis_extent const n(g.dimension_of("N"), 0);
    tl::var const x = symbol(g, "x", tl::shape(n));
    tl::var const cut = tl::detail::slice_of(x, 0, 1, tl::axis_extent(3), 2);
    tl::var const last = tl::detail::slice_of(x, 0, -2, tl::axis_extent(2), 1);
    auto const misfit = [&](std::ptrdiff_t value) {
        return tl::exec::interpreter<double>(g, &value).first_misfit();
    };
    BOOST_TEST(misfit(6) == tl::no_node);
    BOOST_TEST(misfit(5) == cut.id);
    BOOST_TEST(misfit(1) == cut.id);
    BOOST_TEST(misfit(-1) == x.id);
    static_cast<void>(last);
}

BOOST_AUTO_TEST_CASE(empty_arrays_are_fine) {
    tl::builder g;
    tl::axis_extent const n(g.dimension_of("N"), 0);
    tl::var const x = symbol(g, "x", tl::shape(2, n));
    tl::var const y = tl::sum<>(x % x);
    tl::var const product = matmul(x, transpose(x));
    tl::growable<tl::node_id> roots(1, y.id);
    roots.push(product.id);
    std::ptrdiff_t const none = 0;
    double const nothing = 0;
    tl::exec::interpreter<double> run(g, &none);
    run.bind(x.id, &nothing);
    run.run(roots);
    BOOST_TEST(run.value(y.id)[0] == 0);
    BOOST_TEST(run.value(product.id)[3] == 0);
}

BOOST_AUTO_TEST_CASE(primitives_are_called_with_views) {
    tl::builder g;
    tl::var const a = symbol(g, "a", tl::shape(2));
    tl::var const b = symbol(g, "b", tl::shape(2));
    tl::var const y = tl::apply<weighted>(a, b, tl::apply<weighted>(b, a, a));
    double const data[] = {1, 2, 10, 20};
    tl::exec::primitive_value<double> const values[] = {weighted_value<double>};
    tl::exec::interpreter<double> run(g, nullptr, values);
    run.bind(a.id, data);
    run.bind(b.id, data + 2);
    run.run_all();
    BOOST_TEST(run.value(y.id)[0] == 1 + 20 + 3 * (10 + 2 + 3));
    BOOST_TEST(run.value(y.id)[1] == 2 + 40 + 3 * (20 + 4 + 6));
}

BOOST_AUTO_TEST_CASE(indices_out_of_range_hit_nothing) {
    tl::builder g;
    tl::var const t = symbol(g, "t", tl::shape(4), tl::role::indices);
    numbers const hot = evaluate(tl::one_hot<3>(t), {{{"t", {0, 2, 3, -1}}}, {}, {}});
    BOOST_TEST(hot == (numbers{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
