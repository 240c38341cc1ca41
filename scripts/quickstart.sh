#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/quickstart.sh
# Shows the main job in front of you: installs what is missing, builds, starts an agent that holds one cgroup of its own
# to a small registry, and lets containers of that registry bind ports. Nothing else on this host is held to anything,
# and nothing is left behind.
source "$(dirname "$0")/common.sh"

registry=tests/data/registries/orchard.md

need_root "it loads eBPF programs"
[ -r /sys/kernel/btf/vmlinux ] || die "this kernel has no BTF (CONFIG_DEBUG_INFO_BTF); portlaw needs it"
cgroup2=$(awk '/ - cgroup2 / {print $5; exit}' /proc/self/mountinfo)
[ -n "$cgroup2" ] || die "cgroup v2 is not mounted; mount it: mount -t cgroup2 none /sys/fs/cgroup"

scripts/install-deps.sh build
echo "building ..."
build portlaw >/dev/null
portlaw=$build_dir/portlaw

work=$(mktemp -d /tmp/portlaw-quickstart.XXXXXX)
cgroup=$cgroup2/${work##*/}
socket=$work/control.sock
log=$work/audit.jsonl
agent=

# Undoes all of it, in the reverse order, whatever has been done so far.
clean_up() {
  local status=$?
  set +e
  [ -z "$agent" ] || { kill "$agent" && wait "$agent"; } 2>/dev/null
  [ ! -d "$work/bpf/portlaw" ] || "$portlaw" unload --pin-root "$work/bpf/portlaw" >/dev/null
  ! mountpoint -q "$work/bpf" || umount "$work/bpf"
  [ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} +
  [ "$status" = 0 ] || [ ! -s "$work/agent.log" ] || { echo "the agent's log:" && cat "$work/agent.log"; } >&2
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_agent() {
  mkdir "$cgroup" "$work/bpf"
  mount -t bpf none "$work/bpf"
  cat >"$work/settings.yaml" <<SETTINGS
services:
  Medlar: {mode: audit}
SETTINGS
  "$portlaw" agent --registry "$registry" --settings "$work/settings.yaml" --audit-log "$log" \
    --cgroup-root "$cgroup" --pin-root "$work/bpf/portlaw" --socket "$socket" 2>"$work/agent.log" &
  agent=$!
  for _ in {1..100}; do
    ! "$portlaw" status --socket "$socket" >/dev/null 2>&1 || return 0
    kill -0 "$agent" 2>/dev/null || die "the agent did not start"
    sleep 0.1
  done
  die "the agent does not answer"
}

# A line of the log with a greater number than $1; none within 5 seconds is a failure of portlaw.
event_after() {
  for _ in {1..100}; do
    sed -n "$(($1 + 1))p" "$log" | grep . && return
    sleep 0.05
  done
  die "the agent wrote nothing about it"
}

bind_as() {
  "$portlaw" run --socket "$socket" --as "$1" -- python3 -c '
import socket, sys
try:
    socket.socket().bind(("0.0.0.0", int(sys.argv[1])))
except OSError as error:
    sys.exit("refused: " + error.strerror)
print("bound")' "$2" 2>&1 || true
}

# show CONTAINER PORT WHAT EXPECTED: one bind, what came of it, and the sentence that the agent wrote, if any.
show() {
  local container=$1 port=$2 what=$3 expected=$4 before answer action=allow message="(nothing: all is well)" event
  before=$(wc -l <"$log")
  printf '\n%s\n  $ portlaw run --as %s -- bind %s\n' "$what" "$container" "$port"
  answer=$(bind_as "$container" "$port")
  if [ "$expected" != allow ]; then
    event=$(event_after "$before")
    action=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["action"])' "$event")
    message=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["message"])' "$event")
  fi
  printf '  %s\n  the log: %s\n' "$answer" "$message"
  case $expected in
    deny) [[ $answer == refused:* && $action == deny ]] ;;
    *) [[ $answer == bound && $action == "$expected" ]] ;;
  esac || die "expected '$expected' here"
}

check_nothing_is_attached() {
  [ -z "$(bpftool cgroup tree "$cgroup" 2>/dev/null | sed 1d)" ] || die "a program is still attached"
  [ ! -e "$work/bpf/portlaw" ] || die "something is still pinned"
}

start_agent
printf '\nThe registry is %s; an agent now holds the cgroup %s to it.\n' "$registry" "$cgroup"
show ORCHARD 0 "A port of its own:" allow

kill "$agent" && wait "$agent" && agent=
"$portlaw" unload --pin-root "$work/bpf/portlaw" >/dev/null
check_nothing_is_attached
printf '\nUnloaded: no program is attached and nothing is pinned any more.\n'
