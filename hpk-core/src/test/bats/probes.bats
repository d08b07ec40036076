#!/usr/bin/env bats
# Probes: each kind, what it makes of answers, and what follows.

load helper

setup() {
  new_pod
  probes=0
  head_line "HPK_PROBE_AGENT=kube-probe/1.35 HPK_PROBES=()"
  port=
}

teardown() {
  end_pod
}

# probe INDEX TYPE KIND "DELAY TIMEOUT PERIOD SUCCESS FAILURE" GRACE HOST PORT TARGET
probe() {
  local numbers
  read -r -a numbers <<<"$4"
  printf -v line ' %q' "$1" "$2" "$3" "${numbers[@]}" "$5" "$6" "$7" "$8"
  head_line "HPK_PROBES+=($line)"
  probes=$((probes + 1))
}

# headers HEADER...: those of the newest probe.
headers() {
  local line
  printf -v line ' %q' "$@"
  head_line "HPK_PROBE_$((probes - 1))_HEADERS=($line)"
}

# enter INDEX: how the container is entered: on the host.
enter() {
  head_line "hpk_container_$1_enter() { \"\$@\"; }"
}

# serve PYTHON: a server on a port of its own, $port; `s` is its listening socket.
serve() {
  local file=$BATS_TEST_TMPDIR/port.$RANDOM
  python3 -c "
import os, socket, sys, time, threading
s = socket.create_server(('127.0.0.1', 0), backlog=50)
open('$file.new', 'w').write(str(s.getsockname()[1])); os.rename('$file.new', '$file')
$1" 3>&- 4>&- &
  started+=("$!")
  disown "$!"
  wait_until "the server" test -e "$file"
  port=$(<"$file")
}

# answer BYTES [CODE]: a server that sends this to each who asks and closes.
answer() {
  serve "
while True:
    c = s.accept()[0]
    request = b''
    while b'\r\n\r\n' not in request:
        request += c.recv(65536)
    open('$work/request', 'ab').write(request)
    c.sendall($1)
    ${2-}
    c.close()"
}

# verdict KIND TARGET [HEADER...]: one probe of http://127.0.0.1:$port; prints "verdict said".
verdict() {
  verdict_of "$1" 127.0.0.1 "$port" "$2" "${@:3}"
}

