// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_FIXTURE_BLOCK_HPP
#define TAPELESS_TESTS_SUPPORT_FIXTURE_BLOCK_HPP

#include <tapeless/exec/block.hpp>

#include <string>
#include <string_view>

#include "fixture.hpp"

namespace tests {

/// The name of a symbol, in front of which a file may have something: "grad_" + "W1".
template <class Symbol>
std::string entry_of(Symbol, std::string_view prefix = "", std::string_view suffix = "") {
    return std::string(prefix) + std::string(tapeless::symbol_of<Symbol>.label.view()) +
           std::string(suffix);
}

/// Every array of a block of parameters is read from the entry of its name.
template <class Block>
void read_block(fixture const& from, Block& theta) {
    Block::for_each_symbol([&](auto symbol) {
        if constexpr (tapeless::symbol_of<decltype(symbol)>.rank() == 0)
            theta[symbol] = from.scalar(entry_of(symbol));
        else
            theta[symbol] = from.input(entry_of(symbol));
    });
}

/// Compares every array of a block with the entry of its name behind `prefix`.
template <class Block>
void check_block(fixture& expected, std::string_view prefix, Block const& got) {
    Block::for_each_symbol(
        [&](auto symbol) { expected.check(entry_of(symbol, prefix), got[symbol]); });
}

}  // namespace tests

#endif
