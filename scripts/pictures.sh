#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/pictures.sh
# Makes the pictures of README.md anew, as root: what scripts/quickstart.sh shows in a terminal, and the page that
# `portlaw show --format html` makes of the same registry.
source "$(dirname "$0")/common.sh"

pictures=scripts/packaging/images
registry=tests/data/registries/orchard.md

command -v chromium >/dev/null || die "needs chromium: apt-get install chromium fonts-dejavu-core"
need_root "it runs scripts/quickstart.sh, which loads eBPF programs"
build portlaw >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only the session: not what was installed or built, and no path of this run alone.
scripts/quickstart.sh | sed -n '/^A port in its own block/,/would-deny$/p' >"$work/session"
[ -s "$work/session" ] || die "scripts/quickstart.sh showed no session"
scripts/terminal-picture.py "scripts/quickstart.sh" <"$work/session" >"$pictures/terminal.svg"

"$build_dir/portlaw" show "$registry" --format html >"$work/registry.html" || die "show could not make the page"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --window-size=1100,820 \
  --screenshot="$PWD/$pictures/registry.png" "file://$work/registry.html" 2>/dev/null || die "chromium could not draw it"
ls -l "$pictures"
