// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_BENCHMARK_CONTEST_HPP
#define TAPELESS_BENCHMARK_CONTEST_HPP

#include "measure.hpp"

#include <string_view>

namespace benchmarks {

/// A side, or a bound, that takes part in the problems of one kind, if it solves them. Each
/// translation unit that is linked enters its own.
template <class Problem>
struct entry {
    std::string name;
    std::function<bool(Problem const&)> solves;
    std::function<side(std::string const&, Problem const&)> make;
};

template <class Problem>
std::vector<entry<Problem>>& entries() {
    static std::vector<entry<Problem>> all;
    return all;
}

/// A global object of this type enters `Solver`, which is constructed from the problem.
template <class Solver, class Problem>
struct enter {
    explicit enter(std::string name, std::function<bool(Problem const&)> solves = anything) {
        entries<Problem>().push_back(
            {std::move(name), std::move(solves), [](std::string const& called, Problem const& p) {
                 return make_side(called, std::make_shared<Solver>(p));
             }});
    }
    static bool anything(Problem const&) { return true; }
};

/// What the command line asks for.
struct request {
    bool every = false;  ///< every size, not a choice of them
    bool quick = false;  ///< a fifth of the rounds
    effort limits() const { return quick ? effort{5, 1e6} : effort{}; }
};

inline request read_request(int count, char** arguments) {
    request result;
    for (int i = 1; i < count; ++i) {
        std::string_view const word = arguments[i];
        if (word == "--every")
            result.every = true;
        else if (word == "--quick")
            result.quick = true;
        else {
            std::fprintf(stderr, "usage: %s [--every] [--quick]\n", arguments[0]);
            std::exit(2);
        }
    }
    return result;
}

/// What the results of a problem are filed under.
struct label {
    std::string workload;
    std::string problem;
    std::string type;
    std::ptrdiff_t size;
};

/// Tapeless against all other sides: first whether they agree, then how fast they are. A line a
/// side: `result`, workload, problem, type, size, side, nanoseconds a call, time of Tapeless over
/// it, and the quartiles of that; between tabs.
template <class Problem>
void hold_contest(label const& l, Problem const& problem, double tolerance, request const& r) {
    std::vector<side> sides;
    for (auto const& e : entries<Problem>()) {
        if (!e.solves(problem)) continue;
        sides.push_back(e.make(e.name, problem));
        if (e.name == "tapeless") std::swap(sides.front(), sides.back());
    }
    if (sides.empty() || sides.front().name != "tapeless") {
        std::fprintf(stderr, "%s: there is no program of Tapeless\n", l.problem.c_str());
        std::exit(1);
    }
    if (sides.size() == 1) return;
    std::string const what = l.problem + ", " + l.type + ", size " + std::to_string(l.size);
    for (std::size_t i = 1; i != sides.size(); ++i)
        if (sides[i].has_answer()) require_agreement(what, sides[0], sides[i], tolerance);
    auto const times = race(sides, r.limits());
    for (std::size_t i = 0; i != sides.size(); ++i)
        std::printf("result\t%s\t%s\t%s\t%td\t%s\t%.4g\t%.3f\t%.3f\t%.3f\n", l.workload.c_str(),
                    l.problem.c_str(), l.type.c_str(), l.size, sides[i].name.c_str(),
                    times[i].nanoseconds, times[i].ratio, times[i].lower, times[i].upper);
    std::fflush(stdout);
}

}  // namespace benchmarks

#endif
