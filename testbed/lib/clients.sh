# shellcheck shell=bash
# Other clients than the control plane's own kubectl, for tests of exec, attach, cp and port-forward:
# they speak other protocols. Debian's kubectl of an older minor version, and Kubernetes' Python client.
# And what reads metrics.

OLD_KUBECTL=$BED/bin/kubectl1.32
PYTHON_CLIENTS=(37.0.2 31.0.0)

old_kubectl_ready() { [[ -x $OLD_KUBECTL ]]; }

old_kubectl_install() (
  set -e
  if [[ ! -s $CACHE/kubectl1.32 ]]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    suites_update
    with_suites apt-get -q download kubectl/trixie
    dpkg-deb -x kubectl_1.32.*.deb files
    mv files/usr/bin/kubectl "$CACHE/kubectl1.32"
  fi
  install -m 755 "$CACHE/kubectl1.32" "$OLD_KUBECTL"
)

# Prometheus' own linter of metrics, of Debian's package of all of Prometheus.
promtool_ready() { [[ -x $BED/bin/promtool ]]; }

promtool_install() (
  set -e
  if [[ ! -s $CACHE/promtool ]]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    apt-get -q update
    apt-get -q download prometheus
    dpkg-deb -x prometheus_*.deb files
    mv files/usr/bin/promtool "$CACHE/promtool"
  fi
  install -m 755 "$CACHE/promtool" "$BED/bin/promtool"
)

# python_client VERSION: the directory of its virtual environment
python_client() { echo "$BED/python-client-${1%%.*}"; }

python_clients_ready() {
  local version
  for version in "${PYTHON_CLIENTS[@]}"; do
    compgen -G "$(python_client "$version")/lib/python3*/site-packages/kubernetes-$version.dist-info" \
      >/dev/null || return 1
  done
}

python_clients_install() {
  local version
  for version in "${PYTHON_CLIENTS[@]}"; do
    # Debian's Python, as every user must be able to read it
    /usr/bin/python3 -m venv --clear "$(python_client "$version")"
    "$(python_client "$version")/bin/pip" install -q --cache-dir "$CACHE/pip" "kubernetes==$version"
  done
}
