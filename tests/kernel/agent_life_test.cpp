// SPDX-License-Identifier: Apache-2.0
// What of enforcement outlives the agent, and what of the agent does not.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/kernel/agent_support.h"
#include "tests/paths.h"

namespace portlaw::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class AgentLifeTest : public AgentTest {};

TEST_F(AgentLifeTest, SigtermLeavesEnforcementAndUnloadEndsIt) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const auto api = BinderAs("harbor-api");
  EXPECT_EQ(Bind(*api, 4200), EPERM);
  EXPECT_EQ(StopAgent(), 0);
  EXPECT_FALSE(fs::exists(socket()));
  EXPECT_EQ(Bind(*api, 4200), EPERM) << "without an agent";
  EXPECT_EQ(Bind(*api, 4100), 0) << "and what is legal is legal";
  EXPECT_EQ(Portlaw({"unload", "--pin-root", pin_root()}).code, 0);
  EXPECT_FALSE(Pinned());
  EXPECT_EQ(Bind(*api, 4200), 0);
}

TEST_F(AgentLifeTest, AKilledAgentsSuccessorKnowsWhoRuns) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  StartAgent(registry);
  const auto api = BinderAs("harbor-api");
  const auto web = BinderAs("harbor-web");
  EXPECT_EQ(Bind(*api, 4200), EPERM);
  Events(1);
  Status();  // answered when the ring has been given back: an event whose agent dies before that is told again
  agent().Signal(SIGKILL);
  EXPECT_EQ(agent().Wait(), 128 + SIGKILL);
  ForgetAgent();
  EXPECT_EQ(Bind(*api, 4201), EPERM) << "nobody is there, and it holds";
  EXPECT_EQ(Bind(*api, 4100), 0);

  StartAgent(registry);
  EXPECT_EQ(Status()["generation"], 2);
  EXPECT_EQ(Status()["subjects"]["containers"], 2);
  EXPECT_EQ(Bind(*api, 4202), EPERM);
  EXPECT_EQ(Bind(*api, 4100), 0);
  EXPECT_EQ(Bind(*web, 4101), 0);
  const auto events = Events(3);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1]["port"], 4201) << "what happened meanwhile is told afterwards";
  EXPECT_EQ(events[2]["port"], 4202);
  EXPECT_EQ(events[2]["container"]["name"], "harbor-api");
  EXPECT_EQ(events[2]["container"]["runtime"], "portlaw-run");
  EXPECT_EQ(events[2]["generation"], 2);
}

TEST_F(AgentLifeTest, WhatCameAndWentMeanwhileIsNotLeft) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  StartAgent(registry);
  fs::create_directory(cgroup_root() + "/old");
  ASSERT_TRUE(Eventually([&] { return Status()["subjects"]["cgroups"] == 2; }));
  agent().Signal(SIGKILL);
  agent().Wait();
  ForgetAgent();
  fs::remove(cgroup_root() + "/old");
  fs::create_directory(cgroup_root() + "/new");
  StartAgent(registry);
  EXPECT_EQ(Status()["subjects"]["cgroups"], 2);
  EXPECT_EQ(Bind(*BinderIn("/new"), 4200), 0) << "the host's";
}

TEST_F(AgentLifeTest, UnloadRefusesWhileAnAgentRuns) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const Outcome outcome = Portlaw({"unload", "--pin-root", pin_root()});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("agent is running"));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
}

TEST_F(AgentLifeTest, UnloadOfNothingIsFine) {
  const Outcome outcome = Portlaw({"unload", "--pin-root", pin_root()});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.output, HasSubstr("nothing was loaded"));
}

TEST_F(AgentLifeTest, ASecondAgentWithTheSamePinsDoesNotStart) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  StartAgent(registry);
  Arguments arguments = AgentArguments(registry);
  arguments.erase(arguments.begin());
  EXPECT_EQ(Portlaw(arguments).code, 2);
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
}

