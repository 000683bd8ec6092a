#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Checks that kernels_call_nothing.pl and symbols_differ.pl find what they are there to find in small objects, and pass
# what is right.
set -u
perl=$1 project=$2 compiler=$3 objdump=$4 work=$5
here=$(dirname "$0")
[[ -x $objdump ]] || { echo "SKIPPED: no objdump"; exit 77; }
rm -rf "$work"
mkdir -p "$work"
failed=0

compile() { # object, source, flags...
    local object=$1 source=$2
    shift 2
    printf '%s\n' "$source" >"$work/source.cpp"
    "$compiler" -std=c++20 -O2 "$@" -c "$work/source.cpp" -o "$work/$object" || exit 1
}
verdict() { # wanted words (or none), what, command...
    local wanted=$1 what=$2 output status
    shift 2
    output=$("$@" 2>&1)
    status=$?
    if [[ $wanted == none ]]; then
        [[ $status == 0 ]] || { echo "FAILED: $what is right, but: $output"; failed=1; }
    elif [[ $status == 0 || $output != *"$wanted"* ]]; then
        echo "FAILED: no '$wanted' for $what: $output"
        failed=1
    fi
}

kernel() { # wanted, what, body, options of the script...
    local wanted=$1 what=$2 body=$3
    shift 3
    compile kernel.o "
        void other(double*); double sin(double); [[noreturn]] void fall();
        extern \"C\" double exp(double);
        namespace tapeless::inline v1::exec {
        template <class T> __attribute__((noinline)) T inner(T x) { asm volatile(\"\"); return x + 1; }
        template <class T> __attribute__((noinline)) void product(T* x, long n) { $body }
        template <class T> __attribute__((noinline)) void driver(T* x, long n) { for (long i = 0; i < n; ++i) product(x, i); }
        template void driver(double*, long);
        }"
    verdict "$wanted" "$what" "$perl" "$here/kernels_call_nothing.pl" "$@" "$project" "$objdump" "$work/kernel.o"
}
kernel none 'a loop' 'for (long i = 0; i < n; ++i) x[i] *= 2;'
kernel none 'a throw before a loop' 'if (n < 0) throw 1; for (long i = 0; i < n; ++i) x[i] *= 2;'
kernel none 'a lambda that is inlined' 'auto f = [&](long i) __attribute__((always_inline)) { x[i] *= 2; }; for (long i = 0; i < n; ++i) f(i);'
kernel 'in a loop' 'a call in a loop' 'for (long i = 0; i < n; ++i) other(x + i);'
kernel 'in a loop' 'a function of its own in a loop' 'for (long i = 0; i < n; ++i) x[i] = inner(x[i]);'
kernel 'in a loop' 'a lambda that is not inlined' 'auto f = [&](long i) __attribute__((noinline)) { asm volatile(""); x[i] *= 2; }; for (long i = 0; i < n; ++i) f(i);'
kernel 'in a loop' 'a call through a pointer' 'void (*volatile f)(double*) = other; for (long i = 0; i < n; ++i) f(x + i);'
kernel 'outside of loops' 'a call behind a loop' 'for (long i = 0; i < n; ++i) x[i] *= 2; other(x); x[0] = 1;'
kernel 'outside of loops' 'a call at the end' 'for (long i = 0; i < n; ++i) x[i] *= 2; other(x);'
kernel 'of exp' 'a function of numbers' 'for (long i = 0; i < n; ++i) x[i] = exp(x[i]);'
kernel none 'a function of numbers that has no vector form' 'for (long i = 0; i < n; ++i) x[i] = exp(x[i]);' --by-lane
kernel 'in a loop' 'a call besides functions of numbers' 'for (long i = 0; i < n; ++i) other(x + i);' --by-lane
compile none.o 'int f() { return 1; }'
verdict 'no kernel' 'an object without kernels' "$perl" "$here/kernels_call_nothing.pl" "$project" "$objdump" "$work/none.o"

# A loop that uses registers of 32 bytes where there are some, in a function that has the instruction set in its name.
loop='{ typedef double four __attribute__((vector_size(32))); for (long i = 0; i < n; ++i) reinterpret_cast<four*>(x)[i] *= 2; }'
units() { # wanted, what, namespace of the first unit, of the second one, scope
    local unit
    for unit in "plain $3" "wide $4"; do
        local flags=() name=${unit% *}
        [[ $name == plain ]] || flags=(-mavx2)
        compile "$name.o" "namespace $5::inline ${unit#* } { template <class T> __attribute__((noinline)) void f(T* x, long n) $loop template void f(double*, long); }" "${flags[@]}"
    done
    verdict "$1" "$2" "$perl" "$here/symbols_differ.pl" "$objdump" "$work/plain.o" "$work/wide.o"
}
if [[ $("$compiler" -dumpmachine) == x86_64-* ]]; then
    units 'both objects have' 'one name for both' v1 v1 tapeless
    units none 'a name for each' v1 v1_avx2 tapeless
    units none 'another library' v1 v1 eigen
    compile wide.o 'int f() { return 1; }'
    verdict 'no weak function' 'an object without wide instructions' \
        "$perl" "$here/symbols_differ.pl" "$objdump" "$work/plain.o" "$work/wide.o"
fi
exit $failed
