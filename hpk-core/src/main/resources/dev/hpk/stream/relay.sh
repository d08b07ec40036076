#!/bin/bash
# relay SECRET PORT PERL
# Joins its standard streams to a port of localhost. With perl(1) each direction ends by itself; bash
# alone cannot tell a port that no more will come.
secret=$1 port=$2
! type -P perl >/dev/null || exec perl -e "$3" "$secret" "$port"
exec 4<&0
{ exec 3<>"/dev/tcp/127.0.0.1/$port"; } || { exec 3<>"/dev/tcp/::1/$port"; } || exit 1
printf '\0%s connected\n' "$secret" >&2
cat <&4 >&3 &
cat <&3
kill "$!"
