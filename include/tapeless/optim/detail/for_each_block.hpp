// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_FOR_EACH_BLOCK_HPP
#define TAPELESS_OPTIM_DETAIL_FOR_EACH_BLOCK_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/require.hpp>

#include <Eigen/Core>

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::optim::detail {

/// A matrix or vector of Eigen's, which serves as a block of one array without a name.
template <class Block>
concept EigenObject = std::derived_from<std::remove_cvref_t<Block>,
                                        Eigen::PlainObjectBase<std::remove_cvref_t<Block>>>;

/// Contiguous elements: of an array, or of one number.
template <class Values>
auto elements_of(Values&& values) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<Values>>)
        return std::span(&values, 1);
    else
        return std::span(values.data(), static_cast<std::size_t>(values.size()));
}

/// The elements of a block of parameters, padding included.
template <class Block>
auto whole(Block&& block) {
    if constexpr (EigenObject<Block>)
        return elements_of(block);
    else
        return elements_of(block.flat());
}

template <class Block>
using scalar_of = typename decltype(whole(std::declval<Block&>()))::value_type;

/// Whether opt.step(theta, g) makes sense; where it does not, an error says so.
template <class Theta, class Gradient>
constexpr bool can_step() {
    using scalar = scalar_of<Theta>;
    constexpr bool is_real = std::is_same_v<scalar, float> || std::is_same_v<scalar, double>;
    constexpr bool is_same = std::is_same_v<scalar, scalar_of<Gradient const>>;
    static_assert(is_real,
                  "tapeless: opt.step(theta, g) requires parameters of type float or double");
    static_assert(!is_real || is_same,
                  "tapeless: opt.step(theta, g) requires 'g' to have the scalar type of 'theta'");
    return is_real && is_same;
}

/// Calls `f(offset, values, slopes)` for each symbol of `gradient`: where the symbol's elements lie
/// in theta's block, and the elements in theta and in the gradient. A gradient may hold fewer
/// symbols than theta; empty arrays, which lie where the next ones do, are left out.
///
/// **Throws.** `std::invalid_argument` where the sizes of a parameter and its gradient differ.
template <class Theta, class Gradient, class Function>
void for_each_block(Theta& theta, Gradient const& gradient, Function const& f) {
    auto const start = whole(theta).data();
    auto const call = [&](auto&& values, auto&& slopes) {
        auto const to = elements_of(values);
        auto const from = elements_of(slopes);
        require(to.size() == from.size(),
                "tapeless: opt.step(theta, g) requires a gradient of the size of its parameter");
        using scalar = scalar_of<Theta>;
        if (!to.empty()) f(to.data() - start, to, std::span<scalar const>(from));
    };
    if constexpr (EigenObject<Theta>)
        call(theta, gradient);
    else
        gradient.for_each_symbol([&](auto symbol) { call(theta[symbol], gradient[symbol]); });
}

}  // namespace tapeless::inline TAPELESS_ABI::optim::detail

#endif
