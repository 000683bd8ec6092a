// SPDX-License-Identifier: BSL-1.0
// The demo: a 784-128-10 network that tells ten kinds of clothes apart, from the data set
// Fashion-MNIST.
//
//     fashion_mnist [--quick] [--data DIRECTORY] [[--output] DIRECTORY]
//
// It reports the test accuracy after each epoch and draws two pictures into the output directory:
// the loss curve, and a contact sheet of test images. --quick trains on a few generated images.

#include <tapeless/tapeless.hpp>

#include <Eigen/Core>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "support/contact_sheet.hpp"
#include "support/gnuplot.hpp"
#include "support/image_set.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"

namespace tl = tapeless;

// The model. Its type is its graph; its gradient is derived from it while this file is compiled.
constexpr auto N = tl::dim<"N">;
constexpr auto image = tl::input<"image", 784, N>;
constexpr auto label = tl::indices<"label", N>;
constexpr auto W1 = tl::param<"W1", 128, 784, tl::init::he_uniform>;
constexpr auto b1 = tl::param<"b1", 128, tl::init::zeros>;
constexpr auto W2 = tl::param<"W2", 10, 128, tl::init::glorot_uniform>;
constexpr auto b2 = tl::param<"b2", 10, tl::init::zeros>;
constexpr auto scores = W2 * relu(W1 * image + b1) + b2;
constexpr auto loss = cross_entropy(scores, label);

namespace {

struct options {
    bool quick = false;
    std::filesystem::path data = "/usr/share/datasets/fashion-mnist";
    std::filesystem::path output = ".";
};

/// What the training leaves behind.
struct history {
    support::series losses{.title = "training loss, mean of 20 batches"};
    support::series accuracies{
        .title = "test accuracy", .style = "linespoints lw 2 pt 7", .second_axis = true};
    std::vector<std::uint8_t> predictions;  // of the test images
    double accuracy = 0;                    // of them, in percent
    double seconds = 0;                     // of training alone
};

using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point start) {
    return std::chrono::duration<double>(clock::now() - start).count();
}

