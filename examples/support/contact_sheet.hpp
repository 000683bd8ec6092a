// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_CONTACT_SHEET_HPP
#define TAPELESS_EXAMPLES_SUPPORT_CONTACT_SHEET_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canvas.hpp"
#include "font.hpp"

namespace support {

/// One picture of a contact sheet: its pixels and two classes.
struct labelled_image {
    std::span<std::uint8_t const> pixels;
    std::string_view predicted, label;
};

/// Images in rows and columns, each with the predicted class in bold above the true one: wrong
/// predictions are red, in a red frame.
inline canvas contact_sheet(std::string_view title, std::string_view subtitle,
                            std::span<labelled_image const> images, int image_width, int columns) {
    constexpr colour paper{250, 249, 246}, ink{34, 34, 40}, pale{128, 128, 136},
        card{255, 255, 255}, edge{222, 220, 214}, right{28, 110, 62}, wrong{200, 30, 36},
        wrong_card{255, 240, 238};
    constexpr int scale = 4, text = 2, line = 9 * text + 4, inset = 8, gap = 10, margin = 28,
                  head = 90;

    int const image_height =
        images.empty() ? 0 : static_cast<int>(images[0].pixels.size()) / image_width;
    int const card_width = image_width * scale + 2 * inset;
    int const card_height = image_height * scale + 2 * inset + 2 * line + 4;
    int const rows = (static_cast<int>(images.size()) + columns - 1) / columns;
    canvas sheet(2 * margin + columns * (card_width + gap) - gap,
                 head + rows * (card_height + gap) - gap + margin, paper);
    sheet.text(margin, 24, title, ink, 3);
    sheet.text(margin, 56, subtitle, pale, 2);

    for (std::size_t k = 0; k != images.size(); ++k) {
        auto const& image = images[k];
        bool const correct = image.predicted == image.label;
        int const left = margin + static_cast<int>(k) % columns * (card_width + gap);
        int const top = head + static_cast<int>(k) / columns * (card_height + gap);
        int const frame = correct ? 1 : 3;
        sheet.fill(left, top, card_width, card_height, correct ? edge : wrong);
        sheet.fill(left + frame, top + frame, card_width - 2 * frame, card_height - 2 * frame,
                   correct ? card : wrong_card);
        sheet.grey_image(left + inset, top + inset, image.pixels, image_width, scale,
                         correct ? card : wrong_card, ink);
        auto const centred = [&](int y, std::string_view words, colour c) {
            int const x = left + (card_width - text_width(words, text)) / 2;
            sheet.text(x, y, words, c, text);
            return x;
        };
        int const words = top + 2 * inset + image_height * scale;
        int const x = centred(words, image.predicted, correct ? right : wrong);
        sheet.text(x + 1, words, image.predicted, correct ? right : wrong, text);  // bold
        centred(words + line, image.label, pale);
    }
    return sheet;
}

}  // namespace support

#endif
