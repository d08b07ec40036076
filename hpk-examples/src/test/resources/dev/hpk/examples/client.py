"""Kubernetes' Python client with the words of kubectl: exec, attach, port-forward and logs.

client.py -n NAMESPACE exec [-i|-t|-it] POD -- WORD...
client.py -n NAMESPACE attach [-i] POD
client.py -n NAMESPACE port-forward POD :PORT...
client.py -n NAMESPACE logs -f POD
"""
import json
import os
import select
import signal
import socket
import sys
import threading

from kubernetes import client, config
from kubernetes.stream import portforward, stream

STDOUT, STDERR, ERROR, RESIZE = 1, 2, 3, 4


def forward_streams(session, has_input, terminal):
    resized = [terminal]
    signal.signal(signal.SIGWINCH, lambda *_: resized.__setitem__(0, True))
    while session.is_open():
        session.update(timeout=0.05)
        pass_output(session)
        if resized[0] and terminal:
            resized[0] = False
            size = os.get_terminal_size(0)
            session.write_channel(RESIZE, json.dumps({"Width": size.columns, "Height": size.lines}))
        while has_input and session.is_open() and select.select([0], [], [], 0)[0]:
            data = os.read(0, 65536)
            if data:
                session.write_stdin(data)
            has_input = bool(data)
    pass_output(session)
    status = json.loads(session.read_channel(ERROR) or "{}")
    if status.get("status") == "Success":
        return 0
    for cause in status.get("details", {}).get("causes", []):
        if cause.get("reason") == "ExitCode":
            return int(cause["message"])
    print(status, file=sys.stderr)
    return 1


def pass_output(session):
    for channel, target in ((STDOUT, sys.stdout), (STDERR, sys.stderr)):
        if channel in session._channels:
            target.buffer.write(session.read_channel(channel))
            target.buffer.flush()


def run_command(api, namespace, words):
    options = words.pop(0) if words[0].startswith("-") else ""
    pod, dashes, *command = words
    assert dashes == "--"
    terminal = "t" in options
    session = stream(
        api.connect_get_namespaced_pod_exec, pod, namespace, command=command, stdin="i" in options,
        stdout=True, stderr=not terminal, tty=terminal, binary=True, _preload_content=False)
    return forward_streams(session, "i" in options, terminal)


def attach(api, namespace, words):
    has_input = words[0] == "-i"
    session = stream(
        api.connect_get_namespaced_pod_attach, words[-1], namespace, stdin=has_input, stdout=True,
        stderr=True, tty=False, binary=True, _preload_content=False)
    return forward_streams(session, has_input, False)


def forward_ports(namespace, words):
    pod, *ports = words
    for port in (int(text.lstrip(":")) for text in ports):
        server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve_port, args=(namespace, pod, port, server), daemon=True).start()
        print(f"Forwarding from 127.0.0.1:{server.getsockname()[1]} -> {port}", flush=True)
    threading.Event().wait()


def serve_port(namespace, pod, port, server):
    while True:
        local, _ = server.accept()
        forwarded = portforward(
            client.CoreV1Api().connect_get_namespaced_pod_portforward, pod, namespace, ports=str(port))
        remote = forwarded.socket(port)
        for source, target in ((local, remote), (remote, local)):
            threading.Thread(target=copy, args=(source, target, forwarded), daemon=True).start()


def copy(source, target, _kept):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side has gone


def follow_log(api, namespace, words):
    answer = api.read_namespaced_pod_log(words[-1], namespace, follow=True, _preload_content=False)
    for data in answer.stream():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def main():
    _, _, namespace, verb, *words = sys.argv
    config.load_kube_config()
    api = client.CoreV1Api()
    if verb == "exec":
        return run_command(api, namespace, words)
    if verb == "attach":
        return attach(api, namespace, words)
    if verb == "port-forward":
        return forward_ports(namespace, words)
    assert verb == "logs"
    return follow_log(api, namespace, words)


sys.exit(main())
