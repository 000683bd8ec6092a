// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_VIEW_HPP
#define TAPELESS_EXEC_VIEW_HPP

#include <tapeless/exec/contiguous.hpp>
#include <tapeless/exec/error.hpp>
#include <tapeless/exec/memory.hpp>
#include <tapeless/graph/shape.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <type_traits>
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

/// A map of a matrix, or of a const one.
template <class T, int Rows, int Columns>
using matrix_map =
    Eigen::Map<std::conditional_t<std::is_const_v<T>,
                                  Eigen::Matrix<std::remove_const_t<T>, Rows, Columns> const,
                                  Eigen::Matrix<T, Rows, Columns>>,
               Eigen::AlignedMax>;

/// Copies the elements of an array, or of a container, to an array. **Throws** `shape_error` unless
/// it has the same extents, or as many elements.
template <class T, class From>
void copy_elements(From const& from, T* to, std::array<std::ptrdiff_t, 4> const& extents) {
    std::ptrdiff_t const size = extents[0] * extents[1] * extents[2] * extents[3];
    bool fits = count_of(from) == size;
    if constexpr (requires { from.extent(std::size_t{}); })
        for (std::size_t axis = 0; axis != 4; ++axis)
            fits = fits && from.extent(axis) == extents[axis];
    if (!fits)
        fail<shape_error>(sentence({"tapeless: an array of ", extents[0], " x ", extents[1], " x ",
                                    extents[2], " x ", extents[3], " was assigned ", count_of(from),
                                    " elements of other extents"}));
    std::copy_n(elements_of(from), size, to);
}

}  // namespace exec

/// A result of one or two extents in a program's workspace: an Eigen map, valid until the next call
/// with it; or a matrix of a block. `T` is const where the elements are.
template <class T, int Rows, int Columns>
class matrix_view : public exec::matrix_map<T, Rows, Columns> {
public:
    using matrix = Eigen::Matrix<std::remove_const_t<T>, Rows, Columns>;
    using base = exec::matrix_map<T, Rows, Columns>;

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

template <class T>
class owned_array;

/// A result of three or four extents, contiguous, first extent fastest.
template <class T>
class array_result {
public:
    using owned = owned_array<std::remove_const_t<T>>;

    array_result(T* data, std::array<std::ptrdiff_t, 4> extents) : data_(data), extents_(extents) {}
    array_result(array_result const&) = default;
    /// Copies the elements, as a matrix does: from an array of the same extents, or from a
    /// contiguous container of as many elements. **Throws** `shape_error`.
    array_result& operator=(array_result const& other) {
        exec::copy_elements(other, data_, extents_);
        return *this;
    }
    template <exec::Contiguous Container>
        requires std::same_as<exec::element_in<Container>, T>
    array_result& operator=(Container const& other) {
        exec::copy_elements(other, data_, extents_);
        return *this;
    }

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

    /// The elements in an array of their own.
    owned copy() const { return {data_, extents_}; }

private:
    T* data_;
    std::array<std::ptrdiff_t, 4> extents_;
};

/// An array of three or four extents that owns its elements.
template <class T>
class owned_array {
public:
    owned_array(T const* data, std::array<std::ptrdiff_t, 4> extents)
        : elements_(data, data + extents[0] * extents[1] * extents[2] * extents[3]),
          extents_(extents) {}
    array_result<T> view() { return {data(), extents_}; }
    array_result<T const> view() const { return {data(), extents_}; }
    std::ptrdiff_t extent(std::size_t axis) const { return extents_[axis]; }
    std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(elements_.size()); }
    T* data() { return elements_.data(); }
    T const* data() const { return elements_.data(); }
    T* begin() { return data(); }
    T const* begin() const { return data(); }
    T* end() { return data() + size(); }
    T const* end() const { return data() + size(); }
    T& at(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k = 0, std::ptrdiff_t l = 0) {
        return view().at(i, j, k, l);
    }
    T const& at(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k = 0,
                std::ptrdiff_t l = 0) const {
        return view().at(i, j, k, l);
    }
    auto slice(std::ptrdiff_t k, std::ptrdiff_t l = 0) { return view().slice(k, l); }
    auto slice(std::ptrdiff_t k, std::ptrdiff_t l = 0) const { return view().slice(k, l); }
    auto flat() { return view().flat(); }
    auto flat() const { return view().flat(); }
    owned_array copy() const { return *this; }

private:
    std::vector<T> elements_;
    std::array<std::ptrdiff_t, 4> extents_;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
