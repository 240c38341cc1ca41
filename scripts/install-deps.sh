#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/install-deps.sh [GROUP...]
# Installs the Debian 12 packages of the groups that are missing; without arguments those of build and test.
# Does nothing, fast and without root, when all are there.
source "$(dirname "$0")/common.sh"

declare -A packages=(
  [build]="g++ cmake ninja-build ccache clang llvm libbpf-dev bpftool pkg-config
    libcli11-dev libspdlog-dev libfmt-dev libexpected-dev nlohmann-json3-dev libyaml-cpp-dev libtomlplusplus-dev
    libcmark-gfm-dev libcmark-gfm-extensions-dev libcurl4-openssl-dev libmnl-dev libsystemd-dev python3"
  [test]="libgtest-dev libgmock-dev librapidcheck-dev clang-16 libclang-rt-16-dev iproute2 python3"
  [bench]="libbenchmark-dev"
  [style]="clang-format-14 clang-16 clang-tidy-16 shellcheck"
  [vm]="qemu-system-x86 busybox-static cpio"
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
  grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || die "this is no Debian; install what these packages hold: ${missing[*]}"
need_root "it installs ${missing[*]}"
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || die "apt-get update failed; its messages are above"
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
  die "apt-get could not install ${missing[*]}; its messages are above"
