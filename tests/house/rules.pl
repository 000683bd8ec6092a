#!/usr/bin/env perl
# SPDX-License-Identifier: BSL-1.0
# Checks the rules of the house that need no compiler. Run with the project's root as argument.
use strict;
use warnings;

my $root = shift // '.';
my $include = "$root/include/tapeless";

# The order of the folders: a header includes its own folder and those of a lower level.
my @order = ([qw(core)], [qw(graph)], [qw(op)], [qw(pass)], [qw(expr dual)], [qw(plan)], [qw(exec)], [qw(transform)],
             [qw(nn optim)], [qw(io interop tools)]);
my %level;
for my $i (0 .. $#order) { $level{$_} = $i for @{$order[$i]} }

# Other libraries, and the folders that may include them.
my @libraries = (
    [qr{^boost/hana}, qw(transform nn optim io interop tools)],
    [qr{^(Eigen|unsupported/Eigen)/}, qw(dual exec transform nn optim io interop tools)],
    [qr{^xsimd/}, qw(exec)],
);
my %opt_in = map { $_ => 1 } qw(io interop tools);

my @violations;
sub violation { push @violations, "$_[0]: $_[1]" }

sub read_file {
    my ($path) = @_;
    open my $file, '<', $path or die "cannot read $path: $!\n";
    local $/;
    return <$file> // '';
}

sub files {
    my ($pattern, @folders) = @_;
    my @found;
    while (defined(my $folder = shift @folders)) {
        opendir my $handle, $folder or next;
        for my $entry (grep { !/^\.\.?$/ } readdir $handle) {
            my $path = "$folder/$entry";
            if (-d $path) { push @folders, $path }
            elsif ($entry =~ $pattern) { push @found, $path }
        }
    }
    return sort @found;
}

# Comments become blanks and continued lines lines; strings stay, so that a static_assert's sentence can be seen.
sub without_comments {
    my ($text) = @_;
    $text =~ s{\\\n}{\n}g;
    $text =~ s{("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|//[^\n]*|/\*.*?\*/}{$1 // ' '}gse;
    return $text;
}

sub check_includes {
    my ($name, $folder, $code) = @_;
    while ($code =~ /^\s*#\s*include\s*([<"])([^>"]+)[>"]/mg) {
        my ($quote, $header) = ($1, $2);
        if ($quote eq '"') {
            violation($name, "includes \"$header\" in quotes: write <tapeless/...>");
            next;
        }
        if ($header =~ m{^tapeless/(?:([^/]+)/)?}) {
            my $target = $1;
            if (!defined $target) {
                violation($name, "includes the umbrella <$header>")
                    if defined $folder && $header !~ m{/(config|fwd)\.hpp$};
            } elsif (defined $folder && $target ne $folder
                     && exists $level{$target} && exists $level{$folder} && $level{$target} >= $level{$folder}) {
                violation($name, "includes <$header>, which does not stand below $folder/");
            } elsif (!defined $folder && $opt_in{$target}) {
                violation($name, "includes <$header>, which is opt-in");
            }
            next;
        }
        next unless defined $folder;
        my $known = 0;
        for my $library (@libraries) {
            my ($pattern, @allowed) = @$library;
            next unless $header =~ $pattern;
            $known = 1;
            violation($name, "includes <$header>: not in $folder/") unless grep { $_ eq $folder } @allowed;
        }
        violation($name, "includes <$header>, which is no dependency of the library")
            if !$known && $header =~ m{[/.]} && !$opt_in{$folder} && $header !~ /^(\w+intrin|arm_neon)\.h$/;
    }
}

sub check_static_asserts {
    my ($name, $code) = @_;
    while ($code =~ /\bstatic_assert\s*\(/g) {
        my ($depth, $start) = (1, pos $code);
        while ($depth && $code =~ /\G(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])+'|([()])|[^()"']+|.)/gcs) {
            $depth += $1 eq '(' ? 1 : -1 if defined $1;
        }
        my $end = pos($code) // length $code;
        my $inside = substr $code, $start, $end - $start - 1;
        my $line = 1 + (substr($code, 0, $start) =~ tr/\n//);
        if ($inside !~ /"\s*$/) {
            violation($name, "line $line: a static_assert without a sentence");
        } elsif ($inside !~ /"tapeless: (?:\\.|[^"\\])+"(?:\s*"(?:\\.|[^"\\])*")*\s*$/s) {
            violation($name, "line $line: a static_assert whose sentence does not begin with 'tapeless: '");
        }
    }
}

for my $path (files(qr/\.hpp$/, $include)) {
    (my $name = $path) =~ s{^\Q$include\E/}{};
    my $text = read_file($path);
    my ($folder) = $name =~ m{^([^/]+)/};
    violation($name, "the folder $folder/ is not in the order of folders") if defined $folder && !exists $level{$folder};

    my $code = without_comments($text);
    check_includes($name, $folder, $code);
    check_static_asserts($name, $code);
    # Errors are the same types whatever their unit is compiled for; all else has the instruction set in its name.
    while ($code =~ /^namespace tapeless(?:::inline (\w+))?/mg) {
        my $inner = $1 // '';
        next if $inner eq 'TAPELESS_ABI';
        my ($inside) = $code =~ /\G[^{]*\{(.*?)^\}/ms;
        my $errors = $inner eq 'v1' && ($inside // '') !~ /^(?!\s|$|struct \w+_error : |\};)/m;
        violation($name, "opens a namespace that is not tapeless::inline TAPELESS_ABI") unless $errors;
    }
    violation($name, 'an unfinished mark') if $text =~ /\b(TODO|FIXME|XXX|HACK)\b/;

    # A header above the folders that is neither config nor fwd holds includes only.
    if (!defined $folder && $name !~ /^(config|fwd)\.hpp$/) {
        (my $rest = $code) =~ s/^\s*#\s*(include|ifndef|define|endif|if|pragma)\b[^\n]*//mg;
        violation($name, 'an umbrella header that holds more than includes') if $rest =~ /\S/;
    }
}

for my $path (files(qr/\.(hpp|cpp)$/, map { "$root/$_" } qw(include tests examples bench))) {
    (my $name = $path) =~ s{^\Q$root\E/}{};
    violation($name, 'the first line is not the licence identifier')
        unless read_file($path) =~ m{^// SPDX-License-Identifier: BSL-1\.0\r?\n};
}

print "$_\n" for @violations;
printf "%d violations\n", scalar @violations;
exit(@violations ? 1 : 0);
