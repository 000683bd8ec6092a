#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Checks that rules.pl finds what it is there to find, and passes what is right.
set -u
perl=$1 work=$2
rules=$(dirname "$0")/rules.pl
failed=0

try() { # wanted violation (or none), header, body
    local wanted=$1 header=$2 body=$3 output
    rm -rf "$work"
    mkdir -p "$work/include/tapeless/$(dirname "$header")"
    printf '%b' "$body" >"$work/include/tapeless/$header"
    output=$("$perl" "$rules" "$work")
    local status=$?
    if [[ $wanted == none ]]; then
        [[ $status == 0 ]] || { echo "FAILED: $header is right, but: $output"; failed=1; }
    elif [[ $status == 0 || $output != *"$wanted"* ]]; then
        echo "FAILED: no '$wanted' for $header: $output"
        failed=1
    fi
}

spdx='// SPDX-License-Identifier: BSL-1.0\n'
try none core/a.hpp "${spdx}#include <cstdint>\n#include <tapeless/config.hpp>\n#include <tapeless/core/b.hpp>\n"
try none exec/a.hpp "${spdx}#include <Eigen/Core>\n#include <xsimd/xsimd.hpp>\n#include <tapeless/plan/b.hpp>\n"
try none dual/a.hpp "${spdx}#include <Eigen/Core>\n"
try none io/a.hpp "${spdx}#include <nlohmann/json.hpp>\n#include <tapeless/transform/compile.hpp>\n"
try none tapeless.hpp "${spdx}#ifndef A\n#define A\n#include <tapeless/nn/linear.hpp>\n#endif\n"
try none core/a.hpp "${spdx}static_assert(f(\")\", ')', (1)), \"tapeless: a (b) requires c\");\n"
try none core/a.hpp "${spdx}static_assert(a,\n  \"tapeless: one \"\n  \"two\");\n"
try none core/a.hpp "${spdx}static_assert(a, \"tapeless: write f<\\\\\"N\\\\\">(a)\");\n"
try none core/a.hpp "${spdx}#define A \\\\\n static_assert(a, \"tapeless: one \" \\\\\n  \"two \" \\\\\n \"three\")\n"
try none core/a.hpp "${spdx}// static_assert(a); #include <Eigen/Core>\n"
try none core/a.hpp "${spdx}namespace tapeless::inline TAPELESS_ABI::exec {\nint a;\n}\n"
try none core/a.hpp "${spdx}namespace tapeless::inline v1 {\nstruct a_error : b {\n  using b::b;\n};\n}\n"
try 'not tapeless::inline TAPELESS_ABI' core/a.hpp "${spdx}namespace tapeless::inline v1 {\nint a;\n}\n"
try 'not tapeless::inline TAPELESS_ABI' core/a.hpp "${spdx}namespace tapeless {\nint a;\n}\n"
try 'not tapeless::inline TAPELESS_ABI' core/a.hpp "${spdx}namespace tapeless::exec {\nint a;\n}\n"
try 'first line is not the licence' core/a.hpp '#include <cstdint>\n'
try 'does not stand below core' core/a.hpp "${spdx}#include <tapeless/graph/node.hpp>\n"
try 'does not stand below pass' pass/a.hpp "${spdx}#include <tapeless/expr/expr.hpp>\n"
try 'does not stand below nn' nn/a.hpp "${spdx}#include <tapeless/io/npy.hpp>\n"
try 'includes the umbrella' nn/a.hpp "${spdx}#include <tapeless/tapeless.hpp>\n"
try 'which is opt-in' tapeless.hpp "${spdx}#include <tapeless/tools/explain.hpp>\n"
try 'not in the order of folders' misc/a.hpp "${spdx}"
try 'not in plan/' plan/a.hpp "${spdx}#include <Eigen/Core>\n"
try 'not in exec/' exec/a.hpp "${spdx}#include <boost/hana.hpp>\n"
try 'not in dual/' dual/a.hpp "${spdx}#include <boost/hana/map.hpp>\n"
try 'no dependency' nn/a.hpp "${spdx}#include <nlohmann/json.hpp>\n"
try 'in quotes' core/a.hpp "${spdx}#include \"b.hpp\"\n"
try 'line 2: a static_assert without a sentence' core/a.hpp "${spdx}static_assert(a == (b, \"c\"));\n"
try 'does not begin with' core/a.hpp "${spdx}static_assert(a, \"wrong\");\n"
try 'unfinished mark' core/a.hpp "${spdx}// TODO: later\n"
try 'more than includes' tapeless.hpp "${spdx}#include <cstdint>\nint x;\n"
exit $failed
