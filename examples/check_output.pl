#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Runs a program and compares what it prints, word by word, with a file.
#
#   check_output.pl EXPECTED PROGRAM ARGUMENT...
#
# Numbers are compared by value: |got - want| <= rtol * |want| + atol, by default 1e-6 and 1e-9; a first
# line '# tolerance: rtol=1e-3 atol=1e-4' in EXPECTED sets others. The word <any> in EXPECTED stands for any
# one word, <rest> for the rest of a line. White space between words does not count; lines do.
# With TAPELESS_UPDATE_EXPECTED=1 in the environment EXPECTED is written anew.
use strict;
use warnings;

my ($expected_file, @command) = @ARGV;
die "usage: check_output.pl EXPECTED PROGRAM ARGUMENT...\n" unless @command;

open my $pipe, '-|', @command or die "cannot run $command[0]: $!\n";
my @got = <$pipe>;
close $pipe;
my $status = $?;
print @got;
if ($status != 0) {
    printf "FAILED: the program ended with %s\n", $status & 127 ? 'signal ' . ($status & 127) : 'exit code ' . ($status >> 8);
    exit 1;
}

my %tolerance = (rtol => 1e-6, atol => 1e-9);
my ($header, @want) = ('');
if (open my $file, '<', $expected_file) {
    @want = <$file>;
    $header = shift @want if @want && $want[0] =~ /^# tolerance:/;
    $tolerance{$1} = $2 while $header =~ /\b(rtol|atol)=(\S+)/g;
} elsif (!$ENV{TAPELESS_UPDATE_EXPECTED}) {
    print "FAILED: cannot read $expected_file: $!\n";
    exit 1;
}
if ($ENV{TAPELESS_UPDATE_EXPECTED}) {
    open my $file, '>', $expected_file or die "cannot write $expected_file: $!\n";
    print $file $header, @got;
    exit 0;
}

# Words, with what encloses numbers as words of its own: '[1,2]' and 'f(0.5)' hold numbers too.
my $number = qr/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;
sub words {
    my ($line) = @_;
    return $line =~ /<any>|<rest>|[A-Za-z_]\w*|$number|\S/g;
}

sub same {
    my ($got, $want) = @_;
    return 1 if $want eq '<any>' || $got eq $want;
    return 0 unless $got =~ /^$number$/ && $want =~ /^$number$/;
    return abs($got - $want) <= $tolerance{rtol} * abs($want) + $tolerance{atol};
}

sub same_line {
    my ($got, $want) = @_;
    my @got_words = words($got);
    for my $word (words($want)) {
        return 1 if $word eq '<rest>';
        return 0 unless @got_words && same(shift @got_words, $word);
    }
    return !@got_words;
}

for my $i (0 .. ($#got > $#want ? $#got : $#want)) {
    my ($got_line, $want_line) = map { defined $_ ? s/\s+$//r : undef } $got[$i], $want[$i];
    next if defined $got_line && defined $want_line && same_line($got_line, $want_line);
    printf "FAILED: line %d of the output\n  got  %s\n  want %s\n", $i + 1, $got_line // '(nothing)', $want_line // '(nothing)';
    exit 1;
}