std::string format(char const* pattern, auto... values) {
    char text[200];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

/// The class with the highest score, for every image of the set.
std::vector<std::uint8_t> predict(auto& program, auto const& theta,
                                  support::image_set const& images) {
    std::vector<std::uint8_t> result;
    std::vector<std::uint32_t> numbers(images.size());
    std::iota(numbers.begin(), numbers.end(), 0U);
    Eigen::MatrixXf pixels;
    Eigen::VectorXi unused;
    for (std::size_t first = 0; first < numbers.size(); first += 500) {
        std::size_t const count = std::min<std::size_t>(500, numbers.size() - first);
        images.gather(std::span(numbers).subspan(first, count), pixels, unused);
        auto const found = program(theta, image = pixels);
        for (Eigen::Index k = 0; k != found.cols(); ++k) {
            Eigen::Index best = 0;
            found.col(k).maxCoeff(&best);
            result.push_back(static_cast<std::uint8_t>(best));
        }
    }
    return result;
}

double percentage_right(std::vector<std::uint8_t> const& predictions,
                        std::vector<std::uint8_t> const& labels) {
    std::size_t right = 0;
    for (std::size_t k = 0; k != labels.size(); ++k) right += predictions[k] == labels[k];
    return 100.0 * static_cast<double>(right) / static_cast<double>(labels.size());
}

history train(support::image_data const& data, std::size_t epochs, std::size_t batch_size) {
    auto theta = tl::parameters<float>(loss);
    tl::initialize(theta, 42);
    auto differentiate = tl::compile<float>(value_and_grad(loss));
    auto classify = tl::compile<float>(scores);

    std::vector<std::uint32_t> order(data.training.size());
    std::iota(order.begin(), order.end(), 0U);
    std::size_t const batches = (order.size() + batch_size - 1) / batch_size;
    tl::optim::adam opt{{.learning_rate = 2e-3}};
    tl::optim::schedule::cosine const rate{.from = 2e-3, .steps = epochs * batches};
    tl::random_stream const shuffles(1, "shuffle");
    std::printf(
        "784-128-10 network, relu, cross entropy: %td parameters, %zu epochs in batches of %zu\n",
        static_cast<std::ptrdiff_t>(theta.size()), epochs, batch_size);

    history result;
    Eigen::MatrixXf pixels;
    Eigen::VectorXi classes;
    for (std::size_t epoch = 0; epoch != epochs; ++epoch) {
        support::progress bar(format("epoch %2zu", epoch + 1), batches);
        auto const start = clock::now();
        shuffles.fork(epoch).shuffle(std::span(order));
        double sum = 0, sum_of_recent = 0;
        for (std::size_t batch = 0; batch != batches; ++batch) {
            std::size_t const first = batch * batch_size;
            auto const chosen =
                std::span(order).subspan(first, std::min(batch_size, order.size() - first));
            data.training.gather(chosen, pixels, classes);
            auto const [value, gradient] = differentiate(theta, image = pixels, label = classes);
            opt.options().learning_rate = rate(epoch * batches + batch);
            opt.step(theta, gradient);

            sum += static_cast<double>(value);
            sum_of_recent += static_cast<double>(value);
            if ((batch + 1) % 20 == 0) {
                result.losses.x.push_back(static_cast<double>(epoch) +
                                          static_cast<double>(batch + 1) /
                                              static_cast<double>(batches));
                result.losses.y.push_back(sum_of_recent / 20);
                sum_of_recent = 0;
            }
            bar.update(batch + 1, format("loss %.4f", sum / static_cast<double>(batch + 1)));
        }
        double const elapsed = seconds_since(start);
        result.seconds += elapsed;
        result.predictions = predict(classify, theta, data.test);
        result.accuracy = percentage_right(result.predictions, data.test.labels);
        result.accuracies.x.push_back(static_cast<double>(epoch + 1));
        result.accuracies.y.push_back(result.accuracy);
        bar.finish(format("loss %.4f, test accuracy %.2f %%, %.1f s",
                          sum / static_cast<double>(batches), result.accuracy, elapsed));
    }
    return result;
}

void draw_pictures(std::filesystem::path const& output, support::image_data const& data,
                   history const& result, std::string const& name) {
    std::filesystem::create_directories(output);
    std::vector<support::labelled_image> images;
    std::size_t right = 0;
    for (std::size_t k = 0; k != std::min<std::size_t>(60, data.test.size()); ++k) {
        images.push_back({data.test.image(k), data.class_names[result.predictions[k]],
                          data.class_names[data.test.labels[k]]});
        right += result.predictions[k] == data.test.labels[k];
    }
    auto const subtitle = format(
        "Predicted class in bold above the true one: %zu of these %zu right, %.2f %% of all %zu "
        "test images.",
        right, images.size(), result.accuracy, data.test.size());
    support::write_png(
        output / "contact_sheet.png",
        support::contact_sheet(name, subtitle, images, support::image_set::width, 10));
    std::printf("%s: the first %zu test images\n", (output / "contact_sheet.png").c_str(),
                images.size());
    if (support::draw(output / "loss.png",
                      {.title = name + ", a 784-128-10 network with relu, Adam",
                       .x_label = "epoch",
                       .y_label = "cross entropy",
                       .second_label = "test accuracy, %",
                       .data = {result.losses, result.accuracies},
                       .commands = "set key center right\nset yrange [0:*]"}))
        std::printf("%s: the loss curve\n", (output / "loss.png").c_str());
}

int run(options const& chosen) {
    bool const real = !chosen.quick && std::filesystem::exists(chosen.data);
    if (!real && !chosen.quick)
        std::printf(
            "%s is absent (Debian's package dataset-fashion-mnist): running on a generated data "
            "set instead\n",
            chosen.data.c_str());
    auto const data = real           ? support::read_fashion_mnist(chosen.data)
                      : chosen.quick ? support::generate_images(2000, 500, 1)
                                     : support::generate_images(20000, 5000, 1);
    std::string const name = real ? "Fashion-MNIST" : "Generated images";
    std::printf("%s: %zu training images, %zu test images, 28 x 28, ten classes\n", name.c_str(),
                data.training.size(), data.test.size());

    auto const result = train(data, chosen.quick ? 4 : 10, chosen.quick ? 25 : 100);
    std::printf("trained in %.1f s on one core, test accuracy %.2f %%\n", result.seconds,
                result.accuracy);
    draw_pictures(chosen.output, data, result, name);

    double const expected = chosen.quick ? 75 : 87;
    if (result.accuracy >= expected) return 0;
    std::printf("that is less than the %.0f %% that were expected\n", expected);
    return 1;
}

}  // namespace

int main(int count, char** arguments) {
    options chosen;
    for (int k = 1; k < count; ++k) {
        std::string const argument = arguments[k];
        bool const takes_value = argument == "--output" || argument == "--data";
        if (argument == "--quick") {
            chosen.quick = true;
        } else if (takes_value && k + 1 < count) {
            (argument == "--data" ? chosen.data : chosen.output) = arguments[++k];
        } else if (!takes_value && !argument.starts_with("-")) {
            chosen.output = argument;
        } else {
            std::fprintf(stderr, "usage: %s [--quick] [--data DIRECTORY] [[--output] DIRECTORY]\n",
                         arguments[0]);
            return 2;
        }
    }
    try {
        return run(chosen);
    } catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
