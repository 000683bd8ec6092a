#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Checks that check_output.pl tells equal output from different output.
set -u
perl=$1 work=$2
check=$(dirname "$0")/check_output.pl
failed=0
mkdir -p "$work"

try() { # 0 or 1, expected text, command...
    local wanted=$1 status=0
    printf '%b' "$2" >"$work/expected.txt"
    shift 2
    "$perl" "$check" "$work/expected.txt" "$@" >"$work/output.txt" 2>&1 || status=1
    if [[ $status != "$wanted" ]]; then
        echo "FAILED: exit code $status, not $wanted, for: $*"
        cat "$work/expected.txt" "$work/output.txt"
        failed=1
    fi
}

try 0 'loss 0.5\n' echo 'loss 0.5'
try 0 'loss 0.5\n' echo 'loss   0.50000000001'
try 1 'loss 0.5\n' echo 'loss 0.50001'
try 1 'loss 0.5\n' echo 'cost 0.5'
try 1 'loss 0.5\n' echo 'loss nan'
try 1 'loss 0.5\n' echo 'loss 0.5 1'
try 1 'loss 0.5 1\n' echo 'loss 0.5'
try 1 'loss 0.5\n' printf 'loss 0.5\nmore\n'
try 1 'loss 0.5\nmore\n' echo 'loss 0.5'
try 1 'loss 0.5\n' true
try 1 'loss 0.5\n' sh -c 'echo loss 0.5; exit 3'
try 0 'f(0.25) = [1e-3,-2]\n' echo 'f(0.2500000001) = [0.001, -2.0]'
try 1 'f(0.25) = [1e-3,-2]\n' echo 'f(0.25) = [0.001, 2.0]'
try 0 '# tolerance: rtol=0.1 atol=0\nx 10\n' echo 'x 10.9'
try 1 '# tolerance: rtol=0.1 atol=0\nx 10\n' echo 'x 11.1'
try 0 'took <any> seconds\npictures: <rest>\n' printf 'took 3 seconds\npictures: a.png b.png\n'
try 1 'took <any> seconds\n' echo 'took 3 minutes'
TAPELESS_UPDATE_EXPECTED=1 try 0 '# tolerance: rtol=0.1\nold\n' echo 'new 5'
grep -q 'new 5' "$work/expected.txt" && grep -q '^# tolerance' "$work/expected.txt" || { echo "FAILED: not updated"; failed=1; }
exit $failed
