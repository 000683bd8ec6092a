// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

/// log(sum(exp(x))) with rules that can be wrong by a factor.
template <class Wrong>
struct log_sum_exp_of : tl::primitive {
    static constexpr auto name = "log_sum_exp_of";
    static constexpr tl::shape shape(tl::shape) { return {}; }
    static void value(auto out, auto const& v) {
        using std::exp, std::log;
        auto sum = exp(v(0));
        for (Eigen::Index i = 1; i < v.size(); ++i) sum += exp(v(i));
        out(0) = log(sum);
    }
};
struct right : log_sum_exp_of<right> {
    static constexpr auto cotangent(auto v, auto y, auto g) { return g % exp(v - y); }
    static constexpr auto tangent(auto v, auto y, auto d) { return dot(exp(v - y), d); }
};
struct wrong_cotangent : log_sum_exp_of<wrong_cotangent> {
    static constexpr auto cotangent(auto v, auto y, auto g) { return 1.001 * g % exp(v - y); }
    static constexpr auto tangent(auto v, auto y, auto d) { return dot(exp(v - y), d); }
};
struct wrong_tangent : log_sum_exp_of<wrong_tangent> {
    static constexpr auto cotangent(auto v, auto y, auto g) { return g % exp(v - y); }
    static constexpr auto tangent(auto v, auto y, auto d) { return 1.001 * dot(exp(v - y), d); }
};
struct wrong_both : log_sum_exp_of<wrong_both> {
    static constexpr auto cotangent(auto v, auto y, auto g) { return 1.001 * g % exp(v - y); }
};
/// Right at first order, wrong at second: its cotangent hides y's dependence on v.
struct wrong_second : log_sum_exp_of<wrong_second> {
    static constexpr auto cotangent(auto v, auto y, auto g) {
        return g % exp(v - stop_gradient(y));
    }
};
/// Applies a further primitive in its rules.
struct uses_another : log_sum_exp_of<uses_another> {
    static constexpr auto cotangent(auto v, auto, auto g) {
        return g % exp(v - tl::apply<right>(v));
    }
};

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto t = tl::indices<"t", N>;
constexpr auto W = tl::param<"W", 4, 3>;
constexpr auto b = tl::param<"b", 4>;
constexpr auto shift = tl::buffer<"shift", 4>;

Eigen::MatrixXd const X = Eigen::MatrixXd::Random(3, 5);

/// What a check says; empty if all is well.
template <class Check, class... Argument>
std::string complaint(Check const& check, Argument const&... arguments) {
    try {
        check(arguments...);
    } catch (tl::gradient_error const& error) {
        return error.what();
    }
    return "";
}
bool says(std::string const& text, std::string const& part) {
    bool const found = text.find(part) != std::string::npos;
    if (!found) BOOST_TEST_MESSAGE("'" << text << "' does not contain '" << part << "'");
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_check)

BOOST_AUTO_TEST_CASE(models) {
    constexpr auto loss = cross_entropy(tanh(W * x + b - shift), t);
    auto theta = tl::parameters(loss);
    tl::initialize(theta, 1);
    theta[shift] << 1, 2, 3, 4;
    std::vector<int> const classes{0, 1, 2, 3, 0};
    tl::check_grads(loss)(theta, x = X, t = classes);
    tl::check_grads(loss, {.order = 1, .rtol = 1e-8, .atol = 1e-9})(theta, x = X, t = classes);
    tl::check_grads(W * x)(W = Eigen::MatrixXf::Random(4, 3).cast<double>(), x = X);
    tl::check_grads(outputs(sum<0>(x), grad(sum(x % exp(x)), x)))(x = X);
    tl::check_grads(sum(x))(x = Eigen::MatrixXd(3, 0));
}

BOOST_AUTO_TEST_CASE(functions) {
    tl::check_grads([](auto a, auto s) { return sum(tanh(a) * s); })(X, 2);
    tl::check_grads([](auto a, auto c) { return a * c; })(Eigen::Matrix2d::Random().eval(),
                                                          Eigen::Vector2f(1, 2));
    tl::check_grads([](auto s) { return sin(s) / s; }, {.order = 3})(1.5);
    BOOST_TEST(says(complaint(tl::check_grads([](auto s) { return stop_gradient(s) * s; }), 1.5),
                    "the jvp of the expression with respect to 'argument0' differs from central "
                    "differences: element 0: expected"));
}

