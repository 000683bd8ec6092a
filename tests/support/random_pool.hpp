// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_RANDOM_POOL_HPP
#define TAPELESS_TESTS_SUPPORT_RANDOM_POOL_HPP

#include "support/oracle.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tests {

/// The nodes that a random model has so far, and the numbers of its symbols. A seed gives the same
/// choices everywhere.
class random_pool {
public:
    tl::builder g;
    std::vector<tl::var> sources;  ///< the symbols that derivatives are taken with respect to
    std::vector<tl::var> nodes;    ///< what operations choose from
    point at;                      ///< values and directions of all symbols

    explicit random_pool(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }
    tl::var pick() { return one_of(nodes); }
    tl::var pick_source() { return one_of(sources); }
    /// A node that fits, if some tries find one, else `otherwise`.
    template <class Fits>
    tl::var pick(Fits fits, tl::var otherwise) {
        for (int attempt = 0; attempt != 8; ++attempt)
            if (tl::var const other = pick(); fits(other)) return other;
        return otherwise;
    }

    tl::axis_extent dim(std::string const& label) {
        return {g.dimension_of(tl::name(label.c_str())), 0};
    }
    /// How many elements there are along an axis, as its symbols are bound.
    std::ptrdiff_t number_of(tl::axis_extent e) const {
        e = g.resolve(e);
        if (e.dim < 0) return e.number;
        return e.number +
               at.dims.at(std::string(g.names[g.dims[std::uint32_t(e.dim)].label].view()));
    }
    std::ptrdiff_t size_of(tl::var v) const {
        std::ptrdiff_t size = 1;
        for (tl::axis_extent const& e : v.shape().extents) size *= number_of(e);
        return size;
    }
    /// Random numbers in [-1.5, 1.5], of the shape of v.
    numbers draw(tl::var v) {
        numbers result(static_cast<std::size_t>(size_of(v)));
        for (double& each : result) each = -1.5 + 3 * static_cast<double>(next() >> 11) * 0x1p-53;
        return result;
    }
    /// A new symbol with random values.
    tl::var fresh(std::string const& label, tl::shape of) {
        tl::var const v = symbol(g, label, of);
        at.values[label] = draw(v);
        return v;
    }
    /// A new symbol that derivatives are taken with respect to.
    tl::var add_source(tl::shape of) {
        std::string const label = "x" + std::to_string(sources.size());
        sources.push_back(fresh(label, of));
        at.directions[label] = draw(sources.back());
        return sources.back();
    }
    /// A vector of so many indices below a bound.
    tl::var add_indices(tl::axis_extent count, int bound) {
        tl::var const t =
            symbol(g, "t" + std::to_string(indices_++), tl::shape(count), tl::role::indices);
        std::string const label(g.label_of(t.id).view());
        for (double& each : at.values[label] = draw(t)) each = below(bound);
        return t;
    }

private:
    std::uint64_t state_;
    int indices_ = 0;

    tl::var one_of(std::vector<tl::var> const& from) {
        return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
    }
};

/// May the operands of an element-wise operation be these?
inline bool stretches(tl::var a, tl::var b) {
    for (std::size_t axis = 0; axis != tl::shape::axes; ++axis) {
        tl::axis_extent const x = a.shape()[axis];
        tl::axis_extent const y = b.shape()[axis];
        if (!(x == y) && !x.is_one() && !y.is_one()) return false;
    }
    return true;
}
/// May they be equal on all axes that the mask does not name?
inline bool equal_outside(tl::var a, tl::var b, unsigned mask) {
    for (std::size_t axis = 0; axis != tl::shape::axes; ++axis)
        if ((mask >> axis & 1) == 0 && !(a.shape()[axis] == b.shape()[axis])) return false;
    return true;
}
/// Do batch axes stretch, and has b as many rows as a has columns (rows, if `solved`)?
inline bool multiplies(tl::var a, tl::var b, bool solved = false) {
    for (std::size_t axis = 2; axis != tl::shape::axes; ++axis)
        if (!(a.shape()[axis] == b.shape()[axis]) && !a.shape()[axis].is_one() &&
            !b.shape()[axis].is_one())
            return false;
    return a.shape()[solved ? 0 : 1] == b.shape()[0];
}

}  // namespace tests

#endif
