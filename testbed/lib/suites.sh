# shellcheck shell=bash
# Fetches single packages of newer Debian suites, without adding those suites to the machine's apt.

# with_suites COMMAND...: an apt command that sees sid and trixie, on the mirror that apt uses already.
# A package of trixie that sid has too is NAME/trixie.
with_suites() {
  local apt=$CACHE/apt mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$apt"/{lists/partial,archives/partial}
  # shellcheck disable=SC2016  # apt's own variables
  mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "bookworm" && !found++ { print $2 }')
  [[ $mirror ]] || fail "apt knows no mirror of Debian 12 (bookworm); the testbed is made for it"
  cat >"$apt/sources.list" <<END
deb [signed-by=$keyring] $mirror sid main
deb [signed-by=$keyring] $mirror trixie main
deb-src [signed-by=$keyring] $mirror trixie main
END
  # no word of what is installed here, which may look newer than sid
  : >"$apt/status"
  cat >"$apt/apt.conf" <<END
Dir::State::status "$apt/status";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
APT::Sandbox::User "root";
END
  APT_CONFIG=$apt/apt.conf "$@"
}

suites_update() { with_suites apt-get -q update; }
