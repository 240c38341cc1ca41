// SPDX-License-Identifier: Apache-2.0
// The semantics table, row by row and column by column, and what settings change in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/orchard.h"

namespace portlaw {
namespace {

using testing::HasSubstr;

struct Case {
  std::string subject;  // a container; "" is the host
  Port port;
  Action action;
  Reason reason;
  int line;  // of the rule; 0: none
  std::string owner;
};

class SemanticsTable : public testing::TestWithParam<Case> {};

TEST_P(SemanticsTable, GivesActionReasonRuleAndOwner) {
  const Case& c = GetParam();
  const auto policy = Compiled(Orchard());
  const Verdict verdict = VerdictOn(*policy, c.subject, {c.port});
  EXPECT_EQ(ToString(verdict.action), ToString(c.action));
  EXPECT_EQ(ToString(verdict.reason), ToString(c.reason));
  EXPECT_EQ(verdict.rule.value_or(Source()).line, c.line);
  EXPECT_EQ(verdict.owner, c.owner);
  EXPECT_EQ(verdict.rule_text.empty(), c.line == 0);
}

constexpr Action kAllow = Action::kAllow;
constexpr Action kWarn = Action::kWarn;
constexpr Action kDeny = Action::kDeny;

INSTANTIATE_TEST_SUITE_P(
    Registered, SemanticsTable,
    testing::Values(Case{"birch-hub", 4210, kWarn, Reason::kContested, 22, "kiln-gate"},
                    Case{"kiln-gate", 4210, kWarn, Reason::kContested, 31, "birch-hub"},
                    Case{"alder-api", 5005, kWarn, Reason::kAssignedReserved, 14, "alder-api"},
                    Case{"alder-api", 4100, kAllow, Reason::kAssigned, 11, "alder-api"},
                    Case{"alder-worker-7", 4115, kAllow, Reason::kAssigned, 13, "alder-worker-{n}"},
                    Case{"core-auth", 3001, kAllow, Reason::kAssigned, 51, "core-auth"},
                    // In another's block, in a reserved range, and nobody's: a legacy port is one everywhere.
                    Case{"alder-api", 4250, kWarn, Reason::kLegacy, 70, "Alder"},
                    Case{"alder-web", 5010, kWarn, Reason::kLegacy, 70, "Alder"},
                    Case{"alder-new", 9900, kWarn, Reason::kLegacy, 70, "Alder"},
                    Case{"alder-api", 5000, kDeny, Reason::kReserved, 60, ""},
                    Case{"alder-api", 4185, kDeny, Reason::kReserved, 61, ""},  // before in-block
                    Case{"alder-api", 4101, kWarn, Reason::kSibling, 12, "alder-web"},
                    Case{"alder-worker-7", 4100, kWarn, Reason::kSibling, 11, "alder-api"},
                    Case{"alder-new", 4100, kWarn, Reason::kSibling, 11, "alder-api"},
                    Case{"alder-api", 4150, kAllow, Reason::kInBlock, 10, "Alder"},
                    Case{"alder-new", 4150, kAllow, Reason::kInBlock, 10, "Alder"},
                    // A shared block is both services' own, but what is assigned to the other's container is not.
                    Case{"birch-api", 4299, kAllow, Reason::kInBlock, 20, "Birch"},
                    Case{"kiln-gate", 4299, kAllow, Reason::kInBlock, 30, "Kiln"},
                    Case{"birch-api", 4211, kDeny, Reason::kForeign, 32, "kiln-clock"},
                    Case{"kiln-gate", 4200, kDeny, Reason::kForeign, 21, "birch-api"},
                    Case{"kiln-gate", 4211, kWarn, Reason::kSibling, 32, "kiln-clock"},
                    Case{"alder-api", 4200, kDeny, Reason::kForeign, 21, "birch-api"},
                    Case{"alder-api", 4298, kDeny, Reason::kForeign, 20, "Birch"},
                    // Rows of a group own just their own ports.
                    Case{"core-auth", 3002, kDeny, Reason::kForeign, 52, "core-mail"},
                    Case{"core-auth", 3003, kDeny, Reason::kUnallocated, 0, ""},
                    Case{"alder-api", 7777, kDeny, Reason::kUnallocated, 0, ""},
                    Case{"finder", 8025, kDeny, Reason::kUnallocated, 0, ""},  // internal: nobody's on the host
                    Case{"alder-api", 1, kDeny, Reason::kUnallocated, 0, ""},
                    Case{"alder-api", 65535, kDeny, Reason::kUnallocated, 0, ""}));

INSTANTIATE_TEST_SUITE_P(Unregistered, SemanticsTable,
                         testing::Values(Case{"stranger", 5000, kDeny, Reason::kReserved, 60, ""},
                                         Case{"stranger", 5005, kDeny, Reason::kReserved, 60, ""},
                                         Case{"stranger", 4100, kDeny, Reason::kForeign, 11, "alder-api"},
                                         Case{"stranger", 4150, kDeny, Reason::kForeign, 10, "Alder"},
                                         Case{"stranger", 3001, kDeny, Reason::kForeign, 51, "core-auth"},
                                         Case{"stranger", 9900, kWarn, Reason::kUnallocated, 0, ""},
                                         Case{"stranger", 7777, kWarn, Reason::kUnallocated, 0, ""},
                                         Case{"stranger", 3003, kWarn, Reason::kUnallocated, 0, ""}));

INSTANTIATE_TEST_SUITE_P(Host, SemanticsTable,
                         testing::Values(Case{"", 5000, kWarn, Reason::kReserved, 60, ""},
                                         Case{"", 4100, kWarn, Reason::kForeign, 11, "alder-api"},
                                         Case{"", 4150, kWarn, Reason::kForeign, 10, "Alder"},
                                         Case{"", 7777, kAllow, Reason::kUnallocated, 0, ""}));

TEST(Evaluate, EndsOfRangesBelongToThem) {
  const auto policy = Compiled(Orchard());
  EXPECT_EQ(VerdictOn(*policy, "alder-new", {4099}).reason, Reason::kUnallocated);
  EXPECT_EQ(VerdictOn(*policy, "alder-new", {4199}).reason, Reason::kInBlock);
  EXPECT_EQ(VerdictOn(*policy, "alder-worker-1", {4110}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "alder-worker-1", {4119}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "alder-worker-1", {4120}).reason, Reason::kInBlock);
  EXPECT_EQ(VerdictOn(*policy, "alder-new", {4999}).reason, Reason::kUnallocated);
  EXPECT_EQ(VerdictOn(*policy, "alder-new", {5049}).reason, Reason::kReserved);
}

TEST(Evaluate, SaysInWordsWhatTheRuleIs) {
  const auto policy = Compiled(Orchard());
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {5000}).rule_text, "5000-5049 is reserved: a framework's default");
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4298}).rule_text, "4200-4299 is the block of Birch");
  EXPECT_EQ(VerdictOn(*policy, "kiln-gate", {4298}).rule_text, "4200-4299 is the block of Kiln, shared with Birch");
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4200}).rule_text, "4200 is assigned to birch-api (Birch)");
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {9900}).rule_text, "Alder is to leave 4250, 5010, 9900 for 4160");
  EXPECT_EQ(VerdictOn(*policy, "birch-hub", {4210}).rule_text,
            "4210 is assigned to birch-hub (Birch), but 4210 is assigned to kiln-gate (Kiln) (orchard.md:31)");
  EXPECT_THAT(VerdictOn(*policy, "alder-api", {5005}).rule_text, HasSubstr("reserved: a framework's default"));
}

