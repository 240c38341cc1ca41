#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/fresh/package.sh
# The package in an empty Debian 12 root: what it holds, an upgrade and a removal while it enforces, a purge. Only
# processes in a cgroup of this test are held to anything, and the pins are in a bpffs of its own.
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/../../scripts/common.sh"
source tests/shell/checks.sh
source tests/shell/package.sh

if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap lintian >/dev/null; then
  echo "Skipped: needs root, mmdebstrap and lintian (scripts/install-deps.sh fresh)"
  exit 77
fi
[ "${1:-}" = unshared ] || exec unshare --mount --propagation private "$0" unshared
package=$(scripts/package.sh | tail -n 1)
build binder >/dev/null
work=$(mktemp -d /tmp/portlaw-package.XXXXXX)
root=$work/root
cgroup2=$(awk '/ - cgroup2 / {print $5; exit}' /proc/self/mountinfo)
cgroup=$cgroup2/${work##*/}
agent=

clean_up() {
  local status=$?
  set +e
  [ -z "$agent" ] || kill "$agent" 2>/dev/null
  [ ! -d "$cgroup" ] || echo 1 >"$cgroup/cgroup.kill"
  wait
  find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null
  umount --lazy -R "$root/sys" "$root/proc" "$root/dev"
  rm -rf --one-file-system "$work"
  exit "$status"
}
trap clean_up EXIT

make_root() {
  mmdebstrap --quiet --variant=minbase --include="systemd,logrotate,$(dependencies_of "$package")" bookworm "$root" ||
    die "mmdebstrap could not make a Debian 12; its messages are above"
  mount --bind /proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  mount -t bpf none "$root/sys/fs/bpf"
  cp "$package" "$root/tmp/portlaw.deb"
  next_version "$package" "$root/tmp/portlaw-next.deb"
  cp "$build_dir/tests/binder" "$root/tmp/"
  mkdir "$cgroup"
}

in_root() { chroot "$root" "$@"; }

as() { in_root portlaw run --as "$1" -- /tmp/binder "${@:2}"; }

files() { in_root find / -xdev \( -path /tmp -o -path /var/lib/dpkg -o -path /var/log -o -path /run -o -path /var/cache \) -prune -o -print | sort; }

# Starts an agent as the unit does.
start_agent() {
  (exec chroot "$root" portlaw agent --default-mode audit --settings /etc/portlaw/settings.yaml \
    --audit-log /var/log/portlaw/audit.jsonl --registry /etc/portlaw/registry.md --cgroup-root "$cgroup" 2>"$work/log") &
  agent=$!
  check "the agent starts" eventually in_root portlaw status
}

attached() { bpftool -j cgroup show "$cgroup" | grep -c '"id":' || true; }

installs() {
  check "it installs" in_root dpkg -i /tmp/portlaw.deb
  check "its program is of its version" has "$(dpkg-deb --field "$package" Version)" in_root portlaw --version
  check "it made the group" in_root getent group portlaw
  check "its unit is enabled" is enabled in_root systemctl is-enabled portlaw
  check "its unit is without mistakes" is_silent in_root systemd-analyze verify --man=no portlaw.service
  check "its log rotation is without mistakes" in_root logrotate --debug /etc/logrotate.d/portlaw
  check "without a registry its condition says what to write where" has "write one to /etc/portlaw/registry.md" \
    in_root env PORTLAW_REGISTRIES=/etc/portlaw/registry.md /usr/libexec/portlaw/has-registry
}

starts_in_audit_mode() {
  cp tests/data/registries/orchard.md "$root/etc/portlaw/registry.md"
  mkdir "$root/var/log/portlaw"
  start_agent
  check "in audit mode nothing is refused" bound as russet-api 7100
  sed -i '/^mode:/d' "$root/etc/portlaw/settings.yaml"
  check "nor where the settings say none" reloads_to audit
  echo "mode: enforce" >>"$root/etc/portlaw/settings.yaml"
  check "mode: enforce is taken" reloads_to enforce
  check "and refuses" refused as russet-api 7100
}

reloads_to() {
  in_root portlaw reload
  has "$1" in_root portlaw status
}

# One container binds all the while; one that is known is held to the registry while no agent runs.
upgrades() {
  as russet-api 7200 7100 >"$work/load" 2>"$work/load.log" &
  local load=$!
  check "a container binds" eventually grep -q binding "$work/load"
  kill -9 "$agent"
  wait "$agent" || true
  check "it upgrades" in_root dpkg -i /tmp/portlaw-next.deb
  check "the settings stay as they were" grep -q '^mode: enforce$' "$root/etc/portlaw/settings.yaml"
  start_agent
  check "and refuses" refused as russet-api 7100
  find "$cgroup" -name cgroup.procs -exec xargs --arg-file={} --no-run-if-empty kill \;
  local status=0
  wait "$load" || status=$?
  check "no verdict was wrong in all of it" [ "$status" = 0 ]
  cat "$work/load"
  [ "$status" = 0 ] || head "$work/load.log"
}

is_removed() {
  check "while an agent runs that it has not started it stays" fails in_root dpkg --remove portlaw
  kill "$agent"
  wait "$agent" || true
  check "what the agent attached outlives it" [ "$(attached)" -gt 0 ]
  check "it is removed" in_root dpkg --remove portlaw
  check "nothing is attached" [ "$(attached)" = 0 ]
  check "nothing is pinned" is_silent find "$root/sys/fs/bpf" -mindepth 1 ! -name '*.debug' # the kernel's own
}

is_purged() {
  check "it is purged" in_root dpkg --purge portlaw
  files >"$work/after"
  check "no file is left" diff "$work/before" "$work/after"
}

fails() { ! "$@"; }

make_root
files >"$work/before"
for step in installs starts_in_audit_mode upgrades is_removed is_purged; do
  echo "== $step ($SECONDS s)"
  "$step"
done
! failed
