// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_OP_COMPOSITION_HPP
#define TAPELESS_TESTS_OP_COMPOSITION_HPP

#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>
#include <string>

#include "support/fixture_block.hpp"

// What tests of compositions share: a model in either layout of its samples against a file of
// reference/, in which rows are samples.

namespace tests {

namespace tl = tapeless;

enum class layout { columns_are_samples, rows_are_samples };

/// The axis of the features of a sample; the other one counts samples.
template <layout Layout>
inline constexpr std::size_t features = Layout == layout::columns_are_samples ? 0 : 1;

/// A vector of weights along the axis of the features.
template <layout Layout>
constexpr tl::var along_features(tl::var v) {
    return features<Layout> == 0 ? v : transpose(v);
}
template <layout Layout>
constexpr tl::var linear(tl::var W, tl::var x) {
    return features<Layout> == 0 ? matmul(W, x) : matmul(x, transpose(W));
}
template <layout Layout>
constexpr tl::var linear(tl::var W, tl::var b, tl::var x) {
    return linear<Layout>(W, x) + along_features<Layout>(b);
}
template <std::size_t Axis>
constexpr tl::var normalised(tl::var x) {
    return (x - tl::mean<Axis>(x)) % rsqrt(tl::variance<Axis>(x) + 1e-5);
}

template <layout Layout>
Eigen::MatrixXd oriented(Eigen::MatrixXd const& m) {
    return features<Layout> == 0 ? Eigen::MatrixXd(m.transpose()) : m;
}
inline fixture composition(std::string const& name) { return fixture("../op/reference/" + name); }
inline std::span<double const> flat(fixture const& f, std::string const& name) {
    return f.data(name);
}

/// Compares a result; `samples`: is one axis of it that of the samples?
template <layout Layout>
void check_entry(fixture& f, std::string const& name, auto const& found, bool samples) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(found)>>)
        f.check(name, found);
    else if constexpr (requires { found.derived(); }) {
        Eigen::MatrixXd const m(found);
        f.check(name, samples && f.shape(name).size() == 2 ? oriented<Layout>(m) : m);
    } else if constexpr (requires { found.data(); })
        f.check(name, Eigen::Map<Eigen::VectorXd const>(found.data(),
                                                        static_cast<Eigen::Index>(found.size())));
    else
        f.check(name, static_cast<double>(found));
}

/// Compares y, a loss and the gradient of the loss with the file.
template <layout Layout, class Y, class Loss, class... Key, class... Bound>
void check_composition(fixture& f, Y, Loss, tl::wrt_list<Key...>, Bound const&... bound) {
    auto program = tl::compile(outputs(Y{}, value_and_grad(Loss{}, tl::wrt(Key{}...))));
    auto const [y, step] = program(bound...);
    check_entry<Layout>(f, "y", y, true);
    if (f.has("loss")) f.check("loss", step.value);
    (check_entry<Layout>(f, entry_of(Key{}, "grad_"), step.grad[Key{}],
                         tl::symbol_of<Key>.what == tl::role::input),
     ...);
    f.all_checked();
}

}  // namespace tests

#endif
