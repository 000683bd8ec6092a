// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_STEADY_HPP
#define TAPELESS_CORE_STEADY_HPP

#include <tapeless/config.hpp>
#include <tapeless/core/growable.hpp>

#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {

/// A growable array of what is written once: references to its elements stay valid until its end.
///
/// Where it has to move, it keeps what it leaves, which costs at most as much memory again. So
/// `stretch_to(constant_in(g, 1), x.shape())` is right in whatever order its arguments are
/// evaluated, and though making the constant may add a shape.
template <class T>
class steady : public growable<T> {
public:
    constexpr steady() = default;
    steady(steady const&) = delete;
    steady& operator=(steady const&) = delete;
    constexpr steady(steady&&) = default;
    constexpr steady& operator=(steady&&) = default;
    constexpr ~steady() {
        for (T const* const left : left_) delete[] left;
    }

    constexpr void push(T const& value) {
        if (this->size == this->capacity)
            if (T* const before = this->move_to(this->capacity == 0 ? 8 : 2 * this->capacity))
                left_.push(before);
        this->data[this->size++] = value;
    }
    void reserve(std::uint32_t) = delete;

private:
    growable<T const*> left_;  ///< the arrays of before
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
