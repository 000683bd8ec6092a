// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_SIMD_DETAIL_MACHINE_HPP
#define TAPELESS_EXEC_SIMD_DETAIL_MACHINE_HPP

#include <tapeless/exec/simd/arch.hpp>

// <immintrin.h> has intrinsics of every instruction set, whatever is asked for: 0.25 s and 60 MiB.
#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE4_1__)
#include <smmintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// What the language's vector types cannot say, one overload a register. `lanes` asks with a
/// requires-expression whether an overload exists and does it otherwise if not. (Intrinsics, not
/// xsimd's functions: those have no fused multiply-add on AVX-512 before version 9, and calls that
/// are not forced inline keep an unoptimised build slow.)
namespace tapeless::inline TAPELESS_ABI::simd::detail::machine {

// The names exist whatever the instruction set has.
struct nothing {};
void any(nothing);
void signs(nothing);
void load_first(nothing);
void store_first(nothing);
void first_or(nothing);
void multiply_add(nothing);
void square_root(nothing);
void lower(nothing);
void upper(nothing);
void downward(nothing);
void upward(nothing);
void to_even(nothing);
void scale(nothing);
void exponent(nothing);
void fraction(nothing);
void exceptions_of_log(nothing);
void reciprocal_guess(nothing);
void keep(nothing);

// clang-format off
#if defined(__SSE2__)
TAPELESS_ALWAYS_INLINE __m128 square_root(__m128 x) { return _mm_sqrt_ps(x); }
TAPELESS_ALWAYS_INLINE __m128 lower(__m128 a, __m128 b) { return _mm_min_ps(a, b); }
TAPELESS_ALWAYS_INLINE __m128 upper(__m128 a, __m128 b) { return _mm_max_ps(a, b); }
TAPELESS_ALWAYS_INLINE __m128d square_root(__m128d x) { return _mm_sqrt_pd(x); }
TAPELESS_ALWAYS_INLINE __m128d lower(__m128d a, __m128d b) { return _mm_min_pd(a, b); }
TAPELESS_ALWAYS_INLINE __m128d upper(__m128d a, __m128d b) { return _mm_max_pd(a, b); }
TAPELESS_ALWAYS_INLINE bool any(__m128i m) { return _mm_movemask_epi8(m) != 0; }
TAPELESS_ALWAYS_INLINE unsigned signs(__m128 x) { return static_cast<unsigned>(_mm_movemask_ps(x)); }
TAPELESS_ALWAYS_INLINE unsigned signs(__m128d x) { return static_cast<unsigned>(_mm_movemask_pd(x)); }
TAPELESS_ALWAYS_INLINE void keep(__m128& x) { __asm__("" : "+v"(x)); }
TAPELESS_ALWAYS_INLINE void keep(__m128d& x) { __asm__("" : "+v"(x)); }
#endif
#if defined(__SSE4_1__)
TAPELESS_ALWAYS_INLINE __m128 downward(__m128 x) { return _mm_round_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m128 upward(__m128 x) { return _mm_round_ps(x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m128 to_even(__m128 x) { return _mm_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m128d downward(__m128d x) { return _mm_round_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m128d upward(__m128d x) { return _mm_round_pd(x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m128d to_even(__m128d x) { return _mm_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
#endif
#if defined(__AVX__)
TAPELESS_ALWAYS_INLINE __m256 square_root(__m256 x) { return _mm256_sqrt_ps(x); }
TAPELESS_ALWAYS_INLINE __m256 lower(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
TAPELESS_ALWAYS_INLINE __m256 upper(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
TAPELESS_ALWAYS_INLINE __m256 downward(__m256 x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m256 upward(__m256 x) { return _mm256_round_ps(x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m256 to_even(__m256 x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m256d square_root(__m256d x) { return _mm256_sqrt_pd(x); }
TAPELESS_ALWAYS_INLINE __m256d lower(__m256d a, __m256d b) { return _mm256_min_pd(a, b); }
TAPELESS_ALWAYS_INLINE __m256d upper(__m256d a, __m256d b) { return _mm256_max_pd(a, b); }
TAPELESS_ALWAYS_INLINE __m256d downward(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m256d upward(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m256d to_even(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE void keep(__m256& x) { __asm__("" : "+v"(x)); }
TAPELESS_ALWAYS_INLINE void keep(__m256d& x) { __asm__("" : "+v"(x)); }
TAPELESS_ALWAYS_INLINE bool any(__m256i m) { return _mm256_movemask_ps(_mm256_castsi256_ps(m)) != 0; }
TAPELESS_ALWAYS_INLINE unsigned signs(__m256 x) { return static_cast<unsigned>(_mm256_movemask_ps(x)); }
TAPELESS_ALWAYS_INLINE unsigned signs(__m256d x) { return static_cast<unsigned>(_mm256_movemask_pd(x)); }
#endif
#if defined(__FMA__)
TAPELESS_ALWAYS_INLINE __m128 multiply_add(__m128 a, __m128 b, __m128 c) { return _mm_fmadd_ps(a, b, c); }
TAPELESS_ALWAYS_INLINE __m128d multiply_add(__m128d a, __m128d b, __m128d c) { return _mm_fmadd_pd(a, b, c); }
TAPELESS_ALWAYS_INLINE __m256 multiply_add(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
TAPELESS_ALWAYS_INLINE __m256d multiply_add(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
#endif
#if defined(__AVX512F__)
// Masked forms with every lane enabled (which cost nothing), because g++ 12 warns of an uninitialised variable inside
// the plain ones wherever they are inlined.
inline constexpr __mmask16 all_16 = 0xffff;
inline constexpr __mmask8 all_8 = 0xff;
TAPELESS_ALWAYS_INLINE unsigned signs(__m512 x) { return _mm512_cmp_epi32_mask(_mm512_castps_si512(x), _mm512_setzero_si512(), _MM_CMPINT_LT); }
TAPELESS_ALWAYS_INLINE unsigned signs(__m512d x) { return _mm512_cmp_epi64_mask(_mm512_castpd_si512(x), _mm512_setzero_si512(), _MM_CMPINT_LT); }
TAPELESS_ALWAYS_INLINE __m512 multiply_add(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
TAPELESS_ALWAYS_INLINE __m512 square_root(__m512 x) { return _mm512_mask_sqrt_ps(x, all_16, x); }
TAPELESS_ALWAYS_INLINE __m512 lower(__m512 a, __m512 b) { return _mm512_mask_min_ps(a, all_16, a, b); }
TAPELESS_ALWAYS_INLINE __m512 upper(__m512 a, __m512 b) { return _mm512_mask_max_ps(a, all_16, a, b); }
TAPELESS_ALWAYS_INLINE __m512 downward(__m512 x) { return _mm512_mask_roundscale_ps(x, all_16, x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m512 upward(__m512 x) { return _mm512_mask_roundscale_ps(x, all_16, x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m512 to_even(__m512 x) { return _mm512_mask_roundscale_ps(x, all_16, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m512d multiply_add(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
TAPELESS_ALWAYS_INLINE __m512d square_root(__m512d x) { return _mm512_mask_sqrt_pd(x, all_8, x); }
TAPELESS_ALWAYS_INLINE __m512d lower(__m512d a, __m512d b) { return _mm512_mask_min_pd(a, all_8, a, b); }
TAPELESS_ALWAYS_INLINE __m512d upper(__m512d a, __m512d b) { return _mm512_mask_max_pd(a, all_8, a, b); }
TAPELESS_ALWAYS_INLINE __m512d downward(__m512d x) { return _mm512_mask_roundscale_pd(x, all_8, x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m512d upward(__m512d x) { return _mm512_mask_roundscale_pd(x, all_8, x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE __m512d to_even(__m512d x) { return _mm512_mask_roundscale_pd(x, all_8, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
TAPELESS_ALWAYS_INLINE void keep(__m512& x) { __asm__("" : "+v"(x)); }
TAPELESS_ALWAYS_INLINE void keep(__m512d& x) { __asm__("" : "+v"(x)); }
TAPELESS_ALWAYS_INLINE bool any(__m512i m) { return _mm512_test_epi32_mask(m, m) != 0; }
TAPELESS_ALWAYS_INLINE __m512 scale(__m512 x, __m512 exponent) { return _mm512_mask_scalef_ps(x, all_16, x, exponent); }
TAPELESS_ALWAYS_INLINE __m512 reciprocal_guess(__m512 x) { return _mm512_mask_rcp14_ps(x, all_16, x); }
TAPELESS_ALWAYS_INLINE __m512d scale(__m512d x, __m512d exponent) { return _mm512_mask_scalef_pd(x, all_8, x, exponent); }
// |x| = fraction 2^n, n an integer that is `exponent` or, where the fraction is below 1, one more; also of subnormal numbers.
TAPELESS_ALWAYS_INLINE __m512 exponent(__m512 x) { return _mm512_mask_getexp_ps(x, all_16, x); }
TAPELESS_ALWAYS_INLINE __m512 fraction(__m512 x) { return _mm512_mask_getmant_ps(x, all_16, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
TAPELESS_ALWAYS_INLINE __m512d exponent(__m512d x) { return _mm512_mask_getexp_pd(x, all_8, x); }
TAPELESS_ALWAYS_INLINE __m512d fraction(__m512d x) { return _mm512_mask_getmant_pd(x, all_8, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
// What log gives for an x that is no positive number; `result` for others. Four bits a kind of number: 4 and 5 are the infinities, 3 is NaN.
inline constexpr long long table_of_log = 0x03530400;
TAPELESS_ALWAYS_INLINE __m512 exceptions_of_log(__m512 result, __m512 x) { return _mm512_fixupimm_ps(result, x, _mm512_set1_epi32(table_of_log), 0); }
TAPELESS_ALWAYS_INLINE __m512d exceptions_of_log(__m512d result, __m512d x) { return _mm512_fixupimm_pd(result, x, _mm512_set1_epi64(table_of_log), 0); }
TAPELESS_ALWAYS_INLINE __m512d reciprocal_guess(__m512d x) { return _mm512_mask_rcp14_pd(x, all_8, x); }
#endif
#if defined(__AVX512VL__)
TAPELESS_ALWAYS_INLINE __m128 scale(__m128 x, __m128 exponent) { return _mm_scalef_ps(x, exponent); }
TAPELESS_ALWAYS_INLINE __m256 scale(__m256 x, __m256 exponent) { return _mm256_scalef_ps(x, exponent); }
TAPELESS_ALWAYS_INLINE __m128d scale(__m128d x, __m128d exponent) { return _mm_scalef_pd(x, exponent); }
TAPELESS_ALWAYS_INLINE __m256d scale(__m256d x, __m256d exponent) { return _mm256_scalef_pd(x, exponent); }
TAPELESS_ALWAYS_INLINE __m128 exponent(__m128 x) { return _mm_getexp_ps(x); }
TAPELESS_ALWAYS_INLINE __m128 fraction(__m128 x) { return _mm_getmant_ps(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
TAPELESS_ALWAYS_INLINE __m128 exceptions_of_log(__m128 result, __m128 x) { return _mm_fixupimm_ps(result, x, _mm_set1_epi32(table_of_log), 0); }
TAPELESS_ALWAYS_INLINE __m128d exponent(__m128d x) { return _mm_getexp_pd(x); }
TAPELESS_ALWAYS_INLINE __m128d fraction(__m128d x) { return _mm_getmant_pd(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
TAPELESS_ALWAYS_INLINE __m128d exceptions_of_log(__m128d result, __m128d x) { return _mm_fixupimm_pd(result, x, _mm_set1_epi64x(table_of_log), 0); }
TAPELESS_ALWAYS_INLINE __m256 exponent(__m256 x) { return _mm256_getexp_ps(x); }
TAPELESS_ALWAYS_INLINE __m256 fraction(__m256 x) { return _mm256_getmant_ps(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
TAPELESS_ALWAYS_INLINE __m256 exceptions_of_log(__m256 result, __m256 x) { return _mm256_fixupimm_ps(result, x, _mm256_set1_epi32(table_of_log), 0); }
TAPELESS_ALWAYS_INLINE __m256d exponent(__m256d x) { return _mm256_getexp_pd(x); }
TAPELESS_ALWAYS_INLINE __m256d fraction(__m256d x) { return _mm256_getmant_pd(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero); }
TAPELESS_ALWAYS_INLINE __m256d exceptions_of_log(__m256d result, __m256d x) { return _mm256_fixupimm_pd(result, x, _mm256_set1_epi64x(table_of_log), 0); }
#endif
// The first numbers of a register, all if it has no more (of up to 255); of another behind them. The first argument of `load_first`
// only tells which register is loaded.
#if defined(__AVX512F__)
template <class Mask>
TAPELESS_ALWAYS_INLINE Mask mask_of(std::size_t count) {
#if defined(__BMI2__)
    return static_cast<Mask>(_bzhi_u32(~0U, static_cast<unsigned>(count)));
#else
    return static_cast<Mask>(count < 32 ? (1U << count) - 1 : ~0U);
#endif
}
TAPELESS_ALWAYS_INLINE __m512 load_first(__m512, float const* from, std::size_t count) { return _mm512_maskz_loadu_ps(mask_of<__mmask16>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(float* to, __m512 x, std::size_t count) { _mm512_mask_storeu_ps(to, mask_of<__mmask16>(count), x); }
TAPELESS_ALWAYS_INLINE __m512 first_or(__m512 x, __m512 other, std::size_t count) { return _mm512_mask_blend_ps(mask_of<__mmask16>(count), other, x); }
TAPELESS_ALWAYS_INLINE __m512d load_first(__m512d, double const* from, std::size_t count) { return _mm512_maskz_loadu_pd(mask_of<__mmask8>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(double* to, __m512d x, std::size_t count) { _mm512_mask_storeu_pd(to, mask_of<__mmask8>(count), x); }
TAPELESS_ALWAYS_INLINE __m512d first_or(__m512d x, __m512d other, std::size_t count) { return _mm512_mask_blend_pd(mask_of<__mmask8>(count), other, x); }
#endif
#if defined(__AVX512VL__)
TAPELESS_ALWAYS_INLINE __m128 load_first(__m128, float const* from, std::size_t count) { return _mm_maskz_loadu_ps(mask_of<__mmask8>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(float* to, __m128 x, std::size_t count) { _mm_mask_storeu_ps(to, mask_of<__mmask8>(count), x); }
TAPELESS_ALWAYS_INLINE __m128 first_or(__m128 x, __m128 other, std::size_t count) { return _mm_mask_blend_ps(mask_of<__mmask8>(count), other, x); }
TAPELESS_ALWAYS_INLINE __m128d load_first(__m128d, double const* from, std::size_t count) { return _mm_maskz_loadu_pd(mask_of<__mmask8>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(double* to, __m128d x, std::size_t count) { _mm_mask_storeu_pd(to, mask_of<__mmask8>(count), x); }
TAPELESS_ALWAYS_INLINE __m128d first_or(__m128d x, __m128d other, std::size_t count) { return _mm_mask_blend_pd(mask_of<__mmask8>(count), other, x); }
TAPELESS_ALWAYS_INLINE __m256 load_first(__m256, float const* from, std::size_t count) { return _mm256_maskz_loadu_ps(mask_of<__mmask8>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(float* to, __m256 x, std::size_t count) { _mm256_mask_storeu_ps(to, mask_of<__mmask8>(count), x); }
TAPELESS_ALWAYS_INLINE __m256 first_or(__m256 x, __m256 other, std::size_t count) { return _mm256_mask_blend_ps(mask_of<__mmask8>(count), other, x); }
TAPELESS_ALWAYS_INLINE __m256d load_first(__m256d, double const* from, std::size_t count) { return _mm256_maskz_loadu_pd(mask_of<__mmask8>(count), from); }
TAPELESS_ALWAYS_INLINE void store_first(double* to, __m256d x, std::size_t count) { _mm256_mask_storeu_pd(to, mask_of<__mmask8>(count), x); }
TAPELESS_ALWAYS_INLINE __m256d first_or(__m256d x, __m256d other, std::size_t count) { return _mm256_mask_blend_pd(mask_of<__mmask8>(count), other, x); }
#elif defined(__AVX2__)
TAPELESS_ALWAYS_INLINE __m256i enabled_words(std::size_t count) { return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)); }
TAPELESS_ALWAYS_INLINE __m256i enabled_long_words(std::size_t count) { return _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(count)), _mm256_setr_epi64x(0, 1, 2, 3)); }
TAPELESS_ALWAYS_INLINE __m256 load_first(__m256, float const* from, std::size_t count) { return _mm256_maskload_ps(from, enabled_words(count)); }
TAPELESS_ALWAYS_INLINE void store_first(float* to, __m256 x, std::size_t count) { _mm256_maskstore_ps(to, enabled_words(count), x); }
TAPELESS_ALWAYS_INLINE __m256d load_first(__m256d, double const* from, std::size_t count) { return _mm256_maskload_pd(from, enabled_long_words(count)); }
TAPELESS_ALWAYS_INLINE void store_first(double* to, __m256d x, std::size_t count) { _mm256_maskstore_pd(to, enabled_long_words(count), x); }
#endif
#if defined(__aarch64__) && defined(__ARM_NEON)
TAPELESS_ALWAYS_INLINE float32x4_t multiply_add(float32x4_t a, float32x4_t b, float32x4_t c) { return vfmaq_f32(c, a, b); }
TAPELESS_ALWAYS_INLINE float32x4_t square_root(float32x4_t x) { return vsqrtq_f32(x); }
TAPELESS_ALWAYS_INLINE float32x4_t downward(float32x4_t x) { return vrndmq_f32(x); }
TAPELESS_ALWAYS_INLINE float32x4_t upward(float32x4_t x) { return vrndpq_f32(x); }
TAPELESS_ALWAYS_INLINE float32x4_t to_even(float32x4_t x) { return vrndnq_f32(x); }
TAPELESS_ALWAYS_INLINE float64x2_t multiply_add(float64x2_t a, float64x2_t b, float64x2_t c) { return vfmaq_f64(c, a, b); }
TAPELESS_ALWAYS_INLINE float64x2_t square_root(float64x2_t x) { return vsqrtq_f64(x); }
TAPELESS_ALWAYS_INLINE float64x2_t downward(float64x2_t x) { return vrndmq_f64(x); }
TAPELESS_ALWAYS_INLINE float64x2_t upward(float64x2_t x) { return vrndpq_f64(x); }
TAPELESS_ALWAYS_INLINE float64x2_t to_even(float64x2_t x) { return vrndnq_f64(x); }
#endif
// clang-format on

}  // namespace tapeless::inline TAPELESS_ABI::simd::detail::machine

#endif
