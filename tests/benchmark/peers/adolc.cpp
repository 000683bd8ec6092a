// SPDX-License-Identifier: BSL-1.0
// ADOL-C: each function is recorded once, and its tape replayed forward and back.
#include <adolc/adolc.h>

#include "overloading.hpp"

namespace benchmarks::peers {
namespace {

template <class Task>
struct gradient {
    explicit gradient(std::ptrdiff_t size) : inputs(size) {}

    double operator()(Task const& task, double const* x, double* g, long variant) {
        if (!recorded[variant]) record(task, x, variant);
        double value = 0;
        double one = 1;
        int const n = static_cast<int>(inputs);
        zos_forward(tape(variant), 1, n, 1, x, &value);
        fos_reverse(tape(variant), 1, n, &one, g);
        return value;
    }

private:
    /// There is one such object at a time.
    static short tape(long variant) { return static_cast<short>(variant + 1); }

    void record(Task const& task, double const* x, long variant) {
        std::vector<adouble> numbers(static_cast<std::size_t>(inputs));
        trace_on(tape(variant));
        for (std::size_t i = 0; i != numbers.size(); ++i) numbers[i] <<= x[i];
        adouble result = task(numbers.data(), variant);
        double value = 0;
        result >>= value;
        trace_off();
        recorded[variant] = true;
    }

    std::ptrdiff_t inputs;
    bool recorded[variants] = {};
};

[[maybe_unused]] bool const entered = enter_tiny_network<gradient>("ADOL-C") &&
                                      enter_functions_of_arrays<gradient>("ADOL-C") &&
                                      enter_small_functions<gradient>("ADOL-C");

}  // namespace
}  // namespace benchmarks::peers
