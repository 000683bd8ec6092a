// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_MEMORY_HPP
#define TAPELESS_EXEC_MEMORY_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::exec {

inline constexpr std::size_t alignment = 64;

constexpr std::size_t aligned_up(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

/// Where array `number` of a workspace begins, at `offset` or behind it. Long ones begin at
/// different places of a page: a load waits for an earlier store if the last twelve bits of their
/// addresses are equal, whatever the others are.
constexpr std::size_t staggered(std::size_t offset, std::size_t bytes, std::size_t number) {
    constexpr std::size_t page = 4096, step = 1600, longest = 1024;
    if (bytes < longest) return offset;
    return offset + (number * step % page + page - offset % page) % page;
}

/// Bytes on 64-byte lines that only grow: nothing is allocated from the second call of a size on.
class heap_bytes {
public:
    heap_bytes() = default;
    heap_bytes(heap_bytes const& other) { *this = other; }
    heap_bytes(heap_bytes&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    heap_bytes& operator=(heap_bytes const& other) {
        if (this == &other) return *this;
        reserve(other.capacity_);
        if (other.capacity_ != 0) std::memcpy(data_, other.data_, other.capacity_);
        return *this;
    }
    heap_bytes& operator=(heap_bytes&& other) noexcept {
        if (this == &other) return *this;
        release();
        data_ = std::exchange(other.data_, nullptr);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }
    ~heap_bytes() { release(); }

    /// At least so many bytes; what they hold is lost when they grow.
    std::byte* reserve(std::size_t bytes) {
        if (bytes > capacity_) {
            std::byte* const wider =
                static_cast<std::byte*>(::operator new(bytes, std::align_val_t{alignment}));
            release();
            data_ = wider;
            capacity_ = bytes;
        }
        return data_;
    }
    std::byte* data() { return data_; }
    std::byte const* data() const { return data_; }
    std::size_t capacity() const { return capacity_; }

private:
    void release() noexcept {
        if (data_ != nullptr) ::operator delete(data_, std::align_val_t{alignment});
        data_ = nullptr;
        capacity_ = 0;
    }
    std::byte* data_ = nullptr;
    std::size_t capacity_ = 0;
};

/// Bytes inside the object, for programs whose extents are all static: no allocation at all.
template <std::size_t Bytes>
class inline_bytes {
public:
    std::byte* reserve(std::size_t) { return data_; }
    std::byte* data() { return data_; }
    std::byte const* data() const { return data_; }
    static constexpr std::size_t capacity() { return Bytes; }

private:
    alignas(alignment) std::byte data_[Bytes == 0 ? 1 : Bytes];
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
