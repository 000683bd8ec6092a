// SPDX-License-Identifier: BSL-1.0
// Derivatives of functions of structs that Hana's macros adapt: each is such a struct again.
#include <tapeless/tapeless.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/string.hpp>
#include <boost/test/unit_test.hpp>

#include <tuple>
#include <type_traits>

namespace hana = boost::hana;
namespace tl = tapeless;

namespace {

using matrix = Eigen::MatrixXd;
using vector = Eigen::VectorXd;

struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (double, x), (double, y));
};
struct segment {
    BOOST_HANA_DEFINE_STRUCT(segment, (point, from), (std::array<double, 2>, by));
};
template <class T>
struct pair_of {
    BOOST_HANA_DEFINE_STRUCT(pair_of, (T, a), (T, b));
};
struct adapted {
    double first;
    float second;
};

constexpr auto cubic = [](auto const& p) { return p.x * p.x * p.y; };
constexpr auto swapped = [](auto const& p) {
    auto q = p;
    q.x = p.y * p.y;
    q.y = p.x * p.y;
    return q;
};
constexpr bool operator==(point const& a, point const& b) { return a.x == b.x && a.y == b.y; }
constexpr point at{2, 3};

static_assert(tl::grad(cubic)(at) == point{12, 4}, "tapeless: the gradient is the same struct");
static_assert(std::is_same_v<decltype(tl::grad(cubic)(at)), point>);
static_assert(tl::value_and_grad(cubic)(at).value == 12 &&
              tl::value_and_grad(cubic)(at).grad == point{12, 4});
static_assert(tl::jvp(swapped)(at, point{1, 10}) == point{60, 23}, "tapeless: a struct comes out");
static_assert(std::is_same_v<decltype(tl::jvp(swapped)(at, at)), point>);
static_assert(tl::vjp(swapped)(at, point{1, 10}) == point{30, 26}, "tapeless: a struct as seed");
static_assert(tl::hvp(cubic)(at, point{1, 10}) == point{46, 4});
static_assert(tl::jacobian(cubic)(at) == point{12, 4}, "tapeless: of numbers, derivatives");
static_assert(tl::hessian(cubic)(at).x == point{6, 4} && tl::hessian(cubic)(at).y == point{4, 0},
              "tapeless: rows by the members, columns by the members");
static_assert(tl::jacobian(swapped)(at).x == point{0, 6} &&
                  tl::jacobian(swapped)(at).y == point{3, 2},
              "tapeless: members of the result, then those of the argument");
static_assert(tl::jvp(tl::grad(cubic))(at, point{1, 10}) == point{46, 4},
              "tapeless: a derivative is a function, of structs and with a struct as result");
static_assert(tl::grad([](auto const& p) {
                  auto const slope = tl::grad(cubic)(p);
                  return slope.x * slope.y;
              })(at) == point{6 * 4 * 3, 2 * 8},
              "tapeless: derivatives nest");
static_assert(tl::grad([](auto const& p, auto s) { return p.x * s * p.y; }, tl::argnums<1>)(at,
                                                                                            5) == 6,
              "tapeless: beside other arguments");
static_assert(tl::grad([](auto const& p, auto s) { return p.x * s * p.y; }, tl::argnums<>)(at, 5) ==
                  std::tuple(point{15, 10}, 6.0),
              "tapeless: beside other arguments, all of them");
constexpr auto ends = [](auto const& s) {
    return s.from.x * s.by[0] + s.from.y * s.by[1] * s.by[1];
};
constexpr auto slope_of_ends = tl::grad(ends)(segment{{2, 3}, {5, 7}});
static_assert(slope_of_ends.from == point{5, 49} && slope_of_ends.by == std::array{2.0, 42.0},
              "tapeless: structs and arrays within a struct");
static_assert(tl::grad([](auto const& v) { return v[0] * v[1]; })(std::array{2.0, 3.0}) ==
                  std::array{3.0, 2.0},
              "tapeless: an array by itself");
// A template of its members' types: the function may ask for it by name.
constexpr auto by_name = []<class T>(pair_of<T> const& p) { return p.a * p.a * p.b; };
static_assert(std::is_same_v<decltype(tl::grad(by_name)(pair_of<double>{2, 3})), pair_of<double>>);
static_assert(tl::grad(by_name)(pair_of<double>{2, 3}).a == 12);
static_assert(tl::grad(by_name)(pair_of<float>{2, 3}).b == 4);
static_assert(tl::grad(cubic)(tl::grad(cubic)(at)) == point{96, 144});

}  // namespace

