// SPDX-License-Identifier: BSL-1.0
// A gradient, built, simplified and evaluated by the compiler.
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/op/language/loss.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tl = tapeless;

namespace {

/// d/dw of (tanh(w x) - 1)^2, averaged over two samples x.
template <tl::op... Used>
constexpr double slope(double w, bool simplified) {
    tl::builder g;
    tl::axis_extent const n(g.dimension_of("N"), 0);
    tl::var const weight = tl::detail::parameter_in(g, "w", {});
    tl::var const x = tl::detail::symbol_in(g, "x", tl::role::input, tl::shape(1, n), {});
    tl::var const loss = tl::mean(square(tanh(weight * x) - 1.0));
    tl::growable<tl::node_id> const sources(1, weight.id);
    tl::growable<tl::node_id> roots =
        tl::pass::reverse(g, loss.id, tl::detail::constant_in(g, 1), sources);
    if (simplified) g = tl::pass::simplify(g, roots);

    std::ptrdiff_t const dims[] = {2};
    double const samples[] = {0.5, -1.5};
    tl::exec::interpreter<double, Used...> run(g, dims);
    for (tl::node_id symbol : g.symbols)
        run.bind(symbol, g.label_of(symbol) == tl::name("w") ? &w : samples);
    run.run(roots);
    return run.value(roots[0])[0];
}

/// The same, by hand.
constexpr double expected(double w) {
    double sum = 0;
    for (double x : {0.5, -1.5}) {
        double const y = tl::math::tanh(w * x);
        sum += 2 * (y - 1) * (1 - y * y) * x;
    }
    return sum / 2;
}

constexpr bool close(double a, double b) { return a - b < 1e-12 && b - a < 1e-12; }

static_assert(close(slope(0.3, false), expected(0.3)));
static_assert(close(slope(0.3, true), expected(0.3)));
static_assert(slope<tl::op::multiply, tl::op::divide, tl::op::square, tl::op::tanh,
                    tl::op::sech_squared, tl::op::subtract>(0.3, true) == slope(0.3, true));

}  // namespace
