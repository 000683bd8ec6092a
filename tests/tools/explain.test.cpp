// SPDX-License-Identifier: BSL-1.0
// The report on a program, as text: a difference here shows what the compiler changed.
#include <tapeless/tapeless.hpp>
#include <tapeless/threads.hpp>
#include <tapeless/tools/explain.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace tl = tapeless;
using namespace tl::literals;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 3, N>;
constexpr auto z = tl::input<"z", 2, N>;
constexpr auto column = tl::input<"column", 4>;
constexpr auto row = tl::input<"row", 1, N>;
constexpr auto W = tl::param<"W", 2, 3>;
constexpr auto error = tl::named<"error">(tanh(W * x) - z);
constexpr auto gradient = grad(sum(square(error)), W);

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::vector<double> some(std::size_t count) { return std::vector<double>(count, 0.25); }

}  // namespace

BOOST_AUTO_TEST_SUITE(tools_explain)

BOOST_AUTO_TEST_CASE(before_a_call_counts_are_polynomials) {
    BOOST_TEST(tl::tools::explain(tl::compile(gradient)) ==
               R"(program of double: 3 kernels, 1 stage, 0 copies
extents: N
flops: 86 N
elements moved: 12 + 16 N
tiles: 48 columns of N
memory: arena and results, once a call has told the extents
stage 0, tile by tile
  0 product
    reads W; x
    makes (W[2,3] * x[3,N]), 2 x N
    flops 12 N, elements 6 + 5 N
  1 map over 2 x N: tanh, subtract, multiply, sech_squared, multiply
    reads result of 0; z; 2
    makes ((2 % error) % sech_squared((W[2,3] * x[3,N]))), 2 x N
    flops 62 N, elements 6 N
  2 product
    reads result of 1; view of x
    makes (((2 % error) % sech_squared((W[2,3] * x[3,N]))) * transp..., 2 x 3, gathered
    flops 12 N, elements 5 N + 6
)");
}

BOOST_AUTO_TEST_CASE(after_a_call_they_are_numbers) {
    auto step = tl::compile(gradient);
    step(x = some(300), z = some(200), W = some(6));
    std::string const text = tl::tools::explain(step);
    BOOST_TEST_CONTEXT(text) {
        BOOST_TEST(has(text, "extents: N = 100\nflops: 8600\nelements moved: 1612\n"));
        BOOST_TEST(has(text, "2 tiles in 1 chunk of 2\n"));
        BOOST_TEST(has(text, "accumulators of a chunk 0\n"));
        BOOST_TEST(has(text, "flops 6200, elements 600\n"));
    }
    step(x = some(15000), z = some(10000), W = some(6));
    std::string const many = tl::tools::explain(step);
    BOOST_TEST_CONTEXT(many) {
        BOOST_TEST(has(many, "104 tiles in 8 chunks of 13\n"));
        BOOST_TEST(has(many, "accumulators of a chunk 64\n"));
    }
    // A workspace knows of its own calls only.
    auto const fixed = step;
    auto memory = fixed.workspace();
    BOOST_TEST(has(tl::tools::explain(fixed, memory), "extents: N\n"));
    fixed(memory, x = some(6), z = some(4), W = some(6));
    BOOST_TEST(has(tl::tools::explain(fixed, memory), "extents: N = 2\n"));
}

BOOST_AUTO_TEST_CASE(names_and_stretched_operands) {
    std::string const both = tl::tools::explain(tl::compile<float>(sum(square(column - row))));
    BOOST_TEST_CONTEXT(both) {
        BOOST_TEST(has(both, "program of float: 1 kernel,"));
        BOOST_TEST(has(both, "all operands stretch\n  (column[4] - row[1,N]), 4 x N\n"));
    }
    BOOST_TEST(!has(tl::tools::explain(tl::compile(sum(x - tl::head<3>(column)))),
                    "all operands stretch"));
    BOOST_TEST(has(tl::tools::explain(tl::compile(outputs(error, sum(error)))), "; error, 2 x N"));
    BOOST_TEST(has(tl::tools::explain(tl::interpret(sum(error))), "runs node by node"));
}

BOOST_AUTO_TEST_CASE(times_of_a_timed_program) {
    auto plain = tl::compile(gradient);
    auto step = tl::compile(gradient, tl::timed);
    BOOST_TEST(tl::tools::explain(step) == tl::tools::explain(plain));
    auto const X = some(15000);
    auto const Z = some(10000);
    auto const w = some(6);
    BOOST_TEST((step(x = X, z = Z, W = w) == plain(x = X, z = Z, W = w)));
    // With a pool it runs on the caller's thread.
    tl::threads pool{2};
    BOOST_TEST((step(pool, x = X, z = Z, W = w) == plain(x = X, z = Z, W = w)));
    auto const& record = step.own_workspace().record();
    BOOST_TEST(record.calls == 2);
    for (std::size_t k = 0; k != 3; ++k) BOOST_TEST(record.nanoseconds[k] > 0);
    std::string const text = tl::tools::explain(step);
    BOOST_TEST_CONTEXT(text) {
        BOOST_TEST(has(text, "times: of 2 calls; limits: "));
        BOOST_TEST(has(text, " us, "));
        BOOST_TEST(has(text, " % of the limit\n"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