TEST(Evaluate, ALegacyPortThatIsAnothersNamesTheOther) {
  Registry registry = Orchard();
  registry.migrations = {{"Alder", {4200}, {4160}, {"orchard.md", 70}}};
  const auto policy = Compiled(registry);
  const Verdict verdict = VerdictOn(*policy, "alder-api", {4200});
  EXPECT_EQ(verdict.reason, Reason::kLegacy);
  EXPECT_EQ(verdict.owner, "birch-api");
  EXPECT_EQ(VerdictOn(*policy, "birch-api", {4200}).reason, Reason::kAssigned);  // it has lost nothing
}

TEST(Evaluate, RowsOfOneProtocolSayNothingOfOthers) {
  Registry registry = Orchard();
  registry.assignments[3].protocol = Protocol::kUdp;  // birch-api 4200
  registry.reserved[0].protocol = Protocol::kTcp;
  const auto policy = Compiled(registry);
  EXPECT_EQ(VerdictOn(*policy, "birch-api", {4200, Protocol::kUdp}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "birch-api", {4200, Protocol::kTcp}).reason, Reason::kInBlock);
  EXPECT_EQ(VerdictOn(*policy, "birch-api", {4200, Protocol::kAny}).reason, Reason::kInBlock);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {5000, Protocol::kTcp}).reason, Reason::kReserved);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {5000, Protocol::kSctp}).reason, Reason::kUnallocated);
  // One port, a protocol each: nobody contests anything.
  registry.assignments[4].protocol = Protocol::kUdp;  // birch-hub 4210
  registry.assignments[5].protocol = Protocol::kTcp;  // kiln-gate 4210
  const auto shared = Compiled(registry);
  EXPECT_EQ(VerdictOn(*shared, "birch-hub", {4210, Protocol::kUdp}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*shared, "birch-hub", {4210, Protocol::kTcp}).reason, Reason::kForeign);
}

