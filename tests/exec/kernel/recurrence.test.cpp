// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/kernel/recurrence.hpp>

#include "exec/support/builds.hpp"
#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <vector>

namespace tapeless::exec {
namespace {

using tapeless_tests::guarded;
using tapeless_tests::native_builds;

template <class T>
struct operand {
    std::ptrdiff_t extent[shape::axes] = {1, 1, 1, 1, 1, 1};
    guarded<T> memory;

    explicit operand(std::vector<std::ptrdiff_t> const& of)
        : memory([&] {
              std::size_t size = 1;
              for (std::ptrdiff_t e : of) size *= static_cast<std::size_t>(e);
              return size;
          }()) {
        std::copy(of.begin(), of.end(), extent);
    }
    template <class U = T>
    array_view<U> view() {
        array_view<U> v{memory.data(), {}};
        std::copy(extent, extent + shape::axes, v.extent);
        return v;
    }
    std::size_t offset(std::ptrdiff_t const* at) const {
        std::ptrdiff_t result = 0;
        for (std::size_t j = shape::axes; j-- != 0;)
            result = result * extent[j] + (extent[j] == 1 ? 0 : at[j]);
        return static_cast<std::size_t>(result);
    }
};

struct form {
    bool backwards, exclusive;
};
constexpr form forms[] = {{false, false}, {true, false}, {false, true}, {true, true}};

/// The states and, of each, what rounding may make of it: the same sum of absolute values.
struct expected {
    std::vector<long double> value, size;
};

template <class T>
expected step_by_step(operand<T>& a, operand<T>& b, operand<T>& start, operand<T>& out,
                      std::size_t axis, form f) {
    expected result{std::vector<long double>(out.memory.size()),
                    std::vector<long double>(out.memory.size())};
    std::ptrdiff_t const steps = out.extent[axis];
    std::ptrdiff_t at[shape::axes]{};
    for (;;) {
        long double state = start.memory[start.offset(at)], size = std::fabs(state);
        for (std::ptrdiff_t t = 0; t != steps; ++t) {
            at[axis] = f.backwards ? steps - 1 - t : t;
            std::size_t const here = out.offset(at);
            if (f.exclusive) result.value[here] = state, result.size[here] = size;
            long double const factor = a.memory[a.offset(at)], term = b.memory[b.offset(at)];
            state = factor * state + term;
            size = std::fabs(factor) * size + std::fabs(term);
            if (!f.exclusive) result.value[here] = state, result.size[here] = size;
        }
        at[axis] = 0;
        std::size_t j = 0;
        for (; j != shape::axes; ++j) {
            if (j == axis) continue;
            if (++at[j] < out.extent[j]) break;
            at[j] = 0;
        }
        if (j == shape::axes) return result;
    }
}

template <class Build>
struct problem {
    using T = typename Build::type;
    operand<T> a, b, start, out;
    std::size_t axis;

    problem(std::vector<std::ptrdiff_t> const& of_a, std::vector<std::ptrdiff_t> const& of_b,
            std::vector<std::ptrdiff_t> const& of_start, std::vector<std::ptrdiff_t> const& of_out,
            std::size_t along)
        : a(of_a), b(of_b), start(of_start), out(of_out), axis(along) {}

