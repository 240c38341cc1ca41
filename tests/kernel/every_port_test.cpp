// SPDX-License-Identifier: Apache-2.0
// The kernel against the reference semantics: every port, by every kind of subject, under every kind of registry.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <tuple>

#include "policy/readers/reader.h"
#include "tests/kernel/support.h"
#include "tests/paths.h"

namespace portlaw::kernel::test {
namespace {

constexpr int kPorts = 65536;

Assignment Row(const std::string& container, const std::string& service, PortRange ports) {
  Assignment row;
  row.ports = ports;
  row.label = container;
  row.container = container;
  row.service = service;
  row.source = {"registry", ports.first};
  return row;
}

ReservedRange Reserved(PortRange ports, Protocol protocol = Protocol::kAny) {
  ReservedRange reserved;
  reserved.ports = ports;
  reserved.protocol = protocol;
  reserved.reason = "kept free";
  reserved.source = {"registry", ports.first};
  return reserved;
}

// Everything that a registry can say wrong or finely: contested, reserved twice over, by protocol, inside only.
Registry Quarrelsome() {
  Registry registry = TwoServices();
  registry.assignments.push_back(Row("beta-api", "beta", {4110, 4110}));
  registry.assignments.push_back(Row("alpha-api", "alpha", {4110, 4110}));
  registry.assignments.push_back(Row("alpha-api", "alpha", {5003, 5003}));
  registry.assignments.push_back(Row("alpha-worker", "alpha", {4120, 4129}));
  registry.assignments.push_back(Row("alpha-dns", "alpha", {53, 53}));
  registry.assignments.back().protocol = Protocol::kUdp;
  registry.assignments.push_back(Row("beta-metrics", "beta", {4290, 4290}));
  registry.assignments.back().exposure = Exposure::kInternal;
  registry.reserved.push_back(Reserved({1, 1023}, Protocol::kTcp));
  registry.reserved.push_back(Reserved({65535, 65535}));
  Migration migration;
  migration.service = "alpha";
  migration.from = {3000};
  migration.to = {4101};
  migration.source = {"registry", 3000};
  registry.migrations.push_back(migration);
  return registry;
}

// Blocks of a hundred ports, one service each, up to the end of the port space.
Registry Crowded() {
  Registry registry = TwoServices();
  for (int first = 6000; first + 99 <= 65535; first += 100) {
    const std::string service = "service-" + std::to_string(first);
    Block block;
    block.ports = {static_cast<Port>(first), static_cast<Port>(first + 99)};
    block.service = service;
    block.source = {"registry", first};
    registry.blocks.push_back(block);
    registry.assignments.push_back(Row(service + "-api", service, {block.ports.first, block.ports.first}));
  }
  return registry;
}

// A registry document of the project's own, of the shape of a real one.
Registry Read(const std::string& name) {
  const std::string path = SourcePath("tests/data/registries/" + name);
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  auto document = ReadDocument(text, path, {});
  if (!document) throw std::runtime_error(ToString(document.error().front()));
  return std::move(document->registry);
}
Registry Orchard() { return Read("orchard.md"); }
Registry Harbor() { return Read("harbor.txt"); }
Registry Workshop() { return Read("workshop.yaml"); }

enum class Kind { kHost, kUnregistered, kPending, kContainer };

// Who binds under which registry. `name` is a container's, or what the kind is called.
struct Binder {
  const char* registry;
  Registry (*read)();
  Kind kind;
  const char* name;
};

constexpr Binder kBinders[] = {
    {"Quarrelsome", Quarrelsome, Kind::kContainer, "alpha-api"},
    {"Quarrelsome", Quarrelsome, Kind::kContainer, "alpha-worker"},
    {"Quarrelsome", Quarrelsome, Kind::kContainer, "beta-api"},
    {"Quarrelsome", Quarrelsome, Kind::kUnregistered, "unregistered"},
    {"Quarrelsome", Quarrelsome, Kind::kHost, "host"},
    {"Quarrelsome", Quarrelsome, Kind::kPending, "pending"},
    {"Crowded", Crowded, Kind::kContainer, "service-60000-api"},
    {"Crowded", Crowded, Kind::kUnregistered, "unregistered"},
    {"Orchard", Orchard, Kind::kContainer, "russet-api"},
    {"Orchard", Orchard, Kind::kContainer, "damson-worker-3"},
    {"Orchard", Orchard, Kind::kContainer, "orchard-postgres"},
    {"Orchard", Orchard, Kind::kUnregistered, "unregistered"},
    {"Harbor", Harbor, Kind::kContainer, "harbor-auth"},
    {"Harbor", Harbor, Kind::kContainer, "depot"},
    {"Harbor", Harbor, Kind::kHost, "host"},
    {"Workshop", Workshop, Kind::kUnregistered, "unregistered"},
};

class EveryPortTest : public KernelTest, public ::testing::WithParamInterface<std::tuple<int, Mode>> {
 protected:
  const Binder& who() const { return kBinders[std::get<0>(GetParam())]; }
  Mode mode() const { return std::get<1>(GetParam()); }
  portlaw::kernel::Row row() const {
    switch (who().kind) {
      case Kind::kHost:
        return kHostRow;
      case Kind::kUnregistered:
        return kUnregisteredRow;
      case Kind::kPending:
        return kPendingRow;
      case Kind::kContainer:
        return kFirstNamedRow + 2;
    }
    return 0;
  }
  // No agent gives a sign of life here.
  portlaw::kernel::Row RowInEvents() const { return row() == kPendingRow ? kUnattendedRow : row(); }
  Verdict Expected(const CompiledPolicy& policy, const BindRequest& request) const {
    switch (who().kind) {
      case Kind::kHost:
        return Evaluate(policy, HostSubject(), request);
      case Kind::kUnregistered:
        return Evaluate(policy, UnregisteredSubject(), request);
      case Kind::kPending:
        return EvaluatePending(policy, policy.settings().pending_without_agent, request);
      case Kind::kContainer:
        return Evaluate(policy, Resolve(policy, Named(who().name)), request);
    }
    return {};
  }
};

std::size_t SlotOf(int protocol, int family, int port) { return (protocol * 2 + family) * kPorts + port; }

// A bind of one port: its errno, and how often it was made before.
struct Tried {
  int error = 0;
  int before = 0;
};

// A closed socket lets go of its port a moment later where somebody walks /proc/PID/fd just then (proc_fd_link holds
// the file, fs/proc/fd.c): that bind was decided, and is made again.
Tried BindOnce(int family, int type, int port) {
  Tried tried{TryBind(family, type, port)};
  for (; tried.error == EADDRINUSE && tried.before < 100; ++tried.before) {
    ::usleep(1000);
    tried.error = TryBind(family, type, port);
  }
  return tried;
}

std::int32_t Packed(Tried tried) { return tried.before << 16 | tried.error; }
Tried Unpacked(std::int32_t packed) { return {packed & 0xffff, packed >> 16}; }

// Binds every port with TCP and UDP, v4 first and then v6, and writes down what came of it.
int BindEverything(SharedNumbers& results) {
  const int types[] = {SOCK_STREAM, SOCK_DGRAM};
  const int families[] = {AF_INET, AF_INET6};
  for (int type = 0; type < 2; ++type)
    for (int port = 1; port < kPorts; ++port)
      for (int family = 0; family < 2; ++family)
        results[SlotOf(type, family, port)] = Packed(BindOnce(families[family], types[type], port));
  return 0;
}

using PortKey = std::tuple<Port, Protocol>;

TEST_P(EveryPortTest, KernelSaysWhatEvaluateSays) {
  Settings settings;
  settings.mode = mode();
  settings.rate_limit = {1, std::chrono::hours(1)};  // the v4 bind of a port is told, the v6 one suppressed
  settings.pending = settings.pending_without_agent = PendingPolicy::kDeny;
  const auto policy = Compile(who().read(), settings);
  KernelOptions options = Options();
  options.max_decisions = 1 << 18;
  options.keys_per_owner = 1 << 18;
  options.event_ring_bytes = 256 << 20;  // who has no row may fill half of it (bpf/decisions.h)
  Start(policy, options);
  if (who().kind == Kind::kContainer) {
    ASSERT_FALSE(Resolve(*policy, Named(who().name)).assignments.empty()) << "the registry has no such container";
    ASSERT_TRUE(kernel().AddRow({row(), Named(who().name), Resolve(*policy, Named(who().name)), {}}));
  }
  const ScopedCgroup cgroup = Subject("subject", row());

  SharedNumbers results(2 * 2 * kPorts);
  ASSERT_EQ(In(cgroup, [&] { return BindEverything(results); }), 0);

  std::map<PortKey, BindEvent> events;
  for (const BindEvent& event : Events()) {
    ASSERT_FALSE(event.ipv6);
    ASSERT_TRUE(events.emplace(PortKey{event.port, event.protocol}, event).second) << "two events for " << event.port;
  }
  std::map<PortKey, DecisionCount> counts;
  for (const DecisionCount& count : Decisions()) {
    ASSERT_FALSE(count.overflow);
    ASSERT_EQ(count.owner, cgroup.id());
    ASSERT_TRUE(counts.emplace(PortKey{count.port, count.protocol}, count).second);
  }

  std::size_t told = 0;
  for (const Protocol protocol : {Protocol::kTcp, Protocol::kUdp}) {
    const int type = protocol == Protocol::kTcp ? 0 : 1;
    for (int port = 1; port < kPorts; ++port) {
      const Verdict expected = Expected(*policy, {static_cast<Port>(port), protocol, Scope::kHost, false});
      const int error = expected.action == Action::kDeny ? EPERM : 0;
      const Tried v4 = Unpacked(results[SlotOf(type, 0, port)]), v6 = Unpacked(results[SlotOf(type, 1, port)]);
      ASSERT_EQ(v4.error, error) << "v4 " << ToString(protocol) << " " << port;
      ASSERT_EQ(v6.error, error) << "v6 " << ToString(protocol) << " " << port;
      const std::uint64_t again = v4.before + v6.before;
      const auto event = events.find({static_cast<Port>(port), protocol});
      const auto count = counts.find({static_cast<Port>(port), protocol});
      if (expected.action == Action::kAllow) {
        ASSERT_EQ(event, events.end()) << port;
        ASSERT_EQ(count, counts.end()) << port;
        continue;
      }
      ++told;
      ASSERT_NE(event, events.end()) << port;
      ASSERT_EQ(event->second.action, expected.action) << port;
      ASSERT_EQ(event->second.reason, expected.reason) << port;
      ASSERT_EQ(event->second.row, RowInEvents());
      ASSERT_NE(count, counts.end()) << port;
      ASSERT_EQ(count->second.action, expected.action) << port;
      ASSERT_EQ(count->second.reason, expected.reason) << port;
      ASSERT_EQ(count->second.decided, 2u + again);
      ASSERT_EQ(count->second.emitted, 1u);
      ASSERT_EQ(count->second.suppressed, 1u + again);
      ASSERT_EQ(count->second.dropped, 0u);
    }
  }
  EXPECT_EQ(events.size(), told);
  EXPECT_EQ(counts.size(), told);
  for (const FaultCount& fault : kernel().Faults()) EXPECT_EQ(fault.count, 0u) << fault.name;
}

std::string NameOf(const ::testing::TestParamInfo<EveryPortTest::ParamType>& info) {
  const auto& [number, mode] = info.param;
  const Binder& who = kBinders[number];
  std::string name = std::string(who.registry) + "_" + who.name + "_" + std::string(ToString(mode));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, EveryPortTest,
                         ::testing::Combine(::testing::Range(0, static_cast<int>(std::size(kBinders))),
                                            ::testing::Values(Mode::kEnforce, Mode::kAudit)),
                         NameOf);

}  // namespace
}  // namespace portlaw::kernel::test
