#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/readings.sh [--accept]
# Reads the documents of tests/data/readings and shows where one reads otherwise than the file .expected beside it says;
# with --accept makes how they read now what is expected. Exit 1 if something differs. Needs unit_readers, built.
source "$(dirname "$0")/common.sh"

test_program=$build_dir/tests/unit_readers
[ -x "$test_program" ] || die "no $test_program: ninja -C $build_dir unit_readers"
[ "${1:-}" != --accept ] || export PORTLAW_ACCEPT_READINGS=1
"$test_program" --gtest_brief=1 --gtest_filter='*Corpus*'
