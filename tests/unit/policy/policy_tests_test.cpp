// SPDX-License-Identifier: Apache-2.0
#include "policy/cases/policy_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/orchard.h"

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PolicyTests Parsed(std::string_view text) {
  const auto tests = ParsePolicyTests(text, "t.yaml");
  EXPECT_TRUE(tests) << (tests ? "" : ToString(tests.error().front()));
  return tests.value_or(PolicyTests());
}

std::vector<std::string> ErrorsOf(std::string_view text) {
  std::vector<std::string> errors;
  const auto tests = ParsePolicyTests(text, "t.yaml");
  if (tests) return errors;
  for (const Error& error : tests.error()) errors.push_back(ToString(error));
  return errors;
}

// The failures of the cases against the orchard; "" for those that pass.
std::vector<std::string> FailuresOf(std::string_view text, const Settings& settings = {}) {
  const PolicyTests tests = Parsed(text);
  const auto results = RunPolicyTests(*Compiled(Orchard(), settings), tests.cases);
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < results.size(); ++i) failures.push_back(Failure(tests.cases[i], results[i]));
  return failures;
}

TEST(PolicyTests, ReadsEveryKey) {
  const PolicyTests tests = Parsed(R"(
registries: [a.md, b.md]
settings: s.yaml
cases:
  - {container: alder-api, port: 4100/udp, netns: private, verdict: would-deny, reason: in-block}
  - container: c
    compose_project: p
    compose_service: s
    label: l
    port: 80-89
    protocol: sctp
    action: warn
  - {container: null, port: 1, verdict: allow}
)");
  EXPECT_THAT(tests.registries, ElementsAre("a.md", "b.md"));
  EXPECT_EQ(tests.settings, "s.yaml");
  ASSERT_EQ(tests.cases.size(), 3u);
  EXPECT_EQ(tests.cases[0].container->name, "alder-api");
  EXPECT_EQ(tests.cases[0].protocol, Protocol::kUdp);
  EXPECT_EQ(tests.cases[0].scope, Scope::kPrivate);
  EXPECT_EQ(tests.cases[0].action, Action::kWouldDeny);
  EXPECT_EQ(tests.cases[0].reason, Reason::kInBlock);
  EXPECT_EQ(tests.cases[0].source, (Source{"t.yaml", 5}));
  EXPECT_EQ(tests.cases[1].container, (ContainerIdentity{"c", {"l"}}));
  EXPECT_EQ(tests.cases[1].ports, (PortRange{80, 89}));
  EXPECT_EQ(tests.cases[1].protocol, Protocol::kSctp);
  EXPECT_EQ(tests.cases[2].container, std::nullopt);
}

TEST(PolicyTests, AListAloneIsTheCases) {
  EXPECT_EQ(Parsed("- {container: a, port: 1, verdict: deny}").cases.size(), 1u);
}

TEST(PolicyTests, EveryMistakeIsReported) {
  EXPECT_THAT(ErrorsOf("cases:\n- {container: a, port: 70000, verdict: deny}\n- {port: 80}\n"
                       "- {container: a, prt: 80, verdict: maybe}\n"),
              ElementsAre(HasSubstr("t.yaml:2: port is not a port"), HasSubstr("t.yaml:3: a case does not say what"),
                          HasSubstr("t.yaml:3: a case does not say who"), HasSubstr("did you mean 'port'?"),
                          HasSubstr("verdict: 'maybe'"), HasSubstr("t.yaml:4: a case has no port")));
  for (const char* text :
       {"", "cases: []", "cases: 3", "cases: [3]", "{", "[[]]", "registries: {a: b}",
        "- {container: a, port: 80/icmp, verdict: deny}", "- {container: a, port: 90-80, verdict: deny}"}) {
    EXPECT_FALSE(ErrorsOf(text).empty()) << text;
  }
}

TEST(PolicyTests, PassWhereTheVerdictIsAsExpected) {
  EXPECT_THAT(
      FailuresOf("- {container: alder-api, port: 4100, verdict: allow, reason: assigned}\n"
                 "- {container: alder-api, port: 4200, verdict: deny}\n"
                 "- {container: null, port: 4200, verdict: warn}\n"
                 "- {container: x, compose_project: p, compose_service: alder-web, port: 4101, verdict: allow}\n"
                 "- {container: alder-new, port: 4120-4179, verdict: allow, reason: in-block}\n"),
      testing::Each(""));
}

TEST(PolicyTests, FailWithWhatTheRegistrySaysInstead) {
  Settings settings;
  settings.private_netns = PrivateNetns::kAudit;
  EXPECT_THAT(FailuresOf("- {container: alder-api, port: 4200, verdict: allow}\n"
                         "- {container: alder-api, port: 4200, verdict: deny, reason: reserved}\n"
                         "- {container: alder-api, port: 4102-4150, verdict: allow}\n"
                         "- {container: alder-api, port: 4200, netns: private, verdict: deny}\n",
                         settings),
              ElementsAre("expected allow, got deny (foreign) on 4200: 4200 is assigned to birch-api (Birch) "
                          "(orchard.md:21)",
                          HasSubstr("expected deny (reserved), got deny (foreign)"),
                          HasSubstr("got warn (sibling) on 4110"), HasSubstr("got would-deny (foreign)")));
}

TEST(PolicyTests, TitlesSayWhoAndWhat) {
  const auto tests = Parsed(
      "- {container: a, port: 80-81/udp, verdict: deny, netns: private}\n"
      "- {container: null, port: 80, verdict: deny}\n");
  EXPECT_EQ(Title(tests.cases[0]), "a 80-81/udp in a private network namespace");
  EXPECT_EQ(Title(tests.cases[1]), "a host process 80/tcp");
}

}  // namespace
}  // namespace portlaw