    void fill(double lowest, double highest, unsigned seed) {
        std::mt19937 random(seed);
        auto const some = [&](operand<T>& x, double low, double high) {
            std::uniform_real_distribution<double> any(low, high);
            for (std::size_t i = 0; i != x.memory.size(); ++i)
                x.memory[i] = static_cast<T>(any(random));
        };
        some(a, lowest, highest);
        some(b, -1, 1);
        some(start, -2, 2);
    }
    void run(form f) {
        for (std::size_t i = 0; i != out.memory.size(); ++i) out.memory[i] = T(77);
        array_view<T const> const operands[] = {
            a.template view<T const>(), b.template view<T const>(), start.template view<T const>()};
        std::int64_t const attributes[] = {static_cast<std::int64_t>(axis),
                                           (f.backwards ? 1 : 0) + (f.exclusive ? 2 : 0)};
        recurrence<typename Build::arch>(out.template view<T>(), operands, attributes);
        BOOST_TEST((a.memory.intact() && b.memory.intact() && start.memory.intact() &&
                    out.memory.intact()));
    }
    /// The largest deviation, in the error that each step may make.
    void check() {
        for (form f : forms) {
            run(f);
            expected const right = step_by_step(a, b, start, out, axis, f);
            long double worst = 0;
            for (std::size_t i = 0; i != out.memory.size(); ++i) {
                long double const one = right.size[i] * std::numeric_limits<T>::epsilon();
                long double const off =
                    std::fabs(static_cast<long double>(out.memory[i]) - right.value[i]);
                worst = std::max(worst, off == 0 ? 0 : off / one);
                if (!(off <= 0) && one == 0) worst = 1e9L;
            }
            BOOST_TEST(worst < 16, "recurrence of " << out.extent[0] << " x " << out.extent[1]
                                                    << " along " << axis << ", backwards "
                                                    << f.backwards << ", exclusive " << f.exclusive
                                                    << ": off by " << static_cast<double>(worst));
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(recurrence_kernels)

BOOST_AUTO_TEST_CASE_TEMPLATE(one_line, Build, native_builds) {
    for (std::ptrdiff_t n = 0; n <= 70; ++n) {
        problem<Build> constant({}, {n}, {}, {n}, 0), general({n}, {n}, {}, {n}, 0),
            same({n}, {}, {}, {n}, 0), both({}, {}, {}, {n}, 0);
        unsigned const seed = static_cast<unsigned>(n);
        for (double a : {0.9, -0.7, 1.0, 0.0, 1e-30, -1.3}) {
            constant.fill(a, a, seed);
            constant.check();
            both.fill(a, a, seed);
            both.check();
        }
        general.fill(-1.2, 1.2, seed);
        general.check();
        same.fill(0.5, 1.5, seed);
        same.check();
        same.b.memory[0] = 0;  // a cumulative product
        same.check();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(long_lines, Build, native_builds) {
    problem<Build> p({}, {1000}, {}, {1000}, 0);
    for (double a : {0.99, 1.0, -0.5}) {
        p.fill(a, a, 7);
        p.check();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_lines, Build, native_builds) {
    for (std::ptrdiff_t m : {1, 2, 3, 5, 7, 8, 9, 16, 17, 31, 33, 70})
        for (std::ptrdiff_t n : {1, 2, 8, 19}) {
            unsigned const seed = static_cast<unsigned>(100 * m + n);
            auto const check = [&](problem<Build> p) {
                p.fill(-1.1, 1.1, seed);
                p.check();
            };
            check({{m, n}, {m, n}, {m}, {m, n}, 1});
            check({{1, n}, {m, n}, {}, {m, n}, 1});
            check({{m}, {1, n}, {m}, {m, n}, 1});
            check({{m, n}, {m, n}, {1, n}, {m, n}, 0});
            check({{m}, {}, {1, n}, {m, n}, 0});
            check({{m, 1, n}, {m, 3, n}, {1, 1, n}, {m, 3, n}, 1});
            check({{}, {m, 3, n}, {m, 3}, {m, 3, n}, 2});
            check({{1, m, n}, {1, m, n}, {}, {1, m, n}, 1});
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_overflow_on_the_way, Build, native_builds) {
    using T = typename Build::type;
    T const huge = std::numeric_limits<T>::max() / 4, tiny = std::numeric_limits<T>::min() * 4;
    // Products of factors overflow, and vanish, where no state does.
    problem<Build> p({40}, {40}, {}, {40}, 0);
    for (T large : {huge, tiny, T(0)}) {
        p.fill(1, 1, 3);
        for (std::size_t i = 0; i != 40; ++i) p.b.memory[i] = T(0);
        p.start.memory[0] = 0;
        for (std::size_t i : {3u, 4u, 5u, 20u}) p.a.memory[i] = large;
        p.b.memory[39] = p.b.memory[0] = large == huge ? T(0) : T(1);
        for (std::size_t i : {3u, 4u, 5u}) p.b.memory[i] = large == huge ? T(0) : T(2);
        p.check();
    }
    problem<Build> product({40}, {}, {}, {40}, 0);
    product.fill(1, 1, 3);
    product.b.memory[0] = 0;
    product.start.memory[0] = 1;
    product.a.memory[1] = huge;
    product.a.memory[2] = tiny;
    product.a.memory[3] = tiny;
    product.a.memory[4] = huge;
    product.run(forms[0]);
    BOOST_TEST(std::fabs(product.out.memory[39] - T(16)) < T(0.001));
    problem<Build> constant({}, {40}, {}, {40}, 0);
    for (T a : {huge, tiny}) {
        constant.fill(1, 1, 3);
        constant.a.memory[0] = a;
        for (std::size_t i = 0; i != 40; ++i) constant.b.memory[i] = T(0);
        constant.start.memory[0] = 0;
        constant.check();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_no_number_stays_behind, Build, native_builds) {
    using T = typename Build::type;
    T const odd[] = {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()};
    for (std::size_t where = 0; where != 40; ++where)
        for (T value : odd)
            for (bool in_a : {false, true})
                for (bool constant : {false, true}) {
                    if (in_a && constant) continue;
                    problem<Build> p({constant ? 1 : 40}, {40}, {}, {40}, 0);
                    p.fill(0.5, 0.5, 5);
                    (in_a ? p.a : p.b).memory[where] = value;
                    for (form f : forms) {
                        p.run(f);
                        std::size_t wrong = 0;
                        for (std::size_t i = 0; i != 40; ++i) {
                            std::size_t const step = f.backwards ? 39 - i : i;
                            std::size_t const at = f.backwards ? 39 - where : where;
                            bool const behind = f.exclusive ? step > at : step >= at;
                            wrong += std::isfinite(p.out.memory[i]) == behind;
                            if (behind && std::isinf(value) && !in_a)
                                wrong += !std::isinf(p.out.memory[i]);
                        }
                        BOOST_TEST(wrong == 0u);
                    }
                }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::exec
