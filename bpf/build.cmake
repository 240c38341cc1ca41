# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Makes portlaw.skel.h: vmlinux.h from BTF, the object by clang, the skeleton by bpftool.
add_library(portlaw_bpf INTERFACE)
