// SPDX-License-Identifier: BSL-1.0
// Convolution and pools against plain loops.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "support/oracle.hpp"

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using numbers = std::vector<double>;

numbers draw(std::size_t count) {
    static std::mt19937_64 random(7);
    numbers result(count);
    for (double& each : result) each = static_cast<double>(random() >> 11) * 0x1p-52 - 1;
    return result;
}

/// What is tried: extents of x and of a kernel (1 high: one spatial axis), strides, paddings.
struct setting {
    int width, height, in, batch;
    int kernel_width, kernel_height, out;
    int stride[2];
    int padding[2];

    int across() const { return (width + 2 * padding[0] - kernel_width) / stride[0] + 1; }
    int down() const { return (height + 2 * padding[1] - kernel_height) / stride[1] + 1; }

    /// Calls f(element of the result, channel, batch, place in x or -1, element of the window).
    void each(int channels, auto f) const {
        int result = 0;
        for (int n = 0; n != batch; ++n)
            for (int c = 0; c != channels; ++c)
                for (int oy = 0; oy != down(); ++oy)
                    for (int ox = 0; ox != across(); ++ox, ++result)
                        for (int ky = 0; ky != kernel_height; ++ky)
                            for (int kx = 0; kx != kernel_width; ++kx) {
                                int const i = ox * stride[0] + kx - padding[0];
                                int const j = oy * stride[1] + ky - padding[1];
                                bool const inside = i >= 0 && i < width && j >= 0 && j < height;
                                f(result, c, n, inside ? i + width * j : -1,
                                  kx + kernel_width * ky);
                            }
    }
    std::size_t results(int channels) const {
        return static_cast<std::size_t>(across() * down() * channels * batch);
    }
    double at(numbers const& x, int place, int channel, int n) const {
        return place < 0 ? 0
                         : x[static_cast<std::size_t>(place + width * height * (channel + in * n))];
    }
    numbers conv(numbers const& x, numbers const& kernel) const {
        numbers y(results(out));
        int const window = kernel_width * kernel_height;
        each(out, [&](int result, int o, int n, int place, int k) {
            for (int c = 0; c != in; ++c)
                y[static_cast<std::size_t>(result)] +=
                    at(x, place, c, n) *
                    kernel[static_cast<std::size_t>(k + window * (c + in * o))];
        });
        return y;
    }
    numbers max_pool(numbers const& x) const {
        numbers y(results(in), -std::numeric_limits<double>::infinity());
        each(in, [&](int result, int c, int n, int place, int) {
            double& best = y[static_cast<std::size_t>(result)];
            best = std::fmax(best, at(x, place, c, n));
        });
        return y;
    }
    numbers average_pool(numbers const& x) const {
        numbers y(results(in));
        each(in, [&](int result, int c, int n, int place, int) {
            y[static_cast<std::size_t>(result)] +=
                at(x, place, c, n) / (kernel_width * kernel_height);
        });
        return y;
    }
};

template <class Result>
double distance(Result const& y, numbers const& expected) {
    if (static_cast<std::size_t>(y.size()) != expected.size()) return HUGE_VAL;
    double worst = 0;
    for (std::size_t i = 0; i != expected.size(); ++i)
        worst = std::fmax(worst, std::abs(y.data()[i] - expected[i]));
    return worst;
}

constexpr auto N = tl::dim<"N">;
constexpr auto image = tl::input<"image", 5, 4, 2, N>;
constexpr auto kernel = tl::param<"kernel", 3, 2, 2, 3>;
constexpr auto signal = tl::input<"signal", 7, 2, N>;
constexpr auto filter = tl::param<"filter", 3, 2, 4>;

numbers const images = draw(5 * 4 * 2 * 3);
numbers const kernels = draw(3 * 2 * 2 * 3);
numbers const signals = draw(7 * 2 * 3);
numbers const filters = draw(3 * 2 * 4);

