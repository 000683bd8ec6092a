// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_PROGRESS_HPP
#define TAPELESS_EXAMPLES_SUPPORT_PROGRESS_HPP

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

namespace support {

/// How far a loop has come: on a terminal a bar that is drawn over itself, elsewhere one line at
/// the end.
class progress {
public:
    progress(std::string title, std::size_t total, std::FILE* to = stdout)
        : title_{std::move(title)}, total_{total}, to_{to}, on_terminal_{isatty(fileno(to)) == 1} {}

    /// `note` says something that changes, such as the loss.
    void update(std::size_t done, std::string const& note = "") {
        if (!on_terminal_ || !due()) return;
        constexpr std::size_t width = 30;
        std::size_t const filled = total_ == 0 ? width : width * done / total_;
        std::string bar;
        for (std::size_t k = 0; k != width; ++k) bar += k < filled ? "\u2588" : "\u2591";
        std::fprintf(to_, "\r%s %s %3zu %%  %s\x1b[K", title_.c_str(), bar.c_str(),
                     total_ == 0 ? 100 : 100 * done / total_, note.c_str());
        std::fflush(to_);
    }

    /// Replaces the bar by a last line.
    void finish(std::string const& note) {
        std::fprintf(to_, "%s%s  %s%s\n", on_terminal_ ? "\r" : "", title_.c_str(), note.c_str(),
                     on_terminal_ ? "\x1b[K" : "");
        std::fflush(to_);
    }

private:
    bool due() {
        auto const now = std::chrono::steady_clock::now();
        if (now < next_) return false;
        next_ = now + std::chrono::milliseconds(50);
        return true;
    }

    std::string title_;
    std::size_t total_;
    std::FILE* to_;
    bool on_terminal_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace support

#endif
