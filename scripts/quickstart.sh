#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/quickstart.sh
# Shows the main job in front of you: installs what is missing, builds, starts an agent that holds one cgroup of its own
# to a small registry, and lets containers of that registry bind ports. Nothing else on this host is held to anything,
# and nothing is left behind.
source "$(dirname "$0")/common.sh"

registry=tests/data/registries/orchard.md

need_root "it loads eBPF programs"
need_btf
cgroup2=$(awk '/ - cgroup2 / {print $5; exit}' /proc/self/mountinfo)
[ -n "$cgroup2" ] || die "cgroup v2 is not mounted; mount it: mount -t cgroup2 none /sys/fs/cgroup"

scripts/install-deps.sh build
echo "building ..."
build portlaw
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
  [ ! -d "$work/bpf/portlaw" ] || "$portlaw" unload --pin-root "$work/bpf/portlaw" --state-dir "$work/state" >/dev/null
  ! mountpoint -q "$work/bpf" || umount "$work/bpf"
  [ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} +
  [ "$status" != 2 ] || [ ! -s "$work/agent.log" ] || { echo "the agent's log:" && cat "$work/agent.log"; } >&2
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
  Quince: {mode: audit}
SETTINGS
  "$portlaw" agent --registry "$registry" --settings "$work/settings.yaml" --audit-log "$log" \
    --cgroup-root "$cgroup" --pin-root "$work/bpf/portlaw" --socket "$socket" --state-dir "$work/state" 2>"$work/agent.log" &
  agent=$!
  for _ in {1..100}; do
    ! "$portlaw" status --socket "$socket" >/dev/null 2>&1 || return 0
    kill -0 "$agent" 2>/dev/null || die "the agent did not start"
    sleep 0.1
  done
  die "the agent does not answer"
}

# Prints the action of the one event that the log has gained since it had $1 lines, and fails unless its sentence is
# in the text $2; prints "silence" where it has gained none.
logged() {
  python3 - "$log" "$1" "$2" <<'PYTHON'
import json, sys
path, before, shown = sys.argv[1:]
new = open(path, encoding="utf-8").readlines()[int(before):]
events = [json.loads(line) for line in new]
if len(events) > 1 or any(event["message"] not in shown for event in events):
    sys.exit("the log has other events: " + "".join(new))
print(events[0]["action"] if events else "silence")
PYTHON
}

# show TITLE CONTAINER PORT ANSWER ACTION: one bind in front of the reader, with all that it prints: portlaw the
# agent's sentence, the command its answer. Fails unless the answer and the action in the audit log are those.
show() {
  local title=$1 container=$2 port=$3 answer=$4 action=$5 before output
  before=$(wc -l <"$log")
  printf '\n%s\n  $ portlaw run --as %s -- bind %s\n' "$title" "$container" "$port"
  output=$("$portlaw" run --socket "$socket" --as "$container" -- python3 -c "$binder" "$port" 2>&1) || true
  echo "$output" | fold -s -w 110 | sed 's/^/    /; s/ *$//'
  grep -q "^$answer" <<<"$output" || die "expected the bind to be $answer"
  [ "$(logged "$before" "$output")" = "$action" ] || die "expected '$action' in the audit log"
}

binder='
import socket, sys
try:
    socket.socket().bind(("0.0.0.0", int(sys.argv[1])))
    answer = "bound"
except OSError as error:
    answer = f"refused: {error.strerror}"
sys.stdout.write(answer + "\n")'

# How many programs are attached to the cgroup.
attached() {
  bpftool -j cgroup show "$cgroup" | (grep -o '"id":' || true) | wc -l
}

start_agent
echo "An agent now holds the processes in $cgroup to $registry."
show "A port in its own block:" pippin-api 7100 bound silence
show "A port in another service's block:" russet-api 7100 refused deny
show "A port in a reserved range:" russet-api 8000 refused deny
show "A service in audit mode (settings: 'services: {Quince: {mode: audit}}'):" quince-api 7300 bound would-deny

printf '\nThe audit log has, among other things:\n'
tail -n 1 "$log" | python3 -m json.tool --no-ensure-ascii | grep -E '"(time|action|reason|port|name|owner|file|line)"'

kill "$agent" && wait "$agent" && agent=
printf '\nThe agent has ended; %s programs that it attached go on enforcing, until they are unloaded.\n' "$(attached)"
[ "$(attached)" -gt 0 ] || die "enforcement ended with the agent"
"$portlaw" unload --pin-root "$work/bpf/portlaw" --state-dir "$work/state" >/dev/null
[ "$(attached)" = 0 ] || die "a program is still attached"
[ ! -e "$work/bpf/portlaw" ] || die "something is still pinned"
echo "Unloaded: no program is attached and nothing is pinned any more."