// ---- the kernel's choice, scopes, pending -------------------------------------------------------------------------

TEST(Evaluate, AChosenPortThatNobodyClaimsIsAllowedWhoeverBinds) {
  const auto policy = Compiled(Orchard());
  for (const char* subject : {"", "stranger", "alder-api"}) {
    const Verdict verdict = VerdictOn(*policy, subject, {40000, Protocol::kTcp, Scope::kHost, true});
    EXPECT_EQ(verdict.action, Action::kAllow) << subject;
    EXPECT_EQ(verdict.reason, Reason::kUnallocated) << subject;
  }
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4200, Protocol::kTcp, Scope::kHost, true}).action, Action::kWarn);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {5000, Protocol::kTcp, Scope::kHost, true}).action, Action::kWarn);
  Settings strict;
  strict.chosen_ports = Action::kDeny;
  const auto refusing = Compiled(Orchard(), strict);
  EXPECT_EQ(VerdictOn(*refusing, "alder-api", {4200, Protocol::kTcp, Scope::kHost, true}).action, Action::kDeny);
  EXPECT_EQ(VerdictOn(*policy, "stranger", {0}).action, Action::kAllow);  // not chosen yet
}

// Resolvers bind a random UDP port for each question.
TEST(Evaluate, AUdpPortOfClientsThatNobodyClaimsIsAllowed) {
  Settings settings;
  const auto verdict = [&](const char* name, Port port, Protocol protocol) {
    const Verdict verdict = VerdictOn(*Compiled(Orchard(), settings), name, {port, protocol});
    return std::pair(verdict.action, verdict.reason);
  };
  const std::pair allowed(Action::kAllow, Reason::kEphemeral);
  for (const char* name : {"", "stranger", "alder-api"}) {
    EXPECT_EQ(verdict(name, 32768, Protocol::kUdp), allowed);
    EXPECT_EQ(verdict(name, 60999, Protocol::kUdp), allowed);
    EXPECT_EQ(verdict(name, 32767, Protocol::kUdp).second, Reason::kUnallocated);
    EXPECT_EQ(verdict(name, 61000, Protocol::kUdp).second, Reason::kUnallocated);
    EXPECT_EQ(verdict(name, 40000, Protocol::kTcp).second, Reason::kUnallocated);
  }
  settings.ephemeral_ports = PortRange{4000, 20000};
  EXPECT_EQ(verdict("alder-api", 20000, Protocol::kUdp), allowed);
  EXPECT_EQ(verdict("alder-api", 40000, Protocol::kUdp).second, Reason::kUnallocated);
  EXPECT_EQ(verdict("alder-api", 4200, Protocol::kUdp).second, Reason::kForeign) << "somebody's";
  settings.verdicts.Set(SubjectKind::kRegistered, Reason::kEphemeral, Action::kDeny);
  EXPECT_EQ(verdict("alder-api", 20000, Protocol::kUdp).first, Action::kDeny);
}

TEST(Evaluate, AnActionMayHoldForOneProtocol) {
  Settings settings;
  settings.verdicts.Set(SubjectKind::kRegistered, Reason::kForeign, Protocol::kUdp, Action::kWarn);
  settings.services["birch"].verdicts[Reason::kForeign] = Action::kAllow;
  settings.services["birch"].verdicts_of_protocol[{Reason::kForeign, Protocol::kTcp}] = Action::kDeny;
  const auto action = [&](const char* name, Port port, Protocol protocol) {
    return VerdictOn(*Compiled(Orchard(), settings), name, {port, protocol}).action;
  };
  EXPECT_EQ(action("alder-api", 4200, Protocol::kTcp), Action::kDeny);
  EXPECT_EQ(action("alder-api", 4200, Protocol::kUdp), Action::kWarn);
  EXPECT_EQ(action("birch-api", 4100, Protocol::kTcp), Action::kDeny);
  EXPECT_EQ(action("birch-api", 4100, Protocol::kUdp), Action::kAllow);
}