# verdict_of KIND HOST PORT TARGET [HEADER...]
verdict_of() {
  library "
    HPK_PROBES=(0 readiness $1 0 \${timeout:-5} 10 1 3 '' \"\$1\" \"\$2\" \"\$3\") HPK_POD_ADDRESS=127.0.0.1 hpk_host=here
    HPK_PROBE_0_HEADERS=(\"\${@:4}\") HPK_POD_UID=$uid hpk_private=$work
    hpk_prober_rest() { if [[ -n \${rested-} ]]; then exit; fi; rested=1; }
    hpk_prober_count() { printf '%s %s\n' \"\$hpk_verdict\" \"\$hpk_said\"; exit; }
    hpk_prober 0 0 0 \$\$ 127.0.0.1" "${@:2}"
}

# --- HTTP

@test "HTTP: 2xx is success, 4xx and 5xx are failure, with the kubelet's text" {
  answer 'b"HTTP/1.1 204 No Content\r\n\r\n"'
  [[ $(verdict http /) == 'success ' ]]
  answer 'b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nbad"'
  [[ $(verdict http /) == 'failure HTTP probe failed with statuscode: 503' ]]
  answer 'b"HTTP/1.0 404 x\r\n\r\n"'
  [[ $(verdict http /) == 'failure HTTP probe failed with statuscode: 404' ]]
}

@test "HTTP: the request is a kubelet's, with the pod's own headers" {
  answer 'b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"'
  [[ $(verdict http '/a%20b?c=d' 'Accept: */*' 'User-Agent: kube-probe/1.35' 'X-One: 1 2') == 'success ' ]]
  [[ $(<"$work/request") == "GET /a%20b?c=d HTTP/1.1"$'\r\n'"Host: 127.0.0.1:$port"$'\r\n'"Accept: */*"$'\r\n'"User-Agent: kube-probe/1.35"$'\r\n'"X-One: 1 2"$'\r\n'"Connection: close"$'\r\n\r' ]]
  rm "$work/request"
  verdict http / 'Host: shop.example' >/dev/null
  grep -q $'^Host: shop.example\r$' "$work/request"
}

@test "HTTP: a redirect on the host is followed, one to another host is a warning that counts as success" {
  serve "
while True:
    c = s.accept()[0]
    p = c.recv(65536).split()[1]
    c.sendall({b'/': b'HTTP/1.1 302 F\r\nLocation: next?x=1\r\n\r\n', b'/next?x=1': b'HTTP/1.1 301 M\r\nLocation: http://127.0.0.1:%d/end\r\n\r\n' % s.getsockname()[1],
      b'/end': b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', b'/away': b'HTTP/1.1 307 T\r\nLocation: http://elsewhere.example/x\r\nContent-Length: 5\r\n\r\nhello',
      b'/loop': b'HTTP/1.1 302 F\r\nLocation: /loop\r\n\r\n', b'/none': b'HTTP/1.1 302 F\r\nContent-Length: 1\r\n\r\nx', b'/odd': b'HTTP/1.1 302 F\r\nLocation: ftp://127.0.0.1/\r\n\r\n',
      b'/gone': b'HTTP/1.1 308 P\r\nLocation: /missing\r\n\r\n', b'/missing': b'HTTP/1.1 404 N\r\n\r\n'}[p])
    c.close()"
  [[ $(verdict http /) == 'success ' ]]
  [[ $(verdict http /away) == 'warning Probe terminated redirects, Response body: hello' ]]
  [[ $(verdict http /loop) == "failure Get \"http://127.0.0.1:$port/loop\": stopped after 10 redirects" ]]
  [[ $(verdict http /none) == 'warning Probe terminated redirects, Response body: x' ]]
  [[ $(verdict http /odd) == 'failure Get "ftp://127.0.0.1/": unsupported protocol scheme "ftp"' ]]
  [[ $(verdict http /gone) == 'failure HTTP probe failed with statuscode: 404' ]]
}

@test "HTTP: nobody listens, the server closes at once, or says something that is no HTTP" {
  serve 'sys.exit()'
  [[ $(verdict http /x) == "failure Get \"http://127.0.0.1:$port/x\": dial tcp 127.0.0.1:$port: connect: connection refused" ]]
  serve '
while True: s.accept()[0].close()'
  [[ $(verdict http /) == "failure Get \"http://127.0.0.1:$port/\": "* ]]
  answer 'b"SSH-2.0-x\r\n\x00\xff"'
  [[ $(verdict http /) == *'malformed HTTP response "SSH-2.0-x"' ]]
  answer 'b"HTTP/1.1 2000 x\r\n\r\n"'
  [[ $(verdict http /) == failure*malformed* ]]
  answer 'b"\0" * 100000'
  [[ $(verdict http /) == failure* ]]
}

@test "HTTP: a server that never answers, or byte by byte without end, is a timeout" {
  serve '
k = []
while True: k.append(s.accept())'
  [[ $(timeout=1 verdict http /) == *': context deadline exceeded (Client.Timeout exceeded while awaiting headers)' ]]
  serve '
c = s.accept()[0]
while True:
    c.sendall(b"H"); time.sleep(0.1)'
  [[ $(timeout=1 verdict http /) == failure*'context deadline exceeded'* ]]
}

@test "HTTP: bytes that come one by one but in time are an answer" {
  answer 'b""' '
    for b in b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\0b": c.sendall(bytes([b])); time.sleep(0.01)'
  [[ $(timeout=30 verdict http /) == 'success ' ]]
}

@test "HTTP: of a body only 10 KiB count, and one that stays away makes the probe err" {
  answer 'b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"\0\n" * 50000000'
  [[ $(verdict http /) == 'success ' ]]
  answer 'b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100000'
  [[ $(verdict http /) == 'success ' ]]
  answer 'b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"'
  [[ $(verdict http /) == 'error unexpected EOF' ]]
  answer 'b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"' 'time.sleep(20)'
  [[ $(timeout=1 verdict http /) == 'error context deadline exceeded'* ]]
}

@test "HTTP: bodies in chunks, and lines before the answer" {
  answer 'b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n"' 'time.sleep(1)'
  [[ $(verdict http /) == 'success ' ]]
  answer 'b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"'
  [[ $(verdict http /) == 'error unexpected EOF' ]]
  answer 'b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n"'
  [[ $(verdict http /) == 'failure HTTP probe failed with statuscode: 500' ]]
}

@test "HTTP: headers without end are refused" {
  answer 'b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100000'
  [[ $(timeout=30 verdict http /) == *'server response headers exceeded their limit'* ]]
}

@test "HTTP and TCP: a host that is no name of one" {
  [[ $(verdict_of tcp 'a/b$(id)' 80 '') == 'failure dial tcp: lookup a/b$(id): no such host' ]]
  [[ $(verdict_of http 'x y' 80 /) == *'no such host' ]]
}

# --- HTTPS

secure_server() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/crt" -days 1 -subj /CN=nobody 2>/dev/null
  serve "
import ssl
x = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); x.load_cert_chain('$work/crt', '$work/key')
while True:
    c = s.accept()[0]
    try:
        c = x.wrap_socket(c, server_side=True)
        p = c.recv(65536)
        open('$work/request', 'wb').write(p)
        c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' if p.startswith(b'GET /ok ') else b'HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n')
        c.close()
    except OSError as e: print(e)"
}

@test "HTTPS by openssl: the certificate is not checked, answers count" {
  command -v openssl >/dev/null || skip "openssl is not installed"
  secure_server
  [[ $(timeout=20 verdict https /ok 'X: "y\z"') == 'success ' ]]
  grep -q $'^X: "y\\\\z"\r$' "$work/request"
  [[ $(timeout=20 verdict https /no) == 'failure HTTP probe failed with statuscode: 500' ]]
  answer 'b"HTTP/1.1 200 OK\r\n\r\n"'
  [[ $(timeout=2 verdict https /) == failure* ]]
  serve 'sys.exit()'
  [[ $(verdict https /) == *'connection refused' ]]
  no_process_of "s_client"
}

@test "HTTPS by curl where there is no openssl" {
  command -v curl >/dev/null || skip "curl is not installed"
  secure_server
  override='type() { [[ $2 != openssl ]] && builtin type "$@"; }'
  head_line "$override"
  [[ $(timeout=20 verdict https /ok 'X: "y\z"') == 'success ' ]]
  grep -q $'^X: "y\\\\z"\r$' "$work/request"
  [[ $(timeout=20 verdict https /no) == 'failure HTTP probe failed with statuscode: 500' ]]
}

@test "HTTPS where the host has neither is an error that says so, never success" {
  head_line 'type() { return 1; }'
  port=1
  [[ $(verdict https /) == 'error HTTPS needs openssl or curl, and host here has neither' ]]
}

# --- TCP

@test "TCP: a connection is success, none is failure" {
  serve 'time.sleep(60)'
  [[ $(verdict tcp '') == 'success ' ]]
  serve 'sys.exit()'
  [[ $(verdict tcp '') == "failure dial tcp 127.0.0.1:$port: connect: connection refused" ]]
}

# --- gRPC

# grpc_server PYTHON: `c` is a connection whose request was read; `frame(type, flags, stream, bytes)`.
grpc_server() {
  serve "
def frame(t, f, i, b): return len(b).to_bytes(3, 'big') + bytes([t, f]) + i.to_bytes(4, 'big') + b
def status(n): return frame(0, 0, 1, b'\0\0\0\0\2\x08' + bytes([n]))
settings = frame(4, 0, 0, b'\0\3\0\0\0\x64'); ping = frame(6, 0, 0, b'12345678'); window = frame(8, 0, 0, b'\0\0\1\0')
headers = frame(1, 4, 1, b'\x88\x5f\x10application/grpc'); trailers = frame(1, 5, 1, b'\0\x0bgrpc-status\x010')
def whole(data):
    data = data[24:]
    while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3], 'big'):
        if data[3] == 0 and data[4] & 1: return True
        data = data[9 + int.from_bytes(data[:3], 'big'):]
    return False
