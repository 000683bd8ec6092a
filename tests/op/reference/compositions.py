# SPDX-License-Identifier: BSL-1.0
# Writes the reference values of tests/op/compositions.test.cpp with PyTorch, in double precision:
#   python3 compositions.py [DIRECTORY]
# Made with PyTorch 1.13.0 (Debian 12, python3-torch). Rows are samples, as PyTorch has them.
import json
import os
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
directory = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))


def numbers(t, most=4):
    return {"shape": list(t.shape) if t.dim() <= most else [t.numel()], "data": [float(v) for v in t.detach().reshape(-1)]}


def write(name, formula, inputs, model, wrt, checks=(), expected=None):
    """model(inputs) gives named results, the last one a scalar, whose gradient by `wrt` is written."""
    leaves = {k: v.clone().requires_grad_(k in wrt) for k, v in inputs.items()}
    results = model(**leaves)
    loss = list(results.values())[-1]
    out = {k: numbers(v, 2) for k, v in results.items()}  # of more than two extents: flat
    for k, g in zip(wrt, torch.autograd.grad(loss, [leaves[k] for k in wrt])):
        out["grad_" + k] = numbers(g, 2)
    out.update({k: numbers(v) for k, v in (expected or {}).items()})
    text = {"description": formula, "source": "tests/op/reference/compositions.py, PyTorch " + torch.__version__,
            "formula": formula, "tolerance": {"rtol": 1e-10, "atol": 1e-12},
            "inputs": {k: numbers(v) for k, v in inputs.items()}, "expected": out}
    with open(os.path.join(directory, name + ".json"), "w") as file:
        json.dump(text, file, separators=(",", ":"))
        file.write("\n")


def draw(*shape, scale=1.0):
    return torch.randn(*shape) * scale


torch.manual_seed(7)
write("layer_norm", "sum(tanh(layer_norm(x, gain, bias)))",
      dict(x=draw(5, 6), gain=draw(6), bias=draw(6)),
      lambda x, gain, bias: (lambda y: dict(y=y, loss=torch.tanh(y).sum()))(F.layer_norm(x, (6,), gain, bias, 1e-5)),
      ["x", "gain", "bias"])


def attention(mask):
    def model(Q, K, V):
        scores = Q @ K.T / 2.0
        if mask:
            scores = scores.masked_fill(torch.triu(torch.ones(5, 5), 1) > 0, float("-inf"))
        y = torch.softmax(scores, 1) @ V
        return dict(y=y, loss=(y ** 2).sum())
    return model


qkv = dict(Q=draw(5, 4), K=draw(5, 4), V=draw(5, 3))
write("attention", "y = softmax(Q K' / sqrt(d)) V; sum(y^2)", qkv, attention(False), ["Q", "K", "V"])
write("causal_attention", "the same, a sample sees itself and those before it", qkv, attention(True), ["Q", "K", "V"])


def residual(x, gain, W1, b1, W2, b2):
    h = F.layer_norm(x, (6,), gain, None, 1e-5)
    y = x + F.linear(F.gelu(F.linear(h, W1, b1)), W2, b2)
    return dict(y=y, loss=(y ** 2).mean())


write("residual", "y = x + W2 gelu(W1 layer_norm(x) + b1) + b2; mean(y^2)",
      dict(x=draw(4, 6), gain=draw(6), W1=draw(8, 6, scale=0.5), b1=draw(8), W2=draw(6, 8, scale=0.5), b2=draw(6)),
      residual, ["x", "gain", "W1", "b1", "W2", "b2"])


def recurrent(cell, step):
    def model(x, h0, Wi, Wh, bi, bh):
        state = step(h0)
        for i in range(x.shape[0]):
            state = cell(x[i], state, Wi, Wh, bi, bh)
        y = state[0] if isinstance(state, tuple) else state
        return dict(y=y, loss=(y ** 2).sum())
    return model


