// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_VIEW_HPP
#define TAPELESS_EXEC_VIEW_HPP

#include <tapeless/exec/memory.hpp>
#include <tapeless/graph/shape.hpp>

#include <Eigen/Core>

#include <array>
#include <vector>

namespace tapeless::inline TAPELESS_ABI {
namespace exec {

constexpr int eigen_extent(axis_extent e) {
    return e.is_static() ? static_cast<int>(e.number) : Eigen::Dynamic;
}

/// Scalars, matrices, and arrays of three and four extents are seen through different types.
enum class rank_class { scalar, matrix, array };

constexpr rank_class rank_of(shape const& s) {
    return s.is_scalar()   ? rank_class::scalar
           : s.rank() <= 2 ? rank_class::matrix
                           : rank_class::array;
}

}  // namespace exec

/// A result of one or two extents in a program's workspace: an Eigen map, valid until the next call
/// with it.
template <class T, int Rows, int Columns>
class matrix_view : public Eigen::Map<Eigen::Matrix<T, Rows, Columns>, Eigen::AlignedMax> {
public:
    using matrix = Eigen::Matrix<T, Rows, Columns>;
    using base = Eigen::Map<matrix, Eigen::AlignedMax>;

    matrix_view(T* data, std::ptrdiff_t rows, std::ptrdiff_t columns) : base(data, rows, columns) {}
    matrix_view(matrix_view const&) = default;
    using base::operator=;
    matrix_view& operator=(matrix_view const& other) {
        base::operator=(other);
        return *this;
    }
    /// The elements in a matrix of their own.
    matrix copy() const { return *this; }
};

/// A result of three or four extents, contiguous, first extent fastest.
template <class T>
class array_result {
public:
    array_result(T* data, std::array<std::ptrdiff_t, 4> extents) : data_(data), extents_(extents) {}

    std::ptrdiff_t extent(std::size_t axis) const { return extents_[axis]; }
    std::ptrdiff_t size() const { return extents_[0] * extents_[1] * extents_[2] * extents_[3]; }
    T* data() const { return data_; }
    T* begin() const { return data_; }
    T* end() const { return data_ + size(); }
    T& at(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k = 0, std::ptrdiff_t l = 0) const {
        return data_[i + extents_[0] * (j + extents_[1] * (k + extents_[2] * l))];
    }
    /// The matrix of the first two extents at position (k, l) of the others.
    auto slice(std::ptrdiff_t k, std::ptrdiff_t l = 0) const {
        using matrix = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic>;
        return Eigen::Map<std::conditional_t<std::is_const_v<T>, matrix const, matrix>>(
            data_ + extents_[0] * extents_[1] * (k + extents_[2] * l), extents_[0], extents_[1]);
    }
    /// All elements as one vector.
    auto flat() const {
        using vector = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, 1>;
        return Eigen::Map<std::conditional_t<std::is_const_v<T>, vector const, vector>>(data_,
                                                                                        size());
    }

    /// An array of its own.
    class owned {
    public:
        owned(T const* data, std::array<std::ptrdiff_t, 4> extents)
            : elements_(data, data + extents[0] * extents[1] * extents[2] * extents[3]),
              extents_(extents) {}
        array_result view() { return {elements_.data(), extents_}; }
        std::ptrdiff_t extent(std::size_t axis) const { return extents_[axis]; }
        std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(elements_.size()); }
        T* data() { return elements_.data(); }
        T const* data() const { return elements_.data(); }
        T& at(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k = 0, std::ptrdiff_t l = 0) {
            return view().at(i, j, k, l);
        }
        T const& at(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k = 0,
                    std::ptrdiff_t l = 0) const {
            return elements_[static_cast<std::size_t>(
                i + extents_[0] * (j + extents_[1] * (k + extents_[2] * l)))];
        }
        auto slice(std::ptrdiff_t k, std::ptrdiff_t l = 0) { return view().slice(k, l); }
        auto flat() { return view().flat(); }
        owned const& copy() const { return *this; }

    private:
        std::vector<T> elements_;
        std::array<std::ptrdiff_t, 4> extents_;
    };
    owned copy() const { return {data_, extents_}; }

private:
    T* data_;
    std::array<std::ptrdiff_t, 4> extents_;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
