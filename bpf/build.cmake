# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Makes portlaw.skel.h: vmlinux.h from the kernel's BTF, the object by clang, the skeleton by bpftool.
find_program(PORTLAW_CLANG NAMES clang clang-14 clang-15 clang-16 REQUIRED)
find_program(PORTLAW_BPFTOOL NAMES bpftool PATHS /usr/sbin /sbin REQUIRED)

set(PORTLAW_BPF_DIR ${CMAKE_BINARY_DIR}/bpf)
set(PORTLAW_BTF /sys/kernel/btf/vmlinux)
file(MAKE_DIRECTORY ${PORTLAW_BPF_DIR})

# The programs are CO-RE: any kernel's vmlinux.h from 5.10 on will do, not just that of the kernel they run on.
if(PORTLAW_VMLINUX_H)
  if(NOT EXISTS ${PORTLAW_VMLINUX_H})
    message(FATAL_ERROR "PORTLAW_VMLINUX_H is ${PORTLAW_VMLINUX_H}, which does not exist.")
  endif()
  configure_file(${PORTLAW_VMLINUX_H} ${PORTLAW_BPF_DIR}/vmlinux.h COPYONLY)
elseif(EXISTS ${PORTLAW_BTF})
  execute_process(COMMAND ${PORTLAW_BPFTOOL} btf dump file ${PORTLAW_BTF} format c
                  OUTPUT_FILE ${PORTLAW_BPF_DIR}/vmlinux.h.new RESULT_VARIABLE dumped ERROR_VARIABLE dump_error)
  if(NOT dumped EQUAL 0)
    message(FATAL_ERROR "${PORTLAW_BPFTOOL} cannot make vmlinux.h from ${PORTLAW_BTF}: ${dump_error}")
  endif()
  configure_file(${PORTLAW_BPF_DIR}/vmlinux.h.new ${PORTLAW_BPF_DIR}/vmlinux.h COPYONLY)  # only touched if it changed
else()
  message(FATAL_ERROR "This kernel has no BTF (${PORTLAW_BTF}), so vmlinux.h cannot be made here. Make one on a "
                      "machine that has it: 'bpftool btf dump file ${PORTLAW_BTF} format c > vmlinux.h', and say "
                      "-DPORTLAW_VMLINUX_H=/path/to/vmlinux.h")
endif()

# Which __TARGET_ARCH_ the headers of libbpf want.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
  set(PORTLAW_BPF_ARCH x86)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(PORTLAW_BPF_ARCH arm64)
else()
  set(PORTLAW_BPF_ARCH ${CMAKE_SYSTEM_PROCESSOR})
endif()

# portlaw_bpf_skeleton(NAME SOURCE) makes ${PORTLAW_BPF_DIR}/NAME.skel.h (struct NAME_bpf), with a target NAME_skeleton.
# -mcpu=v2: the newest instruction set that 5.10 runs without atomics it does not have.
function(portlaw_bpf_skeleton name source)
  set(object ${PORTLAW_BPF_DIR}/${name}.bpf.o)
  set(skeleton ${PORTLAW_BPF_DIR}/${name}.skel.h)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${PORTLAW_CLANG} -target bpf -mcpu=v2 -D__TARGET_ARCH_${PORTLAW_BPF_ARCH} -g -O2 -Wall -Wextra -Werror
            -Wno-unused-parameter -Wno-missing-declarations -I${PORTLAW_BPF_DIR} -I${CMAKE_SOURCE_DIR}
            -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -MD -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} ${PORTLAW_BPF_DIR}/vmlinux.h
    DEPFILE ${object}.d
    COMMENT "BPF ${name}" VERBATIM)
  add_custom_command(
    OUTPUT ${skeleton}
    COMMAND ${PORTLAW_BPFTOOL} gen skeleton ${object} name ${name}_bpf > ${skeleton}
    DEPENDS ${object} COMMENT "Skeleton ${name}" VERBATIM)
  add_custom_target(${name}_skeleton DEPENDS ${skeleton})
endfunction()

portlaw_bpf_skeleton(portlaw ${CMAKE_SOURCE_DIR}/bpf/portlaw.bpf.c)
add_library(portlaw_bpf INTERFACE)
add_dependencies(portlaw_bpf portlaw_skeleton)
target_include_directories(portlaw_bpf SYSTEM INTERFACE ${PORTLAW_BPF_DIR})
