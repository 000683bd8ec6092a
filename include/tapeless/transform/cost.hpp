// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_COST_HPP
#define TAPELESS_TRANSFORM_COST_HPP

#include <tapeless/exec/call_check.hpp>
#include <tapeless/transform/bundle.hpp>

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

/// What `cost` counts.
enum class counted : std::uint8_t { flops, bytes, parameters };

template <auto const& Plan, counted What, std::size_t Bytes>
consteval plan::polynomial count_of() {
    if (What == counted::flops) return Plan.flops;
    if (What == counted::bytes)
        return plan::polynomial(static_cast<std::int64_t>(Bytes)) * Plan.moved;
    plan::polynomial sum;
    for (std::size_t s = 0; s != std::remove_cvref_t<decltype(Plan)>::count.symbols; ++s)
        if (Plan.symbols[s].what == role::parameter) sum += plan::size_of(Plan.symbols[s].extents);
    return sum;
}

/// The number of one run-time extent among bindings, -1 if there is none.
template <class... Bound>
constexpr std::ptrdiff_t extent_among(std::string_view wanted, Bound const&... bound) {
    std::ptrdiff_t found = -1;
    auto const look = [&]<fixed_string Name>(dim_binding<Name> const& one) {
        if (Name.view() == wanted) found = one.value;
    };
    (look(bound), ...);
    return found;
}

}  // namespace detail

/// A count of flops, bytes or parameters: a number, or a polynomial in run-time extents, to be
/// asked by `count.at(N = 100)`.
template <auto const& Plan, detail::counted What, std::size_t Bytes>
struct operation_count {
    static constexpr plan::polynomial value = detail::count_of<Plan, What, Bytes>();

    constexpr operator std::int64_t() const
        requires(value.is_number())
    {
        return value.number();
    }
    template <class... Bound>
    constexpr std::int64_t at(Bound const&... bound) const {
        constexpr bool are_extents =
            ((exec::is_dim_binding<Bound> && !std::is_empty_v<Bound>)&&...);
        static_assert(are_extents,
                      "tapeless: a count is asked for extents: cost(e).flops.at(N = 100)");
        if constexpr (are_extents) {
            constexpr bool all_given = needs_only<Bound...>();
            static_assert(all_given,
                          "tapeless: a count depends on each run-time extent of the model: "
                          "cost(e).flops.at(N = 100)");
            std::ptrdiff_t values[plan::polynomial::dims]{};
            for (std::size_t d = 0; d != dims; ++d)
                values[d] = detail::extent_among(Plan.dims[d].view(), bound...);
            return value.at(values);
        } else
            return 0;
    }

private:
    static constexpr std::size_t dims = std::remove_cvref_t<decltype(Plan)>::count.dims;

    template <class... Bound>
    static consteval bool needs_only() {
        for (std::size_t i = 0; i != value.count; ++i)
            for (std::size_t d = 0; d != dims; ++d)
                if (value.terms[i].power[d] != 0 &&
                    detail::extent_among(Plan.dims[d].view(), Bound{0}...) < 0)
                    return false;
        return true;
    }
};

/// What one call of a compiled program does, and what it learns.
template <auto const& Plan, std::size_t Bytes>
struct program_cost {
    /// Additions, multiplications and what elementary functions are worth.
    operation_count<Plan, detail::counted::flops, Bytes> flops;
    /// Bytes that kernels read and write.
    operation_count<Plan, detail::counted::bytes, Bytes> bytes;
    /// Elements of the symbols that are parameters.
    operation_count<Plan, detail::counted::parameters, Bytes> parameters;
};

/// Flops, bytes and parameters of an expression, a gradient or `outputs(...)` as it would be
/// compiled for numbers of type `T`; a constant. Reach for it to choose between two ways of writing
/// a model, or to state in a `static_assert` what it may cost.
///
/// **Example.** `static_assert(tl::cost(W * v).flops == 24);` and, of a run-time extent,
/// `tl::cost(W * x).flops.at(N = 100)`.
template <class T = double, class E>
constexpr auto cost(E const&) {
    constexpr bool is_model = Expression<E> || detail::is_bundle<E>;
    static_assert(is_model || detail::is_invalid<E>,
                  "tapeless: cost takes an expression, a gradient or outputs(...)");
    constexpr bool is_counted = [] {
        if constexpr (is_model)
            return detail::parts_of<E>::graph.dims() <= plan::polynomial::dims;
        else
            return true;
    }();
    static_assert(is_counted, "tapeless: cost counts in at most eight run-time extents");
    if constexpr (is_model && is_counted)
        return program_cost<plan::plan_of<detail::parts_of<E>::graph>, sizeof(T)>{};
    else
        return invalid{};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