TEST_F(AgentLifeTest, AHangupDuringTheStartIsAnsweredAfterIt) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  Program agent(AgentArguments(registry), PathOf("agent.err"));
  ASSERT_TRUE(Eventually([&] { return fs::exists(audit_log()); })) << agent.errors();  // opened early in the start
  agent.Signal(SIGHUP);
  EXPECT_TRUE(Eventually([&] { return agent.errors().find("nothing has changed") != std::string::npos; }));
  EXPECT_TRUE(agent.Running()) << agent.errors();
  agent.Signal(SIGTERM);
  EXPECT_EQ(agent.Wait(), 0);
}

class TamperTest : public AgentTest {
 protected:
  io::UniqueFd Link(const std::string& hook) const {
    const std::string pins = fs::directory_iterator(pin_root())->path();
    return io::UniqueFd(bpf_obj_get((pins + "/link_" + hook).c_str()));
  }
  int StatusCode() const { return Portlaw({"status", "--socket", socket()}).code; }
};

TEST_F(TamperTest, ADetachedHookIsAnEventAndAttachedAgain) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_EQ(StatusCode(), 0);
  ASSERT_EQ(bpf_link_detach(Link("bind4").get()), 0);
  const auto events = Events(1);
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0]["hook"], "tamper");
  EXPECT_EQ(events[0]["reason"], "tamper");
  EXPECT_THAT(events[0]["message"].get<std::string>(), HasSubstr("cgroup/bind4 was detached; it is as it was again"));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
  EXPECT_EQ(StatusCode(), 0);
}

TEST_F(TamperTest, StatusFailsWhileAHookIsMissing) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_CGROUP_INET4_BIND);
  const io::UniqueFd passes(
      bpf_prog_load(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "passes", "GPL", pass, std::size(pass), &options));
  const io::UniqueFd root(open(cgroup_root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // The agent may be faster with attaching its own again.
  ASSERT_TRUE(Eventually([&] {
    bpf_link_detach(Link("bind4").get());
    return bpf_prog_attach(passes.get(), root.get(), BPF_CGROUP_INET4_BIND, 0) == 0;
  }));
  const Outcome status = Portlaw({"status", "--socket", socket()});
  EXPECT_EQ(status.code, 1);
  EXPECT_THAT(status.output, HasSubstr("MISSING   cgroup/bind4"));
  EXPECT_THAT(status.output, HasSubstr("foreign   cgroup/bind4"));
  const Outcome doctor = Portlaw({"doctor", "--cgroup-root", cgroup_root(), "--pin-root", pin_root() + "-doctor"});
  EXPECT_EQ(doctor.code, 1);
  EXPECT_THAT(doctor.output, HasSubstr("cgroup/bind4 is taken: program 'passes'"));
  ASSERT_EQ(bpf_prog_detach2(passes.get(), root.get(), BPF_CGROUP_INET4_BIND), 0);
  EXPECT_TRUE(Eventually([&] { return StatusCode() == 0; }));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
}

class TwoAgentsTest : public AgentTest {
 protected:
  void TearDown() override {
    second_.reset();
    if (!PinRoot().empty()) Portlaw({"unload", "--pin-root", PinRoot()});
    AgentTest::TearDown();
  }
  std::string PinRoot() const { return pin_root().empty() ? "" : pin_root() + "-second"; }

  std::unique_ptr<Program> second_;
};

TEST_F(TwoAgentsTest, LiveSideBySide) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const std::string other_root = cgroup_root() + "-second";
  fs::create_directory(other_root);
  const std::string other_socket = PathOf("second.sock");
  second_ = std::make_unique<Program>(
      Arguments{PortlawBinary(), "agent", "--registry", Write("moved.md", MovedRegistry()), "--cgroup-root", other_root,
                "--pin-root", PinRoot(), "--socket", other_socket, "--mode", "audit", "--state-dir", state_directory()},
      PathOf("second.err"));
  ASSERT_TRUE(Eventually([&] { return Portlaw({"status", "--socket", other_socket}).code == 0; })) << second_->errors();

  const auto there = [&](int port) {
    Program run({PortlawBinary(), "run", "--socket", other_socket, "--as", "harbor-api", "--",
                 fs::read_symlink("/proc/self/exe")},
                PathOf("run.err"), {"PORTLAW_TEST_BINDER=1"});
    EXPECT_EQ(run.ReadLine(), "ready\n");
    const int result = Bind(run, port);
    EXPECT_EQ(run.Wait(), 0);
    return result;
  };
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(there(4200), 0) << "its own agent audits";
  EXPECT_EQ(Events(1).size(), 1u) << "each agent hears of its own";

  const json mine = Status();
  second_->Signal(SIGTERM);
  EXPECT_EQ(second_->Wait(), 0);
  EXPECT_EQ(Portlaw({"unload", "--pin-root", PinRoot()}).code, 0);
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM) << "the other's end is not mine";
  EXPECT_EQ(Status()["generation"], mine["generation"]);
  EXPECT_TRUE(Eventually([&] { return rmdir(other_root.c_str()) == 0; }));
}

