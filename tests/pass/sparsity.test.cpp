// SPDX-License-Identifier: BSL-1.0
// Structure of Jacobians: on random models every number of the dense Jacobian that is not zero lies
// in the pattern that is found element by element, and that in the symbolic one; colours keep apart
// what has to be told apart.
#include <tapeless/pass/sparsity/structure.hpp>
#include <tapeless/transform/sparse/index_sets.hpp>

#include <boost/test/unit_test.hpp>

#include "support/random_graph.hpp"

#include <set>

namespace {

using namespace tests;
using tl::pass::sparse_pattern;
using elements = std::set<std::pair<std::int64_t, std::int64_t>>;

elements elements_of(sparse_pattern const& p) {
    elements all;
    for (std::uint32_t i = 0; i != p.rows; ++i)
        for (std::uint32_t k = p.begin(i); k != p.end(i); ++k) all.insert({i, p.column[k]});
    return all;
}
sparse_pattern pattern_of(elements const& all, std::uint32_t rows, std::uint32_t columns) {
    sparse_pattern p;
    p.rows = rows;
    p.columns = columns;
    p.first.push(0);
    for (std::uint32_t i = 0; i != rows; ++i) {
        for (auto const& [row, column] : all)
            if (row == i) p.column.push(static_cast<std::uint32_t>(column));
        p.first.push(p.column.size);
    }
    return p;
}

/// One root, one key and the extents of a model.
struct question {
    tl::builder& g;
    tl::growable<tl::node_id> roots;
    tl::growable<tl::node_id> keys;
    std::vector<std::int64_t> dims;
    tl::pass::element_grid rows;
    tl::pass::element_grid columns;

    question(tl::var root, tl::var key, point const& at)
        : g(*root.graph),
          roots(1, root.id),
          keys(1, key.id),
          dims(extents(g, at)),
          rows(root.shape(), dims.data()),
          columns(key.shape(), dims.data()) {}

