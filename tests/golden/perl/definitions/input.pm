package Farm::Animal;

use strict;
use warnings;
use constant MAX_AGE => 40;
use constant {
    SMALL => 1,
    LARGE => 2,
};
use constant DEBUG => 0;
use Moo;

our $VERSION = '0.03';
our (@EXPORT_OK, %EXPORT_TAGS);
my $counter = 0;
my ($first, @others) = (1, 2, 3);
my %sounds = (cow => 'moo', cat => "miaow $counter");

has name => (is => 'ro', required => 1);
has 'age' => (is => 'rw', default => sub { my $start = 0; $start });
has ['width', 'height'] => (is => 'ro');

sub speak;
sub helper($$);

sub new {
    my ($class, %args) = @_;
    my $self = bless {%args}, $class;
    our $made = 1;
    $counter++;
    return $self;
}

# A closure and a glob.
my $format = sub {
    my ($text) = @_;
    return sprintf "%s: %s", $text, q{it's};
};
*say_hello = sub { print "hello\n" };

sub speak {
    my $self = shift;
    my $sound = $sounds{$self->{name}} // 'nothing';
    print <<"END";
The animal says $sound.
END
    return <<'RAW' . `date`;
not $interpolated
RAW
}

=head1 NAME

Farm::Animal - sub documented { }

=cut

sub _private :lvalue { $counter }

BEGIN {
    our $LOADED = 1;
    my $hidden = 2;
}

package Farm::Pen;

our @ISA = ('Farm::Animal');

sub open_gate {
    my @keys = qw(iron wood);
    return scalar @keys;
}

1;

__END__

sub after_the_end { }
