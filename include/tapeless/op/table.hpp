// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_TABLE_HPP
#define TAPELESS_OP_TABLE_HPP

#include <tapeless/op/rules/arg_max.hpp>
#include <tapeless/op/rules/cofactors.hpp>
#include <tapeless/op/rules/contraction.hpp>
#include <tapeless/op/rules/element_wise.hpp>
#include <tapeless/op/rules/gamma.hpp>
#include <tapeless/op/rules/layout.hpp>
#include <tapeless/op/rules/leaf.hpp>
#include <tapeless/op/rules/linear_algebra.hpp>
#include <tapeless/op/rules/rearrange.hpp>
#include <tapeless/op/rules/recurrence.hpp>
#include <tapeless/op/rules/scan.hpp>
#include <tapeless/op/rules/whole.hpp>
#include <tapeless/op/rules/windows.hpp>

#include <utility>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

template <class Sequence>
struct table_of_rules;
template <std::size_t... Code>
struct table_of_rules<std::index_sequence<Code...>> {
    static constexpr operation_rules const* rows[sizeof...(Code)] = {
        &row_of<rule<static_cast<op>(Code)>>...};
};

}  // namespace detail

/// The table of rules: built-in operations by their code, then the graph's own primitives.
/// An operation without a rule does not compile.
constexpr operation_rules const& rules_of(builder const& graph, op code) {
    auto const index = static_cast<std::uint16_t>(code);
    if (index >= first_primitive) return *graph.primitives.data[index - first_primitive];
    return *detail::table_of_rules<
        std::make_index_sequence<static_cast<std::size_t>(op::count)>>::rows[index];
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
