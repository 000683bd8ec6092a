// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SOURCE_HPP
#define TAPELESS_EXEC_SOURCE_HPP

#include <tapeless/exec/view.hpp>

#include <Eigen/Core>

#include <concepts>
#include <limits>
#include <ranges>
#include <type_traits>

namespace tapeless::inline v1::exec {

/// Takes also what derives from an Eigen object, as a program's own results do.
template <class Derived>
void takes_eigen_object(Eigen::EigenBase<Derived> const&);

template <class V>
concept EigenObject = requires(V const& v) {
    takes_eigen_object(v);
    typename V::PlainObject;
};

template <class V>
concept ArrayObject = requires(V const& v) {
    { v.extent(std::size_t{}) } -> std::convertible_to<std::ptrdiff_t>;
    v.data();
};

template <class V>
concept ContiguousRange = std::ranges::contiguous_range<V const> &&
                          std::ranges::sized_range<V const> && !EigenObject<V> && !ArrayObject<V>;

/// Can every value of `From` be held by `To`?
template <class From, class To>
inline constexpr bool keeps_precision =
    std::is_same_v<From, To> || std::is_same_v<From, bool> || !std::is_arithmetic_v<From> ||
    !std::is_arithmetic_v<To> ||
    (std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits &&
     (std::is_floating_point_v<To> || std::is_integral_v<From>));

/// A bound object as the program reads it: its extents, and its elements in column-major order.
///
/// `flat` objects (one-dimensional containers, Eigen vectors) fit any symbol with one extent other
/// than 1.
template <class V>
struct source;

template <class V>
    requires std::is_arithmetic_v<V>
struct source<V> {
    using scalar = V;
    static constexpr bool flat = true;
    static constexpr bool is_scalar = true;
    static std::ptrdiff_t size(V const&) { return 1; }
    static V const* data(V const& v) { return &v; }
    template <class T>
    static void copy(V const& v, T* to) {
        *to = static_cast<T>(v);
    }
};

template <EigenObject V>
struct source<V> {
    using scalar = typename V::Scalar;
    static constexpr bool flat = V::IsVectorAtCompileTime != 0;
    static constexpr bool is_scalar = false;
    static constexpr int static_rows = V::RowsAtCompileTime;
    static constexpr int static_columns = V::ColsAtCompileTime;
    static std::ptrdiff_t size(V const& v) { return v.size(); }
    static std::ptrdiff_t extent(V const& v, std::size_t axis) {
        return axis == 0 ? v.rows() : axis == 1 ? v.cols() : 1;
    }
    /// Its memory, if it is column-major without gaps; null otherwise.
    static scalar const* data(V const& v) {
        if constexpr ((V::Flags & Eigen::DirectAccessBit) != 0) {
            bool const in_order = (V::Flags & Eigen::RowMajorBit) == 0 || flat;
            bool const dense =
                v.innerStride() == 1 && (flat || v.cols() == 1 || v.outerStride() == v.rows());
            if (in_order && dense) return v.data();
        }
        return nullptr;
    }
    template <class T>
    static void copy(V const& v, T* to) {
        using matrix = Eigen::Matrix<T, V::RowsAtCompileTime == 1 ? 1 : Eigen::Dynamic,
                                     V::RowsAtCompileTime == 1   ? Eigen::Dynamic
                                     : V::ColsAtCompileTime == 1 ? 1
                                                                 : Eigen::Dynamic,
                                     V::RowsAtCompileTime == 1 ? Eigen::RowMajor : Eigen::ColMajor>;
        Eigen::Map<matrix> target(to, v.rows(), v.cols());
        if constexpr (std::is_same_v<scalar, T>)
            target.noalias() = v.derived().matrix();
        else
            target.noalias() = v.derived().matrix().template cast<T>();
    }
};

template <ArrayObject V>
struct source<V> {
    using scalar = std::remove_cvref_t<decltype(*std::declval<V const&>().data())>;
    static constexpr bool flat = false;
    static constexpr bool is_scalar = false;
    static std::ptrdiff_t size(V const& v) { return v.size(); }
    static std::ptrdiff_t extent(V const& v, std::size_t axis) { return v.extent(axis); }
    static scalar const* data(V const& v) { return v.data(); }
    template <class T>
    static void copy(V const& v, T* to) {
        for (std::ptrdiff_t i = 0; i != v.size(); ++i) to[i] = static_cast<T>(v.data()[i]);
    }
};

template <ContiguousRange V>
struct source<V> {
    using scalar = std::remove_cvref_t<std::ranges::range_value_t<V const>>;
    static constexpr bool flat = true;
    static constexpr bool is_scalar = false;
    static std::ptrdiff_t size(V const& v) {
        return static_cast<std::ptrdiff_t>(std::ranges::size(v));
    }
    static scalar const* data(V const& v) { return std::ranges::data(v); }
    template <class T>
    static void copy(V const& v, T* to) {
        for (auto const& e : v) *to++ = static_cast<T>(e);
    }
};

/// Something that a symbol can be bound to.
template <class V>
concept Bindable = requires { source<V>::flat; };

}  // namespace tapeless::inline v1::exec

#endif
