// SPDX-License-Identifier: Apache-2.0
// Every class that a scan knows, by a registry that has them all.
#include "policy/scan/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/scan/filter.h"
#include "policy/scan/render.h"
#include "tests/unit/scan/harbor_and_tide.h"

namespace portlaw {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// 4250 is written for both; 4290 is to be reached from inside alone.
Registry Sample() {
  Registry registry = HarborAndTide({RowOf(4100, "harbor-api", "Harbor", 10), RowOf(4101, "harbor-ws", "Harbor", 11),
                                     RowOf(4200, "tide-api", "Tide", 20), RowOf(4250, "tide-api", "Tide", 21),
                                     RowOf(4250, "harbor-api", "Harbor", 22), RowOf(5000, "tide-api", "Tide", 23),
                                     RowOf(4290, "tide-db", "Tide", 24)});
  registry.assignments.back().exposure = Exposure::kInternal;
  return registry;
}

std::shared_ptr<const CompiledPolicy> Policy(Settings settings = {}) {
  return CompiledPolicy::Compile({Sample()}, std::move(settings), "box");
}

Listener HostListener(Port port) {
  Listener listener;
  listener.port = port;
  listener.address = "0.0.0.0";
  listener.process = ListenerProcess{12, "nginx", {}, 0};
  return listener;
}

Listener ContainerListener(const std::string& name, Port port, Scope scope = Scope::kHost) {
  Listener listener = HostListener(port);
  listener.scope = scope;
  listener.container = ListenerContainer{{name, {}}, "0123", "docker", {}};
  return listener;
}

Listener Chosen(Listener listener) {
  listener.chosen = true;
  return listener;
}

Listener Udp(Listener listener) {
  listener.protocol = Protocol::kUdp;
  return listener;
}

struct Case {
  const char* name;
  Listener listener;
  ScanStatus status;
  Action action;
  bool finding;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Classes : public ::testing::TestWithParam<Case> {};

TEST_P(Classes, AreTold) {
  const Case& c = GetParam();
  const ScanReport report = MakeScanReport(*Policy(), {c.listener}, {});
  ASSERT_THAT(report.rows, SizeIs(1));
  EXPECT_EQ(ToString(report.rows[0].status), ToString(c.status));
  EXPECT_EQ(ToString(report.rows[0].verdict.action), ToString(c.action));
  EXPECT_EQ(report.rows[0].finding, c.finding);
  EXPECT_EQ(HasFindings(report), c.finding);
}

INSTANTIATE_TEST_SUITE_P(
    Scan, Classes,
    ::testing::Values(
        Case{"Assigned", ContainerListener("harbor-api", 4100), ScanStatus::kRight, Action::kAllow, false},
        Case{"InBlock", ContainerListener("harbor-api", 4150), ScanStatus::kRight, Action::kAllow, false},
        Case{"Internal", ContainerListener("tide-db", 4290, Scope::kPrivate), ScanStatus::kInternal, Action::kAllow,
             false},
        Case{"Legacy", ContainerListener("harbor-api", 4900), ScanStatus::kLegacy, Action::kWarn, false},
        Case{"Contested", ContainerListener("harbor-api", 4250), ScanStatus::kContested, Action::kWarn, false},
        Case{"AssignedReserved", ContainerListener("tide-api", 5000), ScanStatus::kAssignedReserved, Action::kWarn,
             false},
        Case{"Sibling", ContainerListener("harbor-api", 4101), ScanStatus::kSibling, Action::kWarn, false},
        Case{"Foreign", ContainerListener("harbor-api", 4200), ScanStatus::kForeign, Action::kDeny, true},
        Case{"ForeignInPrivate", ContainerListener("harbor-api", 4200, Scope::kPrivate), ScanStatus::kForeign,
             Action::kAllow, false},
        Case{"ForeignToTheHost", HostListener(4200), ScanStatus::kForeign, Action::kWarn, true},
        Case{"ForeignToTheUnregistered", ContainerListener("stranger", 4200), ScanStatus::kForeign, Action::kDeny,
             true},
        Case{"ForeignThoughChosen", Chosen(ContainerListener("harbor-api", 4200)), ScanStatus::kForeign, Action::kWarn,
             true},
        Case{"Reserved", ContainerListener("harbor-api", 5001), ScanStatus::kReserved, Action::kDeny, true},
        Case{"ReservedToTheHost", HostListener(5001), ScanStatus::kReserved, Action::kWarn, true},
        Case{"UnallocatedToTheHost", HostListener(8080), ScanStatus::kUnallocated, Action::kAllow, false},
        Case{"UnallocatedToTheUnregistered", ContainerListener("stranger", 8080), ScanStatus::kUnallocated,
             Action::kWarn, false},
        Case{"UnallocatedToTheRegistered", ContainerListener("harbor-api", 8080), ScanStatus::kUnallocated,
             Action::kDeny, true},
        Case{"DynamicListener", Chosen(ContainerListener("harbor-api", 40000)), ScanStatus::kDynamic, Action::kWarn,
             false},
        Case{"DynamicUdp", Udp(Chosen(ContainerListener("harbor-api", 40000))), ScanStatus::kDynamic, Action::kAllow,
             false}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ScanReport, FollowsTheSettings) {
  Settings ignored;
  ignored.private_netns = PrivateNetns::kIgnore;
  EXPECT_FALSE(
      HasFindings(MakeScanReport(*Policy(ignored), {ContainerListener("harbor-api", 4200, Scope::kPrivate)}, {})));
  Settings audited;
  audited.mode = Mode::kAudit;
  const ScanReport report = MakeScanReport(*Policy(audited), {ContainerListener("harbor-api", 4200)}, {});
  EXPECT_EQ(report.rows[0].verdict.action, Action::kWouldDeny);
  EXPECT_TRUE(HasFindings(report)) << "audit mode reports, it does not forgive";
  Settings blind;
  blind.verdicts.Set(SubjectKind::kHost, Reason::kForeign, Action::kAllow);
  EXPECT_FALSE(HasFindings(MakeScanReport(*Policy(blind), {HostListener(4200)}, {})));
}

std::vector<int> NotListeningLines(std::vector<Listener> listeners) {
  std::vector<int> lines;
  for (const Assignment& row : MakeScanReport(*Policy(), std::move(listeners), {}).not_listening) {
    lines.push_back(row.source.line);
  }
  return lines;
}

TEST(ScanReport, TellsWhatNobodyServes) {
  EXPECT_THAT(NotListeningLines({}), ElementsAre(10, 11, 20, 21, 22, 24, 23));
  EXPECT_THAT(NotListeningLines({ContainerListener("harbor-api", 4100), HostListener(4200)}),
              ElementsAre(11, 21, 22, 24, 23))
      << "a port that the wrong one serves is a finding, not an absence";
}

TEST(ScanReport, ServesInternalRowsOnlyInPrivateAndByTheirOwn) {
  EXPECT_THAT(NotListeningLines({HostListener(4290)}), ::testing::Contains(24));
  EXPECT_THAT(NotListeningLines({ContainerListener("stranger", 4290, Scope::kPrivate)}), ::testing::Contains(24));
  EXPECT_THAT(NotListeningLines({ContainerListener("tide-db", 4290, Scope::kPrivate)}), Not(::testing::Contains(24)));
}

TEST(ScanReport, MindsTheProtocolOfARow) {
  Registry registry = Sample();
  registry.assignments[0].protocol = Protocol::kTcp;
  const auto policy = CompiledPolicy::Compile({registry}, {}, "box");
  const auto udp = MakeScanReport(*policy, {Udp(ContainerListener("harbor-api", 4100))}, {});
  EXPECT_EQ(udp.not_listening.front().source.line, 10);
  const auto tcp = MakeScanReport(*policy, {ContainerListener("harbor-api", 4100)}, {});
  EXPECT_EQ(tcp.not_listening.front().source.line, 11);
}

TEST(ScanReport, LeavesOutRowsOfOtherHosts) {
  Registry registry = Sample();
  registry.assignments[0].host = "box";
  registry.assignments[1].host = "elsewhere";
  const auto policy = CompiledPolicy::Compile({registry}, {}, "box");
  const auto report = MakeScanReport(*policy, {}, {});
  EXPECT_EQ(report.not_listening.front().source.line, 10);
  EXPECT_EQ(report.not_listening[1].source.line, 20);
}

TEST(ScanReport, CountsTheSocketsOfOneListenerAsOneRow) {
  std::vector<Listener> listeners;
  for (int i = 0; i < 20; ++i) {
    Listener listener = ContainerListener("harbor-api", 4100);
    listener.address = "127.0.0." + std::to_string(10 + i);
    listeners.push_back(listener);
    listeners.push_back(listener);
  }
  Listener other = ContainerListener("harbor-api", 4100);
  other.netns = 7;
  other.scope = Scope::kPrivate;
  listeners.push_back(other);
  const ScanReport report = MakeScanReport(*Policy(), listeners, {});
  ASSERT_THAT(report.rows, SizeIs(2));
  EXPECT_EQ(report.rows[0].sockets, 40U);
  EXPECT_THAT(report.rows[0].addresses, SizeIs(kMaxScanAddresses));
  EXPECT_EQ(report.rows[0].addresses.front(), "127.0.0.10");
  EXPECT_EQ(report.rows[1].listener.scope, Scope::kPrivate) << "the host's come first";
}

Listener Hostile() {
  Listener listener = ContainerListener("a|b`\x1b[31m\n@all", 4200);
  listener.process->comm = "x\r|<script>";
  return listener;
}

TEST(ScanText, NamesWhatIsWrongAndEscapesNames) {
  const ScanReport report =
      MakeScanReport(*Policy(), {Hostile(), ContainerListener("harbor-api", 4100)}, {"net:[7] is odd\x1b"});
  const std::string text = ScanText(report, true);
  EXPECT_THAT(text, HasSubstr("! foreign"));
  EXPECT_THAT(text, HasSubstr("\\x1b[31m\\n@all"));
  EXPECT_THAT(text, HasSubstr("harbor.md:20"));
  EXPECT_THAT(text, HasSubstr("2 listeners, 1 right, 1 foreign; 5 assignments that nobody serves; 1 finding (!)"));
  EXPECT_THAT(text, HasSubstr("not-listening"));
  EXPECT_THAT(text, HasSubstr("incomplete: net:[7] is odd\\x1b\n"));
  EXPECT_EQ(text.find_first_of("\x1b\r"), std::string::npos);
}

TEST(ScanText, CountsWhatIsSilentUnlessAskedForAll) {
  const ScanReport report = MakeScanReport(*Policy(), {ContainerListener("harbor-api", 4100)}, {});
  const std::string text = ScanText(report, false);
  EXPECT_THAT(text, HasSubstr("right"));
  EXPECT_THAT(text, Not(HasSubstr("not-listening")));
  EXPECT_THAT(text, HasSubstr("6 assignments that nobody serves (--all lists them); 0 findings"));
}

TEST(ScanText, PaintsWholeLinesByWhatTheyAre) {
  const ScanReport report = MakeScanReport(*Policy(), {Hostile(), ContainerListener("harbor-api", 4100)}, {});
  const std::string text = ScanText(report, true, [](Tone tone, std::string_view line) {
    return std::to_string(static_cast<int>(tone)) + "<" + std::string(line) + ">";
  });
  EXPECT_THAT(text, ::testing::StartsWith("4<  STATUS"));
  EXPECT_THAT(text, HasSubstr("\n0<  right"));
  EXPECT_THAT(text, HasSubstr("\n1<! foreign"));
  EXPECT_THAT(text, HasSubstr("\n4<  not-listening"));
}

TEST(ScanFilter, KeepsPortsAndServices) {
  const std::vector<Listener> listeners = {Hostile(), ContainerListener("harbor-api", 4100), HostListener(9)};
  const auto kept = [&](const ScanFilter& filter) {
    ScanReport report = MakeScanReport(*Policy(), listeners, {});
    EXPECT_TRUE(KeepOnly(report, filter, *Policy()));
    return report;
  };
  EXPECT_THAT(kept({}).rows, SizeIs(3));
  EXPECT_THAT(kept({{{4000, 4199}}, {}}).rows, SizeIs(1));
  const ScanReport harbor = kept({{}, {"HARBOR"}});
  ASSERT_THAT(harbor.rows, SizeIs(1));
  EXPECT_EQ(harbor.rows[0].service, "Harbor");
  EXPECT_LT(harbor.not_listening.size(), kept({}).not_listening.size());
  const ScanReport tide = kept({{}, {"Tide"}});
  ASSERT_THAT(tide.rows, SizeIs(1)) << "a stranger on the service's port";
  EXPECT_EQ(tide.rows[0].status, ScanStatus::kForeign);
  EXPECT_THAT(kept({{{1, 10}}, {"Tide"}}).rows, IsEmpty());
}

TEST(ScanFilter, AServiceThatThereIsNotIsAnError) {
  ScanReport report = MakeScanReport(*Policy(), {}, {});
  const auto kept = KeepOnly(report, {{}, {"Harbour"}}, *Policy());
  ASSERT_FALSE(kept);
  EXPECT_THAT(ToString(kept.error()), HasSubstr("did you mean 'Harbor'?"));
}

TEST(ScanDrift, ListsOnlyDifferencesAndIsMarkdownWhateverTheNames) {
  const ScanReport report = MakeScanReport(*Policy(), {Hostile(), ContainerListener("harbor-api", 4100)}, {});
  const std::string drift = ScanDrift(report);
  EXPECT_THAT(drift, ::testing::StartsWith("| Port | Protocol | The registry says | What runs | Drift |\n|---|"));
  EXPECT_THAT(drift, HasSubstr("| 4200 | tcp | "));
  EXPECT_THAT(drift, HasSubstr(" | foreign |\n"));
  EXPECT_THAT(drift,
              HasSubstr("| 4101 | any | 4101 is assigned to harbor-ws (harbor.md:11) | nobody | not-listening |"));
  EXPECT_THAT(drift, Not(HasSubstr("| 4100 ")));
  EXPECT_THAT(drift, HasSubstr("a\\|b\\`"));
  EXPECT_THAT(drift, Not(HasSubstr("@all")));
  EXPECT_THAT(drift, Not(HasSubstr("|<script")));
  EXPECT_EQ(std::count(drift.begin(), drift.end(), '\n'), 2 + 1 + 5);
}

TEST(ScanDrift, SaysSoWhereThereIsNone) {
  const auto policy = CompiledPolicy::Compile({Registry{}}, {}, "box");
  EXPECT_THAT(ScanDrift(MakeScanReport(*policy, {}, {})), HasSubstr("No drift"));
  const Listener inside = ContainerListener("stranger", 80, Scope::kPrivate);
  EXPECT_THAT(ScanDrift(MakeScanReport(*policy, {inside}, {})), HasSubstr("No drift"));
}

TEST(ScanJson, HasTheKeysOfTheContract) {
  const std::string json = ScanJson(MakeScanReport(*Policy(), {Hostile(), HostListener(9)}, {"odd"}));
  for (const char* part : {"\"listeners\"",
                           "\"status\": \"foreign\"",
                           "\"finding\": true",
                           "\"port\": 4200",
                           "\"protocol\": \"tcp\"",
                           "\"netns\": \"host\"",
                           "\"runtime\": \"docker\"",
                           "\"container\": null",
                           "\"service\"",
                           "\"pid\": 12",
                           "\"action\": \"deny\"",
                           "\"owner\": \"tide-api\"",
                           "\"file\": \"harbor.md\"",
                           "\"line\": 20",
                           "\"not_listening\"",
                           "\"exposure\": \"internal\"",
                           "\"not-listening\": 6",
                           "\"findings\": 1",
                           "\"source\": null",
                           "\"incomplete\": [\n    \"odd\"\n  ]",
                           "\\u001b[31m\\n@all"}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
}

}  // namespace
}  // namespace portlaw
