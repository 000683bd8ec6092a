// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_PEERS_OVERLOADING_HPP
#define TAPELESS_BENCHMARK_PEERS_OVERLOADING_HPP

#include "../functions/definitions.hpp"
#include "../tiny_network/definition.hpp"

// What libraries that differentiate by overloading have in common here: a task is a definition
// with its data, called with an array of their numbers. A peer is a template `Gradient<Task>`,
// constructed from the number of inputs, and called with the task, the inputs, where the gradient
// goes, and the variant; it returns the value.

namespace benchmarks::peers {

template <class Definition>
struct function_task {
    using problem = functions::problem;
    explicit function_task(problem const& p) : at(p) {}

    template <class T>
    T operator()(T const* x, long) const {
        return Definition()(x, at);
    }
    double const* point(long variant) const { return at.at(variant); }
    std::ptrdiff_t inputs() const { return at.points[0].size(); }
    static constexpr int size = [] {
        if constexpr (requires { Definition::size; })
            return Definition::size;
        else
            return 0;
    }();

private:
    problem at;
};

struct tiny_network_task {
    using problem = tiny_network::problem;
    explicit tiny_network_task(problem const& p) : at(p), parameters{packed(p), packed(p)} {}

    template <class T>
    T operator()(T const* x, long variant) const {
        return tiny_network::definition()(x, at, variant);
    }
    double const* point(long variant) const { return parameters[variant].data(); }
    std::ptrdiff_t inputs() const { return size; }
    static constexpr int size = tiny_network::definition::size;

private:
    problem at;
    aligned_array<double> parameters[variants];
};

template <template <class> class Gradient, class Task>
struct solver {
    explicit solver(typename Task::problem const& p)
        : task(p), differentiate(task.inputs()), g(task.inputs()) {}
    double operator()(long variant) {
        return differentiate(task, task.point(variant), g.data(), variant);
    }
    std::vector<double> gradient() const { return {g.begin(), g.end()}; }

private:
    Task task;
    Gradient<Task> differentiate;
    aligned_array<double> g;
};

template <template <class> class Gradient, class Definition>
void enter_function(char const* peer) {
    enter<solver<Gradient, function_task<Definition>>, functions::problem>(
        peer, [](functions::problem const& p) {
            if constexpr (requires { Definition::size; })
                return p.name == Definition::name && p.n == Definition::size;
            else
                return p.name == Definition::name;
        });
}
template <template <class> class Gradient>
bool enter_tiny_network(char const* peer) {
    enter<solver<Gradient, tiny_network_task>, tiny_network::problem> const entered(peer);
    return true;
}
template <template <class> class Gradient>
bool enter_small_functions(char const* peer) {
    using namespace functions::definitions;
    enter_function<Gradient, rosenbrock<2>>(peer);
    enter_function<Gradient, rosenbrock<10>>(peer);
    enter_function<Gradient, black_scholes>(peer);
    enter_function<Gradient, helmholtz>(peer);
    enter_function<Gradient, ackley>(peer);
    return true;
}
template <template <class> class Gradient>
bool enter_functions_of_arrays(char const* peer) {
    using namespace functions::definitions;
    enter_function<Gradient, sum>(peer);
    enter_function<Gradient, product>(peer);
    enter_function<Gradient, sum_of_exp>(peer);
    enter_function<Gradient, log_sum_exp>(peer);
    enter_function<Gradient, normal>(peer);
    enter_function<Gradient, volatility>(peer);
    enter_function<Gradient, regression>(peer);
    enter_function<Gradient, matrix_product>(peer);
    return true;
}

}  // namespace benchmarks::peers

#endif
