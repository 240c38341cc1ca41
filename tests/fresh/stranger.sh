#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/fresh/stranger.sh make|bad_input|quickstart|tests|remove
# What a stranger meets: an empty Debian 12 root in the build folder, with a clone of the commit (or of the environment's
# COMMIT) in it and nothing else, and the README's commands run in there. Of this machine the root has /proc, /sys, /dev
# and the compiler's cache; its processes begin in one cgroup. Whatever ends a run, the next one clears up after it.
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/../../scripts/common.sh"

place=$(realpath -m "$build_dir")/fresh
root=$place/root
cgroup2=$(awk '/ - cgroup2 / {print $5; exit}' /proc/self/mountinfo)
cgroup=$cgroup2/portlaw-fresh.$(cksum <<<"$place" | cut -d ' ' -f 1)

# ---- the root ----

# Ends what runs in the root, and removes it and its cgroups.
remove() {
  if [ -d "$cgroup" ]; then
    echo 1 >"$cgroup/cgroup.kill"
    until [ -z "$(cat "$cgroup/cgroup.procs")" ]; do sleep 0.1; done
    find "$cgroup" -depth -type d -exec rmdir {} +
  fi
  ! mountpoint --quiet "$root" || umount --lazy "$root"
  rm -rf --one-file-system "$place"
}

# How apt here reaches Debian's archive, for the apt in the root: its sources, and its settings of the way there.
sources() {
  # shellcheck disable=SC2016  # apt's variables
  apt-get indextargets 'Created-By: Packages' --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' |
    grep -E ' bookworm(-updates|-security)? main$' | sort -u
}
way_there() { apt-config dump | grep -E '^Acquire::(https?|Retries|Check-Valid-Until|ForceIPv[46])\b'; }

make() {
  local lines
  remove
  mkdir -p "$root"
  mount -t tmpfs -o mode=755 portlaw-fresh "$root" # a filesystem of its own, so that the kernel's paths end at its root
  way_there >"$place/apt.conf" || true
  mapfile -t lines < <(sources)
  mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --aptopt="$place/apt.conf" bookworm "$root" "${lines[@]}" ||
    die "mmdebstrap could not make a Debian 12; its messages are above"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  git clone --quiet --no-hardlinks . "$root/portlaw"
  git -C "$root/portlaw" checkout --quiet "${COMMIT:-$(git rev-parse HEAD)}"
}

# Runs a step in the cgroup, with a namespace of its own for mounts, which end with its last process. Not for cgroups: in
# one of these nobody may enforce for the host.
enter() {
  mkdir -p "$cgroup"
  echo $$ >"$cgroup/cgroup.procs"
  exec unshare --mount --propagation private "$0" "inside:$1"
}

mount_all() {
  local cache shared
  cache=$(ccache -k cache_dir)
  mkdir -p "$cache" "$root/root/.cache/ccache"
  for shared in /proc /sys /dev; do mount --rbind "$shared" "$root$shared"; done
  mount -t bpf none "$root/sys/fs/bpf"
  mount --bind "$cache" "$root/root/.cache/ccache"
  mkdir -p "$root/run/mount" # mount(8) keeps its table there from its first call on
}

# Makes the root the real one: in that of a chroot nobody may make a user namespace, and nothing is a mount point.
# shellcheck disable=SC2016  # expanded by the shell that it is given to
pivot='cd "$1" && pivot_root . . && umount --lazy . && cd / && shift && exec chroot "$@"'

# in_root COMMAND...: runs it in the clone, with nothing of this environment but the way to the network. `under` is what
# chroot runs under, `as` are options of it.
under=() as=()
in_root() {
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin ${http_proxy:+http_proxy="$http_proxy"} \
    ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} ${CI:+CI="$CI"} \
    "${under[@]}" unshare --mount --propagation private /bin/bash -c "$pivot" - "$root" "${as[@]}" \
    / /bin/bash -c 'cd /portlaw && exec "$@"' - "$@" </dev/null
}

# ---- what is left behind ----

# A line for each program that runs in the cgroup, mount, cgroup, attached program, pin and temporary file.
traces() {
  local process
  while read -r process; do echo "process $(cat "/proc/$process/comm" 2>/dev/null)"; done <"$cgroup/cgroup.procs" | sort -u
  awk '{print "mount", $5}' /proc/self/mountinfo
  find "$root$cgroup2" -mindepth 1 -type d
  bpftool cgroup tree "$root$cgroup2"
  find "$root/sys/fs/bpf" "$root/tmp" "$root/var/tmp" "$root/run" -mindepth 1
}

