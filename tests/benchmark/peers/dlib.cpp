// SPDX-License-Identifier: BSL-1.0
// dlib, whose networks are of type float. Its mean squared error is over samples alone, and its
// gradient lacks the factor of 2: both are scaled when they are compared.
#include <dlib/dnn.h>

#include "../network/problem.hpp"
#include "../tiny_network/problem.hpp"

namespace benchmarks::peers {
namespace {

template <class Net>
struct network_side {
    /// Samples are columns of x and z.
    network_side(aligned_array<float> const& x, aligned_array<float> const& z, long inputs,
                 long outputs, long count)
        : loss_scale(1 / static_cast<float>(outputs)) {
        std::vector<dlib::matrix<float>> columns;
        for (long i = 0; i != count; ++i) {
            columns.push_back(column(x, inputs, i));
            targets.push_back(column(z, outputs, i));
        }
        net.to_tensor(columns.begin(), columns.end(), samples);
        net.compute_parameter_gradients(samples, targets.begin());  // allocates the parameters
    }
    float step() {
        return static_cast<float>(net.compute_parameter_gradients(samples, targets.begin())) *
               loss_scale;
    }
    /// Of the three layers with parameters, the first one first.
    std::vector<double> gradient() const {
        std::vector<double> result;
        auto const append = [&](dlib::tensor const& g) {
            for (float const number : g) result.push_back(2 * loss_scale * number);
        };
        append(dlib::layer<5>(net).get_parameter_gradient());
        append(dlib::layer<3>(net).get_parameter_gradient());
        append(dlib::layer<1>(net).get_parameter_gradient());
        return result;
    }

    static dlib::matrix<float> column(aligned_array<float> const& from, long rows, long index) {
        dlib::matrix<float> result(rows, 1);
        for (long k = 0; k != rows; ++k) result(k) = from[index * rows + k];
        return result;
    }

    Net net;
    dlib::resizable_tensor samples;
    std::vector<dlib::matrix<float>> targets;
    float loss_scale;
};

/// A layer's parameters: for each input the weights of all outputs, which is a matrix by columns;
/// then the bias.
void fill(dlib::tensor& parameters, aligned_array<float> const& weights,
          aligned_array<float> const& bias = aligned_array<float>()) {
    float* const to = parameters.host_write_only();
    std::copy(bias.begin(), bias.end(), std::copy(weights.begin(), weights.end(), to));
}

using large_net = dlib::loss_mean_squared_multioutput<dlib::fc_no_bias<
    4, dlib::sig<dlib::fc_no_bias<
           128, dlib::sig<dlib::fc_no_bias<128, dlib::input<dlib::matrix<float>>>>>>>>;

class large {
public:
    explicit large(network::problem const& p)
        : at(p), side(p.x, p.z, network::inputs, network::outputs, p.columns) {
        fill(dlib::layer<5>(side.net).layer_details().get_layer_params(), p.weights1);
        fill(dlib::layer<3>(side.net).layer_details().get_layer_params(), p.weights2);
        fill(dlib::layer<1>(side.net).layer_details().get_layer_params(), p.weights3);
    }
    float operator()(long variant) {
        *side.samples.host() = at.first(variant);
        return side.step();
    }
    std::vector<double> gradient() const { return side.gradient(); }

private:
    network::problem at;
    network_side<large_net> side;
};

using small_net = dlib::loss_mean_squared_multioutput<dlib::fc<
    5, dlib::htan<dlib::fc<20, dlib::htan<dlib::fc<10, dlib::input<dlib::matrix<float>>>>>>>>;

class small {
public:
    explicit small(tiny_network::problem const& p) : at(p), side(p.x[0], p.y[0], 2, 5, 1) {
        fill(dlib::layer<5>(side.net).layer_details().get_layer_params(), p.w1, p.b1);
        fill(dlib::layer<3>(side.net).layer_details().get_layer_params(), p.w2, p.b2);
        fill(dlib::layer<1>(side.net).layer_details().get_layer_params(), p.w3, p.b3);
    }
    float operator()(long variant) {
        std::copy(at.x[variant].begin(), at.x[variant].end(), side.samples.host());
        std::copy(at.y[variant].begin(), at.y[variant].end(), side.targets[0].begin());
        return side.step();
    }
    std::vector<double> gradient() const { return side.gradient(); }

private:
    tiny_network::problem at;
    network_side<small_net> side;
};

enter<large, network::problem> const enter_large("dlib", [](network::problem const& p) {
    return p.columns <= 1024;
});
enter<small, tiny_network::problem> const enter_small("dlib");

}  // namespace
}  // namespace benchmarks::peers
