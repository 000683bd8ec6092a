// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_FIRST_ORDER_HPP
#define TAPELESS_TRANSFORM_FIRST_ORDER_HPP

#include <tapeless/transform/compile.hpp>
#include <tapeless/transform/parameters.hpp>
#include <tapeless/transform/prepare.hpp>

#include <span>

namespace tapeless::inline TAPELESS_ABI {

/// A loss and its gradient over one array of numbers; what `first_order` makes. One for a thread.
template <class Program, class Parameters>
class first_order_function {
public:
    explicit first_order_function(Program&& program) : program_(std::move(program)) {}

    /// The number of parameters.
    std::size_t size() const { return static_cast<std::size_t>(theta_.size()); }

    /// The loss at `theta`; its gradient goes to `gradient` unless that is null.
    double operator()(double const* theta, double* gradient) const {
        theta_.unpack({theta, size()});
        auto const& [value, g] = program_(theta_);
        if (gradient != nullptr) g.pack({gradient, size()});
        return value;
    }

private:
    // Memory of a call: optimisers take what they minimise as a constant.
    mutable Program program_;
    mutable Parameters theta_{};
};

namespace detail {

/// The keys that are not bound.
template <class Keys, class... Binding>
struct unbound;
template <class... Key, class... Binding>
struct unbound<exec::key_list<Key...>, Binding...> {
    template <class K>
    static constexpr bool is_bound = (std::is_same_v<K, typename Binding::symbol_type> || ...);
    template <class... Kept>
    static auto list(std::tuple<Kept...> const&) -> exec::key_list<Kept...>;
    using type = decltype(list(
        std::tuple_cat(std::conditional_t<is_bound<Key>, std::tuple<>, std::tuple<Key>>{}...)));
};

template <class... Key>
constexpr wrt_list<Key...> wrt_of(exec::key_list<Key...>) {
    return {};
}

}  // namespace detail

/// A loss as a functor `double(double const* theta, double* gradient)` over all its parameters, for
/// any optimiser: `auto f = tl::first_order(loss, x = X, z = Z);`.
///
/// The parameters stand without gaps in the order of their names, as `block::pack` writes them; one
/// that is bound here is fixed. The functor keeps copies of what is bound, and computes what
/// depends on it alone once. Calls leave it as it was but use its memory: one functor a thread.
template <class Loss, class... Binding>
auto first_order(Loss const& loss, Binding const&... bindings) {
    static_assert(Expression<Loss>, "tapeless: first_order takes a scalar expression");
    static_assert((exec::is_binding<Binding> && ...),
                  "tapeless: first_order takes bindings: first_order(loss, x = X)");
    if constexpr (Expression<Loss> && (exec::is_binding<Binding> && ...)) {
        using all = typename detail::keys_of<detail::parts_of<Loss>::graph, void>::type;
        using keys = typename detail::unbound<all, Binding...>::type;
        static_assert(
            keys::size != 0,
            "tapeless: first_order is over every param that is not bound, and there is none");
        if constexpr (keys::size != 0) {
            using parameters = typename detail::block_of_keys<double, keys>::type;
            auto program = compile(value_and_grad(loss, detail::wrt_of(keys{})));
            if constexpr (detail::is_invalid<decltype(program)>)
                return invalid{};
            else if constexpr (sizeof...(Binding) == 0)
                return first_order_function<decltype(program), parameters>(std::move(program));
            else {
                auto prepared = program.bind(bindings...);
                return first_order_function<decltype(prepared), parameters>(std::move(prepared));
            }
        } else
            return invalid{};
    } else
        return invalid{};
}

}  // namespace tapeless::inline TAPELESS_ABI

#endif
