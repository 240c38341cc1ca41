// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/foreign_programs.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>

#include <algorithm>
#include <filesystem>

#include "agent/io/unique_fd.h"
#include "agent/kernel/link.h"
#include "agent/kernel/pins.h"
#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

constexpr std::size_t kMaxPrograms = 64;  // as many as the kernel lets be attached to one cgroup (BPF_CGROUP_MAX_PROGS)

struct Attached {
  std::vector<std::uint32_t> programs;
  std::uint32_t flags = 0;
};

// `query`: 0, or BPF_F_QUERY_EFFECTIVE: those above too, and without flags.
Attached Query(int cgroup_fd, int attach_type, std::uint32_t query) {
  Attached attached;
  attached.programs.resize(kMaxPrograms);
  auto count = static_cast<std::uint32_t>(kMaxPrograms);
  const int failed = bpf_prog_query(cgroup_fd, static_cast<bpf_attach_type>(attach_type), query, &attached.flags,
                                    attached.programs.data(), &count);
  attached.programs.resize(failed == 0 || errno == ENOSPC ? std::min<std::size_t>(count, kMaxPrograms) : 0);
  return attached;
}

std::string NameOf(std::uint32_t program) {
  const io::UniqueFd fd(bpf_prog_get_fd_by_id(program));
  bpf_prog_info info = {};
  std::uint32_t length = sizeof(info);
  return fd.valid() && bpf_obj_get_info_by_fd(fd.get(), &info, &length) == 0 ? info.name : "";
}

std::string FlagsOf(std::uint32_t flags) {
  if ((flags & BPF_F_ALLOW_MULTI) != 0) return "multi";
  return (flags & BPF_F_ALLOW_OVERRIDE) != 0 ? "override" : "alone";
}

// Of every link under `pin_root`, whatever the ABI.
std::set<std::uint32_t> PinnedPrograms(const std::string& pin_root) {
  std::set<std::uint32_t> programs;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pin_root, ignored)) {
    if (!entry.path().filename().string().starts_with(kLinkPrefix)) continue;
    const io::UniqueFd pinned = OpenPin(entry.path());
    const auto about = pinned.valid() ? AboutLink(pinned.get()) : std::nullopt;
    if (about) programs.insert(about->program_id);
  }
  return programs;
}

bool Contains(const std::vector<std::uint32_t>& programs, std::uint32_t program) {
  return std::find(programs.begin(), programs.end(), program) != programs.end();
}

}  // namespace

std::vector<ForeignProgram> FindForeignPrograms(int cgroup_fd, const std::set<std::uint32_t>& ours) {
  std::vector<ForeignProgram> foreign;
  for (const HookSpec& spec : HookSpecs()) {
    if (spec.kind != HookKind::kCgroup || spec.opt_in) continue;  // those share an attach type with others
    const Attached here = Query(cgroup_fd, spec.attach_type, 0);
    const Attached effective = Query(cgroup_fd, spec.attach_type, BPF_F_QUERY_EFFECTIVE);
    for (const std::uint32_t program : here.programs)
      if (!ours.contains(program)) foreign.push_back({spec.name, program, NameOf(program), FlagsOf(here.flags)});
    for (const std::uint32_t program : effective.programs)
      if (!ours.contains(program) && !Contains(here.programs, program))
        foreign.push_back({spec.name, program, NameOf(program), "above"});
  }
  return foreign;
}

Result<void> CheckHookIsFree(const HookSpec& spec, int cgroup_fd) {
  if (spec.kind != HookKind::kCgroup) return {};
  const Attached here = Query(cgroup_fd, spec.attach_type, 0);
  if (here.programs.empty() || (here.flags & BPF_F_ALLOW_MULTI) != 0) return {};
  const std::uint32_t program = here.programs.front();
  return Fail({},
              std::string(spec.name) + " is taken: program '" + NameOf(program) + "' (id " + std::to_string(program) +
                  ") is attached there with the flag '" + FlagsOf(here.flags) +
                  "', and the kernel lets no other beside it",
              "have whoever attached it do so with BPF_F_ALLOW_MULTI, or detach it (bpftool cgroup detach)");
}

Result<RootHooks> LookAtRootHooks(const std::string& cgroup_root, const std::string& pin_root) {
  const io::UniqueFd cgroup(::open(cgroup_root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!cgroup.valid()) return FailWithErrno("cannot open " + cgroup_root);
  RootHooks root;
  for (const HookSpec& spec : HookSpecs())
    if (spec.kind == HookKind::kCgroup && !spec.opt_in)
      root.hooks.emplace_back(spec.name, CheckHookIsFree(spec, cgroup.get()));
  root.foreign = FindForeignPrograms(cgroup.get(), PinnedPrograms(pin_root));
  return root;
}

}  // namespace portlaw::kernel
