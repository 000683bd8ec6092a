#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Every sentence of a static_assert in the headers stands on the page of diagnostics, as a heading,
# and every heading there is a sentence of a header.
#   diagnostics_are_documented.pl PROJECT_DIRECTORY [--list]
use strict;
use warnings;
use File::Find;

my ($project, $list) = @ARGV;
my %sentences;
find(
    sub {
        return unless /\.hpp$/;
        open my $file, '<', $_ or die "cannot read $File::Find::name: $!\n";
        local $/;
        my $text = <$file>;
        $text =~ s/\\\n/\n/g;
        # Adjacent literals are one sentence.
        while ($text =~ /static_assert\s*\((?:(?!static_assert)[^;])*?("tapeless: (?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*)\s*\)/g) {
            my $sentence = join '', $1 =~ /"((?:[^"\\]|\\.)*)"/g;
            $sentence =~ s/\\(.)/$1/g;
            $sentence =~ s/^tapeless: //;
            push @{$sentences{$sentence}}, $File::Find::name;
        }
    },
    "$project/include");
if ($list) {
    print "$_\n    ", join(' ', map { s{.*/include/tapeless/}{}r } @{$sentences{$_}}), "\n" for sort keys %sentences;
    exit;
}

my $path = "$project/docs/reference/diagnostics.md";
open my $page, '<', $path or die "cannot read $path: $!\n";
my ($failed, %documented) = 0;
while (<$page>) {
    $documented{$1} = 1 if /^\*\*`(.*)`\*\*$/;
}
for (sort keys %sentences) {
    next if $documented{$_};
    print "FAILED: not in docs/reference/diagnostics.md: $_\n    @{$sentences{$_}}\n";
    ++$failed;
}
for (sort keys %documented) {
    next if $sentences{$_};
    print "FAILED: in docs/reference/diagnostics.md, but in no header: $_\n";
    ++$failed;
}
print keys(%sentences) . " sentences, $failed amiss\n";
exit($failed || !%sentences ? 1 : 0);
