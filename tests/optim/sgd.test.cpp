// SPDX-License-Identifier: BSL-1.0
#include <tapeless/optim/sgd.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/Core>

#include <cmath>
#include <stdexcept>

#include "recurrence.hpp"
#include "toy_block.hpp"

namespace optim = tapeless::optim;
using recurrence::largest_deviation;
using recurrence::precision;
using recurrence::scalars;
using recurrence::slope;

namespace {

/// PyTorch's documented algorithm for one number: torch.optim.SGD, version 2.
struct reference {
    optim::sgd_options o;
    double velocity = 0;
    int steps = 0;

    double step(double x, double g) {
        if (o.weight_decay != 0) g = g + o.weight_decay * x;
        if (o.momentum != 0) {
            if (steps > 0 || o.initial_velocity == optim::zero)
                velocity = o.momentum * velocity + (1 - o.dampening) * g;
            else
                velocity = g;
            g = o.nesterov ? g + o.momentum * velocity : velocity;
        }
        ++steps;
        return x - o.learning_rate * g;
    }
};

constexpr optim::sgd_options variants[] = {
    {.learning_rate = 0.1},
    {.learning_rate = 0.1, .weight_decay = 0.3},
    {.learning_rate = 0.1, .momentum = 0.9},
    {.learning_rate = 0.1, .momentum = 0.9, .dampening = 0.5},
    {.learning_rate = 0.1, .momentum = 0.9, .nesterov = true},
    {.learning_rate = 0.1, .momentum = 0.9, .nesterov = true, .weight_decay = 0.3},
    {.learning_rate = 0.1, .momentum = 0.9, .dampening = 0.9, .initial_velocity = optim::zero},
    {.learning_rate = 1e-2,
     .momentum = 0.9,
     .dampening = 0,
     .nesterov = false,
     .weight_decay = 0,
     .initial_velocity = optim::gradient},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(optim_sgd)

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_the_recurrence, T, scalars) {
    for (auto const& options : variants)
        BOOST_TEST(largest_deviation<T>(optim::sgd{options}, reference{options}) < precision<T>);
}

// Autograd: velocity = mass * velocity - (1 - mass) * g; x = x + step_size * velocity.
BOOST_AUTO_TEST_CASE(dampening_and_a_zero_velocity_are_autograds_momentum) {
    Eigen::Vector3d x(1, -2, 0.5), y = x, velocity(0, 0, 0);
    optim::sgd opt{
        {.learning_rate = 0.1, .momentum = 0.8, .dampening = 0.8, .initial_velocity = optim::zero}};
    for (int step = 0; step != 50; ++step) {
        Eigen::Vector3d const g = y.unaryExpr([&](double v) { return slope(v, step); });
        velocity = 0.8 * velocity - (1 - 0.8) * g;
        y += 0.1 * velocity;
        opt.step(x, g);
        BOOST_TEST((x - y).norm() < 1e-14);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(updates_a_block_and_leaves_its_padding_zero, T, scalars) {
    toy::block<T> theta, g;
    theta[toy::a] << 1, 2, 3, 4, 5, 6;
    theta[toy::b] = 7;
    theta[toy::c] << 8, 9, 10, 11, 12;
    Eigen::VectorX<T> const before = theta.memory;
    g.for_each_symbol([&](auto symbol) { g.set(symbol, T{2}); });
    optim::sgd opt{{.learning_rate = 0.5, .momentum = 0.5, .weight_decay = 0}};
    opt.step(theta, g);
    opt.step(theta, g);  // velocities 2 and 3
    Eigen::VectorX<T> const expected = before - T{1.25} * g.memory;
    BOOST_TEST((theta.memory - expected).norm() == 0);
}

BOOST_AUTO_TEST_CASE(subsets_of_the_symbols_alternate) {
    toy::block<double> theta;
    theta.for_each_symbol([&](auto symbol) { theta.set(symbol, 1); });
    toy::block<double, false, true, false> only_b;
    toy::block<double, true, false, true> a_and_c;
    optim::sgd_options const options{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.1};
    optim::sgd opt{options};
    reference a{options}, b{options}, c{options};
    double at_a = 1, at_b = 1, at_c = 1;
    for (int step = 0; step != 30; ++step) {
        if (step % 3 == 1) {
            only_b.set(toy::b, slope(at_b, step));
            at_b = b.step(at_b, slope(at_b, step));
            opt.step(theta, only_b);
        } else {
            a_and_c.set(toy::a, slope(at_a, step));
            a_and_c.set(toy::c, -slope(at_c, step));
            at_a = a.step(at_a, slope(at_a, step));
            at_c = c.step(at_c, -slope(at_c, step));
            opt.step(theta, a_and_c);
        }
        BOOST_TEST((theta[toy::a].array() - at_a).abs().maxCoeff() < 1e-14);
        BOOST_TEST(std::abs(theta[toy::b] - at_b) < 1e-14);
        BOOST_TEST((theta[toy::c].array() - at_c).abs().maxCoeff() < 1e-14);
    }
}

BOOST_AUTO_TEST_CASE(learning_rate_can_change_between_steps) {
    Eigen::VectorXd x = Eigen::VectorXd::Ones(3), g = Eigen::VectorXd::Ones(3);
    optim::sgd opt{{.learning_rate = 0.5}};
    opt.step(x, g);
    opt.options().learning_rate = 0.25;
    opt.step(x, g);
    BOOST_TEST(x[1] == 0.25);
}

BOOST_AUTO_TEST_CASE(mistakes_are_refused) {
    BOOST_CHECK_THROW(optim::sgd{{.learning_rate = -1}}, std::invalid_argument);
    BOOST_CHECK_THROW((optim::sgd{{.learning_rate = std::nan("")}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::sgd{{.nesterov = true}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::sgd{{.momentum = 0.9, .dampening = 0.1, .nesterov = true}}),
                      std::invalid_argument);
    Eigen::VectorXd x = Eigen::VectorXd::Ones(3), y = Eigen::VectorXd::Ones(4);
    optim::sgd opt{{.momentum = 0.9}};
    BOOST_CHECK_THROW(opt.step(x, y), std::invalid_argument);
    opt.step(x, x);
    BOOST_CHECK_THROW(opt.step(y, y), std::invalid_argument);  // another block
    opt.reset();
    BOOST_CHECK_NO_THROW(opt.step(y, y));
}

BOOST_AUTO_TEST_SUITE_END()