# leaves_nothing COMMAND...: runs it, and fails if there is more or less of all that afterwards than before.
leaves_nothing() {
  local before after status=0
  before=$(traces)
  "$@" || status=$?
  after=$(traces)
  diff <(echo "$before") <(echo "$after") || die "that is what '${*: -1}' left behind"
  return $status
}

# ---- bad input ----

# refused SENTENCE COMMAND...: fails unless it ends with 2, says nothing but that sentence (a pattern) and leaves nothing,
# no build folder either.
refused() {
  local sentence=$1 status=0 output
  shift
  output=$(leaves_nothing "$@" 2>&1) || status=$?
  printf '%s\n' "$output"
  [ "$status" = 2 ] || die "it should have ended with 2, not $status"
  grep -v '^installing: ' <<<"$output" | grep -qxE "$sentence" || die "it should have said: $sentence"
  [ "$(grep -cv '^installing: ' <<<"$output")" = 1 ] || die "it should have said nothing else"
  [ ! -e "$root/portlaw/build" ] || die "it has begun to build"
}

no_root() {
  as=(--userspec=65534:65534)
  refused 'quickstart.sh: needs root: .* Run it as root .*' in_root scripts/quickstart.sh
  refused 'install-deps.sh: needs root: .* Run it as root .*' in_root scripts/test.sh unit
  as=()
}

no_network() {
  under=(unshare --net)
  refused 'install-deps.sh: the packages cannot be fetched .*: see to the network .*' in_root scripts/test.sh unit
  under=()
}

no_btf() {
  mount -t tmpfs none "$root/sys/kernel/btf"
  refused 'quickstart.sh: this kernel has no BTF: boot one .*' in_root scripts/quickstart.sh
  refused 'test.sh: this kernel has no BTF: boot one .*' in_root scripts/test.sh unit
  umount "$root/sys/kernel/btf"
}

other_system() {
  printf 'PRETTY_NAME="Other Linux 7"\nID=other\nVERSION_ID=7\n' >"$place/os-release"
  mount --bind "$place/os-release" "$root/usr/lib/os-release"
  refused 'install-deps.sh: this is Other Linux 7, .*: run it on Debian 12, .*' in_root scripts/quickstart.sh
  umount "$root/usr/lib/os-release"
}

lock_held() {
  python3 -c '
import fcntl, sys, time
lock = open(sys.argv[1], "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)' "$root/var/lib/dpkg/lock-frontend" >"$place/holder" &
  local holder=$!
  until [ -s "$place/holder" ]; do sleep 0.1; done
  refused "install-deps.sh: another package manager is at work \(process $holder .*\): wait .*" in_root scripts/quickstart.sh
  kill "$holder"
  wait "$holder" || true
}

interrupted() {
  touch "$root/var/lib/dpkg/updates/0001"
  refused "install-deps.sh: an installation was interrupted .*: run 'dpkg --configure -a', then .*" in_root scripts/quickstart.sh
  rm "$root/var/lib/dpkg/updates/0001"
}

# In this order: those that come to the packages' lists have them fetched.
bad_input() {
  local what
  for what in no_root no_network no_btf other_system lock_held interrupted; do
    echo "== $what"
    "$what"
  done
}

# ---- the README's commands ----

quickstart() {
  local shown
  leaves_nothing in_root scripts/quickstart.sh | tee "$place/quickstart.log"
  for shown in 'A port in its own block:' '    bound' 'was refused TCP port 7100' 'was refused TCP port 8000' \
    'A service in audit mode' '"action": "would-deny"' 'Unloaded: no program is attached and nothing is pinned'; do
    grep -qF -- "$shown" "$place/quickstart.log" || die "it did not show: $shown"
  done
}

tests() { leaves_nothing in_root scripts/test.sh unit kernel; }

if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap >/dev/null; then
  echo "Skipped: needs root and mmdebstrap (scripts/install-deps.sh fresh)"
  exit 77
fi
case ${1:-} in
  make | remove) "$1" ;;
  bad_input | quickstart | tests) enter "$1" ;;
  inside:*)
    mount_all
    "${1#inside:}"
    ;;
  *) die "usage: tests/fresh/stranger.sh make|bad_input|quickstart|tests|remove" ;;
esac
