// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/initializer.hpp>

#include <type_traits>

namespace tl = tapeless;

// An initialiser is a template argument, and two with equal numbers are one argument.
template <tl::initializer How>
struct drawn {
    static constexpr tl::initializer how = How;
};

static_assert(std::is_same_v<drawn<tl::init::zeros>, drawn<tl::init::constant(0)>>);
static_assert(std::is_same_v<drawn<tl::initializer{}>, drawn<tl::init::fan_in>>);
static_assert(!std::is_same_v<drawn<tl::init::uniform(0, 1)>, drawn<tl::init::normal(0, 1)>>);
static_assert(drawn<tl::init::normal(0.5, 2)>::how.a() == 0.5);
static_assert(drawn<tl::init::normal(0.5, 2)>::how.b() == 2);
static_assert(tl::init::zeros != tl::init::ones);
static_assert(tl::init::fan_in_of(784) != tl::init::fan_in);
