// SPDX-License-Identifier: BSL-1.0
// What users without exceptions define; an executable of its own, since it holds for a whole
// program.
#include <string>

namespace {

struct handled {
    std::string message;
};
[[noreturn]] void handle(char const* message) { throw handled{message}; }

}  // namespace

#define TAPELESS_ON_ERROR(message) handle(message)
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto k = tl::indices<"k", N>;

template <class Call>
std::string handled_by(Call const& call) {
    try {
        call();
    } catch (handled const& error) {
        return error.message;
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_error_goes_to_the_users_handler) {
    auto program = tl::compile(cross_entropy(x, k));
    Eigen::MatrixXd const X = Eigen::MatrixXd::Zero(3, 2);
    BOOST_TEST(handled_by([&] {
                   program(x = X.topRows(2), k = std::vector<int>{0, 1});
               }) == "tapeless: symbol 'x' (3 x N): extent 0 expected 3, given 2");
    BOOST_TEST(handled_by([&] {
                   program(x = X, k = std::vector<int>{0, 3});
               }) == "tapeless: indices 'k': element 1 expected an integer from 0 to 2, given 3");
    BOOST_TEST(program(x = X, k = std::vector<int>{0, 2}) > 1);
    auto checked = tl::compile(log(x), tl::checked);
    BOOST_TEST(handled_by([&] { checked(x = X); }) ==
               "tapeless: 'log(x[3,N]): 3 x N' is the first node with a value that is not finite: "
               "element 0 is -inf");
    BOOST_TEST(handled_by([&] {
                   tl::check_grads(stop_gradient(x))(x = X);
               }).starts_with("tapeless: check_grads: the jvp of the expression"));
    auto theta = tl::parameters(sum(tl::param<"W", 3>));
    std::vector<double> wrong(2);
    BOOST_TEST(handled_by([&] { theta.pack(wrong); }) ==
               "tapeless: a block of 3 elements was given a span of 2");
}
