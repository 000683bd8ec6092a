// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_GROWABLE_HPP
#define TAPELESS_CORE_GROWABLE_HPP

#include <tapeless/config.hpp>

#include <cstdint>
#include <utility>

namespace tapeless::inline TAPELESS_ABI {

/// An array that grows, for constant evaluation.
///
/// Compilers pay for every call that they evaluate, in time and (g++) in memory. So this has no
/// iterators and no bounds, its members are open, and passes index `data` directly; `std::vector`
/// costs several times as much.
template <class T>
class growable {
public:
    T* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;

    constexpr growable() = default;
    constexpr explicit growable(std::uint32_t count)
        : data(new T[count == 0 ? 1 : count]{}), size(count), capacity(count) {}
    constexpr growable(std::uint32_t count, T const& value) : growable(count) {
        for (std::uint32_t i = 0; i != count; ++i) data[i] = value;
    }
    growable(growable const&) = delete;
    growable& operator=(growable const&) = delete;
    constexpr growable(growable&& other) noexcept
        : data(std::exchange(other.data, nullptr)),
          size(std::exchange(other.size, 0)),
          capacity(std::exchange(other.capacity, 0)) {}
    constexpr growable& operator=(growable&& other) noexcept {
        std::swap(data, other.data);
        std::swap(size, other.size);
        std::swap(capacity, other.capacity);
        return *this;
    }
    constexpr ~growable() { delete[] data; }

    constexpr void push(T const& value) {
        if (size == capacity) {
            T const kept = value;  // `value` may live in the array that is about to move
            reserve(capacity == 0 ? 8 : 2 * capacity);
            data[size++] = kept;
            return;
        }
        data[size++] = value;
    }
    constexpr void reserve(std::uint32_t count) {
        if (count > capacity) delete[] move_to(count);
    }
    /// Goes on in an array of so many elements; returns that of before, which is the caller's now.
    [[nodiscard]] constexpr T* move_to(std::uint32_t count) {
        T* const wider = new T[count]{};
        for (std::uint32_t i = 0; i != size; ++i) wider[i] = data[i];
        capacity = count;
        return std::exchange(data, wider);
    }
    constexpr T& operator[](std::uint32_t i) { return data[i]; }
    constexpr T const& operator[](std::uint32_t i) const { return data[i]; }
    constexpr T* begin() { return data; }
    constexpr T* end() { return data + size; }
    constexpr T const* begin() const { return data; }
    constexpr T const* end() const { return data + size; }
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
