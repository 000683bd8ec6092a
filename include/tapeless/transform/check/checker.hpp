// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_CHECK_CHECKER_HPP
#define TAPELESS_TRANSFORM_CHECK_CHECKER_HPP

#include <tapeless/core/random.hpp>
#include <tapeless/exec/error.hpp>
#include <tapeless/exec/interpreter.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/pass/forward.hpp>
#include <tapeless/pass/reverse.hpp>
#include <tapeless/pass/simplify.hpp>
#include <tapeless/transform/check/comparison.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace tapeless::inline TAPELESS_ABI::detail {

/// A leaf of the model with its elements, in the checker.
template <class T>
struct checked_leaf {
    name label{};
    std::vector<T> elements{};
    bool varies = false;  ///< a derivative is taken with respect to it
};

/// A run-time extent of the model.
struct checked_dim {
    name label{};
    std::ptrdiff_t length = 0;
};

/// The value of a user's primitive, found by its rules.
template <class T>
struct checked_primitive {
    operation_rules const* rules = nullptr;
    exec::primitive_value<T> value = nullptr;
};

/// Checks derivatives of graphs at a point. Passes and interpreter run here as they are, at run
/// time: a check costs no compile time for each derivative, and none at all where there is no
/// check, since this is a template; T is double.
template <class T>
class gradient_checker {
public:
    gradient_checker(check_options const& options, std::vector<checked_leaf<T>> leaves,
                     std::vector<checked_dim> dims, std::vector<checked_primitive<T>> primitives)
        : options_(options),
          leaves_(std::move(leaves)),
          dims_(std::move(dims)),
          primitives_(std::move(primitives)) {}

    /// Checks the derivatives of one root, then theirs. `what` names the root in errors.
    void check(builder const& model, node_id root, std::string const& what) {
        check(model, root, what, options_.order);
    }

private:
    /// A varying symbol with its derivatives: numbers in the table of roots, or `no_entry` for
    /// zero.
    struct direction {
        std::size_t leaf;       ///< the symbol
        std::size_t tangent;    ///< its random tangent, a leaf
        std::uint16_t forward;  ///< J u
        std::uint16_t reverse;  ///< J^T v
    };

    void check(builder const& model, node_id root, std::string const& what, int order) {
        if (order < 1) return;
        growable<node_id> roots(1, root);
        builder g = canonical(model, roots);
        std::size_t const leaves_before = leaves_.size();
        std::size_t const cotangent = new_leaf("cotangent");
        std::vector<direction> directions = differentiate(g, roots, cotangent);
        g = pass::simplify(g, roots);

        std::vector<std::ptrdiff_t> const lengths = lengths_of(g);
        std::vector<exec::primitive_value<T>> const values = values_of(g);
        exec::interpreter<T> machine(g, lengths.data(), values.data());
        if (machine.first_misfit() != no_node)
            exec::fail<shape_error>(
                "tapeless: check_grads: a slice reaches outside of its operand for these run-time "
                "extents");
        draw(cotangent, static_cast<std::size_t>(machine.size(roots.data[0])));
        for (direction const& d : directions) draw(d.tangent, leaves_[d.leaf].elements.size());
        for (node_id id : g.symbols)
            for (checked_leaf<T> const& leaf : leaves_)
                if (leaf.label == g.label_of(id)) machine.bind(id, leaf.elements.data());
        machine.run(roots);
        std::vector<std::vector<T>> results;
        for (node_id id : roots)
            results.emplace_back(machine.value(id), machine.value(id) + machine.size(id));

        growable<node_id> const value(1, roots.data[0]);
        auto const evaluate = [&] {
            machine.run(value);
            return std::vector<T>(machine.value(value.data[0]),
                                  machine.value(value.data[0]) + machine.size(value.data[0]));
        };
        std::vector<T> const none;
        for (direction const& d : directions) {
            auto const& forward = d.forward == no_entry ? none : results[d.forward];
            auto const& reverse = d.reverse == no_entry ? none : results[d.reverse];
            check_direction(d, what, forward, reverse, leaves_[cotangent].elements, evaluate);
        }
        for (direction const& d : directions) {
            std::string const of = " with respect to '" + label_of(d.leaf) + "'";
            if (d.reverse != no_entry)
                check(g, roots.data[d.reverse], "the vjp of " + what + of, order - 1);
            if (d.forward != no_entry)
                check(g, roots.data[d.forward], "the jvp of " + what + of, order - 1);
        }
        leaves_.resize(leaves_before);
    }

    /// Appends the derivatives of the first root with respect to each symbol that varies.
    std::vector<direction> differentiate(builder& g, growable<node_id>& roots,
                                         std::size_t cotangent) {
        node_id const root = roots.data[0];
        std::vector<direction> directions;
        growable<node_id> sources;
        for (node_id id : g.symbols)
            for (std::size_t k = 0; k != leaves_.size(); ++k)
                if (leaves_[k].varies && leaves_[k].label == g.label_of(id)) {
                    sources.push(id);
                    directions.push_back({k, 0, no_entry, no_entry});
                    break;
                }
        auto const add = [&](node_id id) {
            roots.push(id);
            return static_cast<std::uint16_t>(roots.size - 1);
        };
        if (options_.reverse) {
            var const seed =
                symbol_in(g, leaves_[cotangent].label, role::input, g.shape_of(root), {});
            growable<node_id> const adjoints = pass::reverse(g, root, seed, sources);
            for (std::uint32_t s = 0; s != sources.size; ++s)
                if (adjoints.data[s] != no_node)
                    directions[s].reverse =
                        add(widen({g, adjoints.data[s]}, g.shape_of(sources.data[s])).id);
        }
        for (std::uint32_t s = 0; s != sources.size; ++s) {
            directions[s].tangent = new_leaf("tangent");
            if (!options_.forward) continue;
            var const u = symbol_in(g, leaves_[directions[s].tangent].label, role::input,
                                    g.shape_of(sources.data[s]), {});
            growable<node_id> const one(1, sources.data[s]);
            growable<node_id> const tangent(1, u.id);
            node_id const id = pass::forward(g, root, one, tangent);
            if (id != no_node) directions[s].forward = add(widen({g, id}, g.shape_of(root)).id);
        }
        return directions;
    }

