// SPDX-License-Identifier: BSL-1.0
// Data that do not fit: what the errors say, and that the program goes on to work.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include "support/error_of.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;
using tests::error_of;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;
constexpr auto s = tl::input<"s">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto next = tl::input<"next", 3, N + 1>;
constexpr auto free_matrix = tl::input<"free_matrix", M, N>;
constexpr auto k = tl::indices<"k", N>;
constexpr auto W = tl::param<"W", 4, 3>;

Eigen::MatrixXd ones(Eigen::Index rows, Eigen::Index columns) {
    return Eigen::MatrixXd::Ones(rows, columns);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_program_errors)

BOOST_AUTO_TEST_CASE(extents) {
    auto program = tl::compile(sum(W * x + z));
    auto const theta = ones(4, 3);
    BOOST_TEST(program(W = theta, x = ones(3, 2), z = ones(4, 2)) == 32);
    auto const shape_error = [&](auto const&... bound) {
        return error_of<tl::shape_error>([&] { program(bound...); });
    };
    // whoever comes first in the call fixes N
    BOOST_TEST(shape_error(W = theta, x = ones(3, 2), z = ones(4, 5)) ==
               "tapeless: symbol 'z' (4 x N): extent 1 expected 2 (as 'x' has it), given 5");
    BOOST_TEST(shape_error(z = ones(4, 5), x = ones(3, 2), W = theta) ==
               "tapeless: symbol 'x' (3 x N): extent 1 expected 5 (as 'z' has it), given 2");
    BOOST_TEST(program(W = theta, x = ones(3, 2), z = ones(4, 2)) == 32);
    BOOST_TEST(shape_error(W = theta, x = ones(2, 2), z = ones(4, 2)) ==
               "tapeless: symbol 'x' (3 x N): extent 0 expected 3, given 2");
    BOOST_TEST(shape_error(W = ones(3, 4), x = ones(3, 2), z = ones(4, 2)) ==
               "tapeless: symbol 'W' (4 x 3): extent 0 expected 4, given 3");
    BOOST_TEST(program(W = theta, x = ones(3, 0), z = ones(4, 0)) == 0);
    BOOST_TEST(shape_error(W = theta, x = ones(3, 0), z = ones(4, 1)) ==
               "tapeless: symbol 'z' (4 x N): extent 1 expected 0 (as 'x' has it), given 1");
    // a dim that is bound by name
    BOOST_TEST(program(W = theta, x = ones(3, 2), z = ones(4, 2), N = 2) == 32);
    BOOST_TEST(shape_error(W = theta, x = ones(3, 2), z = ones(4, 2), N = 3) ==
               "tapeless: symbol 'x' (3 x N): extent 1 expected 3, given 2");
    BOOST_TEST(program(W = theta, x = ones(3, 3), z = ones(4, 3)) == 48);
}

BOOST_AUTO_TEST_CASE(flat_objects) {
    auto program = tl::compile(sum(W * x));
    auto const theta = ones(4, 3);
    auto const shape_error = [&](auto const&... bound) {
        return error_of<tl::shape_error>([&] { program(bound...); });
    };
    BOOST_TEST(program(W = theta, x = std::vector<double>(6, 1.0)) == 24);
    BOOST_TEST(shape_error(W = theta, x = std::vector<double>(7)) ==
               "tapeless: symbol 'x': expected 3 x N (3 times an extent), given 7 elements");
    BOOST_TEST(shape_error(W = std::vector<double>(11), x = ones(3, 2)) ==
               "tapeless: symbol 'W': expected 4 x 3 (12 elements), given 11 elements");
    BOOST_TEST(shape_error(W = theta, x = std::vector<double>(9), N = 2) ==
               "tapeless: symbol 'x': expected 3 x N (6 elements), given 9 elements");
    BOOST_TEST(program(W = theta, x = std::vector<double>(6, 1.0)) == 24);

    auto scalar = tl::compile(2_c * s);
    BOOST_TEST(error_of<tl::shape_error>([&] { scalar(s = std::vector<double>(2)); }).find("'s'") !=
               std::string::npos);
    BOOST_TEST(error_of<tl::shape_error>([&] { scalar(s = ones(2, 1)); }).find("'s'") !=
               std::string::npos);
    BOOST_TEST(scalar(s = 2) == 4);
}

BOOST_AUTO_TEST_CASE(extents_that_are_not_known) {
    auto program = tl::compile(sum(free_matrix));
    BOOST_TEST(
        error_of<tl::shape_error>([&] { program(free_matrix = std::vector<double>(6)); }) ==
        "tapeless: symbol 'free_matrix': its run-time extents cannot be told from the size of "
        "what is bound; bind them by name");
    BOOST_TEST(program(free_matrix = std::vector<double>(6, 1.0), M = 2) == 6);
    BOOST_TEST(program(free_matrix = std::vector<double>(6, 1.0), N = 6) == 6);
    BOOST_TEST(program(free_matrix = ones(2, 2)) == 4);
    // an extent that nothing bound has
    auto stretched = tl::compile(sum(tl::stretch<1, N>(s)));
    BOOST_TEST(
        error_of<tl::shape_error>([&] { stretched(s = 2); }) ==
        "tapeless: the extent 'N' is not known from what is bound: bind it by name (N = ...)");
    BOOST_TEST(stretched(s = 2, N = 5) == 10);
    BOOST_TEST(stretched(s = 2, N = 0) == 0);
    BOOST_CHECK_THROW(stretched(s = 2, N = -1), tl::shape_error);
    BOOST_TEST(stretched(s = 2, N = 5) == 10);
}

