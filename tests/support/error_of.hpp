// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_ERROR_OF_HPP
#define TAPELESS_TESTS_SUPPORT_ERROR_OF_HPP

#include <string>

namespace tests {

/// The text of the error of type `Error` that a call throws; empty if it throws none.
template <class Error, class Call>
std::string error_of(Call const& call) {
    try {
        call();
    } catch (Error const& error) {
        return error.what();
    }
    return "";
}

}  // namespace tests

#endif
