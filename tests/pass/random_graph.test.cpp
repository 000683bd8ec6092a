// SPDX-License-Identifier: BSL-1.0
// Laws on random graphs: forward mode is what dual numbers give, reverse mode is its transpose,
// passes and packing preserve values. TAPELESS_RANDOM_GRAPHS in the environment sets how many are
// tried.
#include <tapeless/op/encode.hpp>
#include <tapeless/pass/cost.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_graph.hpp"

#include <cstdlib>
#include <memory>

namespace {

using namespace tests;

std::uint64_t how_many(std::uint64_t otherwise) {
    char const* const wanted = std::getenv("TAPELESS_RANDOM_GRAPHS");
    return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}

bool tame(numbers const& x) {
    for (double each : x)
        if (!(std::abs(each) < 1e6)) return false;
    return true;
}

/// Calls check(model) for random models whose values are neither huge nor NaN.
template <class Check>
void for_each_model(std::uint64_t count, Check check) {
    std::uint64_t tried = 0;
    for (std::uint64_t seed = 0; seed != count; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
            random_model m(seed, 6 + static_cast<int>(seed % 20));
            BOOST_TEST_REQUIRE(!m.g.first_mistake,
                               "the model is sound: " << m.g.first_mistake.left.view() << ", "
                                                      << m.g.first_mistake.right.view());
            if (!tame(evaluate(m.root, m.at))) continue;
            ++tried;
            check(m);
        }
    BOOST_TEST(tried > count / 2);
}

/// The distance; 0 where numbers are so large that rounding alone sets them apart.
double relative(numbers const& a, numbers const& b) { return tame(a) ? distance(a, b) : 0; }

/// A branch of a `select` that is not taken may be a NaN. Its zero is strong along element-wise
/// operations, not through sums and products inside of the branch: a NaN that gets out is counted,
/// the number of them is bounded.
class lost_zeros {
public:
    explicit lost_zeros(std::uint64_t models) : allowed_(models / 2000) {}
    ~lost_zeros() { BOOST_TEST(count_ <= allowed_, count_ << " NaNs of branches not taken"); }
    double relative(double expected, double found, random_model& m) {
        if (!std::isnan(found) || std::isnan(expected)) return ::relative({expected}, {found});
        for (std::uint32_t i = 0; i <= m.root.id; ++i)
            if (!tame(evaluate(tl::var(m.g, static_cast<tl::node_id>(i)), m.at))) {
                ++count_;
                return 0;
            }
        return HUGE_VAL;
    }

private:
    std::uint64_t count_ = 0;
    std::uint64_t allowed_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_graphs)

BOOST_AUTO_TEST_CASE(models_and_gradients_use_all_operations) {
    bool used[static_cast<std::size_t>(tl::op::count)]{};
    for (std::uint64_t seed = 0; seed != 2000; ++seed) {
        random_model m(seed);
        reverse(m.root, m.fresh("w", m.root.shape()), m.sources);
        for (tl::node const& n : m.g.nodes) used[static_cast<std::size_t>(n.code)] = true;
    }
    used[static_cast<std::size_t>(tl::op::argument)] = true;         // of functions, not of models
    used[static_cast<std::size_t>(tl::op::cofactors_along)] = true;  // of second derivatives
    for (std::size_t code = 0; code != std::size(used); ++code)
        BOOST_TEST(used[code],
                   tl::rules_of(tl::builder{}, static_cast<tl::op>(code)).name << " is not used");
}

BOOST_AUTO_TEST_CASE(modes_agree) {
    lost_zeros lost(how_many(2000));
    for_each_model(how_many(2000), [&](random_model& m) {
        std::vector<tl::var> tangents;
        for (std::size_t i = 0; i != m.sources.size(); ++i) {
            std::string const label(m.g.label_of(m.sources[i].id).view());
            tangents.push_back(symbol(m.g, "v" + label, m.sources[i].shape()));
            m.at.values["v" + label] = m.at.directions[label];
        }
        tl::var const w = m.fresh("w", m.root.shape());
        numbers const along = evaluate(forward(m.root, m.sources, tangents), m.at);
        BOOST_TEST(relative(along, dual_derivative(m.root, m.at)) < 1e-10,
                   "forward mode is the dual numbers'");
        std::vector<tl::var> const adjoints = reverse(m.root, w, m.sources);
        double transposed = 0;
        for (std::size_t i = 0; i != adjoints.size(); ++i) {
            numbers const adjoint = evaluate(adjoints[i], m.at);
            transposed +=
                inner(adjoint, m.at.directions[std::string(m.g.label_of(m.sources[i].id).view())]);
            BOOST_TEST((adjoints[i].shape() == m.sources[i].shape()));
        }
        BOOST_TEST(lost.relative(inner(along, m.at.values["w"]), transposed, m) < 1e-9,
                   "reverse mode is the transpose");
        BOOST_TEST(!m.g.first_mistake);
        BOOST_TEST(text_of(tl::verify(m.g), m.g) == "");
    });
}

// The derivative is as far from the central difference as the quotients to both sides are from each
// other, at most: that holds at kinks, too. Where the two are far apart (a jump of `floor`, say) it
// says nothing, and the model does not count.
BOOST_AUTO_TEST_CASE(derivatives_lie_between_differences) {
    std::uint64_t met = 0;
    std::uint64_t compared = 0;
    for_each_model(how_many(2000) / 4, [&](random_model& m) {
        if (m.stops) return;
        ++met;
        double const step = 1e-5;
        numbers const here = evaluate(m.root, m.at);
        numbers const ahead = evaluate(m.root, moved(m.at, step));
        numbers const behind = evaluate(m.root, moved(m.at, -step));
        numbers const along = dual_derivative(m.root, m.at);
        double scale = 1;
        double apart = 0;
        double worst = 0;
        for (std::size_t i = 0; i != here.size(); ++i) {
            double const high = (ahead[i] - here[i]) / step;
            double const low = (here[i] - behind[i]) / step;
            scale = std::max({scale, std::abs(along[i]), std::abs(here[i])});
            apart = std::max(apart, std::abs(high - low));
            worst = std::max(worst, std::abs((high + low) / 2 - along[i]) - std::abs(high - low));
        }
        if (!(apart < 1e-2 * scale)) return;
        ++compared;
        BOOST_TEST(worst < 1e-7 * scale, formula(m.g, m.root.id));
    });
    BOOST_TEST(compared > met * 3 / 4, compared << " of " << met << " models were compared");
}

BOOST_AUTO_TEST_CASE(second_derivatives_agree) {
    lost_zeros lost(how_many(2000) / 4);
    for_each_model(how_many(2000) / 4, [&](random_model& m) {
        tl::var const w = m.fresh("w", m.root.shape());
        for (tl::var adjoint : reverse(m.root, w, m.sources)) {
            std::vector<tl::var> tangents;
            for (tl::var source : m.sources) {
                std::string const label(m.g.label_of(source.id).view());
                tangents.push_back(symbol(m.g, "v" + label, source.shape()));
                m.at.values["v" + label] = m.at.directions[label];
            }
            numbers const expected = dual_derivative(adjoint, m.at);
            BOOST_TEST(
                relative(evaluate(forward(adjoint, m.sources, tangents), m.at), expected) < 1e-9,
                "forward over reverse");
            tl::var const u = m.fresh("u" + std::to_string(adjoint.id), adjoint.shape());
            double product = 0;
            std::size_t i = 0;
            for (tl::var second : reverse(adjoint, u, m.sources))
                product +=
                    inner(evaluate(second, m.at),
                          m.at.directions[std::string(m.g.label_of(m.sources[i++].id).view())]);
            numbers const weights = m.at.values[std::string(m.g.label_of(u.id).view())];
            BOOST_TEST(lost.relative(inner(expected, weights), product, m) < 1e-8,
                       "reverse over reverse");
        }
        BOOST_TEST(!m.g.first_mistake);
    });
}

BOOST_AUTO_TEST_CASE(pushed_sums_cost_no_more) {
    std::uint64_t pushed = 0;
    for_each_model(how_many(2000), [&](random_model& m) {
        tl::var const total = sum(m.root);
        tl::growable<tl::node_id> roots(1, total.id);
        for (tl::var adjoint : reverse(total, m.fresh("w", {}), m.sources))
            roots.push(tl::sum<0>(adjoint).id);
        tl::builder const plain = tl::pass::rewritten(m.g, roots);
        if (!tl::pass::has_sum_to_push(plain, roots)) return;
        ++pushed;
        std::vector<numbers> const before = evaluate(plain, {roots.begin(), roots.end()}, m.at);
        double const cost = tl::pass::estimated_flops(plain, roots);
        tl::builder const after = tl::pass::push_sums(plain, roots);
        BOOST_TEST(tl::pass::estimated_flops(after, roots) <= cost, formula(plain, roots[0]));
        std::vector<numbers> const found = evaluate(after, {roots.begin(), roots.end()}, m.at);
        for (std::size_t k = 0; k != before.size(); ++k)
            BOOST_TEST(relative(before[k], found[k]) < 1e-11, formula(plain, roots[0]));
    });
    BOOST_TEST(pushed > how_many(2000) / 20, pushed << " models with a sum to push");
}

BOOST_AUTO_TEST_CASE(passes_preserve_values) {
    for_each_model(how_many(2000), [](random_model& m) {
        tl::var const w = m.fresh("w", m.root.shape());
        tl::growable<tl::node_id> roots(1, m.root.id);
        for (tl::var adjoint : reverse(m.root, w, m.sources)) roots.push(adjoint.id);
        std::vector<numbers> const before = evaluate(m.g, {roots.begin(), roots.end()}, m.at);

        tl::builder const ordered = tl::detail::canonical(m.g, roots);
        std::vector<numbers> const same = evaluate(ordered, {roots.begin(), roots.end()}, m.at);
        auto const packed =
            std::make_unique<tl::detail::encoded<8192>>(tl::detail::encode<8192>(ordered, roots));
        tl::builder unpacked;
        tl::growable<tl::node_id> const there =
            tl::detail::splice(unpacked, packed->words, packed->primitives);
        std::vector<numbers> const back = evaluate(unpacked, {there.begin(), there.end()}, m.at);
        tl::builder simple = tl::pass::simplify(ordered, roots);
        std::vector<numbers> const after = evaluate(simple, {roots.begin(), roots.end()}, m.at);
        BOOST_TEST(text_of(tl::verify(simple), simple) == "");
        BOOST_TEST(text_of(tl::verify(unpacked), unpacked) == "");
        for (std::size_t k = 0; k != before.size(); ++k) {
            BOOST_TEST(distance(before[k], same[k]) == 0, "canonical order");
            BOOST_TEST(distance(before[k], back[k]) == 0, "packed and unpacked");
            BOOST_TEST(relative(before[k], after[k]) < 1e-11,
                       "simplified: " << formula(simple, roots[std::uint32_t(k)]));
        }
        std::uint32_t const size = simple.nodes.size;
        BOOST_TEST(tl::pass::simplify(simple, roots).nodes.size == size, "simplify is idempotent");
    });
}

BOOST_AUTO_TEST_SUITE_END()
