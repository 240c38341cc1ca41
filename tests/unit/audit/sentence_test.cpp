// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "policy/text/printable.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr Reason kAllReasons[] = {Reason::kContested,     Reason::kAssignedReserved, Reason::kAssigned,
                                  Reason::kLegacy,        Reason::kReserved,         Reason::kSibling,
                                  Reason::kInBlock,       Reason::kForeign,          Reason::kUnallocated,
                                  Reason::kDynamicListen, Reason::kPending,          Reason::kPortInUse};
constexpr Action kAllActions[] = {Action::kAllow, Action::kWarn, Action::kDeny, Action::kWouldDeny};

std::string SentenceOf(Reason reason, Action action) {
  AuditEvent event = SampleEvent();
  event.reason = reason;
  event.action = action;
  return Sentence(event);
}

bool IsOneHarmlessLine(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    if (!character.valid || !IsPrintable(character.code)) return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

TEST(Sentence, SaysEverythingThatIsKnown) {
  EXPECT_EQ(
      Sentence(SampleEvent()),
      "Container grove-api (service Grove, image grove:2, process node, pid 77) was refused TCP port 4101 on "
      "0.0.0.0: this port belongs to orchard-api (ports.md:57 says \"assigned: API\"); the next free port of Grove is "
      "4205.");
}

TEST(Sentence, DiffersForEveryReasonAndAction) {
  std::set<std::string> sentences;
  for (Reason reason : kAllReasons) {
    for (Action action : kAllActions) {
      const std::string sentence = SentenceOf(reason, action);
      EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
      EXPECT_THAT(sentence, HasSubstr("4101"));
      EXPECT_THAT(sentence, HasSubstr("grove-api"));
      EXPECT_THAT(sentence, HasSubstr("ports.md:57"));
      EXPECT_THAT(sentence, EndsWith("."));
      EXPECT_TRUE(IsOneHarmlessLine(sentence)) << sentence;
    }
  }
}

TEST(Sentence, SaysWhyForEachReason) {
  const std::map<Reason, std::string> because = {
      {Reason::kContested, "gives this port to more than one: orchard-api"},
      {Reason::kAssignedReserved, "in a range that it also calls reserved"},
      {Reason::kAssigned, "assigns it this port ("},
      {Reason::kLegacy, "legacy port"},
      {Reason::kReserved, "this port is reserved"},
      {Reason::kSibling, "assigned to orchard-api of the same service"},
      {Reason::kInBlock, "unassigned port of its own block"},
      {Reason::kForeign, "belongs to orchard-api"},
      {Reason::kUnallocated, "no registry gives this port to anyone"},
      {Reason::kDynamicListen, "nobody chose this port"},
      {Reason::kPending, "who this container is was not known yet, and this port belongs to orchard-api"},
      {Reason::kPortInUse,
       "by whom could not be found out any more; by the registry this port belongs to orchard-api"}};
  ASSERT_EQ(because.size(), std::size(kAllReasons));
  for (const auto& [reason, words] : because) EXPECT_THAT(SentenceOf(reason, Action::kDeny), HasSubstr(words));
}

TEST(Sentence, SaysWhatHappened) {
  EXPECT_THAT(SentenceOf(Reason::kForeign, Action::kDeny), HasSubstr("was refused TCP port 4101"));
  EXPECT_THAT(SentenceOf(Reason::kForeign, Action::kDeny), Not(HasSubstr("allowed")));
  EXPECT_THAT(SentenceOf(Reason::kForeign, Action::kWouldDeny), HasSubstr("bound TCP port 4101"));
  EXPECT_THAT(SentenceOf(Reason::kForeign, Action::kWouldDeny),
              HasSubstr("let through, because the policy is in audit mode"));
  EXPECT_THAT(SentenceOf(Reason::kSibling, Action::kWarn), HasSubstr("allowed, but logged"));
  EXPECT_THAT(SentenceOf(Reason::kDynamicListen, Action::kDeny), HasSubstr("was refused to listen on TCP port 4101"));
  EXPECT_THAT(SentenceOf(Reason::kDynamicListen, Action::kWarn), HasSubstr("listens on TCP port 4101"));
}

TEST(Sentence, SaysThatThePortIsOwnedForAnotherProtocol) {
  AuditEvent event = SampleEvent();
  EXPECT_THAT(Sentence(event), Not(HasSubstr("it owns")));
  event.own_protocols = {Protocol::kUdp};
  EXPECT_THAT(Sentence(event), HasSubstr("; it owns 4101/udp, this is tcp"));
  event.own_protocols = {Protocol::kUdp, Protocol::kSctp};
  EXPECT_THAT(Sentence(event), HasSubstr("; it owns 4101/udp and 4101/sctp, this is tcp"));
}

TEST(Sentence, SaysThatAnUnknownContainerIsOnlyAudited) {
  const std::string sentence = SentenceOf(Reason::kPending, Action::kWouldDeny);
  EXPECT_THAT(sentence, HasSubstr("containers that are not known yet are only audited here"));
  EXPECT_THAT(sentence, Not(HasSubstr("audit mode")));
}

TEST(Sentence, TellsWhatAnEngineToldFromWhatWasDecided) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWouldDeny;
  event.hook = kernel::Hook::kEngine;
  event.chosen = true;
  const std::string sentence = Sentence(event);
  EXPECT_THAT(sentence, StartsWith("Container grove-api (service Grove, image grove:2, published by the engine of "
                                   "uid 1000) is reachable at TCP port 4101"));
  EXPECT_THAT(sentence, HasSubstr("detected, not prevented"));
  EXPECT_THAT(sentence, HasSubstr("the engine chose the port"));
  EXPECT_THAT(sentence, Not(HasSubstr("audit mode")));
  EXPECT_THAT(sentence, Not(HasSubstr("pid")));
}

