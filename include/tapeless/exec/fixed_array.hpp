// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_FIXED_ARRAY_HPP
#define TAPELESS_EXEC_FIXED_ARRAY_HPP

#include <tapeless/core/growable.hpp>

#include <Eigen/Core>

#include <array>
#include <cstddef>

namespace tapeless::inline TAPELESS_ABI {

/// An array of up to four extents that lives in constant expressions too: what `evaluate` gives,
/// and what symbols can be bound to.
///
/// An aggregate of its elements, first extent fastest: `fixed_array<double, 2>{{1, 2}}` is a
/// vector. At run time it converts to an Eigen matrix.
template <class T, std::size_t Rows, std::size_t Columns = 1, std::size_t Third = 1,
          std::size_t Fourth = 1>
struct fixed_array {
    static constexpr std::size_t count = Rows * Columns * Third * Fourth;
    T elements[count == 0 ? 1 : count]{};

    using value_type = T;
    static constexpr std::ptrdiff_t static_extent(std::size_t axis) {
        constexpr std::size_t all[] = {Rows, Columns, Third, Fourth};
        return axis < 4 ? static_cast<std::ptrdiff_t>(all[axis]) : 1;
    }
    constexpr std::ptrdiff_t extent(std::size_t axis) const { return static_extent(axis); }
    static constexpr std::ptrdiff_t rows() { return static_extent(0); }
    static constexpr std::ptrdiff_t cols() { return static_extent(1); }
    static constexpr std::ptrdiff_t size() { return static_cast<std::ptrdiff_t>(count); }

    constexpr T* data() { return elements; }
    constexpr T const* data() const { return elements; }
    constexpr T* begin() { return elements; }
    constexpr T const* begin() const { return elements; }
    constexpr T* end() { return elements + count; }
    constexpr T const* end() const { return elements + count; }

    /// An element by its index along each axis, or by its number in storage order.
    constexpr T& operator()(std::ptrdiff_t i, std::ptrdiff_t j = 0, std::ptrdiff_t k = 0,
                            std::ptrdiff_t l = 0) {
        return elements[place(i, j, k, l)];
    }
    constexpr T const& operator()(std::ptrdiff_t i, std::ptrdiff_t j = 0, std::ptrdiff_t k = 0,
                                  std::ptrdiff_t l = 0) const {
        return elements[place(i, j, k, l)];
    }
    constexpr T& operator[](std::ptrdiff_t i) { return elements[i]; }
    constexpr T const& operator[](std::ptrdiff_t i) const { return elements[i]; }

    bool operator==(fixed_array const&) const = default;

    /// All elements in storage order.
    constexpr operator std::array<T, count>() const {
        std::array<T, count> all{};
        for (std::size_t i = 0; i != count; ++i) all[i] = elements[i];
        return all;
    }
    /// The elements of one or two extents as an Eigen matrix.
    auto matrix() const {
        static_assert(Third * Fourth == 1, "tapeless: a matrix has two extents");
        return Eigen::Map<eigen_type const>(elements).eval();
    }
    template <int R, int C, int Options, int MaxRows, int MaxColumns>
    operator Eigen::Matrix<T, R, C, Options, MaxRows, MaxColumns>() const {
        return matrix();
    }

private:
    using eigen_type = Eigen::Matrix<T, static_cast<int>(Rows), static_cast<int>(Columns)>;

    static constexpr std::size_t place(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k,
                                       std::ptrdiff_t l) {
        return static_cast<std::size_t>(i + rows() * (j + cols() * (k + static_extent(2) * l)));
    }
};

/// The same where an extent is known at run time only. It owns its memory, so a constant expression
/// can use it but not keep it.
template <class T>
class dynamic_array {
public:
    using value_type = T;

    constexpr dynamic_array(growable<T>&& elements, std::array<std::ptrdiff_t, 4> const& extents)
        : elements_(static_cast<growable<T>&&>(elements)), extents_(extents) {}

    constexpr std::ptrdiff_t extent(std::size_t axis) const { return extents_[axis]; }
    constexpr std::ptrdiff_t rows() const { return extents_[0]; }
    constexpr std::ptrdiff_t cols() const { return extents_[1]; }
    constexpr std::ptrdiff_t size() const {
        return extents_[0] * extents_[1] * extents_[2] * extents_[3];
    }
    constexpr T* data() { return elements_.data; }
    constexpr T const* data() const { return elements_.data; }
    constexpr T const* begin() const { return data(); }
    constexpr T const* end() const { return data() + size(); }
    constexpr T const& operator()(std::ptrdiff_t i, std::ptrdiff_t j = 0, std::ptrdiff_t k = 0,
                                  std::ptrdiff_t l = 0) const {
        return data()[i + extents_[0] * (j + extents_[1] * (k + extents_[2] * l))];
    }
    constexpr T const& operator[](std::ptrdiff_t i) const { return data()[i]; }

    /// All elements, the first extent by all others, as an Eigen matrix.
    auto matrix() const {
        using dynamic = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
        return Eigen::Map<dynamic const>(data(), rows(), rows() == 0 ? 0 : size() / rows()).eval();
    }

private:
    growable<T> elements_;
    std::array<std::ptrdiff_t, 4> extents_;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
