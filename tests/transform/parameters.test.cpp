// SPDX-License-Identifier: BSL-1.0
// Blocks of parameters: memory, names, and as Hana's Foldable and Searchable.
#include <tapeless/tapeless.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/contains.hpp>
#include <boost/hana/find.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/unpack.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "support/counting_new.hpp"

namespace tl = tapeless;
namespace hana = boost::hana;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto weight = tl::param<"fc1.weight", 4, 3>;
constexpr auto bias = tl::param<"fc1.bias", 4, tl::init::zeros>;
constexpr auto scale = tl::param<"scale", tl::init::constant(0.5)>;
constexpr auto kernel = tl::param<"kernel", 2, 3, 2>;
constexpr auto running = tl::buffer<"running", 4>;
constexpr auto model = scale * tanh(weight * x + bias - running) + sum(kernel);

/// A block whose elements, without gaps, are 1, 2, 3, ...
auto counted() {
    auto theta = tl::parameters(model);
    std::vector<double> packed(static_cast<std::size_t>(theta.size()));
    std::iota(packed.begin(), packed.end(), 1.0);
    theta.unpack(packed);
    return theta;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_parameters)

BOOST_AUTO_TEST_CASE(memory) {
    auto theta = counted();
    BOOST_TEST(theta.size() == 33);
    BOOST_TEST(theta.bytes() == 64U + 128U + 128U + 64U + 64U);
    // in the order of names, each on 64 bytes, zeros between
    BOOST_TEST(theta[bias](0) == 1);
    BOOST_TEST(theta[weight](0, 0) == 5);
    BOOST_TEST(theta[weight](3, 2) == 16);
    BOOST_TEST(theta[kernel].at(0, 0, 0) == 17);
    BOOST_TEST(theta[kernel].at(1, 2, 1) == 28);
    BOOST_TEST(theta[running](0) == 29);
    BOOST_TEST(theta[scale] == 33);
    for (auto const* first : {theta[bias].data(), theta[weight].data(), theta[kernel].data(),
                              theta[running].data(), &theta[scale]})
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(first) % 64 == 0U);
    BOOST_TEST(theta.flat().size() == 56);
    BOOST_TEST(theta.flat().sum() == 33 * 34 / 2);
    BOOST_TEST((theta.flat().array() != 0).count() == 33);

    std::vector<double> packed(33);
    theta.pack(packed);
    BOOST_TEST(packed[0] == 1);
    BOOST_TEST(packed[32] == 33);
    // the whole block at once
    theta.flat() *= 2;
    BOOST_TEST(theta[scale] == 66);
}

BOOST_AUTO_TEST_CASE(access) {
    auto theta = counted();
    theta[weight] = Eigen::MatrixXd::Ones(4, 3);
    theta[weight](0, 0) = 7;
    theta.get<"fc1.weight">().row(1).setZero();
    BOOST_TEST(theta[weight].sum() == 7 + 8);
    theta[scale] = 2;
    theta.get<"scale">() *= 3;
    BOOST_TEST(theta[scale] == 6);
    static_assert(std::is_same_v<decltype(theta[scale]), double&>);
    static_assert(decltype(theta[weight])::RowsAtCompileTime == 4);
    static_assert(decltype(theta[weight])::ColsAtCompileTime == 3);
    auto const& constant = theta;
    static_assert(std::is_same_v<decltype(constant[scale]), double const&>);
    static_assert(!std::is_assignable_v<decltype(constant[weight](0, 0)), double>);
    BOOST_TEST(constant.get<"scale">() == 6);

    auto copy = theta;
    copy[scale] = 0;
    BOOST_TEST(theta[scale] == 6);
    copy = theta;
    BOOST_TEST(copy[scale] == 6);
    auto moved = std::move(copy);
    BOOST_TEST(moved[scale] == 6);
    BOOST_TEST(tests::allocations_during([&] { moved = theta; }) == 0U);
    auto narrow = tl::parameters<float>(model);
    static_assert(std::is_same_v<decltype(narrow[scale]), float&>);
    BOOST_TEST(narrow.bytes() == 64U * 5U);
}