TEST(Sentence, SaysThatAnEnginesPortCouldNotBeAttributed) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWouldDeny;
  event.subject = SubjectKind::kUnregistered;
  event.container = Container{"", "unattributed", std::string(kUnattributedRuntime), ""};
  const std::string sentence = Sentence(event);
  EXPECT_THAT(sentence,
              StartsWith("A container that its engine does not tell of (process node, pid 77) bound TCP port"));
  EXPECT_THAT(sentence, HasSubstr("such ports are only audited here"));
  EXPECT_THAT(sentence, Not(HasSubstr("audit mode")));
}

TEST(Sentence, SaysWhoHoldsAPortThatIsInUse) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWarn;
  event.reason = Reason::kPortInUse;
  event.holder =
      PortHolder{123, "python3", "orchard-api", std::nullopt, "python3 (pid 123) listens on 0.0.0.0:4101/tcp"};
  const std::string sentence = Sentence(event);
  EXPECT_THAT(sentence,
              HasSubstr("tried TCP port 4101 on 0.0.0.0: python3 (pid 123) listens on 0.0.0.0:4101/tcp; by the "
                        "registry this port belongs to orchard-api (ports.md:57"));
  EXPECT_THAT(sentence, HasSubstr("; the bind fails with EADDRINUSE; the next free port of Grove is 4205."));
  EXPECT_THAT(sentence, Not(HasSubstr("allowed")));
}

TEST(Sentence, TellsPrivateNamespacesFromTheHosts) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWouldDeny;
  event.scope = Scope::kPrivate;
  EXPECT_THAT(Sentence(event), HasSubstr("private network namespaces are only audited here"));
  EXPECT_THAT(Sentence(event), Not(HasSubstr("audit mode")));
}

TEST(Sentence, SaysWhoWithoutAContainerName) {
  AuditEvent host = SampleEvent();
  host.container.reset();
  EXPECT_THAT(Sentence(host), StartsWith("Host process node (pid 77, uid 1000) was refused"));
  AuditEvent unregistered = SampleEvent();
  unregistered.subject = SubjectKind::kUnregistered;
  unregistered.service.clear();
  EXPECT_THAT(Sentence(unregistered), StartsWith("Unregistered container grove-api (image grove:2, process node"));
  unregistered.container = Container{};
  EXPECT_THAT(Sentence(unregistered), StartsWith("Unregistered container in cgroup /docker/0123abcd (process"));
  unregistered.container->id = "0123abcd";
  EXPECT_THAT(Sentence(unregistered), StartsWith("Unregistered container with id 0123abcd (process"));
}

TEST(Sentence, AddsRemarksOnlyWhereThereIsSomethingToRemark) {
  AuditEvent event = SampleEvent();
  event.chosen = true;
  event.suppressed = 12;
  event.socket_cgroup = "/other";
  event.policy_known = false;
  event.rule.reset();
  event.suggestion.reset();
  const std::string sentence = Sentence(event);
  EXPECT_THAT(sentence, HasSubstr("the kernel chose the port"));
  EXPECT_THAT(sentence, HasSubstr("the socket was made in cgroup /other"));
  EXPECT_THAT(sentence, HasSubstr("generation 3) is kept no longer"));
  EXPECT_THAT(sentence, HasSubstr("12 more like it were not logged"));
  EXPECT_THAT(sentence, Not(HasSubstr("next free")));
  EXPECT_THAT(sentence, Not(HasSubstr("ports.md")));
}

TEST(Sentence, IsHarmlessAndBoundedWhateverTheNamesHold) {
  const std::string hostile[] = {"a\nFAKE LINE",
                                 "\x1b[2J\x1b[31m",
                                 "\xff\xfe\x80",
                                 std::string(65536, '\n'),
                                 std::string(65536, '\xe2'),
                                 "\xe2\x80\xae"
                                 "evil",
                                 std::string("nul\0nul", 7)};
  for (const std::string& text : hostile) {
    AuditEvent event = SampleEvent();
    event.container = Container{text, text, text, text};
    event.service = event.owner = event.owner_rule = event.process.comm = event.cgroup = event.socket_cgroup = text;
    event.address = event.protocol = text;
    event.rule = Source{text, 1};
    event.suppressed = ~0ULL;
    event.policy_known = false;
    event.chosen = true;
    for (Reason reason : kAllReasons) {
      event.reason = reason;
      const std::string sentence = Sentence(event);
      EXPECT_LE(sentence.size(), kMaxSentenceBytes);
      EXPECT_TRUE(IsOneHarmlessLine(sentence)) << sentence;
    }
  }
}

}  // namespace
}  // namespace portlaw::audit
