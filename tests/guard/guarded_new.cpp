// SPDX-License-Identifier: BSL-1.0
#include "guard/guarded_new.hpp"

#include <cstdlib>
#include <list>
#include <new>

namespace tapeless_tests {
namespace {

guard side_of_new = guard::behind;
std::size_t count = 0;

std::list<guarded<unsigned char>>& in_use() {
    static std::list<guarded<unsigned char>> all;
    return all;
}

void* allocate(std::size_t bytes, std::size_t alignment) {
    std::size_t const gap = (alignment - bytes % alignment) % alignment;
    in_use().emplace_back(bytes, gap, side_of_new);
    ++count;
    return in_use().back().data();
}
void release(void* memory) noexcept {
    if (memory == nullptr) return;
    for (auto each = in_use().begin(); each != in_use().end(); ++each)
        if (each->data() == memory) {
            if (!each->intact()) std::abort();
            in_use().erase(each);
            return;
        }
    std::abort();
}

}  // namespace

void allocate_against(guard side) { side_of_new = side; }
bool allocations_are_intact() {
    for (auto const& each : in_use())
        if (!each.intact()) return false;
    return true;
}
std::size_t guarded_allocations() { return count; }

}  // namespace tapeless_tests

void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return tapeless_tests::allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory, std::align_val_t) noexcept { tapeless_tests::release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    tapeless_tests::release(memory);
}