BOOST_AUTO_TEST_CASE(wrong_rules_are_caught) {
    auto const complain = [](auto e, tl::check_options options = {}) {
        return complaint(tl::check_grads(e, options), x = X, b = Eigen::Vector4d::Ones());
    };
    auto const of = []<class P>(P) { return sum(b) * tl::apply<P>(2_c * x); };
    BOOST_TEST(complain(of(right{})) == "");
    BOOST_TEST(complain(of(uses_another{})) == "");
    BOOST_TEST(
        says(complain(of(wrong_cotangent{})),
             "the vjp of the expression with respect to 'x' is not the transpose of its jvp"));
    BOOST_TEST(
        says(complain(of(wrong_cotangent{}), {.forward = false}),
             "the vjp of the expression with respect to 'x' differs from central differences"));
    BOOST_TEST(complain(of(wrong_cotangent{}), {.reverse = false}) == "");
    BOOST_TEST(
        says(complain(of(wrong_tangent{})),
             "the jvp of the expression with respect to 'x' differs from central differences"));
    BOOST_TEST(complain(of(wrong_tangent{}), {.forward = false}) == "");
    BOOST_TEST(
        says(complain(of(wrong_both{})),
             "the jvp of the expression with respect to 'x' differs from central differences"));

    BOOST_TEST(complain(of(wrong_second{}), {.order = 1}) == "");
    BOOST_TEST(says(complain(of(wrong_second{})),
                    "the jvp of the vjp of the expression with respect to 'x' with respect to 'x' "
                    "differs from central differences"));
    BOOST_TEST(
        says(complain(outputs(sum(x), of(wrong_both{}))), "the jvp of output 1 with respect"));
}

BOOST_AUTO_TEST_CASE(tolerances_are_the_callers) {
    auto const text = complaint(tl::check_grads(tl::apply<wrong_both>(x)), x = X);
    BOOST_TEST(says(text, "tapeless: check_grads: "));
    BOOST_TEST(says(text, ": expected "));
    BOOST_TEST(says(text, ", found "));
    BOOST_TEST(complaint(tl::check_grads(tl::apply<wrong_both>(x), {.rtol = 1e-2}), x = X) == "");
    BOOST_TEST(complaint(tl::check_grads(tl::apply<wrong_both>(x), {.atol = 1e-2}), x = X) == "");
}

BOOST_AUTO_TEST_CASE(points_that_are_hard_for_differences) {
    auto const s = tl::input<"s">;
    // steep, large, near the edge of the domain, beside a kink
    tl::check_grads(sin(500_c * s))(s = 0.3);
    tl::check_grads(square(s))(s = 1e6);
    tl::check_grads(log(s))(s = 2e-4);
    tl::check_grads(relu(s) + abs(s))(s = 2e-5);
    // values and derivatives that are not numbers are no agreement
    BOOST_TEST(complaint(tl::check_grads(log(s)), s = -1.0) != "");
    BOOST_TEST(complaint(tl::check_grads(sqrt(s)), s = 0.0) != "");
}

BOOST_AUTO_TEST_CASE(data_are_read_as_programs_read_them) {
    Eigen::Matrix<double, 5, 6, Eigen::RowMajor> const big = Eigen::MatrixXd::Random(5, 6);
    tl::check_grads(W * x)(W = big.block<4, 3>(1, 0), x = big.block<3, 2>(0, 1) * 2);
    BOOST_CHECK_THROW(tl::check_grads(W * x)(W = X, x = X), tl::shape_error);
    std::vector<int> const classes{0, 1, 2, 4, 0};
    BOOST_CHECK_THROW(tl::check_grads(cross_entropy(b * sum<0>(x), t))(b = Eigen::Vector4d::Ones(),
                                                                       x = X, t = classes),
                      tl::index_error);
}

BOOST_AUTO_TEST_SUITE_END()