BOOST_AUTO_TEST_CASE(a_name_plus_a_number) {
    auto program = tl::compile(sum(next) - sum(x));
    BOOST_TEST(program(next = ones(3, 3), x = ones(3, 2)) == 3);
    BOOST_TEST(program(next = ones(3, 1), x = ones(3, 0)) == 3);
    BOOST_TEST(error_of<tl::shape_error>([&] { program(next = ones(3, 3), x = ones(3, 3)); }) ==
               "tapeless: symbol 'x' (3 x N): extent 1 expected 2 (as 'next' has it), given 3");
    BOOST_TEST(error_of<tl::shape_error>([&] { program(x = ones(3, 3), next = ones(3, 3)); }) ==
               "tapeless: symbol 'next' (3 x N+1): extent 1 expected 4 (as 'x' has it), given 3");
    BOOST_TEST(error_of<tl::shape_error>([&] { program(next = ones(3, 0), x = ones(3, 0)); }) ==
               "tapeless: symbol 'next' (3 x N+1): extent 1 expected at least 1, given 0");
    BOOST_TEST(program(x = ones(3, 2), next = ones(3, 3)) == 3);
}

BOOST_AUTO_TEST_CASE(class_indices) {
    auto program = tl::compile(cross_entropy(z, k));
    std::vector<int> classes{0, 3};
    auto const index_error = [&](auto const& bound) {
        return error_of<tl::index_error>([&] { program(z = ones(4, 2), k = bound); });
    };
    double const value = std::log(4.0);
    auto const fine = [&] {
        return std::abs(program(z = ones(4, 2), k = classes) - value) < 1e-14;
    };
    BOOST_TEST(fine());
    BOOST_TEST(index_error(std::vector<int>{0, 4}) ==
               "tapeless: indices 'k': element 1 expected an integer from 0 to 3, given 4");
    BOOST_TEST(index_error(std::vector<int>{-1, 4}) ==
               "tapeless: indices 'k': element 0 expected an integer from 0 to 3, given -1");
    BOOST_TEST(index_error(Eigen::Vector2d(0.5, 0)).find("element 0") != std::string::npos);
    BOOST_TEST(index_error(Eigen::Vector2d(std::nan(""), 0)).find("element 0") !=
               std::string::npos);
    BOOST_TEST(index_error(Eigen::Vector2d(0, std::numeric_limits<double>::infinity())) != "");
    BOOST_TEST(index_error(Eigen::Vector2d(0, 1e300)) != "");
    BOOST_TEST((
        index_error(std::vector<std::int64_t>{0, std::numeric_limits<std::int64_t>::max()}) != ""));
    BOOST_TEST((index_error(std::vector<std::uint64_t>{
                    0, std::numeric_limits<std::uint64_t>::max()}) != ""));
    BOOST_TEST(fine());
    // interpreted and with a gradient
    BOOST_CHECK_THROW(
        tl::interpret(cross_entropy(z, k))(z = ones(4, 2), k = std::vector<int>{0, 4}),
        tl::index_error);
    // of several run-time extents the least counts
    constexpr auto t = tl::indices<"t", 2>;
    auto lookup = tl::compile(sum(tl::gather<1>(x, t)) + sum(tl::gather<1>(free_matrix, t)) +
                              sum(tl::gather<0>(free_matrix, t)));
    BOOST_TEST(lookup(x = ones(3, 4), free_matrix = ones(3, 4), t = std::array{0, 2}) == 6 + 6 + 8);
    BOOST_TEST(error_of<tl::index_error>([&] {
                   lookup(x = ones(3, 4), free_matrix = ones(3, 4), t = std::array{0, 3});
               }) == "tapeless: indices 't': element 1 expected an integer from 0 to 2, given 3");
    // Everything is an invalid argument to those who do not care.
    BOOST_CHECK_THROW(program(z = ones(4, 2), k = std::vector<int>{0, 4}), std::invalid_argument);
    BOOST_CHECK_THROW(program(z = ones(4, 3), k = classes), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(slices_of_run_time_extents) {
    auto program = tl::compile(sum(tl::slice<1, 2, 3>(x)));
    BOOST_TEST(program(x = ones(3, 5)) == 9);
    auto const text = error_of<tl::shape_error>([&] { program(x = ones(3, 4)); });
    BOOST_TEST(text.find("N = 4") != std::string::npos);
    BOOST_TEST(program(x = ones(3, 5)) == 9);
    BOOST_CHECK_THROW(tl::interpret(sum(tl::slice<1, 2, 3>(x)))(x = ones(3, 4)), tl::shape_error);
}

BOOST_AUTO_TEST_CASE(arguments_of_functions) {
    auto const product = [](auto a, auto c) { return sum(a * c); };
    auto const g = tl::grad(product);
    BOOST_TEST((g(ones(2, 3), ones(3, 4)) == 4 * ones(2, 3)));
    auto const text = error_of<tl::shape_error>([&] { g(ones(2, 3), ones(2, 4)); });
    BOOST_TEST(text.find("argument") != std::string::npos);
    BOOST_TEST(text.find("expected 3") != std::string::npos);
    BOOST_TEST(text.find("given 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(blocks) {
    auto theta = tl::parameters(W * x);
    std::vector<double> packed(11);
    BOOST_TEST(error_of<tl::shape_error>([&] { theta.unpack(packed); }) ==
               "tapeless: a block of 12 elements was given a span of 11");
    BOOST_CHECK_THROW(theta.pack(packed), tl::shape_error);
}

BOOST_AUTO_TEST_SUITE_END()
