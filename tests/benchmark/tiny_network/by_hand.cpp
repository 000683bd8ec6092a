// SPDX-License-Identifier: BSL-1.0
// Workload B by hand, on Eigen's matrices of sizes known to the compiler: with the standard
// library's tanh, and with a vector one that loses digits near 0.
#include <Eigen/Core>

#include "problem.hpp"

namespace benchmarks::tiny_network {
namespace {

struct library_tanh {
    template <class Layer>
    static void apply(Layer& h) {
        for (scalar& number : h) number = std::tanh(number);
    }
};
struct vector_tanh {
    template <class Layer>
    static void apply(Layer& h) {
        h.array() = scalar(1) - scalar(2) / ((scalar(2) * h.array()).exp() + scalar(1));
    }
};

template <int Rows, int Columns = 1>
using matrix = Eigen::Matrix<scalar, Rows, Columns>;

template <class Tanh>
class by_hand {
public:
    explicit by_hand(problem const& p)
        : w1(p.w1.data()),
          w2(p.w2.data()),
          w3(p.w3.data()),
          b1(p.b1.data()),
          b2(p.b2.data()),
          b3(p.b3.data()) {
        for (long variant = 0; variant != variants; ++variant) {
            x[variant] = matrix<2>(p.x[variant].data());
            y[variant] = matrix<5>(p.y[variant].data());
        }
    }

    scalar operator()(long variant) {
        h1 = b1;
        h1.noalias() += w1.lazyProduct(x[variant]);
        Tanh::apply(h1);
        h2 = b2;
        h2.noalias() += w2.lazyProduct(h1);
        Tanh::apply(h2);
        r = b3 - y[variant];
        r.noalias() += w3.lazyProduct(h2);
        scalar const loss = r.squaredNorm() / scalar(5);
        r *= scalar(0.4);
        gradient3.noalias() = r.lazyProduct(h2.transpose());
        d2.noalias() = w3.transpose().lazyProduct(r);
        d2.array() *= scalar(1) - h2.array().square();
        gradient2.noalias() = d2.lazyProduct(h1.transpose());
        d1.noalias() = w2.transpose().lazyProduct(d2);
        d1.array() *= scalar(1) - h1.array().square();
        gradient1.noalias() = d1.lazyProduct(x[variant].transpose());
        return loss;
    }

    // The gradient by a bias is the adjoint of its layer.
    std::vector<double> gradient() const {
        return flattened(gradient1, d1, gradient2, d2, gradient3, r);
    }

private:
    matrix<10, 2> w1, gradient1;
    matrix<20, 10> w2, gradient2;
    matrix<5, 20> w3, gradient3;
    matrix<10> b1, h1, d1;
    matrix<20> b2, h2, d2;
    matrix<5> b3, r;
    matrix<2> x[variants];
    matrix<5> y[variants];
};

enter<by_hand<vector_tanh>, problem> const enter_vector_tanh("hand vector tanh");
enter<by_hand<library_tanh>, problem> const enter_library_tanh("hand library tanh");

}  // namespace
}  // namespace benchmarks::tiny_network
