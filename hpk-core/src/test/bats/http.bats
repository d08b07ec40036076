#!/usr/bin/env bats
# The client of HTTP, and hooks that use it.

load helper

setup() {
  new_pod
  # a server: for each request its head into a file, and an answer by its path
  cat >"$BATS_TEST_TMPDIR/server.py" <<'END'
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        with open(sys.argv[1], "a") as log:
            log.write(f"{self.requestline}\n{self.headers}")
        if self.path.startswith("/slow"):
            import time; time.sleep(30)
        codes = {"/missing": 404, "/broken": 500, "/away": 302, "/home": 301, "/turn": 302, "/sub/near": 307}
        self.send_response(codes.get(self.path, 200))
        places = {"/away": "http://203.0.113.7:1/x", "/home": "/end?a=b", "/turn": "/turn", "/sub/near": "there"}
        if self.path in places:
            self.send_header("Location", places[self.path])
        body = b"x" * 200000 if self.path == "/large" else "gr\u00fc\u00dfe\n\0end".encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[2], "w").write(f"{server.server_address[1]}\n")
server.serve_forever()
END
  python3 "$BATS_TEST_TMPDIR/server.py" "$BATS_TEST_TMPDIR/requests" "$BATS_TEST_TMPDIR/port" 3>&- 4>&- &
  started+=("$!")
  wait_until "the server" test -s "$BATS_TEST_TMPDIR/port"
  port=$(<"$BATS_TEST_TMPDIR/port")
}

teardown() {
  end_pod
}

ask() {
  # shellcheck disable=SC2016
  library 'f=$1; shift; "$f" "$@" && echo "$hpk_http_code ${#hpk_http_body} $hpk_http_body" || echo "failed: $hpk_text"' "$@"
}

@test "an answer has its code and its body" {
  [[ $(ask hpk_http GET 127.0.0.1 "$port" / 10 | head -1) == '200 11 grüße' ]]
  [[ $(ask hpk_http GET 127.0.0.1 "$port" /missing 10 | head -1) == '404 '* ]]
  [[ $(ask hpk_http GET 127.0.0.1 "$port" /broken 10 | head -1) == '500 '* ]]
}

@test "of a large body the beginning is kept" {
  [[ $(ask hpk_http GET 127.0.0.1 "$port" /large 10) == '200 10240 x'* ]]
}

@test "headers are sent, those of the caller in the place of our own" {
  ask hpk_http GET 127.0.0.1 "$port" '/a?b=c%20d' 10 'X-One: two words' $'X-Evil: a\r\nX-More: b' 'host: other'
  local request
  request=$(<"$BATS_TEST_TMPDIR/requests")
  [[ $request == 'GET /a?b=c%20d HTTP/1.1'* ]]
  [[ $request == *$'\nX-One: two words\n'* && $request == *'User-Agent: kube-probe/'* && $request == *'Accept: */*'* ]]
  [[ $request == *$'\nX-Evil: a  X-More: b\n'* ]]
  [[ $request == *$'\nhost: other'* && $request != *"Host: 127"* ]]
}

@test "what cannot stand in a request is no request" {
  [[ $(ask hpk_http GET 127.0.0.1 "$port" $'/a HTTP/1.1\r\nX: y' 10) == 'failed: '*'invalid character'* ]]
  [[ $(ask hpk_http GET '127.0.0.1 x' "$port" / 10) == 'failed: '*'invalid character'* ]]
  [[ $(ask hpk_http GET 127.0.0.1 '$(touch x)' / 10) == 'failed: '*'invalid character'* ]]
  [[ ! -s $BATS_TEST_TMPDIR/requests ]]
}

