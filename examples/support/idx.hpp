// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_IDX_HPP
#define TAPELESS_EXAMPLES_SUPPORT_IDX_HPP

// IDX, the format of MNIST and its kin: a header of big-endian numbers, then bytes; usually
// gzipped.

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace support {

/// An array of bytes, last extent fastest: images are count x height x width, labels are count.
struct idx_array {
    std::vector<std::size_t> extents;
    std::vector<std::uint8_t> bytes;
};

/// Reads an IDX file of bytes, gzipped or plain.
///
/// **Throws.** `std::runtime_error` naming the file and what is wrong with it: missing, not IDX,
/// elements other than bytes, truncated, damaged, or with bytes after its end.
inline idx_array read_idx(std::filesystem::path const& path) {
    auto const fail = [&](std::string const& what) -> void {
        throw std::runtime_error(path.string() + ": " + what);
    };
    if (!std::filesystem::is_regular_file(path)) fail("no such file");
    std::unique_ptr<gzFile_s, int (*)(gzFile)> const file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) fail("cannot be opened");

    auto const read = [&](std::uint8_t* to, std::size_t count) {
        while (count != 0) {
            auto const wanted = static_cast<unsigned>(std::min<std::size_t>(count, 1U << 20));
            int const got = gzread(file.get(), to, wanted);
            if (got <= 0) {
                int code = Z_OK;
                std::string const message = gzerror(file.get(), &code);
                fail(code == Z_OK || code == Z_BUF_ERROR
                         ? "truncated: " + std::to_string(count) + " bytes are missing"
                         : "damaged: " + message);
            }
            to += got;
            count -= static_cast<std::size_t>(got);
        }
    };

    std::array<std::uint8_t, 4> word{};
    read(word.data(), 4);
    if (word[0] != 0 || word[1] != 0) fail("not an IDX file: it does not begin with two zeros");
    if (word[2] != 0x08)
        fail("its elements are not bytes (type " + std::to_string(word[2]) + ", not 8)");
    if (word[3] == 0) fail("not an IDX file: it has no extents");

    idx_array result;
    result.extents.resize(word[3]);
    std::size_t size = 1;
    for (auto& extent : result.extents) {
        read(word.data(), 4);
        extent = std::size_t{word[0]} << 24 | std::size_t{word[1]} << 16 |
                 std::size_t{word[2]} << 8 | word[3];
        size *= extent;
        if (size > std::size_t{1} << 32) fail("not an IDX file: its extents are too large");
    }
    // Grown as bytes arrive: a damaged header must not ask for memory that the file cannot fill.
    while (result.bytes.size() != size) {
        std::size_t const have = result.bytes.size();
        std::size_t const more = std::min<std::size_t>(size - have, 1U << 24);
        result.bytes.resize(have + more);
        read(result.bytes.data() + have, more);
    }
    if (std::uint8_t extra = 0; gzread(file.get(), &extra, 1) != 0)
        fail("has bytes after its end, or is damaged");
    return result;
}

}  // namespace support

#endif
