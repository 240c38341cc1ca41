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

need_btf() {
  [ -r /sys/kernel/btf/vmlinux ] || die "this kernel has no BTF: boot one that is built with CONFIG_DEBUG_INFO_BTF, as Debian's are."
}

# Configures $build_dir: configure -DNAME=VALUE...; what else was said about it before still holds.
configure() {
  cmake -S . -B "$build_dir" -G Ninja "$@" >/dev/null || die "cmake could not configure $build_dir; its messages are above"
}

# Brings targets in $build_dir up to date: build TARGET... Says how far it is on a terminal, else only what is wrong. Who
# wants tests configures first: a new folder is configured without them, since they want packages that portlaw does not.
build() {
  local quiet=()
  [ -t 1 ] || quiet=(--quiet)
  [ -f "$build_dir/build.ninja" ] || configure -DPORTLAW_TESTS=OFF
  ninja -C "$build_dir" "${quiet[@]}" "$@" || die "the build failed; its messages are above"
}
