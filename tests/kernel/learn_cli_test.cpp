// SPDX-License-Identifier: Apache-2.0
// `portlaw learn` as a user runs it, on real listeners in a network namespace of the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/kernel/scan_command.h"
#include "tests/kernel/scan_sockets.h"

namespace portlaw::scan {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class LearnCommand : public CommandTest {
 protected:
  Outcome Learn(const std::string& arguments) { return Portlaw("learn", arguments); }

  // Settings by which what runs in the caller's cgroup is the container `name`.
  void NameOwnCgroup(const std::string& registry, const std::string& name) {
    const Outcome scan = Portlaw("scan", registry + " --format json");
    const json report = json::parse(scan.out);
    for (const json& row : report.at("listeners")) {
      if (row.at("netns") != "host") continue;
      Write("settings.yaml",
            "cgroups:\n  - cgroup: \"" + row.at("cgroup").get<std::string>() + "\"\n    container: " + name + "\n");
    }
  }
};

// Tests that run beside this one listen in the same cgroup; none of them on 47319.
constexpr char kRegistry[] =
    "# Ports\n\n| Port | Service | Container |\n|---|---|---|\n| 4100 | Web | heron-web |\n| 47319 | API | otter-api "
    "|\n";

TEST_F(LearnCommand, LearnsFromWhatListensNow) {
  Write("ports.md", kRegistry);
  InNewNamespace([this] {
    const ListeningChild child("server", 4100);
    NameOwnCgroup(Path("ports.md"), "otter-api");
    const Outcome outcome = Learn("--settings " + Path("settings.yaml") + " --format json");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    json learned;
    const json draft = json::parse(outcome.out);
    for (const json& row : draft.at("assignments")) {
      if (row.at("container") == "otter-api" && row.at("first") == 4100) learned = row;
    }
    ASSERT_FALSE(learned.is_null()) << outcome.out;
    EXPECT_EQ(learned["protocol"], "tcp");
    EXPECT_EQ(learned["exposure"], "host");
    EXPECT_EQ(learned["purpose"], "server");
  });
}

TEST_F(LearnCommand, FindsWhoHasAnothersPortNow) {
  Write("ports.md", kRegistry);
  InNewNamespace([this] {
    const ListeningChild child("server", 4100);
    NameOwnCgroup(Path("ports.md"), "otter-api");
    const Outcome outcome =
        Learn("--settings " + Path("settings.yaml") + " --format json --against " + Path("ports.md"));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    const json differences = json::parse(outcome.out).at("differences");
    ASSERT_FALSE(differences.empty());
    EXPECT_EQ(differences[0]["kind"], "somebody-elses");
    EXPECT_EQ(differences[0]["first"], 4100);
    EXPECT_EQ(differences[0]["container"], "otter-api");
    EXPECT_EQ(differences.back()["kind"], "not-observed");
    EXPECT_EQ(differences.back()["first"], 47319);
  });
}

TEST_F(LearnCommand, LeavesTheHostsOwnOutUnlessAsked) {
  InNewNamespace([this] {
    const ListeningChild child("server", 8080);
    const Outcome asked = Learn("--host");
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    EXPECT_THAT(asked.out, HasSubstr("| 8080 |"));
    const Outcome outcome = Learn("");
    EXPECT_THAT(outcome.out, Not(HasSubstr("| 8080 |")));
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr("--host takes them in"));
  });
}

}  // namespace
}  // namespace portlaw::scan
