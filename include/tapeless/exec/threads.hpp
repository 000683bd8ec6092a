// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_THREADS_HPP
#define TAPELESS_EXEC_THREADS_HPP

#include <tapeless/config.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

namespace tapeless::inline TAPELESS_ABI {

/// A pool of threads for large batches: `tl::threads pool{4}; step(pool, theta, x = X, z = Z);`.
///
/// The caller's thread is one of them, so that a pool of n creates n - 1, once. Between calls they
/// look for work for a moment, then sleep. Results are those of the serial program, bit by bit,
/// whatever the number of threads. Batches of one chunk (up to 32 tiles, with matrix products
/// about 1500 columns) run on the caller's thread. A pool serves one call at a time: a call from
/// another thread meanwhile runs there, alone. A pool is neither copied nor moved, since its
/// threads refer to it; programs refer to it only while they are called.
/// **Throws.** The constructor what `std::thread`'s throws; errors of a call are those of a serial
/// one.
class threads {
public:
    /// As many threads as the machine runs at once.
    threads() : threads(std::thread::hardware_concurrency()) {}
    explicit threads(std::size_t count) {
        if (count > most) count = most;
        // Until all of them stand, a failure has to end those that do.
        struct guard {
            threads* owner;
            ~guard() {
                if (owner != nullptr) owner->stop();
            }
        } unfinished{this};
        for (std::size_t i = 1; i < count; ++i) others_.emplace_back([this, i] { serve(i); });
        unfinished.owner = nullptr;
    }
    threads(threads const&) = delete;
    threads& operator=(threads const&) = delete;
    ~threads() { stop(); }

    /// Threads, the caller's among them.
    std::size_t size() const noexcept { return others_.size() + 1; }

    /// Calls `work(i)`, for i = 0 on the caller's thread, on each other one for its own i below
    /// `size()` if it comes in time, and returns when all have returned. What is to be done is
    /// shared by the calls themselves, none of which may throw.
    template <class Work>
        requires std::is_nothrow_invocable_v<Work const&, std::size_t>
    void run(Work const& work) noexcept {
        if (others_.empty() || busy_.exchange(true, std::memory_order_acquire)) return work(0);
        call_ = [](void const* what, std::size_t i) { (*static_cast<Work const*>(what))(i); };
        what_ = &work;
        // Open to all who look: nobody is at work, since the last call has waited for that.
        state_.store((state_.load(std::memory_order_relaxed) + one_call) | open,
                     std::memory_order_release);
        state_.notify_all();
        work(0);
        // Who has not joined by now is not waited for.
        std::uint32_t now = state_.fetch_and(~open, std::memory_order_acquire) & ~open;
        for (int spins = 0; (now & at_work) != 0; now = state_.load(std::memory_order_acquire))
            if (++spins < patience)
                pause();
            else
                state_.wait(now, std::memory_order_acquire);
        busy_.store(false, std::memory_order_release);
    }

private:
    // The state: a bit for a call that threads may join, one for the end, how many threads are at
    // work, and the number of the call. That a thread misses a call does no harm.
    static constexpr std::uint32_t open = 1, last = 2, one_thread = 4, at_work = 0xffc,
                                   one_call = 0x1000;
    static constexpr std::size_t most = at_work / one_thread;
    /// How often a thread looks again before it sleeps: some tens of microseconds.
    static constexpr int patience = 1000;

    static void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#else
        std::this_thread::yield();
#endif
    }
    void serve(std::size_t i) noexcept {
        std::uint32_t done = 0;  // the last call that this thread took part in
        int spins = 0;
        for (std::uint32_t now = state_.load(std::memory_order_acquire); (now & last) == 0;
             now = state_.load(std::memory_order_acquire)) {
            if ((now & open) != 0 && now / one_call != done) {
                if (!state_.compare_exchange_weak(now, now + one_thread, std::memory_order_acq_rel))
                    continue;
                call_(what_, i);
                done = now / one_call;
                if ((state_.fetch_sub(one_thread, std::memory_order_acq_rel) & open) == 0)
                    state_.notify_all();
                spins = 0;
            } else if (++spins < patience)
                pause();
            else
                state_.wait(now, std::memory_order_acquire);
        }
    }
    void stop() noexcept {
        state_.fetch_or(last, std::memory_order_release);
        state_.notify_all();
        for (std::thread& each : others_) each.join();
        others_.clear();
    }

    void (*call_)(void const*, std::size_t) = nullptr;
    void const* what_ = nullptr;
    std::vector<std::thread> others_;
    alignas(64) std::atomic<std::uint32_t> state_{0};
    alignas(64) std::atomic<bool> busy_{false};
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
