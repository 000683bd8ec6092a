// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_GUARD_TRIPLES_HPP
#define TAPELESS_TESTS_GUARD_TRIPLES_HPP

#include <array>
#include <cstddef>

namespace tapeless_tests {

/// Extents of a product: m x k times k x n.
struct triple {
    std::ptrdiff_t extents[3];
    friend constexpr bool operator==(triple const&, triple const&) = default;
};

/// The extents around the ends of registers and of blocks of every instruction set.
inline constexpr std::array<std::ptrdiff_t, 19> covered_extents{
    1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70};

/// Sixty triples of them. 19 * 19 pairs of extents do not fit into sixty triples; what does, and
/// is checked below: each extent at least twice in each position, each pair of the seven sizes of
/// `size_of` in each two positions, and each pair of remainders modulo 4. Sorted so that every
/// sixth ones have about the same number of operations: they are compiled together.
inline constexpr std::array<triple, 60> covering_triples{{
    // clang-format off
    {{1, 1, 1}}, {{1, 8, 8}}, {{5, 4, 7}}, {{33, 7, 1}}, {{32, 8, 2}},
    {{32, 1, 31}}, {{8, 5, 33}}, {{63, 1, 63}}, {{7, 15, 65}}, {{33, 63, 16}},

    {{1, 3, 2}}, {{9, 1, 8}}, {{16, 9, 1}}, {{8, 6, 5}}, {{15, 15, 3}},
    {{17, 15, 4}}, {{63, 7, 3}}, {{1, 64, 70}}, {{31, 32, 9}}, {{70, 64, 9}},

    {{2, 1, 3}}, {{2, 5, 9}}, {{9, 17, 1}}, {{16, 1, 16}}, {{5, 70, 2}},
    {{17, 2, 31}}, {{15, 33, 4}}, {{32, 2, 70}}, {{16, 63, 9}}, {{31, 31, 64}},

    {{1, 4, 7}}, {{4, 6, 4}}, {{3, 65, 1}}, {{1, 16, 17}}, {{7, 6, 17}},
    {{1, 33, 32}}, {{32, 15, 7}}, {{9, 9, 65}}, {{70, 17, 9}}, {{17, 65, 64}},

    {{6, 1, 5}}, {{7, 2, 8}}, {{6, 6, 6}}, {{3, 8, 15}}, {{8, 31, 3}},
    {{33, 33, 1}}, {{64, 9, 6}}, {{3, 32, 65}}, {{32, 32, 15}}, {{64, 16, 70}},

    {{3, 3, 6}}, {{65, 2, 1}}, {{7, 31, 1}}, {{9, 3, 17}}, {{2, 15, 32}},
    {{4, 9, 33}}, {{9, 65, 6}}, {{17, 6, 63}}, {{65, 31, 16}}, {{65, 70, 31}},
    // clang-format on
}};
inline constexpr std::size_t triples_of_a_unit = 10;

constexpr int size_of(std::ptrdiff_t extent) {
    return extent == 1   ? 0
           : extent < 4  ? 1
           : extent < 8  ? 2
           : extent < 10 ? 3
           : extent < 18 ? 4
           : extent < 34 ? 5
                         : 6;
}

constexpr bool each_extent_stands_twice_in_each_position() {
    for (std::ptrdiff_t extent : covered_extents)
        for (int position = 0; position != 3; ++position) {
            int times = 0;
            for (triple const& t : covering_triples) times += t.extents[position] == extent;
            if (times < 2) return false;
        }
    return true;
}
/// Do all pairs of the classes that `class_of` makes stand in each two positions?
template <std::size_t Classes>
constexpr bool covers_pairs_of(auto class_of) {
    for (int a = 0; a != 3; ++a)
        for (int b = 0; b != a; ++b) {
            bool seen[Classes][Classes]{};
            for (triple const& t : covering_triples)
                seen[class_of(t.extents[a])][class_of(t.extents[b])] = true;
            for (auto const& row : seen)
                for (bool each : row)
                    if (!each) return false;
        }
    return true;
}
constexpr bool consists_of_covered_extents() {
    for (triple const& t : covering_triples)
        for (std::ptrdiff_t e : t.extents) {
            bool found = false;
            for (std::ptrdiff_t extent : covered_extents) found = found || e == extent;
            if (!found) return false;
        }
    return true;
}
constexpr bool all_differ() {
    for (std::size_t i = 0; i != covering_triples.size(); ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (covering_triples[i] == covering_triples[j]) return false;
    return true;
}
static_assert(consists_of_covered_extents() && all_differ());
static_assert(each_extent_stands_twice_in_each_position());
static_assert(covers_pairs_of<7>(size_of));
static_assert(covers_pairs_of<4>([](std::ptrdiff_t e) { return e % 4; }));

}  // namespace tapeless_tests

#endif
