// SPDX-License-Identifier: BSL-1.0
// Boost.Math's autodiff: forward mode, a pass for each input. (Its type of several variables holds
// all mixed derivatives; on these functions it takes longer.)
#include <boost/math/differentiation/autodiff.hpp>

#include "overloading.hpp"

namespace benchmarks::peers {
namespace {

template <class Task>
struct gradient {
    using number = boost::math::differentiation::autodiff_fvar<double, 1>;
    explicit gradient(std::ptrdiff_t) {}

    double operator()(Task const& task, double const* x, double* g, long variant) {
        number numbers[Task::size];
        std::copy_n(x, Task::size, numbers);
        double value = 0;
        for (int i = 0; i != Task::size; ++i) {
            numbers[i] = boost::math::differentiation::make_fvar<double, 1>(x[i]);
            number const result = task(numbers, variant);
            g[i] = result.derivative(1);
            value = result.derivative(0);
            numbers[i] = x[i];
        }
        return value;
    }
};

[[maybe_unused]] bool const entered = enter_small_functions<gradient>("Boost.Math");

}  // namespace
}  // namespace benchmarks::peers
