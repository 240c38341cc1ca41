# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# How tests that are shell scripts check and tell. Sourced, not run; needs nothing but bash and grep.

# Where failed checks are written down, a line each.
failures=${failures:-$(mktemp)}

# check WORDS COMMAND...: whether the command succeeds; what it prints is shown where it does not.
check() {
  local words=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "  ok      $words"
  else
    echo "  FAILED  $words"
    printf '%s\n' "$output" | tail -n 30 | sed 's/^/          /'
    echo "$words" >>"$failures"
  fi
}

failed() { [ -s "$failures" ]; }

# prints GREP-OPTION TEXT COMMAND...: whether grep finds that in what it prints, however it ends.
prints() {
  local option=$1 text=$2 output
  shift 2
  output=$("$@" 2>&1) || true
  echo "$output"
  grep -q "$option" -e "$text" <<<"$output"
}

# has TEXT COMMAND...: whether it prints something with that text. is TEXT COMMAND...: whether it prints that line.
has() { prints -F "$@"; }
is() { prints -Fx "$@"; }

# Whether it succeeds and prints nothing.
is_silent() {
  local output
  output=$("$@" 2>&1) && [ -z "$output" ] || { echo "$output" && return 1; }
}

# Whether tests/shell/binder says so.
bound() { is bound "$@"; }
refused() { is refused "$@"; }

# eventually COMMAND...: whether it succeeds within a minute.
eventually() {
  for _ in {1..120}; do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  "$@"
}
