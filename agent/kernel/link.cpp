// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/link.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <vector>

#include "agent/kernel/foreign_programs.h"
#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

// What makes two programs the same: their instructions and the maps they use.
struct ProgramIdentity {
  std::array<std::uint8_t, BPF_TAG_SIZE> tag = {};
  std::vector<std::uint32_t> maps;

  bool operator==(const ProgramIdentity&) const = default;
};

std::optional<ProgramIdentity> IdentityOf(int program_fd) {
  ProgramIdentity identity;
  identity.maps.resize(64);
  bpf_prog_info info = {};
  info.nr_map_ids = static_cast<std::uint32_t>(identity.maps.size());
  info.map_ids = reinterpret_cast<std::uintptr_t>(identity.maps.data());
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(program_fd, &info, &length) != 0) return std::nullopt;
  std::copy_n(info.tag, identity.tag.size(), identity.tag.begin());
  identity.maps.resize(std::min<std::size_t>(info.nr_map_ids, identity.maps.size()));
  std::sort(identity.maps.begin(), identity.maps.end());
  return identity;
}

}  // namespace

std::optional<LinkAbout> AboutLink(int fd) {
  bpf_link_info info = {};
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd, &info, &length) != 0) return std::nullopt;
  return LinkAbout{info.id, info.prog_id, info.type == BPF_LINK_TYPE_CGROUP ? info.cgroup.cgroup_id : 0};
}

bool IsSameProgram(std::uint32_t program_id, int program_fd) {
  const io::UniqueFd attached(bpf_prog_get_fd_by_id(program_id));
  return attached.valid() && IdentityOf(attached.get()) == IdentityOf(program_fd);
}

std::uint32_t ProgramIdOf(int program_fd) {
  bpf_prog_info info = {};
  std::uint32_t length = sizeof(info);
  return bpf_obj_get_info_by_fd(program_fd, &info, &length) == 0 ? info.id : 0;
}

Result<io::UniqueFd> AttachLink(const HookSpec& spec, int program_fd, int cgroup_fd) {
  const bool by_type = spec.kind != HookKind::kCgroup;
  io::UniqueFd link(
      by_type ? bpf_raw_tracepoint_open(nullptr, program_fd)  // its BTF id says which
              : bpf_link_create(program_fd, cgroup_fd, static_cast<bpf_attach_type>(spec.attach_type), nullptr));
  if (link.valid()) return link;
  const auto refused = FailWithErrno(std::string("the kernel refuses to attach ") + spec.name);
  if (by_type) return refused;
  if (const auto taken = CheckHookIsFree(spec, cgroup_fd); !taken) return tl::unexpected(taken.error());
  return refused;
}

}  // namespace portlaw::kernel
