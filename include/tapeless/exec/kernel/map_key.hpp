// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_KERNEL_MAP_KEY_HPP
#define TAPELESS_EXEC_KERNEL_MAP_KEY_HPP

#include <tapeless/config.hpp>

#include <cstddef>
#include <cstdint>

namespace tapeless::inline TAPELESS_ABI::exec {

/// How many loops a kernel may nest: the extents of a graph's arrays.
inline constexpr std::size_t max_loops = 6;

/// One operation of a map. Registers are numbered: first the inputs, then the results of the
/// instructions in order.
struct instruction {
    std::uint16_t op = 0;  ///< an enumerator of `tapeless::op`
    std::uint16_t a = 0, b = 0, c = 0;

    friend constexpr bool operator==(instruction const&, instruction const&) = default;
};

/// How an array runs along the innermost loop: stride 0, 1, or any.
enum class access : std::uint8_t { broadcast, contiguous, strided };

/// What happens to the values an output receives: stored each, or combined along the loops in which
/// its stride is 0.
enum class reduction : std::uint8_t { none, sum, maximum, minimum, product };

struct output {
    std::uint16_t reg = 0;
    access inner = access::contiguous;
    reduction reduce = reduction::none;

    friend constexpr bool operator==(output const&, output const&) = default;
};

/// What a map kernel is made of. Sizes are exact, so that equal maps are one kernel with a short
/// name; numbers that are constant in a model are inputs, so that they are no part of it.
template <std::size_t Inputs, std::size_t Instructions, std::size_t Outputs>
struct map_key {
    static constexpr std::size_t inputs = Inputs, instructions = Instructions, outputs = Outputs;

    access input[Inputs ? Inputs : 1]{};
    instruction code[Instructions ? Instructions : 1]{};
    output out[Outputs ? Outputs : 1]{};
    std::uint8_t loops = 1;  ///< 1 ... 6 nested loops, the innermost first

    friend constexpr bool operator==(map_key const&, map_key const&) = default;
};

/// The run-time half. Strides count elements. Along the innermost loop the key's accesses hold, not
/// the strides, except where an access is `strided`: what the key tells need not be set.
template <class T, std::size_t Inputs, std::size_t Outputs>
struct map_arguments {
    T const* input[Inputs ? Inputs : 1];
    T* output[Outputs ? Outputs : 1];
    std::ptrdiff_t extent[max_loops];
    std::ptrdiff_t input_stride[Inputs ? Inputs : 1][max_loops];
    std::ptrdiff_t output_stride[Outputs ? Outputs : 1][max_loops];
    /// A reducing output continues from what it holds, instead of from the reduction's neutral
    /// element.
    bool accumulate[Outputs ? Outputs : 1];
};

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
