// SPDX-License-Identifier: BSL-1.0
#include "support/counting_new.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count{0};
std::atomic<std::size_t> bytes{0};

void note(std::size_t size) noexcept {
    count.fetch_add(1, std::memory_order_relaxed);
    bytes.fetch_add(size, std::memory_order_relaxed);
}

}  // namespace

#if defined(TAPELESS_TEST_COUNTS_MALLOC)

// The linker's --wrap gives calls of malloc to __wrap_malloc, and the real one the other name.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t number, std::size_t size);
void* __real_realloc(void* old, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
int __real_posix_memalign(void** result, std::size_t alignment, std::size_t size);

void* __wrap_malloc(std::size_t size) {
    note(size);
    return __real_malloc(size);
}
void* __wrap_calloc(std::size_t number, std::size_t size) {
    note(number * size);
    return __real_calloc(number, size);
}
void* __wrap_realloc(void* old, std::size_t size) {
    note(size);
    return __real_realloc(old, size);
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
    note(size);
    return __real_aligned_alloc(alignment, size);
}
int __wrap_posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    note(size);
    return __real_posix_memalign(result, alignment, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)

#define TAPELESS_TEST_MALLOC __real_malloc
#define TAPELESS_TEST_ALIGNED_ALLOC __real_aligned_alloc
#else
#define TAPELESS_TEST_MALLOC std::malloc
#define TAPELESS_TEST_ALIGNED_ALLOC std::aligned_alloc
#endif

namespace tests {

std::size_t allocations() noexcept { return count.load(std::memory_order_relaxed); }
std::size_t allocated_bytes() noexcept { return bytes.load(std::memory_order_relaxed); }

}  // namespace tests

namespace {

void* allocate(std::size_t size) noexcept {
    note(size);
    return TAPELESS_TEST_MALLOC(size == 0 ? 1 : size);
}

void* allocate(std::size_t size, std::align_val_t alignment) noexcept {
    note(size);
    auto const unit = static_cast<std::size_t>(alignment);
    auto const units = size == 0 ? 1 : (size + unit - 1) / unit;  // aligned_alloc wants whole units
    return TAPELESS_TEST_ALIGNED_ALLOC(unit, units * unit);
}

template <typename... Alignment>
void* allocate_or_throw(std::size_t size, Alignment... alignment) {
    if (void* memory = allocate(size, alignment...)) return memory;
    throw std::bad_alloc();
}

}  // namespace

// All forms are replaced: under a sanitizer the forms that are not would be its own, not these.
void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate_or_throw(size, alignment);
}
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return allocate_or_throw(size, alignment);
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment, std::nothrow_t const&) noexcept {
    return allocate(size, alignment);
}
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, std::align_val_t alignment, std::nothrow_t const&) noexcept {
    return allocate(size, alignment);
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::nothrow_t const&) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t, std::nothrow_t const&) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::nothrow_t const&) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t, std::nothrow_t const&) noexcept {
    std::free(memory);
}
