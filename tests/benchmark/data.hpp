// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_DATA_HPP
#define TAPELESS_BENCHMARK_DATA_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

namespace benchmarks {

/// Numbers on a cache line of their own.
template <class T>
class aligned_array {
public:
    aligned_array() = default;
    explicit aligned_array(std::ptrdiff_t size)
        : numbers_(new(std::align_val_t(64)) T[static_cast<std::size_t>(size)]()), size_(size) {}
    aligned_array(aligned_array const& other) : aligned_array(other.size_) {
        for (std::ptrdiff_t i = 0; i != size_; ++i) data()[i] = other.data()[i];
    }
    aligned_array(aligned_array&&) = default;
    aligned_array& operator=(aligned_array other) noexcept {
        numbers_ = std::move(other.numbers_);
        size_ = other.size_;
        return *this;
    }
    T* data() { return numbers_.get(); }
    T const* data() const { return numbers_.get(); }
    std::ptrdiff_t size() const { return size_; }
    T& operator[](std::ptrdiff_t i) { return data()[i]; }
    T const& operator[](std::ptrdiff_t i) const { return data()[i]; }
    T const* begin() const { return data(); }
    T const* end() const { return data() + size_; }

private:
    struct free {
        void operator()(T* p) const { ::operator delete[](p, std::align_val_t(64)); }
    };
    std::unique_ptr<T[], free> numbers_;
    std::ptrdiff_t size_ = 0;
};

/// Numbers that are the same in every run: centre plus or minus at most `radius`, by a linear
/// congruential generator (Knuth, MMIX).
template <class T>
aligned_array<T> uniform(std::ptrdiff_t size, std::uint64_t seed, double radius = 1,
                         double centre = 0) {
    aligned_array<T> result(size);
    std::uint64_t state = 0x9e3779b97f4a7c15u * (seed + 1);
    for (std::ptrdiff_t i = 0; i != size; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        double const unit = static_cast<double>(state >> 11) * 0x1p-53;
        result[i] = static_cast<T>(centre + radius * (2 * unit - 1));
    }
    return result;
}

}  // namespace benchmarks

#endif
