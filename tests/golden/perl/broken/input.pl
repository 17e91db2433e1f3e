package Half::Done;

our $limit = 10;

sub good_before {
    my $x = shift;
    return $x + $limit;
}

sub unclosed_call {
    my @list = map { $_ * 2 (1, 2, 3);
    return @list;
}

sub missing_semicolon {
    my $a = 1
    my $b = 2;
    return $a + $b;
}

sub middle { return { key => 'value' }; }

if ($limit > ) {
    print "never\n";
}

package Half::Other;

sub last_one {
    return "end";
}