    static std::vector<std::int64_t> extents(tl::builder const& g, point const& at) {
        std::vector<std::int64_t> values;
        for (std::ptrdiff_t each : dims_of(g, at)) values.push_back(each);
        return values;
    }
    elements by_element() {
        tl::detail::index_sets<> sets(static_cast<std::size_t>(columns.size));
        return elements_of(
            tl::pass::pattern_by_element(g, roots, keys, dims.data(), sets, 1 << 30));
    }
    elements by_word() {
        tl::pass::column_words words;
        return elements_of(
            tl::pass::pattern_by_element(g, roots, keys, dims.data(), words, 1 << 30));
    }
    elements symbolic(tl::pass::symbolic_pattern const& p) const {
        elements all;
        for (tl::dependence const& term : p.terms)
            tl::pass::for_each_element(term, rows, columns, dims.data(),
                                       [&](std::int64_t i, std::int64_t j) {
                                           all.insert({i, j});
                                       });
        return all;
    }
    std::int64_t color(std::int64_t column, tl::pass::modular_coloring const& c) const {
        std::int64_t of = 0;
        std::int64_t weight = 1;
        for (std::size_t axis = 0; axis != tl::dependence::axes; ++axis) {
            of += weight * (column % columns.extent[axis] % c.modulus[axis]);
            column /= columns.extent[axis];
            weight *= c.modulus[axis];
        }
        return of;
    }
};

/// Places of the dense Jacobian that hold a number other than zero.
elements dense_elements(random_model& m, tl::var key) {
    elements all;
    std::string const label(m.g.label_of(key.id).view());
    tl::var const tangent = forward(m.root, {key}, {symbol(m.g, "v" + label, key.shape())});
    numbers unit(m.at.values[label].size(), 0.0);
    for (std::size_t j = 0; j != unit.size(); ++j) {
        unit[j] = 1;
        m.at.values["v" + label] = unit;
        numbers const column = evaluate(tangent, m.at);
        for (std::size_t i = 0; i != column.size(); ++i)
            if (column[i] != 0 && !std::isnan(column[i]))
                all.insert({static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)});
        unit[j] = 0;
    }
    return all;
}
bool is_subset(elements const& a, elements const& b) {
    return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

/// A random pattern; symmetric, if asked for.
elements random_elements(random_pool& random, int rows, int columns, int count, bool symmetric) {
    elements all;
    for (int k = 0; k != count; ++k) {
        int const i = random.below(rows);
        int const j = random.below(columns);
        all.insert({i, j});
        if (symmetric) all.insert({j, i});
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sparsity)

BOOST_AUTO_TEST_CASE(patterns_hold_every_number_that_is_not_zero) {
    int sparse = 0;
    int exact = 0;
    for (std::uint64_t seed = 0; seed != 400; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
            random_model m(seed, 4 + static_cast<int>(seed % 12));
            for (tl::var const key : m.sources) {
                elements const dense = dense_elements(m, key);
                question q(m.root, key, m.at);
                elements const found = q.by_element();
                BOOST_TEST(is_subset(dense, found), formula(m.g, m.root.id));
                BOOST_TEST((found == q.by_word()));
                auto const patterns = tl::pass::symbolic_patterns(m.g, q.roots, key.id);
                elements const wide = q.symbolic(patterns[0]);
                BOOST_TEST(is_subset(found, wide), formula(m.g, m.root.id));
                if (patterns[0].exact) BOOST_TEST((found == wide), formula(m.g, m.root.id));
                exact += patterns[0].exact ? 1 : 0;
                std::int64_t const all = q.rows.size * q.columns.size;
                sparse += static_cast<std::int64_t>(wide.size()) < all && !wide.empty() ? 1 : 0;

                auto const colors = tl::pass::color_by_modulus(patterns, key.shape());
                if (!colors.exists()) continue;
                std::set<std::pair<std::int64_t, std::int64_t>> taken;
                for (auto const& [i, j] : wide) {
                    BOOST_TEST(taken.insert({i, q.color(j, colors)}).second,
                               formula(m.g, m.root.id));
                    BOOST_TEST(q.color(j, colors) < colors.colors);
                }
            }
        }
    BOOST_TEST(sparse > 50);
    BOOST_TEST(exact > 300);
}

BOOST_AUTO_TEST_CASE(colors_of_columns) {
    random_pool random(1);
    for (int round = 0; round != 200; ++round) {
        elements const all =
            random_elements(random, 1 + random.below(30), 1 + random.below(30), 40, false);
        sparse_pattern const p = pattern_of(all, 30, 30);
        tl::pass::coloring const c = tl::pass::color_columns(p);
        std::set<std::pair<std::int64_t, std::uint32_t>> taken;
        for (auto const& [i, j] : all)
            BOOST_TEST(taken.insert({i, c.color[static_cast<std::uint32_t>(j)]}).second);
        BOOST_TEST(c.colors >= p.widest_row());
        elements turned;
        for (auto const& [i, j] : all) turned.insert({j, i});
        BOOST_TEST((elements_of(tl::pass::transposed(p)) == turned));
    }
}

BOOST_AUTO_TEST_CASE(star_colors) {
    random_pool random(2);
    for (int round = 0; round != 200; ++round) {
        elements const all = random_elements(random, 24, 24, 6 + random.below(60), true);
        sparse_pattern const p = pattern_of(all, 24, 24);
        tl::pass::coloring const c = tl::pass::star_coloring(p);
        // In row i, how many elements have this colour?
        auto const shared = [&](std::int64_t i, std::int64_t j) {
            int count = 0;
            for (auto const& [row, column] : all)
                count += row == i && c.color[static_cast<std::uint32_t>(column)] ==
                                         c.color[static_cast<std::uint32_t>(j)];
            return count;
        };
        for (auto const& [i, j] : all)
            BOOST_TEST((shared(i, j) == 1 || shared(j, i) == 1), i << ", " << j);
    }
    // the columns of an arrow all differ, two colours tell it apart; three a tridiagonal matrix
    elements arrow;
    elements tridiagonal;
    for (std::int64_t i = 0; i != 20; ++i) {
        arrow.insert({{i, i}, {0, i}, {i, 0}});
        tridiagonal.insert({i, i});
        if (i != 0) tridiagonal.insert({{i, i - 1}, {i - 1, i}});
    }
    BOOST_TEST(tl::pass::color_columns(pattern_of(arrow, 20, 20)).colors == 20);
    BOOST_TEST(tl::pass::star_coloring(pattern_of(arrow, 20, 20)).colors == 2);
    BOOST_TEST(tl::pass::color_columns(pattern_of(tridiagonal, 20, 20)).colors == 3);
    BOOST_TEST(tl::pass::star_coloring(pattern_of(tridiagonal, 20, 20)).colors == 3);
    BOOST_TEST(tl::pass::star_coloring(pattern_of({}, 5, 5)).colors == 0);
    // an element without its mirror image cannot be there
    BOOST_TEST(tl::pass::symmetric_part(pattern_of({{0, 1}, {1, 2}, {2, 1}}, 3, 3)).column.size ==
               2);
}

BOOST_AUTO_TEST_SUITE_END()
