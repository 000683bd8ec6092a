// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_NOTEBOOK_RANDOM_HPP
#define TAPELESS_EXAMPLES_SUPPORT_NOTEBOOK_RANDOM_HPP

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <random>

namespace support {

/// The numbers of NumPy's `np.random.seed(seed)` followed by `rand`, `randn` and `normal`, so that
/// an example can start from the same data as a notebook. (Matrices are filled by rows, as there.)
class notebook_random {
public:
    explicit notebook_random(std::uint32_t seed) : engine_{seed} {}

    /// Uniform in [0, 1).
    double uniform() {
        auto const high = static_cast<double>(engine_() >> 5);
        auto const low = static_cast<double>(engine_() >> 6);
        return (high * 0x1p26 + low) * 0x1p-53;
    }

    /// Normal with mean 0 and the given standard deviation.
    ///
    /// **Source.** Marsaglia's polar method: numbers come in pairs.
    double normal(double deviation = 1) {
        has_second_ = !has_second_;
        if (!has_second_) return deviation * second_;
        for (;;) {
            double const a = 2 * uniform() - 1;
            double const b = 2 * uniform() - 1;
            double const square = a * a + b * b;
            if (square >= 1 || square == 0) continue;
            double const scale = std::sqrt(-2 * std::log(square) / square);
            second_ = scale * a;
            return deviation * scale * b;
        }
    }

    Eigen::MatrixXd uniform(Eigen::Index rows, Eigen::Index columns) {
        return by_rows(rows, columns, [this] { return uniform(); });
    }
    Eigen::MatrixXd normal(Eigen::Index rows, Eigen::Index columns, double deviation = 1) {
        return by_rows(rows, columns, [this, deviation] { return normal(deviation); });
    }

private:
    static Eigen::MatrixXd by_rows(Eigen::Index rows, Eigen::Index columns, auto number) {
        Eigen::MatrixXd result(rows, columns);
        for (Eigen::Index i = 0; i != rows; ++i)
            for (Eigen::Index j = 0; j != columns; ++j) result(i, j) = number();
        return result;
    }

    std::mt19937 engine_;
    bool has_second_ = false;
    double second_ = 0;
};

}  // namespace support

#endif
