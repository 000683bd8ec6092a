// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_GUARD_HELD_AGAINST_HPP
#define TAPELESS_TESTS_GUARD_HELD_AGAINST_HPP

#include "exec/support/engines.hpp"
#include "guard/guarded_new.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <list>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

// Programs whose operands, results and workspace lie against pages that cannot be touched.

namespace tapeless_tests {

/// Makes the operands of one call: each lies against a forbidden page.
template <class T>
class guarded_operands {
public:
    explicit guarded_operands(guard side) : side_(side) {}
    std::span<T const> operator()(std::ptrdiff_t count, double size = 1) {
        auto const numbers = waves<T>(count, static_cast<int>(all_.size()), size);
        all_.emplace_back(numbers.size(), 0, side_);
        for (std::size_t i = 0; i != numbers.size(); ++i) all_.back()[i] = numbers[i];
        return {all_.back().data(), numbers.size()};
    }
    bool intact() const {
        for (auto const& each : all_)
            if (!each.intact()) return false;
        return true;
    }

private:
    guard side_;
    std::list<guarded<T>> all_;
};

/// The same numbers as doubles, anywhere.
template <class T>
class plain_operands {
public:
    std::span<double const> operator()(std::ptrdiff_t count, double size = 1) {
        auto const numbers = waves<T>(count, static_cast<int>(all_.size()), size);
        all_.emplace_back(numbers.begin(), numbers.end());
        return all_.back();
    }

private:
    std::list<std::vector<double>> all_;
};

/// Results begin on 64 bytes and are followed by zeros up to the next ones.
template <class Result>
bool followed_by_zeros(Result const& result) {
    if constexpr (std::is_arithmetic_v<Result>)
        return true;
    else {
        auto const* end = result.data() + result.size();
        if (reinterpret_cast<std::uintptr_t>(result.data()) % 64 != 0) return false;
        for (; reinterpret_cast<std::uintptr_t>(end) % 64 != 0; ++end)
            if (!(*end == 0)) return false;
        return true;
    }
}

/// How far a program of type T may be from the interpreter in double, over 1 + the largest element:
/// the sums of these tests have up to 70 terms, twice in a row, of numbers that are rounded to T.
template <class T>
inline constexpr double bound = 512 * static_cast<double>(std::numeric_limits<T>::epsilon());

/// Calls a program of a model of several `outputs` and the interpreter for each of the `sizes`;
/// `bind(operand, size)` gives the bindings as a tuple, where `operand(count, most)` makes the
/// elements of a symbol, -most to most.
template <class T, class Model, class Sizes, class Bind>
void hold_against_interpreter(Model const& model, Sizes const& sizes, Bind bind) {
    auto const fast = tapeless::compile<T>(model);
    auto plain = tapeless::interpret(model);
    for (auto const& size : sizes) {
        plain_operands<T> doubles;
        auto const expected =
            std::apply([&](auto const&... bound) { return plain(bound...); }, bind(doubles, size));
        for (guard side : {guard::behind, guard::before}) {
            allocate_against(side);
            guarded_operands<T> operands(side);
            auto memory = fast.workspace();
            bool right = true;
            auto const call = [&](auto const& bindings) {
                auto const found = std::apply(
                    [&](auto const&... bound) { return fast(memory, bound...); }, bindings);
                [&]<std::size_t... I>(std::index_sequence<I...>) {
                    ((right = right &&
                              close_all(found.template get<I>(), expected.template get<I>(),
                                        bound<T>) &&
                              followed_by_zeros(found.template get<I>())),
                     ...);
                }(std::make_index_sequence<
                    std::tuple_size_v<std::remove_cvref_t<decltype(found)>>>{});
            };
            auto const bindings = bind(operands, size);
            call(bindings);
            // Again, in memory that is no longer fresh.
            call(bindings);
            if (!right || !operands.intact() || !allocations_are_intact())
                BOOST_ERROR((right ? "writes outside of its arrays" : "wrong")
                            << " at size " << size << ", arrays "
                            << (side == guard::behind ? "end" : "begin")
                            << " at a forbidden page, numbers of " << sizeof(T) << " bytes");
        }
    }
}

/// 1 to 70; and some at which a batch is cut into several tiles.
inline std::vector<std::ptrdiff_t> run_time_extents() {
    std::vector<std::ptrdiff_t> all;
    for (std::ptrdiff_t n = 1; n <= 70; ++n) all.push_back(n);
    all.insert(all.end(), {97, 150});
    return all;
}

}  // namespace tapeless_tests

#endif
