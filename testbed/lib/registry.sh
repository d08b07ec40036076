# shellcheck shell=bash
# A registry on loopback, plain http.

registry_start() {
  ! daemon_alive registry || return 0
  port_free registry "${REGISTRY#*:}"
  render registry.yml "$BED/registry.yml"
  daemon_start registry docker-registry serve "$BED/registry.yml"
  daemon_ready registry curl -fs "http://$REGISTRY/v2/"
}
