# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What tests do with a Debian package. Sourced, not run.

# The packages that it depends on, with commas between them.
dependencies_of() { dpkg-deb --field "$1" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/ //g'; }

# next_version PACKAGE FILE: the same package with a higher version.
next_version() {
  local unpacked
  unpacked=$(mktemp -d)
  dpkg-deb --raw-extract "$1" "$unpacked"
  sed -i 's/^Version: .*/&+next/' "$unpacked/DEBIAN/control"
  dpkg-deb --build --root-owner-group -Zgzip "$unpacked" "$2" >/dev/null
  rm -rf "$unpacked"
}
