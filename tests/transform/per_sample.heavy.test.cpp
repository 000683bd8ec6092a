// SPDX-License-Identifier: BSL-1.0
// The gradient of each sample's own loss.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

constexpr auto N = tl::dim<"N">;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto gain = tl::param<"gain">;
constexpr auto E = tl::param<"E", 3, 6>;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 4, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto word = tl::indices<"word", N>;

constexpr int samples = 5;

struct data {
    matrix W = matrix::Random(4, 3);
    matrix E = matrix::Random(3, 6);
    vector b = vector::Random(4);
    double gain = 0.7;
    matrix x = matrix::Random(3, samples);
    matrix z = matrix::Random(4, samples);
    std::vector<int> t = {0, 3, 1, 1, 2};
    std::vector<int> word = {5, 0, 2, 2, 4};

    data sample(int k) const {
        data one = *this;
        one.x = x.col(k);
        one.z = z.col(k);
        one.t = {t[static_cast<std::size_t>(k)]};
        one.word = {word[static_cast<std::size_t>(k)]};
        return one;
    }
};

/// Binds what the model has.
template <class E0, class... Bound>
matrix flat(E0, data const& d, Bound const&... symbols) {
    auto const value_of = [&](auto s) {
        if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(W)>>)
            return s = d.W;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(E)>>)
            return s = d.E;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(b)>>)
            return s = d.b;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(gain)>>)
            return s = d.gain;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(x)>>)
            return s = d.x;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(z)>>)
            return s = d.z;
        else if constexpr (std::is_same_v<decltype(s), std::remove_const_t<decltype(t)>>)
            return s = d.t;
        else
            return s = d.word;
    };
    auto const result = tl::interpret(E0{})(value_of(symbols)...);
    if constexpr (std::is_arithmetic_v<std::remove_const_t<decltype(result)>>)
        return matrix::Constant(1, 1, result);
    else if constexpr (requires { result.rows(); })
        return matrix(result.reshaped());
    else
        return Eigen::Map<matrix const>(result.data(), result.size(), 1);
}

/// Slice k is the gradient at sample k alone, and all together make the gradient, their mean (or
/// sum, for a sum).
template <class Loss, class Key, class... Bound>
void check(Loss loss, Key key, bool is_mean, Bound... symbols) {
    data const d;
    matrix const all = flat(per_sample(grad(loss, key)), d, symbols...);
    matrix const whole = flat(grad(loss, key), d, symbols...);
    BOOST_TEST_REQUIRE(all.size() == whole.size() * samples);
    matrix const slices = all.reshaped(whole.size(), samples);
    for (int k = 0; k != samples; ++k) {
        matrix const alone = flat(grad(loss, key), d.sample(k), symbols...);
        BOOST_TEST((slices.col(k) - alone).norm() < 1e-14);
    }
    BOOST_TEST((slices.rowwise().sum() / (is_mean ? samples : 1) - whole).norm() < 1e-13);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_per_sample)

BOOST_AUTO_TEST_CASE(losses) {
    constexpr auto y = tl::named<"y">(gain * tanh(W * x + b));
    constexpr auto squared = mse(y, z);
    check(squared, W, true, W, b, gain, x, z);
    check(squared, b, true, W, b, gain, x, z);
    check(squared, gain, true, W, b, gain, x, z);
    check(sse(y, z), W, false, W, b, gain, x, z);
    check(cross_entropy(y, t), W, true, W, b, gain, x, t);
    check(mean(log_sum_exp<0>(y)), b, true, W, b, gain, x);
}

BOOST_AUTO_TEST_CASE(rearranged_samples) {
    // samples in rows, parts of a sample, samples as a fourth extent
    check(mean(square(transpose(x) * transpose(W))), W, true, W, x);
    check(mean(square(concatenate<0>(W * x, tl::stretch<4, N>(b), x))), W, true, W, b, x);
    check(mean(tl::slice<0, 1, 2>(W * x) % tl::head<2>(x)), W, true, W, x);
    check(sum(cumulative_sum<0>(W * x) % z), W, false, W, x, z);
    check(mean(max_of<0>(tl::reshape<2, 2, N>(W * x))), W, true, W, x);
    // an embedding: its gradient scatters
    check(mean(square(W * gather<1>(E, word) - z)), W, true, W, E, word, z);
    check(mean(square(W * gather<1>(E, word) - z)), E, true, W, E, word, z);
}

BOOST_AUTO_TEST_CASE(of_several_and_of_anything) {
    data const d;
    constexpr auto y = tanh(W * x + b);
    constexpr auto loss = mse(y, z);
    auto const bound = [&](auto e) { return tl::compile(e)(W = d.W, b = d.b, x = d.x, z = d.z); };
    auto both = bound(per_sample(grad(loss, tl::wrt(W, b))));
    auto to_W = bound(per_sample(grad(loss, W)));
    auto with_value = bound(per_sample(value_and_grad(loss, tl::wrt(W, b))));
    BOOST_TEST((matrix(with_value.get<0>()) - matrix(bound(per_sample(loss)))).norm() < 1e-14);
    matrix const to_b = bound(per_sample(grad(loss, b)));
    BOOST_TEST(to_b.cols() == samples);
    BOOST_TEST((both.get<"b">() - to_b).norm() < 1e-14);
    for (int k = 0; k != samples; ++k) {
        BOOST_TEST((both[W].slice(k) - to_W.slice(k)).norm() < 1e-14);
        BOOST_TEST((with_value[W].slice(k) - to_W.slice(k)).norm() < 1e-14);
        // of a vector-Jacobian product: outer products of columns
        auto pulled = bound(per_sample(vjp(W * x + b, W, z)));
        BOOST_TEST((pulled.slice(k) - d.z.col(k) * d.x.col(k).transpose()).norm() < 1e-14);
    }
    // of a loss: one for each sample; the option of a loss is the same object
    vector const losses = bound(per_sample(loss));
    BOOST_TEST(losses.size() == samples);
    BOOST_TEST((losses - matrix(bound(mse(y, z, tl::per_sample))).reshaped()).norm() < 1e-14);
    // the Hessian of each, and the norms of gradients
    constexpr auto h = tl::per_sample(hessian(loss, b));
    auto of_b = bound(h);
    matrix const first =
        tl::compile(hessian(loss, b))(W = d.W, b = d.b, x = d.x.col(0), z = d.z.col(0));
    BOOST_TEST((of_b.slice(0) - first).norm() < 1e-14);
    vector const norms = matrix(bound(sum<0>(square(per_sample(grad(loss, b)))))).reshaped();
    BOOST_TEST((norms - to_b.colwise().squaredNorm().transpose()).norm() < 1e-14);
}

BOOST_AUTO_TEST_CASE(which_extent) {
    constexpr auto M = tl::dim<"M">;
    constexpr auto more = tl::input<"more", 4, M>;
    constexpr auto loss = mean(square(W * x + b)) + mean(square(more + b));
    data const d;
    matrix const others = matrix::Random(4, 7);
    matrix const by_x = tl::interpret(per_sample(grad(loss, b), tl::per<N>))(
        W = d.W, b = d.b, x = d.x, more = others);
    BOOST_TEST(by_x.cols() == samples);
    matrix const first =
        tl::interpret(grad(loss, b))(W = d.W, b = d.b, x = d.x.col(0), more = others);
    BOOST_TEST((by_x.col(0) - first).norm() < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
