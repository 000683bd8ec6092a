// SPDX-License-Identifier: BSL-1.0
// The second translation unit of primitive.heavy.test.cpp.
#include "primitives.hpp"

namespace primitives {

outcome first_elsewhere(Eigen::MatrixXd const& at) {
    return outcome_of(tl::compile(all_of(first)), at);
}
outcome second_elsewhere(Eigen::MatrixXd const& at) {
    return outcome_of(tl::interpret(all_of(second)), at);
}

}  // namespace primitives
