// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_ERROR_HPP
#define TAPELESS_EXEC_ERROR_HPP

#include <tapeless/config.hpp>

#include <stdexcept>
#include <string>

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

/// Throws, or calls the user's handler where there are no exceptions: `#define
/// TAPELESS_ON_ERROR(message) ...`.
template <class Error>
[[noreturn]] inline void fail(std::string const& message) {
#if defined(TAPELESS_ON_ERROR)
    TAPELESS_ON_ERROR(message.c_str());
    __builtin_trap();
#else
    throw Error(message);
#endif
}

}  // namespace tapeless::inline TAPELESS_ABI::exec

#endif