BOOST_AUTO_TEST_CASE(initialisation) {
    auto theta = tl::parameters(model);
    tl::initialize(theta, 42);
    BOOST_TEST(theta[bias].isZero(0));
    BOOST_TEST(theta[running].isZero(0));
    BOOST_TEST(theta[scale] == 0.5);
    BOOST_TEST(theta[weight].cwiseAbs().maxCoeff() <= 1 / std::sqrt(3.0));
    BOOST_TEST(theta[weight].cwiseAbs().minCoeff() > 0);
    BOOST_TEST(theta[kernel].flat().cwiseAbs().maxCoeff() <= 1 / std::sqrt(6.0));
    BOOST_TEST((theta.flat().array() != 0).count() == 25);

    auto again = tl::parameters(model);
    tl::initialize(again, 42);
    BOOST_TEST((again.flat() == theta.flat()));
    tl::initialize(again, 43);
    BOOST_TEST((again[weight] != theta[weight]));
    // Numbers belong to a name: other parameters change nothing.
    auto alone = tl::parameters(sum(weight));
    tl::initialize(alone, 42);
    BOOST_TEST((alone[weight] == theta[weight]));
    // A float parameter is the rounded double one.
    auto narrow = tl::parameters<float>(model);
    tl::initialize(narrow, 42);
    BOOST_TEST((narrow[weight] == theta[weight].cast<float>()));
}

BOOST_AUTO_TEST_CASE(foldable_and_searchable) {
    auto theta = counted();
    std::vector<std::string> names;
    double total = 0;
    hana::for_each(theta, [&](auto&& entry) {
        names.emplace_back(
            tl::symbol_of<std::remove_cvref_t<decltype(hana::first(entry))>>.label.view());
        auto&& values = hana::second(entry);
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(values)>>)
            total += values;
        else
            total = std::accumulate(values.data(), values.data() + values.size(), total);
    });
    BOOST_TEST((names ==
                std::vector<std::string>{"fc1.bias", "fc1.weight", "kernel", "running", "scale"}));
    BOOST_TEST(total == 33 * 34 / 2);

    auto const elements =
        hana::fold_left(theta, std::ptrdiff_t{0}, [](std::ptrdiff_t sum, auto&& entry) {
            auto&& values = hana::second(entry);
            if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(values)>>)
                return sum + 1;
            else
                return sum + values.size();
        });
    BOOST_TEST(elements == 33);
    static_assert(decltype(hana::length(theta))::value == 5);
    BOOST_TEST(hana::unpack(theta, [](auto&&... entries) { return sizeof...(entries); }) == 5U);

    BOOST_TEST(&hana::at_key(theta, scale) == &theta[scale]);
    hana::at_key(theta, scale) = -1;
    BOOST_TEST(theta[scale] == -1);
    hana::at_key(theta, weight)(0, 0) = -2;
    BOOST_TEST(theta[weight](0, 0) == -2);
    auto const& constant = theta;
    BOOST_TEST((hana::at_key(constant, bias) == theta[bias]));
    static_assert(decltype(hana::contains(theta, weight))::value);
    static_assert(!decltype(hana::contains(theta, x))::value);
    BOOST_TEST((hana::find(theta, bias).value() == theta[bias]));
    static_assert(decltype(hana::find(theta, x) == hana::nothing)::value);

    // gradients, too
    auto const g = tl::interpret(grad(sum(model)))(theta, x = Eigen::MatrixXd::Ones(3, 2));
    std::size_t count = 0;
    hana::for_each(g, [&](auto&&) { ++count; });
    BOOST_TEST(count == 4U);
    double const slope = hana::at_key(g, scale);
    BOOST_TEST(slope == static_cast<double>(g.get<"scale">()));
}

BOOST_AUTO_TEST_SUITE_END()