@test "nobody listens, or nobody answers, or no HTTP" {
  [[ $(ask hpk_http GET 127.0.0.1 1 /x 10) == 'failed: GET "http://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused' ]]
  [[ $(ask hpk_http GET 127.0.0.1 "$port" /slow 1) == 'failed: '*'deadline exceeded'* ]]
  python3 - "$BATS_TEST_TMPDIR/raw" <<'END' 3>&- 4>&- &
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
open(sys.argv[1], "w").write(f"{server.getsockname()[1]}\n")
for answer in (b"SSH-2.0-x\r\n", b"", b"HTTP/1.0 204 No Content"):
    peer, _ = server.accept()
    peer.recv(1000)
    peer.sendall(answer)
    peer.close()
END
  started+=("$!")
  wait_until "the other server" test -s "$BATS_TEST_TMPDIR/raw"
  local raw
  raw=$(<"$BATS_TEST_TMPDIR/raw")
  [[ $(ask hpk_http GET 127.0.0.1 "$raw" / 10) == 'failed: '*'malformed HTTP response'* ]]
  [[ $(ask hpk_http GET 127.0.0.1 "$raw" / 10) == 'failed: '*EOF* ]]
  [[ $(ask hpk_http GET 127.0.0.1 "$raw" / 10) == '204 0 ' ]]
}

@test "redirects to the same host are followed, others are the answer" {
  [[ $(ask hpk_http GET 127.0.0.1 "$port" /home 10) == '301 '* ]]
  [[ $(ask hpk_http_follow GET 127.0.0.1 "$port" /home 10) == '200 '* ]]
  [[ $(ask hpk_http_follow GET 127.0.0.1 "$port" /sub/near 10) == '200 '* ]]
  grep -q 'GET /end?a=b ' "$BATS_TEST_TMPDIR/requests"
  grep -q 'GET /sub/there ' "$BATS_TEST_TMPDIR/requests"
  [[ $(ask hpk_http_follow GET 127.0.0.1 "$port" /away 10) == '302 '* ]]
  [[ $(ask hpk_http_follow GET 127.0.0.1 "$port" /turn 10) == 'failed: '*'stopped after 10 redirects' ]]
}

@test "hooks over HTTP: any answer will do, no answer fails" {
  local i
  container a main Always sh -c "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"
  head_line "hpk_container_0_post_start() { hpk_hook_http HTTP '' $port /broken 'X-Hook: start'; }"
  head_line "hpk_container_0_pre_stop() { hpk_hook_http HTTP 127.0.0.1 $port /stop; }"
  head_line "HPK_POST_STARTS[0]='HTTP lifecycle hook (/broken)' HPK_ADDRESS=127.0.0.1"
  begin
  wait_until "running" has_line '"running"'
  wait_until "up" grep -qs up "$pod/containers/a/0.log"
  kill -TERM "$supervisor"
  finish 0
  expect_no_line Hook
  grep -q 'GET /broken ' "$BATS_TEST_TMPDIR/requests"
  grep -q 'X-Hook: start' "$BATS_TEST_TMPDIR/requests"
  grep -q 'User-Agent: kube-lifecycle/' "$BATS_TEST_TMPDIR/requests"
  grep -q 'GET /stop ' "$BATS_TEST_TMPDIR/requests"
}

@test "a hook over HTTP that nobody answers says why" {
  container a main Always sh -c 'exec sleep 100'
  head_line 'hpk_container_0_post_start() { hpk_hook_http HTTP 127.0.0.1 1 /x; }'
  head_line "HPK_POST_STARTS[0]='HTTP lifecycle hook (/x)'"
  begin
  wait_until "waiting" has_line PostStartHookError
  expect_line 'HTTP lifecycle hook (/x) for Container \"a\"' 'failed - error: GET \"http://127.0.0.1:1/x\": dial tcp 127.0.0.1:1: connect: connection refused'
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
}

@test "a hook over HTTPS, of a server that speaks plain HTTP there" {
  type -P curl >/dev/null || skip "no curl here"
  container a main Always sh -c "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"
  head_line "hpk_container_0_post_start() { hpk_hook_http HTTPS 127.0.0.1 $port /plain; }"
  begin
  wait_until "running" has_line '"running"'
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
  grep -q 'GET /plain ' "$BATS_TEST_TMPDIR/requests"
}
