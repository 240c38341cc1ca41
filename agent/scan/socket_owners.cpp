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
  const std::vector<pid_t> holders = HoldersOf(inode);
  if (holders.empty()) return {};
  return {Read(holders.front()), static_cast<std::uint32_t>(holders.size() - 1)};
}

std::vector<SocketOwner> SocketOwners::FindByCgroup(std::uint32_t inode) {
  std::vector<SocketOwner> owners;
  for (const pid_t pid : HoldersOf(inode)) {
    auto process = Read(pid);
    if (!process) continue;  // it has just ended
    const auto same = std::find_if(owners.begin(), owners.end(),
                                   [&](const SocketOwner& owner) { return owner.process->cgroup == process->cgroup; });
    if (same != owners.end()) {
      ++same->others;
    } else if (owners.size() < kMaxCgroups) {
      owners.push_back({std::move(process), 0});
    } else {
      ++owners.front().others;
    }
  }
  return owners;
}

void SocketOwners::Sort() {
  if (sorted_) return;
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  sorted_ = true;
}

std::vector<pid_t> SocketOwners::HoldersOf(std::uint32_t inode) {
  if (inode == 0) return {};
  Sort();
  std::vector<std::pair<std::uint64_t, pid_t>> holders;  // by the start
  auto pair = std::lower_bound(pairs_.begin(), pairs_.end(), std::pair<std::uint32_t, pid_t>(inode, 0));
  for (; pair != pairs_.end() && pair->first == inode; ++pair) {
    const Seen& seen = Look(pair->second);
    if (seen.alive) holders.emplace_back(seen.start_ticks, pair->second);
  }
  std::sort(holders.begin(), holders.end());
  std::vector<pid_t> pids;
  for (const auto& [start, pid] : holders) pids.push_back(pid);
  return pids;
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
