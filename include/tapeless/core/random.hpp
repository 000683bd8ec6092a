// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_RANDOM_HPP
#define TAPELESS_CORE_RANDOM_HPP

// Random numbers that are the same everywhere: on every compiler, at every level of optimisation,
// and in a constant expression. The generator is counter-based: it has no state, a number is a
// function of (seed, name, index).

#include <tapeless/config.hpp>
#include <tapeless/core/hash.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tapeless::inline TAPELESS_ABI {

/// Philox4x32-10: a bijection of 128-bit counters, chosen by a 64-bit key.
///
/// **Source.** Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011),
/// section 5.3.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                            std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        std::uint64_t const even = std::uint64_t{0xD2511F53} * counter[0];
        std::uint64_t const odd = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(odd >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(odd),
                   static_cast<std::uint32_t>(even >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(even)};
        key[0] += 0x9E3779B9;  // the golden ratio
        key[1] += 0xBB67AE85;  // sqrt(3) - 1
    }
    return counter;
}

namespace detail {

inline double rounded_product_at_run_time(double a, double b) {
    double const volatile product = a * b;
    return product;
}

/// a * b, rounded, also where a compiler would fuse it with the addition that follows.
constexpr double rounded_product(double a, double b) {
    return std::is_constant_evaluated() ? a * b : rounded_product_at_run_time(a, b);
}

}  // namespace detail

/// The random numbers that belong to a seed and a name; number `index` can be asked for at any
/// time, in any order, from any thread. Indices go up to 2^48.
///
/// **Numerics.** Every number is found with integer arithmetic, comparisons and at most one rounded
/// addition. No function of the mathematical library is called and nothing can be fused, so the
/// numbers are bitwise the same on every IEEE machine.
///
/// **Example.**
/// ```
/// constexpr tl::random_stream stream(42, "fc1.weight");
/// constexpr double third = stream.normal(2);
/// ```
class random_stream {
public:
    constexpr random_stream(std::uint64_t seed, std::string_view name)
        : seed_{seed}, stream_{detail::hash_text(name)} {}

    /// The stream of the `child`-th part of this one: an epoch, a layer, a thread.
    [[nodiscard]] constexpr random_stream fork(std::uint64_t child) const {
        random_stream forked = *this;
        forked.stream_ = block(child, fork_attempt).first;
        return forked;
    }

    /// 64 random bits.
    [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t index) const {
        return block(index, 0).first;
    }

    /// Uniform in [0, 1): a multiple of 2^-53.
    [[nodiscard]] constexpr double uniform(std::uint64_t index) const {
        return fraction(bits(index));
    }

    /// Uniform in [low, high]; `high` can occur through rounding.
    [[nodiscard]] constexpr double uniform(std::uint64_t index, double low, double high) const {
        return low + detail::rounded_product(high - low, uniform(index));
    }

    /// Normal with mean 0 and variance 1, exact in distribution up to the rounding of the result.
    ///
    /// **Source.** Karney: Sampling exactly from the normal distribution (ACM TOMS 42, 2016),
    /// algorithms N, H and B: von Neumann's comparisons of uniform numbers alone.
    [[nodiscard]] constexpr double normal(std::uint64_t index) const {
        word_source words{*this, index};
        for (;;) {
            std::uint64_t whole = 0;
            while (words.accept_half()) ++whole;
            bool accepted = true;
            for (std::uint64_t trial = 0; accepted && trial < whole * (whole - 1); ++trial)
                accepted = words.accept_half();
            if (!accepted) continue;
            std::uint64_t const part = words.next();
            for (std::uint64_t trial = 0; accepted && trial <= whole; ++trial)
                accepted = words.accept_fraction(whole, part);
            if (!accepted) continue;
            double const size = static_cast<double>(whole) + fraction(part);
            return (part & 1) != 0 ? -size : size;  // a bit that `fraction` has dropped
        }
    }

    /// Normal with the given mean and standard deviation.
    [[nodiscard]] constexpr double normal(std::uint64_t index, double mean,
                                          double deviation) const {
        return mean + detail::rounded_product(deviation, normal(index));
    }

    /// Uniform among 0, 1, ..., bound - 1, without bias.
    ///
    /// **Requires.** bound > 0.
    [[nodiscard]] constexpr std::uint64_t below(std::uint64_t index, std::uint64_t bound) const {
        word_source words{*this, index};
        int const unused = std::countl_zero(bound - 1);
        if (unused == 64) return 0;
        for (;;) {
            std::uint64_t const candidate = words.next() >> unused;
            if (candidate < bound) return candidate;
        }
    }

    /// Brings the elements into a random order: each order has the same probability.
    ///
    /// **Source.** Fisher and Yates, in the form of Durstenfeld (CACM 7, 1964).
    template <class Element, std::size_t Extent>
    constexpr void shuffle(std::span<Element, Extent> elements) const {
        for (std::size_t last = elements.size(); last > 1; --last) {
            using std::swap;
            swap(elements[last - 1], elements[below(last, last)]);
        }
    }

private:
    // The 128-bit counter: 48 bits of index and 16 of attempt, then the stream. Numbers whose count
    // of random bits is not known beforehand take attempt after attempt.
    static constexpr std::uint32_t fork_attempt = 0xFFFF;

    [[nodiscard]] constexpr std::pair<std::uint64_t, std::uint64_t> block(
        std::uint64_t index, std::uint32_t attempt) const {
        auto const words =
            philox({static_cast<std::uint32_t>(index),
                    (static_cast<std::uint32_t>(index >> 32) & 0xFFFFU) | (attempt << 16),
                    static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                   {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
        return {words[0] | std::uint64_t{words[1]} << 32, words[2] | std::uint64_t{words[3]} << 32};
    }

    static constexpr double fraction(std::uint64_t word) {
        return static_cast<double>(word >> 11) * 0x1p-53;
    }

    /// The words of one index, one after the other, and Karney's trials with them.
    class word_source {
    public:
        constexpr word_source(random_stream const& stream, std::uint64_t index)
            : stream_{&stream}, index_{index} {}

        constexpr std::uint64_t next() {
            if (half_used_) {
                half_used_ = false;
                return words_.second;
            }
            words_ = stream_->block(index_, attempt_++);
            half_used_ = true;
            return words_.first;
        }

        /// True with probability exp(-1/2): a descent from 1/2 has an even length.
        constexpr bool accept_half() {
            std::uint64_t bound = std::uint64_t{1} << 63;
            bool even = true;
            for (;;) {
                std::uint64_t const word = next();
                if (word >= bound) return even;
                bound = word;
                even = !even;
            }
        }

        /// True with probability exp(-x (2 k + x) / (2 k + 2)): a descent from x, each step of
        /// which is allowed with probability (2 k + x) / (2 k + 2), has an even length.
        constexpr bool accept_fraction(std::uint64_t k, std::uint64_t x) {
            std::uint64_t bound = x;
            bool even = true;
            for (;;) {
                std::uint64_t const word = next();
                if (word >= bound) return even;
                std::uint64_t const choice = ((next() >> 32) * (2 * k + 2)) >> 32;
                if (choice > 2 * k || (choice == 2 * k && next() >= x)) return even;
                bound = word;
                even = !even;
            }
        }

    private:
        random_stream const* stream_;
        std::uint64_t index_;
        std::uint32_t attempt_ = 0;
        bool half_used_ = false;
        std::pair<std::uint64_t, std::uint64_t> words_{};
    };

    std::uint64_t seed_;
    std::uint64_t stream_;
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
