// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_EXEC_SUPPORT_GUARDED_HPP
#define TAPELESS_TESTS_EXEC_SUPPORT_GUARDED_HPP

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <new>

namespace tapeless_tests {

/// Which of the two forbidden pages an array touches.
enum class guard { behind, before };

/// An array between two pages that cannot be touched. It ends where the second one begins, or
/// begins where the first one ends; `intact` tells whether anything was written to the rest of its
/// own pages.
template <class T>
class guarded {
public:
    explicit guarded(std::size_t size, std::size_t gap_behind = 0, guard side = guard::behind)
        : size_(size) {
        std::size_t const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        std::size_t const bytes = (size + gap_behind) * sizeof(T);
        std::size_t const pages = (bytes + page - 1) / page + 1;
        mapped_ = (pages + 2) * page;
        void* const memory = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
        base_ = static_cast<unsigned char*>(memory);
        if (mprotect(base_ + page, pages * page, PROT_READ | PROT_WRITE) != 0)
            throw std::bad_alloc();
        begin_ = base_ + page;
        end_ = begin_ + pages * page;
        std::memset(begin_, canary, pages * page);
        data_ = reinterpret_cast<T*>(side == guard::behind ? end_ - bytes : begin_);
        for (std::size_t i = 0; i != size; ++i) data_[i] = T(0);
    }
    guarded(guarded&& other) noexcept
        : base_(other.base_),
          begin_(other.begin_),
          end_(other.end_),
          mapped_(other.mapped_),
          data_(other.data_),
          size_(other.size_) {
        other.base_ = nullptr;
    }
    guarded(guarded const&) = delete;
    guarded& operator=(guarded const&) = delete;
    ~guarded() {
        if (base_) munmap(base_, mapped_);
    }

    T* data() { return data_; }
    T const* data() const { return data_; }
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data_[i]; }
    T const& operator[](std::size_t i) const { return data_[i]; }

    bool intact() const {
        for (unsigned char const* p = begin_; p != reinterpret_cast<unsigned char const*>(data_);
             ++p)
            if (*p != canary) return false;
        for (unsigned char const* p = reinterpret_cast<unsigned char const*>(data_ + size_);
             p != end_; ++p)
            if (*p != canary) return false;
        return true;
    }

private:
    static constexpr unsigned char canary = 0xa5;
    unsigned char *base_, *begin_, *end_;
    std::size_t mapped_;
    T* data_;
    std::size_t size_;
};

}  // namespace tapeless_tests

#endif
