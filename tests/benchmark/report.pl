#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Makes a page and a chart of what the benchmarks have printed.
# usage: perl tests/benchmark/report.pl RESULTS COMPILE_COSTS FLAGS FOLDER
#   RESULTS        lines `result`, workload, problem, type, size, side, ns, ratio, lower, upper; between tabs
#   COMPILE_COSTS  lines: seconds of user and of system, KiB, the command; the last one of a unit counts
#   FOLDER         benchmarks.md is written there, or, if it exists, what stands between its markers; and
#                  benchmarks.svg, where gnuplot is installed
use strict;
use warnings;

my ($results, $costs, $flags, $folder) = @ARGV;
die "usage: report.pl RESULTS COMPILE_COSTS FLAGS FOLDER\n" unless defined $folder;

sub lines_of {
    my ($path) = @_;
    open my $file, '<', $path or return;
    chomp(my @lines = <$file>);
    return @lines;
}

# Problems in the order in which they came, each with its sides. A problem may have been run by several programs: one
# against hand-written code, whose time of Tapeless counts, and one for each other library.
my (@order, %problems);
for my $line (lines_of($results)) {
    my ($mark, $workload, $problem, $type, $size, $side, $ns, $ratio, $lower, $upper) = split /\t/, $line;
    next unless defined $upper && $mark eq 'result';
    my $key = join "\t", $workload, $problem, $type, $size;
    push @order, $key unless $problems{$key};
    my $sides = $problems{$key} //= {workload => $workload, problem => $problem, type => $type, size => $size};
    $sides->{ours} //= $ns if $side eq 'tapeless';
    next if $side eq 'tapeless';
    $sides->{sides}{$side} = {ns => $ns, ratio => $ratio, lower => $lower, upper => $upper};
}
die "no results in $results\n" unless @order;
my %rank;
$rank{$problems{$_}{workload} . $problems{$_}{problem}} //= keys %rank for @order;
@order = sort {
    my ($p, $q) = @problems{$a, $b};
    $p->{workload} cmp $q->{workload} || $rank{$p->{workload} . $p->{problem}} <=> $rank{$q->{workload} . $q->{problem}}
        || $p->{type} cmp $q->{type} || $p->{size} <=> $q->{size}
} @order;

sub fastest_by_hand {
    my ($sides) = @_;
    my @hands = grep { /^hand/ } keys %$sides;
    return (sort { $sides->{$a}{ns} <=> $sides->{$b}{ns} } @hands)[0];
}
sub duration {
    my ($ns) = @_;
    my ($number, $unit) = $ns < 1e3 ? ($ns, 'ns') : $ns < 1e6 ? ($ns / 1e3, 'us') : ($ns / 1e6, 'ms');
    return sprintf($number < 10 ? '%.2f %s' : $number < 100 ? '%.1f %s' : '%.0f %s', $number, $unit);
}

