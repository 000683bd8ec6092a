// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_NETWORK_ONE_SAMPLE_HPP
#define TAPELESS_BENCHMARK_NETWORK_ONE_SAMPLE_HPP

#include "problem.hpp"

#include <Eigen/Core>

namespace benchmarks::network {

/// Workload A for one sample, by hand, on vectors of 64 bytes: each column of W2 is read once on
/// the way forward, and once on the way back, where its product with the adjoint of the second
/// layer is taken while the column of the gradient is written. W3 and its gradient are kept
/// transposed, and the logistic function's derivative is s (1 - s).
class one_sample {
public:
    explicit one_sample(problem const& p) : at_(p) {
        for (int o = 0; o != outputs; ++o)
            for (int i = 0; i != width; ++i) weights3_[o * width + i] = p.weights3[i * outputs + o];
    }

    scalar operator()(long variant) {
        at_.x[0] = at_.first(variant);
        forward();
        scalar residual[outputs];
        scalar loss = 0;
        for (int o = 0; o != outputs; ++o) {
            residual[o] = product(vectors(weights3_) + o * count, vectors(hidden2_)) - at_.z[o];
            loss += residual[o] * residual[o];
        }
        for (scalar& r : residual) r *= scalar(2) / outputs;
        backward(residual);
        return loss / outputs;
    }

    std::vector<double> gradient() const {
        aligned_array<scalar> untransposed(outputs * width);
        for (int o = 0; o != outputs; ++o)
            for (int i = 0; i != width; ++i)
                untransposed[i * outputs + o] = gradient3_[o * width + i];
        return flattened(gradient1_, gradient2_, untransposed);
    }

private:
    using vector __attribute__((vector_size(64), may_alias)) = scalar;
    static constexpr int lanes = 64 / sizeof(scalar);
    static constexpr int count = width / lanes;

    static vector const* vectors(aligned_array<scalar> const& a) {
        return reinterpret_cast<vector const*>(a.data());
    }
    static vector* vectors(aligned_array<scalar>& a) { return reinterpret_cast<vector*>(a.data()); }

    static void squash(aligned_array<scalar>& a) {
        Eigen::Map<Eigen::Array<scalar, width, 1>, Eigen::Aligned64> h(a.data());
        h = (scalar(1) + (-h).exp()).inverse();
    }
    static scalar sum(vector const& v) {
        return Eigen::Map<Eigen::Array<scalar, lanes, 1> const, Eigen::Aligned64>(
                   reinterpret_cast<scalar const*>(&v))
            .sum();
    }
    static scalar product(vector const* a, vector const* b) {
        vector even{}, odd{};
#pragma GCC unroll 16
        for (int i = 0; i != count; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return sum(even + odd);
    }

    void forward() {
        vector const* const w1 = vectors(at_.weights1);
        vector* const h1 = vectors(hidden1_);
        for (int i = 0; i != count; ++i)
            h1[i] = w1[i] * at_.x[0] + w1[count + i] * at_.x[1] + w1[2 * count + i] * at_.x[2];
        squash(hidden1_);
        vector total[count];
#pragma GCC unroll 16
        for (int i = 0; i != count; ++i) total[i] = vector{};
        for (int j = 0; j != width; ++j) {
            vector const* const column = vectors(at_.weights2) + j * count;
            scalar const h = hidden1_[j];
#pragma GCC unroll 16
            for (int i = 0; i != count; ++i) total[i] += column[i] * h;
        }
#pragma GCC unroll 16
        for (int i = 0; i != count; ++i) vectors(hidden2_)[i] = total[i];
        squash(hidden2_);
    }

    void backward(scalar const* residual) {
        vector adjoint[count];
#pragma GCC unroll 16
        for (int i = 0; i != count; ++i) {
            vector const h = vectors(hidden2_)[i];
            vector a{};
            for (int o = 0; o != outputs; ++o) {
                a += vectors(weights3_)[o * count + i] * residual[o];
                vectors(gradient3_)[o * count + i] = h * residual[o];
            }
            adjoint[i] = a * h * (scalar(1) - h);
        }
        for (int j = 0; j != width; ++j) {
            vector const* const column = vectors(at_.weights2) + j * count;
            vector* const gradient = vectors(gradient2_) + j * count;
            scalar const h = hidden1_[j];
            vector even{}, odd{};
#pragma GCC unroll 16
            for (int i = 0; i != count; i += 2) {
                even += column[i] * adjoint[i];
                odd += column[i + 1] * adjoint[i + 1];
                gradient[i] = adjoint[i] * h;
                gradient[i + 1] = adjoint[i + 1] * h;
            }
            adjoint1_[j] = sum(even + odd);
        }
        for (int i = 0; i != count; ++i) {
            vector const h = vectors(hidden1_)[i];
            vector const a = vectors(adjoint1_)[i] * h * (scalar(1) - h);
            for (int k = 0; k != inputs; ++k) vectors(gradient1_)[k * count + i] = a * at_.x[k];
        }
    }

    problem at_;
    aligned_array<scalar> weights3_ = aligned_array<scalar>(outputs * width);
    aligned_array<scalar> gradient1_ = aligned_array<scalar>(width * inputs);
    aligned_array<scalar> gradient2_ = aligned_array<scalar>(width * width);
    aligned_array<scalar> gradient3_ = aligned_array<scalar>(outputs * width);
    aligned_array<scalar> hidden1_ = aligned_array<scalar>(width);
    aligned_array<scalar> hidden2_ = aligned_array<scalar>(width);
    aligned_array<scalar> adjoint1_ = aligned_array<scalar>(width);
};

}  // namespace benchmarks::network

#endif
