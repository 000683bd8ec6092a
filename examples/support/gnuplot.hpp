// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXAMPLES_SUPPORT_GNUPLOT_HPP
#define TAPELESS_EXAMPLES_SUPPORT_GNUPLOT_HPP

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace support {

/// Points of a plot. `style` is gnuplot's: "lines", "points pt 7 ps 0.4", "lines dashtype 2".
struct series {
    std::string title = {};
    std::vector<double> x = {}, y = {};
    std::string style = "lines lw 2";
    bool second_axis = false;  // scaled at the right-hand side
};

struct plot {
    std::string title = {}, x_label = {}, y_label = {}, second_label = {};
    std::vector<series> data = {};
    std::string commands = {};  // further commands of gnuplot's, before the plot
};

namespace detail {

/// In double quotes: in single ones, two apostrophes in a row end the text for gnuplot 5.4, however
/// they are written.
inline std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (char const character : text) {
        if (character == '"' || character == '\\') result += '\\';
        result += character;
    }
    return result + '"';
}

}  // namespace detail

inline bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null 2>&1") == 0; }

/// Draws a plot into a PNG file with gnuplot, and says on the standard error output where a picture
/// could not be drawn. True if it was.
inline bool draw(std::filesystem::path const& path, plot const& what) {
    if (!has_gnuplot()) {
        std::fprintf(stderr, "%s was not drawn: gnuplot is not installed\n", path.c_str());
        return false;
    }
    // A gnuplot that gives up early must not end the program.
    auto const before = std::signal(SIGPIPE, SIG_IGN);
    std::FILE* const pipe = popen("gnuplot >/dev/null", "w");
    if (pipe == nullptr) {
        std::fprintf(stderr, "%s was not drawn: gnuplot did not start\n", path.c_str());
        return false;
    }
    using detail::quoted;
    auto const send = [pipe](std::string const& line) { std::fprintf(pipe, "%s\n", line.c_str()); };
    bool second_axis = false;
    for (auto const& one : what.data) second_axis = second_axis || one.second_axis;
    send("set terminal pngcairo noenhanced size 1000,640 font 'Sans,12' background '#faf9f6'");
    send("set output " + quoted(path.string()));
    send("set title " + quoted(what.title) + " font 'Sans,15'");
    send("set xlabel " + quoted(what.x_label));
    send("set ylabel " + quoted(what.y_label));
    send("set border 3 lc rgb '#666670'");
    send("set tics nomirror textcolor rgb '#44444c'");
    send("set grid lc rgb '#dddad2' lw 1 lt 1");
    send("set key top right box lc rgb '#dddad2' opaque spacing 1.2");
    char const* const palette[] = {"#1f5fa8", "#d1442f", "#2b8a4f",
                                   "#b8860b", "#7a4fa3", "#3a3a42"};
    for (std::size_t k = 0; k != 6; ++k)
        send("set linetype " + std::to_string(k + 1) + " lc rgb '" + palette[k] + "'");
    if (second_axis) {
        send("set border 11");
        send("set y2tics nomirror");
        send("set y2label " + quoted(what.second_label));
    }
    if (!what.commands.empty()) send(what.commands);
    std::string command = "plot ";
    for (auto const& one : what.data)
        command += (&one == what.data.data() ? "" : ", ") + std::string("'-' ") +
                   (one.second_axis ? "axes x1y2 " : "") + "with " + one.style + " title " +
                   quoted(one.title);
    send(command);
    for (auto const& one : what.data) {
        for (std::size_t k = 0; k != one.x.size() && k != one.y.size(); ++k)
            std::fprintf(pipe, "%.9g %.9g\n", one.x[k], one.y[k]);
        send("e");
    }
    bool const closed = pclose(pipe) == 0;
    std::signal(SIGPIPE, before);
    bool const drawn = closed && std::filesystem::exists(path);
    if (!drawn) std::fprintf(stderr, "%s was not drawn: gnuplot failed\n", path.c_str());
    return drawn;
}

}  // namespace support

#endif
