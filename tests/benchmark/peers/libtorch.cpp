// SPDX-License-Identifier: BSL-1.0
// LibTorch on one thread: samples are rows, as there is its custom. Each call records its graph and
// differentiates it.
#include <torch/torch.h>

#include "../network/problem.hpp"
#include "../tiny_network/problem.hpp"

namespace benchmarks::peers {
namespace {

using scalar = network::scalar;

/// Columns of an array become rows of the tensor.
torch::Tensor tensor(aligned_array<scalar> const& from, long rows, long columns) {
    constexpr auto type = sizeof(scalar) == sizeof(double) ? torch::kFloat64 : torch::kFloat32;
    return torch::from_blob(const_cast<scalar*>(from.data()), {columns, rows}, type).clone();
}
torch::Tensor parameter(aligned_array<scalar> const& from, long rows, long columns) {
    return tensor(from, rows, columns).t().contiguous().requires_grad_(true);
}
torch::Tensor parameter(aligned_array<scalar> const& from) {
    return tensor(from, from.size(), 1).reshape({from.size()}).requires_grad_(true);
}

/// By columns, each gradient after the other.
std::vector<double> flattened(std::vector<torch::Tensor> const& gradients) {
    std::vector<double> result;
    for (torch::Tensor const& g : gradients) {
        torch::Tensor const columns = (g.dim() == 2 ? g.t() : g).contiguous();
        scalar const* const numbers = columns.data_ptr<scalar>();
        for (long i = 0; i != columns.numel(); ++i) result.push_back(numbers[i]);
    }
    return result;
}

class large {
public:
    explicit large(network::problem const& p)
        : at(p),
          x(tensor(p.x, network::inputs, p.columns)),
          z(tensor(p.z, network::outputs, p.columns)),
          parameters{parameter(p.weights1, network::width, network::inputs),
                     parameter(p.weights2, network::width, network::width),
                     parameter(p.weights3, network::outputs, network::width)} {
        torch::set_num_threads(1);
    }
    scalar operator()(long variant) {
        *x.data_ptr<scalar>() = at.first(variant);
        auto h = torch::sigmoid(torch::linear(x, parameters[0]));
        h = torch::sigmoid(torch::linear(h, parameters[1]));
        auto const loss = torch::mse_loss(torch::linear(h, parameters[2]), z);
        gradients = torch::autograd::grad({loss}, parameters);
        return loss.item<scalar>();
    }
    std::vector<double> gradient() const { return flattened(gradients); }

private:
    network::problem at;
    torch::Tensor x, z;
    std::vector<torch::Tensor> parameters, gradients;
};

class small {
public:
    explicit small(tiny_network::problem const& p)
        : x{tensor(p.x[0], 2, 1), tensor(p.x[1], 2, 1)},
          y{tensor(p.y[0], 5, 1), tensor(p.y[1], 5, 1)},
          parameters{parameter(p.w1, 10, 2), parameter(p.b1),        parameter(p.w2, 20, 10),
                     parameter(p.b2),        parameter(p.w3, 5, 20), parameter(p.b3)} {
        torch::set_num_threads(1);
    }
    scalar operator()(long variant) {
        auto h = torch::tanh(torch::linear(x[variant], parameters[0], parameters[1]));
        h = torch::tanh(torch::linear(h, parameters[2], parameters[3]));
        auto const loss =
            torch::mse_loss(torch::linear(h, parameters[4], parameters[5]), y[variant]);
        gradients = torch::autograd::grad({loss}, parameters);
        return loss.item<scalar>();
    }
    std::vector<double> gradient() const { return flattened(gradients); }

private:
    torch::Tensor x[variants], y[variants];
    std::vector<torch::Tensor> parameters, gradients;
};

enter<large, network::problem> const enter_large("LibTorch", [](network::problem const& p) {
    return p.columns <= 1024;
});
enter<small, tiny_network::problem> const enter_small("LibTorch");

}  // namespace
}  // namespace benchmarks::peers
