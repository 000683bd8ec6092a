// SPDX-License-Identifier: BSL-1.0
// Sacado's reverse mode, which records anew in each call.
#include <Sacado_trad.hpp>

#include "overloading.hpp"

namespace Sacado::Rad {

/// The one function of the workloads that Sacado's reverse mode lacks: without it, the standard
/// library's takes the value, and the derivative is lost.
inline ADvari<double>& erf(ADvari<double> const& x) {
    return ADf1(std::erf(x.Val), 2 * std::numbers::inv_sqrtpi * std::exp(-x.Val * x.Val), x);
}

}  // namespace Sacado::Rad

namespace benchmarks::peers {
namespace {

template <class Task>
struct gradient {
    using number = Sacado::Rad::ADvar<double>;
    explicit gradient(std::ptrdiff_t inputs) : numbers(static_cast<std::size_t>(inputs)) {}

    double operator()(Task const& task, double const* x, double* g, long variant) {
        for (std::size_t i = 0; i != numbers.size(); ++i) numbers[i] = x[i];
        number const value = task(numbers.data(), variant);
        number::Gradcomp();
        for (std::size_t i = 0; i != numbers.size(); ++i) g[i] = numbers[i].adj();
        return value.val();
    }
    std::vector<number> numbers;
};

[[maybe_unused]] bool const entered = enter_tiny_network<gradient>("Sacado") &&
                                      enter_functions_of_arrays<gradient>("Sacado") &&
                                      enter_small_functions<gradient>("Sacado");

}  // namespace
}  // namespace benchmarks::peers
