// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_INTEROP_EIGEN_SPARSE_HPP
#define TAPELESS_INTEROP_EIGEN_SPARSE_HPP

#include <tapeless/transform/sparse/result.hpp>

#include <Eigen/SparseCore>

namespace tapeless::inline TAPELESS_ABI::interop {

/// A sparse Jacobian or Hessian as an `Eigen::SparseMatrix` without a copy: valid as long as the
/// result is, which for a program's view is until its next call.
///
/// **Example.** `Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver(as_eigen(h(x = at)));`
template <class T, bool Owning>
Eigen::Map<Eigen::SparseMatrix<T> const> as_eigen(sparse_result<T, Owning> const& from) {
    return {from.rows(),         from.cols(),         from.nonzeros(),
            from.outer().data(), from.inner().data(), from.values().data()};
}
/// What owns its memory must outlive the map, which a temporary does not: `to_eigen`.
template <class T>
void as_eigen(sparse_result<T, true> const&&) = delete;
/// The same as a matrix with memory of its own.
template <class T, bool Owning>
Eigen::SparseMatrix<T> to_eigen(sparse_result<T, Owning> const& from) {
    return as_eigen(from);
}

}  // namespace tapeless::inline TAPELESS_ABI::interop

#endif
