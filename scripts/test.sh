#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/test.sh [LABEL...]
# Installs what is missing, builds, and runs the tests with these labels (unit, kernel, containers, vm, fuzz, fresh);
# without arguments all of them, where those that need container engines, an emulator or a Debian root of their own are
# skipped unless these are there. Says which were skipped and why, and how long it took. With CI=true everything is
# installed, and a skip is a failure unless tests/skips-allowed-in-ci.txt names it.
source "$(dirname "$0")/common.sh"

# The group of packages that a label needs beside those of build and test.
declare -A groups=([unit]="" [kernel]="" [containers]=containers [vm]=vm [fuzz]=fuzz [fresh]=fresh)
labels=("$@")
[ $# -gt 0 ] || [ "${CI:-}" != true ] || labels=("${!groups[@]}")

needed=(build test)
for label in "${labels[@]:-fuzz}"; do
  [ -v "groups[$label]" ] || die "there is no label '$label'; there are: ${!groups[*]}"
  needed+=("${groups[$label]:-test}")
done
[ -f "$build_dir/build.ninja" ] || need_btf
scripts/install-deps.sh "${needed[@]}"
installed=$SECONDS

configure -DPORTLAW_TESTS=ON
if [ $# -gt 0 ]; then build "${labels[@]/#/tests_}"; else build all; fi
built=$SECONDS

selection=()
[ $# -eq 0 ] || selection=(-L "^($(IFS='|' && echo "$*"))\$")
[ ! -t 1 ] || selection+=(--progress)
log=$(mktemp) junit=$(mktemp)
trap 'rm -f "$log" "$junit"' EXIT
status=0
ctest --test-dir "$build_dir" --output-on-failure --no-tests=error -j "$(nproc)" --output-junit "$junit" \
  --output-log "$log" "${selection[@]}" || status=1
[ -s "$junit" ] || die "ctest ran no test"
skips=$(scripts/report-skips.py "$junit" tests/skips-allowed-in-ci.txt) || status=1
[ -z "$skips" ] || printf '\n%s\n\n%s\n' "$skips" "$(grep -E '% tests passed|^Total Test time' "$log")"
printf '\n%d s to install packages, %d s to build, %d s to test\n' \
  "$installed" $((built - installed)) $((SECONDS - built))
exit $status
