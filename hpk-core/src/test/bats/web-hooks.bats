#!/usr/bin/env bats
# Hooks that ask a server; what the client of HTTP does is told in probes.bats.

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
        self.send_response(500 if self.path == "/broken" else 200)
        body = "gr\u00fc\u00dfe".encode()
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

@test "hooks over HTTP: any answer will do, no answer fails" {
  local i
  container a main Always sh -c "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"
  head_line "hpk_container_0_post_start() { hpk_hook_http http '' $port /broken 'User-Agent: kube-lifecycle/1.35' 'X-Hook: start'; }"
  head_line "hpk_container_0_pre_stop() { hpk_hook_http http 127.0.0.1 $port /stop 'User-Agent: kube-lifecycle/1.35'; }"
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
  head_line 'hpk_container_0_post_start() { hpk_hook_http http 127.0.0.1 1 /x; }'
  head_line "HPK_POST_STARTS[0]='HTTP lifecycle hook (/x)'"
  begin
  wait_until "waiting" has_line PostStartHookError
  expect_line 'HTTP lifecycle hook (/x) for Container \"a\"' 'failed - error: Get \"http://127.0.0.1:1/x\": dial tcp 127.0.0.1:1: connect: connection refused'
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
}

@test "a hook over HTTPS, of a server that speaks plain HTTP there" {
  type -P openssl >/dev/null || type -P curl >/dev/null || skip "neither openssl nor curl here"
  container a main Always sh -c "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"
  head_line "hpk_container_0_post_start() { hpk_hook_http https 127.0.0.1 $port /plain; }"
  begin
  wait_until "running" has_line '"running"'
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
  grep -q 'GET /plain ' "$BATS_TEST_TMPDIR/requests"
}

@test "a hook of a pod with a network of its own asks there" {
  unshare -Urn true 2>/dev/null || skip "no user namespaces here"
  head_line "hpk_sandbox() { unshare --user --map-current-user --net --keep-caps -- sh -c 'ip link set lo up && exec sleep 100000'; }"
  head_line 'HPK_ENGINE_PROCESSES=(nsenter)'
  override_line 'hpk_is_apart() { true; }'
  container a main Never sh
  cat >"$work/inside.py" <<EOF
import socket
s = socket.create_server(('127.0.0.1', 7777))
open('$work/up', 'w')
c = s.accept()[0]
open('$work/asked', 'wb').write(c.recv(1000))
c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
c.close()
EOF
  head_line "hpk_container_0_run() { exec nsenter --preserve-credentials --user --net --target \"\$HPK_SANDBOX_PID\" -- python3 $work/inside.py; }"
  head_line "hpk_container_0_pre_stop() { hpk_hook_http http '' 7777 \"/it's?x=1\" 'X-Q: it\\''s'; }"
  begin
  wait_until "running" has_line '"running"'
  wait_until "the server" test -e "$work/up"
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
  grep -q "GET /it's?x=1 " "$work/asked"
}
