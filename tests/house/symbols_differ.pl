#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Two objects of one program, the second one compiled for a wider instruction set: a function of the library that both
# have under one name, of which the linker keeps one for both, must not use the wider instructions. Functions of other
# libraries are told, and are the user's to care for.
#   symbols_differ.pl OBJDUMP PLAIN_OBJECT WIDE_OBJECT
# Exit code 77 (skipped) without objdump.
use strict;
use warnings;

my ($objdump, $plain, $wide) = @ARGV;
die "usage: symbols_differ.pl OBJDUMP PLAIN_OBJECT WIDE_OBJECT\n" unless defined $wide;
unless (-x $objdump) {
    print "SKIPPED: no objdump\n";
    exit 77;
}

# Weak and unique symbols that a file defines.
sub shared_symbols {
    my ($file) = @_;
    my %symbols;
    open my $table, '-|', $objdump, '-t', '-w', $file or die "cannot run $objdump: $!\n";
    while (<$table>) {
        my ($flags, $section, $symbol) = /^[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$/ or next;
        $symbols{$symbol} = 1 if substr($flags, 0, 2) =~ /[wu]/ && $section ne '*UND*';
    }
    close $table or die "$objdump cannot read $file\n";
    return %symbols;
}

# Functions with instructions of AVX and later ones: their names begin with v, or k for masks.
sub wide_functions {
    my ($file) = @_;
    my ($function, %wide) = ('');
    open my $listing, '-|', $objdump, '-d', '--no-show-raw-insn', '-w', $file or die "cannot run $objdump: $!\n";
    while (<$listing>) {
        if (/^[0-9a-f]+ <(.+)>:$/) { $function = $1 }
        elsif (/^\s*[0-9a-f]+:\t(?:v(?!er[rw]\b|mcall|mlaunch)[a-z]|k(?:mov|and|or|xor|xnor|not|shift|add|test|unpck))/) { ++$wide{$function} }
    }
    close $listing or die "$objdump cannot read $file\n";
    return %wide;
}

my %in_plain = shared_symbols($plain);
my %in_wide = shared_symbols($wide);
my %uses = wide_functions($wide);
my ($common, $failed, $others) = (0, 0, 0);
for my $symbol (sort keys %in_wide) {
    next unless $in_plain{$symbol};
    ++$common;
    next unless $uses{$symbol};
    if ($symbol =~ /8tapeless/) {
        ++$failed;
        print "FAILED: both objects have $symbol, which uses wide instructions in $wide\n";
    } else {
        ++$others;
        print "of another library, with wide instructions: $symbol\n";
    }
}
my $wide_functions = grep { $in_wide{$_} } keys %uses;
print "$common common symbols, $failed of the library with wide instructions, $others of others; "
    . "$wide_functions weak functions use wide instructions\n";
if (!$wide_functions) {
    print "FAILED: no weak function of $wide uses wide instructions\n";
    exit 1;
}
exit($failed ? 1 : 0);