TEST(Evaluate, PrivateNamespacesAreNotJudgedUnlessTheSettingsSayOtherwise) {
  Settings settings;
  const auto action = [&](Port port) {
    return VerdictOn(*Compiled(Orchard(), settings), "alder-api", {port, Protocol::kTcp, Scope::kPrivate}).action;
  };
  EXPECT_EQ(action(4200), Action::kAllow);
  EXPECT_EQ(action(4101), Action::kAllow);
  settings.private_netns = PrivateNetns::kAudit;
  EXPECT_EQ(action(4200), Action::kWouldDeny);
  EXPECT_EQ(action(4101), Action::kWarn);
  EXPECT_EQ(action(4100), Action::kAllow);
  settings.private_netns = PrivateNetns::kEnforce;
  EXPECT_EQ(action(4200), Action::kDeny);
  settings.mode = Mode::kAudit;
  EXPECT_EQ(action(4200), Action::kWouldDeny);
}

TEST(Evaluate, AnInternalAssignmentHoldsInPrivateNamespacesOnly) {
  const auto policy = Compiled(Orchard());
  const BindRequest inside{8025, Protocol::kTcp, Scope::kPrivate};
  EXPECT_EQ(VerdictOn(*policy, "finder", inside).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", inside).reason, Reason::kForeign);
  EXPECT_EQ(VerdictOn(*policy, "stranger", {8025}).reason, Reason::kUnallocated);
}

TEST(Evaluate, InAPrivateNamespaceAContainerBindsItsPortInside) {
  Registry registry = Orchard();
  registry.assignments[0].container_ports = PortRange{80, 80};
  registry.assignments[3].container_ports = PortRange{80, 80};
  registry.assignments[1].container_ports = PortRange{4200, 4200};  // birch-api's on the host
  const auto policy = Compiled(registry);
  const BindRequest inside{80, Protocol::kTcp, Scope::kPrivate};
  EXPECT_EQ(VerdictOn(*policy, "alder-api", inside).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "birch-api", inside).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "kiln-gate", inside).reason, Reason::kUnallocated);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {80}).reason, Reason::kUnallocated);
  EXPECT_EQ(VerdictOn(*policy, "alder-web", {4200, Protocol::kTcp, Scope::kPrivate}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "alder-web", {4200}).reason, Reason::kForeign);
}

TEST(EvaluatePending, FollowsTheSetting) {
  Settings settings;
  settings.private_netns = PrivateNetns::kAudit;
  const auto verdict = [&](BindRequest request) {
    return EvaluatePending(*Compiled(Orchard(), settings), settings.pending, request);
  };
  EXPECT_EQ(verdict({4100}).reason, Reason::kForeign);
  EXPECT_EQ(verdict({7777}).action, Action::kWarn);
  settings.pending = PendingPolicy::kDeny;
  EXPECT_EQ(verdict({4100}).reason, Reason::kPending);
  EXPECT_EQ(verdict({7777}).action, Action::kDeny);
  EXPECT_EQ(verdict({7777, Protocol::kTcp, Scope::kPrivate}).action, Action::kWouldDeny);
  EXPECT_EQ(verdict({40000, Protocol::kTcp, Scope::kHost, true}).action, Action::kAllow);
  EXPECT_EQ(verdict({4100, Protocol::kTcp, Scope::kHost, true}).action, Action::kWarn);
  settings.pending = PendingPolicy::kAudit;
  EXPECT_EQ(verdict({7777}).action, Action::kWouldDeny);
}

TEST(EvaluateDynamicListen, WarnsUnlessTheSettingsSayOtherwise) {
  Settings settings;
  settings.private_netns = PrivateNetns::kAudit;
  const auto action = [&](const char* name, Scope scope) {
    const auto policy = Compiled(Orchard(), settings);
    const Verdict verdict = EvaluateDynamicListen(*policy, SubjectNamed(*policy, name), scope);
    EXPECT_EQ(verdict.reason, Reason::kDynamicListen);
    return verdict.action;
  };
  for (const char* name : {"", "stranger", "alder-api"}) EXPECT_EQ(action(name, Scope::kHost), Action::kWarn);
  settings.verdicts.Set(SubjectKind::kRegistered, Reason::kDynamicListen, Action::kDeny);
  settings.services["birch"].mode = Mode::kAudit;
  EXPECT_EQ(action("alder-api", Scope::kHost), Action::kDeny);
  EXPECT_EQ(action("birch-api", Scope::kHost), Action::kWouldDeny);
  EXPECT_EQ(action("alder-api", Scope::kPrivate), Action::kWouldDeny);
  EXPECT_EQ(action("stranger", Scope::kHost), Action::kWarn);
}

