#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Every C++ block of the README and of the pages in docs/ stands, line for line, in an example or a test that is
# compiled and run.
#   blocks_are_compiled.pl PROJECT_DIRECTORY
use strict;
use warnings;
use File::Find qw(find);

my ($project) = @ARGV;
local $/;

sub text_of {
    my ($path) = @_;
    open my $file, '<', $path or die "cannot read $path: $!\n";
    return scalar <$file>;
}

my (@programs, @pages);
find({no_chdir => 1, wanted => sub { push @programs, text_of($_) if /\.[ch]pp$/ }}, "$project/examples", "$project/tests");
find({no_chdir => 1, wanted => sub { push @pages, $_ if /\.md$/ }}, "$project/README.md", "$project/docs");

my ($blocks, $failed) = (0, 0);
for my $page (sort @pages) {
    my $text = text_of($page);
    while ($text =~ /^```cpp\n(.*?)^```/msg) {
        my $block = $1;
        ++$blocks;
        next if grep { index($_, $block) >= 0 } @programs;
        (my $name = $page) =~ s{^\Q$project\E/}{};
        print "FAILED: no example and no test holds this block of $name:\n$block";
        ++$failed;
    }
}
print "$blocks blocks, $failed that no program holds\n";
exit($failed || !$blocks ? 1 : 0);
