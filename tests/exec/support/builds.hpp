// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_EXEC_SUPPORT_BUILDS_HPP
#define TAPELESS_TESTS_EXEC_SUPPORT_BUILDS_HPP

#include <tapeless/exec/simd.hpp>

#include <boost/mpl/list.hpp>

namespace tapeless_tests {

/// A number type, and an instruction set that this build may use.
template <class T, class Arch>
struct built_for {
    using type = T;
    using arch = Arch;
};
using native_builds = boost::mpl::list<
    built_for<double, tapeless::simd::native>, built_for<float, tapeless::simd::native>
#if defined(__AVX2__) && defined(__AVX512F__)
    ,
    built_for<double, xsimd::fma3<xsimd::avx2>>, built_for<float, xsimd::fma3<xsimd::avx2>>
#endif
#if defined(__SSE2__) && defined(__AVX__)
    ,
    built_for<double, xsimd::sse2>, built_for<float, xsimd::sse2>
#endif
    >;

}  // namespace tapeless_tests

#endif