TEST_F(AgentLifeTest, AnotherUserMayNotTalkToIt) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const auto as_nobody = [] {
    if (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
      _exit(99);
    }
  };
  for (const char* command : {"status", "reload", "watch"}) {
    Program program({PortlawBinary(), command, "--socket", socket()}, PathOf(std::string("nobody.") + command), {},
                    as_nobody);
    EXPECT_EQ(program.Wait(), 2) << command;
    EXPECT_THAT(program.output(), testing::IsEmpty());
  }
}

// What the unit in scripts/packaging leaves the agent, as numbers of capability.h.
std::set<int> CapabilitiesOfTheUnit() {
  const std::map<std::string, int> numbers = {
      {"CAP_BPF", CAP_BPF},
      {"CAP_PERFMON", CAP_PERFMON},
      {"CAP_NET_ADMIN", CAP_NET_ADMIN},
      {"CAP_SYS_PTRACE", CAP_SYS_PTRACE},
      {"CAP_DAC_READ_SEARCH", CAP_DAC_READ_SEARCH},
      {"CAP_DAC_OVERRIDE", CAP_DAC_OVERRIDE},
      {"CAP_SYS_ADMIN", CAP_SYS_ADMIN},
      {"CAP_CHOWN", CAP_CHOWN},
      {"CAP_SYS_RESOURCE", CAP_SYS_RESOURCE},
  };
  const std::string key = "CapabilityBoundingSet=";
  std::ifstream unit(SourcePath("scripts/packaging/portlaw.service"));
  std::set<int> kept;
  for (std::string line; std::getline(unit, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream words(line.substr(key.size()));
    for (std::string word; words >> word;) kept.insert(numbers.at(word));
  }
  return kept;
}

TEST_F(AgentLifeTest, TheCapabilitiesOfItsUnitAreEnough) {
  const std::set<int> kept = CapabilitiesOfTheUnit();
  ASSERT_FALSE(kept.empty());
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  StartAgent(registry, {}, [&kept] {
    for (int capability = 0; capability <= CAP_LAST_CAP; ++capability) {
      if (!kept.contains(capability)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
  });
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
  EXPECT_THAT(Events(1)[0]["process"]["exe"].get<std::string>(), HasSubstr("kernel_tests"));
  Write("ports.md", MovedRegistry());
  EXPECT_EQ(Reload().code, 0);
  EXPECT_GT(Status()["generation"], 1);
  EXPECT_EQ(StopAgent(), 0);
}

TEST_F(AgentLifeTest, AFullDiskDoesNotStopIt) {
  const std::string full = PathOf("full");
  fs::create_symlink("/dev/full", full);
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--audit-log", full});
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  ASSERT_TRUE(Eventually([&] {
    const json status = Status();
    for (const json& sink : status["sinks"]) {
      if (sink["name"] == full && sink["lost"] > 0) return true;
    }
    return false;
  }));
  EXPECT_EQ(BindAs("harbor-api", 5005), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
}

}  // namespace
}  // namespace portlaw::test
