// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/listening_sockets.h"

#include <netinet/in.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <unordered_set>
#include <utility>

#include "agent/scan/net_namespace.h"

namespace portlaw::scan {
namespace {

constexpr std::size_t kMaxMountinfoBytes = 16 * 1024 * 1024;  // of all mount namespaces together
constexpr std::size_t kMaxRemarks = 20;

// What is asked of each namespace, one after the other.
using Queries = std::vector<InetQuery>;

// Which sockets listen, protocol by protocol. A connected UDP socket whose port a program chose serves one peer.
const Queries kListenerQueries = {
    {IPPROTO_TCP, kListening, {}, true},  {IPPROTO_TCP, kListening | kBoundInactive, {}, false},
    {IPPROTO_UDP, kClosed, {}, true},     {IPPROTO_UDP, kClosed | kEstablished, {}, false},
    {IPPROTO_UDPLITE, kClosed, {}, true}, {IPPROTO_UDPLITE, kClosed | kEstablished, {}, false},
    {IPPROTO_SCTP, kListening, {}, true}, {IPPROTO_SCTP, kListening, {}, false},
};

// In an order in which what matters most cannot be crowded out.
Queries QueriesOnPort(Port port, Protocol protocol) {
  constexpr std::uint32_t kBoundStates = kClosed | kBoundInactive;
  constexpr std::uint32_t kConnections = kAnyState & ~(kListening | kBoundStates | kTimeWait);
  Queries queries;
  for (const std::uint32_t states : {kListening, kBoundStates, kConnections, kTimeWait}) {
    for (const int number : IpProtocolsOf(protocol)) queries.push_back({number, states, port, {}});
  }
  return queries;
}

// Asking for SCTP would load its module: it is asked for only where it is in use.
bool HasSctp() { return ::access("/proc/thread-self/net/sctp", F_OK) == 0; }

class Listing {
 public:
  Listing(const ListingLimits& limits, Queries queries)
      : limits_(limits), queries_(std::move(queries)), owners_(kProc) {}

  Result<SocketListing> Run() {
    auto own = OpenNetNamespace("/proc/thread-self/ns/net");
    if (!own) return tl::unexpected(own.error());
    host_ = own->inode;
    if (auto read = Read(*own); !read) return tl::unexpected(read.error());
    if (auto walked = Walk(); !walked) return tl::unexpected(walked.error());
    FindOwners();
    return std::move(listing_);
  }

 private:
  Result<void> Walk() {
    ProcVisitor visitor;
    if (limits_.private_namespaces) LookForNamespaces(visitor);
    visitor.on_socket = [this](pid_t pid, std::uint32_t inode) {
      if (!owners_.Add(pid, inode)) Remark(0, "more sockets are open than can be attributed to processes");
    };
    auto walked = WalkProc(kProc, visitor);
    if (!walked) return tl::unexpected(walked.error());
    if (!walked->complete) Remark(1, "more descriptors are open than one scan looks at: some processes are not known");
    return {};
  }

  void LookForNamespaces(ProcVisitor& visitor) {
    visitor.on_namespace = [this](Inode netns, const std::string& path) {
      if (IsNew(netns)) Visit(OpenNetNamespace(path));
    };
    visitor.on_mount_namespace = [this](pid_t pid, Inode mounts) {
      if (seen_mounts_.size() < limits_.namespaces && seen_mounts_.insert(mounts).second) VisitMounts(pid);
    };
  }

  void VisitMounts(pid_t pid) {
    const std::string process = kProc + "/" + std::to_string(pid);
    std::ifstream mountinfo(process + "/mountinfo");
    for (const NamespaceMount& mount : ParseNamespaceMounts(mountinfo, mountinfo_budget_)) {
      if (IsNew(mount.inode)) Visit(OpenMountedNetNamespace(process + "/root", mount.mount_point));
    }
    mountinfo.clear();
    const auto read = static_cast<std::streamoff>(mountinfo.tellg());
    mountinfo_budget_ -= std::min(mountinfo_budget_, static_cast<std::size_t>(std::max<std::streamoff>(read, 0)));
    if (mountinfo_budget_ == 0) Remark(2, "there are more mounts than one scan looks at");
  }

  bool IsNew(Inode netns) {
    if (seen_.contains(netns)) return false;
    if (seen_.size() < limits_.namespaces) return true;
    Remark(3, "there are more network namespaces than one scan looks at");
    return false;
  }

  // A namespace that cannot be opened has gone meanwhile, or another path leads to it.
  void Visit(Result<NetNamespace> netns) {
    if (!netns || !IsNew(netns->inode)) return;
    const auto read = EnterNetNamespace(*netns).and_then([&] { return Read(*netns); });
    if (!read && remarks_about_namespaces_++ < kMaxRemarks) listing_.incomplete.push_back(ToString(read.error()));
  }

  // Reads the sockets of the namespace that this thread is in.
  Result<void> Read(const NetNamespace& netns) {
    seen_.insert(netns.inode);
    const bool is_host = netns.inode == host_;
    const std::size_t room = limits_.sockets - listing_.sockets.size();
    const std::size_t limit =
        listing_.sockets.size() + (is_host ? room : std::min(room, limits_.sockets_per_private_namespace));
    const bool has_sctp = HasSctp();
    for (const InetQuery& query : queries_) {
      if (query.ip_protocol == IPPROTO_SCTP && !has_sctp) continue;
      auto read = VisitInetSockets(query, [&, chosen = query.chosen.value_or(false)](const InetSocket& socket) {
        return Keep(socket, netns.inode, chosen, limit);
      });
      if (!read) return read;
    }
    return {};
  }

  bool Keep(const InetSocket& socket, Inode netns, bool chosen, std::size_t limit) {
    if (listing_.sockets.size() >= limit) {
      if (remarks_about_namespaces_++ < kMaxRemarks) {
        listing_.incomplete.push_back("net:[" + std::to_string(netns) + "] has more sockets than one scan shows");
      }
      return false;
    }
    listing_.sockets.push_back({socket, netns, netns == host_ ? Scope::kHost : Scope::kPrivate, chosen, {}});
    return true;
  }

  void FindOwners() {
    for (ListeningSocket& listening : listing_.sockets) {
      listening.owners = owners_.FindByCgroup(listening.socket.inode);
    }
  }

  // Each `number` once.
  void Remark(int number, const char* what) {
    if (remarked_.insert(number).second) listing_.incomplete.emplace_back(what);
  }

  ListingLimits limits_;
  Queries queries_;
  Inode host_ = 0;
  SocketListing listing_;
  SocketOwners owners_;
  std::unordered_set<Inode> seen_;
  std::unordered_set<Inode> seen_mounts_;
  std::unordered_set<int> remarked_;
  std::size_t remarks_about_namespaces_ = 0;
  std::size_t mountinfo_budget_ = kMaxMountinfoBytes;
};

}  // namespace

Result<SocketListing> ListListeningSockets(const ListingLimits& limits) {
  return std::async(std::launch::async, [&] { return Listing(limits, kListenerQueries).Run(); }).get();
}

Result<SocketListing> ListSocketsOnPort(Port port, Protocol protocol, std::size_t max_sockets) {
  const ListingLimits limits{.sockets = max_sockets, .private_namespaces = false};
  return std::async(std::launch::async, [&] { return Listing(limits, QueriesOnPort(port, protocol)).Run(); }).get();
}

}  // namespace portlaw::scan
