// SPDX-License-Identifier: BSL-1.0
#include <tapeless/compile.hpp>
#include <tapeless/transform/hana_struct.hpp>

#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <string>

namespace tl = tapeless;

/// As Hana's own macro adapts a struct where tapeless is not included yet.
struct early {
    double x, y;
    struct hana_accessors_impl {
        static constexpr auto apply() {
            namespace hana = boost::hana;
            return hana::make_tuple(
                hana::make_pair(BOOST_HANA_STRING("x"), [](auto&& s) -> auto&& { return s.x; }),
                hana::make_pair(BOOST_HANA_STRING("y"), [](auto&& s) -> auto&& { return s.y; }));
        }
    };
};
struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (double, x), (double, y));
};
struct counted {
    BOOST_HANA_DEFINE_STRUCT(counted, (double, x), (int, n));
};
struct labelled {
    BOOST_HANA_DEFINE_STRUCT(labelled, (Eigen::VectorXd, x), (std::string, label));
};
struct both {
    BOOST_HANA_DEFINE_STRUCT(both, (point, p), (labelled, l));
};
[[maybe_unused]] constexpr auto product = [](auto const& p) { return p.x * p.y; };

// case 1: an integer has no derivative
// expect-error: tapeless: a struct that is differentiated consists of floating-point numbers
#if CASE == 1
auto const g = tl::grad([](auto const& p) { return p.x * p.n; })(counted{1, 2});
#endif

// case 2: a string, within a struct
// expect-error: tapeless: a struct that is differentiated consists of floating-point numbers
#if CASE == 2
auto const g = tl::jacobian([](auto const& b) { return b.p.x * b.l.x; })(both{});
#endif

// case 3: the members of a point are numbers
// expect-error: tapeless: a function of a struct takes it as 'auto const&'
#if CASE == 3
auto const g = tl::grad([](point const& p) { return p.x * p.y; })(point{1, 2});
#endif

// case 4: a struct that was adapted before
// expect-error: tapeless: a function of a struct is given one with other members: include tapeless
#if CASE == 4
auto const g = tl::grad(product)(early{1, 2});
#endif

// case 5: a tangent that is a number
// expect-error: tapeless: a tangent or direction has the members of the struct that it belongs to
#if CASE == 5
auto const t = tl::jvp(product)(point{1, 2}, 1.0);
#endif

// case 6: a direction that is a number
// expect-error: tapeless: a tangent or direction has the members of the struct that it belongs to
#if CASE == 6
auto const t = tl::hvp(product)(point{1, 2}, 1.0);
#endif

// case 7: a cotangent of another form
// expect-error: tapeless: vjp\(f\) takes a cotangent with the members of the result of f
#if CASE == 7
auto const c = tl::vjp(product)(point{1, 2}, point{1, 2});
#endif

// case 8: a mistake in the function is one error
// expect-error: tapeless: the gradient requires a scalar
#if CASE == 8
auto const g = tl::grad([](auto const& v) { return v[0]; })(std::array{Eigen::Vector2d(1, 2)});
#endif

#if CASE == 0
auto const g = tl::grad(product)(point{1, 2});
auto const t = tl::jvp(product)(point{1, 2}, point{1, 2});
// What is not differentiated may be anything that a function takes.
auto const s = tl::grad([](auto const& p, auto const& c) { return p.x * c.x * c.n; })(
    point{1, 2}, counted{1, 2});
// Without names for other members, the struct is still one.
static_assert(boost::hana::Struct<early>::value);
#endif
