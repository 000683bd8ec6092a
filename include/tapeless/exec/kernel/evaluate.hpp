// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_EVALUATE_HPP
#define TAPELESS_EXEC_KERNEL_EVALUATE_HPP

#include <tapeless/exec/simd.hpp>
#include <tapeless/op/table.hpp>

namespace tapeless::inline TAPELESS_ABI::exec {

/// The value of one element-wise operation, by the rule of that operation. Operands beyond its
/// arity are ignored.
template <std::uint16_t Code, class P>
TAPELESS_ALWAYS_INLINE P evaluate(P const& a, [[maybe_unused]] P const& b,
                                  [[maybe_unused]] P const& c) {
    using value_of = rule<static_cast<op>(Code)>;
    static_assert(value_of::arity >= 1 && value_of::arity <= 3,
                  "tapeless: a map is made of operations with one, two or three operands");
    if constexpr (value_of::arity == 1)
        return value_of::value(a);
    else if constexpr (value_of::arity == 2)
        return value_of::value(a, b);
    else
        return value_of::value(a, b, c);
}

/// Has the operation something to prepare where its second operand is one number for a whole row?
/// Its value takes that instead of the operand.
template <std::uint16_t Code, class P>
inline constexpr bool has_preparation =
    requires(P const& b) { rule<static_cast<op>(Code)>::prepare(b); };

/// The code of the operation that comes out of this one at next to no cost; 0: there is none.
template <std::uint16_t Code>
inline constexpr auto companion_of =
    static_cast<std::uint16_t>(rule<static_cast<op>(Code)>::companion == op::count
                                   ? op{}
                                   : rule<static_cast<op>(Code)>::companion);

/// An operation's value, and that of its companion.
template <std::uint16_t Code, class P>
TAPELESS_ALWAYS_INLINE auto evaluate_both(P const& x) {
    return rule<static_cast<op>(Code)>::both(x);
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
