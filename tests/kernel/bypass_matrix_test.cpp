// SPDX-License-Identifier: Apache-2.0
// Every way of binding, for every protocol and form of address: its own port is allowed in silence, another's is
// refused and told of once. Prints a table. What is known not to be closed stands in Gaps(), and nothing else may be
// open; a gap that is closed must go from there.
#include <arpa/inet.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <thread>

#include "agent/kernel/probe.h"
#include "tests/kernel/io_uring_bind.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

constexpr int kMptcp = 262;
constexpr int kSmc = 43;  // AF_SMC
constexpr int kLocalPortRange = 51;
constexpr int kBindAddressNoPort = 24;
constexpr Port kOwn = 4100;
constexpr Port kForeign = 4200;

// ---- what is bound ----------------------------------------------------------------------

struct Transport {
  const char* name;
  int type;
  int protocol;
  int family = 0;  // of the socket where it is not that of the address
};

constexpr Transport kTransports[] = {
    {"tcp", SOCK_STREAM, 0},
    {"udp", SOCK_DGRAM, 0},
    {"udplite", SOCK_DGRAM, IPPROTO_UDPLITE},
    {"mptcp", SOCK_STREAM, kMptcp},
    {"sctp", SOCK_STREAM, IPPROTO_SCTP},
    {"smc", SOCK_STREAM, 0, kSmc},
};

enum class Form { kV4, kV6, kMapped, kDual, kUnspecified };

struct NamedForm {
  const char* name;
  Form form;
};
constexpr NamedForm kForms[] = {{"v4", Form::kV4},
                                {"v6", Form::kV6},
                                {"mapped", Form::kMapped},
                                {"dual", Form::kDual},
                                {"unspec", Form::kUnspecified}};

struct Target {
  const Transport* transport;
  Form form;

  int family() const { return form == Form::kV4 || form == Form::kUnspecified ? AF_INET : AF_INET6; }

