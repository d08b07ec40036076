# shellcheck shell=bash
# Lets the ordinary user stop and start single daemons: `testbed-ctl`, for tests of bad days.
# sudo runs a copy that only root can change; the checkout belongs to the ordinary user as well.

control_install() {
  local copy=$BED/libexec
  mkdir -p "$copy"
  cp -r "$TESTBED/lib" "$TESTBED/etc" "$copy/"
  setfacl -R -b "$copy"
  chmod -R go-w "$copy"
  printf 'export HPK_TESTBED_DIR=%q HPK_TESTBED_CACHE=%q HPK_TESTBED_USER=%q\n' \
    "$BED" "$CACHE" "$TEST_USER" >"$copy/settings"
  ln -sf "$copy/lib/testbed-ctl" "$BED/bin/testbed-ctl"
  echo "$TEST_USER ALL=(root) NOPASSWD: $copy/lib/testbed-ctl" >"/etc/sudoers.d/hpk-testbed-$TEST_USER"
  chmod 440 "/etc/sudoers.d/hpk-testbed-$TEST_USER"
}
