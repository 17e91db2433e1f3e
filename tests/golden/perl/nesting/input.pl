#!/usr/bin/perl
use v5.38;
use feature 'class';

my $top = 'level';

package Outer {
    our $shared = 1;
    my $lexical = 2;

    sub visit {
        my ($node, $callback) = @_;
        my $walk = sub {
            my $inner = shift;
            return $inner;
        };
        return $walk->($callback);
    }

    package Outer::Inner {
        sub deep { return __PACKAGE__ }
    }

    sub after_inner { 1 }
}

{
    package Scoped;
    sub within { 'x' }
}

sub back_in_main {
    if (my $found = visit()) {
        local $_ = $found;
        print "found $_\n";
    }
}

class Point {
    field $x = 0;
    field @history;

    method move($dx) {
        my $before = $x;
        push @history, $before;
        $x += $dx;
        return $self;
    }

    sub build ($class, %options) {
        return $class->new(%options);
    }
}

for my $name (qw(red green)) {
    no strict 'refs';
    *{"colour_$name"} = sub { $name };
}

back_in_main();
