// SPDX-License-Identifier: BSL-1.0
// `0.1_c` is the number that the compiler reads in `0.1`.
#include <tapeless/expr/constant.hpp>

#include <limits>
#include <type_traits>

namespace tl = tapeless;

namespace {

template <std::size_t Size>
constexpr double read(char const (&text)[Size]) {
    return tl::detail::parse_number(text, Size - 1);
}
#define READS(LITERAL)                                            \
    static_assert(read(#LITERAL) == static_cast<double>(LITERAL), \
                  "tapeless: " #LITERAL " is read as the compiler reads it")

READS(0);
READS(0.0);
READS(1);
READS(10);
READS(0.1);
READS(0.3);
READS(.5);
READS(5.);
READS(1e0);
READS(1E+2);
READS(1e-2);
READS(123456789);
READS(3.141592653589793238462643383279502884197);
READS(2.718281828459045);
READS(0.1000000000000000055511151231257827021181583404541015625);

// the exact decimal form of neighbours and of what lies between them
READS(9007199254740991);
READS(9007199254740992);
READS(9007199254740993);
READS(9007199254740993.0);
READS(9007199254740995.0);
READS(9007199254740993.00000000000000000000000000000000000000000001);
READS(18446744073709551615.0);
READS(1.00000000000000011102230246251565404236316680908203125);
READS(1.00000000000000011102230246251565404236316680908203124);
READS(1.00000000000000011102230246251565404236316680908203126);
READS(0.500000000000000166533453693773481063544750213623046875);

// powers of ten that no double holds
READS(1e22);
READS(1e23);
READS(8.41e21);
READS(9.5367431640625e-7);
READS(6.02214076e23);
READS(6.62607015e-34);
READS(1.380649e-23);
READS(1e300);
READS(1e-300);
READS(1e308);
READS(123456789012345678901234567890e-30);
READS(7.2057594037927933e16);
READS(5e-20);
READS(2.5e-154);

// the ends of the range
READS(1.7976931348623157e308);
READS(1.7976931348623158e308);
READS(179769313486231570814527423731704356798070e267);
READS(2.2250738585072014e-308);
READS(2.2250738585072011e-308);
READS(2.2250738585072012e-308);
READS(2.225073858507201e-308);
READS(4.9406564584124654e-324);
READS(4.9e-324);
READS(5e-324);
READS(3e-324);
READS(7.4e-324);
READS(7.5e-324);
READS(1e-310);
READS(1.234567890123e-320);
static_assert(read("1e-400") == 0 && read("2e-324") == 0,
              "tapeless: what is less than half the smallest double is 0");
static_assert(read("2.4703282292062327208e-324") == 0,
              "tapeless: less than half of the smallest double is 0");
static_assert(read("2.4703282292062328e-324") == std::numeric_limits<double>::denorm_min(),
              "tapeless: more than half of the smallest double is the smallest double");

// other bases, and digit separators
READS(0x1.8p3);
READS(0x1p-1074);
READS(0x1.fffffffffffffp1023);
READS(0x1.00000000000008p0);
READS(0x1.00000000000018p0);
READS(0x1.000000000000080000001p0);
READS(0x1.8p-1074);
READS(0x0.8p-1073);
READS(0xff);
READS(0XaBc);
READS(0x1F);
READS(0x1.8P+1);
READS(017);
READS(0b101);
READS(0B11);
READS(00.5);
READS(019.5);
READS(1'000'000);
READS(0.000'1);
READS(0x1'0.8p0);

using namespace tl::literals;
static_assert(std::is_same_v<decltype(0.5_c), decltype(0.5_k)>, "tapeless: _c and _k are the same");
static_assert(std::is_same_v<decltype(2_c), decltype(2.0_c)>,
              "tapeless: the same number is the same constant");
static_assert(std::is_same_v<decltype(0.1_c), std::remove_cv_t<decltype(tl::constant<0.1>)>>,
              "tapeless: _c is short for constant");
static_assert(!std::is_same_v<decltype(0.1_c), std::remove_cv_t<decltype(tl::constant<0.1f>)>>,
              "tapeless: another number");
static_assert(!std::is_same_v<std::remove_cv_t<decltype(tl::constant<0.0>)>,
                              std::remove_cv_t<decltype(tl::constant<-0.0>)>>,
              "tapeless: a zero has a sign");
static_assert(sizeof(0.5_c) == 1, "tapeless: an expression is an empty object");

}  // namespace
