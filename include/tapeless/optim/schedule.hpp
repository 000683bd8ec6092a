// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_OPTIM_SCHEDULE_HPP
#define TAPELESS_OPTIM_SCHEDULE_HPP

// Learning rates that change while a model is trained. A schedule is a value that is called with
// the number of steps done so far:
//
//     tl::optim::schedule::cosine rate{.from = 1e-2, .steps = 1000};
//     for (std::size_t k = 0; k != 1000; ++k) {
//         opt.options().learning_rate = rate(k);
//         ...
//     }

#include <tapeless/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace tapeless::inline TAPELESS_ABI::optim::schedule {

/// Always the same rate.
struct constant {
    double rate;

    double operator()(std::size_t) const { return rate; }
};

/// The rate is multiplied by `factor` after every `every` steps.
struct step {
    double from;
    double factor = 0.1;
    std::size_t every = 1;

    double operator()(std::size_t done) const {
        return from * std::pow(factor, static_cast<double>(every == 0 ? 0 : done / every));
    }
};

/// The rate decays smoothly, by `factor` in `every` steps.
struct exponential {
    double from;
    double factor = 0.1;
    std::size_t every = 1;

    double operator()(std::size_t done) const {
        auto const periods =
            every == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(every);
        return from * std::pow(factor, periods);
    }
};

/// Half a period of a cosine, from the rate `from` to the rate `to` in `steps` steps, and `to`
/// after them.
///
/// **Source.** Loshchilov, Hutter: SGDR: stochastic gradient descent with warm restarts (ICLR
/// 2017), equation 5, without restarts.
struct cosine {
    double from;
    double to = 0;
    std::size_t steps = 1;

    double operator()(std::size_t done) const {
        if (done >= steps) return to;
        double const part = static_cast<double>(done) / static_cast<double>(steps);
        return to + (from - to) * (1 + std::cos(std::numbers::pi * part)) / 2;
    }
};

/// Another schedule, whose rates grow linearly from 1 / steps of it to all of it in the first
/// `steps` steps.
///
/// **Example.** `warm_up(100, cosine{.from = 1e-2, .steps = 1000})`.
template <class Schedule>
class warm_up {
public:
    warm_up(std::size_t steps, Schedule of)
        : steps_{std::max<std::size_t>(steps, 1)}, of_{std::move(of)} {}

    double operator()(std::size_t done) const {
        double const part = static_cast<double>(done + 1) / static_cast<double>(steps_);
        return std::min(1.0, part) * of_(done);
    }

private:
    std::size_t steps_;
    Schedule of_;
};

}  // namespace tapeless::inline TAPELESS_ABI::optim::schedule

#endif
