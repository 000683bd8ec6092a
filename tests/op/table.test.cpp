// SPDX-License-Identifier: BSL-1.0
// Each operation against independent definitions: its value, and first and second derivatives in
// all modes.
#include "op/table.hpp"

#include <boost/test/unit_test.hpp>

#include "support/oracle.hpp"

#include <random>

namespace {

using namespace tests;

tl::shape shape_of(tl::builder& g, sizes const& s) {
    tl::shape result;
    for (std::size_t axis = 0; axis != 4; ++axis)
        result[axis] = s.extent[axis] >= 0
                           ? tl::axis_extent(s.extent[axis])
                           : tl::axis_extent(g.dimension_of(s.extent[axis] == N ? "N" : "M"), 0);
    return result;
}
position extents_at(tl::var v, point const& at) {
    position result{};
    for (std::size_t axis = 0; axis != result.size(); ++axis) {
        tl::axis_extent const e = v.graph->resolve(v.shape()[axis]);
        result[axis] = e.number;
        if (e.dim >= 0)
            result[axis] += at.dims.at(
                std::string(v.graph->names[v.graph->dims[std::uint32_t(e.dim)].label].view()));
    }
    return result;
}

class experiment {
public:
    experiment(row const& what, shapes const& where, unsigned seed) : random_(seed) {
        at_.dims = {{"N", 3}, {"M", 2}, {"N+M", 5}};
        at_.values["argument"] = {0.75};
        for (std::size_t k = 0; k != what.operands; ++k) {
            operand data;
            x_.push_back(symbol(g_, "x" + std::to_string(k), shape_of(g_, where[k])));
            data.extent = extents_at(x_[k], at_);
            data.data = draw(x_[k], what.domains[k]);
            at_.values["x" + std::to_string(k)] = data.data;
            operands_.push_back(data);
        }
        y_ = what.build(x_.data());
        BOOST_TEST_REQUIRE(!g_.first_mistake);
        bool contains = false;
        for (tl::node const& n : g_.nodes) contains = contains || n.code == what.code;
        BOOST_TEST_REQUIRE(contains, "the row does not use its operation");
        for (std::size_t k = 0; k != what.operands; ++k) {
            v_.push_back(symbol(g_, "v" + std::to_string(k), x_[k].shape()));
            at_.values["v" + std::to_string(k)] = at_.directions["x" + std::to_string(k)] =
                what.domains[k].fixed ? numbers(operands_[k].data.size()) : draw(v_[k], {});
        }
        w_ = symbol(g_, "w", y_.shape());
        at_.values["w"] = draw(w_, {});
        stopped_ = what.kind == behaviour::stopped;
        derived_ = what.derived == nullptr ? y_ : what.derived(x_.data());
    }

    void value(row const& what) {
        numbers expected;
        position const extents = extents_at(y_, at_);
        position i{};
        for (std::size_t count = evaluate(y_, at_).size(); count != 0; --count) {
            expected.push_back(what.value(operands_.data(), i));
            for (std::size_t axis = 0; axis != i.size() && ++i[axis] == extents[axis]; ++axis)
                i[axis] = 0;
        }
        BOOST_TEST(distance(evaluate(y_, at_), expected) < 1e-14);
    }

    void first_order() {
        tl::var const jv = forward(y_, x_, v_);
        std::vector<tl::var> const adjoints = reverse(y_, w_, x_);
        numbers const along = evaluate(jv, at_);
        BOOST_TEST(distance(along, dual_derivative(y_, at_)) < 1e-13,
                   "forward mode against dual numbers");
        BOOST_TEST((stopped_ || distance(along, difference_quotient(derived_, at_)) < 1e-8),
                   "forward mode against differences");
        double adjoint = 0;
        for (std::size_t k = 0; k != x_.size(); ++k) {
            BOOST_TEST((adjoints[k].shape() == x_[k].shape()),
                       "an adjoint has the shape of its node");
            adjoint += inner(evaluate(adjoints[k], at_), at_.values["v" + std::to_string(k)]);
        }
        BOOST_TEST(distance({inner(along, at_.values["w"])}, {adjoint}) < 1e-13,
                   "<J v, w> = <v, J^T w>");
    }

    void second_order() {
        std::vector<tl::var> const adjoints = reverse(y_, w_, x_);
        tl::var along = tl::detail::constant_in(g_, 0);
        for (std::size_t k = 0; k != x_.size(); ++k) along = along + sum(adjoints[k] % v_[k]);
        tl::var const one = tl::detail::constant_in(g_, 1);
        std::vector<tl::var> const products = reverse(along, one, x_);
        // The gradient of <w, J v> by x: the Hessian of <w, y> times v as well.
        std::vector<tl::var> const mixed = reverse(sum(forward(y_, x_, v_) % w_), one, x_);
        std::vector<tl::var> const varied = reverse(derived_, w_, x_);
        for (std::size_t k = 0; k != x_.size(); ++k) {
            numbers const twice = evaluate(products[k], at_);
            BOOST_TEST(distance(twice, evaluate(forward(adjoints[k], x_, v_), at_)) < 1e-12,
                       "forward over reverse");
            BOOST_TEST(distance(twice, evaluate(mixed[k], at_)) < 1e-12, "reverse over forward");
            BOOST_TEST(distance(twice, dual_derivative(adjoints[k], at_)) < 1e-12,
                       "dual numbers over reverse");
            BOOST_TEST((stopped_ || distance(twice, difference_quotient(varied[k], at_)) < 1e-7),
                       "second derivatives against differences of the gradient");
        }
        tl::var const second = forward(forward(y_, x_, v_), x_, v_);
        BOOST_TEST(distance(evaluate(second, at_), second_dual_derivative(y_, at_)) < 1e-12,
                   "nested dual numbers");
    }

