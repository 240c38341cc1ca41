// SPDX-License-Identifier: Apache-2.0
// portlaw doctor: tries the kernel, tells what it found, leaves nothing.
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/kernel/agent_support.h"
#include "tests/paths.h"

namespace portlaw::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class AgentDoctorTest : public AgentTest {
 protected:
  Arguments Doctor(const Arguments& more = {}) const {
    Arguments arguments{"doctor", "--cgroup-root", cgroup_root(), "--pin-root", pin_root()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(AgentDoctorTest, SaysWhatThisKernelCanDoAndLeavesNothing) {
  const Outcome text = Portlaw(Doctor());
  EXPECT_EQ(text.code, 0) << text.output;
  EXPECT_THAT(text.output, HasSubstr("enforcement is possible"));
  const json report = json::parse(Portlaw(Doctor({"--format", "json"})).output);
  EXPECT_EQ(report["enforcement"], true);
  int hooks = 0;
  for (const json& check : report["checks"]) {
    if (check["name"].get<std::string>().starts_with("cgroup/")) ++hooks;
    EXPECT_TRUE(check["works"] == true || check["detail"] != "") << check;
  }
  EXPECT_THAT(text.output, HasSubstr("lsm/socket_bind")) << "with it, or without";
  EXPECT_FALSE(report["uncovered"].empty());
  EXPECT_EQ(hooks, 4) << "bind and post_bind, IPv4 and IPv6";
  EXPECT_FALSE(Pinned());
  for (const auto& entry : fs::directory_iterator(cgroup_root())) EXPECT_FALSE(entry.is_directory()) << entry.path();
}

TEST_F(AgentDoctorTest, DoesNotDisturbAnAgent) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const Outcome outcome = Portlaw({"doctor", "--cgroup-root", cgroup_root(), "--pin-root", pin_root() + "-doctor"});
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_FALSE(fs::exists(pin_root() + "-doctor"));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
}

TEST_F(AgentDoctorTest, WithoutRootItSaysSoAndFindsEnforcementImpossible) {
  Arguments arguments = Doctor();
  arguments.insert(arguments.begin(), PortlawBinary());
  Program program(arguments, PathOf("doctor.err"), {}, [] {
    if (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
      _exit(99);
    }
  });
  EXPECT_EQ(program.Wait(), 1);
  EXPECT_THAT(program.output(), HasSubstr("MISSING root"));
}

}  // namespace
}  // namespace portlaw::test