sub tables {
    my ($text, $workload) = ('', '');
    my %titles = (A => '3-128-128-4 network, size is the number of samples', B => '2-10-20-5 network, one sample',
                  C => 'functions of arrays of run-time extents', D => 'small functions');
    for my $key (@order) {
        my $p = $problems{$key};
        if ($p->{workload} ne $workload) {
            $workload = $p->{workload};
            $text .= "\n**$workload: $titles{$workload}**\n\n"
                . "| problem | type | size | Tapeless | by hand | ratio | quartiles | others (ratio) |\n"
                . "|---|---|--:|--:|--:|--:|---|---|\n";
        }
        my $sides = $p->{sides} // {};
        my $hand = fastest_by_hand($sides);
        my $h = $hand && $sides->{$hand};
        (my $way = $hand // '') =~ s/^hand ?//;
        my @others = map { "$_ " . duration($sides->{$_}{ns}) . sprintf(' (%.2g)', $sides->{$_}{ratio}) }
            sort { $sides->{$a}{ns} <=> $sides->{$b}{ns} } grep { !/^hand/ } keys %$sides;
        $text .= sprintf "| %s | %s | %d | %s | %s | %s | %s | %s |\n", $p->{problem}, $p->{type}, $p->{size},
            duration($p->{ours}), $h ? duration($h->{ns}) . ($way ? " ($way)" : '') : '',
            $h ? sprintf('%.2f', $h->{ratio}) : '', $h ? sprintf('%.2f to %.2f', $h->{lower}, $h->{upper}) : '',
            join(', ', @others);
    }
    return $text;
}

sub compile_table {
    my (@units, %cost);
    for my $line (lines_of($costs)) {
        my ($user, $system, $memory, $command) = $line =~ /^([\d.]+) ([\d.]+) (\d+) (.*)$/ or next;
        my ($unit) = $command =~ m{-c \S*/tests/benchmark/(\S+)\.cpp} or next;
        my ($type) = $command =~ /TAPELESS_BENCHMARK_SCALAR=(\w+)/;
        $unit .= " ($type)" if $type;
        push @units, $unit unless $cost{$unit};
        $cost{$unit} = [$user + $system, $memory / 1024];
    }
    return '' unless @units;
    my $text = "\n**What compiling each unit cost**: processor time and peak memory\n\n| unit | s | MiB |\n|---|--:|--:|\n";
    $text .= sprintf "| `%s` | %.1f | %.0f |\n", $_, @{$cost{$_}} for sort @units;
    return $text;
}

# Nothing that names this machine.
sub description {
    my ($model) = map { /^model name\s*:\s*(.*)/ ? $1 : () } lines_of('/proc/cpuinfo');
    my $cores = grep { /^processor\s*:/ } lines_of('/proc/cpuinfo');
    my %cache;
    for my $folder (glob '/sys/devices/system/cpu/cpu0/cache/index*') {
        my ($level) = lines_of("$folder/level");
        my ($type) = lines_of("$folder/type");
        my ($size) = lines_of("$folder/size");
        $cache{"L$level" . ($level eq '1' ? 'd' : '')} = $size if defined $size && $type ne 'Instruction';
    }
    my ($vectors) = map { /^flags\s*:.*\b(avx512f|avx2|avx|sse2)\b/ ? uc $1 : () }
        map { my $l = $_; $l =~ /avx512f/ ? 'flags : avx512f' : $l =~ /\bavx2\b/ ? 'flags : avx2' : 'flags : sse2' }
        grep { /^flags/ } lines_of('/proc/cpuinfo');
    my ($system) = map { /^PRETTY_NAME="(.*)"/ ? $1 : () } lines_of('/etc/os-release');
    return join ', ', grep { defined && length } $model, "$cores processors seen, one thread used", $vectors,
        (map { "$_ $cache{$_}" } sort keys %cache), $system, $flags;
}

my ($begin, $end) = ('<!-- measured: begin -->', '<!-- measured: end -->');
my $measured = "$begin\nMachine: " . description() . ".\n\n![Times relative to hand-written code](benchmarks.svg)\n"
    . tables() . compile_table() . "\n$end";
my $page = "$folder/benchmarks.md";
my $text = join "\n", lines_of($page), '';
if ($text =~ /\Q$begin\E/) { $text =~ s/\Q$begin\E.*\Q$end\E/$measured/s }
else { $text = "# Benchmarks\n\n$measured\n" }
open my $out, '>', $page or die "$page: $!\n";
print $out $text;
close $out or die "$page: $!\n";
print "$page\n";

# The chart: times over that of the fastest hand-written code, a column a problem.
my %picked = (A => {map { $_ => 1 } 1, 2, 8, 16, 32, 64, 100, 1024, 8192});
my (%points, @ticks);
for my $key (@order) {
    my $p = $problems{$key};
    my $sides = $p->{sides} // {};
    my $hand = fastest_by_hand($sides) or next;
    my $choice = $picked{$p->{workload}};
    next if $choice && !$choice->{$p->{size}};
    push @ticks, "$p->{workload} " . ($p->{workload} =~ /[AB]/ ? $p->{type} : $p->{problem}) . " $p->{size}";
    my $h = $sides->{$hand};
    push @{$points{Tapeless}}, [$#ticks, $h->{ratio}, $h->{lower}, $h->{upper}];
    for my $side (grep { !/^hand/ } keys %$sides) {
        push @{$points{$side}}, [$#ticks, $h->{ratio} / $sides->{$side}{ratio}] if $sides->{$side}{ratio} > 0;
    }
}
exit unless @ticks && grep { -x "$_/gnuplot" } split /:/, $ENV{PATH};
open my $plot, '|-', 'gnuplot' or die "gnuplot: $!\n";
my $quote = sub { (my $s = shift) =~ s/'/''/g; return "'$s'" };
print $plot "set terminal svg size " . (220 + 17 * @ticks) . ",620 noenhanced font 'sans-serif,11' background '#ffffff'\n",
    "set output " . $quote->("$folder/benchmarks.svg") . "\n",
    "set title 'Value and gradient: time over that of the fastest hand-written code (lower is faster)'\n",
    "set logscale y\nset grid xtics ytics lc rgb '#e4e4e8' lt 1\nset key outside right top\n",
    "set xrange [-0.7:" . ($#ticks + 0.7) . "]\nset xtics rotate by 90 right font ',9' nomirror\nset ytics nomirror\n",
    'set xtics (' . join(', ', map { $quote->($ticks[$_]) . " $_" } 0 .. $#ticks) . ")\n";
my @others = sort grep { $_ ne 'Tapeless' && $_ ne 'limit' } keys %points;
push @others, 'limit' if $points{limit};
for my $name ('Tapeless', @others) {
    (my $block = $name) =~ s/\W/_/g;
    print $plot "\$$block << EOD\n", (map { join(' ', @$_) . "\n" } @{$points{$name}}), "EOD\n";
}
my @colours = ('#9a6fb0', '#4c8c4a', '#c98a1b', '#2b8c8c', '#8c5a3c', '#6b6b75', '#b04a6f');
my @curves = ("1 with lines lw 1.5 lc rgb '#303036' title 'by hand'");
for my $i (0 .. $#others) {
    (my $block = $others[$i]) =~ s/\W/_/g;
    my $type = $others[$i] eq 'limit' ? 'pt 1' : 'pt ' . (4 + 2 * ($i % 5));
    push @curves, "\$$block using 1:2 with points $type ps 0.7 lc rgb '$colours[$i % @colours]' title " . $quote->($others[$i]);
}
push @curves, "\$Tapeless using 1:2:3:4 with yerrorbars pt 7 ps 0.7 lw 1.2 lc rgb '#1f5fd0' title 'Tapeless'";
print $plot 'plot ' . join(", \\\n  ", @curves) . "\n";
close $plot or die "gnuplot failed\n";
print "$folder/benchmarks.svg\n";