while True:
    c = s.accept()[0]
    request = b''
    while not whole(request):
        more = c.recv(65536)
        if not more: break
        request += more
    open('$work/request', 'wb').write(request)
    $1
    try: c.recv(100)
    except OSError: pass
    c.close()"
}

@test "gRPC: SERVING is success, everything else is failure" {
  grpc_server 'c.sendall(settings + frame(4, 1, 0, b"") + window + ping + headers + status(1) + trailers)'
  [[ $(verdict grpc '') == 'success ' ]]
  grpc_server 'c.sendall(settings + headers + status(2) + trailers)'
  [[ $(verdict grpc '') == 'failure service unhealthy (responded with "NOT_SERVING")' ]]
  grpc_server 'c.sendall(settings + headers + frame(0, 8, 1, b"\3\0\0\0\0\2\x08\3xxx") + trailers)'
  [[ $(verdict grpc '') == 'failure service unhealthy (responded with "SERVICE_UNKNOWN")' ]]
  grpc_server 'c.sendall(settings + headers + frame(0, 0, 1, b"\0\0\0\0\0") + trailers)'
  [[ $(verdict grpc '') == 'failure service unhealthy (responded with "UNKNOWN")' ]]
  grpc_server 'c.sendall(settings + headers + frame(0, 0, 1, b"\0\0\0") + frame(0, 0, 1, b"\0\2\x08\1") + trailers)'
  [[ $(verdict grpc '') == 'success ' ]]
}

