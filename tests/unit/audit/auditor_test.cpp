// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/auditor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace portlaw::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr kernel::CgroupId kGroveCgroup = 42;
constexpr kernel::Row kGroveRow = kernel::kFirstNamedRow;
constexpr std::uint64_t kKept = 3;

Registry Orchards() {
  Registry registry;
  const auto assign = [&](Port port, const char* container, const char* service, int line) {
    Assignment row;
    row.ports = {port, port};
    row.container = container;
    row.service = service;
    row.label = "API";
    row.source = {"ports.md", line};
    registry.assignments.push_back(row);
  };
  const auto block = [&](Port first, Port last, const char* service, int line) {
    Block row;
    row.ports = {first, last};
    row.service = service;
    row.source = {"ports.md", line};
    registry.blocks.push_back(row);
  };
  block(6000, 6099, "Orchard", 10);
  assign(6000, "orchard-api", "Orchard", 11);
  block(6100, 6199, "Grove", 20);
  assign(6100, "grove-api", "Grove", 21);
  ReservedRange reserved;
  reserved.ports = {5000, 5000};
  reserved.reason = "default port of many tools";
  reserved.source = {"ports.md", 30};
  registry.reserved.push_back(reserved);
  return registry;
}

class MemorySink : public Sink {
 public:
  void Write(const AuditEvent& event) override { events.push_back(event); }
  void Reopen() override { ++reopened; }
  std::string Name() const override { return "memory"; }

  std::vector<AuditEvent> events;
  int reopened = 0;
};

class AuditorTest : public ::testing::Test {
 protected:
  static Lookups MakeLookups() {
    const auto policy = CompiledPolicy::Compile({Orchards()}, Settings(), "host");
    Lookups lookups;
    lookups.policy = [policy](std::uint64_t generation) { return generation == kKept ? policy : nullptr; };
    lookups.party = [](const kernel::BindEvent& event) -> std::optional<Party> {
      if (event.owner != kGroveCgroup) return std::nullopt;
      return Party{{"0123", "grove-api", "docker", "grove:2"}, {ContainerIdentity{"grove-api", {}}}};
    };
    lookups.cgroup_path = [](kernel::CgroupId cgroup) { return cgroup == kGroveCgroup ? "/docker/0123" : ""; };
    lookups.suggest = [](const CompiledPolicy&, const Subject& subject, const BindRequest&) -> std::optional<Port> {
      if (subject.service.empty()) return std::nullopt;
      return 6101;
    };
    return lookups;
  }

  static kernel::BindEvent GroveBinds(Port port, Action action, Reason reason) {
    kernel::BindEvent event;
    event.generation = kKept;
    event.cgroup = event.owner = kGroveCgroup;
    event.row = kGroveRow;
    event.pid = 77;
    event.uid = 1000;
    event.comm = "node";
    event.process.exe = "/usr/bin/node";
    event.process.args = {"node", "server.js"};
    event.process.ppid = 70;
    event.process.started_ns = 1;
    event.address = "0.0.0.0";
    event.port = port;
    event.ip_protocol = IPPROTO_TCP;
    event.protocol = Protocol::kTcp;
    event.action = action;
    event.reason = reason;
    return event;
  }

  Auditor auditor_{MakeLookups()};
};

TEST_F(AuditorTest, ExplainsADenialByThePolicyThatMadeIt) {
  const AuditEvent event = auditor_.Explain(GroveBinds(6000, Action::kDeny, Reason::kForeign));
  EXPECT_EQ(event.action, Action::kDeny);
  EXPECT_EQ(event.reason, Reason::kForeign);
  EXPECT_EQ(event.port, 6000);
  EXPECT_EQ(event.protocol, "tcp");
  EXPECT_EQ(event.family, "ipv4");
  EXPECT_EQ(event.address, "0.0.0.0");
  EXPECT_EQ(event.subject, SubjectKind::kRegistered);
  ASSERT_TRUE(event.container);
  EXPECT_EQ(event.container->name, "grove-api");
  EXPECT_EQ(event.container->runtime, "docker");
  EXPECT_EQ(event.service, "Grove");
  EXPECT_THAT(event.owner, HasSubstr("rchard"));
  EXPECT_EQ(event.rule, (Source{"ports.md", 11}));
  EXPECT_EQ(event.process.exe, "/usr/bin/node");
  EXPECT_THAT(event.process.args, testing::ElementsAre("node", "server.js"));
  EXPECT_EQ(event.process.ppid, 70u);
  EXPECT_TRUE(event.process.started);
  EXPECT_FALSE(event.process.loginuid);
  EXPECT_EQ(event.cgroup, "/docker/0123");
  EXPECT_EQ(event.suggestion, Port{6101});
  EXPECT_EQ(event.generation, kKept);
  EXPECT_TRUE(event.policy_known);
  EXPECT_THAT(event.message, HasSubstr("ports.md:11"));
  EXPECT_THAT(event.message, HasSubstr("6101"));
}

TEST_F(AuditorTest, NamesTheReservedRange) {
  const AuditEvent event = auditor_.Explain(GroveBinds(5000, Action::kDeny, Reason::kReserved));
  EXPECT_EQ(event.rule, (Source{"ports.md", 30}));
  EXPECT_THAT(event.message, HasSubstr("default port of many tools"));
}