  io::UniqueFd Socket() const {
    const bool is_smc = transport->family == kSmc;
    const int protocol = is_smc && family() == AF_INET6 ? 1 : transport->protocol;
    io::UniqueFd fd(::socket(is_smc ? kSmc : family(), transport->type, protocol));
    const int only = form == Form::kV6;
    if (family() == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
    return fd;
  }

  Address At(Port port) const {
    Address address = AnyAddress(family(), port);
    if (form == Form::kUnspecified) address.storage.ss_family = AF_UNSPEC;
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (form == Form::kMapped) ::inet_pton(AF_INET6, "::ffff:127.0.0.1", &in6->sin6_addr);
    return address;
  }
};

// ---- how it is bound --------------------------------------------------------------------

// The cgroups there are: alpha's, what is nested in it, and another container's.
struct Places {
  const ScopedCgroup& alpha;
  const ScopedCgroup& nested;
  const ScopedCgroup& beta;
  const ScopedCgroup& outer;     // alpha's too
  const ScopedCgroup& threaded;  // in that one
};

constexpr int kNotHere = 255;  // this kernel, or this processor, has no such way

int BindPlainly(const Target& target, Port port) {
  const io::UniqueFd fd = target.Socket();
  return BindErrno(fd.get(), target.At(port));
}

int BindWithOption(const Target& target, Port port, int level, int option) {
  const io::UniqueFd fd = target.Socket();
  const int on = 1;
  if (::setsockopt(fd.get(), level, option, &on, sizeof(on)) != 0) return kNotHere;
  return BindErrno(fd.get(), target.At(port));
}

int BindByRing(const Target& target, Port port) {
  if (!CanBindByIoUring()) return kNotHere;
  const io::UniqueFd fd = target.Socket();
  return BindByIoUring(fd.get(), target.At(port));
}

#ifdef __x86_64__
long CompatCall(long number, long a, long b, long c) {
  long result = number;
  asm volatile("int $0x80" : "+a"(result) : "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
  return result;
}
#endif

// bind() of 32-bit programs, 361 there; without them in the kernel, the child that asks for its pid so is killed.
int BindByCompatCall(const Target& target, Port port) {
#ifdef __x86_64__
  const pid_t child = ::fork();
  if (child == 0) ::_exit(CompatCall(20, 0, 0, 0) > 0 ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) return kNotHere;
  void* low = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED) return kNotHere;
  const io::UniqueFd fd = target.Socket();
  const Address address = target.At(port);
  std::memcpy(low, &address.storage, address.length);
  return static_cast<int>(-CompatCall(361, fd.get(), reinterpret_cast<long>(low), address.length));
#else
  return kNotHere;
#endif
}

int BindInThread(const Target& target, Port port) {
  int error = kNotHere;
  std::thread([&] { error = BindPlainly(target, port); }).join();
  return error;
}

int BindInGrandchild(const Target& target, Port port) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(BindPlainly(target, port));
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

int MoveTo(const ScopedCgroup& cgroup, const char* file = "/cgroup.procs") {
  std::ofstream members(cgroup.path() + file);
  members << "0" << std::flush;
  return members.good() ? 0 : kNotHere;
}

int BindInNested(const Target& target, Port port, const Places& places) {
  return MoveTo(places.nested) == 0 ? BindPlainly(target, port) : kNotHere;
}

int BindInThreadedCgroup(const Target& target, Port port, const Places& places) {
  int error = kNotHere;
  if (MoveTo(places.outer) != 0) return kNotHere;
  std::thread([&] {
    if (MoveTo(places.threaded, "/cgroup.threads") == 0) error = BindPlainly(target, port);
  }).join();
  return error;
}

// The socket is made in the other's cgroup, and bound in alpha's: as one that is passed, or inherited.
int BindSocketOfAnother(const Target& target, Port port, const Places& places) {
  if (MoveTo(places.beta) != 0) return kNotHere;
  const io::UniqueFd fd = target.Socket();
  return MoveTo(places.alpha) == 0 ? BindErrno(fd.get(), target.At(port)) : kNotHere;
}

int BindInUserNamespace(const Target& target, Port port) {
  return ::unshare(CLONE_NEWUSER) == 0 ? BindPlainly(target, port) : kNotHere;
}

int BindInNetNamespace(const Target& target, Port port) {
  return EnterOwnNetns() == 0 ? BindPlainly(target, port) : kNotHere;
}

int BindAfterPortZero(const Target& target, Port port) {
  const io::UniqueFd fd = target.Socket();
  if (BindErrno(fd.get(), target.At(0)) != 0) return kNotHere;
  const io::UniqueFd other = target.Socket();
  return BindErrno(other.get(), target.At(port));
}

// An address that is added to those of the socket, which has none yet.
int BindByBindx(const Target& target, Port port) {
  constexpr int kBindxAdd = 100;  // SCTP_SOCKOPT_BINDX_ADD
  if (target.transport->protocol != IPPROTO_SCTP) return kNotHere;
  const io::UniqueFd fd = target.Socket();
  const Address address = target.At(port);
  return ::setsockopt(fd.get(), IPPROTO_SCTP, kBindxAdd, &address.storage, address.length) == 0 ? 0 : errno;
}

struct Way {
  const char* name;
  int (*bind)(const Target& target, Port port, const Places& places);
};

#define PLAIN(function) [](const Target& target, Port port, const Places&) { return function(target, port); }

const Way kWays[] = {
    {"bind()", PLAIN(BindPlainly)},
    {"io_uring", PLAIN(BindByRing)},
    {"int 0x80", PLAIN(BindByCompatCall)},
    {"thread", PLAIN(BindInThread)},
    {"fork", PLAIN(BindInGrandchild)},
    {"nested cgroup", BindInNested},
    {"threaded cgroup", BindInThreadedCgroup},
    {"another's socket", BindSocketOfAnother},
    {"user namespace", PLAIN(BindInUserNamespace)},
    {"net namespace", PLAIN(BindInNetNamespace)},
    {"after port 0", PLAIN(BindAfterPortZero)},
    {"SO_REUSEPORT", [](const Target& target, Port port,
                        const Places&) { return BindWithOption(target, port, SOL_SOCKET, SO_REUSEPORT); }},
    {"SO_REUSEADDR", [](const Target& target, Port port,
                        const Places&) { return BindWithOption(target, port, SOL_SOCKET, SO_REUSEADDR); }},
    {"sctp_bindx()", PLAIN(BindByBindx)},
    {"BIND_ADDR_NO_PORT", [](const Target& target, Port port,
                             const Places&) { return BindWithOption(target, port, IPPROTO_IP, kBindAddressNoPort); }},
};

// ---- what is open -----------------------------------------------------------------------

struct Gap {
  const char* way;        // null: every one
  const char* transport;  // null: every one
  const char* why;
};

// Of this kernel.
const std::vector<Gap>& Gaps() {
  static const std::vector<Gap> gaps =
      CheckBpfLsm() ? std::vector<Gap>()
                    : std::vector<Gap>{{nullptr, "sctp", "no cgroup program is asked, and BPF LSM is not active"}};
  return gaps;
}

const Gap* GapOf(const Way& way, const Transport& transport) {
  for (const Gap& gap : Gaps()) {
    if (gap.way != nullptr && std::strcmp(gap.way, way.name) != 0) continue;
    if (gap.transport == nullptr || std::strcmp(gap.transport, transport.name) == 0) return &gap;
  }
  return nullptr;
}

enum class Cell { kHeld, kNotHere, kGap, kHole };

class BypassMatrixTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Settings settings;
    settings.private_netns = PrivateNetns::kEnforce;
    settings.rate_limit = {1000000, std::chrono::seconds(1)};
    Start(Compile(TwoServices(), settings));
  }

  Cell Try(const Way& way, const Target& target, const Places& places) {
    if (!target.Socket().valid()) return Cell::kNotHere;
    const auto bind = [&](Port port) { return In(places.alpha, [&] { return way.bind(target, port, places); }); };
    const int allowed = bind(kOwn);
    if (allowed == kNotHere) return Cell::kNotHere;
    const bool silent = Told(kOwn).empty();
    const int denied = bind(kForeign);
    const auto told = Told(kForeign);
    if (allowed == EINVAL && denied != 0) return Cell::kNotHere;  // the kernel knows no such bind (SCTP, AF_UNSPEC)
    const bool held = allowed == 0 && silent && denied == EPERM && told.size() == 1 && told[0].action == Action::kDeny;
    if (!held && !GapOf(way, *target.transport))
      std::cout << "hole: own port " << std::strerror(allowed) << (silent ? "" : ", told of") << "; another's "
                << std::strerror(denied) << ", " << told.size() << " events\n";
    if (held) return Cell::kHeld;
    return GapOf(way, *target.transport) ? Cell::kGap : Cell::kHole;
  }

 private:
  // Events of `port`; one that asked for port 0 before may have been told of another.
  std::vector<BindEvent> Told(Port port) {
    std::vector<BindEvent> told;
    for (BindEvent& event : Events())
      if (event.port == port) told.push_back(std::move(event));
    return told;
  }
};

