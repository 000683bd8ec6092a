// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_RANDOM_PROGRAMS_AGREES_HPP
#define TAPELESS_TESTS_RANDOM_PROGRAMS_AGREES_HPP

#include <tapeless/compile.hpp>

#include <boost/test/unit_test.hpp>

#include "random_programs/model.hpp"

#include <span>

namespace tests {

/// The numbers of a random model's symbols, as a call takes them.
class data {
public:
    explicit data(random_model& model) : model_(model) {
        for (tl::node_id id : model.g.symbols)
            symbols_[std::string(model.g.label_of(id).view())] = id;
    }
    Eigen::Map<Eigen::MatrixXd const> matrix(std::string const& label) const {
        tl::shape const of = model_.g.shape_of(symbols_.at(label));
        return {model_.at.values.at(label).data(), model_.number_of(of[0]),
                model_.number_of(of[1])};
    }
    std::span<double const> array(std::string const& label) const {
        return model_.at.values.at(label);
    }
    std::vector<int> indices(std::string const& label) const {
        numbers const& of = model_.at.values.at(label);
        return std::vector<int>(of.begin(), of.end());
    }
    std::ptrdiff_t dim(std::string const& label) const { return model_.at.dims.at(label); }

private:
    random_model& model_;
    std::map<std::string, tl::node_id> symbols_;
};

/// A packed graph as what `make_expression` takes.
template <class Packed>
struct unpacked {
    static constexpr std::size_t words_guess = std::size(Packed::words) + 8;
    static constexpr void build(tl::builder& g, tl::growable<tl::node_id>& roots) {
        constexpr tl::operation_rules const* none[] = {nullptr};
        roots = tl::detail::splice(g, Packed::words, none);
    }
};

/// Does the compiled program of a graph, with its gradient, give what the interpreter gives node by
/// node? (A branch that is not taken may make NaNs: then both do.)
template <class Packed, class Wrt, class Call>
void agrees(std::uint64_t seed, Wrt with_respect_to, Call call) {
    random_model model = model_of(seed);
    data const at(model);
    constexpr auto y = tl::detail::make_expression<unpacked<Packed>>();
    constexpr auto both = value_and_grad(sum(sin(y)), Wrt{});
    static_cast<void>(with_respect_to);
    auto fast = tl::compile(both);
    auto plain = tl::interpret(both);
    for (int again = 0; again != 2; ++again) {
        auto const found = call(fast, at);
        auto const expected = call(plain, at);
        auto const same = [&](double a, double b, double size) {
            return std::isnan(b) ? std::isnan(a) : std::abs(a - b) <= 1e-9 * (1 + size);
        };
        BOOST_TEST(same(found.value, expected.value, std::abs(expected.value)),
                   "seed " << seed << ": " << found.value << ", not " << expected.value);
        auto const a = found.grad.flat();
        auto const b = expected.grad.flat();
        BOOST_TEST_REQUIRE(a.size() == b.size());
        double size = 0;
        for (double each : b)
            if (std::isfinite(each)) size = std::max(size, std::abs(each));
        bool agree = true;
        for (std::ptrdiff_t i = 0; i != a.size(); ++i) agree = agree && same(a[i], b[i], size);
        BOOST_TEST(agree, "seed " << seed << ": the gradient\n" << a << "\nis not\n" << b);
    }
}

}  // namespace tests

#endif
