#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Every C++ block of the README stands, line for line, in an example that is compiled and run.
#   readme_is_compiled.pl PROJECT_DIRECTORY
use strict;
use warnings;

my ($project) = @ARGV;
local $/;
my %examples;
for my $path (glob "$project/examples/*.cpp") {
    open my $file, '<', $path or die "cannot read $path: $!\n";
    $examples{$path} = <$file>;
}
open my $readme, '<', "$project/README.md" or die "cannot read README.md: $!\n";
my $text = <$readme>;
my ($blocks, $failed) = (0, 0);
while ($text =~ /^```cpp\n(.*?)^```/msg) {
    my $block = $1;
    ++$blocks;
    next if grep { index($_, $block) >= 0 } values %examples;
    print "FAILED: no example holds this block of the README:\n$block";
    ++$failed;
}
print "$blocks blocks, $failed that no example holds\n";
exit($failed || !$blocks ? 1 : 0);