const char* WordOf(Cell cell) {
  switch (cell) {
    case Cell::kHeld:
      return "held";
    case Cell::kNotHere:
      return "-";
    case Cell::kGap:
      return "GAP";
    case Cell::kHole:
      return "HOLE";
  }
  return "";
}

TEST_F(BypassMatrixTest, HoldsEveryWayOfBindingButTheKnownGaps) {
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup nested = alpha.Nested("nested");
  const ScopedCgroup outer = Subject("outer", kAlpha);
  const ScopedCgroup threaded = outer.Nested("threaded");
  std::ofstream(threaded.path() + "/cgroup.type") << "threaded" << std::flush;
  const ScopedCgroup beta = Subject("beta", kBeta);
  const Places places{alpha, nested, beta, outer, threaded};
  std::cout << std::left << std::setw(18) << "";
  for (const Transport& transport : kTransports) std::cout << std::setw(35) << transport.name;
  std::cout << "\n" << std::setw(18) << "";
  for (std::size_t i = 0; i < std::size(kTransports); ++i)
    for (const NamedForm& form : kForms) std::cout << std::setw(7) << form.name;
  std::cout << "\n";
  for (const Way& way : kWays) {
    std::string line;
    for (const Transport& transport : kTransports) {
      for (const NamedForm& form : kForms) {
        const Cell cell = Try(way, {&transport, form.form}, places);
        EXPECT_NE(cell, Cell::kHole) << way.name << ", " << transport.name << ", " << form.name;
        if (cell == Cell::kHeld) {
          EXPECT_EQ(GapOf(way, transport), nullptr) << way.name << " of " << transport.name << " is no gap any more";
        }
        line += std::string(WordOf(cell)) + std::string(7 - std::strlen(WordOf(cell)), ' ');
      }
    }
    std::cout << std::setw(18) << way.name << line << "\n";
  }
  for (const Gap& gap : Gaps()) std::cout << "gap: " << gap.transport << ": " << gap.why << "\n";
}

