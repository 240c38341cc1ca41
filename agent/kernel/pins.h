// SPDX-License-Identifier: Apache-2.0
// The directory on bpffs in which everything lives that must outlive the agent.
//
//   PIN_ROOT/abi-N/MAP          the maps of ABI N (bpf/abi.h)
//   PIN_ROOT/abi-N/link_HOOK    the attached programs
//
// An agent of another ABI makes a directory of its own beside the old one, attaches its programs, and only then
// removes the old: both decide in between, and no bind goes undecided.
#ifndef PORTLAW_AGENT_KERNEL_PINS_H_
#define PORTLAW_AGENT_KERNEL_PINS_H_

#include <cstdint>
#include <string>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

// How the names of pinned links begin.
inline constexpr char kLinkPrefix[] = "link_";

class Pins {
 public:
  Pins(Pins&&) noexcept = default;
  Pins& operator=(Pins&&) noexcept = default;
  // Where no link is pinned nothing is enforced: then the maps are removed too, so that a start that failed leaves
  // nothing behind.
  ~Pins();

  // Makes the directories if need be, and takes the lock that one agent at a time has on `root` (flock; the kernel
  // drops it when the agent dies). Errors: another agent has it; a directory is not root's alone (mode 0700).
  static Result<Pins> Open(const std::string& root);

  // Path of a pin of this ABI below `root`.
  static std::string PathBelow(const std::string& root, const std::string& name);
  // Path of the pin of a map, or of `link_...`, whether it is there or not.
  std::string Path(const std::string& name) const;
  const std::string& root() const { return root_; }

  // Makes the directories anew where they are gone (removed, or their file system unmounted), and locks them; whether
  // it had to. Errors: as Open.
  Result<bool> Restore();

  // Removes what agents with another ABI have left: their links with it.
  Result<void> RemoveOtherAbis() const;

  // Removes everything; false if there was nothing. Errors: an agent holds the lock; something there is not ours.
  static Result<bool> RemoveAll(const std::string& root);

 private:
  Pins(std::string root, io::UniqueFd lock) : root_(std::move(root)), lock_(std::move(lock)) {}

  std::string root_;
  io::UniqueFd lock_;
};

// The object pinned at `path`; invalid if there is none.
io::UniqueFd OpenPin(const std::string& path);

// Detaches and unpins the link at `path`; its id, 0 if there is none. A link at a cgroup is detached when it returns
// (BPF_LINK_DETACH, 5.9); the others when the kernel finds the time.
std::uint32_t RemoveLink(const std::string& path);

// Pins `fd` at `path`.
Result<void> MakePin(int fd, const std::string& path);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_PINS_H_
