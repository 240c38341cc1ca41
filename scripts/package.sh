#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/package.sh
# Builds portlaw and makes a Debian package of it, which lintian must find no error in. Its path is the last line.
# Needs root only where packages are missing that it builds with.
source "$(dirname "$0")/common.sh"

[ $# = 0 ] || die "takes no arguments; the version is the project's, in CMakeLists.txt"
[ -n "${PORTLAW_BUILT:-}" ] || scripts/install-deps.sh build package >&2
place=$(realpath -m "$build_dir")/package
log=$place/log
mkdir -p "$place"

# step WORDS COMMAND...: its output is shown on a terminal, and elsewhere only where it fails.
step() {
  local words=$1
  shift
  echo "$words ..." >&2
  if [ -t 2 ]; then
    "$@" >&2 || die "$words failed; its messages are above"
  else
    "$@" >"$log" 2>&1 || { cat "$log" >&2 && die "$words failed; its messages are above"; }
  fi
}

step "building" build portlaw package_files
rm -f "$place"/*.deb
step "packing" cpack --config "$build_dir/CPackConfig.cmake" -B "$place"
rm -rf "$place/_CPack_Packages"
step "lintian" lintian --fail-on error --allow-root "$place"/*.deb
realpath "$place"/*.deb
