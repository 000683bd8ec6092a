// SPDX-License-Identifier: BSL-1.0
// A graph's shapes move when one is added: no function of the language may hold on to one. Under
// the address sanitizer, functions are called with as many shapes as there is room for, one less,
// and so on.
#include <tapeless/expr/symbol.hpp>
#include <tapeless/op/language/convolution.hpp>
#include <tapeless/op/language/linear_algebra.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/op/language/rearrange.hpp>
#include <tapeless/op/language/recurrence.hpp>
#include <tapeless/op/language/statistics.hpp>
#include <tapeless/op/table.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>

#include <boost/test/unit_test.hpp>

namespace {

namespace tl = tapeless;
using tl::var;

/// A graph with a 4 x 4 symbol and many shapes of its own.
template <class Function>
bool holds(Function f) {
    for (std::int32_t shapes = 0; shapes != 18; ++shapes) {
        tl::builder g;
        var const x = tl::detail::symbol_in(g, tl::name("x"), tl::role::input, tl::shape(4, 4), {});
        for (std::int32_t k = 0; k != shapes; ++k) g.intern(tl::shape(100 + k));
        var const y = sum(f(x));
        if (g.first_mistake) return false;
        tl::growable<tl::node_id> to;
        to.push(x.id);
        tl::pass::reverse(g, y.id, tl::detail::constant_in(g, 1), to);
        tl::pass::forward(g, y.id, to, to);
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shapes_move)

BOOST_AUTO_TEST_CASE(no_function_holds_on_to_a_shape) {
    BOOST_TEST(holds([](var x) { return tl::product_of_others<0>(x); }));
    BOOST_TEST(holds([](var x) { return tl::product_of_others(x); }));
    BOOST_TEST(holds([](var x) { return tl::prod<1>(x); }));
    BOOST_TEST(holds([](var x) { return tl::cumulative_product<1>(x); }));
    BOOST_TEST(holds([](var x) { return tl::linear_recurrence(tl::sum<0>(x), x, 1.0); }));
    BOOST_TEST(holds([](var x) { return tl::softmax(x) - tl::log_softmax<1>(x); }));
    BOOST_TEST(holds([](var x) { return tl::norm<0>(x) % tl::variance(x); }));
    BOOST_TEST(holds([](var x) { return tl::cross_entropy(x, x); }));
    BOOST_TEST(holds([](var x) { return (tl::stretch<4, 4>(tl::max_of<0>(x))); }));
    BOOST_TEST(holds([](var x) { return (tl::stack<1>(x, 0.5 % x)); }));
    BOOST_TEST(holds([](var x) { return tl::concatenate<0>(x, tl::reverse<1>(x)); }));
    BOOST_TEST(holds([](var x) { return (tl::pad<0, 1, 2>(tl::reshape<2, 8>(x))); }));
    BOOST_TEST(holds([](var x) { return lower(x) * upper(x) + diagonal(x) + trace_of(x); }));
    BOOST_TEST(holds([](var x) { return tl::diagonal_matrix(tl::row<1>(x)) * inverse(x); }));
    BOOST_TEST(holds([](var x) { return solve(x, x) + determinant(x) + log_determinant(x); }));
    BOOST_TEST(holds([](var x) { return solve_lower(cholesky(x), solve_upper(x, x)); }));
    BOOST_TEST(holds([](var x) { return outer(tl::row<0>(x), tl::column<1>(x)); }));
    BOOST_TEST(holds([](var x) { return tl::max_pool<2>(x) + tl::average_pool<2>(x); }));
    BOOST_TEST(holds([](var x) {
        return tl::conv<1>(x, tl::reshape<2, 4, 2>(x), tl::stride<2>, tl::padding<1>);
    }));
}

BOOST_AUTO_TEST_SUITE_END()
