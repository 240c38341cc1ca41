#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/install-deps.sh [GROUP...]
# Installs the Debian 12 packages of the groups that are missing; without arguments those of build and test.
# Does nothing, fast and without root, when all are there.
source "$(dirname "$0")/common.sh"

declare -A packages=(
  [build]="g++ cmake ninja-build ccache clang llvm libbpf-dev bpftool pkg-config
    libcli11-dev libspdlog-dev libfmt-dev libexpected-dev nlohmann-json3-dev libyaml-cpp-dev libtomlplusplus-dev
    libcmark-gfm-dev libcmark-gfm-extensions-dev libutf8proc-dev libcurl4-openssl-dev libssl-dev prometheus-cpp-dev libmnl-dev libsystemd-dev python3"
  [test]="libgtest-dev libgmock-dev librapidcheck-dev iproute2 python3 groff-base zsh fish dbus-x11 xvfb dunst xclip
    rsyslog rsyslog-gnutls openssl ca-certificates"
  [fuzz]="clang-16 libclang-rt-16-dev"
  [fresh]="mmdebstrap git dpkg-dev lintian"
  [bench]="libbenchmark-dev"
  [style]="clang-format-14 clang-16 clang-tidy-16 shellcheck"
  [vm]="qemu-system-x86 busybox-static cpio mmdebstrap e2fsprogs dpkg-dev lintian"
  [package]="dpkg-dev lintian"
  [containers]="podman netavark runc docker.io busybox-static iproute2 iptables"
)

wanted=""
for group in "${@:-build test}"; do
  for name in $group; do
    [ -n "${packages[$name]:-}" ] || die "there is no group '$name'; there are: ${!packages[*]}"
    wanted+=" ${packages[$name]}"
  done
done

# shellcheck disable=SC2086  # packages are words
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null | sed -n 's/ installed$//p') || true
missing=()
for package in $wanted; do
  [[ " ${missing[*]} " == *" $package "* ]] || grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

# shellcheck disable=SC1091  # the system's own
. /etc/os-release 2>/dev/null || true
[ "${ID:-} ${VERSION_ID:-}" = "debian 12" ] ||
  die "this is ${PRETTY_NAME:-an unknown system}, and the packages are Debian 12's: run it on Debian 12, or in a container of it"
need_root "it installs ${missing[*]}"

# Runs apt-get; where it fails, ends the script with one sentence that says what to do.
apt() {
  local output
  output=$(LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq -o APT::Update::Error-Mode=any "$@" 2>&1) && return
  case $output in
    *"It is held by process"*)
      die "another package manager is at work ($(sed -n 's/.*It is held by \(process .*\)$/\1/p' <<<"$output" | head -1)):" \
        "wait until it has ended, then run this again" ;;
    *"dpkg was interrupted"*)
      die "an installation was interrupted on this machine: run 'dpkg --configure -a', then this again" ;;
    *"Failed to fetch"* | *"Unable to locate package"*)
      die "the packages cannot be fetched ($(sed -n 's/^[EW]: *//p' <<<"$output" | head -1)): see to the network and" \
        "to apt's sources, then run this again" ;;
    *)
      die "apt-get $1 failed ($(sed -n 's/^E: *//p' <<<"$output" | tail -1)): mend that, then run this again" ;;
  esac
}

echo "installing: ${missing[*]}"
apt update
apt install -y --no-install-recommends "${missing[@]}"