@test "gRPC: a server without the protocol, of another protocol, or that ends early" {
  grpc_server 'c.sendall(settings + frame(1, 5, 1, b"\x88\0\x0bgrpc-status\x0212"))'
  [[ $(verdict grpc '') == 'failure error: this server does not implement the grpc health protocol (grpc.health.v1.Health)' ]]
  grpc_server 'c.sendall(settings + frame(1, 5, 1, b"\x88\0\x88\x9a\xca\xc8\xb2\x12\x34\xda\x8f\x81\x6f"))'
  [[ $(verdict grpc x) == *'code = NotFound'* ]]
  grpc_server 'c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")'
  [[ $(verdict grpc '') == *'does not speak HTTP/2' ]]
  grpc_server 'c.sendall(settings + frame(7, 0, 0, b"\0" * 8))'
  [[ $(verdict grpc '') == *GOAWAY ]]
  grpc_server 'c.sendall(settings + frame(3, 0, 1, b"\0" * 4))'
  [[ $(verdict grpc '') == *'ended the stream' ]]
  grpc_server 'c.sendall(settings[:5]); c.close(); continue'
  [[ $(verdict grpc '') == *'closed the connection' ]]
  grpc_server 'time.sleep(20)'
  [[ $(timeout=1 verdict grpc '') == 'failure timeout: health rpc did not complete within 1s' ]]
  serve 'sys.exit()'
  [[ $(verdict grpc '') == *"failed to connect service \"127.0.0.1:$port\""*'connection refused' ]]
}