def weights(gates):
    return dict(x=draw(4, 5, 3), h0=draw(5, 4, scale=0.5), Wi=draw(gates * 4, 3, scale=0.5),
                Wh=draw(gates * 4, 4, scale=0.5), bi=draw(gates * 4), bh=draw(gates * 4))


names = ["x", "h0", "Wi", "Wh", "bi", "bh"]
write("gru", "GRU by torch.gru_cell, gates r z n, four steps; sum(h^2)", weights(3),
      recurrent(torch.gru_cell, lambda h: h), names)
write("lstm", "LSTM by torch.lstm_cell, gates i f g o, four steps, h0 is both states; sum(h^2)", weights(4),
      recurrent(torch.lstm_cell, lambda h: (h, h)), names)

write("convolution", "y = max_pool2d(conv2d(x, kernel, bias, padding 1), 2); sum(tanh(y))",
      dict(x=draw(3, 2, 6, 4), kernel=draw(3, 2, 3, 3), bias=draw(3)),
      lambda x, kernel, bias: (lambda y: dict(y=y, loss=torch.tanh(y).sum()))(
          F.max_pool2d(F.conv2d(x, kernel, bias, padding=1), 2)), ["x", "kernel", "bias"])

write("batch_norm", "y = batch_norm(x) with the batch's mean and variance; sum(tanh(y))",
      dict(x=draw(7, 4), gain=draw(4), bias=draw(4)),
      lambda x, gain, bias: (lambda y: dict(y=y, loss=torch.tanh(y).sum()))(
          F.batch_norm(x, None, None, gain, bias, True, 0.1, 1e-5)), ["x", "gain", "bias"])


def autoencoder(x, W, b, c):
    y = F.linear(torch.sigmoid(F.linear(x, W, b)), W.T, c)
    return dict(y=y, loss=F.mse_loss(y, x))


write("autoencoder", "y = W' sigmoid(W x + b) + c; mean((y - x)^2)",
      dict(x=draw(6, 5), W=draw(3, 5), b=draw(3), c=draw(5)), autoencoder, ["x", "W", "b", "c"])

write("cholesky", "S = A A' + I; y = log det S from the diagonal of its Cholesky factor",
      dict(A=draw(4, 6)),
      lambda A: dict(y=2 * torch.log(torch.diagonal(torch.linalg.cholesky(A @ A.T + torch.eye(4)))).sum()), ["A"])


def black_scholes(S, K, r, sigma, T):
    d1 = (torch.log(S / K) + (r + sigma ** 2 / 2) * T) / (sigma * torch.sqrt(T))
    d2 = d1 - sigma * torch.sqrt(T)
    phi = torch.distributions.Normal(0.0, 1.0).cdf
    return S * phi(d1) - K * torch.exp(-r * T) * phi(d2)


market = [torch.tensor(v) for v in (101.5, 97.0, 0.03, 0.24, 0.75)]
symbols = ["S", "K", "r", "sigma", "T"]
hessian = torch.autograd.functional.hessian(black_scholes, tuple(market))
write("black_scholes", "the price of a European call; grad_*, and hessian in the order S K r sigma T",
      dict(zip(symbols, market)), lambda **v: dict(price=black_scholes(**v)), symbols,
      expected=dict(hessian=torch.stack([torch.stack(list(row)) for row in hessian])))


def mixture(x, weight, mean, scale):
    log_p = torch.log_softmax(weight, 0) + torch.distributions.Normal(
        mean[None], F.softplus(scale)[None]).log_prob(x[:, None]).sum(2)
    y = torch.logsumexp(log_p, 1)
    return dict(y=y, loss=y.mean())


write("mixture", "log-likelihood of samples x under diagonal Gaussians, softmax(weight), mean, softplus(scale)",
      dict(x=draw(6, 2), weight=draw(3), mean=draw(3, 2), scale=draw(3, 2)), mixture,
      ["x", "weight", "mean", "scale"])
