// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/listeners.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "agent/kernel/cgroup_tree.h"
#include "agent/scan/agent_identities.h"
#include "agent/scan/holder.h"
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
  Observer(SocketListing listing, Holders holders) : sockets_(std::move(listing.sockets)) {
    observation_.incomplete = std::move(listing.incomplete);
    CgroupIds ids;
    held_.reserve(sockets_.size());
    for (const ListeningSocket& socket : sockets_) AddHolders(socket, holders, ids);
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
    for (const Held& held : held_) observation_.listeners.push_back(Describe(held));
    return std::move(observation_);
  }

 private:
  // A socket as one of those that have it.
  struct Held {
    const ListeningSocket* socket;
    const SocketOwner* owner;  // null: no process is known
    SocketKey key;
  };

  // Who bound it is of the socket's own cgroup, if anybody is, else the process that started first: that one counts as
  // of the socket's cgroup. Everybody else was passed the descriptor, and is of his own.
  void AddHolders(const ListeningSocket& socket, Holders holders, CgroupIds& ids) {
    const auto key_of = [&](kernel::CgroupId cgroup) {
      return SocketKey{cgroup, socket.socket.port, socket.socket.protocol};
    };
    if (socket.owners.empty()) return held_.push_back({&socket, nullptr, key_of(socket.socket.cgroup)});
    const SocketOwner& binder = BinderOf(socket, ids);
    // A kernel before 5.8 does not tell the socket's cgroup: then it is that of the process.
    const kernel::CgroupId made_in = socket.socket.cgroup;
    held_.push_back({&socket, &binder, key_of(made_in != 0 ? made_in : ids.Find(binder.process->cgroup))});
    if (holders == Holders::kWhoBound) return;
    for (const SocketOwner& owner : socket.owners) {
      if (&owner != &binder) held_.push_back({&socket, &owner, key_of(ids.Find(owner.process->cgroup))});
    }
  }

  static const SocketOwner& BinderOf(const ListeningSocket& socket, CgroupIds& ids) {
    for (const SocketOwner& owner : socket.owners) {
      if (socket.owners.size() > 1 && ids.Find(owner.process->cgroup) == socket.socket.cgroup) return owner;
    }
    return socket.owners.front();
  }

  std::set<SocketKey> Unknown() const {
    std::set<SocketKey> unknown;
    for (const Held& held : held_) {
      if (held.key.cgroup != 0 && !identities_.contains(held.key)) unknown.insert(held.key);
    }
    return unknown;
  }

  Listener Describe(const Held& held) const {
    const ListeningSocket& socket = *held.socket;
    Listener listener;
    listener.port = socket.socket.port;
    listener.protocol = socket.socket.protocol;
    listener.hold = HoldOf(socket.socket);
    listener.scope = socket.scope;
    listener.chosen = socket.chosen;
    listener.address = AddressText(socket.socket);
    listener.netns = socket.netns;
    listener.uid = socket.socket.uid;
    if (held.owner != nullptr) listener.process = Describe(*held.owner);
    const auto identified = identities_.find(held.key);
    if (identified != identities_.end()) {
      listener.container = identified->second.container;
      listener.cgroup = identified->second.cgroup;
    } else if (held.key.cgroup != 0) {
      listener.cgroup = "id:" + std::to_string(held.key.cgroup);
    }
    return listener;
  }

  static ListenerProcess Describe(const SocketOwner& owner) {
    const Process& process = *owner.process;
    return {process.pid, process.comm, process.started, owner.others, process.exe, process.uid};
  }

  std::vector<ListeningSocket> sockets_;
  std::vector<Held> held_;  // points into sockets_
  Identities identities_;
  Observation observation_;
};

Result<Observation> Observe(Result<SocketListing> listing, Holders holders,
                            std::shared_ptr<const CompiledPolicy> policy, control::Client* agent) {
  if (!listing) return tl::unexpected(listing.error());
  Observer observer(*std::move(listing), holders);
  if (agent != nullptr) observer.AskAgent(*agent);
  observer.AskSources(std::move(policy));
  return observer.Take();
}

}  // namespace

Result<Observation> ObserveListeners(std::shared_ptr<const CompiledPolicy> policy, control::Client* agent,
                                     Holders holders) {
  return Observe(ListListeningSockets(), holders, std::move(policy), agent);
}

Result<Observation> ObservePort(Port port, Protocol protocol, std::shared_ptr<const CompiledPolicy> policy,
                                control::Client* agent) {
  return Observe(ListSocketsOnPort(port, protocol), Holders::kAll, std::move(policy), agent);
}

Result<Observation> ObserveListeners(const containers::Roster& roster, const ListingLimits& limits) {
  auto listing = ListListeningSockets(limits);
  if (!listing) return tl::unexpected(listing.error());
  Observer observer(*std::move(listing), Holders::kWhoBound);
  observer.AskRoster(roster);
  return observer.Take();
}

}  // namespace portlaw::scan
