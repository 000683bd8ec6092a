#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# What models of 10 to 800 nodes cost to compile, with their gradients: a table in Markdown.
# usage: perl tests/benchmark/compile_cost.pl INCLUDE_DIRECTORY EIGEN_DIRECTORY
use strict;
use warnings;
use File::Temp qw(tempdir);
use Time::HiRes qw(time);

my ($include, $eigen) = @ARGV;
die "usage: compile_cost.pl INCLUDE_DIRECTORY EIGEN_DIRECTORY\n" unless defined $eigen;
my $folder = tempdir(CLEANUP => 1);
my @common = ('-std=c++20', "-I$include", '-isystem', $eigen);

# Each level is four nodes traced, two typed.
my %models = (
    traced => sub {
        my $levels = int($_[0] / 4);
        return "constexpr auto loss = tl::trace([](auto in) { auto h = in;\n"
            . "for (int i = 0; i < $levels; ++i) h = h + tanh((i + 1.0) * h); return sum(W * h); }, x);\n";
    },
    typed => sub {
        my $levels = int($_[0] / 2);
        return "template <int Depth> constexpr auto deep(auto u) {\n"
            . "if constexpr (Depth == 0) return u; else return deep<Depth - 1>(u + tanh(u)); }\n"
            . "constexpr auto loss = sum(W * deep<$levels>(x));\n";
    });
my %compilers = (
    'g++' => {command => ['g++'], limit => '-fconstexpr-ops-limit=', low => 1e5, high => 1e9},
    'clang' => {command => ['clang++-16'], limit => '-fconstexpr-steps=', low => 1e4, high => 5e7});

sub source {
    my ($kind, $nodes) = @_;
    my $file = "$folder/$kind$nodes.cpp";
    open my $out, '>', $file or die "$file: $!";
    print $out "#include <tapeless/compile.hpp>\nnamespace tl = tapeless;\n";
    print $out "constexpr auto x = tl::input<\"x\", 8>;\nconstexpr auto W = tl::param<\"W\", 8, 8>;\n";
    print $out $models{$kind}->($nodes) . "constexpr auto g = value_and_grad(loss, tl::wrt(W, x));\n"
        if $nodes;
    close $out;
    return $file;
}

sub compiles {
    my ($compiler, @arguments) = @_;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDERR, '>', '/dev/null';
        open STDOUT, '>', '/dev/null';
        exec @{$compiler->{command}}, @common, '-fsyntax-only', @arguments;
    }
    waitpid $pid, 0;
    return $? == 0;
}

# Evaluation steps, to 3 %, by bisecting the compiler's limit.
sub steps {
    my ($compiler, $file) = @_;
    my ($low, $high) = @{$compiler}{'low', 'high'};
    while ($high / $low > 1.03) {
        my $middle = int(sqrt($low * $high));
        if (compiles($compiler, "$compiler->{limit}$middle", $file)) { $high = $middle }
        else { $low = $middle }
    }
    return $high;
}

# Median seconds of three, and peak memory in MiB.
sub cost {
    my ($compiler, $file) = @_;
    my (@seconds, $memory);
    for (1 .. 3) {
        my $command = join ' ', map { "'$_'" } @{$compiler->{command}}, @common, '-O2', '-c', $file, '-o', '/dev/null',
            "$compiler->{limit}" . int($compiler->{high});
        my $begin = time;
        my $words = `/usr/bin/time -f 'peak %M' $command 2>&1`;
        push @seconds, time - $begin;
        ($memory) = $words =~ /peak (\d+)/ or die "$command failed\n";
    }
    return ((sort { $a <=> $b } @seconds)[1], $memory / 1024);
}

# Function templates that clang instantiates.
sub instantiations {
    my ($file) = @_;
    my $words = `clang++-16 @common -fconstexpr-steps=50000000 -fsyntax-only -Xclang -print-stats $file 2>&1`;
    my $sum = 0;
    $sum += $1 while $words =~ /(\d+) (?:class|function) template specializations? instantiated/g;
    $sum ||= $1 if $words =~ /(\d+) ClassTemplateSpecialization decls/;
    return $sum;
}

print "| model | nodes | g++ s | MiB | operations | clang s | MiB | steps | class template specialisations |\n";
print "|---|---|---|---|---|---|---|---|---|\n";
for my $kind ('traced', 'typed') {
    for my $nodes (0, 10, 100, 200, 400, 800) {
        next if $kind eq 'typed' && ($nodes == 0 || $nodes > 200);
        my $file = source($kind, $nodes);
        my @row;
        for my $name ('g++', 'clang') {
            my ($seconds, $memory) = cost($compilers{$name}, $file);
            push @row, sprintf('%.2f', $seconds), sprintf('%.0f', $memory),
                $nodes ? sprintf('%.2g', steps($compilers{$name}, $file)) : '';
        }
        printf "| %s | %s | %s | %s |\n", $nodes ? $kind : 'headers alone', $nodes || '', join(' | ', @row),
            instantiations($file);
    }
}