    /// Forward mode against differences, then reverse mode against forward mode (or differences).
    template <class Evaluate>
    void check_direction(direction const& d, std::string const& what, std::vector<T> forward,
                         std::vector<T> reverse, std::vector<T> const& v,
                         Evaluate const& evaluate) {
        std::vector<T> const& u = leaves_[d.tangent].elements;
        forward.resize(v.size());  // an absent derivative is zero
        reverse.resize(u.size());
        std::string const of = what + " with respect to '" + label_of(d.leaf) + "'";
        std::string const products = "<J u, v> and <u, J^T v>: ";
        double const transposed = inner_product(u, reverse);
        std::string message;
        double best = HUGE_VAL;
        // A right derivative agrees for some step; kinks and steep functions need small ones.
        for (double const step : {1e-4, 1e-5, 1e-3, 1e-6, 1e-7}) {
            if (best <= 1) break;
            std::vector<T> const differences = quotient(d.leaf, u, step, evaluate);
            comparison result{options_.atol, options_.rtol};
            if (options_.forward)
                result.add(forward, differences);
            else if (options_.reverse)
                result.add(transposed, inner_product(v, differences), sum_of_sizes(v, differences),
                           products);
            if (result.off < best || message.empty()) {
                best = result.off;
                message = (options_.forward ? "the jvp of " : "the vjp of ") + of +
                          " differs from central differences: " + result.text;
            }
        }
        if (!(best <= 1)) fail_with(message);
        if (!options_.forward || !options_.reverse) return;
        comparison result{options_.atol, options_.rtol};
        result.add(transposed, inner_product(forward, v),
                   std::max(sum_of_sizes(forward, v), sum_of_sizes(u, reverse)), products);
        if (!(result.off <= 1))
            fail_with("the vjp of " + of + " is not the transpose of its jvp: " + result.text);
    }

    /// (y(x + h u) - y(x - h u)) / (2 h), h relative to the largest element of x if that exceeds 1.
    template <class Evaluate>
    std::vector<T> quotient(std::size_t leaf, std::vector<T> const& u, double step,
                            Evaluate const& evaluate) {
        std::vector<T>& x = leaves_[leaf].elements;
        std::vector<T> const there = x;
        T const h = static_cast<T>(step * std::max(1.0, largest(x)));
        for (std::size_t i = 0; i != x.size(); ++i) x[i] = there[i] + h * u[i];
        std::vector<T> result = evaluate();
        for (std::size_t i = 0; i != x.size(); ++i) x[i] = there[i] - h * u[i];
        std::vector<T> const below = evaluate();
        std::copy(there.begin(), there.end(), x.begin());
        for (std::size_t i = 0; i != result.size(); ++i)
            result[i] = (result[i] - below[i]) / (2 * h);
        return result;
    }

    [[noreturn]] static void fail_with(std::string const& message) {
        exec::fail<gradient_error>("tapeless: check_grads: " + message);
    }

    /// A further leaf under a name that no symbol can have.
    std::size_t new_leaf(std::string_view kind) {
        name label(kind, leaves_.size());
        label.text[label.length++] = '\'';
        leaves_.push_back({label, {}, false});
        return leaves_.size() - 1;
    }
    std::string label_of(std::size_t leaf) const { return std::string(leaves_[leaf].label.view()); }
    void draw(std::size_t leaf, std::size_t count) {
        random_stream const stream(1, leaves_[leaf].label.view());
        leaves_[leaf].elements.resize(count);
        for (std::size_t i = 0; i != count; ++i)
            leaves_[leaf].elements[i] = static_cast<T>(stream.uniform(i, -1, 1));
    }
    std::vector<std::ptrdiff_t> lengths_of(builder const& g) const {
        std::vector<std::ptrdiff_t> lengths(g.dims.size + std::size_t{1});
        for (std::uint32_t d = 0; d != g.dims.size; ++d)
            for (checked_dim const& known : dims_)
                if (known.label == g.names.data[g.dims.data[d].label]) lengths[d] = known.length;
        return lengths;
    }
    std::vector<exec::primitive_value<T>> values_of(builder const& g) const {
        std::vector<exec::primitive_value<T>> values(g.primitives.size + std::size_t{1});
        for (std::uint32_t i = 0; i != g.primitives.size; ++i)
            for (checked_primitive<T> const& known : primitives_)
                if (known.rules == g.primitives.data[i]) values[i] = known.value;
        return values;
    }

    check_options options_;
    std::vector<checked_leaf<T>> leaves_;
    std::vector<checked_dim> dims_;
    std::vector<checked_primitive<T>> primitives_;
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
