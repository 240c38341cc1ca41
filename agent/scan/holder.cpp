// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/holder.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <future>
#include <unordered_set>

#include "agent/scan/socket_owners.h"
#include "policy/text/printable.h"

namespace portlaw::scan {
namespace {

// An address as the ports it takes: of which families, and at which of their addresses.
struct Reach {
  bool v4 = false;
  bool v6 = false;
  bool any = false;
  std::array<std::uint8_t, 16> address{};  // IPv4 in its IPv4-mapped form
};

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool AllZero(const std::uint8_t* first, const std::uint8_t* last) {
  return std::all_of(first, last, [](std::uint8_t byte) { return byte == 0; });
}

Reach ReachOf4(const std::uint8_t* address) {
  Reach reach{true, false, AllZero(address, address + 4), {}};
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), reach.address.begin());
  std::copy(address, address + 4, reach.address.begin() + kMappedPrefix.size());
  return reach;
}

Reach ReachOf6(const std::uint8_t* address, bool ipv6_only) {
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address)) return ReachOf4(address + kMappedPrefix.size());
  Reach reach{false, true, AllZero(address, address + 16), {}};
  reach.v4 = reach.any && !ipv6_only;
  std::copy(address, address + 16, reach.address.begin());
  return reach;
}

Reach ReachOf(const WantedPort& wanted) {
  std::array<std::uint8_t, 16> address{};
  if (::inet_pton(AF_INET, wanted.address.c_str(), address.data()) == 1) return ReachOf4(address.data());
  ::inet_pton(AF_INET6, wanted.address.c_str(), address.data());
  return ReachOf6(address.data(), wanted.ipv6_only);
}

// Of the sockets of the thread's namespace.
Result<std::optional<InetSocket>> FindSocket(const WantedPort& wanted) {
  std::optional<InetSocket> best;
  for (int number : IpProtocolsOf(wanted.protocol)) {
    auto visited = VisitInetSockets({number, kAnyState, wanted.port, {}}, [&](const InetSocket& socket) {
      if (!AddressesConflict(socket, wanted)) return true;
      if (!best || HoldOf(socket) < HoldOf(*best)) best = socket;
      return HoldOf(*best) != Hold::kListening;
    });
    if (!visited) return tl::unexpected(visited.error());
    if (best) break;
  }
  return best;
}

Holder Describe(const InetSocket& socket, const SocketOwner& owner) {
  Holder holder{HoldOf(socket), socket.port, socket.protocol, AddressText(socket), socket.uid, socket.cgroup, {}, 0};
  if (owner.process) holder.process = *owner.process;
  holder.others = owner.others;
  return holder;
}

Result<SocketOwner> FindOwner(std::uint32_t wanted) {
  SocketOwners owners(kProc);
  ProcVisitor visitor;
  visitor.on_socket = [&](pid_t pid, std::uint32_t inode) {
    if (inode == wanted) owners.Add(pid, inode);
  };
  if (wanted == 0) return SocketOwner{};
  return WalkProc(kProc, visitor).map([&](ProcWalkResult) { return owners.Find(wanted); });
}

std::string TimeText(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm utc{};
  std::array<char, 40> text{};
  if (gmtime_r(&seconds, &utc) == nullptr) return "an unknown time";
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
  return text.data();
}

std::string ProcessText(const Holder& holder) {
  if (holder.hold == Hold::kClosing) return "a connection that is closing (TIME_WAIT, up to a minute)";
  if (!holder.process) return "a process that is not known";
  const Process& process = *holder.process;
  std::string text = Printable(process.comm) + " (pid " + std::to_string(process.pid);
  if (holder.others > 0) text += " and " + std::to_string(holder.others) + " more";
  return text + ", uid " + std::to_string(holder.uid) + ", since " + TimeText(process.started) + ")";
}

std::string HoldText(Hold hold) {
  switch (hold) {
    case Hold::kListening:
      return " listens on ";
    case Hold::kConnected:
      return " has a connection on ";
    case Hold::kBound:
    case Hold::kClosing:
      break;
  }
  return " holds ";
}

std::string PlaceText(const Holder& holder) {
  const bool brackets = holder.address.find(':') != std::string::npos;
  return (brackets ? "[" + holder.address + "]" : holder.address) + ":" + std::to_string(holder.port) + "/" +
         std::string(ToString(holder.protocol));
}

bool HasCookie(const NetNamespace& netns, std::uint64_t cookie) {
  return EnterNetNamespace(netns).and_then(OwnNetNamespaceCookie).value_or(0) == cookie;
}

Result<std::optional<NetNamespace>> FindByCookie(std::uint64_t cookie) {
  auto own = OwnNetNamespaceCookie();
  if (!own) return tl::unexpected(own.error());
  if (*own == cookie)
    return OpenNetNamespace("/proc/thread-self/ns/net").map([](NetNamespace netns) {
      return std::optional(std::move(netns));
    });
  std::optional<NetNamespace> found;
  std::unordered_set<Inode> seen;
  ProcVisitor visitor;
  visitor.on_namespace = [&](Inode inode, const std::string& path) {
    if (found || seen.contains(inode)) return;
    auto netns = OpenNetNamespace(path);
    if (!netns || !seen.insert(netns->inode).second) return;
    if (HasCookie(*netns, cookie)) found = *std::move(netns);
  };
  auto walked = WalkProc(kProc, visitor);
  if (!walked) return tl::unexpected(walked.error());
  return found;
}

}  // namespace

Hold HoldOf(const InetSocket& socket) {
  switch (socket.state) {
    case kListening:
      return Hold::kListening;
    case kTimeWait:
      return Hold::kClosing;
    case kClosed:
    case kBoundInactive:
      return Hold::kBound;
    default:
      return Hold::kConnected;
  }
}

bool AddressesConflict(const InetSocket& socket, const WantedPort& wanted) {
  const Reach held = socket.ipv6 ? ReachOf6(socket.address.data(), socket.ipv6_only) : ReachOf4(socket.address.data());
  const Reach asked = ReachOf(wanted);
  if (!(held.v4 && asked.v4) && !(held.v6 && asked.v6)) return false;
  return held.any || asked.any || held.address == asked.address;
}

Result<std::optional<Holder>> FindHolder(const NetNamespace& netns, const WantedPort& wanted) {
  auto in_namespace = [&] { return EnterNetNamespace(netns).and_then([&] { return FindSocket(wanted); }); };
  auto socket = std::async(std::launch::async, in_namespace).get();
  if (!socket) return tl::unexpected(socket.error());
  if (!*socket) return std::nullopt;
  return FindOwner((*socket)->inode).map([&](const SocketOwner& owner) {
    return std::optional(Describe(**socket, owner));
  });
}

Result<std::optional<NetNamespace>> FindNetNamespace(std::uint64_t cookie) {
  return std::async(std::launch::async, FindByCookie, cookie).get();
}

std::string Sentence(const Holder& holder, const std::string& container) {
  const std::string of = container.empty() ? "" : " of container " + Printable(container);
  return ProcessText(holder) + of + HoldText(holder.hold) + PlaceText(holder);
}

}  // namespace portlaw::scan
