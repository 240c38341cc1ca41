// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "agent/kernel/features.h"
#include "agent/kernel/libbpf_log.h"
#include "agent/kernel/probe.h"
#include "agent/kernel/system_error.h"
#include "portlaw.skel.h"

namespace portlaw::kernel {

// Why programs that can be done without are not loaded; empty: they are.
struct Refusals {
  std::string lsm;
  std::string optional;  // all of them

  const std::string& Of(const HookSpec& spec) const {
    return spec.kind == HookKind::kLsm && !lsm.empty() ? lsm : optional;
  }
};

namespace {

// What libbpf makes of `features` (bpf/maps.h). Its own name has a dot, which bpffs takes for itself.
constexpr char kFeaturesPin[] = "features";

std::string PinOf(const bpf_map* map, const Pins& pins) {
  return pins.Path(bpf_map__is_internal(map) ? kFeaturesPin : bpf_map__name(map));
}

Result<void> SetSizes(const portlaw_bpf& skeleton, const KernelOptions& options) {
  const std::pair<bpf_map*, std::uint32_t> sizes[] = {
      {skeleton.maps.policy, options.table_entries * 2}, {skeleton.maps.subjects, options.max_subjects},
      {skeleton.maps.names, options.max_rows},           {skeleton.maps.decisions, options.max_decisions},
      {skeleton.maps.nameless, options.max_decisions},   {skeleton.maps.retired, options.max_decisions},
      {skeleton.maps.events, options.event_ring_bytes},  {skeleton.maps.cgroup_events, options.cgroup_ring_bytes},
  };
  for (const auto& [map, size] : sizes)
    if (bpf_map__set_max_entries(map, size) != 0) return FailWithErrno("cannot set the size of a map");
  return {};
}

bool IsWanted(const HookSpec& spec, const KernelOptions& options) { return !spec.opt_in || options.tell_port_in_use; }

void ChoosePrograms(const portlaw_bpf& skeleton, const KernelOptions& options, const Refusals& refusals) {
  for (const HookSpec& spec : HookSpecs()) {
    const bool load = spec.required || (IsWanted(spec, options) && refusals.Of(spec).empty());
    bpf_program__set_autoload(bpf_object__find_program_by_name(skeleton.obj, spec.program), load);
  }
}

// A map of the same ABI is of the same kind, unless somebody else has put it there.
Result<void> CheckKind(const bpf_map* map, int pinned, const std::string& path) {
  bpf_map_info info = {};
  std::uint32_t length = sizeof(info);
  const bool same = bpf_obj_get_info_by_fd(pinned, &info, &length) == 0 && info.type == bpf_map__type(map) &&
                    info.key_size == bpf_map__key_size(map) && info.value_size == bpf_map__value_size(map);
  if (same) return {};
  return Fail({path, 0}, "is not the map that should be pinned there", "run 'portlaw unload', and start again");
}

std::uint32_t MapIdOf(int fd) {
  bpf_map_info info = {};
  std::uint32_t length = sizeof(info);
  return bpf_obj_get_info_by_fd(fd, &info, &length) == 0 ? info.id : 0;
}

bool IsPinned(int map_fd, const std::string& path) {
  const io::UniqueFd pinned = OpenPin(path);
  return pinned.valid() && MapIdOf(pinned.get()) == MapIdOf(map_fd);
}

// Whether the pinned features are those that `skeleton` is about to be loaded with. Programs that share a map of
// features are the same programs to AttachHooks.
bool HoldsOurFeatures(const portlaw_bpf& skeleton, int pinned) {
  constexpr std::uint32_t kFirst = 0;
  portlaw_bpf::portlaw_bpf__rodata held = {};
  bpf_map_info about = {};
  std::uint32_t length = sizeof(about);
  return bpf_obj_get_info_by_fd(pinned, &about, &length) == 0 && about.value_size == sizeof(held) &&
         bpf_map_lookup_elem(pinned, &kFirst, &held) == 0 && std::memcmp(&held, skeleton.rodata, sizeof(held)) == 0;
}

}  // namespace

void Programs::Destroy::operator()(portlaw_bpf* skeleton) const { portlaw_bpf::destroy(skeleton); }

Result<Programs> Programs::Load(const KernelOptions& options, const Pins& pins) {
  Programs programs;
  Refusals refusals;
  if (const auto active = CheckBpfLsm(); !active) refusals.lsm = active.error().what + ", " + active.error().advice;
  auto skeleton = LoadSkeleton(options, pins, refusals);
  for (std::string* refused : {&refusals.lsm, &refusals.optional}) {
    if (skeleton || !refused->empty()) continue;
    *refused = skeleton.error().what;
    skeleton = LoadSkeleton(options, pins, refusals);
  }
  if (!skeleton) return tl::unexpected(skeleton.error());
  programs.skeleton_ = std::move(*skeleton);
  if (const auto pinned = programs.PinMaps(pins); !pinned) return tl::unexpected(pinned.error());
  programs.FindHooks(options, refusals);
  return programs;
}

Result<Programs::Skeleton> Programs::LoadSkeleton(const KernelOptions& options, const Pins& pins,
                                                  const Refusals& refusals) {
  const LibbpfLog log;
  Skeleton skeleton(portlaw_bpf::open());
  if (!skeleton) return FailWithErrno("cannot read the programs: " + log.Tail());
  if (const auto set = SetSizes(*skeleton, options); !set) return tl::unexpected(set.error());
  skeleton->rodata->features = TryFeatures();
  ChoosePrograms(*skeleton, options, refusals);
  if (const auto taken = TakePinnedMaps(skeleton, pins); !taken) return tl::unexpected(taken.error());
  if (portlaw_bpf::load(skeleton.get()) == 0) return skeleton;
  return FailWithErrno("the kernel refuses the programs (" + log.Tail() + ")",
                       "portlaw needs Linux 5.10 or later, CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN; before 5.11 also "
                       "a high RLIMIT_MEMLOCK");
}

Result<void> Programs::TakePinnedMaps(const Skeleton& skeleton, const Pins& pins) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton->obj) {
    const std::string path = PinOf(map, pins);
    const io::UniqueFd pinned = OpenPin(path);
    if (!pinned.valid()) continue;
    if (bpf_map__is_internal(map) && !HoldsOurFeatures(*skeleton, pinned.get())) {
      ::unlink(path.c_str());
      continue;
    }
    if (const auto checked = CheckKind(map, pinned.get(), path); !checked) return checked;
    if (bpf_map__reuse_fd(map, pinned.get()) != 0) return FailWithErrno("cannot take over the map " + path);
  }
  return {};
}

