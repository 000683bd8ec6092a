// SPDX-License-Identifier: BSL-1.0
// Each optimiser against its algorithm for one number, written down once more.
#include <tapeless/optim/adagrad.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/lion.hpp>
#include <tapeless/optim/rmsprop.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <stdexcept>

#include "recurrence.hpp"
#include "toy_block.hpp"

namespace optim = tapeless::optim;
using recurrence::largest_deviation;
using recurrence::precision;
using recurrence::scalars;

namespace {

struct adam_reference {
    optim::adam_options o;
    double first = 0, second = 0;
    int t = 0;

    double step(double x, double g) {
        ++t;
        g += o.weight_decay * x;
        first = o.beta1 * first + (1 - o.beta1) * g;
        second = o.beta2 * second + (1 - o.beta2) * g * g;
        double const first_hat = first / (1 - std::pow(o.beta1, t));
        double const second_hat = second / (1 - std::pow(o.beta2, t));
        return x - o.learning_rate * first_hat / (std::sqrt(second_hat) + o.epsilon);
    }
};

struct adamw_reference {
    double weight_decay;
    adam_reference inner;

    double step(double x, double g) {
        return inner.step(x - inner.o.learning_rate * weight_decay * x, g);
    }
};

struct nadam_reference {
    optim::nadam_options o;
    double first = 0, second = 0, product = 1;
    int t = 0;

    double step(double x, double g) {
        ++t;
        g += o.weight_decay * x;
        double const mu = o.beta1 * (1 - 0.5 * std::pow(0.96, t * o.momentum_decay));
        double const next = o.beta1 * (1 - 0.5 * std::pow(0.96, (t + 1) * o.momentum_decay));
        product *= mu;
        first = o.beta1 * first + (1 - o.beta1) * g;
        second = o.beta2 * second + (1 - o.beta2) * g * g;
        double const first_hat = next * first / (1 - product * next) + (1 - mu) * g / (1 - product);
        double const second_hat = second / (1 - std::pow(o.beta2, t));
        return x - o.learning_rate * first_hat / (std::sqrt(second_hat) + o.epsilon);
    }
};

struct rmsprop_reference {
    optim::rmsprop_options o;
    double square = 0, mean = 0, velocity = 0;

    double step(double x, double g) {
        g += o.weight_decay * x;
        square = o.alpha * square + (1 - o.alpha) * g * g;
        double variance = square;
        if (o.centered) {
            mean = o.alpha * mean + (1 - o.alpha) * g;
            variance -= mean * mean;
        }
        double const scaled = g / (std::sqrt(variance) + o.epsilon);
        if (o.momentum == 0) return x - o.learning_rate * scaled;
        velocity = o.momentum * velocity + scaled;
        return x - o.learning_rate * velocity;
    }
};

struct adagrad_reference {
    optim::adagrad_options o;
    double sum = o.initial_accumulator;
    int t = 0;

    double step(double x, double g) {
        g += o.weight_decay * x;
        sum += g * g;
        double const rate = o.learning_rate / (1 + t++ * o.learning_rate_decay);
        return x - rate * g / (std::sqrt(sum) + o.epsilon);
    }
};

struct lion_reference {
    optim::lion_options o;
    double momentum = 0;

