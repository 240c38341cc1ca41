#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/unit/names.sh BUILD
# No test has a name so long that ctest pushes every result out of sight: it lines them up behind the longest.
limit=100
long=$(ctest --test-dir "$1" -N | sed -n 's/^ *Test *#[0-9]*: //p' | grep -E ".{$((limit + 1))}")
[ -z "$long" ] || printf 'longer than %d columns:\n%s\n' "$limit" "$long"
[ -z "$long" ]
