# shellcheck shell=bash
# What the command of testbed/run finds: a clean environment, and how to reach the testbed.

# Variables of the caller that the command keeps: language, terminal, CI, build tools, proxies and certificates.
KEPT='LANG|LANGUAGE|LC_.*|TZ|TERM|COLORTERM|NO_COLOR|CI|CI_.*|GITHUB_.*|HPK_.*|SOURCE_DATE_EPOCH'
KEPT+='|JAVA_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|M2_HOME|MAVEN_.*|MVN.*'
KEPT+='|GOPROXY|GOSUMDB|GONOSUMDB|GOFLAGS|GOTOOLCHAIN|PIP_.*|NPM_CONFIG_.*|[a-z]*_proxy|[A-Z]*_PROXY'
KEPT+='|SSL_CERT_FILE|SSL_CERT_DIR|[A-Z_]*CA_BUNDLE|PIP_CERT|NODE_EXTRA_CA_CERTS|GIT_SSL_CAINFO'

user_environment() {
  local name home
  home=$(user_home)
  PATH=$(user_path)
  for name in $(compgen -e); do
    [[ $name == PATH || $name =~ ^($KEPT)$ ]] || unset "$name"
  done
  if [[ ${JAVA_HOME:-} ]] && ! setpriv_user test -x "$JAVA_HOME/bin/java"; then
    say "JAVA_HOME is left out: $TEST_USER cannot run $JAVA_HOME/bin/java"
    unset JAVA_HOME
  fi
  export HOME=$home USER=$TEST_USER LOGNAME=$TEST_USER SHELL=/bin/bash
  # root's checkout is no danger to the ordinary user
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
}

# The caller's path without what is root's own or out of the user's reach.
user_path() {
  local entry entries path=
  IFS=: read -ra entries <<<"$PATH:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  for entry in "${entries[@]}"; do
    [[ $entry == "$HOME"/* || :$path: == *:$entry:* || ! -d $entry ]] || path+=${path:+:}$entry
  done
  echo "$path"
}

testbed_environment() {
  export HPK_TESTBED=1 HPK_TESTBED_DIR=$BED HPK_TESTBED_REGISTRY=$REGISTRY
  export KUBECONFIG=$BED/kubernetes/admin.conf
  export PATH=$BED/bin:$PATH SCRATCH SQUASH_DIR
  SCRATCH=$(user_scratch)
  SQUASH_DIR=$SCRATCH/storage
}

# The project, and the git checkout that the command runs in, with the repository of a work tree.
grant_checkouts() {
  local directory
  {
    dirname "$TESTBED"
    git -c safe.directory='*' rev-parse --path-format=absolute --show-toplevel --git-common-dir \
      2>/dev/null || true
  } | sort -u | while read -r directory; do
    user_grant "$directory"
  done
  setpriv_user test -x "$PWD" || fail "$TEST_USER cannot enter $PWD; run the command in the project's checkout"
}
