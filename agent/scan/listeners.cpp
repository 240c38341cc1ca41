// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/listeners.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "agent/kernel/cgroup_tree.h"
#include "agent/scan/agent_identities.h"
#include "agent/scan/identify.h"
#include "agent/scan/local_roster.h"

namespace portlaw::scan {
namespace {

// Ids of cgroups by their paths, each looked up once.
class CgroupIds {
 public:
  CgroupIds() : mount_(kernel::FindCgroup2Mount().value_or("")) {}

  // 0 where there is no such cgroup.
  kernel::CgroupId Find(const std::string& path) {
    if (mount_.empty() || path.empty()) return 0;
    const auto [place, is_new] = ids_.try_emplace(path, 0);
    if (is_new) place->second = kernel::CgroupIdOf(mount_ + path).value_or(0);
    return place->second;
  }

 private:
  std::string mount_;
  std::unordered_map<std::string, kernel::CgroupId> ids_;
};

class Observer {
 public:
  explicit Observer(SocketListing listing) : sockets_(std::move(listing.sockets)) {
    observation_.incomplete = std::move(listing.incomplete);
    CgroupIds ids;
    keys_.reserve(sockets_.size());
    for (const ListeningSocket& socket : sockets_) keys_.push_back(KeyOf(socket, ids));
  }

  void AskAgent(control::Client& agent) {
    auto identities = IdentifyByAgent(agent, Unknown());
    if (identities) return identities_.merge(*identities);
    observation_.incomplete.push_back("the agent does not say whose sockets these are: " +
                                      ToString(identities.error().front()));
  }

  void AskSources(std::shared_ptr<const CompiledPolicy> policy) {
    if (Unknown().empty()) return;
    const auto local = LocalRoster::Make(std::move(policy));
    if (!local) {
      observation_.incomplete.push_back("containers are not known: " + ToString(local.error()));
      return;
    }
    AskRoster((*local)->roster());
  }

  void AskRoster(const containers::Roster& roster) {
    for (const SocketKey& key : Unknown()) {
      if (auto identified = Identify(roster, key)) identities_.emplace(key, *std::move(identified));
    }
  }

  Observation Take() {
    for (std::size_t i = 0; i < sockets_.size(); ++i) observation_.listeners.push_back(Describe(i));
    return std::move(observation_);
  }

 private:
  // A kernel before 5.8 does not tell the socket's cgroup: then it is that of the process.
  static SocketKey KeyOf(const ListeningSocket& socket, CgroupIds& ids) {
    SocketKey key{socket.socket.cgroup, socket.socket.port, socket.socket.protocol};
    if (key.cgroup == 0 && socket.owner.process) key.cgroup = ids.Find(socket.owner.process->cgroup);
    return key;
  }

  std::set<SocketKey> Unknown() const {
    std::set<SocketKey> unknown;
    for (const SocketKey& key : keys_) {
      if (key.cgroup != 0 && !identities_.contains(key)) unknown.insert(key);
    }
    return unknown;
  }

  Listener Describe(std::size_t i) const {
    const ListeningSocket& socket = sockets_[i];
    Listener listener;
    listener.port = socket.socket.port;
    listener.protocol = socket.socket.protocol;
    listener.scope = socket.scope;
    listener.chosen = socket.chosen;
    listener.address = AddressText(socket.socket);
    listener.netns = socket.netns;
    listener.uid = socket.socket.uid;
    if (const auto& process = socket.owner.process) {
      listener.process = ListenerProcess{process->pid, process->comm, process->started, socket.owner.others};
    }
    const auto identified = identities_.find(keys_[i]);
    if (identified != identities_.end()) {
      listener.container = identified->second.container;
      listener.cgroup = identified->second.cgroup;
    } else if (keys_[i].cgroup != 0) {
      listener.cgroup = "id:" + std::to_string(keys_[i].cgroup);
    }
    return listener;
  }

  std::vector<ListeningSocket> sockets_;
  std::vector<SocketKey> keys_;  // of each socket
  Identities identities_;
  Observation observation_;
};

}  // namespace

Result<Observation> ObserveListeners(std::shared_ptr<const CompiledPolicy> policy, control::Client* agent,
                                     const ListingLimits& limits) {
  auto listing = ListListeningSockets(limits);
  if (!listing) return tl::unexpected(listing.error());
  Observer observer(*std::move(listing));
  if (agent != nullptr) observer.AskAgent(*agent);
  observer.AskSources(std::move(policy));
  return observer.Take();
}

Result<Observation> ObserveListeners(const containers::Roster& roster, const ListingLimits& limits) {
  auto listing = ListListeningSockets(limits);
  if (!listing) return tl::unexpected(listing.error());
  Observer observer(*std::move(listing));
  observer.AskRoster(roster);
  return observer.Take();
}

}  // namespace portlaw::scan
