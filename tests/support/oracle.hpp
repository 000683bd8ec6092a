// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_ORACLE_HPP
#define TAPELESS_TESTS_SUPPORT_ORACLE_HPP

#include <tapeless/dual/dual.hpp>
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/graph/verify.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/simplify.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

// Graphs that are built at run time, evaluated by the interpreter: what tests of operations and
// passes are written with.

namespace tests {

namespace tl = tapeless;

using numbers = std::vector<double>;

/// Values of symbols by name, directions in which they move, and run-time extents by name.
struct point {
    std::map<std::string, numbers> values;
    std::map<std::string, numbers> directions;
    std::map<std::string, std::ptrdiff_t> dims;
};

/// A number with its perturbation: itself, a dual, a dual of duals that moves along one direction
/// twice.
template <class T>
T perturbed(double value, double direction) {
    if constexpr (tl::is_dual<T>) {
        using inner = typename T::value_type;
        T result(perturbed<inner>(value, direction));
        result.tangent[0] = static_cast<inner>(direction);
        return result;
    } else
        return static_cast<T>(value);
}

inline tl::var symbol(tl::builder& g, std::string const& label, tl::shape const& of,
                      tl::role what = tl::role::input) {
    return tl::detail::symbol_in(g, tl::name(label), what, of, {});
}

/// A node's value, or a zero of that shape for a derivative that is absent.
inline tl::var or_zero(tl::builder& g, tl::node_id id, tl::shape of) {
    if (id != tl::no_node) return {g, id};
    return tl::detail::stretch_to(tl::detail::constant_in(g, 0), of);
}

inline std::string formula(tl::builder const& g, tl::node_id id) {
    tl::short_text text;
    tl::detail::print_formula(g, id, text, tl::short_text::limit);
    return std::string(text.view());
}

inline std::string text_of(tl::violation const& v, tl::builder const& g) {
    if (!v) return "";
    std::string text(v.what);
    return v.where == tl::no_node
               ? text
               : text + ": node " + std::to_string(v.where) + ", " + formula(g, v.where);
}

/// The run-time extents of a graph at a point, in the graph's order.
inline std::vector<std::ptrdiff_t> dims_of(tl::builder const& g, point const& at) {
    std::vector<std::ptrdiff_t> dims;
    for (tl::builder::dimension_entry const& entry : g.dims) {
        auto const found = at.dims.find(std::string(g.names[entry.label].view()));
        dims.push_back(found == at.dims.end() ? -1 : found->second);
    }
    return dims;
}

/// Evaluates roots at a point. `argument` leaves are bound by the name "argument".
template <class T>
std::vector<std::vector<T>> evaluate_as(tl::builder const& g, std::vector<tl::node_id> const& roots,
                                        point const& at) {
    std::vector<std::ptrdiff_t> const dims = dims_of(g, at);
    tl::exec::interpreter<T> run(g, dims.data());
    if (tl::node_id const misfit = run.first_misfit(); misfit != tl::no_node)
        throw std::logic_error("run-time extents do not fit " + formula(g, misfit));
    std::map<std::string, std::vector<T>> bound;
    for (std::uint32_t i = 0; i != g.nodes.size; ++i) {
        auto const id = static_cast<tl::node_id>(i);
        tl::op const code = g.nodes[i].code;
        if (code != tl::op::symbol && code != tl::op::argument) continue;
        std::string const label =
            code == tl::op::symbol ? std::string(g.label_of(id).view()) : "argument";
        auto const value = at.values.find(label);
        if (value == at.values.end()) continue;
        auto const direction = at.directions.find(label);
        std::vector<T>& data = bound[label];
        if (data.empty())
            for (std::size_t k = 0; k != value->second.size(); ++k)
                data.push_back(perturbed<T>(value->second[k], direction == at.directions.end()
                                                                  ? 0.0
                                                                  : direction->second[k]));
        run.bind(id, data.data());
    }
    tl::growable<tl::node_id> wanted;
    for (tl::node_id root : roots) wanted.push(root);
    run.run(wanted);
    std::vector<std::vector<T>> results;
    for (tl::node_id root : roots) {
        auto const size = static_cast<std::size_t>(run.size(root));
        results.emplace_back(run.value(root), run.value(root) + size);
    }
    return results;
}
inline std::vector<numbers> evaluate(tl::builder const& g, std::vector<tl::node_id> const& roots,
                                     point const& at) {
    return evaluate_as<double>(g, roots, at);
}
inline numbers evaluate(tl::var v, point const& at) { return evaluate(*v.graph, {v.id}, at)[0]; }

/// The derivative along the point's directions by dual numbers.
inline numbers dual_derivative(tl::var v, point const& at) {
    numbers result;
    auto const results = evaluate_as<tl::dual<double>>(*v.graph, {v.id}, at);
    for (auto const& y : results[0]) result.push_back(y.tangent[0]);
    return result;
}
/// The second derivative along the point's directions by nested dual numbers.
inline numbers second_dual_derivative(tl::var v, point const& at) {
    numbers result;
    auto const results = evaluate_as<tl::dual<tl::dual<double>>>(*v.graph, {v.id}, at);
    for (auto const& y : results[0]) result.push_back(y.tangent[0].tangent[0]);
    return result;
}
/// The point so many steps along its directions.
inline point moved(point at, double steps) {
    for (auto const& [label, direction] : at.directions)
        for (std::size_t i = 0; i != direction.size(); ++i)
            at.values[label][i] += steps * direction[i];
    return at;
}
/// The derivative along the point's directions by central differences.
inline numbers difference_quotient(tl::var v, point const& at, double step = 1e-5) {
    numbers quotient = evaluate(v, moved(at, step));
    numbers const low = evaluate(v, moved(at, -step));
    for (std::size_t i = 0; i != quotient.size(); ++i)
        quotient[i] = (quotient[i] - low[i]) / (2 * step);
    return quotient;
}

/// J u for the tangents of some sources, as a node.
inline tl::var forward(tl::var y, std::vector<tl::var> const& sources,
                       std::vector<tl::var> const& tangents) {
    tl::growable<tl::node_id> from;
    tl::growable<tl::node_id> along;
    for (std::size_t i = 0; i != sources.size(); ++i) {
        from.push(sources[i].id);
        along.push(tangents[i].id);
    }
    tl::shape const of = y.shape();
    return or_zero(*y.graph, tl::pass::forward(*y.graph, y.id, from, along), of);
}
/// J^T w for each source, as nodes.
inline std::vector<tl::var> reverse(tl::var y, tl::var seed, std::vector<tl::var> const& sources) {
    tl::growable<tl::node_id> to;
    for (tl::var source : sources) to.push(source.id);
    tl::growable<tl::node_id> const adjoints = tl::pass::reverse(*y.graph, y.id, seed, to);
    std::vector<tl::var> result;
    for (std::size_t i = 0; i != sources.size(); ++i)
        result.push_back(
            or_zero(*y.graph, adjoints[static_cast<std::uint32_t>(i)], sources[i].shape()));
    return result;
}

inline double inner(numbers const& a, numbers const& b) {
    double sum = 0;
    for (std::size_t i = 0; i != a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// The largest difference of two arrays over 1 + their largest element; infinite where the sizes
/// differ or just one is a NaN.
inline double distance(numbers const& a, numbers const& b) {
    if (a.size() != b.size()) return HUGE_VAL;
    double scale = 1;
    double worst = 0;
    for (std::size_t i = 0; i != a.size(); ++i) {
        if (std::isnan(a[i]) && std::isnan(b[i])) continue;
        if (std::isnan(a[i]) || std::isnan(b[i])) return HUGE_VAL;
        if (a[i] == b[i]) continue;
        scale = std::max({scale, std::abs(a[i]), std::abs(b[i])});
        worst = std::max(worst, std::abs(a[i] - b[i]));
    }
    return worst / scale;
}

}  // namespace tests

#endif
