// SPDX-License-Identifier: BSL-1.0
// A pendulum that swings up and stands on its head. Its motor is too weak to lift it at once: the
// controller has to plan. At every step it improves a plan for the next seconds by the gradient of
// the plan's cost through the simulated motion, applies the first torque, and plans again. Angle
// and torque are drawn into predictive_control.png.
#include <tapeless/tapeless.hpp>

#include <cmath>
#include <iostream>
#include <numbers>
#include <string>
#include <vector>

#include "support/gnuplot.hpp"

namespace tl = tapeless;
using namespace tapeless::literals;

constexpr int horizon = 50;
constexpr auto state = tl::input<"state", 2>;         // angle, 0 at the top; angular velocity
constexpr auto plan = tl::param<"plan", 1, horizon>;  // what the motor is to do, step by step

// One step of a tenth of a second. The torque reaches 0.4 of what holds a pendulum that lies level.
constexpr auto move = [](auto s, auto u) {
    auto const velocity = element<1>(s) + 0.1 * (sin(element<0>(s)) + 0.4 * tanh(u));
    return vector(element<0>(s) + 0.1 * velocity, velocity);
};

// scan traces the step once and runs it along the plan: compile time and code do not grow with the
// horizon, and its derivative is a scan backwards.
constexpr auto path = scan(move, state, plan).second;  // 2 x horizon
constexpr auto angles = tl::slice<0, 0, 1>(path);
constexpr auto velocities = tl::slice<0, 1, 1>(path);
constexpr auto cost =
    sum(1_c - cos(angles)) + 0.1_c * sum(square(velocities)) + 0.001_c * sum(square(plan));

int main(int count, char** arguments) {
    auto improve = tl::compile(value_and_grad(cost));
    auto theta = tl::parameters(cost);
    // Not zero: at rest, straight down, the gradient vanishes.
    for (int k = 0; k != horizon; ++k) theta[plan](0, k) = std::cos(0.1 * k);

    auto simulate = tl::compile(path);
    Eigen::Vector2d now(std::numbers::pi, 0);
    std::vector<double> seconds, angle, torque;
    for (int tick = 0; tick != 200; ++tick) {
        // The first plan is worked out; later ones begin with what is left of the one before.
        tl::optim::adam opt{{.learning_rate = 0.05}};
        for (int k = 0; k != (tick == 0 ? 500 : 20); ++k) {
            auto const [value, g] = improve(theta, state = now);
            opt.step(theta, g);
        }
        seconds.push_back(0.1 * tick);
        angle.push_back(now[0]);
        torque.push_back(0.4 * std::tanh(theta[plan](0, 0)));
        now = simulate(theta, state = now).col(0);
        theta[plan].leftCols(horizon - 1) = theta[plan].rightCols(horizon - 1).eval();
        theta[plan](0, horizon - 1) = 0;
        if (tick % 20 == 19 && tick < 120)
            std::cout << "after " << (tick + 1) / 10 << " s: angle " << now[0] << "\n";
    }
    support::draw(std::string(count > 1 ? arguments[1] : ".") + "/predictive_control.png",
                  {.title = "A pendulum swings up",
                   .x_label = "seconds",
                   .data = {{.title = "angle, 0 at the top", .x = seconds, .y = angle},
                            {.title = "torque", .x = seconds, .y = torque}},
                   .commands = "set key center right"});
    double const upright = std::cos(now[0]);
    std::cout << "cosine of the angle at the end: " << upright << "\n";
    return upright > 0.9999 ? 0 : 1;
}