TEST_F(AuditorTest, KeepsTheKernelsVerdictWhereThePolicyIsKeptNoLonger) {
  kernel::BindEvent bind = GroveBinds(6000, Action::kDeny, Reason::kForeign);
  bind.generation = kKept - 1;
  const AuditEvent event = auditor_.Explain(bind);
  EXPECT_EQ(event.action, Action::kDeny);
  EXPECT_EQ(event.reason, Reason::kForeign);
  EXPECT_FALSE(event.policy_known);
  EXPECT_FALSE(event.rule);
  EXPECT_FALSE(event.suggestion);
  EXPECT_THAT(event.message, HasSubstr("(generation 2) is kept no longer"));
  EXPECT_THAT(event.message, HasSubstr("grove-api"));
}

TEST_F(AuditorTest, LeavesOutARuleThatDidNotDecide) {
  const AuditEvent event = auditor_.Explain(GroveBinds(6100, Action::kDeny, Reason::kForeign));
  EXPECT_EQ(event.reason, Reason::kForeign);
  EXPECT_FALSE(event.rule);
  EXPECT_EQ(event.owner, "");
}

TEST_F(AuditorTest, SaysWhosePortAPendingContainerTook) {
  kernel::BindEvent bind = GroveBinds(6000, Action::kDeny, Reason::kPending);
  bind.row = kernel::kPendingRow;
  const AuditEvent event = auditor_.Explain(bind);
  EXPECT_EQ(event.reason, Reason::kPending);
  EXPECT_EQ(event.rule, (Source{"ports.md", 11}));
  EXPECT_THAT(event.message, HasSubstr("not known yet"));
}

TEST_F(AuditorTest, TellsAHostProcessFromAContainerThatNobodyKnows) {
  kernel::BindEvent bind = GroveBinds(6000, Action::kWarn, Reason::kForeign);
  bind.owner = bind.cgroup = 1;
  bind.row = kernel::kHostRow;
  const AuditEvent host = auditor_.Explain(bind);
  EXPECT_EQ(host.subject, SubjectKind::kHost);
  EXPECT_FALSE(host.container);
  EXPECT_EQ(host.cgroup, "id:1");
  EXPECT_THAT(host.message, HasSubstr("Host process node"));
  bind.row = kernel::kUnregisteredRow;
  const AuditEvent unknown = auditor_.Explain(bind);
  EXPECT_EQ(unknown.subject, SubjectKind::kUnregistered);
  EXPECT_TRUE(unknown.container);
  EXPECT_THAT(unknown.message, HasSubstr("Unregistered container in cgroup id:1"));
}

TEST_F(AuditorTest, RecordsBothCgroupsWhereASocketWasPassed) {
  kernel::BindEvent bind = GroveBinds(6000, Action::kDeny, Reason::kForeign);
  bind.socket_cgroup = kGroveCgroup;
  EXPECT_EQ(auditor_.Explain(bind).socket_cgroup, "");
  bind.socket_cgroup = 7;
  EXPECT_EQ(auditor_.Explain(bind).socket_cgroup, "id:7");
}

TEST_F(AuditorTest, ExplainsDynamicListeners) {
  kernel::BindEvent bind = GroveBinds(40000, Action::kWarn, Reason::kDynamicListen);
  bind.hook = kernel::Hook::kListen;
  bind.chosen = true;
  const AuditEvent event = auditor_.Explain(bind);
  EXPECT_EQ(event.reason, Reason::kDynamicListen);
  EXPECT_THAT(event.message, HasSubstr("listens on TCP port 40000"));
}

TEST_F(AuditorTest, NamesTheProtocolsThatHavePorts) {
  const std::pair<int, const char*> names[] = {
      {IPPROTO_TCP, "tcp"},   {IPPROTO_MPTCP, "tcp"}, {IPPROTO_UDP, "udp"}, {IPPROTO_UDPLITE, "udplite"},
      {IPPROTO_SCTP, "sctp"}, {IPPROTO_DCCP, "dccp"}, {250, "250"}};
  for (const auto& [number, name] : names) {
    kernel::BindEvent bind = GroveBinds(6000, Action::kDeny, Reason::kForeign);
    bind.ip_protocol = number;
    EXPECT_EQ(auditor_.Explain(bind).protocol, name);
  }
}

TEST_F(AuditorTest, WritesEveryEventToEverySink) {
  const auto first = std::make_shared<MemorySink>();
  const auto second = std::make_shared<MemorySink>();
  auditor_.SetSinks({first, second});
  auditor_.Handle(GroveBinds(6000, Action::kDeny, Reason::kForeign));
  auditor_.Handle(GroveBinds(5000, Action::kDeny, Reason::kReserved));
  auditor_.Reopen();
  for (const auto& sink : {first, second}) {
    ASSERT_THAT(sink->events, SizeIs(2));
    EXPECT_EQ(sink->events[0].port, 6000);
    EXPECT_EQ(sink->events[1].reason, Reason::kReserved);
    EXPECT_FALSE(sink->events[1].message.empty());
    EXPECT_EQ(sink->reopened, 1);
  }
}

TEST(Auditor, KnowsNothingWithoutLookupsAndSaysSo) {
  kernel::BindEvent bind;
  bind.row = kernel::kUnregisteredRow;
  bind.cgroup = 9;
  bind.port = 80;
  const AuditEvent event = Auditor(Lookups()).Explain(bind);
  EXPECT_FALSE(event.policy_known);
  EXPECT_EQ(event.cgroup, "id:9");
  EXPECT_FALSE(event.message.empty());
}

}  // namespace
}  // namespace portlaw::audit
