#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The tests of the booted machine, in it, as root: the steps that /payload/steps names, in their order, each once, up to
# the first that fails, whose journal is shown. Ends with a line that says what they gave, and switches the machine off.
set -uo pipefail

log=/var/log/portlaw/audit.jsonl
registry=/etc/portlaw/registry.md
state=/var/lib/portlaw-tests  # what outlives a reboot
image=portlaw-test:1
max_exposure=39 # in tenths
mkdir -p "$state"
failures=$state/failed
# shellcheck source=tests/shell/checks.sh
source /payload/checks.sh

property() { systemctl show --value --property "$1" portlaw; }

# From here on: what `logged` looks at. logged ACTION PORT CONTAINER: whether the audit log has such an event since.
from_here() { seen=$(wc -l <"$log"); }
logged() {
  awk -v from="$seen" -v action="\"action\":\"$1\"" -v port="\"port\":$2," -v name="\"name\":\"$3\"" '
    NR > from && index($0, action) && index($0, port) && index($0, name) { found = 1 }
    END { exit !found }' "$log" || { tail -n 3 "$log" && return 1; }
}
seen=0

# load_image ENGINE: makes the image, of a tar, unless it has been made.
load_image() { "$1" image inspect "$image" >/dev/null 2>&1 || "$1" import /payload/image.tar "$image"; }

# in_container ENGINE NAME WORDS...: the binder, in a container of that name on the host's network, once.
in_container() { "$1" run --rm --network host --name "$2" "$image" /bin/binder "${@:3}"; }

# Starts russet-api in Docker: a container that binds its own port and a foreign one until it is stopped.
start_load() {
  load_image docker >/dev/null
  docker run -d --network host --name russet-api "$image" /bin/binder 7200 7100 >/dev/null
  check "a container binds" eventually has binding docker logs russet-api
}

as() { portlaw run --as "$1" -- /payload/binder "$2"; }

set_mode() { sed -i "s/^mode: .*/mode: $1/" /etc/portlaw/settings.yaml; }

break_registry() { printf '# Ports\n\nNothing yet.\n' >"$registry"; }

nothing_is_loaded() { [ ! -e /sys/fs/bpf/portlaw ] && has "nothing was loaded" portlaw unload; }

# ---- steps ------------------------------------------------------------------

step_install() {
  check "the package installs" dpkg -i /payload/portlaw.deb
  check "without a registry the unit does not start" is inactive systemctl is-active portlaw
  check "nor has it failed" is inactive systemctl is-failed portlaw
  check "its status says what to write where" has "write one to $registry" systemctl status portlaw --no-pager
  check "to everybody" has "write one to $registry" property StatusText
  check "nothing is loaded" nothing_is_loaded
}

step_start() {
  break_registry
  check "with a registry that it cannot take it does not start" has "failed" systemctl start portlaw
  check "and stays down" is failed systemctl is-failed portlaw
  check "its status says why" has "$registry" property StatusText
  cp /payload/orchard.md "$registry"
  check "with a registry it starts" systemctl start portlaw
  check "it is active" is active systemctl is-active portlaw
  check "it notifies, in audit mode" has "audit, generation 1" property StatusText
  check "in audit mode a foreign port passes" bound as russet-api 7100
  check "and is logged" eventually logged would-deny 7100 russet-api
  check "nobody else may talk to it" has "no right" setpriv --reuid nobody --regid nogroup --clear-groups portlaw status
  check "the group portlaw may" setpriv --reuid nobody --regid nogroup --groups portlaw portlaw status
  set_mode enforce
  check "it reloads" systemctl reload portlaw
  check "mode: enforce refuses" refused as russet-api 7100
}

# engine_step ENGINE FORMAT: a container of that engine, with systemd making its cgroup.
engine_step() {
  from_here
  check "$1 has systemd make cgroups" has systemd "$1" info --format "$2"
  check "$1 makes the image" load_image "$1"
  check "$1: a foreign port is refused" refused in_container "$1" pippin-api 7201
  check "$1: named, and logged" eventually logged deny 7201 pippin-api
  check "$1: its own is not" bound in_container "$1" pippin-api 7100
}

step_docker() { engine_step docker '{{.CgroupDriver}}'; }
step_podman() { engine_step podman '{{.Host.CgroupManager}}'; }

step_reload() {
  break_registry
  check "a bad registry is refused" has "Job for portlaw.service failed" systemctl reload portlaw
  check "the agent stays" is active systemctl is-active portlaw
  from_here
  check "the old policy holds: refused" refused as russet-api 7100
  check "the old policy holds: logged" eventually logged deny 7100 russet-api
  check "the old policy holds: allowed" bound as russet-api 7200
  cp /payload/orchard.md "$registry"
  check "the good one is taken again" systemctl reload portlaw
}

