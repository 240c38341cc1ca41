// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/inet_diag.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace portlaw::scan {
namespace {

constexpr std::size_t kBufferBytes = 32 * 1024;  // what the kernel fills in one go (NLMSG_GOODSIZE and more)

using MnlSocket = std::unique_ptr<mnl_socket, decltype(&mnl_socket_close)>;

struct Dump {
  const InetQuery& query;
  const std::function<bool(const InetSocket&)>& visit;
  bool stopped = false;
};

tl::unexpected<Error> FailDiag(const std::string& step) {
  return Fail({"sock_diag", 0}, step + ": " + std::strerror(errno),
              "run as root on a kernel with CONFIG_INET_DIAG and CONFIG_INET_UDP_DIAG");
}

Protocol ProtocolOf(int ip_protocol) {
  switch (ip_protocol) {
    case IPPROTO_TCP:
      return Protocol::kTcp;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:  // shares the ports of UDP in the registry's sense
      return Protocol::kUdp;
    case IPPROTO_SCTP:
      return Protocol::kSctp;
    default:
      return Protocol::kAny;
  }
}

int OnAttribute(const nlattr* attribute, void* data) {
  auto& socket = *static_cast<InetSocket*>(data);
  switch (mnl_attr_get_type(attribute)) {
    case INET_DIAG_SKV6ONLY:
      if (mnl_attr_validate(attribute, MNL_TYPE_U8) == 0) socket.ipv6_only = mnl_attr_get_u8(attribute) != 0;
      break;
    case INET_DIAG_CGROUP_ID:
      if (mnl_attr_validate(attribute, MNL_TYPE_U64) == 0) socket.cgroup = mnl_attr_get_u64(attribute);
      break;
    default:
      break;
  }
  return MNL_CB_OK;
}

InetSocket Decode(const nlmsghdr* header, const inet_diag_msg& message, int ip_protocol) {
  InetSocket socket;
  socket.protocol = ProtocolOf(ip_protocol);
  socket.ipv6 = message.idiag_family == AF_INET6;
  std::memcpy(socket.address.data(), message.id.idiag_src, socket.ipv6 ? 16 : 4);
  socket.port = ntohs(message.id.idiag_sport);
  socket.state = message.idiag_state < 32 ? 1U << message.idiag_state : 0;
  socket.uid = message.idiag_uid;
  socket.inode = message.idiag_inode;
  mnl_attr_parse(header, sizeof(inet_diag_msg), OnAttribute, &socket);
  return socket;
}

int OnMessage(const nlmsghdr* header, void* data) {
  auto& dump = *static_cast<Dump*>(data);
  if (mnl_nlmsg_get_payload_len(header) < sizeof(inet_diag_msg)) return MNL_CB_OK;
  const auto& message = *static_cast<const inet_diag_msg*>(mnl_nlmsg_get_payload(header));
  const InetSocket socket = Decode(header, message, dump.query.ip_protocol);
  const bool wanted = socket.port != 0 && (!dump.query.port || socket.port == *dump.query.port);
  if (!wanted || dump.visit(socket)) return MNL_CB_OK;
  dump.stopped = true;
  return MNL_CB_STOP;
}

constexpr std::uint8_t kStep = sizeof(inet_diag_bc_op);
constexpr std::uint16_t kReject = 0;  // stands for a jump that ends beyond the filter, as the kernel wants it

// The query as a program for the kernel's filter (net/ipv4/inet_diag.c, inet_diag_bc_run); empty: all pass.
std::vector<inet_diag_bc_op> MakeFilter(const InetQuery& query) {
  std::vector<inet_diag_bc_op> filter;
  if (query.chosen == true) filter.push_back({INET_DIAG_BC_AUTO, kStep, kReject});
  if (query.chosen == false) {
    filter.push_back({INET_DIAG_BC_AUTO, kStep, 2 * kStep});
    filter.push_back({INET_DIAG_BC_JMP, kStep, kReject});
  }
  if (query.port) {
    filter.push_back({INET_DIAG_BC_S_EQ, 2 * kStep, kReject});
    filter.push_back({INET_DIAG_BC_NOP, kStep, *query.port});  // an operand, never run
  }
  for (std::size_t i = 0; i < filter.size(); ++i) {
    if (filter[i].code != INET_DIAG_BC_NOP && filter[i].no == kReject) {
      filter[i].no = static_cast<std::uint16_t>((filter.size() - i + 1) * kStep);
    }
  }
  return filter;
}

nlmsghdr* PutRequest(char* buffer, const InetQuery& query, int family, unsigned sequence) {
  nlmsghdr* header = mnl_nlmsg_put_header(buffer);
  header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = sequence;
  auto* request = static_cast<inet_diag_req_v2*>(mnl_nlmsg_put_extra_header(header, sizeof(inet_diag_req_v2)));
  request->sdiag_family = static_cast<std::uint8_t>(family);
  request->sdiag_protocol = static_cast<std::uint8_t>(query.ip_protocol);
  request->idiag_states = query.states;
  const std::vector<inet_diag_bc_op> filter = MakeFilter(query);
  if (!filter.empty()) {
    mnl_attr_put(header, INET_DIAG_REQ_BYTECODE, filter.size() * sizeof(filter[0]), filter.data());
  }
  return header;
}

// The kernel has no such protocol, or no module that can list it.
bool IsAbsent(int error) { return error == ENOENT || error == EPROTONOSUPPORT || error == EOPNOTSUPP; }

// TCP and UDP are there in every kernel, so that what is absent is their module, and the list would be empty by
// mistake.
bool MayBeAbsent(int ip_protocol) { return ip_protocol != IPPROTO_TCP && ip_protocol != IPPROTO_UDP; }

Result<void> FailListing(int ip_protocol) {
  if (!IsAbsent(errno)) return FailDiag("the kernel does not list sockets");
  if (MayBeAbsent(ip_protocol)) return {};
  return Fail({}, "the kernel does not list sockets: it has no module for that",
              "modprobe tcp_diag udp_diag, and see that CONFIG_INET_DIAG is in this kernel");
}

Result<void> Receive(mnl_socket* netlink, std::vector<char>& buffer, unsigned sequence, Dump& dump) {
  const unsigned port_id = mnl_socket_get_portid(netlink);
  int more = MNL_CB_OK;
  while (more > MNL_CB_STOP) {
    const ssize_t size = mnl_socket_recvfrom(netlink, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return FailDiag("cannot receive sockets");
    more = mnl_cb_run(buffer.data(), static_cast<std::size_t>(size), sequence, port_id, OnMessage, &dump);
  }
  if (more == MNL_CB_ERROR) return FailListing(dump.query.ip_protocol);
  return {};
}

Result<void> VisitFamily(const InetQuery& query, int family, Dump& dump) {
  // A socket of its own for each dump: one that was stopped half-way may have more to say.
  MnlSocket netlink(mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC), mnl_socket_close);
  if (!netlink || mnl_socket_bind(netlink.get(), 0, MNL_SOCKET_AUTOPID) < 0) return FailDiag("cannot open netlink");
  std::vector<char> buffer(kBufferBytes);
  constexpr unsigned kSequence = 1;
  const nlmsghdr* request = PutRequest(buffer.data(), query, family, kSequence);
  if (mnl_socket_sendto(netlink.get(), request, request->nlmsg_len) < 0) return FailDiag("cannot ask for sockets");
  return Receive(netlink.get(), buffer, kSequence, dump);
}

bool IsWildcard(const InetSocket& socket) {
  return std::all_of(socket.address.begin(), socket.address.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

std::vector<int> IpProtocolsOf(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
      return {IPPROTO_TCP};
    case Protocol::kUdp:
      return {IPPROTO_UDP, IPPROTO_UDPLITE};
    case Protocol::kSctp:
      return {IPPROTO_SCTP};
    case Protocol::kAny:
      break;
  }
  return {};
}

Result<void> VisitInetSockets(const InetQuery& query, const std::function<bool(const InetSocket&)>& visit) {
  Dump dump{query, visit};
  for (int family : {AF_INET, AF_INET6}) {
    if (dump.stopped) break;
    if (auto done = VisitFamily(query, family, dump); !done) return done;
  }
  return {};
}

std::string AddressText(const InetSocket& socket) {
  if (socket.ipv6 && !socket.ipv6_only && IsWildcard(socket)) return "*";
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(socket.ipv6 ? AF_INET6 : AF_INET, socket.address.data(), text, sizeof(text));
  return text;
}

}  // namespace portlaw::scan
