// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_INDEX_SETS_HPP
#define TAPELESS_TRANSFORM_SPARSE_INDEX_SETS_HPP

#include <tapeless/pass/sparsity/coloring.hpp>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Sets of columns, each kept once: elements that depend on the same columns share a set. What
/// `pass::pattern_by_element` works with at run time.
///
/// **Complexity** of a union: the elements of its parts, once for each different list of parts.
///
/// A template, so that a unit without sparse derivatives does not compile it.
template <class Number = std::uint32_t>
class index_sets {
public:
    /// The number of a set, 0 the empty one; or of a list of sets that is not united yet.
    struct set {
        std::uint32_t number = 0;
        bool is_list = false;
    };

    explicit index_sets(std::size_t columns) : stamp_(columns, 0) { kept_.emplace_back(); }

    set one(std::int64_t column) {
        kept_.push_back({static_cast<std::uint32_t>(column)});
        return {static_cast<std::uint32_t>(kept_.size() - 1), false};
    }
    void add(set& to, set more) {
        if (more.number == 0 || (!to.is_list && to.number == more.number)) return;
        if (!to.is_list && to.number == 0) {
            to = more;
            return;
        }
        if (!to.is_list) {
            lists_.push_back({to.number});
            to = {static_cast<std::uint32_t>(lists_.size() - 1), true};
        }
        if (lists_[to.number].back() != more.number) lists_[to.number].push_back(more.number);
    }
    /// Unites what was added to each.
    void close(growable<set>& all) {
        for (set& each : all)
            if (each.is_list) each = {united(lists_[each.number]), false};
        lists_.clear();
    }
    void put_into(pass::sparse_pattern& p, set columns) const {
        for (std::uint32_t j : kept_[columns.number]) p.column.push(j);
    }

private:
    using numbers = std::vector<Number>;
    std::vector<numbers> kept_;
    std::vector<numbers> lists_;
    struct hash {
        std::size_t operator()(numbers const& parts) const {
            std::uint64_t all = 14695981039346656037u;  // FNV-1a, by numbers
            for (Number part : parts) all = (all ^ part) * 1099511628211u;
            return static_cast<std::size_t>(all ^ all >> 32);
        }
    };
    std::unordered_map<numbers, Number, hash> known_;
    std::vector<std::uint32_t> stamp_;
    std::uint32_t time_ = 0;

    std::uint32_t united(numbers& parts) {
        std::sort(parts.begin(), parts.end());
        parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
        if (parts.size() == 1) return parts[0];
        auto const [at, is_new] = known_.try_emplace(parts, 0);
        if (!is_new) return at->second;
        ++time_;
        numbers columns;
        for (std::uint32_t part : parts)
            for (std::uint32_t j : kept_[part])
                if (stamp_[j] != time_) {
                    stamp_[j] = time_;
                    columns.push_back(j);
                }
        std::sort(columns.begin(), columns.end());
        // The union is often one of its parts.
        for (std::uint32_t part : parts)
            if (kept_[part].size() == columns.size()) return at->second = part;
        kept_.push_back(std::move(columns));
        return at->second = static_cast<std::uint32_t>(kept_.size() - 1);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
