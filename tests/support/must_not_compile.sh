#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Checks that each case of a file fails to compile with the words that the file states.
#
#   must_not_compile.sh FILE WORK_DIRECTORY COMPILER FLAG...
#
# FILE holds any number of cases:
#
#   #include <tapeless/compile.hpp>
#
#   // case 1: product of 128x3 with 4xN
#   // expect-error: matrix product a \* b requires
#   // expect-error: W: 128 x 3
#   #if CASE == 1
#   ...
#   #endif
#
#   #if CASE == 0
#   ... the positive twin: what comes nearest to the mistakes, and compiles
#   #endif
#
# Each case n is compiled with -DCASE=n. It passes if
#   - the compiler rejects it with exactly one line that says 'error:',
#   - every 'expect-error', an extended regular expression, matches a line of the output,
#   - a line with the sentence 'tapeless: ...' is among the first 12 lines,
#   - the file itself is named, so that the user's line can be found.
# CASE=0 must compile. The includes before the first case are precompiled, once for the file.
set -u

most_lines=12

source=$1 work=$2 compiler=$3
shift 3
flags=("$@")
failed=0

complain() { # case number, title, complaint; the compiler's output is in $work/output
    failed=$((failed + 1))
    printf 'FAILED case %s: %s\n  %s\n' "$1" "$2" "$3"
    sed 's/^/  | /' "$work/output" | head -n 60
}

mkdir -p "$work" || exit 2
cases=$(sed -nE 's|^// case ([0-9]+): *(.*)$|\1 \2|p' "$source")
if [[ -z $cases ]]; then
    echo "FAILED: $source states no '// case n: title'"
    exit 1
fi
repeated=$(cut -d' ' -f1 <<<"$cases" | sort | uniq -d)
if [[ -n $repeated ]]; then
    echo "FAILED: $source has two cases of number" $repeated
    exit 1
fi
for number in $(grep -oE 'CASE *== *[0-9]+' "$source" | grep -oE '[0-9]+$' | sort -un); do
    if [[ $number != 0 ]] && ! grep -q "^$number " <<<"$cases"; then
        echo "FAILED: $source has a block for case $number but no '// case $number: title'"
        failed=$((failed + 1))
    fi
done
if ! grep -qE 'CASE *== *0' "$source"; then
    echo "FAILED: $source has no positive twin (#if CASE == 0)"
    failed=$((failed + 1))
fi

# The precompiled header: g++ looks for .gch, clang for .pch beside the header that is included.
common=()
trap 'rm -f "$work"/preamble.hpp.?ch' EXIT
if "$compiler" --version | grep -q clang; then suffix=pch; else suffix=gch; fi
sed '/^\/\/ case /q' "$source" | grep -E '^#include <' >"$work/preamble.hpp"
if [[ -s $work/preamble.hpp ]]; then
    if "$compiler" "${flags[@]}" -x c++-header "$work/preamble.hpp" -o "$work/preamble.hpp.$suffix" \
        >"$work/output" 2>&1; then
        common=(-include "$work/preamble.hpp")
    else
        complain 0 "the includes" "do not compile"
        exit 1
    fi
fi

compile() { # case number
    LC_ALL=C "$compiler" "${flags[@]}" "${common[@]}" -fsyntax-only -DCASE="$1" "$source" >"$work/output" 2>&1
}

compile 0 || complain 0 "the positive twin" "does not compile"

while read -r number title; do
    if compile "$number"; then
        complain "$number" "$title" "compiles, but must not"
        continue
    fi
    errors=$(grep -c 'error:' "$work/output")
    end=$(grep -nE 'tapeless: ' "$work/output" | head -n 1 | cut -d: -f1)
    complaint=
    if [[ $errors != 1 ]]; then
        complaint="gives $errors errors, not one"
    elif [[ -z $end ]]; then
        complaint="gives an error without a sentence 'tapeless: ...'"
    elif ((end > most_lines)); then
        complaint="says its sentence in line $end, not within $most_lines lines"
    elif ! grep -F "$(basename "$source"):" "$work/output" | grep -qE ':[0-9]+:[0-9]+:'; then
        complaint="does not name the line of the mistake"
    fi
    expected=0
    while IFS= read -r expression; do
        expected=$((expected + 1))
        grep -qE -e "$expression" "$work/output" || complaint="gives no line that matches: $expression"
    done < <(awk -v wanted="$number" '
        /^\/\/ case [0-9]+:/ { split($3, part, ":"); inside = part[1] == wanted; next }
        !/^\/\// { inside = 0 }
        inside && sub(/^\/\/ expect-error: */, "")' "$source")
    [[ $expected != 0 ]] || complaint="states no '// expect-error: ...'"
    if [[ -n $complaint ]]; then
        complain "$number" "$title" "$complaint"
    else
        printf 'ok     case %s: %s\n' "$number" "$title"
    fi
done <<<"$cases"

((failed == 0)) || echo "$failed complaints about $source under $compiler"
((failed == 0))
