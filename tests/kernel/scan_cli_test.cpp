// SPDX-License-Identifier: Apache-2.0
// `portlaw scan` as a user runs it, on real listeners in a network namespace of the test's own: there it is the
// host's. What other namespaces of the machine hold is passed over by the settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/kernel/scan_command.h"
#include "tests/kernel/scan_sockets.h"

namespace portlaw::scan {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ScanCommand : public CommandTest {
 protected:
  ScanCommand() {
    Write("ports.md",
          "# Ports\n\n## Harbor (4100-4199)\n\n"
          "| Port | Service | Container |\n|------|---------|-----------|\n"
          "| 4100 | API | harbor-api |\n| 4101 | Socket | harbor-ws |\n\n"
          "## Reserved\n\n| Port | Reason |\n|------|--------|\n| 5000 | AirPlay |\n");
    Write("settings.yaml", "private_netns: ignore\n");
  }

  Outcome Run(const std::string& arguments) { return Portlaw("scan", arguments); }
  Outcome RunOnSample(const std::string& arguments) {
    return Run(Path("ports.md") + " --settings " + Path("settings.yaml") + " " + arguments);
  }
};

json OnlyHost(const std::string& text) {
  json rows = json::array();
  const json report = json::parse(text);
  for (const json& row : report.at("listeners")) {
    if (row.at("netns") == "host") rows.push_back(row);
  }
  return rows;
}

TEST_F(ScanCommand, FindsWhoListensOnAnothersPort) {
  InNewNamespace([this] {
    const ListeningChild child("squatter", 4101);
    const Outcome outcome = RunOnSample("--format json");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    const json rows = OnlyHost(outcome.out);
    ASSERT_EQ(rows.size(), 1U) << outcome.out;
    EXPECT_EQ(rows[0]["status"], "foreign");
    EXPECT_EQ(rows[0]["finding"], true);
    EXPECT_EQ(rows[0]["port"], 4101);
    EXPECT_EQ(rows[0]["owner"], "harbor-ws");
    EXPECT_EQ(rows[0]["source"]["line"], 8);
    EXPECT_EQ(rows[0]["process"]["pid"], child.pid());
    EXPECT_EQ(rows[0]["process"]["comm"], "squatter");
    EXPECT_THAT(rows[0]["cgroup"].get<std::string>(), StartsWith("/"));
    const json absent = json::parse(outcome.out).at("not_listening");
    ASSERT_EQ(absent.size(), 1U);
    EXPECT_EQ(absent[0]["container"], "harbor-api");
  });
}

TEST_F(ScanCommand, FindsReservedPortsAndUdp) {
  InNewNamespace([this] {
    const auto udp = Open(AF_INET6, SOCK_DGRAM, "::", 5000);
    const Outcome outcome = RunOnSample("");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("! reserved"));
    EXPECT_THAT(outcome.out, HasSubstr("AirPlay"));
    EXPECT_THAT(outcome.out, HasSubstr("ports.md:14"));
  });
}

TEST_F(ScanCommand, IsFineWhereNothingIsWrong) {
  InNewNamespace([this] {
    const auto elsewhere = Open(AF_INET, SOCK_STREAM, "127.0.0.1", 8080);
    const Outcome outcome = RunOnSample("");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("unallocated"));
    EXPECT_THAT(outcome.out, HasSubstr("(--all lists them)"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("not-listening")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b"))) << "no colour, since this is no terminal";
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_THAT(RunOnSample("--all").out, HasSubstr("not-listening"));
  });
}

TEST_F(ScanCommand, ShowsOnlyWhatIsAskedFor) {
  InNewNamespace([this] {
    const auto elsewhere = Open(AF_INET, SOCK_STREAM, "127.0.0.1", 8080);
    const ListeningChild child("squatter", 4101);
    EXPECT_THAT(RunOnSample("--port 8000-8999").out, AllOf(HasSubstr("8080"), Not(HasSubstr("squatter"))));
    EXPECT_THAT(RunOnSample("--service harbor").out, AllOf(HasSubstr("squatter"), Not(HasSubstr("8080"))));
    const Outcome outcome = RunOnSample("--service Harbour");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("did you mean 'Harbor'?"));
    EXPECT_THAT(RunOnSample("--port 99999").err, HasSubstr("--port 99999 is no port"));
  });
}

TEST_F(ScanCommand, TakesACgroupRulesContainerForWhatItIs) {
  InNewNamespace([this] {
    const ListeningChild child("server", 4101);
    const json before = OnlyHost(RunOnSample("--format json").out);
    ASSERT_EQ(before.size(), 1U);
    const std::string cgroup = before[0]["cgroup"];
    Write("settings.yaml",
          "private_netns: ignore\ncgroups:\n  - cgroup: \"" + cgroup + "\"\n    container: harbor-ws\n");
    const Outcome outcome = RunOnSample("--format json");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const json rows = OnlyHost(outcome.out);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0]["status"], "right");
    EXPECT_EQ(rows[0]["container"]["name"], "harbor-ws");
    EXPECT_EQ(rows[0]["service"], "Harbor");
  });
}

TEST_F(ScanCommand, PrintsDriftAsMarkdown) {
  InNewNamespace([this] {
    const ListeningChild child("a|b", 4101);
    const Outcome outcome = RunOnSample("--drift");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith("| Port | Protocol | The registry says | What runs | Drift |\n|---|"));
    EXPECT_THAT(outcome.out, HasSubstr("| 4101 | tcp | "));
    EXPECT_THAT(outcome.out, HasSubstr("a\\|b"));
    EXPECT_THAT(outcome.out, HasSubstr("| nobody | not-listening |"));
  });
}

TEST_F(ScanCommand, SaysWhyItCouldNotRun) {
  const Outcome nothing = Run("");
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("no registry is given"));
  EXPECT_THAT(nothing.err, HasSubstr("portlaw scan REGISTRY"));
  EXPECT_THAT(nothing.out, IsEmpty());
  const Outcome missing = Run(Path("missing.md"));
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("missing.md"));
  EXPECT_EQ(RunOnSample("--drift --format json").exit_code, 2);
  EXPECT_EQ(RunOnSample("--format xml").exit_code, 2);
}

}  // namespace
}  // namespace portlaw::scan
