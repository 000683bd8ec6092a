// SPDX-License-Identifier: BSL-1.0
#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "contact_sheet.hpp"
#include "gnuplot.hpp"
#include "idx.hpp"
#include "png.hpp"
#include "progress.hpp"

namespace {

using bytes = std::vector<std::uint8_t>;

/// A directory of the test's own, removed at its end.
struct scratch {
    std::filesystem::path path;
    scratch() {
        std::string name = (std::filesystem::temp_directory_path() / "tapeless-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;
    ~scratch() { std::filesystem::remove_all(path); }

    std::filesystem::path write(bytes const& content, bool zipped = true) const {
        auto const file = path / "file";
        gzFile const out = gzopen(file.c_str(), zipped ? "wb" : "wbT");
        gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
        gzclose(out);
        return file;
    }
};

bytes const two_by_three{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255};

/// The message of the exception that reading the file throws.
std::string complaint(std::filesystem::path const& file) {
    try {
        support::read_idx(file);
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return "none";
}

bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::size_t word(bytes const& from, std::size_t at) {
    return std::size_t{from[at]} << 24 | std::size_t{from[at + 1]} << 16 |
           std::size_t{from[at + 2]} << 8 | from[at + 3];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples_support)

BOOST_AUTO_TEST_CASE(idx_is_read_gzipped_and_plain) {
    scratch const here;
    for (bool const zipped : {true, false}) {
        auto const read = support::read_idx(here.write(two_by_three, zipped));
        BOOST_TEST(read.extents == (std::vector<std::size_t>{2, 3}),
                   boost::test_tools::per_element());
        BOOST_TEST(read.bytes == (bytes{1, 2, 3, 4, 5, 255}), boost::test_tools::per_element());
    }
    BOOST_TEST(support::read_idx(here.write({0, 0, 8, 1, 0, 0, 0, 0})).bytes.empty());
}

BOOST_AUTO_TEST_CASE(idx_names_what_is_wrong) {
    scratch const here;
    BOOST_TEST(contains(complaint(here.path / "absent"), "absent: no such file"));
    BOOST_TEST(contains(complaint(here.path), "no such file"));
    for (std::size_t kept = 0; kept != two_by_three.size(); ++kept)
        BOOST_TEST(
            contains(complaint(here.write(
                         bytes(two_by_three.begin(), two_by_three.begin() + std::ptrdiff_t(kept)))),
                     "truncated"));
    BOOST_TEST(contains(complaint(here.write({'G', 'I', 'F', '8', '9', 'a'})), "not an IDX file"));
    BOOST_TEST(contains(complaint(here.write({0, 0, 13, 1, 0, 0, 0, 0})), "not bytes (type 13"));
    BOOST_TEST(contains(complaint(here.write({0, 0, 8, 0})), "no extents"));
    BOOST_TEST(contains(complaint(here.write({0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255})),
                        "too large"));
    bytes longer = two_by_three;
    longer.push_back(7);
    BOOST_TEST(contains(complaint(here.write(longer)), "bytes after its end"));
}

BOOST_AUTO_TEST_CASE(idx_notices_a_damaged_archive) {
    scratch const here;
    bytes big{0, 0, 8, 1, 0, 1, 0, 0};
    for (int k = 0; k != 65536; ++k)
        big.push_back(static_cast<std::uint8_t>((k % 1000) * (k % 1000) >> 3));
    auto const file = here.write(big);
    auto const size = std::filesystem::file_size(file);
    std::filesystem::resize_file(file, size / 2);
    BOOST_TEST(contains(complaint(file), "truncated"));
    here.write(big);
    {
        std::fstream change(file, std::ios::in | std::ios::out | std::ios::binary);
        change.seekp(static_cast<std::streamoff>(size / 2));
        change << "damage, damage";
    }
    BOOST_TEST(complaint(file) != "none");
}

BOOST_AUTO_TEST_CASE(png_is_what_was_drawn) {
    scratch const here;
    support::canvas picture(3, 2, {10, 20, 30});
    picture.set(2, 1, {255, 0, 1});
    picture.set(3, 1, {9, 9, 9});  // outside
    support::write_png(here.path / "a.png", picture);
    std::ifstream in(here.path / "a.png", std::ios::binary);
    bytes const file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    BOOST_TEST(word(file, 0) == 0x89504E47U);
    std::vector<std::string> types;
    bytes header, packed;
    for (std::size_t at = 8; at < file.size();) {
        std::size_t const size = word(file, at);
        auto const start = file.begin() + std::ptrdiff_t(at) + 4;
        types.emplace_back(start, start + 4);
        bytes const data(start + 4, start + 4 + std::ptrdiff_t(size));
        BOOST_TEST(word(file, at + 8 + size) == crc32(0, &*start, static_cast<uInt>(size + 4)));
        if (types.back() == "IHDR") header = data;
        if (types.back() == "IDAT") packed = data;
        at += 12 + size;
    }
    BOOST_TEST(types == (std::vector<std::string>{"IHDR", "IDAT", "IEND"}),
               boost::test_tools::per_element());
    BOOST_TEST(header == (bytes{0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0}),
               boost::test_tools::per_element());
    bytes raw(20);
    uLongf size = raw.size();
    BOOST_TEST(uncompress(raw.data(), &size, packed.data(), static_cast<uLong>(packed.size())) ==
               Z_OK);
    BOOST_TEST(raw == (bytes{0, 10, 20, 30, 10, 20, 30, 10,  20, 30,  //
                             0, 10, 20, 30, 10, 20, 30, 255, 0,  1}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(png_complains) {
    scratch const here;
    bytes const grey{1, 2, 3, 4};
    BOOST_CHECK_NO_THROW(support::write_png(here.path / "g.png", 2, 2, 1, grey));
    BOOST_CHECK_THROW(support::write_png(here.path / "g.png", 2, 3, 1, grey), std::runtime_error);
    BOOST_CHECK_THROW(support::write_png(here.path / "g.png", 2, 2, 2, grey), std::runtime_error);
    BOOST_CHECK_THROW(support::write_png(here.path / "no" / "g.png", 2, 2, 1, grey),
                      std::runtime_error);
}

BOOST_AUTO_TEST_CASE(glyphs_are_rectangles) {
    for (auto const& glyph : support::font) {
        BOOST_TEST(glyph.height() >= 7);
        BOOST_TEST(glyph.rows.size() ==
                   static_cast<std::size_t>(glyph.height() * (glyph.width + 1) - 1));
        for (std::size_t k = 0; k != glyph.rows.size(); ++k)
            BOOST_TEST((glyph.rows[k] == ' ') == (k % static_cast<std::size_t>(glyph.width + 1) ==
                                                  static_cast<std::size_t>(glyph.width)));
    }
    for (char c = 'a'; c <= 'z'; ++c) BOOST_TEST(support::glyph_of(c).character == c);
    for (char c = 'A'; c <= 'Z'; ++c) BOOST_TEST(support::glyph_of(c).character == c);
    for (char c = '0'; c <= '9'; ++c) BOOST_TEST(support::glyph_of(c).character == c);
    BOOST_TEST(support::glyph_of('\x7f').character == '?');
    BOOST_TEST(support::text_width("iT", 2) == 14);
    BOOST_TEST(support::text_width("") == 0);
}

BOOST_AUTO_TEST_CASE(contact_sheet_marks_what_is_wrong) {
    bytes const pixels(784, 128);
    std::vector<support::labelled_image> const images{{pixels, "Bag", "Bag"},
                                                      {pixels, "Coat", "Dress"}};
    auto const sheet = support::contact_sheet("title", "subtitle", images, 28, 10);
    std::size_t red = 0;
    for (auto const c : sheet.pixels()) red += c == support::colour{200, 30, 36};
    BOOST_TEST(red > 1000U);
    auto const right =
        support::contact_sheet("title", "subtitle", std::span(images).first(1), 28, 10);
    for (auto const c : right.pixels()) BOOST_REQUIRE((c != support::colour{200, 30, 36}));
    BOOST_TEST(support::contact_sheet("empty", "", {}, 28, 10).width() > 0);
}

BOOST_AUTO_TEST_CASE(plots_are_drawn_where_gnuplot_is) {
    scratch const here;
    support::plot const plot{.title = "it's a \"plot\" of f'' \\ g",
                             .x_label = "x",
                             .data = {{.title = "one", .x = {0, 1, 2}, .y = {1, 4, 9}}}};
    auto const file = here.path / "it's a plot.png";
    BOOST_TEST(support::draw(file, plot) == support::has_gnuplot());
    BOOST_TEST(std::filesystem::exists(file) == support::has_gnuplot());
    BOOST_TEST(!support::draw(here.path / "no" / "plot.png", plot));
}

BOOST_AUTO_TEST_CASE(progress_is_one_line_without_a_terminal) {
    std::FILE* const file = std::tmpfile();
    support::progress bar("epoch 1", 10, file);
    for (std::size_t k = 0; k != 10; ++k) bar.update(k, "loss");
    bar.finish("done");
    std::rewind(file);
    std::array<char, 100> line{};
    BOOST_TEST(std::fgets(line.data(), 100, file) == line.data());
    BOOST_TEST(std::string(line.data()) == "epoch 1  done\n");
    std::fclose(file);
}

BOOST_AUTO_TEST_SUITE_END()
