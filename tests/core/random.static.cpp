// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/random.hpp>

#include <array>

// The known answers of Random123 1.14 (tests/kat_vectors), and numbers of this library that must
// never change: models are initialised with them.

namespace tl = tapeless;
using words = std::array<std::uint32_t, 4>;

static_assert(tl::philox({0, 0, 0, 0}, {0, 0}) ==
              words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(tl::philox({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}) ==
              words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(tl::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                         {0xa4093822, 0x299f31d0}) ==
              words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

constexpr tl::random_stream stream(42, "fc1.weight");

static_assert(stream.bits(0) != stream.bits(1));
static_assert(stream.bits(0) != tl::random_stream(43, "fc1.weight").bits(0));
static_assert(stream.bits(0) != tl::random_stream(42, "fc2.weight").bits(0));
static_assert(stream.fork(0).bits(0) != stream.bits(0));
static_assert(stream.fork(0).bits(0) != stream.fork(1).bits(0));
static_assert(stream.below(7, 1) == 0);
static_assert(stream.uniform(0) == 0x1.f7c0e4d9a1085p-1);
static_assert(stream.uniform(1) == 0x1.6e49fdc0b0f6ep-2);
static_assert(stream.normal(0) == -0x1.8e97f5e6f4f7cp-1);
static_assert(stream.normal(1) == 0x1.09705a730ef1p-4);
static_assert(stream.normal(2) == 0x1.ef62b0cdaf542p+0);
static_assert(stream.below(0, 1000) == 799);
static_assert(stream.uniform(1, 2.0, 2.0) == 2.0);

// The last index, and the last seed.
static_assert(stream.bits((std::uint64_t{1} << 48) - 1) != stream.bits(0xFFFFFFFF));
static_assert(tl::random_stream(~std::uint64_t{0}, "").bits(0) != tl::random_stream(0, "").bits(0));

constexpr std::array<int, 5> shuffled() {
    std::array<int, 5> order{0, 1, 2, 3, 4};
    stream.shuffle(std::span(order));
    return order;
}
static_assert(shuffled() == std::array<int, 5>{3, 0, 4, 1, 2});