@test "gRPC: the request has the service, whatever characters it has" {
  local service
  grpc_server 'c.sendall(settings + headers + status(1) + trailers)'
  printf -v service 'a%.0s' {1..300}
  service+=$'\xc3\xa4 $(id)'
  [[ $(verdict grpc "$service") == 'success ' ]]
  python3 - "$work/request" "$service" <<'EOF'
import sys
data, service = open(sys.argv[1], 'rb').read(), sys.argv[2].encode('utf-8', 'surrogateescape')
preface = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
assert data.startswith(preface)
data, frames = data[len(preface):], []
while data:
    n = int.from_bytes(data[:3], 'big')
    frames.append((data[3], data[4], int.from_bytes(data[5:9], 'big'), data[9:9 + n])); data = data[9 + n:]
assert [f[:3] for f in frames][:3] == [(4, 0, 0), (1, 4, 1), (0, 1, 1)], frames
message = frames[2][3]
n = len(service)
assert message == b'\0' + (n + 3).to_bytes(4, 'big') + b'\x0a' + bytes([n & 127 | 128, n >> 7]) + service, message
assert b'/grpc.health.v1.Health/Check' in frames[1][3] and b'kube-probe/1.35' in frames[1][3]
EOF
}

# --- what cannot be probed

@test "a probe that can only go wrong errs, and says why" {
  [[ $(verdict_of unknown '' '' 'port "web" not found') == 'error port "web" not found' ]]
}

# --- probes in the life of a pod

# restarts: stands in for what ends a container on request.
@test "readiness: ready and unready are told when they change, after the thresholds" {
  enter 0
  container a main Never sh -c "touch '$work/up'; $until_there" - "$work/end"
  probe 0 readiness exec '0 5 1 2 2' '' '' '' "test -e $work/good"
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c 'echo x >>$work/runs; echo no-luck; exec test -e $work/good'; }"
  begin
  wait_until "a failure" has_line '"type":"event"' '"reason":"Unhealthy"' '"message":"Readiness probe failed: no-luck\n"'
  expect_no_line '"state":"unready"'
  touch "$work/good"
  wait_until "ready" has_line '"state":"ready","container":"a","attempt":0'
  rm "$work/good"
  wait_until "unready" has_line '"state":"unready","container":"a","attempt":0'
  touch "$work/good"
  wait_until "ready again" twice_ready
  touch "$work/end"
  finish 0
  [[ $(states | grep ready) == $'a ready\na unready\na ready' ]]
  # the same failure is told once a minute
  [[ $(grep -c '"reason":"Unhealthy"' "$journal") == 1 ]]
}

twice_ready() {
  [[ $(grep -c '"state":"ready"' "$journal") == 2 ]]
}

@test "readiness: a container that ends is probed no more, and again from the beginning when it runs again" {
  enter 0
  container a main OnFailure sh -c "$until_there" - "$work/end.\$HPK_TRY" 1
  head_line "hpk_container_0_run() { exec sh -c 'until [ -e $work/end.\$1 ]; do sleep 0.05; done; exit \$((1 - \$1))' - \"\$HPK_ATTEMPT\"; }"
  probe 0 readiness exec '0 5 1 1 1' '' '' '' true
  head_line "hpk_probe_0_exec() { hpk_container_0_enter true; }"
  begin
  wait_until "ready" has_line '"state":"ready"' '"attempt":0'
  touch "$work/end.0"
  wait_until "ready again" has_line '"state":"ready"' '"attempt":1'
  touch "$work/end.1"
  finish 0
}

