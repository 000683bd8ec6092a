// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_NETWORK_BATCH_HPP
#define TAPELESS_BENCHMARK_NETWORK_BATCH_HPP

#include "problem.hpp"

#include <Eigen/Core>

namespace benchmarks::network {

template <int Rows, int Columns, int MaxColumns = Columns>
using matrix = Eigen::Matrix<scalar, Rows, Columns, Eigen::ColMajor, Rows, MaxColumns>;

/// The weights of workload A, and the gradient with respect to them.
struct weights {
    explicit weights(problem const& p)
        : w1(Eigen::Map<matrix<width, inputs> const>(p.weights1.data())),
          w2(Eigen::Map<matrix<width, width> const>(p.weights2.data())),
          w3(Eigen::Map<matrix<outputs, width> const>(p.weights3.data())) {}

    matrix<width, inputs> w1, gradient1;
    matrix<width, width> w2, gradient2;
    matrix<outputs, width> w3, gradient3;
};

/// Workload A by hand on Eigen. The batch goes forward and back in tiles of so many columns, of
/// which the activations are kept; a tile of `Columns` is the whole batch, its size known to the
/// compiler unless `Eigen::Dynamic`. The logistic function's derivative is s (1 - s).
template <int Columns, bool Tiled>
class batch {
public:
    explicit batch(problem const& p)
        : at_(std::make_unique<weights>(p)),
          x_(Eigen::Map<matrix<inputs, whole> const>(p.x.data(), inputs, p.columns)),
          z_(Eigen::Map<matrix<outputs, whole> const>(p.z.data(), outputs, p.columns)),
          first_{p.first(0), p.first(1)} {}

    scalar operator()(long variant) {
        x_(0, 0) = first_[variant];
        if constexpr (!Tiled) {
            return pass(x_, z_) / static_cast<scalar>(z_.size());
        } else {
            at_->gradient1.setZero();
            at_->gradient2.setZero();
            at_->gradient3.setZero();
            scalar loss = 0;
            for (Eigen::Index from = 0; from < x_.cols(); from += Columns) {
                Eigen::Index const n = std::min<Eigen::Index>(Columns, x_.cols() - from);
                loss += pass(x_.middleCols(from, n), z_.middleCols(from, n));
            }
            return loss / static_cast<scalar>(z_.size());
        }
    }

    std::vector<double> gradient() const {
        return flattened(at_->gradient1, at_->gradient2, at_->gradient3);
    }

private:
    static constexpr int whole = Tiled ? Eigen::Dynamic : Columns;
    template <int Rows>
    using activations = matrix<Rows, whole, Columns>;

    template <class To, class From>
    static void add(To& gradient, From const& product) {
        if constexpr (Tiled)
            gradient.noalias() += product;
        else
            gradient.noalias() = product;
    }

    /// The sum of squares of these columns; their part of the gradient is added.
    template <class X, class Z>
    scalar pass(X const& x, Z const& z) {
        weights& w = *at_;
        auto& [h1, h2, d1, d2, r] = *layers_;
        h1.noalias() = w.w1 * x;
        h1.array() = (scalar(1) + (-h1.array()).exp()).inverse();
        h2.noalias() = w.w2 * h1;
        h2.array() = (scalar(1) + (-h2.array()).exp()).inverse();
        r.noalias() = w.w3 * h2;
        r -= z;
        scalar const loss = r.squaredNorm();
        r *= scalar(2) / static_cast<scalar>(z_.size());
        add(w.gradient3, r * h2.transpose());
        d2.noalias() = w.w3.transpose() * r;
        d2.array() *= h2.array() * (scalar(1) - h2.array());
        add(w.gradient2, d2 * h1.transpose());
        d1.noalias() = w.w2.transpose() * d2;
        d1.array() *= h1.array() * (scalar(1) - h1.array());
        add(w.gradient1, d1 * x.transpose());
        return loss;
    }

    struct layers {
        activations<width> hidden1, hidden2, adjoint1, adjoint2;
        activations<outputs> residual;
    };

    std::unique_ptr<weights> at_;
    matrix<inputs, whole> x_;
    matrix<outputs, whole> z_;
    std::unique_ptr<layers> layers_ = std::make_unique<layers>();
    scalar first_[variants];
};

}  // namespace benchmarks::network

#endif
