// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_IMAGE_SET_HPP
#define TAPELESS_EXAMPLES_SUPPORT_IMAGE_SET_HPP

#include <tapeless/core/random.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "idx.hpp"

namespace support {

/// Images of 28 x 28 grey values with one of ten classes each.
struct image_set {
    static constexpr int width = 28, pixels = width * width;

    std::vector<std::uint8_t> bytes;
    std::vector<std::uint8_t> labels;

    std::size_t size() const { return labels.size(); }

    std::span<std::uint8_t const> image(std::size_t k) const {
        return std::span(bytes).subspan(k * pixels, pixels);
    }

    /// The images and labels of the given numbers: pixels from 0 to 1, an image in each column.
    void gather(std::span<std::uint32_t const> numbers, Eigen::MatrixXf& images,
                Eigen::VectorXi& classes) const {
        auto const count = static_cast<Eigen::Index>(numbers.size());
        images.resize(pixels, count);
        classes.resize(count);
        for (Eigen::Index k = 0; k != count; ++k) {
            std::size_t const number = numbers[static_cast<std::size_t>(k)];
            Eigen::Map<Eigen::Array<std::uint8_t, pixels, 1> const> const grey(
                image(number).data());
            images.col(k) = grey.cast<float>() / 255;
            classes[k] = labels[number];
        }
    }
};

/// Images to learn from and images to be tested with.
struct image_data {
    image_set training, test;
    std::array<std::string_view, 10> class_names;
};

/// Reads Fashion-MNIST as Debian's package dataset-fashion-mnist installs it.
///
/// **Throws.** `std::runtime_error` naming the file and what is wrong with it.
/// **Source.** Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine
/// learning algorithms (2017).
inline image_data read_fashion_mnist(std::filesystem::path const& directory) {
    auto const read = [&](std::string const& part) {
        auto images = read_idx(directory / (part + "-images-idx3-ubyte.gz"));
        auto labels = read_idx(directory / (part + "-labels-idx1-ubyte.gz"));
        if (images.extents.size() != 3 || images.extents[1] != image_set::width ||
            images.extents[2] != image_set::width ||
            labels.extents != std::vector{images.extents[0]})
            throw std::runtime_error(directory.string() + ": " + part +
                                     " is not a set of 28 x 28 images with a label each");
        if (std::any_of(labels.bytes.begin(), labels.bytes.end(),
                        [](auto label) { return label > 9; }))
            throw std::runtime_error(directory.string() + ": a label of " + part +
                                     " is not a digit");
        return image_set{std::move(images.bytes), std::move(labels.bytes)};
    };
    return {read("train"),
            read("t10k"),
            {"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
             "Ankle boot"}};
}

/// Draws a data set of the same form: a class is an arrangement of four soft spots, an image one of
/// its class, shifted, with spots of varying brightness, and noise.
inline image_data generate_images(std::size_t training, std::size_t test, std::uint64_t seed) {
    struct spot {
        double x, y, radius;
    };
    std::array<std::array<spot, 4>, 10> classes{};
    tapeless::random_stream const layout(seed, "layout");
    for (std::uint64_t k = 0; auto& spots : classes)
        for (auto& spot : spots) {
            spot = {layout.uniform(k, 5, 23), layout.uniform(k + 1, 5, 23),
                    layout.uniform(k + 2, 2, 5)};
            k += 3;
        }
    auto const draw = [&](std::size_t count, std::string_view name) {
        image_set result;
        tapeless::random_stream const all(seed, name);
        for (std::size_t number = 0; number != count; ++number) {
            auto const stream = all.fork(number);
            auto const label = static_cast<std::uint8_t>(stream.below(0, 10));
            double const shift_x = stream.normal(1, 0, 2.5), shift_y = stream.normal(2, 0, 2.5);
            for (int pixel = 0; pixel != image_set::pixels; ++pixel) {
                double value = stream.normal(static_cast<std::uint64_t>(100 + pixel), 0, 40);
                for (std::uint64_t k = 3; auto const& spot : classes[label]) {
                    double const x = pixel % image_set::width - spot.x - shift_x;
                    double const y = pixel / image_set::width - spot.y - shift_y;
                    value += stream.uniform(k++, 20, 220) *
                             std::exp(-(x * x + y * y) / (2 * spot.radius * spot.radius));
                }
                result.bytes.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)));
            }
            result.labels.push_back(label);
        }
        return result;
    };
    return {draw(training, "training"),
            draw(test, "test"),
            {"class 0", "class 1", "class 2", "class 3", "class 4", "class 5", "class 6", "class 7",
             "class 8", "class 9"}};
}

}  // namespace support

#endif
