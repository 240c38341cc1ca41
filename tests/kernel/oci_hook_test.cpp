// SPDX-License-Identifier: Apache-2.0
// portlaw oci-hook, as an OCI runtime calls it: a container is known before its first instruction, or the start fails.
#include <gmock/gmock.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "tests/kernel/agent_support.h"
#include "tests/paths.h"

namespace portlaw::test {
namespace {

using testing::HasSubstr;

const std::string kId = std::string(60, '0') + "beef";

class OciHookTest : public AgentTest {
 protected:
  void StartWithoutEngines() {
    const std::string settings = "engines: {find: false}\npending: deny\n";
    StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", Write("settings.yaml", settings)});
    container_ = BinderIn("/" + kId);
  }
  Program& container() { return *container_; }
  void TearDown() override {
    container_.reset();
    AgentTest::TearDown();
  }

  // A bundle whose annotations name the container as Kubernetes does.
  std::string Bundle(const std::string& name) const {
    std::filesystem::create_directories(PathOf("bundle"));
    Write("bundle/config.json", R"({"annotations":{"io.kubernetes.cri.container-name":")" + name +
                                    R"(","io.kubernetes.cri.sandbox-name":"shop-x2x4z",)"
                                    R"("io.kubernetes.cri.sandbox-namespace":"default"}})");
    return PathOf("bundle");
  }

  // The hook's exit code and messages for `state`.
  Outcome Hook(const std::string& state, const Arguments& more = {}) const {
    Arguments command = {PortlawBinary(), "oci-hook", "--socket", socket()};
    command.insert(command.end(), more.begin(), more.end());
    Program hook(command, PathOf("hook.err"));
    hook.WriteLine(state);
    const int code = hook.Wait();
    return {code, hook.output(), hook.errors()};
  }

  std::string State(const std::string& bundle) const {
    return R"({"ociVersion":"1.0.2","id":")" + kId + R"(","status":"creating","pid":)" +
           std::to_string(container_->pid()) + R"(,"bundle":")" + bundle + R"("})";
  }

  std::unique_ptr<Program> container_;
};

TEST_F(OciHookTest, RegistersAContainerByItsBundle) {
  StartWithoutEngines();
  const Outcome outcome = Hook(State(Bundle("harbor-api")));
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(Bind(container(), 4100), 0);
  EXPECT_EQ(Bind(container(), 4200), EPERM);
  const auto events = Events(1);
  EXPECT_EQ(events.back()["container"]["name"], "default/shop-x2x4z/harbor-api");
  EXPECT_EQ(events.back()["service"], "Harbor");
  EXPECT_EQ(events.back()["reason"], "foreign");
}

TEST_F(OciHookTest, AnAgentThatDoesNotAnswerFailsTheStartOrLetsItPass) {
  StartWithoutEngines();
  const std::string state = State(Bundle("harbor-api"));
  agent().Signal(SIGSTOP);
  EXPECT_EQ(Hook(state, {"--timeout", "200"}).code, 1);
  const Outcome passed = Hook(state, {"--timeout", "200", "--on-failure", "pass"});
  EXPECT_EQ(passed.code, 0);
  EXPECT_THAT(passed.errors, HasSubstr("starts all the same"));
  agent().Signal(SIGCONT);
}

TEST_F(OciHookTest, NoAgentFailsTheStartOrLetsItPass) {
  StartWithoutEngines();
  const std::string state = State(Bundle("harbor-api"));
  StopAgent();
  const Outcome failed = Hook(state);
  EXPECT_EQ(failed.code, 1);
  EXPECT_THAT(failed.errors, HasSubstr("no agent answers"));
  EXPECT_EQ(Hook(state, {"--on-failure", "pass"}).code, 0);
}

TEST_F(OciHookTest, RefusesAStateThatIsNoneAndAProcessThatIsInNoContainer) {
  StartWithoutEngines();
  for (const char* state : {"", "garbage", "{}", R"({"id":"x"})", R"({"id":"x","pid":-1,"bundle":"/"})"}) {
    EXPECT_EQ(Hook(state).code, 1) << state;
  }
  const auto host = BinderIn("/plain");
  const std::string state =
      R"({"id":"x","pid":)" + std::to_string(host->pid()) + R"(,"bundle":")" + Bundle("harbor-api") + R"("})";
  const Outcome outcome = Hook(state);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("not the container's own cgroup"));
}

}  // namespace
}  // namespace portlaw::test
