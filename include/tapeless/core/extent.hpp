// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_EXTENT_HPP
#define TAPELESS_CORE_EXTENT_HPP

#include <tapeless/core/fixed_string.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace tapeless::inline TAPELESS_ABI {

/// A run-time extent with its value: what `N = 32` makes. Reach for it when a program is called and
/// no bound object tells the size.
template <fixed_string Name>
struct dim_binding {
    std::ptrdiff_t value;
};

/// A run-time extent with what stands for it in a type: what `N = 32_c`, `N =
/// std::integral_constant<int, 32>{}` and `N = tl::dim<"M">` make. Reach for it in `substitute(y,
/// N = 32_c)`.
template <fixed_string Name, class Value>
struct dim_replacement {};

/// A size that is known at run time only, by name, plus a number.
///
/// Two extents of one name are equal by construction; of two names they never match.
template <fixed_string Name, std::int32_t Offset = 0>
struct dimension {
    constexpr dimension() = default;

    template <std::integral I>
        requires(Offset == 0)
    constexpr dim_binding<Name> operator=(I value) const {
        return {static_cast<std::ptrdiff_t>(value)};
    }
    template <class Value>
        requires(Offset == 0 && std::is_empty_v<Value>)
    constexpr dim_replacement<Name, Value> operator=(Value) const {
        return {};
    }
};

template <fixed_string Name, std::int32_t Offset>
constexpr bool operator==(dimension<Name, Offset>, dimension<Name, Offset>) {
    return true;
}

/// `dim<"N">`: an extent that is known at run time, named "N".
template <fixed_string Name>
inline constexpr dimension<Name> dim{};

namespace detail {

/// One extent as a template argument: a number, a name, or a name plus a number.
struct extent_argument {
    name symbol{};
    std::int32_t number = 1;

    template <std::integral I>
    consteval extent_argument(I value)
        : number(std::in_range<std::int32_t>(value) ? static_cast<std::int32_t>(value) : -1) {}
    template <fixed_string Name, std::int32_t Offset>
    consteval extent_argument(dimension<Name, Offset>)
        : symbol(is_valid_name(Name.view()) ? Name.view() : ""),
          number(is_valid_name(Name.view()) ? Offset : -1) {}
    bool operator==(extent_argument const&) const = default;
    /// Can an array have this extent?
    constexpr bool is_possible() const { return symbol.length != 0 || number >= 0; }

    /// `N + 1 + 1`
    template <std::integral I>
    friend constexpr extent_argument operator+(extent_argument of, I more) {
        of.number += static_cast<std::int32_t>(more);
        return of;
    }
    template <std::integral I>
    friend constexpr extent_argument operator+(I more, extent_argument of) {
        return of + more;
    }
    template <std::integral I>
    friend constexpr extent_argument operator-(extent_argument of, I less) {
        of.number -= static_cast<std::int32_t>(less);
        return of;
    }
};

}  // namespace detail

/// `N + 1`, `N - 1`: a name plus a number, where an extent is wanted.
template <fixed_string Name, std::int32_t Offset, std::integral I>
constexpr detail::extent_argument operator+(dimension<Name, Offset> of, I number) {
    return detail::extent_argument(of) + number;
}
template <fixed_string Name, std::int32_t Offset, std::integral I>
constexpr detail::extent_argument operator+(I number, dimension<Name, Offset> of) {
    return of + number;
}
template <fixed_string Name, std::int32_t Offset, std::integral I>
constexpr detail::extent_argument operator-(dimension<Name, Offset> of, I number) {
    return detail::extent_argument(of) - number;
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
