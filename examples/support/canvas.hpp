// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_CANVAS_HPP
#define TAPELESS_EXAMPLES_SUPPORT_CANVAS_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "font.hpp"

namespace support {

struct colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(colour const&) const = default;
};

/// A picture in memory, on which rectangles, small grey images and text can be drawn. What lies
/// outside is cut off.
class canvas {
public:
    canvas(int width, int height, colour background)
        : width_{width},
          height_{height},
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background) {}

    int width() const { return width_; }
    int height() const { return height_; }
    std::span<colour const> pixels() const { return pixels_; }

    colour at(int x, int y) const { return pixels_[index(x, y)]; }

    void set(int x, int y, colour c) {
        if (x >= 0 && x < width_ && y >= 0 && y < height_) pixels_[index(x, y)] = c;
    }

    void fill(int left, int top, int width, int height, colour c) {
        for (int y = top; y != top + height; ++y)
            for (int x = left; x != left + width; ++x) set(x, y, c);
    }

    /// A grey image, first row first; each of its pixels becomes scale x scale pixels between the
    /// colours of 0 and of 255.
    void grey_image(int left, int top, std::span<std::uint8_t const> image, int columns, int scale,
                    colour zero, colour full) {
        auto const blend = [](int from, int to, int weight) {
            return static_cast<std::uint8_t>(from + (to - from) * weight / 255);
        };
        for (std::size_t k = 0; k != image.size(); ++k) {
            int const value = image[k], row = static_cast<int>(k) / columns,
                      column = static_cast<int>(k) % columns;
            fill(left + column * scale, top + row * scale, scale, scale,
                 {blend(zero.red, full.red, value), blend(zero.green, full.green, value),
                  blend(zero.blue, full.blue, value)});
        }
    }

    /// A line of text; (left, top) is the corner of its capitals, which are 7 * scale high.
    void text(int left, int top, std::string_view line, colour c, int scale = 1) {
        for (char const character : line) {
            auto const glyph = glyph_of(character);
            for (int row = 0; row != glyph.height(); ++row)
                for (int column = 0; column != glyph.width; ++column)
                    if (glyph.ink(row, column))
                        fill(left + column * scale, top + row * scale, scale, scale, c);
            left += (glyph.width + 1) * scale;
        }
    }

private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
               static_cast<std::size_t>(x);
    }

    int width_, height_;
    std::vector<colour> pixels_;
};

}  // namespace support

#endif
