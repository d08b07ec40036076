# shellcheck shell=bash
# The ordinary user: account, home, scratch space, and rights on a checkout that belongs to somebody else.

user_home() { getent passwd "$TEST_USER" | cut -d: -f6; }
user_scratch() { echo "$BED/scratch/$TEST_USER"; }

user_prepare() {
  if ! id "$TEST_USER" >/dev/null 2>&1; then
    local uid=()
    getent passwd 2000 >/dev/null || uid=(-u 2000)
    useradd --create-home --shell /bin/bash "${uid[@]}" "$TEST_USER"
  fi
  grep -q "^$TEST_USER:" /etc/subuid || usermod --add-subuids 100000-165535 "$TEST_USER"
  grep -q "^$TEST_USER:" /etc/subgid || usermod --add-subgids 100000-165535 "$TEST_USER"
  install -d -m 700 -o "$TEST_USER" -g "$(id -g "$TEST_USER")" "$(user_scratch)"
  setpriv_user unshare --user --map-root-user true ||
    fail "$TEST_USER cannot make a user namespace; Apptainer and podman need it"
  # an ordinary caller has a Maven of their own
  [[ ${SUDO_USER:-} == "$TEST_USER" ]] || user_maven
}

# Maven of the ordinary user works like root's: same settings, and what root has downloaded is not fetched again.
user_maven() {
  local from=${HOME:-/root}/.m2 to file stamp=$BED/maven-seeded
  to=$(user_home)/.m2
  [[ $from != "$to" && -d $from ]] || return 0
  install -d -o "$TEST_USER" -g "$(id -g "$TEST_USER")" "$to" "$to/repository"
  for file in settings.xml settings-security.xml toolchains.xml; do
    [[ ! -f $from/$file ]] || install -m 600 -o "$TEST_USER" "$from/$file" "$to/$file"
  done
  [[ -d $from/repository ]] || return 0
  touch "$stamp.new"
  [[ -e $stamp ]] || touch -d @0 "$stamp"
  # dev/hpk is the project itself; the other exceptions are downloads under way
  (cd "$from/repository" && find . -type f -cnewer "$stamp" ! -path './dev/hpk/*' \
    ! -name '*.part*' ! -name '*.tmp' ! -name '*.lock' ! -name '*.lastUpdated' -print0) |
    tar -C "$from/repository" --null -T - -c --ignore-failed-read -f - |
    setpriv_user tar -C "$to/repository" -x --skip-old-files --no-same-owner -f - || true
  mv "$stamp.new" "$stamp"
}

setpriv_user() { setpriv --reuid "$TEST_USER" --regid "$(id -g "$TEST_USER")" --init-groups --reset-env -- "$@"; }

# user_grant DIRECTORY: the ordinary user may read and write the tree, now and whatever is added to it later.
# By access lists, not by owner: git refuses a checkout of another owner, and the owner's tools go on as before.
user_grant() {
  local directory=$1 parent
  # Maven may not change the mode of another user's files: what the owner compiled is compiled anew.
  find "$directory" -mindepth 2 -maxdepth 4 -type d \
    \( -path '*/target/classes' -o -path '*/target/test-classes' -o -path '*/target/launcher/classes' \) \
    ! -user "$TEST_USER" -prune -exec rm -rf {} +
  # files that go away meanwhile are no error
  setfacl -R -m "u:$TEST_USER:rwX,d:u:$TEST_USER:rwX" "$directory" 2>/dev/null || true
  parent=$(dirname "$directory")
  while [[ $parent != / ]]; do
    setpriv_user test -x "$parent" || setfacl -m "u:$TEST_USER:x" "$parent"
    parent=$(dirname "$parent")
  done
  setpriv_user test -w "$directory" -a -x "$directory" ||
    fail "cannot give $TEST_USER access to $directory; does its file system have access lists (ACLs)?"
}
