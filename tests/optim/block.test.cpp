// SPDX-License-Identifier: BSL-1.0
// The optimisers on the library's own blocks: parameters that own their memory, gradients that are
// views.
#include <tapeless/exec/block.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include "support/counting_new.hpp"

namespace tl = tapeless;

namespace {

constexpr auto matrix = tl::param<"matrix", 3, 2>;
constexpr auto scalar = tl::param<"scalar">;
constexpr auto kernel = tl::param<"kernel", 2, 2, 3>;

template <bool Owning, auto... Symbol>
using block_of = tl::parameter_block<double, Owning, std::remove_const_t<decltype(Symbol)>...>;
using parameters = block_of<true, kernel, matrix, scalar>;
using some = block_of<true, kernel, scalar>;

template <class Block>
void fill(Block& block, double value) {
    block.for_each_symbol([&](auto symbol) {
        auto&& values = block[symbol];
        if constexpr (std::is_same_v<decltype(values), double&>)
            values = value;
        else
            std::fill_n(values.data(), values.size(), value);
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optim_block)

BOOST_AUTO_TEST_CASE(updates_what_the_gradient_holds) {
    parameters theta;
    some g;
    fill(theta, 1);
    fill(g, 2);
    tl::optim::sgd opt{{.learning_rate = 0.25}};
    opt.step(theta, g);
    BOOST_TEST(theta[scalar] == 0.5);
    BOOST_TEST(theta[matrix].sum() == 6.0);
    BOOST_TEST(theta[kernel].at(1, 1, 2) == 0.5);
    BOOST_TEST(theta.flat().sum() == 0.5 * 13 + 6);  // the gaps are zero
}

BOOST_AUTO_TEST_CASE(takes_views_and_allocates_once) {
    parameters theta;
    some memory;
    fill(memory, 2);
    block_of<false, kernel, scalar> const view(memory.data(), memory.extents());
    tl::optim::adam opt{{.learning_rate = 0.5, .epsilon = 0}};
    opt.step(theta, view);
    BOOST_TEST(tests::allocations_during([&] { opt.step(theta, view); }) == 0U);
    BOOST_TEST(theta[scalar] == -1.0, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(theta[matrix].norm() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
