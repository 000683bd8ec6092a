// SPDX-License-Identifier: BSL-1.0
// At kinks both engines have the conventions of docs/reference/conventions_at_kinks.md.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using vector = Eigen::Matrix<double, 9, 1>;
constexpr auto v = tl::input<"v", 9>;
vector const points{0, -0.0, 2, -1, 2.5, 0, 1, 2.5, -3};

/// The gradient of the sum, compiled and interpreted.
template <class Model>
void expect(Model, vector const& slopes) {
    constexpr auto slope = grad(sum(Model{}), v);
    vector const compiled = tl::compile(slope)(v = points);
    vector const interpreted = tl::interpret(slope)(v = points);
    BOOST_TEST(compiled == slopes, boost::test_tools::per_element());
    BOOST_TEST(interpreted == slopes, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exec_kinks)

BOOST_AUTO_TEST_CASE(element_by_element) {
    expect(relu(v), vector{0, 0, 1, 0, 1, 0, 1, 1, 0});
    expect(abs(v), vector{0, 0, 1, -1, 1, 0, 1, 1, -1});
    expect(tl::leaky_relu(v, 0.25_c), vector{.25, .25, 1, .25, 1, .25, 1, 1, .25});
    expect(max(v, 0_c), vector{.5, .5, 1, 0, 1, .5, 1, 1, 0});
    expect(min(v, 2_c), vector{1, 1, .5, 1, 0, 1, 1, 0, 1});
    expect(clamp(v, -1_c, 2_c), vector{1, 1, 1, 1, 0, 1, 1, 0, 0});
    expect(hypot(v, 0_c), vector{0, 0, 1, -1, 1, 0, 1, 1, -1});
    expect(floor(v) + ceil(v) + round(v) + sign(v), vector::Zero());
    expect(select(v > 0_c, log(v) * 0_c, v), vector{1, 1, 0, 1, 0, 1, 0, 0, 1});
}

BOOST_AUTO_TEST_CASE(of_all_elements) {
    expect(tl::max_of(v), vector{0, 0, 0, 0, .5, 0, 0, .5, 0});
    expect(tl::prod(v), vector::Zero());
    expect(norm(v * 0_c), vector::Zero());
}

BOOST_AUTO_TEST_SUITE_END()