// ---- settings -----------------------------------------------------------------------------------------------------

// Every cell of the table that a subject can be in follows the table in the settings, whatever it says.
TEST(Evaluate, EveryCellCanBeChanged) {
  struct Reach {
    std::string subject;
    SubjectKind kind;
    Port port;
    Reason reason;
  };
  const std::vector<Reach> cells = {{"birch-hub", SubjectKind::kRegistered, 4210, Reason::kContested},
                                    {"alder-api", SubjectKind::kRegistered, 5005, Reason::kAssignedReserved},
                                    {"alder-api", SubjectKind::kRegistered, 4100, Reason::kAssigned},
                                    {"alder-api", SubjectKind::kRegistered, 9900, Reason::kLegacy},
                                    {"alder-api", SubjectKind::kRegistered, 5000, Reason::kReserved},
                                    {"alder-api", SubjectKind::kRegistered, 4101, Reason::kSibling},
                                    {"alder-api", SubjectKind::kRegistered, 4150, Reason::kInBlock},
                                    {"alder-api", SubjectKind::kRegistered, 4200, Reason::kForeign},
                                    {"alder-api", SubjectKind::kRegistered, 7777, Reason::kUnallocated},
                                    {"stranger", SubjectKind::kUnregistered, 5000, Reason::kReserved},
                                    {"stranger", SubjectKind::kUnregistered, 4100, Reason::kForeign},
                                    {"stranger", SubjectKind::kUnregistered, 7777, Reason::kUnallocated},
                                    {"", SubjectKind::kHost, 5000, Reason::kReserved},
                                    {"", SubjectKind::kHost, 4100, Reason::kForeign},
                                    {"", SubjectKind::kHost, 7777, Reason::kUnallocated}};
  for (const Reach& cell : cells) {
    for (Action action : {Action::kAllow, Action::kWarn, Action::kDeny}) {
      Settings settings;
      settings.verdicts.Set(cell.kind, cell.reason, action);
      const Verdict verdict = VerdictOn(*Compiled(Orchard(), settings), cell.subject, {cell.port});
      EXPECT_EQ(verdict.reason, cell.reason);
      EXPECT_EQ(verdict.action, action) << cell.subject << " " << ToString(cell.reason);
      settings.mode = Mode::kAudit;
      const Verdict audited = VerdictOn(*Compiled(Orchard(), settings), cell.subject, {cell.port});
      EXPECT_EQ(audited.action, action == Action::kDeny ? Action::kWouldDeny : action);
    }
  }
}

TEST(Evaluate, WhatIsSetForAServiceHoldsForItsContainersOnly) {
  Settings settings;
  settings.services["alder"].verdicts = {{Reason::kSibling, Action::kDeny}, {Reason::kForeign, Action::kAllow}};
  const auto policy = Compiled(Orchard(), settings);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4101}).action, Action::kDeny);
  EXPECT_EQ(VerdictOn(*policy, "alder-new", {4200}).action, Action::kAllow);
  EXPECT_EQ(VerdictOn(*policy, "kiln-gate", {4211}).action, Action::kWarn);
  EXPECT_EQ(VerdictOn(*policy, "stranger", {4200}).action, Action::kDeny);
}

