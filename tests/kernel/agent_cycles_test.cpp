// SPDX-License-Identifier: Apache-2.0
// Containers come and go for months: the agent must be the same afterwards.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

class AgentCyclesTest : public AgentTest {
 protected:
  std::size_t OpenFiles() {
    const std::filesystem::directory_iterator files("/proc/" + std::to_string(agent().pid()) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }

  // A container that has a nested cgroup, from its beginning to its end.
  void Cycle(const std::string& name) const {
    const std::string container = cgroup_root() + "/" + name;
    ASSERT_EQ(::mkdir(container.c_str(), 0755), 0);
    ASSERT_EQ(::mkdir((container + "/init").c_str(), 0755), 0);
    ASSERT_EQ(::rmdir((container + "/init").c_str()), 0);
    ASSERT_EQ(::rmdir(container.c_str()), 0);
  }

  // By turns one that a rule names and one that is named like an engine's container, of which nobody knows anything.
  static std::string NameOf(int i) {
    const std::string number = std::to_string(i);
    return i % 2 == 0 ? "harbor-" + number : "docker-" + std::string(64 - number.size(), 'a') + number + ".scope";
  }

  // What should be as it was.
  nlohmann::json Sizes() {
    const auto subjects = Status()["subjects"];
    return {{"cgroups", subjects["cgroups"]}, {"containers", subjects["containers"]}, {"pending", subjects["pending"]},
            {"rows", subjects["rows"]},       {"errors", subjects["errors"]},         {"files", OpenFiles()}};
  }
};

TEST_F(AgentCyclesTest, TenThousandContainersLeaveTheAgentAsItWas) {
  const std::string root = std::filesystem::path(cgroup_root()).filename();
  const std::string settings =
      "engines: {find: false}\ncgroups:\n  - cgroup: /" + root + "/harbor-*\n    container: harbor-web\n";
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", Write("settings.yaml", settings)});
  Cycle(NameOf(0));  // its row stays for a while, for the next of that name
  ASSERT_TRUE(Eventually([&] { return Status()["subjects"]["rows"] == 1; })) << Status()["subjects"];
  ASSERT_TRUE(Eventually([&] { return Status()["subjects"]["cgroups"] == 1; })) << Status()["subjects"];
  const auto before = Sizes();
  for (int i = 0; i < 10'000; ++i) Cycle(NameOf(i));
  EXPECT_TRUE(Eventually([&] { return Sizes() == before; })) << Sizes() << " instead of " << before;
  for (const auto& fault : Status()["faults"]) EXPECT_EQ(fault["name"], "cgroup-event-lost");
  EXPECT_EQ(BindAs("harbor-web", 4101), 0);
  EXPECT_EQ(BindAs("harbor-web", 4200), EPERM);
}

}  // namespace
}  // namespace portlaw::test
