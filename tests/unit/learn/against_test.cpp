// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/against.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "policy/readers/reader.h"
#include "tests/unit/learn/seen.h"

namespace portlaw::learn {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kRegistry[] =
    "# Ports\n\n"
    "### Otter (Accounts) - 4100-4199\n\n"
    "| Port | Service | Container |\n|---|---|---|\n"
    "| 4100 | API | otter-api |\n"
    "| 4101 | Web | otter-web |\n\n"
    "## Reserved\n\n| Port | Reason |\n|---|---|\n| 5000 | AirPlay |\n";

Differences Against(const SeenBy& seen, const DraftOptions& options = {}) {
  const auto policy = CompiledPolicy::Compile({ReadDocument(kRegistry, "ports.md", {})->registry}, {}, "host");
  return Compare(*policy, seen.all(), options);
}

std::string Render(const Differences& differences, std::string_view name) {
  for (const AgainstFormat& format : AgainstFormats()) {
    if (format.name == name) return format.render(differences);
  }
  return "no such format";
}

TEST(Against, AgreesWithWhatTheRegistrySays) {
  const Differences differences = Against(SeenBy()(By("otter-api", 4100))(By("otter-web", 4101)));
  EXPECT_THAT(differences.items, IsEmpty());
  EXPECT_FALSE(HasFindings(differences));
  EXPECT_THAT(Render(differences, "text"), HasSubstr("no difference"));
  EXPECT_THAT(Render(differences, "markdown"), HasSubstr("No difference"));
}

TEST(Against, TellsWhatIsSomebodysFirst) {
  const Differences differences =
      Against(SeenBy()(By("otter-web", 4150))(By("rogue", 4101), "node", 7)(By("otter-api", 5000))(By("stray", 8080)));
  ASSERT_EQ(differences.items.size(), 5U);
  EXPECT_EQ(differences.items[0].kind, DifferenceKind::kSomebodys);
  EXPECT_EQ(differences.items[0].ports, (PortRange{4101, 4101}));
  EXPECT_EQ(differences.items[0].container, "rogue");
  EXPECT_EQ(differences.items[0].times, 7U);
  EXPECT_EQ(differences.items[0].reason, "foreign");
  EXPECT_EQ(differences.items[0].row, (Source{"ports.md", 8}));
  EXPECT_EQ(differences.items[1].reason, "reserved");
  EXPECT_EQ(differences.items[2].kind, DifferenceKind::kUnlisted);
  EXPECT_EQ(differences.items[2].reason, "in-block");
  EXPECT_EQ(differences.items[3].reason, "unallocated");
  EXPECT_EQ(differences.items[4].kind, DifferenceKind::kUnseen);
  EXPECT_EQ(differences.items[4].ports, (PortRange{4100, 4100}));
  EXPECT_TRUE(HasFindings(differences));
}

TEST(Against, WhatWasNotSeenIsNoFinding) {
  const Differences differences = Against(SeenBy()(By("otter-api", 4100)));
  ASSERT_EQ(differences.items.size(), 1U);
  EXPECT_FALSE(HasFindings(differences));
}

TEST(Against, KnowsHostProcessesAndUnits) {
  ObservedBind host = By("python3", 4101);
  host.binder = Binder::kProcess;
  ObservedBind elsewhere = By("sshd", 22);
  elsewhere.binder = Binder::kProcess;
  ObservedBind unit = By("otter-api", 4100);
  unit.binder = Binder::kUnit;
  const SeenBy seen = SeenBy()(host)(elsewhere)(unit);
  const Differences differences = Against(seen);
  ASSERT_EQ(differences.items.size(), 1U);  // the unit is registered, sshd is the host's own business
  EXPECT_TRUE(differences.items[0].host);
  EXPECT_EQ(differences.items[0].process, "python3");
  EXPECT_EQ(Against(seen, {true, false, false}).items.size(), 2U);
}

TEST(Against, TellsWhatWasRefusedOnly) {
  ObservedBind refused = By("rogue", 4101);
  refused.refused = true;
  EXPECT_TRUE(Against(SeenBy()(refused)).items[0].refused);
  const Differences both = Against(SeenBy()(refused)(By("rogue", 4101)));
  EXPECT_FALSE(both.items[0].refused);
  EXPECT_EQ(both.items[0].times, 2U);
}

TEST(Against, PassesOverWhatCollidesWithNobody) {
  ObservedBind chosen = By("rogue", 40000);
  chosen.chosen = true;
  const auto differences = Against(SeenBy()(chosen)(By("x", 50000))(By("y", 80, Protocol::kTcp, Scope::kPrivate)));
  for (const Difference& difference : differences.items) EXPECT_EQ(difference.kind, DifferenceKind::kUnseen);
}

TEST(Against, WritesJsonWithStableKeys) {
  Differences differences = Against(SeenBy()(By("rogue", 4101))(By("otter-api", 4100)));
  differences.remarks.push_back("a remark");
  const json out = json::parse(Render(differences, "json"));
  const json expected = json::parse(R"json([{"kind": "somebody-elses", "first": 4101, "last": 4101,
    "protocol": "tcp", "netns": "host", "container": "rogue", "process": null, "host": false, "times": 1,
    "refused": false, "reason": "foreign", "registry": "4101 is assigned to otter-web (Otter) (ports.md:8)",
    "source": {"file": "ports.md", "line": 8}}])json");
  EXPECT_EQ(out["differences"][0], expected[0]) << out.dump(2);
  EXPECT_EQ(out["differences"].size(), 1U);
  EXPECT_EQ(out["summary"], json::parse(R"({"somebody-elses": 1, "not-in-registry": 0, "not-observed": 0})"));
  EXPECT_EQ(out["remarks"][0], "a remark");
}

TEST(Against, EscapesNames) {
  const Differences differences = Against(SeenBy()(By("a|b\x1b[2J@here", 8080)));
  EXPECT_THAT(Render(differences, "text"), HasSubstr("container a|b\\x1b[2J@here"));
  EXPECT_THAT(Render(differences, "markdown"), HasSubstr("a\\|b\\\\x1b\\[2J&#64;here"));
}

}  // namespace
}  // namespace portlaw::learn
