#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/test.sh [LABEL...]
# Installs what is missing, builds, and runs the tests with these labels (unit, kernel, containers, vm, fuzz); without
# arguments all of them. Says which were skipped and why. With CI=true a skip is a failure, unless
# tests/skips-allowed-in-ci.txt names it.
source "$(dirname "$0")/common.sh"

groups=(build test)
[ "${CI:-}" != true ] || groups+=(containers vm)
scripts/install-deps.sh "${groups[@]}"
build all

selection=()
[ $# -eq 0 ] || selection=(-L "^($(IFS='|' && echo "$*"))\$")
log=$(mktemp) junit=$(mktemp)
trap 'rm -f "$log" "$junit"' EXIT
status=0
ctest --test-dir "$build_dir" --output-on-failure --no-tests=error -j "$(nproc)" --output-junit "$junit" \
  "${selection[@]}" | tee "$log" || status=1
[ -s "$junit" ] || die "ctest ran no test"
skips=$(scripts/report-skips.py "$junit" tests/skips-allowed-in-ci.txt) || status=1
[ -z "$skips" ] || printf '\n%s\n\n%s\n' "$skips" "$(grep -E '% tests passed|^Total Test time' "$log")"
exit $status