    double step(double x, double g) {
        double const mixed = o.beta1 * momentum + (1 - o.beta1) * g;
        double const direction = mixed > 0 ? 1 : mixed < 0 ? -1 : 0;
        momentum = o.beta2 * momentum + (1 - o.beta2) * g;
        return x * (1 - o.learning_rate * o.weight_decay) - o.learning_rate * direction;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(optim_adaptive)

BOOST_AUTO_TEST_CASE_TEMPLATE(adam, T, scalars) {
    for (optim::adam_options const& o :
         {optim::adam_options{}, optim::adam_options{.learning_rate = 0.1},
          optim::adam_options{.learning_rate = 0.05,
          .beta1 = 0.5,
          .beta2 = 0.9,
          .epsilon = 1e-2,
          .weight_decay = 0.2},
          optim::adam_options{.learning_rate = 0.05, .beta1 = 0, .beta2 = 0}})
        BOOST_TEST(largest_deviation<T>(optim::adam{o}, adam_reference{o}) < precision<T>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(adamw, T, scalars) {
    BOOST_TEST(largest_deviation<T>(optim::adamw{{.learning_rate = 0.05, .weight_decay = 0.5}},
                                    adamw_reference{0.5, {{.learning_rate = 0.05}}}) <
               precision<T>);
    BOOST_TEST(largest_deviation<T>(optim::adamw{}, adamw_reference{0.01, {{}}}) < precision<T>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nadam, T, scalars) {
    for (optim::nadam_options const& o :
         {optim::nadam_options{}, optim::nadam_options{.learning_rate = 0.05, .weight_decay = 0.1},
          optim::nadam_options{.learning_rate = 0.05, .beta1 = 0.5, .momentum_decay = 0.5}})
        BOOST_TEST(largest_deviation<T>(optim::nadam{o}, nadam_reference{o}) < precision<T>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rmsprop, T, scalars) {
    for (optim::rmsprop_options const& o :
         {optim::rmsprop_options{}, optim::rmsprop_options{.alpha = 0.9, .weight_decay = 0.1},
          optim::rmsprop_options{.epsilon = 1e-3, .momentum = 0.9},
          optim::rmsprop_options{.alpha = 0.9, .epsilon = 1e-2, .momentum = 0.5, .centered = true}})
        BOOST_TEST(largest_deviation<T>(optim::rmsprop{o}, rmsprop_reference{o}) < precision<T>);
}

// The variance of equal gradients tends to zero; rounding must not make it negative.
BOOST_AUTO_TEST_CASE_TEMPLATE(centered_rmsprop_of_a_constant_gradient_stays_finite, T, scalars) {
    Eigen::VectorX<T> x = Eigen::VectorX<T>::Zero(3), g = Eigen::VectorX<T>::Constant(3, T(0.1));
    optim::rmsprop opt{{.learning_rate = 1e-6, .alpha = 0.5, .centered = true}};
    for (int step = 0; step != 2000; ++step) opt.step(x, g);
    BOOST_TEST(x.allFinite());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(adagrad, T, scalars) {
    for (optim::adagrad_options const& o :
         {optim::adagrad_options{},
          optim::adagrad_options{.learning_rate = 0.1, .weight_decay = 0.1},
          optim::adagrad_options{.learning_rate = 0.1,
          .learning_rate_decay = 0.2,
          .initial_accumulator = 0.5,
          .epsilon = 1e-3}})
        BOOST_TEST(largest_deviation<T>(optim::adagrad{o}, adagrad_reference{o}) < precision<T>);
}

// In double alone: where the momentum is near zero, its rounded sign may differ.
BOOST_AUTO_TEST_CASE(lion) {
    for (optim::lion_options const& o :
         {optim::lion_options{}, optim::lion_options{.learning_rate = 0.01, .weight_decay = 0.3}})
        BOOST_TEST(largest_deviation<double>(optim::lion{o}, lion_reference{o}) <
                   precision<double>);
}

BOOST_AUTO_TEST_CASE(nadam_keeps_its_product_for_each_symbol) {
    toy::block<double> theta, all;
    toy::block<double, false, true, false> only_b;
    optim::nadam opt{{.learning_rate = 0.1}};
    nadam_reference a{opt.options()}, b{opt.options()};
    double at_a = 0, at_b = 0;
    for (int step = 0; step != 20; ++step) {
        double const by_a = recurrence::slope(at_a, step), by_b = recurrence::slope(at_b, step);
        at_b = b.step(at_b, by_b);
        only_b.set(toy::b, by_b);
        all.set(toy::a, by_a);
        all.set(toy::b, by_b);
        if (step % 3 == 0) {
            opt.step(theta, only_b);
        } else {
            at_a = a.step(at_a, by_a);
            opt.step(theta, all);
        }
        BOOST_TEST((theta[toy::a].array() - at_a).abs().maxCoeff() < 1e-13);
        BOOST_TEST(std::abs(theta[toy::b] - at_b) < 1e-13);
    }
}

BOOST_AUTO_TEST_CASE(mistakes_are_refused) {
    BOOST_CHECK_THROW((optim::adamw{{.weight_decay = -1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::nadam{{.momentum_decay = -1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::nadam{{.beta1 = 1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::rmsprop{{.alpha = 1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::rmsprop{{.momentum = -1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::adagrad{{.initial_accumulator = -1}}), std::invalid_argument);
    BOOST_CHECK_THROW((optim::lion{{.beta2 = 2}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
