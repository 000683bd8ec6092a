// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_DETAIL_FOR_EACH_BLOCK_HPP
#define TAPELESS_OPTIM_DETAIL_FOR_EACH_BLOCK_HPP

#include <tapeless/config.hpp>
#include <tapeless/optim/detail/require.hpp>

#include <Eigen/Core>

#include <concepts>
#include <type_traits>
#include <utility>

namespace tapeless::inline v1::optim::detail {

template <class T>
using flat_view = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using flat_const_view = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1> const>;

/// A matrix or vector of Eigen's, which serves as a block of one array without a name.
template <class Block>
concept EigenObject = std::derived_from<std::remove_cvref_t<Block>,
                                        Eigen::PlainObjectBase<std::remove_cvref_t<Block>>>;

/// The elements of a block of parameters, padding included, as one contiguous vector to read.
template <class Block>
auto whole(Block& block) {
    if constexpr (EigenObject<Block>)
        return flat_const_view<typename Block::Scalar>(block.data(), block.size());
    else
        return block.flat();
}

template <class Block>
using scalar_of = typename decltype(whole(std::declval<Block&>()))::Scalar;

/// What a block holds for a symbol, as a vector: a reference to one number, or contiguous elements.
template <class View, class Values>
View as_vector(Values&& values) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<Values>>)
        return View(&values, 1);
    else
        return View(values.data(), values.size());
}

/// Calls `f(offset, values, slopes)` for each symbol of `gradient`: where the symbol's elements lie
/// in theta's block, and views of them in theta and in the gradient.
///
/// A gradient may hold fewer symbols than theta.
/// **Throws.** `std::invalid_argument` where the sizes of a parameter and its gradient differ.
template <class Theta, class Gradient, class Function>
void for_each_block(Theta& theta, Gradient const& gradient, Function const& f) {
    using scalar = scalar_of<Theta>;
    auto const call = [&](auto&& values, auto&& slopes) {
        auto const to = as_vector<flat_view<scalar>>(values);
        auto const from = as_vector<flat_const_view<scalar>>(slopes);
        require(to.size() == from.size(),
                "tapeless: opt.step(theta, g) requires a gradient of the size of its parameter");
        f(to.data() - whole(theta).data(), to, from);
    };
    if constexpr (EigenObject<Theta>)
        call(theta, gradient);
    else
        gradient.for_each_symbol([&](auto symbol) { call(theta[symbol], gradient[symbol]); });
}

}  // namespace tapeless::inline v1::optim::detail

#endif
