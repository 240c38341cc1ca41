// SPDX-License-Identifier: Apache-2.0
// The skeleton of portlaw.bpf.c, loaded: programs and maps, taken from the pins where there are any.
#ifndef PORTLAW_AGENT_KERNEL_PROGRAMS_H_
#define PORTLAW_AGENT_KERNEL_PROGRAMS_H_

#include <memory>
#include <string>
#include <vector>

#include "agent/kernel/hooks.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/pins.h"
#include "policy/model/result.h"

struct portlaw_bpf;

namespace portlaw::kernel {

struct Refusals;

class Programs {
 public:
  // Loads every program; optional ones that this kernel refuses, or would never ask (BPF LSM), are left out. Pins the
  // maps that are not pinned yet. Errors: a required program, or a map, is refused; a pinned map is of another kind.
  static Result<Programs> Load(const KernelOptions& options, const Pins& pins);

  // The descriptor of a map (bpf/maps.h); owned by this object.
  int Map(const char* name) const;
  // Descriptors of all maps.
  std::vector<int> Maps() const;
  // In the order of HookSpecs(), without those that nobody opted in to.
  std::vector<LoadedHook>& hooks() { return hooks_; }

  // Pins the maps that are not pinned; their names, "a, b".
  Result<std::string> PinMaps(const Pins& pins) const;

 private:
  struct Destroy {
    void operator()(portlaw_bpf* skeleton) const;
  };
  using Skeleton = std::unique_ptr<portlaw_bpf, Destroy>;

  static Result<Skeleton> LoadSkeleton(const KernelOptions& options, const Pins& pins, const Refusals& refusals);
  static Result<void> TakePinnedMaps(const Skeleton& skeleton, const Pins& pins);
  void FindHooks(const KernelOptions& options, const Refusals& refusals);

  Skeleton skeleton_;
  std::vector<LoadedHook> hooks_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_PROGRAMS_H_
