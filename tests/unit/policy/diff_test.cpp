// SPDX-License-Identifier: Apache-2.0
#include "policy/diff/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/policy/orchard.h"

namespace portlaw {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

PolicyDiff DiffOf(const Registry& before, const Registry& after, const Settings& settings = {}) {
  return Diff(*Compiled(before, settings), *Compiled(after, settings));
}

std::string Words(const VerdictChange& change) {
  std::string text = ToString(change.subject, change.container) + " ";
  for (PortRange range : change.ports) text += ToString(range) + " ";
  if (change.protocol != Protocol::kAny) text += std::string(ToString(change.protocol)) + " ";
  if (change.scope == Scope::kPrivate) text += "private ";
  const auto decision = [](const Decision& d) {
    return std::string(ToString(d.action)) + "/" + std::string(ToString(d.reason));
  };
  return text + decision(change.before) + " " + decision(change.after);
}

std::vector<std::string> Words(const PolicyDiff& diff) {
  std::vector<std::string> words;
  for (const VerdictChange& change : diff.verdicts) words.push_back(Words(change));
  return words;
}

TEST(Diff, OfTheSameIsNothing) {
  EXPECT_THAT(DiffOf(Orchard(), Orchard()).facts, IsEmpty());
  EXPECT_THAT(DiffOf(Orchard(), Orchard()).verdicts, IsEmpty());
}

TEST(Diff, LinesAndPurposesAreNoDifference) {
  Registry moved = Orchard();
  for (Assignment& row : moved.assignments) {
    row.source.line += 100;
    row.purpose = "in other words";
  }
  std::reverse(moved.assignments.begin(), moved.assignments.end());
  EXPECT_THAT(DiffOf(Orchard(), moved).facts, IsEmpty());
  EXPECT_THAT(DiffOf(Orchard(), moved).verdicts, IsEmpty());
}

TEST(Diff, AMovedPortIsOneChangeOfAFactAndSaysWhoGainsAndLoses) {
  Registry after = Orchard();
  after.assignments[1].ports = {4105, 4105};  // alder-web, from 4101
  const PolicyDiff diff = DiffOf(Orchard(), after);
  ASSERT_EQ(diff.facts.size(), 1u);
  EXPECT_EQ(diff.facts[0], (FactChange{"assignment", "alder-web", "4101", "4105", {"orchard.md", 12}}));
  EXPECT_THAT(Words(diff), testing::UnorderedElementsAre("alder-web 4101 allow/assigned allow/in-block",
                                                         "alder-web 4105 allow/in-block allow/assigned",
                                                         "alder-api 4101 warn/sibling allow/in-block",
                                                         "alder-api 4105 allow/in-block warn/sibling",
                                                         "alder-worker-{n} 4101 warn/sibling allow/in-block",
                                                         "alder-worker-{n} 4105 allow/in-block warn/sibling"));
}

TEST(Diff, ANewBlockChangesTheClasses) {
  Registry after = Orchard();
  after.blocks.push_back(BlockOf({4300, 4399}, "Cedar", 33));
  const PolicyDiff diff = DiffOf(Orchard(), after);
  EXPECT_THAT(diff.facts, ElementsAre(FactChange{"block", "Cedar", "", "4300-4399", {"orchard.md", 33}}));
  EXPECT_THAT(Words(diff), ElementsAre("host processes 4300-4399 allow/unallocated warn/foreign",
                                       "unregistered containers 4300-4399 warn/unallocated deny/foreign",
                                       "other registered containers 4300-4399 deny/unallocated deny/foreign"));
}

TEST(Diff, AContainerThatIsStruckOutIsJudgedAnewEverywhere) {
  Registry after = Orchard();
  after.assignments.erase(after.assignments.begin() + 8);  // finder
  const auto words = Words(DiffOf(Orchard(), after));
  EXPECT_THAT(words, Contains(testing::StartsWith("finder 1-3000 3003-4099 ")));
  EXPECT_THAT(words, Contains(testing::HasSubstr("deny/unallocated warn/unallocated")));
  // Its internal port is of private namespaces only, and those are not judged.
  EXPECT_THAT(words, Not(Contains(testing::StartsWith("unregistered containers 8025"))));
  Settings inside;
  inside.private_netns = PrivateNetns::kAudit;
  EXPECT_THAT(Words(DiffOf(Orchard(), after, inside)),
              Contains("unregistered containers 8025 private would-deny/foreign warn/unallocated"));
}

TEST(Diff, AChangeOfOneProtocolSaysWhich) {
  Registry after = Orchard();
  after.reserved.push_back({{7777, 7777}, Protocol::kUdp, "", ReservedKind::kNever, std::nullopt, {"orchard.md", 62}});
  EXPECT_THAT(Words(DiffOf(Orchard(), after)),
              Contains("unregistered containers 7777 udp warn/unallocated deny/reserved"));
}

bool Speaks(const VerdictChange& change, Port port, const Verdict& before, const Verdict& after) {
  const bool of_tcp = change.protocol == Protocol::kAny || change.protocol == Protocol::kTcp;
  return change.scope == Scope::kHost && of_tcp &&
         std::any_of(change.ports.begin(), change.ports.end(), [&](PortRange r) { return r.Contains(port); }) &&
         change.before == Decision{before.action, before.reason} &&
         change.after == Decision{after.action, after.reason};
}

// Whether a change is one of `name`'s: its own, or that of the class it is in.
bool Concerns(const VerdictChange& change, const std::string& name) {
  if (name.empty()) return change.subject == DiffSubject::kHost;
  if (name == "stranger") return change.subject == DiffSubject::kUnregistered;
  return change.subject == DiffSubject::kOthers || change.container == name;
}

Registry SomewhatChanged() {
  Registry registry = Orchard();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    Assignment& row = registry.assignments[*rc::gen::inRange<std::size_t>(0, registry.assignments.size())];
    row.ports.first = row.ports.last = *rc::gen::inRange<Port>(4095, 4215);
    row.protocol = *rc::gen::element(Protocol::kAny, Protocol::kUdp);
  }
  registry.reserved.push_back(Reserved({*rc::gen::inRange<Port>(4090, 4150), 4160}, "", 99));
  return registry;
}

// What the diff says is what Evaluate says, for every container and class: nothing is left out, nothing made up.
TEST(DiffProperty, IsCompleteAndTrue) {
  const bool holds = rc::check([] {
    const auto before = Compiled(Orchard());
    const auto after = Compiled(SomewhatChanged());
    const PolicyDiff diff = Diff(*before, *after);
    for (const char* name : {"", "stranger", "alder-api", "birch-hub", "core-auth"}) {
      for (Port port = 4090; port < 4300; ++port) {
        const Verdict then = VerdictOn(*before, name, {port});
        const Verdict now = VerdictOn(*after, name, {port});
        const bool said = std::any_of(diff.verdicts.begin(), diff.verdicts.end(), [&](const VerdictChange& change) {
          return Concerns(change, name) && Speaks(change, port, then, now);
        });
        RC_ASSERT(said == (then.action != now.action || then.reason != now.reason));
      }
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace portlaw