// ---- ports that nobody asked for -----------------------------------------------------------

// The kernel chooses from ports that are beta's; what becomes of alpha's socket.
enum class Chosen { kRefused, kTold, kUnseen, kNotHere };

const char* WordOf(Chosen chosen) {
  constexpr const char* kWords[] = {"refused", "told", "GAP", "-"};
  return kWords[static_cast<int>(chosen)];
}

constexpr Port kFirstOfBeta = 4210;
constexpr Port kLastOfBeta = 4213;

bool Steer(int fd) {
  const std::uint32_t range = kLastOfBeta << 16 | kFirstOfBeta;
  return ::setsockopt(fd, IPPROTO_IP, kLocalPortRange, &range, sizeof(range)) == 0;
}

int ListenErrno(int fd) { return ::listen(fd, 1) == 0 ? 0 : errno; }

// A client's socket gets its port at the first connect() or sendto(); whether it got one of beta's.
int ConnectTo(int fd) {
  const Address server = AnyAddress(AF_INET, 9);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&server.storage), server.length) != 0) return errno;
  const Port port = LocalPort(fd);
  return port >= kFirstOfBeta && port <= kLastOfBeta ? 0 : 254;
}

int SendTo(int fd) {
  const Address server = AnyAddress(AF_INET, 9);
  if (::sendto(fd, "x", 1, 0, reinterpret_cast<const sockaddr*>(&server.storage), server.length) != 1) return errno;
  const Port port = LocalPort(fd);
  return port >= kFirstOfBeta && port <= kLastOfBeta ? 0 : 254;
}

struct Choice {
  const char* name;
  int type;
  int (*take)(int fd);
  Chosen expected;
  const char* remark;
};

