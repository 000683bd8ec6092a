// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_PLAN_PLAN_HPP
#define TAPELESS_PLAN_PLAN_HPP

#include <tapeless/graph/builder.hpp>
#include <tapeless/plan/polynomial.hpp>

namespace tapeless::inline TAPELESS_ABI::plan {

using value_id = std::uint16_t;
inline constexpr value_id no_value = 0xffff;

/// Where the elements of a value are while a program runs.
enum class storage : std::uint8_t {
    none,      ///< in registers only
    symbol,    ///< bound by the caller
    constant,  ///< in the pool of constants
    size,      ///< a run-time extent as a number, computed when a program is called
    slot,      ///< in the arena
    result,    ///< in a result's memory
    view,      ///< in another value's memory, with other strides
};

/// A value and how its elements lie. A view takes axis k from axis `axis[k]` of its base (-1:
/// stretched, stride 0), every `step[k]`-th element, beginning with `from` along each axis of the
/// base.
struct value {
    storage where = storage::none;
    std::uint16_t index = 0;  ///< number of symbol, constant, size, slot or result
    value_id base = no_value;
    std::int8_t axis[shape::axes] = {0, 1, 2, 3, 4, 5};
    std::int32_t step[shape::axes] = {1, 1, 1, 1, 1, 1};
    std::int32_t from[shape::axes]{};  ///< by axis of the base; negative: from its end
    std::int8_t tile_axis = -1;        ///< which axis tiles cut; negative: none
    bool local = false;                ///< made and used by one tile: only a tile of it is stored
    tapeless::shape extents{};
};

enum class kernel_kind : std::uint8_t {
    map,
    product,
    copy,
    embed,
    one_hot,
    primitive,
    whole,
    loop
};

/// One loop of a map: the axes `first` to `last` of its iteration space as one.
struct loop {
    std::uint8_t first = 0;
    std::uint8_t last = 0;
};

/// One instruction of a map. Operands are registers: inputs first, then earlier instructions.
struct instruction {
    std::uint16_t code = 0;
    std::uint16_t operand[3]{};
};

/// What a map writes: a register, to a value, stored or combined over the loops along which the
/// value has extent 1.
struct map_output {
    std::uint16_t reg = 0;  ///< of a loop: which of its results
    value_id to = no_value;
    reducer reduce = reducer::none;
    bool gathered = false;  ///< combined over all tiles
};

/// One kernel call. Inputs, instructions and outputs lie in the plan's pools.
struct kernel {
    kernel_kind kind = kernel_kind::map;
    bool tiled = false;         ///< runs once for each tile of its stage
    bool for_many = false;      ///< pays, and runs, when there are many columns
    bool paired = false;        ///< at one column another kernel has done it
    std::uint16_t partner = 0;  ///< of a product W^T d: the kernel d h^T that it does at one column
    std::uint16_t stage = 0;
    std::uint32_t first_input = 0;
    std::uint32_t first_instruction = 0;
    std::uint32_t first_output = 0;
    std::uint16_t inputs = 0;
    std::uint16_t instructions = 0;
    std::uint16_t outputs = 0;
    std::uint16_t detail = 0;     ///< primitive: its number; one_hot: its axis; embed: index into
                                  ///< `embeddings`; whole: the operation's code
    std::int64_t attribute[4]{};  ///< of a whole operation; of a loop: where its attributes begin
                                  ///< in `loops`, and their number
    std::uint8_t loops = 0;
    loop nest[shape::axes]{};  ///< of a map, innermost first
    tapeless::shape space{};   ///< iteration space of a map
    bool transposed[2]{};      ///< of a product: how its operands lie
};

/// Where an `embed` puts its operand: axis, first index, step.
struct embedding {
    std::uint8_t axis = 0;
    std::int32_t from = 0;
    std::int32_t step = 1;
};

/// A piece of the arena that values take one after another.
struct slot {
    tapeless::shape extents{};  ///< of the value that it was made for: all that share it have this
                                ///< size or, static, less
    std::uint16_t last_use = 0;
    bool local = false;  ///< of values of which only a tile is stored
    std::int8_t tile_axis = -1;
};

/// A program as data: values, kernels in order, arena. Everything that runs can be read off it.
struct plan {
    growable<value> values;
    growable<kernel> kernels;
    growable<value_id> inputs;
    growable<instruction> instructions;
    growable<map_output> outputs;
    growable<embedding> embeddings;
    growable<slot> slots;
    growable<std::int64_t> loops;  ///< attributes of loops, their bodies among them
    growable<double> constants;
    growable<tapeless::shape> sizes;
    growable<node_id>
        symbols;  ///< by number: the symbol's node; needed ones have a value with `storage::symbol`
    growable<value_id> results;   ///< by root
    axis_extent tile_extent{0};   ///< the extent that stages cut into tiles; 0: none
    std::int32_t tile_width = 0;  ///< of all tiles but the last; 0: there is one tile
    std::uint16_t stages = 1;
    polynomial flops{};
    polynomial moved{};  ///< elements read and written by kernels
};

}  // namespace tapeless::inline TAPELESS_ABI::plan

#endif
