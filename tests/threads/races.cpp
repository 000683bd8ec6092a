// SPDX-License-Identifier: BSL-1.0
// Built with the thread sanitizer, which ends it with a failure where two threads race: pools of
// several sizes at work on gathered sums, on results that tiles write, and for two callers at once.
#include <tapeless/compile.hpp>
#include <tapeless/threads.hpp>
#include <tapeless/transform/parameters.hpp>

#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

namespace tl = tapeless;

namespace {

constexpr auto N = tl::dim<"N">;
constexpr auto x = tl::input<"x", 2, N>;
constexpr auto W1 = tl::param<"W1", 5, 2>;
constexpr auto W2 = tl::param<"W2", 1, 5>;
constexpr auto h = tanh(W1 * x);
constexpr auto model = outputs(mean(square(W2 * h)), W2* h, grad(mean(square(W2* h)), W1),
                               sum<1>(square(h - mean<1>(h))));

std::vector<double> values(std::ptrdiff_t count) {
    std::vector<double> all(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i != all.size(); ++i) all[i] = std::sin(7.1 * static_cast<double>(i));
    return all;
}

}  // namespace

int main() {
    auto const program = tl::compile(model);
    auto const w1 = values(10);
    auto const w2 = values(5);
    int wrong = 0;
    for (std::size_t size = 2; size <= 4; ++size) {
        tl::threads pool(size);
        for (std::ptrdiff_t n : {1000, 1600, 6000, 20011}) {
            auto const X = values(2 * n);
            auto memory = program.workspace();
            auto const wanted = program(memory, x = X, W1 = w1, W2 = w2);
            auto const call = [&, n](int times, int& failures) {
                auto own = program.workspace();
                for (int i = 0; i != times; ++i) {
                    auto const got = program(own, pool, x = X, W1 = w1, W2 = w2);
                    if (!(got.template get<0>() == wanted.template get<0>() &&
                          got.template get<1>() == wanted.template get<1>() &&
                          got.template get<2>() == wanted.template get<2>() &&
                          got.template get<3>() == wanted.template get<3>() &&
                          got.template get<1>().cols() == n))
                        ++failures;
                }
            };
            call(3, wrong);
            int of_other = 0;
            std::thread other([&] { call(2, of_other); });
            call(2, wrong);
            other.join();
            wrong += of_other;
        }
    }
    if (wrong != 0) std::fprintf(stderr, "%d results differ from the serial ones\n", wrong);
    return wrong == 0 ? 0 : 1;
}
