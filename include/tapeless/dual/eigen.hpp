// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_DUAL_EIGEN_HPP
#define TAPELESS_DUAL_EIGEN_HPP

#include <tapeless/dual/forward.hpp>
#include <tapeless/dual/limits.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <type_traits>

// Dual numbers as scalars of Eigen: arrays, products, decompositions; and Eigen's vectors and
// matrices as arguments and results of `derivative`, `forward::gradient` and their kin.

namespace Eigen {

template <class T, std::size_t n>
struct NumTraits<tapeless::dual<T, n>> : NumTraits<tapeless::scalar_of_t<T>> {
    using Real = tapeless::dual<T, n>;
    using NonInteger = Real;
    using Nested = Real;
    using Literal = tapeless::scalar_of_t<T>;

    enum {
        IsComplex = 0,
        IsInteger = 0,
        IsSigned = 1,
        RequireInitialization = 1,
        ReadCost = static_cast<int>(n + 1) * NumTraits<T>::ReadCost,
        AddCost = static_cast<int>(n + 1) * NumTraits<T>::AddCost,
        MulCost = static_cast<int>(2 * n + 1) * NumTraits<T>::MulCost
    };
};

/// Scalars that only types see (tapeless/dual/probe.hpp).
template <class L, class Owners>
struct NumTraits<tapeless::detail::probe<L, Owners>> : NumTraits<tapeless::scalar_of_t<L>> {
    using Real = tapeless::detail::probe<L, Owners>;
    using NonInteger = Real;
    using Nested = Real;
};

template <class T, std::size_t n, class U, class Operation>
    requires tapeless::constant_of<U, tapeless::dual<T, n>>
struct ScalarBinaryOpTraits<tapeless::dual<T, n>, U, Operation> {
    using ReturnType = tapeless::dual<T, n>;
};

template <class T, std::size_t n, class U, class Operation>
    requires tapeless::constant_of<U, tapeless::dual<T, n>>
struct ScalarBinaryOpTraits<U, tapeless::dual<T, n>, Operation> {
    using ReturnType = tapeless::dual<T, n>;
};

template <class A, class B, class Operation>
    requires(tapeless::detail::probe_operands<A, B> && !std::is_same_v<A, B>)
struct ScalarBinaryOpTraits<A, B, Operation> {
    using ReturnType = tapeless::detail::meeting_t<A, B>;
};

}  // namespace Eigen

namespace tapeless::inline TAPELESS_ABI::detail {

template <class Scalar, int rows, int columns, int options, int most_rows, int most_columns>
struct container<Eigen::Matrix<Scalar, rows, columns, options, most_rows, most_columns>> {
    template <class U>
    using of = Eigen::Matrix<U, rows, columns, options, most_rows, most_columns>;
    using type = of<Scalar>;
    static constexpr std::size_t fixed_size =
        type::SizeAtCompileTime == Eigen::Dynamic ? 0 : std::size_t(type::SizeAtCompileTime);

    template <class U>
    static of<U> like(type const& x, U const& element) {
        return of<U>::Constant(x.rows(), x.cols(), element);
    }
};

template <class Scalar, int rows, int columns, int options, int most_rows, int most_columns>
struct container<Eigen::Array<Scalar, rows, columns, options, most_rows, most_columns>> {
    template <class U>
    using of = Eigen::Array<U, rows, columns, options, most_rows, most_columns>;
    using type = of<Scalar>;
    static constexpr std::size_t fixed_size =
        type::SizeAtCompileTime == Eigen::Dynamic ? 0 : std::size_t(type::SizeAtCompileTime);

    template <class U>
    static of<U> like(type const& x, U const& element) {
        return of<U>::Constant(x.rows(), x.cols(), element);
    }
};

template <class Derived>
void takes_dense(Eigen::DenseBase<Derived> const&);

/// Expressions are evaluated; an array of one element is its number.
template <class Y>
    requires requires(Y const& y) { takes_dense(y); }
struct returned<Y> {
    static constexpr bool is_number = Y::SizeAtCompileTime == 1;
    using object_type = typename Y::PlainObject;
    using type = std::conditional_t<is_number, typename Y::Scalar, object_type>;

    static type object(Y const& y) {
        if constexpr (is_number)
            return object_type(y).coeff(0);
        else
            return object_type(y);
    }
};

/// A matrix, with a row for each element of y and a column for each of x, in the order of storage.
template <class Y, class X>
    requires(std::is_base_of_v<Eigen::PlainObjectBase<Y>, Y> &&
             std::is_base_of_v<Eigen::PlainObjectBase<X>, X>)
struct table<Y, X> {
    template <class L>
    static auto zero(Y const& y, X const& x) {
        using Matrix =
            Eigen::Matrix<L, Y::SizeAtCompileTime, X::SizeAtCompileTime,
                          X::SizeAtCompileTime == 1 || Y::SizeAtCompileTime != 1 ? Eigen::ColMajor
                                                                                 : Eigen::RowMajor>;
        return Matrix(Matrix::Zero(y.size(), x.size()));
    }

    template <class Table>
    static auto& at(Table& entries, std::size_t row, std::size_t column) {
        return entries(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
    }
};

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
