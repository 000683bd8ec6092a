// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SOURCE_HPP
#define TAPELESS_EXEC_SOURCE_HPP

#include <tapeless/dual/type.hpp>
#include <tapeless/exec/contiguous.hpp>
#include <tapeless/exec/view.hpp>

#include <Eigen/Core>

#include <array>
#include <concepts>
#include <limits>
#include <type_traits>

namespace tapeless::inline TAPELESS_ABI::exec {

/// Takes also what derives from an Eigen object, as a program's own results do.
template <class Derived>
void takes_eigen_object(Eigen::EigenBase<Derived> const&);

template <class V>
concept EigenObject = requires(V const& v) {
    takes_eigen_object(v);
    typename V::PlainObject;
};
/// An argument or a result of a function as an object of its own: Eigen's expressions and maps
/// refer to what made them.
template <class V>
constexpr auto evaluated(V const& value) {
    if constexpr (EigenObject<V>)
        return typename V::PlainObject(value);
    else
        return value;
}

template <class V>
concept ArrayObject = requires(V const& v) {
    { v.extent(std::size_t{}) } -> std::convertible_to<std::ptrdiff_t>;
    v.data();
};

/// How many arrays of fixed length stand inside of each other: 2 for `std::array<std::array<T, 3>,
/// 2>` and `T[2][3]`.
template <class V>
inline constexpr std::size_t nested_arrays = 0;
template <class V, std::size_t Length>
inline constexpr std::size_t nested_arrays<std::array<V, Length>> = 1 + nested_arrays<V>;
template <class V, std::size_t Length>
inline constexpr std::size_t nested_arrays<V[Length]> = 1 + nested_arrays<std::remove_const_t<V>>;

/// What an array consists of, and what stands in the innermost one.
template <class A>
using element_of = std::remove_cvref_t<decltype(std::declval<A const&>()[0])>;
template <class A>
struct innermost_of {
    using type = A;
};
template <class A>
    requires(nested_arrays<A> != 0)
struct innermost_of<A> : innermost_of<element_of<A>> {};
template <class A>
using innermost = typename innermost_of<A>::type;

template <class V>
concept NestedArray = (nested_arrays<V> > 1);

/// What is cheap to see comes first: compilers take long over ranges.
template <class V>
concept ContiguousRange = !EigenObject<V> && !ArrayObject<V> && !NestedArray<V> && Contiguous<V>;

/// A number: arithmetic or a dual.
template <class V>
concept Number = std::is_arithmetic_v<V> || is_dual<V>;

/// Can every value of `From` be held by `To`?
template <class From, class To>
inline constexpr bool keeps_precision = [] {
    if constexpr (std::is_same_v<From, To> || std::is_same_v<From, bool>)
        return true;
    else if constexpr (is_dual<From>)
        return constant_of<From, To>;
    else if constexpr (is_dual<To>)
        return keeps_precision<From, scalar_of_t<To>>;
    else if constexpr (!std::is_arithmetic_v<From> || !std::is_arithmetic_v<To>)
        return true;
    else
        return std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits &&
               (std::is_floating_point_v<To> || std::is_integral_v<From>);
}();

/// Elements at two steps into column-major order. By pointers, so that objects of all extents share
/// it: an assignment of Eigen is compiled for each type.
template <class From, class To>
void copy_strided(From const* from, std::ptrdiff_t rows, std::ptrdiff_t columns,
                  std::ptrdiff_t row_step, std::ptrdiff_t column_step, To* to) {
    for (std::ptrdiff_t column = 0; column != columns; ++column)
        for (std::ptrdiff_t row = 0; row != rows; ++row)
            *to++ = static_cast<To>(from[row * row_step + column * column_step]);
}

/// A bound object as the program reads it: its extents, and its elements in column-major order.
///
/// `flat` objects (one-dimensional containers, Eigen vectors) fit any symbol with one extent other
/// than 1.
template <class V>
struct source;

template <Number V>
struct source<V> {
    using scalar = V;
    static constexpr bool flat = true;
    static constexpr bool is_scalar = true;
    static constexpr std::ptrdiff_t size(V const&) { return 1; }
    static constexpr V const* data(V const& v) { return &v; }
    template <class T>
    static constexpr void copy(V const& v, T* to) {
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
        if constexpr ((V::Flags & Eigen::DirectAccessBit) != 0) {
            bool const by_rows = (V::Flags & Eigen::RowMajorBit) != 0;
            copy_strided(v.data(), v.rows(), v.cols(), by_rows ? v.outerStride() : v.innerStride(),
                         by_rows ? v.innerStride() : v.outerStride(), to);
        } else {
            using matrix =
                Eigen::Matrix<T, V::RowsAtCompileTime == 1 ? 1 : Eigen::Dynamic,
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
    }
};

template <ArrayObject V>
struct source<V> {
    using scalar = std::remove_cvref_t<decltype(*std::declval<V const&>().data())>;
    static constexpr bool flat = false;
    static constexpr bool is_scalar = false;
    static constexpr std::ptrdiff_t size(V const& v) { return v.size(); }
    static constexpr std::ptrdiff_t extent(V const& v, std::size_t axis) { return v.extent(axis); }
    static constexpr std::ptrdiff_t static_extent(std::size_t axis)
        requires requires { V::static_extent(axis); }
    {
        return V::static_extent(axis);
    }
    static constexpr scalar const* data(V const& v) { return v.data(); }
    template <class T>
    static constexpr void copy(V const& v, T* to) {
        for (std::ptrdiff_t i = 0; i != v.size(); ++i) to[i] = static_cast<T>(v.data()[i]);
    }
};

template <ContiguousRange V>
struct source<V> {
    using scalar = element_in<V>;
    static constexpr bool flat = true;
    static constexpr bool is_scalar = false;
    static constexpr std::ptrdiff_t size(V const& v) { return count_of(v); }
    static constexpr scalar const* data(V const& v) { return elements_of(v); }
    template <class T>
    static constexpr void copy(V const& v, T* to) {
        for (auto const& e : v) *to++ = static_cast<T>(e);
    }
};

/// Arrays of arrays, by index: the outer ones are rows.
template <NestedArray V>
struct source<V> {
    using scalar = innermost<V>;
    static constexpr bool flat = false;
    static constexpr bool is_scalar = false;
    static constexpr std::ptrdiff_t size(V const& v) {
        return extent(v, 0) * extent(v, 1) * extent(v, 2) * extent(v, 3);
    }
    static constexpr std::ptrdiff_t extent(V const&, std::size_t axis) {
        return static_extent(axis);
    }
    static constexpr std::ptrdiff_t static_extent(std::size_t axis) { return length_of<V>(axis); }
    static constexpr scalar const* data(V const&) { return nullptr; }
    template <class T>
    static constexpr void copy(V const& v, T* to) {
        put(v, to, 0, 1);
    }

private:
    template <class A>
    static constexpr std::ptrdiff_t length_of(std::size_t axis) {
        if constexpr (nested_arrays<A> == 0)
            return 1;
        else if (axis == 0)
            return static_cast<std::ptrdiff_t>(sizeof(A) / sizeof(element_of<A>));
        else
            return length_of<element_of<A>>(axis - 1);
    }
    template <class A, class T>
    static constexpr void put(A const& array, T* to, std::ptrdiff_t at, std::ptrdiff_t step) {
        if constexpr (nested_arrays<A> == 0)
            to[at] = static_cast<T>(array);
        else
            for (auto const& each : array) {
                put(each, to, at, step * length_of<A>(0));
                at += step;
            }
    }
};

/// A character is arithmetic, but stands for a letter.
template <class V>
inline constexpr bool is_character =
    std::is_same_v<V, char> || std::is_same_v<V, wchar_t> || std::is_same_v<V, char8_t> ||
    std::is_same_v<V, char16_t> || std::is_same_v<V, char32_t>;

/// Something that a symbol can be bound to: numbers in a form that is read.
template <class V>
concept Bindable = requires { source<V>::flat; } && Number<typename source<V>::scalar> &&
                   !is_character<typename source<V>::scalar>;

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
