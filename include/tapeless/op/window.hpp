// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OP_WINDOW_HPP
#define TAPELESS_OP_WINDOW_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI {

/// A window that slides over the first one or two axes of an array, its spatial axes; the next one
/// counts channels, and those after it are batch. What lies outside of the array is 0.
struct window {
    std::size_t axes = 1;
    bool merged = false;  ///< do the elements of all channels lie along one axis?
    std::int32_t size[2]{1, 1};
    std::int32_t stride[2]{1, 1};
    std::int32_t padding[2]{0, 0};

    /// As attributes of an operation: four, since a kernel of a program takes no more.
    struct packed {
        std::int64_t attribute[4];
    };
    constexpr packed pack() const {
        return {{static_cast<std::int64_t>(axes) | (merged ? 4 : 0), pair(size), pair(stride),
                 pair(padding)}};
    }
    constexpr window() = default;
    constexpr explicit window(std::int64_t const* attributes)
        : axes(static_cast<std::size_t>(attributes[0] & 3)), merged((attributes[0] & 4) != 0) {
        split(attributes[1], size);
        split(attributes[2], stride);
        split(attributes[3], padding);
    }

    /// The number of elements of a window, of one channel.
    constexpr std::int32_t elements() const { return size[0] * size[1]; }
    /// How many places there are along an axis of this extent; none where the window is longer.
    constexpr std::int64_t places(std::size_t axis, std::int64_t extent) const {
        std::int64_t const room = extent + 2 * std::int64_t{padding[axis]} - size[axis];
        return room < 0 ? 0 : room / stride[axis] + 1;
    }

private:
    static constexpr std::int64_t pair(std::int32_t const* numbers) {
        return numbers[0] | static_cast<std::int64_t>(numbers[1]) << 32;
    }
    static constexpr void split(std::int64_t packed_pair, std::int32_t* numbers) {
        numbers[0] = static_cast<std::int32_t>(packed_pair & 0x7fffffff);
        numbers[1] = static_cast<std::int32_t>(packed_pair >> 32);
    }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
