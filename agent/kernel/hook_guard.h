// SPDX-License-Identifier: Apache-2.0
// Keeps what has been attached attached: holds the links, asks the kernel about each, and mends what others have
// undone.
#ifndef PORTLAW_AGENT_KERNEL_HOOK_GUARD_H_
#define PORTLAW_AGENT_KERNEL_HOOK_GUARD_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/kernel/hooks.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/link.h"
#include "agent/kernel/pins.h"

namespace portlaw::kernel {

// Loop thread only.
class HookGuard {
 public:
  // Takes hold of the links that are pinned for `hooks`, as they are. A link that is held stays attached when its pin
  // is removed.
  HookGuard(const std::vector<LoadedHook>& hooks, const Pins& pins);

  // Each hook as the kernel has it now.
  std::vector<HookState> Look() const;

  // Attaches again what was detached, puts our program back where another took its place, pins again what was unpinned.
  // Gives each of these; what cannot be mended again at the next call.
  std::vector<Tampering> Mend(const Pins& pins, int cgroup_fd);

  // Ids of the programs that are ours.
  std::set<std::uint32_t> Programs() const;

 private:
  struct Held {
    LoadedHook hook;
    io::UniqueFd link;  // invalid: never attached
    LinkAbout about;    // when it was taken hold of
  };

  static std::string WrongWith(const Held& held);
  static Result<void> Restore(Held& held, const Pins& pins, int cgroup_fd);

  std::vector<Held> held_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_HOOK_GUARD_H_
