#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Checks that must_not_compile.sh accepts what it should and complains about what it should.
set -u
work=$1 compiler=$2
driver=$(dirname "$0")/must_not_compile.sh
failed=0
rm -rf "$work"
mkdir -p "$work"

try() { # wanted complaint (or none); the file is read from standard input
    local wanted=$1 status=0 output
    cat >"$work/sample.fail.cpp"
    output=$(bash "$driver" "$work/sample.fail.cpp" "$work/run" "$compiler" -std=c++20) || status=1
    if [[ $wanted == none && $status == 0 ]] || [[ $wanted != none && $status == 1 && $output == *"$wanted"* ]]; then
        return
    fi
    printf 'FAILED: wanted %s, came %s:\n%s\n' "$wanted" "$status" "$output"
    failed=1
}

mistake='#include <type_traits>
template <class T> constexpr void f() { static_assert(std::is_same_v<T, int>, "tapeless: f requires an int"); }'
twin='
#if CASE == 0
int main() { f<int>(); }
#endif'

try none <<EOF
$mistake
// case 1: a double
// expect-error: f requires an int
// expect-error: sample.fail.cpp:7
#if CASE == 1
int main() { f<double>(); }
#endif
// case 12: a pointer to what is \\*
// expect-error: tapeless: f req[a-z]+ an int
#if CASE == 12
int main() { f<int*>(); }
#endif $twin
EOF
try 'gives no line that matches: another sentence' <<EOF
$mistake
// case 1: a double
// expect-error: f requires
// expect-error: another sentence
#if CASE == 1
int main() { f<double>(); }
#endif $twin
EOF
try 'compiles, but must not' <<EOF
$mistake
// case 1: an int
// expect-error: f requires
#if CASE == 1
int main() { f<int>(); }
#endif $twin
EOF
try 'gives 2 errors' <<EOF
$mistake
// case 1: two mistakes
// expect-error: f requires
#if CASE == 1
int main() { f<double>(); f<char>(); }
#endif $twin
EOF
try 'without a sentence' <<EOF
// case 1: no sentence
// expect-error: error
#if CASE == 1
int main() { return *1; }
#endif
#if CASE == 0
int main() {}
#endif
EOF
try 'not within 12 lines' <<EOF
$mistake
// case 1: a page of warnings first
// expect-error: f requires
#if CASE == 1
#warning 1
#warning 2
#warning 3
#warning 4
#warning 5
int main() { f<double>(); }
#endif $twin
EOF
try 'the positive twin' <<EOF
$mistake
// case 1: a double
// expect-error: f requires
#if CASE == 1
int main() { f<double>(); }
#endif
#if CASE == 0
int main() { f<double>(); }
#endif
EOF
try 'has no positive twin' <<EOF
$mistake
// case 1: a double
// expect-error: f requires
#if CASE == 1
int main() { f<double>(); }
#endif
EOF
try 'states no' <<EOF
$mistake
// case 1: a double
#if CASE == 1
int main() { f<double>(); }
#endif $twin
EOF
try "no '// case 2: title'" <<EOF
$mistake
// case 1: a double
// expect-error: f requires
#if CASE == 1
int main() { f<double>(); }
#endif
#if CASE == 2
int main() { f<char>(); }
#endif $twin
EOF
try 'states no' <<EOF
$mistake $twin
EOF
try 'two cases of number' <<EOF
$mistake
// case 1: a double
// expect-error: f requires
// case 1: again
// expect-error: f requires
#if CASE == 1
int main() { f<double>(); }
#endif $twin
EOF
try 'the includes' <<EOF
#include <no_such_header>
// case 1: a double
// expect-error: f requires
EOF
exit $failed