template <class Y>
void check_conv(Y y, setting const& is) {
    numbers const expected = is.conv(images, kernels);
    BOOST_TEST(distance(tl::compile(y)(image = images, kernel = kernels), expected) < 1e-14);
    BOOST_TEST(distance(tl::interpret(y)(image = images, kernel = kernels), expected) < 1e-14);
    tl::check_grads(y)(image = images, kernel = kernels);
}
template <class Y>
void check_line(Y y, setting const& is) {
    numbers const expected = is.conv(signals, filters);
    BOOST_TEST(distance(tl::compile(y)(signal = signals, filter = filters), expected) < 1e-14);
    BOOST_TEST(distance(tl::interpret(y)(signal = signals, filter = filters), expected) < 1e-14);
    tl::check_grads(y)(signal = signals, filter = filters);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(convolution)

BOOST_AUTO_TEST_CASE(over_two_axes) {
    check_conv(conv(image, kernel), {5, 4, 2, 3, 3, 2, 3, {1, 1}, {0, 0}});
    check_conv(conv(image, kernel, tl::stride<2>, tl::padding<1>),
               {5, 4, 2, 3, 3, 2, 3, {2, 2}, {1, 1}});
    check_conv(tl::conv<2>(image, kernel, tl::padding<0, 2>, tl::stride<1, 3>),
               {5, 4, 2, 3, 3, 2, 3, {1, 3}, {0, 2}});
}

BOOST_AUTO_TEST_CASE(over_one_axis) {
    check_line(conv(signal, filter), {7, 1, 2, 3, 3, 1, 4, {1, 1}, {0, 0}});
    check_line(conv(signal, filter, tl::padding<2>, tl::stride<3>),
               {7, 1, 2, 3, 3, 1, 4, {3, 1}, {2, 0}});
}

BOOST_AUTO_TEST_CASE(windows_that_are_as_large_as_the_array_or_one_element) {
    constexpr auto all = tl::param<"kernel", 5, 4, 2, 1>;
    numbers const weights = draw(5 * 4 * 2);
    setting const whole{5, 4, 2, 3, 5, 4, 1, {1, 1}, {0, 0}};
    BOOST_TEST(distance(tl::compile(tl::conv<2>(image, all))(image = images, all = weights),
                        whole.conv(images, weights)) < 1e-14);
    constexpr auto one = tl::param<"kernel", 1, 1, 2, 3>;
    numbers const mix = draw(6);
    setting const each{5, 4, 2, 3, 1, 1, 3, {1, 1}, {0, 0}};
    BOOST_TEST(distance(tl::compile(conv(image, one))(image = images, one = mix),
                        each.conv(images, mix)) < 1e-14);
    // Further than the array reaches there are zeros alone.
    constexpr auto small = tl::param<"kernel", 1, 1, 2, 3>;
    setting const far{5, 4, 2, 3, 1, 1, 3, {4, 3}, {6, 7}};
    BOOST_TEST(distance(tl::compile(conv(image, small, tl::padding<6, 7>, tl::stride<4, 3>))(
                            image = images, small = mix),
                        far.conv(images, mix)) < 1e-14);
}

BOOST_AUTO_TEST_CASE(gradients_are_compiled) {
    constexpr auto loss = sum(square(conv(image, kernel, tl::stride<2>, tl::padding<1>)));
    auto const [value, g] = tl::compile(value_and_grad(loss))(image = images, kernel = kernels);
    setting const is{5, 4, 2, 3, 3, 2, 3, {2, 2}, {1, 1}};
    numbers const y = is.conv(images, kernels);
    double expected = 0;
    for (double each : y) expected += each * each;
    BOOST_TEST(value == expected, boost::test_tools::tolerance(1e-14));
    // The derivative along each element of the kernel, by linearity.
    for (std::size_t k = 0; k != kernels.size(); ++k) {
        numbers unit(kernels.size());
        unit[k] = 1;
        numbers const along = is.conv(images, unit);
        double slope = 0;
        for (std::size_t i = 0; i != y.size(); ++i) slope += 2 * y[i] * along[i];
        BOOST_TEST(g[kernel].data()[k] == slope, boost::test_tools::tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_CASE(a_traced_network) {
    constexpr auto loss = tl::trace(
        [](auto x, auto k) {
            return sum(square(tl::max_pool<2, 1>(tanh(conv(x, k, tl::padding<1>)))));
        },
        image, kernel);
    tl::check_grads(loss)(image = images, kernel = kernels);
}

BOOST_AUTO_TEST_CASE(pools) {
    setting const two{5, 4, 2, 3, 2, 2, 0, {2, 2}, {0, 0}};
    BOOST_TEST(distance(tl::compile(tl::max_pool<2, 2>(image))(image = images),
                        two.max_pool(images)) == 0);
    BOOST_TEST(distance(tl::interpret(tl::average_pool<2, 2>(image))(image = images),
                        two.average_pool(images)) < 1e-15);
    setting const three{5, 4, 2, 3, 3, 2, 0, {1, 2}, {0, 0}};
    constexpr auto largest = tl::max_pool<3, 2>(image, tl::stride<1, 2>);
    constexpr auto mean = tl::average_pool<3, 2>(image, tl::stride<1, 2>);
    BOOST_TEST(distance(tl::compile(largest)(image = images), three.max_pool(images)) == 0);
    BOOST_TEST(distance(tl::compile(mean)(image = images), three.average_pool(images)) < 1e-15);
    tl::check_grads(largest)(image = images);
    tl::check_grads(mean)(image = images);

    setting const line{7, 1, 2, 3, 3, 1, 0, {2, 1}, {0, 0}};
    constexpr auto along = tl::max_pool<3>(signal, tl::stride<2>);
    BOOST_TEST(distance(tl::compile(along)(signal = signals), line.max_pool(signals)) == 0);
    tl::check_grads(along)(signal = signals);
    setting const padded{7, 1, 2, 3, 3, 1, 0, {3, 1}, {1, 0}};
    constexpr auto zeros_count = tl::average_pool<3>(signal, tl::padding<1>);
    BOOST_TEST(distance(tl::compile(zeros_count)(signal = signals), padded.average_pool(signals)) <
               1e-15);
    tl::check_grads(zeros_count)(signal = signals);
}

BOOST_AUTO_TEST_CASE(the_first_of_several_largest_elements_takes_the_derivative) {
    constexpr auto x = tl::input<"x", 4, 2>;
    Eigen::MatrixXd const X{{1, 2}, {2, 2}, {3, 3}, {3, 0}};
    Eigen::MatrixXd const expected{{0, 0}, {1, 0}, {1, 0}, {0, 0}};
    constexpr auto loss = sum(tl::max_pool<2, 2>(x));
    Eigen::MatrixXd const g = tl::compile(grad(loss, x))(x = X);
    BOOST_TEST((g - expected).norm() == 0);
    BOOST_TEST(tl::compile(loss)(x = X) == 5);
    // All elements equal, also infinite.
    Eigen::MatrixXd const low =
        Eigen::MatrixXd::Constant(4, 2, -std::numeric_limits<double>::infinity());
    Eigen::MatrixXd const first = tl::compile(grad(loss, x))(x = low);
    BOOST_TEST((first - Eigen::MatrixXd{{1, 0}, {0, 0}, {1, 0}, {0, 0}}).norm() == 0);
}

BOOST_AUTO_TEST_CASE(where_the_extrema_are) {
    constexpr auto x = tl::input<"x", 3, N>;
    Eigen::MatrixXd const X{{1, 2, 0}, {3, 2, -1}, {3, 2, -1}};
    Eigen::MatrixXd const rows = tl::compile(arg_max(x))(x = X);
    BOOST_TEST((rows - Eigen::MatrixXd{{1, 0, 0}}).norm() == 0);
    Eigen::MatrixXd const lowest = tl::interpret(arg_min(x))(x = X);
    BOOST_TEST((lowest - Eigen::MatrixXd{{0, 0, 1}}).norm() == 0);
    Eigen::MatrixXd const columns = tl::compile(tl::arg_min<1>(x))(x = X);
    BOOST_TEST((columns - Eigen::MatrixXd{{2}, {2}, {2}}).norm() == 0);
    // A NaN is the extremum, the first one of several.
    double const nan = std::numeric_limits<double>::quiet_NaN();
    Eigen::MatrixXd const Y{{1, nan, 0}, {nan, 7, -1}, {nan, 9, 5}};
    Eigen::MatrixXd const first = tl::compile(arg_max(x))(x = Y);
    BOOST_TEST((first - Eigen::MatrixXd{{1, 0, 2}}).norm() == 0);
}

// Several cotangents at once, on an axis after those of users: each goes its own way.
BOOST_AUTO_TEST_CASE(one_axis_and_a_fourth_extent) {
    constexpr auto batch = tl::dim<"Batch">;
    constexpr auto four = tl::input<"four", 6, 3, 2, batch>;
    constexpr auto three = tl::input<"three", 6, 6, batch>;
    std::vector<double> data(6 * 6 * 4);
    for (std::size_t i = 0; i != data.size(); ++i) data[i] = std::sin(static_cast<double>(7 * i));
    auto const numbers_of = [&](auto e, auto symbol, std::size_t rows = 3) {
        auto const made = tl::compile(e)(symbol = data);
        return std::vector<double>(made.data(), made.data() + rows * 6 * 4);
    };
    constexpr auto loss = [](auto pooled) { return sum(pooled % pooled % pooled); };
    constexpr auto largest = [](auto x) { return tl::max_pool<2>(x); };
    BOOST_TEST(numbers_of(largest(four), four) == numbers_of(largest(three), three));
    BOOST_TEST(numbers_of(tl::average_pool<2>(four), four) ==
               numbers_of(tl::average_pool<2>(three), three));
    BOOST_TEST(numbers_of(grad(loss(largest(four)), four), four, 6) ==
               numbers_of(grad(loss(largest(three)), three), three, 6));
    tl::check_grads(loss(tl::average_pool<2>(four)))(four = data);
}

BOOST_AUTO_TEST_CASE(seed_axes_are_batch) {
    tl::builder g;
    tl::axis_extent const n(g.dimension_of("N"), 0);
    tl::var const x = tests::symbol(g, "x", tl::shape(5, 4, 2, n));
    tl::var const k = tests::symbol(g, "k", tl::shape(3, 2, 2, 3));
    tl::var const line = tests::symbol(g, "line", tl::shape(7, 2, n));
    tl::var const f = tests::symbol(g, "f", tl::shape(3, 2, 4));
    tests::point at{
        {{"x", images}, {"k", kernels}, {"line", signals}, {"f", filters}}, {}, {{"N", 3}}};
    auto const conv2 = tl::conv(x, k, tl::stride<2>, tl::padding<1>);
    auto const conv1 = tl::conv(line, f, tl::padding<1>);
    struct {
        tl::var y;
        std::vector<tl::var> sources;
    } const cases[] = {{conv2, {x, k}},
                       {conv1, {line, f}},
                       {tl::max_pool<2, 2>(x), {x}},
                       {tl::average_pool<3>(line, tl::stride<2>), {line}}};
    for (auto const& each : cases) {
        std::size_t const size = tests::evaluate(each.y, at).size();
        tl::shape one = each.y.shape();
        tl::shape many = one;
        many[4] = 2;
        many[5] = 2;
        std::string const name = std::to_string(each.y.id);
        at.values["many" + name] = draw(4 * size);
        auto const at_once =
            tests::reverse(each.y, tests::symbol(g, "many" + name, many), each.sources);
        auto const alone =
            tests::reverse(each.y, tests::symbol(g, "one" + name, one), each.sources);
        for (std::size_t s = 0; s != each.sources.size(); ++s) {
            numbers const all = tests::evaluate(at_once[s], at);
            numbers expected;
            for (std::size_t seed = 0; seed != 4; ++seed) {
                auto const begin =
                    at.values["many" + name].begin() + static_cast<std::ptrdiff_t>(seed * size);
                at.values["one" + name] = {begin, begin + static_cast<std::ptrdiff_t>(size)};
                numbers const part = tests::evaluate(alone[s], at);
                expected.insert(expected.end(), part.begin(), part.end());
            }
            BOOST_TEST(tests::distance(all, expected) < 1e-14);
        }
    }
    BOOST_TEST(!g.first_mistake);
}

BOOST_AUTO_TEST_CASE(mistakes_of_windows) {
    auto const mistake_in = [](auto f) {
        tl::builder g;
        auto const in = [&](char const* label, tl::shape const& of) {
            return tl::detail::symbol_in(g, tl::name(label), tl::role::input, of, {});
        };
        static_cast<void>(f(in, tl::axis_extent(g.dimension_of("N"), 0)));
        return g.first_mistake;
    };
    auto const channels = mistake_in([](auto in, tl::axis_extent n) {
        return tl::conv(in("x", tl::shape(5, 5, 3, n)), in("k", tl::shape(3, 3, 2, 4)));
    });
    BOOST_TEST((channels.kind == tl::mistake::convolution_channels));
    BOOST_TEST(channels.left.view() == "x: 5 x 5 x 3 x N");
    BOOST_TEST(channels.right.view() == "k: 3 x 3 x 2 x 4");
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::conv(in("x", tl::shape(5, n, 2, 2)), in("k", tl::shape(3, 3, 2, 4)));
                }).kind == tl::mistake::static_extent_expected));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::conv(in("x", tl::shape(5, 5, 2, 2)), in("k", tl::shape(n, 3, 2, 4)));
                }).kind == tl::mistake::static_extent_expected));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::conv(in("x", tl::shape(5, 2, 2, n)), in("k", tl::shape(3, 3, 2, 4)));
                }).kind == tl::mistake::window_extents));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::conv(in("x", tl::shape(5, 2, n)), in("k", tl::shape(3, 2, 4)),
                                    tl::stride<1, 2>);
                }).kind == tl::mistake::window_axes));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::conv<1>(in("x", tl::shape(5, 2, n)), in("k", tl::shape(3, 2, 4, 2)));
                }).kind == tl::mistake::window_axes));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::max_pool<6>(in("x", tl::shape(5, 2, n)));
                }).kind == tl::mistake::window_extents));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::max_pool<2>(in("x", tl::shape(n, 2)));
                }).kind == tl::mistake::static_extent_expected));
    BOOST_TEST((mistake_in([](auto in, tl::axis_extent n) {
                    return tl::arg_max<4>(in("x", tl::shape(n, 2)));
                }).kind == tl::mistake::axis_range));
}

BOOST_AUTO_TEST_SUITE_END()
