// SPDX-License-Identifier: Apache-2.0
// Which process a socket belongs to.
#ifndef PORTLAW_AGENT_SCAN_SOCKET_OWNERS_H_
#define PORTLAW_AGENT_SCAN_SOCKET_OWNERS_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/scan/process.h"

namespace portlaw::scan {

struct SocketOwner {
  std::shared_ptr<const Process> process;  // the one that started first; null: none is known
  std::uint32_t others = 0;                // further processes that have the socket open
};

// Fill it in a walk over /proc, then ask. Memory: 8 bytes per open socket, up to kMaxPairs.
class SocketOwners {
 public:
  explicit SocketOwners(std::string proc) : proc_(std::move(proc)) {}

  // `pid` has the socket `inode` open. False: there is no room for more.
  bool Add(pid_t pid, std::uint32_t inode);

  // Who has `inode` open. Of several, the one that started first: it made the socket, its children inherited it.
  // Each process is read at most once.
  SocketOwner Find(std::uint32_t inode);

  // The same for each cgroup whose processes have it open, as when a descriptor was passed on: that of the process
  // that started first comes first. Processes of cgroups beyond kMaxCgroups are counted with the first.
  std::vector<SocketOwner> FindByCgroup(std::uint32_t inode);

  static constexpr std::size_t kMaxCgroups = 16;
  static constexpr std::size_t kMaxPairs = 4'000'000;

 private:
  struct Seen {
    std::uint64_t start_ticks = 0;
    bool alive = false;
    bool read = false;
    std::shared_ptr<const Process> process;
  };

  void Sort();
  std::vector<pid_t> HoldersOf(std::uint32_t inode);  // that live, the one that started first first
  Seen& Look(pid_t pid);
  std::shared_ptr<const Process> Read(pid_t pid);

  std::string proc_;
  std::vector<std::pair<std::uint32_t, pid_t>> pairs_;
  bool sorted_ = false;
  std::unordered_map<pid_t, Seen> seen_;
};

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_SOCKET_OWNERS_H_
