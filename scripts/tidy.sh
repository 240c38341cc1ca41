#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/tidy.sh [FILE...]
# Runs clang-tidy on these sources; without arguments on all of agent and policy. A file that was found clean is looked
# at again only when it, a header of the project or .clang-tidy has changed.
source "$(dirname "$0")/common.sh"

scripts/install-deps.sh build test style
build portlaw >/dev/null # for the headers that the build makes

export stamps=$build_dir/tidy
mkdir -p "$stamps"
common=$(find agent bpf policy .clang-tidy -type f ! -name '*.cpp' -print0 | sort -z | xargs -0 cat | sha256sum)
export common build_dir

tidy() {
  local stamp
  stamp=$stamps/$( (echo "$common" && cat "$1") | sha256sum | cut -c1-32)
  [ ! -e "$stamp" ] || return 0
  # The compile commands are g++'s: some of its warnings are none of clang's.
  clang-tidy-16 -p "$build_dir" --quiet --extra-arg=-Wno-unknown-warning-option "$1" 2>/dev/null && touch "$stamp"
}
export -f tidy

files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(find agent policy -name '*.cpp' | sort)
# shellcheck disable=SC2016  # the inner shell expands it
printf '%s\0' "${files[@]}" | xargs -0 -n1 -P"$(nproc)" bash -c 'tidy "$0"' ||
  die "clang-tidy found what is printed above"