Result<std::string> Programs::PinMaps(const Pins& pins) const {
  std::string names;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton_->obj) {
    const std::string path = PinOf(map, pins);
    if (IsPinned(bpf_map__fd(map), path)) continue;
    ::unlink(path.c_str());  // another map, if there is one
    if (const auto pinned = MakePin(bpf_map__fd(map), path); !pinned) return tl::unexpected(pinned.error());
    names += (names.empty() ? "" : ", ") + std::string(bpf_map__name(map));
  }
  return names;
}

void Programs::FindHooks(const KernelOptions& options, const Refusals& refusals) {
  for (const HookSpec& spec : HookSpecs()) {
    if (!IsWanted(spec, options)) continue;
    const bpf_program* program = bpf_object__find_program_by_name(skeleton_->obj, spec.program);
    const int fd = bpf_program__fd(program);
    hooks_.push_back({&spec, fd < 0 ? -1 : fd, fd < 0 ? refusals.Of(spec) : ""});
  }
}

int Programs::Map(const char* name) const { return bpf_object__find_map_fd_by_name(skeleton_->obj, name); }

std::vector<int> Programs::Maps() const {
  std::vector<int> fds;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton_->obj) fds.push_back(bpf_map__fd(map));
  return fds;
}

}  // namespace portlaw::kernel
