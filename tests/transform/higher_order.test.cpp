// SPDX-License-Identifier: BSL-1.0
// Derivatives of derivatives, to any order: their shapes, and their values against nested dual
// numbers.
#include <tapeless/tapeless.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>

namespace tl = tapeless;

namespace {

using matrix = Eigen::MatrixXd;
using point = std::array<double, 3>;

constexpr auto x = tl::input<"x", 3>;
constexpr auto s = tl::input<"s">;
constexpr auto M = tl::input<"M", 2, 3>;

// A scalar and a vector of three numbers, for graphs and for dual numbers.
constexpr auto energy = tl::trace(
    [](auto v) {
        auto const a = element<0>(v);
        auto const b = element<1>(v);
        return sin(a * b) * exp(element<2>(v)) + a * a * a * b;
    },
    x);
constexpr auto field = tl::trace(
    [](auto v) {
        return tl::vector(element<0>(v) * exp(element<2>(v)), sin(element<1>(v) * element<0>(v)));
    },
    x);
constexpr auto energy_at = [](auto const& v) {
    return sin(v[0] * v[1]) * exp(v[2]) + v[0] * v[0] * v[0] * v[1];
};
constexpr auto field_at = [](auto const& v) {
    return std::array{v[0] * exp(v[2]), sin(v[1] * v[0])};
};

constexpr point at{0.3, -0.7, 0.4};
Eigen::Vector3d data() { return Eigen::Vector3d(at[0], at[1], at[2]); }
template <class E>
matrix value(E e) {
    return tl::interpret(e)(x = data());
}
template <class E>
constexpr std::array<std::int32_t, 3> shape_of(E const&) {
    tl::shape const of = tl::plan::plan_of<tl::detail::parts_of<E>::graph>.values
                             [tl::plan::plan_of<tl::detail::parts_of<E>::graph>.results[0]]
                                 .extents;
    return {of[0].number, of[1].number, of[2].number};
}
using extents = std::array<std::int32_t, 3>;

// One derivative after another: size(y) x size(x), both flattened, at every order.
static_assert(shape_of(jacobian(field, x)) == extents{2, 3, 1});
static_assert(shape_of(jacobian(jacobian(field, x), x)) == extents{6, 3, 1});
static_assert(shape_of(jacobian(jacobian(jacobian(field, x), x), x)) == extents{18, 3, 1});
static_assert(shape_of(hessian(energy, x)) == extents{3, 3, 1});
static_assert(shape_of(jacobian(hessian(energy, x), x)) == extents{9, 3, 1});
static_assert(shape_of(jacobian(jacobian(hessian(energy, x), x), x)) == extents{27, 3, 1});
static_assert(shape_of(jacobian(grad(energy, x), x)) == extents{3, 3, 1});
static_assert(shape_of(hessian(sum(square(M)), M)) == extents{6, 6, 1});
static_assert(shape_of(jacobian(hessian(sum(square(M) % M), M), M)) == extents{36, 6, 1});
// The gradient keeps the shape of what it is taken by, and its own is a scalar's no more.
static_assert(shape_of(grad(sum(M), M)) == extents{2, 3, 1});
static_assert(shape_of(jacobian(grad(sum(M % M), M), M)) == extents{6, 6, 1});
static_assert(shape_of(grad(grad(s * s * s, s), s)) == extents{1, 1, 1});

}  // namespace

BOOST_AUTO_TEST_SUITE(higher_order)

BOOST_AUTO_TEST_CASE(against_nested_duals) {
    // Row: an element of what is differentiated, in storage order; column: an element of x.
    matrix const h = value(hessian(energy, x));
    matrix const third = value(jacobian(hessian(energy, x), x));
    matrix const fourth = value(jacobian(jacobian(hessian(energy, x), x), x));
    matrix const second = value(jacobian(jacobian(field, x), x));
    for (std::size_t i = 0; i != 3; ++i)
        for (std::size_t j = 0; j != 3; ++j) {
            auto const hessian_at = [=](auto const& v) {
                return tl::forward::gradient(
                    [=](auto const& w) { return tl::forward::gradient(energy_at, w)[i]; }, v)[j];
            };
            auto const row = static_cast<Eigen::Index>(i + 3 * j);
            BOOST_TEST(
                h(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) == hessian_at(at),
                boost::test_tools::tolerance(1e-12));
            for (std::size_t k = 0; k != 3; ++k) {
                auto const third_at = [=](auto const& v) {
                    return tl::forward::gradient(hessian_at, v)[k];
                };
                auto const column = static_cast<Eigen::Index>(k);
                BOOST_TEST(std::abs(third(row, column) - third_at(at)) < 1e-12);
                point const of_third = tl::forward::gradient(third_at, at);
                for (std::size_t l = 0; l != 3; ++l)
                    BOOST_TEST(std::abs(fourth(row + 9 * column, static_cast<Eigen::Index>(l)) -
                                        of_third[l]) < 1e-12);
            }
            if (i == 2) continue;
            auto const jacobian_at = [=](auto const& v) {
                return tl::forward::jacobian(field_at, v)[i][j];
            };
            point const of_jacobian = tl::forward::gradient(jacobian_at, at);
            for (std::size_t k = 0; k != 3; ++k)
                BOOST_TEST(std::abs(second(static_cast<Eigen::Index>(i + 2 * j),
                                           static_cast<Eigen::Index>(k)) -
                                    of_jacobian[k]) < 1e-12);
        }
}

BOOST_AUTO_TEST_CASE(every_way_to_one_derivative) {
    matrix const h = value(hessian(energy, x));
    BOOST_TEST(value(jacobian(grad(energy, x), x)).isApprox(h, 1e-13));
    BOOST_TEST(value(jacobian(jacobian(energy, x), x)).isApprox(h, 1e-13));
    BOOST_TEST(
        value(jacobian(transpose(jacobian(energy, x)), x, tl::reverse_mode)).isApprox(h, 1e-13));
    // the Hessian of each element of a vector, one below the other in storage order
    matrix const second = value(jacobian(jacobian(field, x), x));
    matrix const of_first = value(hessian(element<0>(field), x));
    matrix const of_second = value(hessian(element<1>(field), x));
    for (int row = 0; row != 3; ++row) {
        BOOST_TEST((second.row(2 * row) - of_first.row(row)).norm() < 1e-13);
        BOOST_TEST((second.row(2 * row + 1) - of_second.row(row)).norm() < 1e-13);
    }
    // of functions the same
    constexpr auto f = [](auto v) { return sum(sin(v) % v % v); };
    matrix const third = tl::jacobian(tl::hessian(f))(data());
    BOOST_TEST(third.rows() == 9);
    BOOST_TEST(third.cols() == 3);
    auto const slope = tl::grad(tl::grad(tl::grad([](auto u) { return sin(u) * u * u; })));
    for (int i = 0; i != 3; ++i)
        BOOST_TEST(std::abs(third(4 * i, i) - slope(at[static_cast<std::size_t>(i)])) < 1e-12);
    BOOST_TEST(std::abs(third(1, 0)) < 1e-15);
}

BOOST_AUTO_TEST_SUITE_END()
