// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/socket_owners.h"

#include <algorithm>

namespace portlaw::scan {

bool SocketOwners::Add(pid_t pid, std::uint32_t inode) {
  if (pairs_.size() >= kMaxPairs) return false;
  pairs_.emplace_back(inode, pid);
  sorted_ = false;
  return true;
}

SocketOwner SocketOwners::Find(std::uint32_t inode) {
  if (!sorted_) {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    sorted_ = true;
  }
  auto pair = std::lower_bound(pairs_.begin(), pairs_.end(), std::pair<std::uint32_t, pid_t>(inode, 0));
  const Seen* first = nullptr;
  SocketOwner owner;
  std::uint32_t alive = 0;
  pid_t oldest = 0;
  for (; inode != 0 && pair != pairs_.end() && pair->first == inode; ++pair) {
    const Seen& seen = Look(pair->second);
    if (!seen.alive) continue;
    ++alive;
    if (first != nullptr && first->start_ticks <= seen.start_ticks) continue;
    first = &seen;
    oldest = pair->second;
  }
  if (first == nullptr) return owner;
  owner.process = Read(oldest);
  owner.others = alive - 1;
  return owner;
}

SocketOwners::Seen& SocketOwners::Look(pid_t pid) {
  const auto [place, is_new] = seen_.try_emplace(pid);
  Seen& seen = place->second;
  if (!is_new) return seen;
  const auto ticks = StartTicks(proc_, pid);
  seen.alive = ticks.has_value();
  seen.start_ticks = ticks.value_or(0);
  return seen;
}

std::shared_ptr<const Process> SocketOwners::Read(pid_t pid) {
  Seen& seen = Look(pid);
  if (seen.read) return seen.process;
  seen.read = true;
  if (auto process = ReadProcess(proc_, pid, seen.start_ticks)) {
    seen.process = std::make_shared<const Process>(*std::move(process));
  }
  return seen.process;
}

}  // namespace portlaw::scan