// The nearest mode wins: the subject's service, the registry of the rule, the subject's registry, all.
TEST(Evaluate, ModesHaveAnOrder) {
  Registry orchard = Orchard();
  Registry annex;
  annex.assignments = {At({6000, 6000}, "annex-api", "annex-api", 1, "docs/annex.md")};
  annex.reserved = {Reserved({6100, 6100}, "", 2)};
  annex.reserved[0].source.file = "docs/annex.md";
  Settings settings;
  const auto action = [&](const std::string& name, Port port) {
    const auto policy = CompiledPolicy::Compile({orchard, annex}, settings, "box");
    return VerdictOn(*policy, name, {port}).action;
  };
  settings.registries["annex.md"] = Mode::kAudit;            // by its last component
  EXPECT_EQ(action("alder-api", 6000), Action::kWouldDeny);  // the rule's registry
  EXPECT_EQ(action("alder-api", 6100), Action::kWouldDeny);
  EXPECT_EQ(action("annex-api", 4200), Action::kWouldDeny);  // the rule's has none: the subject's registry
  EXPECT_EQ(action("annex-api", 7777), Action::kWouldDeny);
  EXPECT_EQ(action("alder-api", 7777), Action::kDeny);
  settings.services["alder"].mode = Mode::kEnforce;
  EXPECT_EQ(action("alder-api", 6000), Action::kDeny);
  EXPECT_EQ(action("alder-new", 6000), Action::kDeny);
  EXPECT_EQ(action("birch-api", 6000), Action::kWouldDeny);
  settings = {};
  settings.mode = Mode::kAudit;
  settings.registries["docs/annex.md"] = Mode::kEnforce;
  EXPECT_EQ(action("alder-api", 6000), Action::kDeny);
  EXPECT_EQ(action("alder-api", 4200), Action::kWouldDeny);
}

TEST(Evaluate, ASecondRegistryNeverWeakensTheFirst) {
  Registry lax;
  lax.reserved = {Reserved({5000, 5000}, "", 1)};
  lax.reserved[0].source.file = "lax.md";
  lax.assignments = {At({4200, 4200}, "lax-api", "lax-api", 2, "lax.md")};
  Settings settings;
  settings.registries["lax.md"] = Mode::kAudit;
  const auto policy = CompiledPolicy::Compile({lax, Orchard()}, settings, "box");
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {5000}).action, Action::kDeny);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4200}).action, Action::kDeny);
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4200}).owner, "birch-api");
}

// ---- several registries and hosts -----------------------------------------------------------------------------------

TEST(Evaluate, APortThatTwoRegistriesGiveAwayIsContestedForBothInAnyOrder) {
  Registry other;
  other.assignments = {At({4100, 4100}, "depot", "Depot", 7, "depot.md")};
  for (const auto& registries : {std::vector{Orchard(), other}, std::vector{other, Orchard()}}) {
    const auto policy = CompiledPolicy::Compile(registries, {}, "box");
    EXPECT_EQ(VerdictOn(*policy, "depot", {4100}).reason, Reason::kContested);
    EXPECT_EQ(VerdictOn(*policy, "depot", {4100}).owner, "alder-api");
    EXPECT_EQ(VerdictOn(*policy, "alder-api", {4100}).reason, Reason::kContested);
    EXPECT_EQ(VerdictOn(*policy, "alder-api", {4100}).owner, "depot");
    EXPECT_EQ(VerdictOn(*policy, "birch-api", {4100}).reason, Reason::kForeign);
  }
}

TEST(Evaluate, TwoStatementsOfOneFactAreNoContest) {
  Registry copy;
  copy.assignments = {At({4100, 4100}, "alder-api", "Alder", 3, "copy.md")};
  const auto policy = CompiledPolicy::Compile({Orchard(), copy}, {}, "box");
  EXPECT_EQ(VerdictOn(*policy, "alder-api", {4100}).reason, Reason::kAssigned);
}

Registry TwoHosts() {
  Registry registry;
  registry.assignments = {At({4100, 4100}, "relay", "relay", 1), At({4100, 4100}, "store", "store", 2),
                          At({4300, 4300}, "anywhere", "anywhere", 3)};
  registry.assignments[0].host = "Box";
  registry.assignments[1].host = "attic";
  registry.reserved = {Reserved({5000, 5000}, "", 4)};
  registry.reserved[0].host = "attic";
  registry.blocks = {BlockOf({6000, 6099}, "Cellar", 5)};
  registry.blocks[0].host = "attic";
  return registry;
}

