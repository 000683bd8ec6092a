// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_POLYNOMIAL_HPP
#define TAPELESS_PLAN_POLYNOMIAL_HPP

#include <tapeless/graph/builder.hpp>
#include <tapeless/graph/print.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI::plan {

/// A size, a count of flops or of bytes as a polynomial in the run-time extents of a graph.
///
/// Factors are `N + 3` and products of them, so a size is a product of linear factors and costs are
/// sums of sizes.
struct polynomial {
    static constexpr std::size_t dims = 8;  ///< run-time extents it knows; further ones count as 1
    static constexpr std::size_t limit = 24;
    struct term {
        std::int64_t coefficient = 0;
        std::uint8_t power[dims]{};
    };
    term terms[limit]{};
    std::size_t count = 0;

    constexpr polynomial() = default;
    constexpr polynomial(std::int64_t number) {
        if (number != 0) terms[count++].coefficient = number;
    }
    constexpr bool is_number() const {
        if (count == 0) return true;
        if (count > 1) return false;
        for (std::uint8_t p : terms[0].power)
            if (p != 0) return false;
        return true;
    }
    /// The number itself, if the polynomial is one.
    constexpr std::int64_t number() const { return count == 0 ? 0 : terms[0].coefficient; }

    constexpr void add(term const& t) {
        if (t.coefficient == 0) return;
        for (std::size_t i = 0; i != count; ++i) {
            bool same = true;
            for (std::size_t d = 0; d != dims; ++d) same = same && terms[i].power[d] == t.power[d];
            if (same) {
                terms[i].coefficient += t.coefficient;
                return;
            }
        }
        if (count != limit) terms[count++] = t;
    }
    constexpr polynomial& operator+=(polynomial const& other) {
        for (std::size_t i = 0; i != other.count; ++i) add(other.terms[i]);
        return *this;
    }
    friend constexpr polynomial operator*(polynomial const& a, polynomial const& b) {
        polynomial product;
        for (std::size_t i = 0; i != a.count; ++i)
            for (std::size_t j = 0; j != b.count; ++j) {
                term t{a.terms[i].coefficient * b.terms[j].coefficient};
                for (std::size_t d = 0; d != dims; ++d)
                    t.power[d] =
                        static_cast<std::uint8_t>(a.terms[i].power[d] + b.terms[j].power[d]);
                product.add(t);
            }
        return product;
    }
    /// A third of it, rounded; nothing that is there vanishes.
    constexpr polynomial third() const {
        polynomial part = *this;
        for (std::size_t i = 0; i != count; ++i) {
            std::int64_t const rounded = (terms[i].coefficient + 1) / 3;
            part.terms[i].coefficient = rounded == 0 ? 1 : rounded;
        }
        return part;
    }
    /// The one of two that grows faster, or is larger.
    static constexpr polynomial const& larger(polynomial const& a, polynomial const& b) {
        if (a.degree() != b.degree()) return a.degree() > b.degree() ? a : b;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i != a.count; ++i) sum += a.terms[i].coefficient;
        for (std::size_t i = 0; i != b.count; ++i) sum -= b.terms[i].coefficient;
        return sum >= 0 ? a : b;
    }
    constexpr int degree() const {
        int most = 0;
        for (std::size_t i = 0; i != count; ++i) {
            int of_term = 0;
            for (std::uint8_t p : terms[i].power) of_term += p;
            if (of_term > most) most = of_term;
        }
        return most;
    }
    /// Its value when the run-time extents have these values.
    constexpr std::int64_t at(std::ptrdiff_t const* values) const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i != count; ++i) {
            std::int64_t product = terms[i].coefficient;
            for (std::size_t d = 0; d != dims; ++d)
                for (std::uint8_t p = 0; p != terms[i].power[d]; ++p) product *= values[d];
            sum += product;
        }
        return sum;
    }
    /// The polynomial where each run-time extent is what `extents` says: another one, plus a
    /// number, or a number.
    constexpr polynomial with(axis_extent const* extents) const;
    /// "3 N + 128", with the graph's names.
    constexpr void print(builder const& g, short_text& out) const {
        if (count == 0) return out.put('0');
        for (std::size_t i = 0; i != count; ++i) {
            if (i != 0) out.put(" + ");
            bool bare = true;
            for (std::uint8_t p : terms[i].power) bare = bare && p == 0;
            if (bare || terms[i].coefficient != 1) out.put_number(terms[i].coefficient);
            for (std::size_t d = 0; d != dims; ++d) {
                if (terms[i].power[d] == 0) continue;
                if (out.length != 0 && out.data[out.length - 1] != ' ') out.put(' ');
                out.put(g.names.data[g.dims.data[d].label].view());
                if (terms[i].power[d] > 1) {
                    out.put('^');
                    out.put_number(terms[i].power[d]);
                }
            }
        }
    }
};

constexpr polynomial size_of(axis_extent e) {
    polynomial p(e.number);
    if (e.dim < 0) return p;
    polynomial::term t{1};
    if (e.dim < static_cast<std::int32_t>(polynomial::dims)) t.power[e.dim] = 1;
    p.add(t);
    return p;
}

constexpr polynomial polynomial::with(axis_extent const* extents) const {
    polynomial sum;
    for (std::size_t i = 0; i != count; ++i) {
        polynomial product(terms[i].coefficient);
        for (std::size_t d = 0; d != dims; ++d)
            for (std::uint8_t p = 0; p != terms[i].power[d]; ++p)
                product = product * size_of(extents[d]);
        sum += product;
    }
    return sum;
}

/// The number of elements.
constexpr polynomial size_of(shape const& s) {
    polynomial p(1);
    for (axis_extent const& e : s.extents)
        if (!e.is_one()) p = p * size_of(e);
    return p;
}

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
