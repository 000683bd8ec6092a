// SPDX-License-Identifier: BSL-1.0
// An operation of one's own: log sum exp, with a rule for its derivative that stays right where the
// obvious formula overflows. It goes the same way as the library's operations, to any order.
#include <tapeless/tapeless.hpp>

#include <cmath>
#include <iostream>

namespace tl = tapeless;

struct log_sum_exp_of : tl::primitive {
    static constexpr auto name = "log_sum_exp_of";
    /// The shape of the result, from the operands': here always a number.
    static constexpr tl::shape shape(tl::shape) { return {}; }
    /// The value, on Eigen maps of result and operands.
    static void value(auto out, auto x) {
        auto const largest = x.maxCoeff();
        out(0, 0) = largest + std::log((x.array() - largest).exp().sum());
    }
    /// The adjoint of x, given result y and its adjoint g: g times the softmax of x. It is written
    /// in the language of expressions, so that it has a derivative too.
    static constexpr auto cotangent(auto x, auto y, auto g) { return g % exp(x - y); }
    // A rule `tangent` for forward mode is optional: here it is derived from the other one.
};

constexpr auto n = tl::dim<"n">;
constexpr auto x = tl::input<"x", n>;
constexpr auto direction = tl::input<"direction", n>;
constexpr auto f = tl::apply<log_sum_exp_of>(x);

// A function of it: the Hessian times a direction is forward mode over reverse mode.
constexpr auto g = tl::apply<log_sum_exp_of>(square(x));
constexpr auto bend = jvp(grad(g, x), x, direction);

int main() {
    auto program = tl::compile(outputs(f, grad(f, x)));
    for (Eigen::Vector3d const& at :
         {Eigen::Vector3d(0.5, -1, 2), Eigen::Vector3d(1000, 1000.5, 999)}) {
        auto const [value, slope] = program(x = at);  // exp(1000) is infinite
        std::cout << "x = (" << at.transpose() << "): f = " << value << ", its gradient "
                  << slope.transpose() << "\n";
    }

    Eigen::Vector3d const at(0.5, -1, 2);
    auto second = tl::compile(bend);
    std::cout << "Hessian of g, a column at a time:\n";
    for (int k = 0; k != 3; ++k)
        std::cout << second(x = at, direction = Eigen::Vector3d::Unit(k)).transpose() << "\n";

    tl::check_grads(g)(x = at);
    tl::check_grads(f)(x = at);
    std::cout << "first and second derivatives agree with finite differences\n";
}
