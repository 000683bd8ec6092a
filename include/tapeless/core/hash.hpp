// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_CORE_HASH_HPP
#define TAPELESS_CORE_HASH_HPP

#include <tapeless/config.hpp>

#include <cstdint>
#include <string_view>

namespace tapeless::inline TAPELESS_ABI::detail {

/// Mixes one word into a hash (multiply, then fold the high bits down).
/// **Source.** The finaliser of Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators" (2014).
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
    std::uint64_t const z = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return (z ^ (z >> 32)) * 0xbf58476d1ce4e5b9u;
}

constexpr std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = text.size();
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return mix(hash, 0x7465787400u);
}

}  // namespace tapeless::inline TAPELESS_ABI::detail

#endif
