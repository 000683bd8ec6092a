// SPDX-License-Identifier: BSL-1.0
#include <tapeless/exec/simd.hpp>
#include <tapeless/exec/simd/line.hpp>

#include "exec/support/builds.hpp"
#include "exec/support/guarded.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace tapeless::simd {
namespace {

template <class T>
T some(std::size_t i) {
    return static_cast<T>(std::sin(7.1 * static_cast<double>(i) + 0.3));
}

/// Packs of every size that one register can have: calls f(pack).
template <class T, class Arch, class Function>
void each_pack(Function const& f) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        (
            [&] {
                constexpr std::size_t lanes = std::size_t{1} << K;
                if constexpr (lanes <= width<T, Arch> && has_pack<T, lanes, Arch>)
                    f(pack<T, lanes, Arch>(T(0)));
            }(),
            ...);
    }(std::make_index_sequence<5>{});
}

template <class P, std::size_t Count, bool Padded>
void load_and_store() {
    using T = typename P::value_type;
    // A line that is not padded has nothing behind it that may be touched.
    constexpr std::size_t size = Padded ? P::size : Count;
    tapeless_tests::guarded<T> from(size), to(size);
    for (std::size_t i = 0; i != size; ++i) {
        from[i] = i < Count ? some<T>(i) : T(0);
        to[i] = std::numeric_limits<T>::quiet_NaN();
    }
    P const x = load_line<P, Count, Padded>(from.data());
    for (std::size_t i = 0; i != P::size; ++i)
        BOOST_TEST(x[i] == (i < Count ? from[i] : T(0)), Count << " of " << P::size);
    store_line<Count, Padded>(x + P(T(1)), to.data());
    for (std::size_t i = 0; i != size; ++i)
        BOOST_TEST(to[i] == (i < Count ? from[i] + T(1) : T(0)), Count << " of " << P::size);
    BOOST_TEST((from.intact() && to.intact()));
}

template <std::size_t Lanes, std::size_t Count, class P>
void sums() {
    using T = typename P::value_type;
    P x[Lanes];
    for (std::size_t i = 0; i != Lanes; ++i) {
        T numbers[P::size];
        for (std::size_t l = 0; l != P::size; ++l) numbers[l] = static_cast<T>(i * i + 3 * l + 1);
        x[i] = P::load(numbers);
    }
    auto const all = sums_of<Lanes, Count>(x);
    for (std::size_t i = 0; i != Lanes; ++i) {
        // Whole numbers: no order of summation rounds.
        auto const right = static_cast<T>(P::size * (i * i + 1) + 3 * P::size * (P::size - 1) / 2);
        BOOST_TEST(all[i] == (i < Count ? right : T(0)),
                   Count << " sums of " << P::size << " lanes in " << Lanes);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_line)

BOOST_AUTO_TEST_CASE_TEMPLATE(lanes_at_the_end, Build, tapeless_tests::native_builds) {
    using T = typename Build::type;
    using Arch = typename Build::arch;
    constexpr auto most = static_cast<std::ptrdiff_t>(width<T, Arch>);
    for (std::ptrdiff_t left = 1; left != 3 * most; ++left) {
        auto const lanes = static_cast<std::ptrdiff_t>(line_lanes<T, Arch>(left));
        // By a pack that is not longer than what is left, or by the shortest that takes it all.
        bool const is_shortest = lanes * static_cast<std::ptrdiff_t>(sizeof(T)) == 16;
        BOOST_TEST((lanes <= left || (lanes <= most && (lanes < 2 * left || is_shortest))));
        BOOST_TEST((ends_within_pack<T, Arch>(left) ==
                    (left % most != 0 &&
                     static_cast<std::ptrdiff_t>(line_lanes<T, Arch>(left % most)) > left % most)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(parts_of_packs, Build, tapeless_tests::native_builds) {
    each_pack<typename Build::type, typename Build::arch>([]<class P>(P) {
        [&]<std::size_t... Count>(std::index_sequence<Count...>) {
            (load_and_store<P, Count + 1, false>(), ...);
            (load_and_store<P, Count + 1, true>(), ...);
        }(std::make_index_sequence<P::size>{});
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(packs_behind_packs, Build, tapeless_tests::native_builds) {
    using T = typename Build::type;
    each_pack<T, typename Build::arch>([]<class P>(P) {
        T numbers[2 * P::size];
        for (std::size_t i = 0; i != 2 * P::size; ++i) numbers[i] = some<T>(i);
        P const low = P::load(numbers);
        P const high = P::load(numbers + P::size);
        if constexpr (has_pack<T, 2 * P::size, typename P::arch>) {
            auto const both = joined(low, high);
            for (std::size_t i = 0; i != 2 * P::size; ++i) BOOST_TEST(both[i] == numbers[i]);
        }
        using widest = pack<T, width<T, typename P::arch>, typename P::arch>;
        auto const wide = widened<widest>(low);
        for (std::size_t i = 0; i != widest::size; ++i)
            BOOST_TEST(wide[i] == (i < P::size ? numbers[i] : T(0)));
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sums_in_one_pack, Build, tapeless_tests::native_builds) {
    using T = typename Build::type;
    using Arch = typename Build::arch;
    each_pack<T, Arch>([]<class P>(P) {
        each_pack<T, Arch>([]<class Result>(Result) {
            [&]<std::size_t... Count>(std::index_sequence<Count...>) {
                (sums<Result::size, Count + 1, P>(), ...);
            }(std::make_index_sequence<Result::size>{});
        });
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tapeless::simd