TEST(Evaluate, RowsOfOtherHostsDoNotBind) {
  for (const char* host_name : {"box", "BOX", "box.example.org"}) {
    const auto policy = CompiledPolicy::Compile({TwoHosts()}, {}, host_name);
    EXPECT_EQ(VerdictOn(*policy, "relay", {4100}).reason, Reason::kAssigned) << host_name;
    EXPECT_EQ(VerdictOn(*policy, "anywhere", {4300}).reason, Reason::kAssigned);
    EXPECT_EQ(VerdictOn(*policy, "relay", {5000}).reason, Reason::kUnallocated);
    EXPECT_EQ(VerdictOn(*policy, "relay", {6000}).reason, Reason::kUnallocated);
    EXPECT_TRUE(policy->Notes().empty());
  }
  Settings settings;
  settings.host_name = "attic";
  const auto policy = CompiledPolicy::Compile({TwoHosts()}, settings, "box");
  EXPECT_EQ(VerdictOn(*policy, "store", {4100}).reason, Reason::kAssigned);
  EXPECT_EQ(VerdictOn(*policy, "store", {5000}).reason, Reason::kReserved);
  EXPECT_EQ(Resolve(*policy, Named("relay")).kind, SubjectKind::kUnregistered);
}

TEST(Evaluate, AHostThatTheRegistryDoesNotKnowIsHeldToAllRowsAndTold) {
  const auto policy = CompiledPolicy::Compile({TwoHosts()}, {}, "renamed");
  EXPECT_EQ(VerdictOn(*policy, "relay", {4100}).reason, Reason::kContested);
  EXPECT_EQ(VerdictOn(*policy, "relay", {5000}).reason, Reason::kReserved);
  ASSERT_EQ(policy->Notes().size(), 1u);
  EXPECT_EQ(policy->Notes()[0].code, "host-unknown");
  EXPECT_THAT(policy->Notes()[0].message, HasSubstr("'renamed'"));
  EXPECT_THAT(policy->Notes()[0].message, HasSubstr("Box, attic"));
  EXPECT_THAT(policy->Notes()[0].message, HasSubstr("host_name"));
}

// ---- the shape of a policy ------------------------------------------------------------------------------------------

TEST(CompiledPolicy, AnEmptyRegistryClaimsNothing) {
  const auto policy = Compiled({});
  EXPECT_EQ(policy->Boundaries(), (std::vector<std::uint32_t>{0, 32768, 61000}));  // the ephemeral ports' ends
  EXPECT_EQ(VerdictOn(*policy, "anyone", {80}).reason, Reason::kUnallocated);
}

TEST(CompiledPolicy, BoundariesAreWhereClaimsChange) {
  Registry registry;
  registry.assignments = {At({80, 80}, "a", "a", 1), At({65535, 65535}, "b", "b", 2)};
  registry.blocks = {BlockOf({80, 99}, "Web", 3)};
  EXPECT_EQ(Compiled(registry)->Boundaries(), (std::vector<std::uint32_t>{0, 80, 81, 100, 32768, 61000, 65535}));
}

TEST(CompiledPolicy, OverlappingRangesWithoutEndAreBoundedAndTold) {
  Registry registry;
  for (int i = 0; i < 2000; ++i) {
    const Port first = static_cast<Port>(1 + i);
    registry.assignments.push_back(At({first, 65535}, "c" + std::to_string(i), "", i));
  }
  const auto policy = Compiled(registry);
  EXPECT_EQ(VerdictOn(*policy, "c0", {65535}).reason, Reason::kContested);
  ASSERT_EQ(policy->Notes().size(), 1u);
  EXPECT_EQ(policy->Notes()[0].code, "ports-crowded");
}

TEST(CompiledPolicy, UnsoundRangesClaimNothing) {
  Registry registry;
  registry.assignments = {At({90, 80}, "a", "a", 1), At({0, 0}, "b", "b", 2)};
  EXPECT_EQ(Compiled(registry)->Boundaries(), Compiled({})->Boundaries());
}

TEST(OwnRanges, AreWhereASubjectDiffersFromOthers) {
  const auto policy = Compiled(Orchard());
  EXPECT_EQ(OwnRanges(*policy, HostSubject()), std::vector<PortRange>());
  EXPECT_EQ(OwnRanges(*policy, SubjectNamed(*policy, "stranger")), std::vector<PortRange>());
  EXPECT_EQ(OwnRanges(*policy, SubjectNamed(*policy, "core-auth")), (std::vector<PortRange>{{3001, 3001}}));
  EXPECT_EQ(OwnRanges(*policy, SubjectNamed(*policy, "alder-api")),
            (std::vector<PortRange>{{4100, 4199}, {4250, 4250}, {5005, 5005}, {5010, 5010}, {9900, 9900}}));
  EXPECT_EQ(OwnRanges(*policy, SubjectNamed(*policy, "kiln-gate")), (std::vector<PortRange>{{4200, 4299}}));
}

}  // namespace
}  // namespace portlaw