BOOST_HANA_ADAPT_STRUCT(adapted, first, second);

namespace {

struct layer {
    BOOST_HANA_DEFINE_STRUCT(layer, (Eigen::Matrix<double, 4, 3>, W), (vector, b), (double, scale));
};
struct network {
    BOOST_HANA_DEFINE_STRUCT(network, (layer, first), (std::array<vector, 2>, more), (matrix, V));
};

constexpr auto output = [](auto const& p, auto x) { return p.scale * tanh(p.W * x + p.b); };
constexpr auto loss = [](auto const& p, auto x) { return squared_norm(output(p, x)); };
constexpr auto deep = [](auto const& n, auto x) {
    auto const h = n.V * output(n.first, x);
    return sum(h % n.more[0] % n.more[1] % h);
};
// The same functions, member by member.
constexpr auto flat_loss = [](auto W, auto b, auto scale, auto x) {
    return squared_norm(scale * tanh(W * x + b));
};

struct data {
    layer p{Eigen::Matrix<double, 4, 3>::Random(), vector::Random(4), 1.5};
    layer u{Eigen::Matrix<double, 4, 3>::Random(), vector::Random(4), 0.5};
    vector x = vector::Random(3);
    vector y = (p.W * x + p.b).array().tanh();
    vector slope = 1 - y.array().square();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transform_structures)

BOOST_AUTO_TEST_CASE(gradients_are_the_struct) {
    data const d;
    layer const g = tl::grad(loss)(d.p, d.x);
    static_assert(std::is_same_v<decltype(tl::grad(loss)(d.p, d.x)), layer>);
    vector const to_b = (2 * 1.5 * 1.5 * d.y.array() * d.slope.array()).matrix();
    BOOST_TEST(g.W.isApprox(to_b * d.x.transpose(), 1e-13));
    BOOST_TEST(g.b.isApprox(to_b, 1e-13));
    BOOST_TEST(g.scale == 2 * 1.5 * d.y.squaredNorm(), boost::test_tools::tolerance(1e-13));
    auto const [value, both] = tl::value_and_grad(loss, tl::argnums<>)(d.p, d.x);
    BOOST_TEST(value == 1.5 * 1.5 * d.y.squaredNorm(), boost::test_tools::tolerance(1e-13));
    BOOST_TEST(std::get<0>(both).W.isApprox(g.W, 1e-13));
    BOOST_TEST(std::get<1>(both).isApprox(d.p.W.transpose() * to_b, 1e-13));
    BOOST_TEST(tl::grad(loss, tl::argnums<1>)(d.p, d.x).isApprox(std::get<1>(both), 1e-13));

    // within each other
    network const n{d.p, {vector::Random(2), vector::Random(2)}, matrix::Random(2, 4)};
    network const s = tl::grad(deep)(n, d.x);
    vector const h = n.V * d.y * 1.5;
    BOOST_TEST(s.more[0].isApprox(h.cwiseAbs2().cwiseProduct(n.more[1]), 1e-13));
    BOOST_TEST(s.more[1].isApprox(h.cwiseAbs2().cwiseProduct(n.more[0]), 1e-13));
    vector const to_h = 2 * h.cwiseProduct(n.more[0]).cwiseProduct(n.more[1]);
    BOOST_TEST(s.V.isApprox(to_h * d.y.transpose() * 1.5, 1e-13));
    BOOST_TEST(
        s.first.b.isApprox(1.5 * d.slope.cwiseProduct(vector(n.V.transpose() * to_h)), 1e-13));
    // a step of gradient descent, member by member
    layer moved = d.p;
    hana::for_each(hana::keys(moved),
                   [&](auto key) { hana::at_key(moved, key) -= 1e-3 * hana::at_key(g, key); });
    BOOST_TEST(tl::value_and_grad(loss)(moved, d.x).value < value);
}

BOOST_AUTO_TEST_CASE(what_the_function_is_given) {
    data const d;
    // members by name, by structured binding, and as a Hana Struct
    auto const by_binding = [](auto const& p, auto x) {
        auto const& [W, b, scale] = p;
        return squared_norm(scale * tanh(W * x + b));
    };
    auto const by_key = [](auto const& p, auto x) {
        auto const of = [&](auto key) { return hana::at_key(p, key); };
        return squared_norm(of(BOOST_HANA_STRING("scale")) *
                            tanh(of(BOOST_HANA_STRING("W")) * x + of(BOOST_HANA_STRING("b"))));
    };
    layer const g = tl::grad(loss)(d.p, d.x);
    BOOST_TEST(tl::grad(by_binding)(d.p, d.x).W.isApprox(g.W, 1e-14));
    BOOST_TEST(tl::grad(by_key)(d.p, d.x).W.isApprox(g.W, 1e-14));
    // BOOST_HANA_ADAPT_STRUCT, members of two types; local structs; captures
    adapted const given{2, 3};
    double const factor = 10;
    auto const g_adapted =
        tl::grad([factor](auto const& p) { return factor * p.first * p.first * p.second; })(given);
    static_assert(std::is_same_v<std::remove_const_t<decltype(g_adapted)>, adapted>);
    BOOST_TEST(g_adapted.first == 120);
    BOOST_TEST(g_adapted.second == 40);
    struct local {
        BOOST_HANA_DEFINE_STRUCT(local, (vector, v), (double, s));
    };
    local const l = tl::grad([](auto const& p) { return p.s * squared_norm(p.v); })(local{d.x, 3});
    BOOST_TEST(l.v.isApprox(6 * d.x, 1e-14));
    BOOST_TEST(l.s == d.x.squaredNorm(), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(along_directions) {
    data const d;
    // J u, and J^T of it: compared with the function of the members
    vector const forward = tl::jvp(output)(d.p, d.x, d.u, d.x);
    vector const inner = d.u.W * d.x + d.u.b + d.p.W * d.x;
    vector const expected = 0.5 * d.y + 1.5 * d.slope.cwiseProduct(inner);
    BOOST_TEST(forward.isApprox(expected, 1e-13));
    auto const [back, back_x] = tl::vjp(output)(d.p, d.x, forward);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(back)>, layer>);
    double const pairing = back.W.cwiseProduct(d.u.W).sum() + back.b.dot(d.u.b) +
                           back.scale * d.u.scale + back_x.dot(d.x);
    BOOST_TEST(pairing == forward.squaredNorm(), boost::test_tools::tolerance(1e-12));
    // a struct as result
    auto const halves = [](auto const& p) {
        auto q = p;
        q.W = p.W * p.scale;
        q.b = tanh(p.b);
        q.scale = sum(p.b);
        return q;
    };
    layer const t = tl::jvp(halves)(d.p, d.u);
    BOOST_TEST(t.W.isApprox(d.u.W * 1.5 + d.p.W * 0.5, 1e-13));
    BOOST_TEST(t.scale == d.u.b.sum(), boost::test_tools::tolerance(1e-13));
    layer const c = tl::vjp(halves)(d.p, d.u);
    BOOST_TEST(c.W.isApprox(d.u.W * 1.5, 1e-13));
    BOOST_TEST(c.scale == d.p.W.cwiseProduct(d.u.W).sum(), boost::test_tools::tolerance(1e-13));
    vector const to_b = (1 - d.p.b.array().tanh().square()) * d.u.b.array() + 0.5;
    BOOST_TEST(c.b.isApprox(to_b, 1e-13));
    // H u
    auto const [product, product_x] = tl::hvp(loss)(d.p, d.x, d.u, d.x);
    auto const flat =
        tl::hvp(flat_loss)(d.p.W, d.p.b, d.p.scale, d.x, d.u.W, d.u.b, d.u.scale, d.x);
    BOOST_TEST(product.W.isApprox(std::get<0>(flat), 1e-13));
    BOOST_TEST(product.b.isApprox(std::get<1>(flat), 1e-13));
    BOOST_TEST(product.scale == std::get<2>(flat), boost::test_tools::tolerance(1e-13));
    BOOST_TEST(product_x.isApprox(std::get<3>(flat), 1e-13));
}

BOOST_AUTO_TEST_CASE(blocks) {
    data const d;
    // one block for each member, under its name
    auto const j = tl::jacobian(output)(d.p, d.x);
    matrix const slope = 1.5 * matrix(d.slope.asDiagonal());
    BOOST_TEST(j.b.isApprox(slope, 1e-13));
    BOOST_TEST(j.scale.isApprox(d.y, 1e-13));
    BOOST_TEST(j.W.cols() == 12);
    for (int k = 0; k != 3; ++k)
        BOOST_TEST(j.W.middleCols(4 * k, 4).isApprox(slope * d.x[k], 1e-13));
    auto const forward = tl::jacobian(output, tl::argnums<>, tl::forward_mode)(d.p, d.x);
    BOOST_TEST(std::get<0>(forward).b.isApprox(slope, 1e-13));
    BOOST_TEST(std::get<1>(forward).isApprox(slope * d.p.W, 1e-13));
    auto const h = tl::hessian(loss)(d.p, d.x);
    auto const flat =
        tl::hessian(flat_loss, tl::argnums<0, 1, 2>)(d.p.W, Eigen::Vector4d(d.p.b), d.p.scale, d.x);
    BOOST_TEST(h.W.W.isApprox(std::get<0>(std::get<0>(flat)), 1e-13));
    BOOST_TEST(h.b.W.isApprox(std::get<0>(std::get<1>(flat)), 1e-13));
    BOOST_TEST(h.W.scale.isApprox(std::get<2>(std::get<0>(flat)), 1e-13));
    BOOST_TEST(h.scale.scale == 2 * d.y.squaredNorm(), boost::test_tools::tolerance(1e-13));
    auto const slopes = tl::elementwise_grad([](auto const& v) { return sin(v[0]) % v[1]; })(
        std::array{d.x, vector(2 * d.x)});
    BOOST_TEST(slopes[0].isApprox(vector(2 * d.x.array() * d.x.array().cos()), 1e-13));
    BOOST_TEST(slopes[1].isApprox(vector(d.x.array().sin()), 1e-13));
}

BOOST_AUTO_TEST_CASE(expressions_and_checks) {
    data const d;
    tl::check_grads(loss)(d.p, d.x);
    auto const wrong = [](auto const& p) { return squared_norm(tl::stop_gradient(p.b) % p.b); };
    BOOST_CHECK_THROW(tl::check_grads(wrong)(d.p), tl::gradient_error);
    // in a traced function, and of expressions
    constexpr auto x = tl::input<"x", 3>;
    static constexpr auto f = [](auto const& p) {
        return dot(p[0], p[0] % p[1]) + dot(p[1], p[1] % p[0]);
    };
    constexpr auto slopes = tl::grad(f)(std::array{x, x});
    Eigen::Vector3d const v = d.x;
    BOOST_TEST(matrix(tl::interpret(slopes[0])(x = v)).isApprox(3 * v.cwiseAbs2(), 1e-14));
    BOOST_TEST(matrix(tl::interpret(slopes[1])(x = v)).isApprox(3 * v.cwiseAbs2(), 1e-14));
    auto const [to_first, to_second] =
        tl::grad([](auto u, auto w) { return dot(u, u % w); }, tl::argnums<>)(x, x);
    BOOST_TEST(matrix(tl::interpret(to_first)(x = v)).isApprox(2 * v.cwiseAbs2(), 1e-14));
    BOOST_TEST(matrix(tl::interpret(to_second)(x = v)).isApprox(v.cwiseAbs2(), 1e-14));
    auto const [by_first, by_second] = tl::vjp([](auto u, auto w) { return u % w; })(x, x, x);
    BOOST_TEST(matrix(tl::interpret(by_first)(x = v)).isApprox(v.cwiseAbs2(), 1e-14));
    BOOST_TEST(matrix(tl::interpret(by_second)(x = v)).isApprox(v.cwiseAbs2(), 1e-14));
    constexpr auto traced = tl::trace(
        [](auto in) {
            auto const g = tl::grad(f)(std::array{in, 2 * in});
            return sum(g[0] % g[1]);
        },
        x);
    BOOST_TEST(tl::interpret(traced)(x = v) == 40 * v.array().pow(4).sum(),
               boost::test_tools::tolerance(1e-13));
}

BOOST_AUTO_TEST_SUITE_END()
