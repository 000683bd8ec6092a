// SPDX-License-Identifier: BSL-1.0
#include <tapeless/optim/adam.hpp>

#include <boost/test/unit_test.hpp>

#include <Eigen/Core>

#include <cmath>
#include <stdexcept>

#include "recurrence.hpp"
#include "support/counting_new.hpp"
#include "toy_block.hpp"

namespace optim = tapeless::optim;
using recurrence::scalars;
using recurrence::slope;

namespace {

/// Adam for one number, without weight decay.
struct reference {
    double rate;
    double first = 0, second = 0;
    int steps = 0;

    double step(double x, double g) {
        ++steps;
        first = 0.9 * first + 0.1 * g;
        second = 0.999 * second + 0.001 * g * g;
        return x - rate * first / (1 - std::pow(0.9, steps)) /
                       (std::sqrt(second / (1 - std::pow(0.999, steps))) + 1e-8);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(optim_adam)

// The first step has the length of the learning rate, whatever the gradient's scale.
BOOST_AUTO_TEST_CASE(first_step_is_the_sign_of_the_gradient) {
    Eigen::Vector3d x(0, 0, 0), g(1e-3, -5, 1e4);
    optim::adam opt{{.learning_rate = 0.5, .epsilon = 0}};
    opt.step(x, g);
    BOOST_TEST((x - Eigen::Vector3d(-0.5, 0.5, -0.5)).norm() < 1e-12);
}

// Also with epsilon = 0, where an element without a gradient would be 0 / 0.
BOOST_AUTO_TEST_CASE_TEMPLATE(padding_stays_zero, T, scalars) {
    toy::block<T> theta, g;
    g.for_each_symbol([&](auto symbol) {
        theta.set(symbol, T{3});
        g.set(symbol, T{2});
    });
    optim::adam opt{{.learning_rate = 0.5, .epsilon = 0}};
    opt.step(theta, g);
    opt.step(theta, g);
    for (Eigen::Index k = 0; k != g.memory.size(); ++k)
        BOOST_TEST(std::abs(static_cast<double>(theta.memory[k] - g.memory[k])) <
                   1e-5);  // 3 - 0.5 - 0.5 is 2
}

// A symbol that sits out keeps its moments and its count of steps.
BOOST_AUTO_TEST_CASE(subsets_of_the_symbols_alternate) {
    toy::block<double> theta, all;
    theta.for_each_symbol([&](auto symbol) { theta.set(symbol, 1); });
    toy::block<double, false, true, false> only_b;
    optim::adam opt{{.learning_rate = 0.1}};
    reference a{0.1}, b{0.1};
    double at_a = 1, at_b = 1;
    for (int step = 0; step != 30; ++step) {
        double const by_a = slope(at_a, step), by_b = slope(at_b, step);
        at_b = b.step(at_b, by_b);
        if (step % 2 == 0) {
            only_b.set(toy::b, by_b);
            opt.step(theta, only_b);
        } else {
            all.set(toy::a, by_a);
            all.set(toy::c, by_a);
            all.set(toy::b, by_b);
            at_a = a.step(at_a, by_a);
            opt.step(theta, all);
        }
        BOOST_TEST((theta[toy::a].array() - at_a).abs().maxCoeff() < 1e-13);
        BOOST_TEST(std::abs(theta[toy::b] - at_b) < 1e-13);
        BOOST_TEST((theta[toy::c].array() - at_a).abs().maxCoeff() < 1e-13);
    }
}

BOOST_AUTO_TEST_CASE(only_the_first_step_allocates) {
    toy::block<float> theta, g;
    toy::block<float, false, true, false> only_b;
    optim::adam opt;
    opt.step(theta, only_b);
    BOOST_TEST(tests::allocations_during([&] {
                   opt.step(theta, g);
                   opt.step(theta, only_b);
               }) == 0U);
}

BOOST_AUTO_TEST_CASE(a_copy_continues_on_its_own) {
    Eigen::VectorXd x = Eigen::VectorXd::Ones(3), g = Eigen::VectorXd::LinSpaced(3, -1, 1);
    optim::adam opt;
    opt.step(x, g);
    optim::adam fork = opt;
    Eigen::VectorXd y = x;
    opt.step(x, Eigen::VectorXd(2 * g));
    fork.step(y, Eigen::VectorXd(2 * g));
    BOOST_TEST((x - y).norm() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_starts_again) {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(3), y = x, g = Eigen::VectorXd::Ones(3);
    optim::adam opt, fresh;
    opt.step(x, Eigen::VectorXd(-3 * g));
    optim::adam other = std::move(opt);
    x.setZero();
    opt.step(x, g);
    fresh.step(y, g);
    BOOST_TEST((x - y).norm() == 0);
    opt = std::move(other);
    opt.step(x, g);
    fresh.step(y, g);
    BOOST_TEST((x - y).norm() > 1e-3);  // it goes on from the step with -3
}

BOOST_AUTO_TEST_CASE(reset_starts_again) {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(3), y = x, g = Eigen::VectorXd::Ones(3);
    optim::adam opt, fresh;
    opt.step(x, Eigen::VectorXd(-3 * g));
    opt.reset();
    x.setZero();
    opt.step(x, g);
    fresh.step(y, g);
    BOOST_TEST((x - y).norm() == 0);
}

BOOST_AUTO_TEST_CASE(mistakes_are_refused) {
    BOOST_CHECK_THROW((optim::adam{{.beta1 = 1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::adam{{.beta2 = -0.1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::adam{{.epsilon = -1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::adam{{.learning_rate = -1}}), std::invalid_argument);
    Eigen::VectorXd x = Eigen::VectorXd::Ones(3);
    Eigen::VectorXf y = Eigen::VectorXf::Ones(3);
    optim::adam opt;
    opt.step(x, x);
    BOOST_CHECK_THROW(opt.step(y, y), std::invalid_argument);  // the state is of double
}

BOOST_AUTO_TEST_SUITE_END()