constexpr Choice kChoices[] = {
    {"port 0, tcp", SOCK_STREAM, [](int fd) { return BindErrno(fd, AnyAddress(AF_INET, 0)); }, Chosen::kTold,
     "who binds had no say (chosen_ports)"},
    {"port 0, udp", SOCK_DGRAM, [](int fd) { return BindErrno(fd, AnyAddress(AF_INET, 0)); }, Chosen::kTold,
     "who binds had no say (chosen_ports)"},
    {"port 0, steered, tcp", SOCK_STREAM,
     [](int fd) { return Steer(fd) ? BindErrno(fd, AnyAddress(AF_INET, 0)) : kNotHere; }, Chosen::kRefused,
     "IP_LOCAL_PORT_RANGE is asking"},
    {"port 0, steered, udp", SOCK_DGRAM,
     [](int fd) { return Steer(fd) ? BindErrno(fd, AnyAddress(AF_INET, 0)) : kNotHere; }, Chosen::kRefused,
     "IP_LOCAL_PORT_RANGE is asking"},
    {"listen() alone", SOCK_STREAM, ListenErrno, Chosen::kTold, "no hook refuses it without BPF LSM"},
    {"listen() alone, steered", SOCK_STREAM, [](int fd) { return Steer(fd) ? ListenErrno(fd) : kNotHere; },
     Chosen::kTold, "no hook refuses it without BPF LSM"},
    {"NO_PORT, then listen()", SOCK_STREAM,
     [](int fd) {
       const int on = 1;
       ::setsockopt(fd, IPPROTO_IP, kBindAddressNoPort, &on, sizeof(on));
       const int error = BindErrno(fd, AnyAddress(AF_INET, 0));
       return error != 0 ? error : ListenErrno(fd);
     },
     Chosen::kTold, "no hook refuses it without BPF LSM"},
    {"connect(), udp", SOCK_DGRAM, ConnectTo, Chosen::kUnseen, "a client: no hook sees the port it gets"},
    {"connect(), udp, steered", SOCK_DGRAM, [](int fd) { return Steer(fd) ? ConnectTo(fd) : kNotHere; },
     Chosen::kUnseen, "no hook sees the port it gets, and it receives there"},
    {"sendto(), udp", SOCK_DGRAM, SendTo, Chosen::kUnseen, "a client: no hook sees the port it gets"},
    {"sendto(), udp, steered", SOCK_DGRAM, [](int fd) { return Steer(fd) ? SendTo(fd) : kNotHere; }, Chosen::kUnseen,
     "no hook sees the port it gets, and it receives there"},
};

TEST_F(BypassMatrixTest, PortsThatTheKernelChoseAreToldOrRefusedButForKnownGaps) {
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << kFirstOfBeta << " " << kLastOfBeta << std::flush;
  for (const Choice& choice : kChoices) {
    const int error = In(alpha, [&] {
      const io::UniqueFd fd(::socket(AF_INET, choice.type, 0));
      return choice.take(fd.get());
    });
    const auto events = Events();
    Chosen chosen = Chosen::kUnseen;
    if (error == kNotHere) {
      chosen = Chosen::kNotHere;
    } else if (!events.empty()) {
      chosen = error == EPERM && events[0].action == Action::kDeny ? Chosen::kRefused : Chosen::kTold;
      EXPECT_EQ(events.size(), 1u) << choice.name;
    }
    EXPECT_EQ(error, error == kNotHere ? kNotHere : choice.expected == Chosen::kRefused ? EPERM : 0) << choice.name;
    EXPECT_TRUE(chosen == choice.expected || chosen == Chosen::kNotHere) << choice.name << ": " << WordOf(chosen);
    std::cout << std::left << std::setw(26) << choice.name << std::setw(10) << WordOf(chosen) << choice.remark << "\n";
  }
}

// ---- a socket that somebody else has bound ---------------------------------------------------

// As a service manager does it: the host binds, a container gets the descriptor and listens. Who bound is judged.
TEST_F(BypassMatrixTest, SocketActivationIsTheBindOfWhoBound) {
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup manager = Subject("manager", kHostRow);
  const auto activate = [&](Port port) {
    return In(manager, [&, port] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      const int error = BindErrno(fd.get(), AnyAddress(AF_INET, port));
      return error != 0 ? error : In(alpha, [&] { return ListenErrno(fd.get()); });
    });
  };
  EXPECT_EQ(activate(9000), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(activate(kForeign), 0) << "the host is warned";
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].owner, manager.id());
  EXPECT_EQ(events[0].action, Action::kWarn);
  EXPECT_EQ(events[0].hook, Hook::kBind);
}

}  // namespace
}  // namespace portlaw::kernel::test
