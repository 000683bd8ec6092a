// SPDX-License-Identifier: BSL-1.0
// The optimisers on the library's own blocks: parameters that own their memory, gradients that are
// views.
#include <tapeless/exec/block.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string_view>

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

constexpr auto none = tl::param<"a", 0>;
constexpr auto pair = tl::param<"b", 2>;
constexpr auto first = tl::param<"first", 8>;
constexpr auto second = tl::param<"second", 8>;
constexpr auto both = tl::param<"both", 16>;
constexpr auto tall = tl::param<"tall", tl::dim<"N">>;
constexpr auto wide = tl::param<"wide", tl::dim<"M">>;

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

// It lies where the next array does, whose steps it must not count.
BOOST_AUTO_TEST_CASE(empty_arrays_take_no_steps) {
    block_of<true, none, pair> theta, g;
    fill(theta, 1);
    fill(g, 1);
    tl::optim::adam opt{{.learning_rate = 0.1, .epsilon = 0}};
    opt.step(theta, g);
    BOOST_TEST(theta[pair](0) == 0.9, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(theta[pair](1) == 0.9, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(another_block_of_equal_bytes_is_refused) {
    block_of<true, first, second> halves;
    block_of<true, both> whole;
    auto const is_about_sizes = [](std::invalid_argument const& error) {
        return std::string_view(error.what()).find("has 8 elements at 0, in the steps before 16") !=
               std::string_view::npos;
    };
    tl::optim::adam opt;
    opt.step(whole, whole);
    BOOST_CHECK_EXCEPTION(opt.step(halves, halves), std::invalid_argument, is_about_sizes);
    opt.reset();
    opt.step(halves, halves);
    BOOST_CHECK_THROW(opt.step(whole, whole), std::invalid_argument);
    // also where it begins with the same array, and where it has one less
    block_of<true, first> less;
    BOOST_CHECK_THROW(opt.step(less, less), std::invalid_argument);
    BOOST_CHECK_NO_THROW(opt.step(halves, halves));
}

BOOST_AUTO_TEST_CASE(other_run_time_extents_are_refused) {
    using run_time = block_of<false, tall, wide>;
    some memory;  // 24 numbers
    auto const view = [&](std::ptrdiff_t n, std::ptrdiff_t m) {
        return run_time(memory.data(), {{{n, 1, 1, 1}, {m, 1, 1, 1}}});
    };
    run_time before = view(3, 8), after = view(8, 3), equal_places = view(4, 8);
    tl::optim::adam opt;
    opt.step(before, before);
    BOOST_CHECK_THROW(opt.step(after, after), std::invalid_argument);
    BOOST_CHECK_THROW(opt.step(equal_places, equal_places), std::invalid_argument);
    BOOST_CHECK_NO_THROW(opt.step(before, before));
}

BOOST_AUTO_TEST_SUITE_END()
