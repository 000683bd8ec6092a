// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_SPARSE_RESULT_HPP
#define TAPELESS_TRANSFORM_SPARSE_RESULT_HPP

#include <tapeless/transform/sparse/recovery.hpp>

#include <Eigen/Core>

#include <span>

namespace tapeless::inline TAPELESS_ABI {

/// A Jacobian or Hessian as its elements that may be non-zero, column by column with rows in rising
/// order (compressed columns, as `Eigen::SparseMatrix` and most solvers have them).
///
/// What a program of `sparse_jacobian` or `sparse_hessian` gives: a view, valid until the program's
/// next call, or an object that owns its memory (`Owning`). `interop/eigen_sparse.hpp` makes
/// `Eigen::SparseMatrix` of it.
template <class T, bool Owning>
class sparse_result {
    template <class Element>
    using array = std::conditional_t<Owning, std::vector<Element>, std::span<Element const>>;

public:
    sparse_result() = default;
    sparse_result(detail::recovery const& at, std::vector<T> const& values)
        : rows_(at.rows),
          columns_(at.columns),
          colors_(at.colors),
          outer_(at.outer.begin(), at.outer.end()),
          inner_(at.inner.begin(), at.inner.end()),
          values_(values.begin(), values.end()) {}

    Eigen::Index rows() const { return rows_; }
    Eigen::Index cols() const { return columns_; }
    /// How many elements may be non-zero.
    Eigen::Index nonzeros() const { return static_cast<Eigen::Index>(inner_.size()); }
    /// In how many directions the derivative was taken.
    std::int64_t colors() const { return colors_; }

    /// Where each column's elements begin, and behind the last one where they end.
    std::span<int const> outer() const { return outer_; }
    /// The row of each element.
    std::span<int const> inner() const { return inner_; }
    std::span<T const> values() const { return values_; }

    /// An element, 0 where the pattern has none.
    T operator()(Eigen::Index row, Eigen::Index column) const {
        auto const begin = inner_.begin() + outer_[static_cast<std::size_t>(column)];
        auto const end = inner_.begin() + outer_[static_cast<std::size_t>(column) + 1];
        auto const found = std::lower_bound(begin, end, static_cast<int>(row));
        if (found == end || *found != row) return T(0);
        return values_[static_cast<std::size_t>(found - inner_.begin())];
    }
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> dense() const {
        Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> all;
        all.setZero(rows_, columns_);
        for (std::size_t j = 0; j + 1 < outer_.size(); ++j)
            for (auto k = static_cast<std::size_t>(outer_[j]);
                 k != static_cast<std::size_t>(outer_[j + 1]); ++k)
                all(inner_[k], static_cast<Eigen::Index>(j)) = values_[k];
        return all;
    }
    /// The same with memory of its own.
    sparse_result<T, true> copy() const { return sparse_result<T, true>(*this); }

private:
    template <class, bool>
    friend class sparse_result;
    explicit sparse_result(sparse_result<T, false> const& view)
        requires Owning
        : rows_(view.rows_),
          columns_(view.columns_),
          colors_(view.colors_),
          outer_(view.outer_.begin(), view.outer_.end()),
          inner_(view.inner_.begin(), view.inner_.end()),
          values_(view.values_.begin(), view.values_.end()) {}

    Eigen::Index rows_ = 0;
    Eigen::Index columns_ = 0;
    std::int64_t colors_ = 0;
    array<int> outer_;
    array<int> inner_;
    array<T> values_;
};

template <class T>
using sparse_view = sparse_result<T, false>;
template <class T>
using sparse_matrix = sparse_result<T, true>;

}  // namespace tapeless::inline TAPELESS_ABI

#endif