    /// Values and derivatives in float are those in double to 256 units of float in the largest
    /// element: operands are floats, so that what differs is the arithmetic alone.
    void in_float() {
        std::vector<tl::node_id> roots{y_.id, forward(y_, x_, v_).id};
        for (tl::var each : reverse(y_, w_, x_)) roots.push_back(each.id);
        std::vector<numbers> const exact = evaluate(g_, roots, at_);
        auto const rounded = evaluate_as<float>(g_, roots, at_);
        for (std::size_t k = 0; k != roots.size(); ++k)
            BOOST_TEST(distance(exact[k], numbers(rounded[k].begin(), rounded[k].end())) <
                           256.0 * std::numeric_limits<float>::epsilon(),
                       "root " << k << ": " << formula(g_, roots[k]));
    }

    /// Everything above, simplified: equal values, and a sound graph.
    void simplified() {
        BOOST_TEST(text_of(verify(g_), g_) == "");
        tl::growable<tl::node_id> roots;
        tl::var const jv = forward(y_, x_, v_);
        roots.push(y_.id);
        roots.push(jv.id);
        roots.push(forward(jv, x_, v_).id);
        tl::var along = tl::detail::constant_in(g_, 0);
        std::vector<tl::var> const adjoints = reverse(y_, w_, x_);
        for (std::size_t k = 0; k != x_.size(); ++k) along = along + sum(adjoints[k] % v_[k]);
        for (tl::var each : adjoints) roots.push(each.id);
        for (tl::var each : reverse(along, tl::detail::constant_in(g_, 1), x_)) roots.push(each.id);

        std::vector<numbers> const before = evaluate(g_, {roots.begin(), roots.end()}, at_);
        tl::builder simple = tl::pass::simplify(g_, roots);
        BOOST_TEST(!simple.first_mistake);
        BOOST_TEST(text_of(verify(simple), simple) == "");
        std::vector<numbers> const after = evaluate(simple, {roots.begin(), roots.end()}, at_);
        for (std::size_t k = 0; k != before.size(); ++k)
            BOOST_TEST(distance(before[k], after[k]) < 1e-14,
                       "root " << k << ": " << formula(simple, roots[std::uint32_t(k)]));

        tl::growable<tl::node_id> again;
        for (tl::node_id root : roots) again.push(root);
        tl::builder const twice = tl::pass::simplify(simple, again);
        BOOST_TEST(twice.nodes.size == simple.nodes.size, "simplify is idempotent");
    }

private:
    tl::builder g_;
    point at_;
    std::vector<tl::var> x_;
    std::vector<tl::var> v_;
    std::vector<operand> operands_;
    tl::var y_;
    tl::var w_;
    tl::var derived_;
    bool stopped_ = false;
    std::mt19937_64 random_;

    numbers draw(tl::var v, domain const& from) {
        std::size_t size = 1;
        for (std::ptrdiff_t e : extents_at(v, at_)) size *= static_cast<std::size_t>(e);
        numbers result(size);
        for (double& each : result) {
            double const u = static_cast<double>(random_() >> 11) * 0x1p-53;
            each = from.whole ? from.low + std::floor(u * (from.high - from.low + 1))
                              : static_cast<float>(from.low + u * (from.high - from.low));
        }
        return result;
    }
};

template <class Part>
void for_each_case(Part part) {
    for (std::span<row const> rows : table)
        for (row const& what : rows)
            for (std::size_t k = 0; k != what.at.size(); ++k) {
                tl::builder names;
                BOOST_TEST_CONTEXT("operation " << tl::rules_of(names, what.code).name
                                                << ", shapes " << k) {
                    experiment trial(
                        what, what.at[k],
                        17u * static_cast<unsigned>(what.code) + static_cast<unsigned>(k));
                    part(trial, what);
                }
            }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(table_of_operations)

BOOST_AUTO_TEST_CASE(values_are_those_of_their_definitions) {
    for_each_case([](experiment& trial, row const& what) { trial.value(what); });
}
BOOST_AUTO_TEST_CASE(first_derivatives_agree_in_all_modes) {
    for_each_case([](experiment& trial, row const&) { trial.first_order(); });
}
BOOST_AUTO_TEST_CASE(second_derivatives_agree_in_all_modes) {
    for_each_case([](experiment& trial, row const&) { trial.second_order(); });
}
BOOST_AUTO_TEST_CASE(floats_agree_with_doubles) {
    for_each_case([](experiment& trial, row const&) { trial.in_float(); });
}
BOOST_AUTO_TEST_CASE(simplification_preserves_values_and_derivatives) {
    for_each_case([](experiment& trial, row const&) { trial.simplified(); });
}

BOOST_AUTO_TEST_SUITE_END()