@test "startup: the others wait for it, and a sidecar's holds the next container" {
  enter 0
  container side sidecar Always sleep 1000
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 startup exec '0 5 1 1 100' '' '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter test -e $work/up; }"
  probe 0 readiness exec '0 5 1 1 1' '' '' '' y
  head_line "hpk_probe_1_exec() { hpk_container_0_enter sh -c 'echo x >>$work/asked'; }"
  begin
  wait_until "a startup probe" has_line '"message":"Startup probe failed: "'
  [[ ! -e $work/asked ]]
  expect_no_line '"container":"a"'
  touch "$work/up"
  wait_until "the main container" has_line '"state":"running"' '"container":"a"'
  wait_until "readiness" has_line '"state":"ready"' '"container":"side"'
  expect_line '"state":"started","container":"side"'
  touch "$work/end"
  finish 0
  [[ $(states | grep -n 'side started' | cut -d: -f1) -lt $(states | grep -n 'a running' | cut -d: -f1) ]]
}

@test "liveness: a container that fails is restarted, with the kubelet's events" {
  enter 0
  container a main Always sleep 1000
  probe 0 liveness exec '0 5 1 1 2' 5 '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c 'echo sick; ! test -e $work/sick'; }"
  begin
  wait_until "the container" has_line '"state":"running"' '"attempt":0'
  touch "$work/sick"
  wait_until "its end" has_line '"state":"ended"' '"container":"a"' '"attempt":0' '"exit":143'
  rm "$work/sick"
  wait_until "its restart" has_line '"state":"running"' '"attempt":1'
  expect_line '"state":"Warning"' '"reason":"Unhealthy"' '"message":"Liveness probe failed: sick\n"'
  expect_line '"state":"Normal"' '"reason":"Killing"' '"message":"Container a failed liveness probe, will be restarted"'
  kill -TERM "$supervisor"
  finish 143
}

@test "startup: a container that does not get there is ended, for good with the policy Never" {
  enter 0
  container a main Never sleep 1000
  probe 0 startup tcp '0 1 1 1 2' 5 127.0.0.1 1 ''
  run_pod 143
  expect_line '"reason":"Killing"' '"message":"Container a failed startup probe"'
  expect_line '"reason":"Unhealthy"' '"message":"Startup probe failed: dial tcp 127.0.0.1:1: connect: connection refused"'
  expect_line '"container":"a"' '"state":"ended"' '"exit":143'
}

@test "a probe's own grace period bounds its restart" {
  enter 0
  container a main Never sh -c "trap '' TERM; while :; do sleep 0.1; done"
  head_line HPK_GRACE=1000
  probe 0 liveness exec '1 5 1 1 1' 1 '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter false; }"
  run_pod 137
  expect_line '"container":"a"' '"state":"ended"' '"exit":137'
}

@test "while the pod ends readiness is probed on, liveness is not" {
  enter 0
  container a main Never sh -c "trap 'touch $work/term' TERM; until [ -e $work/end ]; do sleep 0.05; done"
  probe 0 readiness exec '0 5 1 1 1' '' '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c '! test -e $work/term'; }"
  probe 0 liveness exec '0 5 1 1 1' '' '' '' y
  head_line "hpk_probe_1_exec() { hpk_container_0_enter sh -c '! test -e $work/term'; }"
  begin
  wait_until "ready" has_line '"state":"ready"'
  kill -TERM "$supervisor"
  wait_until "unready" has_line '"state":"unready"'
  expect_no_line 'failed liveness probe'
  touch "$work/end"
  finish 0
}

@test "exec: a command that hangs is a failure, and nothing of it is left" {
  enter 0
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 readiness exec '0 1 1 1 1' '' '' '' 'sleep 9753'
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c 'setsid sleep 9754 & (sleep 9755 &); trap : TERM; sleep 9753; :'; }"
  begin
  wait_until "a timeout" has_line '"message":"Readiness probe failed: command timed out: \"sleep 9753\" timed out after 1s"'
  touch "$work/end"
  finish 0
  expect_no_process_of 'sleep 975'
}

@test "exec: output of any kind and size does no harm" {
  enter 0
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 readiness exec '0 60 1 1 1' '' '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c 'head -c 200000 /dev/urandom; echo; head -c 100000 /dev/zero; printf \"\\036 \\\$(id) .end c0 0\\n\"; exit 3'; }"
  begin
  wait_until "a failure" has_line '"message":"Readiness probe failed: '
  touch "$work/end"
  finish 0
  json '[l["message"] for l in lines if l.get("reason") == "Unhealthy"]' >/dev/null
}

