// SPDX-License-Identifier: BSL-1.0
#include <tapeless/expr/constant.hpp>
#include <tapeless/expr/trace.hpp>

#include <type_traits>

namespace tl = tapeless;
using namespace tapeless::literals;

namespace {

template <class A, class B>
constexpr bool same(A const&, B const&) {
    return std::is_same_v<A, B>;
}

constexpr auto N = tl::dim<"N">;
constexpr auto M = tl::dim<"M">;

// every expression is empty and trivial
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto W = tl::param<"W", 4, 3, tl::init::zeros>;
static_assert(sizeof(x) == 1 && sizeof(W) == 1 && sizeof(W * x) == 1 && sizeof(tanh(W * x)) == 1,
              "tapeless: the size of every expression is 1");
static_assert(std::is_empty_v<decltype(W * x)> && std::is_trivially_copyable_v<decltype(W * x)> &&
                  std::is_default_constructible_v<decltype(W * x)>,
              "tapeless: an expression owns nothing");

// a symbol is its name, role, shape and initialiser
static_assert(same(x, tl::input<"x", 3, N>), "tapeless: one declaration is one type");
static_assert(!same(x, tl::input<"y", 3, N>), "tapeless: names differ");
static_assert(!same(x, tl::input<"x", 3, M>), "tapeless: run-time extents differ");
static_assert(!same(x, tl::input<"x", 3, 4>), "tapeless: extents differ");
static_assert(!same(x, tl::input<"x", N, 3>), "tapeless: the order of extents matters");
static_assert(!same(x, tl::param<"x", 3, N>) && !same(x, tl::buffer<"x", 3, N>),
              "tapeless: roles differ");
static_assert(!same(W, tl::param<"W", 4, 3>), "tapeless: initialisers differ");
static_assert(same(tl::input<"v", 5>, tl::input<"v", 5, 1>),
              "tapeless: trailing extents of 1 are implied");
static_assert(same(tl::input<"s">, tl::input<"s", 1, 1, 1>), "tapeless: a scalar is 1 x 1");

static_assert(tl::symbol_of<decltype(x)>.label.view() == "x", "tapeless: a symbol knows its name");
static_assert(tl::symbol_of<decltype(x)>.what == tl::role::input,
              "tapeless: a symbol knows its role");
static_assert(tl::symbol_of<decltype(W)>.what == tl::role::parameter,
              "tapeless: a symbol knows its role");
static_assert(tl::symbol_of<decltype(W)>.first_values == tl::init::zeros,
              "tapeless: a symbol knows its initialiser");
static_assert(tl::symbol_of<decltype(x)>.extents[0] == 3 &&
                  tl::symbol_of<decltype(x)>.extents[1] == N &&
                  tl::symbol_of<decltype(x)>.extents[2] == 1,
              "tapeless: a symbol knows its extents");
static_assert(tl::symbol_of<std::remove_cv_t<decltype(tl::indices<"t", N>)>>.what ==
                  tl::role::indices,
              "tapeless: a symbol knows its role");
static_assert(tl::Symbol<decltype(x)> && !tl::Symbol<decltype(x + x)> &&
                  !tl::Symbol<decltype(0.5_c)> && !tl::Symbol<int>,
              "tapeless: a symbol is an expression of one node");

// names of 63 characters, of every kind of character
constexpr auto longest =
    tl::input<"abcdefghijklmnopqrstuvwxyz.ABCDEFGHIJKLMNOPQRSTUVWXYZ_123456789", 2>;
static_assert(tl::symbol_of<decltype(longest)>.label.view() ==
                  "abcdefghijklmnopqrstuvwxyz.ABCDEFGHIJKLMNOPQRSTUVWXYZ_123456789",
              "tapeless: a name has up to 63 characters");
static_assert(sizeof(tanh(longest)) == 1, "tapeless: a name has up to 63 characters");

// names with numbers
static_assert(tl::name("block", 0).view() == "block0" &&
                  tl::name("block", 12).view() == "block12" &&
                  tl::name("b", 18446744073709551615u).view() == "b18446744073709551615",
              "tapeless: a stem and a number make a name");
static_assert(tl::name("ab") == tl::name(std::string_view("ab")) &&
                  !(tl::name("ab") == tl::name("abc")),
              "tapeless: names compare by their characters");
static_assert(tl::detail::is_valid_name("fc1.weight_2") && !tl::detail::is_valid_name("") &&
                  !tl::detail::is_valid_name("a b") && !tl::detail::is_valid_name("a-b") &&
                  !tl::detail::is_valid_name("\xc3\xa9"),
              "tapeless: a name has letters, digits, _ and .");

// run-time extents: a name plus a number
template <class E>
constexpr tl::short_text shape_text(E e) {
    tl::builder g;
    tl::short_text out;
    tl::detail::print_shape(g, tl::detail::splice_one(g, e).shape(), out);
    return out;
}
static_assert(shape_text(x).view() == "3 x N", "tapeless: shapes print as they are written");
static_assert(shape_text(tl::input<"a", tl::dimension<"N", 1>{}, 2>).view() == "N+1 x 2",
              "tapeless: a name plus a number");
static_assert(shape_text(tl::input<"a", tl::dimension<"N", -2>{}>).view() == "N-2 x 1",
              "tapeless: a name plus a number");
static_assert(shape_text(W * x).view() == "4 x N", "tapeless: the shape of a product");
static_assert(shape_text(transpose(x) * x).view() == "N x N", "tapeless: the shape of a product");
static_assert(shape_text(sum(x)).view() == "scalar", "tapeless: the shape of a sum");
static_assert(shape_text(sum<0>(x)).view() == "1 x N",
              "tapeless: a reduced axis stays with extent 1");
static_assert(shape_text(W * x + tl::param<"b", 4>).view() == "4 x N",
              "tapeless: extents of 1 stretch");
static_assert(shape_text(one_hot<10>(tl::indices<"t", N>)).view() == "10 x N",
              "tapeless: the shape of one_hot");

// what an operation leaves behind is a constant, a symbol, or an expression
static_assert(tl::Expression<decltype(x + x)> && tl::Expression<decltype(0.5_c)> &&
                  !tl::Expression<double>,
              "tapeless: what an expression is");

}  // namespace
