// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_ERROR_HPP
#define TAPELESS_EXEC_ERROR_HPP

#include <tapeless/config.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

// Thrown in one unit and caught in another one, which may be compiled for another processor: the
// same types in all of them.
namespace tapeless::inline v1 {

/// A run-time extent of a bound object is not what the model requires; names the symbol, what was
/// expected and given.
struct shape_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// A class index is out of range; names the symbol, the position, the range and the index.
struct index_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// A node made a NaN or an infinity (`tl::checked`); names the first that did.
struct numeric_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace tapeless::inline v1

namespace tapeless::inline TAPELESS_ABI::exec {

/// A piece of a sentence: words, or a whole number.
class piece {
public:
    constexpr piece(std::string_view words) : words_(words) {}
    constexpr piece(char const* words) : words_(words) {}
    piece(std::string const& words) : words_(words) {}
    template <std::integral Number>
    constexpr piece(Number number)
        : number_(static_cast<std::ptrdiff_t>(number)), is_number_(true) {}

    void add_to(std::string& sentence) const {
        if (is_number_)
            sentence += std::to_string(number_);
        else
            sentence += words_;
    }

private:
    std::string_view words_;
    std::ptrdiff_t number_ = 0;
    bool is_number_ = false;
};

/// One after another. Every program has its own sentences about extents: as calls of one function
/// they are less to compile than as sums of strings.
TAPELESS_COLD inline std::string sentence(std::initializer_list<piece> pieces) {
    std::string all;
    for (piece const& each : pieces) each.add_to(all);
    return all;
}

/// Throws, or calls the user's handler where there are no exceptions: `#define
/// TAPELESS_ON_ERROR(message) ...`.
template <class Error>
[[noreturn]] TAPELESS_COLD inline void fail(std::string const& message) {
#if defined(TAPELESS_ON_ERROR)
    TAPELESS_ON_ERROR(message.c_str());
    __builtin_trap();
#else
    throw Error(message);
#endif
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