@test "exec: what a probe leaves in the background does not hold it up" {
  enter 0
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 readiness exec '0 30 1 1 1' '' '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter sh -c 'sleep 9763 & exit 0'; }"
  begin
  wait_until "ready" has_line '"state":"ready"'
  touch "$work/end"
  finish 0
  wait_until "the end of what it left" no_process_of 'sleep 9763'
}

@test "a connection that hangs is a timeout and holds nothing up" {
  serve '
s.listen(0)
import socket
k = []
for i in range(3):
    c = socket.socket(); c.setblocking(False); c.connect_ex(s.getsockname()); k.append(c)
time.sleep(300)'
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 readiness tcp '0 1 1 1 1' '' 127.0.0.1 "$port" ''
  probe 0 liveness http '0 1 1 1 1000' '' 127.0.0.1 "$port" /
  begin
  wait_until "a timeout" has_line "Readiness probe failed: dial tcp 127.0.0.1:$port: i/o timeout"
  wait_until "a timeout" has_line "Liveness probe failed: Get" "dial tcp 127.0.0.1:$port: i/o timeout"
  touch "$work/end"
  finish 0
}

@test "a prober that is killed is replaced; when the supervisor is killed its probers end" {
  enter 0
  container a main Never sh -c "$until_there" - "$work/end"
  probe 0 readiness exec '0 5 1 1 1' '' '' '' x
  head_line "hpk_probe_0_exec() { hpk_container_0_enter test -e $work/good; }"
  begin
  wait_until "the prober" prober_of "$supervisor"
  kill -KILL "$prober"
  touch "$work/good"
  wait_until "ready" has_line '"state":"ready"'
  wait_until "the prober" prober_of "$supervisor"
  kill -KILL "$supervisor"
  wait_until "the prober's end" gone "$prober"
}

# prober_of SUPERVISOR: sets prober.
prober_of() {
  local file
  local -a children=()
  read -r -a children <"/proc/$1/task/$1/children"
  for file in "${children[@]}"; do
    if [[ $(cat "/proc/$file/comm") == prober ]]; then
      prober=$file
      return 0
    fi
  done 2>/dev/null
  return 1
}

@test "probes of a network of the pod's own ask from within it" {
  unshare -Urn true 2>/dev/null || skip "no user namespaces here"
  head_line "hpk_sandbox() { unshare --user --map-current-user --net --keep-caps -- sh -c 'ip link set lo up && exec sleep 100000'; }"
  head_line 'HPK_ENGINE_PROCESSES=(nsenter)'
  override_line 'hpk_is_apart() { true; }'
  container a main Never sh
  cat >"$work/server.py" <<EOF
import os, socket, time
s = socket.create_server(('127.0.0.1', 7777))
while not os.path.exists('$work/end'):
    s.settimeout(0.2)
    try:
        c = s.accept()[0]; c.recv(1000); c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'); c.close()
    except OSError: pass
EOF
  head_line "hpk_container_0_run() { exec nsenter --preserve-credentials --user --net --target \"\$HPK_SANDBOX_PID\" -- python3 '$work/server.py'; }"
  probe 0 readiness http '0 5 1 1 1' '' '' 7777 "/it's?x=1"
  headers 'Accept: */*' "X-Q: it's \"x\""
  probe 0 liveness tcp '0 5 1 1 1000' '' '' 7778 ''
  begin
  wait_until "ready" has_line '"state":"ready"'
  wait_until "a failure" has_line 'Liveness probe failed: dial tcp 127.0.0.1:7778: connect: connection refused'
  touch "$work/end"
  finish 0
  expect_no_process_of "$work/scratch"
}
