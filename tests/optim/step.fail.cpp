// SPDX-License-Identifier: BSL-1.0
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/sgd.hpp>

#include <Eigen/Core>

// case 1: a gradient of float for parameters of double
// expect-error: tapeless: opt.step\(theta, g\) requires 'g' to have the scalar type of 'theta'
#if CASE == 1
void mistake(Eigen::VectorXd theta, Eigen::VectorXf g) {
    tapeless::optim::sgd opt{{.learning_rate = 0.1}};
    opt.step(theta, g);
}
#endif

// case 2: parameters that are integers
// expect-error: tapeless: opt.step\(theta, g\) requires parameters of type float or double
#if CASE == 2
void mistake(Eigen::VectorXi theta, Eigen::VectorXd g) {
    tapeless::optim::adam opt;
    opt.step(theta, g);
}
#endif

#if CASE == 0
void twin(Eigen::VectorXd theta, Eigen::VectorXd g) {
    tapeless::optim::sgd opt{{.learning_rate = 0.1}};
    opt.step(theta, g);
}
#endif
