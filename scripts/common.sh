# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What every script begins with. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where the scripts build; another place can be given in the environment.
build_dir=${PORTLAW_BUILD:-build}

# Prints its words on stderr and ends the script as one that could not run.
die() {
  echo "${0##*/}: $*" >&2
  exit 2
}

need_root() {
  [ "$(id -u)" = 0 ] || die "needs root: $1. Run it as root (sudo $0)."
}

# Configures $build_dir once and brings targets in it up to date: build TARGET...
build() {
  [ -f "$build_dir/build.ninja" ] || cmake -S . -B "$build_dir" -G Ninja >/dev/null ||
    die "cmake could not configure $build_dir; its messages are above"
  ninja -C "$build_dir" "$@" || die "the build failed; its messages are above"
}