# It comes back with what was in force, and is started again until it can run. The kernel enforces meanwhile.
step_restart() {
  start_load
  break_registry
  check "with a bad registry it starts again" systemctl restart portlaw
  check "its status says that the bad one is not in force" has "refused" property StatusText
  cp /payload/orchard.md "$registry"
  systemctl stop portlaw
  mv "$log" "$log.1" && mkdir "$log"
  systemctl start --no-block portlaw
  check "where its log cannot be written it tries again" eventually tried_again
  rmdir "$log" && mv "$log.1" "$log"
  check "until it can" eventually is active systemctl is-active portlaw
  check "nothing was decided wrong in all of it" stopped_well russet-api
}

tried_again() { [ "$(property NRestarts)" -gt 1 ]; }

step_kill() {
  local before
  before=$(property MainPID)
  start_load
  mkdir -p /run/systemd/system/portlaw.service.d
  printf '[Service]\nRestartSec=60\n' >/run/systemd/system/portlaw.service.d/slow.conf
  systemctl daemon-reload
  kill -9 "$before"
  check "systemd waits before it starts it again" eventually is auto-restart property SubState
  check "meanwhile a known container restarts" docker restart russet-api
  sleep 5
  check "still without an agent" is auto-restart property SubState
  check "and has always bound its own port, and no other" never_wrong russet-api
  rm -r /run/systemd/system/portlaw.service.d
  systemctl daemon-reload
  check "systemd starts the agent again" eventually restarted_after "$before"
  from_here
  check "which logs what is refused now" eventually logged deny 7100 russet-api
  check "nothing was decided wrong in all of it" stopped_well russet-api
}

restarted_after() { [ "$(systemctl is-active portlaw)" = active ] && [ "$(property MainPID)" != "$1" ]; }

# Whether no bind was decided wrong of those that a container of binders has told of, each time that it was stopped.
never_wrong() {
  local told
  told=$(docker logs "$1" 2>&1 | grep -v '^binding$')
  echo "$told"
  [ -n "$told" ] && ! grep -vq ' rounds: 0 times its own port was refused, 0 times a foreign one passed$' <<<"$told"
}

# The same, of all of it: ends the container.
stopped_well() {
  docker stop "$1" >/dev/null
  never_wrong "$1" && docker rm "$1" >/dev/null
}

step_upgrade() {
  local before
  before=$(property MainPID)
  start_load
  check "an upgrade under load" dpkg -i /payload/portlaw-next.deb
  check "runs the new agent" eventually restarted_after "$before"
  from_here
  check "which logs what is refused now" eventually logged deny 7100 russet-api
  check "no wrong verdict in all of it" stopped_well russet-api
  check "the settings are the administrator's" has "mode: enforce" cat /etc/portlaw/settings.yaml
}

step_reboot() {
  if [ ! -e "$state/rebooted" ]; then
    touch "$state/rebooted"
    echo "the machine reboots"
    systemctl reboot
    sleep infinity
  fi
  load_image docker >/dev/null
  check "after a reboot it is active" is active systemctl is-active portlaw
  check "and enforces" has "enforce, generation" property StatusText
  check "before Docker" before_docker
  from_here
  check "a foreign port is refused" refused in_container docker pippin-api 7201
  check "named, and logged" eventually logged deny 7201 pippin-api
  check "its own is not" bound in_container docker pippin-api 7100
}

before_docker() {
  [ "$(property ActiveEnterTimestampMonotonic)" -lt \
    "$(systemctl show --value --property ActiveEnterTimestampMonotonic docker)" ]
}

step_security() {
  check "systemd-analyze security is not above $max_exposure tenths" systemd-analyze security --no-pager \
    --threshold="$max_exposure" portlaw.service
  systemd-analyze security --no-pager portlaw.service | tail -n 1
}

step_remove() {
  check "the package can be removed" dpkg -r portlaw
  check "nothing is pinned" [ ! -e /sys/fs/bpf/portlaw ]
  load_image docker >/dev/null
  check "nothing is refused" bound in_container docker pippin-api 7201
  check "the package can be purged" dpkg -P portlaw
  check "no file is left" no_file_is_left
}

no_file_is_left() {
  ! find / -xdev \( -path /payload -o -path "$state" -o -path /var/lib/docker -o -path /var/lib/containers \) -prune \
    -o -name '*portlaw*' ! -name 'portlaw-tests*' -print | grep .
}

# -----------------------------------------------------------------------------

[ -e "$state/todo" ] || cp /payload/steps "$state/todo"
while ! failed && read -r step <"$state/todo"; do
  echo "== $step ($SECONDS s)"
  "step_$step" </dev/null
  sed -i 1d "$state/todo"
done
echo "== end ($SECONDS s)"
status=0
! failed || status=1
[ $status = 0 ] || journalctl --no-pager --boot --unit portlaw --lines 100 --output short-monotonic
echo "the tests gave $status"
systemctl poweroff
