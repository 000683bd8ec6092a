// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_PNG_HPP
#define TAPELESS_EXAMPLES_SUPPORT_PNG_HPP

#include <zlib.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "canvas.hpp"

namespace support {

/// Writes 8-bit pixels, row after row, as a PNG file: grey with one channel, RGB with three.
///
/// **Throws.** `std::runtime_error` naming the file, where it cannot be written.
/// **Source.** Portable Network Graphics (PNG) Specification, second edition (W3C, 2003).
inline void write_png(std::filesystem::path const& path, int width, int height, int channels,
                      std::span<std::uint8_t const> pixels) {
    auto const row_size = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    if (width <= 0 || height <= 0 || (channels != 1 && channels != 3) ||
        pixels.size() != row_size * static_cast<std::size_t>(height))
        throw std::runtime_error(path.string() + ": no picture of that size");

    using bytes = std::vector<std::uint8_t>;
    bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    auto const append_word = [](bytes& to, std::size_t value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            to.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    auto const append_chunk = [&](std::string_view type, bytes const& data) {
        append_word(file, data.size());
        std::size_t const start = file.size();
        file.insert(file.end(), type.begin(), type.end());
        file.insert(file.end(), data.begin(), data.end());
        append_word(file, crc32(0, file.data() + start, static_cast<uInt>(file.size() - start)));
    };

    bytes header;
    append_word(header, static_cast<std::size_t>(width));
    append_word(header, static_cast<std::size_t>(height));
    std::uint8_t const colour_type = channels == 1 ? 0 : 2;
    for (std::uint8_t const field :
         {std::uint8_t{8}, colour_type, std::uint8_t{0}, std::uint8_t{0},
          std::uint8_t{0}})  // bits, colour, deflate, filters, no interlace
        header.push_back(field);
    append_chunk("IHDR", header);

    bytes filtered;  // each row after the number of its filter: none
    for (auto row = pixels.begin(); row != pixels.end();
         row += static_cast<std::ptrdiff_t>(row_size)) {
        filtered.push_back(0);
        filtered.insert(filtered.end(), row, row + static_cast<std::ptrdiff_t>(row_size));
    }
    uLongf size = compressBound(static_cast<uLong>(filtered.size()));
    bytes compressed(size);
    if (compress2(compressed.data(), &size, filtered.data(), static_cast<uLong>(filtered.size()),
                  9) != Z_OK)
        throw std::runtime_error(path.string() + ": compression failed");
    compressed.resize(size);
    append_chunk("IDAT", compressed);
    append_chunk("IEND", {});

    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<char const*>(file.data()),
              static_cast<std::streamsize>(file.size()));
    if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

inline void write_png(std::filesystem::path const& path, canvas const& picture) {
    std::vector<std::uint8_t> pixels;
    for (colour const c : picture.pixels()) pixels.insert(pixels.end(), {c.red, c.green, c.blue});
    write_png(path, picture.width(), picture.height(), 3, pixels);
}

}  // namespace support

#endif
