#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Disassembles compiled code and looks for calls inside of kernels: everything in a kernel is to be inlined, since one
# lambda that stays a call keeps a product's sums in memory, at a third of its speed. A kernel is a function that the
# headers of exec/kernel/ and those of one loop each (chunks.hpp, optim/detail/) declare TAPELESS_NOINLINE, and whatever
# is nested in one. What throws or ends the program may be called outside of loops; and with --by-lane functions of
# numbers, by those that have no vector form (exec/simd/by_lane.hpp) or leave a rare argument to them.
#   kernels_call_nothing.pl [--by-lane] PROJECT_DIRECTORY OBJDUMP OBJECT_OR_PROGRAM...
# Exit code 77 (skipped) without objdump.
use strict;
use warnings;
use File::Find;

my $by_lane = @ARGV && $ARGV[0] eq '--by-lane' ? shift : '';
my ($project, $objdump, @files) = @ARGV;
die "nothing to disassemble\n" unless @files;
unless (-x $objdump) {
    print "SKIPPED: no objdump\n";
    exit 77;
}

my %kernel;
find(
    sub {
        return unless /\.hpp$/;
        return unless $File::Find::name =~ m{/exec/kernel/|/exec/chunks\.hpp$|/optim/detail/};
        open my $header, '<', $_ or die "cannot read $File::Find::name: $!\n";
        local $/;
        my $text = <$header>;
        $kernel{$1} = 1 while $text =~ /\bTAPELESS_NOINLINE\s+(?:static\s+)?\w+\s+(\w+)\(/g;
    },
    "$project/include/tapeless");
die "no kernel is declared in $project/include/tapeless\n" unless %kernel;

# The last identifier of the first nested name in a mangled symbol, if that is a kernel of the library's.
sub kernel_of {
    my ($symbol) = @_;
    my @names;
    return undef unless $symbol =~ /^_Z+NK?(?=8tapeless\d+v1\w*?(?:4exec|5optim))/g;
    while ($symbol =~ /\G(\d+)/gc) {
        push @names, substr $symbol, pos $symbol, $1;
        pos($symbol) += $1;
    }
    return @names && $kernel{$names[-1]} ? $names[-1] : undef;
}

# What a function may end in: throwing, and the end of the program; its own part that is never reached.
sub is_cold {
    my ($target, $function) = @_;
    return $target =~ /^(?:__cxa_\w+|_Unwind_Resume|_ZSt9terminatev|__clang_call_terminate|_ZSt\d+__throw_\w+|abort
                        |__stack_chk_fail|__assert_fail|_ZN8tapeless\w*4exec4failI\w+)(?:\@plt)?$/x
        || $target =~ /^\Q$function\E\.(?:cold|part)[\w.]*$/;
}
sub is_function_of_numbers {
    my ($target) = @_;
    return $target =~ /^(?:a?(?:sin|cos|tan)h?|atan2|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|erfc?|[lt]gamma|fmod
                        |floor|ceil|round|rint|nearbyint|trunc)f?(?:_r)?(?:\@plt)?$/x
        || $target =~ /^_ZN8tapeless\d+v1\w*?4math/;
}

# Instructions are [address, mnemonic, target, its address in the same function]. Can one be reached again from where it
# returns to?
sub is_in_a_loop {
    my ($call, @instructions) = @_;
    my %at = map { $instructions[$_][0] => $_ } 0 .. $#instructions;
    my ($start) = grep { $instructions[$_] == $call } 0 .. $#instructions;
    my (@open, %reached) = ($start + 1);
    while (@open) {
        my $i = pop @open;
        next if $i > $#instructions || $reached{$i}++;
        return 1 if $i == $start;
        my (undef, $mnemonic, undef, $to) = @{$instructions[$i]};
        push @open, $at{$to} if $mnemonic =~ /^j/ && defined $to && exists $at{$to};
        push @open, $i + 1 unless $mnemonic =~ /^(?:jmp|ret|ud2|hlt)/;
    }
    return 0;
}

my ($kernels, $failed, $functions, %seen) = (0, 0, 0);

sub check {
    my ($file, $function, @instructions) = @_;
    defined(my $name = kernel_of($function)) or return;
    ++$kernels;
    for my $i (@instructions) {
        my ($address, $mnemonic, $target) = @$i;
        next unless $mnemonic eq 'call' || ($mnemonic =~ /^j/ && $target ne $function);
        next if $mnemonic ne 'call' && is_cold($target, $function);
        if ($by_lane && is_function_of_numbers($target)) {
            ++$functions;
            next;
        }
        my $in_loop = $mnemonic eq 'call' && is_in_a_loop($i, @instructions);
        next if !$in_loop && is_cold($target, $function);
        ++$failed;
        my $where = $in_loop ? 'in a loop' : 'outside of loops';
        print "FAILED: $name: $mnemonic of $target, $where\n    in $function\n    of $file\n"
            unless $seen{"$name $target $where"}++;
    }
}

for my $file (@files) {
    open my $listing, '-|', $objdump, '-dr', '--no-show-raw-insn', '-w', $file or die "cannot run $objdump: $!\n";
    my ($function, @instructions);
    while (<$listing>) {
        if (/^[0-9a-f]+ <(.+)>:$/) {
            check($file, $function, @instructions) if defined $function;
            ($function, @instructions) = ($1);
            next;
        }
        # An instruction, with its relocation on the same line where the file is not linked.
        next unless /^\s*([0-9a-f]+):\t(?:(?:bnd|notrack|data16|rep|repz|lock) )*([a-z][\w.]*)\s*(.*)$/;
        my ($address, $mnemonic, $operand) = (hex $1, $2 =~ s/^(call|jmp|ret)q$/$1/r, $3);
        my ($target, $to) = ('', undef);
        if ($mnemonic =~ /^(?:call|j)/) {
            if ($operand =~ /R_X86_64_\w+\s+(.+?)(?:[-+]0x[0-9a-f]+)?\s*$/) { $target = $1 }
            elsif ($operand =~ /^([0-9a-f]+) <(.+?)(?:\+0x[0-9a-f]+)?>/) { ($to, $target) = (hex $1, $2) }
            # A jump through a register is that of a switch.
            else { $target = $mnemonic eq 'call' ? $operand : $function // '' }
        }
        push @instructions, [$address, $mnemonic, $target, $to];
    }
    close $listing or die "$objdump cannot read $file\n";
    check($file, $function, @instructions) if defined $function;
}
print "$kernels kernels, $failed calls", ($by_lane ? ", besides $functions of functions of numbers" : ''), "\n";
if (!$kernels) {
    print "FAILED: no kernel in @files\n";
    exit 1;
}
exit($failed ? 1 : 0);
