use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);

my ($secret, $port) = @ARGV;
my ($target, @problems);
for my $place (
    ['127.0.0.1', AF_INET, pack_sockaddr_in($port, inet_aton('127.0.0.1'))],
    ['[::1]', AF_INET6, pack_sockaddr_in6($port, inet_pton(AF_INET6, '::1'))],
) {
    my ($name, $family, $address) = @$place;
    if (socket($target, $family, SOCK_STREAM, 0) && connect($target, $address)) {
        @problems = ();
        last;
    }
    push @problems, "dial tcp $name:$port: $!";
}
die join(', ', @problems), "\n" if @problems;
print STDERR "\0$secret connected\n";

sub copy {
    my ($from, $to) = @_;
    while (sysread($from, my $data, 65536)) {
        my $done = 0;
        while ($done < length $data) {
            my $count = syswrite($to, $data, length($data) - $done, $done);
            return unless $count;
            $done += $count;
        }
    }
}

$SIG{PIPE} = 'IGNORE';
my $feeder = fork;
die "fork: $!\n" unless defined $feeder;
if ($feeder == 0) {
    close STDOUT;
    copy(\*STDIN, $target);
    shutdown($target, 1);
    exit 0;
}
close STDIN;
copy($target, \*STDOUT);
kill 'KILL', $feeder;
