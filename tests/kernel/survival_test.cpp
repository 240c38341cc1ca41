// SPDX-License-Identifier: Apache-2.0
// The agent is killed at random points of start, reload, churn of containers and work, while containers bind: no
// verdict is wrong at any time, and at the end the counters add up and the log has every event. PORTLAW_KILLS says how
// often; a few times by default.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

int Kills() {
  const char* wanted = std::getenv("PORTLAW_KILLS");
  return wanted == nullptr ? 12 : std::atoi(wanted);
}

class SurvivalTest : public AgentTest {
 protected:
  // Runs until it is destroyed.
  class Meanwhile {
   public:
    explicit Meanwhile(std::function<void()> step)
        : thread_([this, step = std::move(step)] {
            while (!done_) step();
          }) {}
    ~Meanwhile() {
      done_ = true;
      thread_.join();
    }

   private:
    std::atomic<bool> done_ = false;
    std::thread thread_;
  };

  // How many lines of the audit log tell of a refused bind, and how many there are of each once.
  std::pair<std::uint64_t, std::uint64_t> Refusals() const {
    std::uint64_t lines = 0;
    std::map<std::string, int> different;
    std::ifstream log(audit_log());
    for (std::string line; std::getline(log, line);) {
      const auto event = nlohmann::json::parse(line, nullptr, false);
      if (event.is_discarded() || event.value("action", "") != "deny") continue;
      ++lines;
      ++different[event["time"].dump() + event["process"]["pid"].dump() + event["port"].dump()];
    }
    return {lines, different.size()};
  }
};

TEST_F(SurvivalTest, KillsAtRandomPointsCostNoVerdictAndNoEvent) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  StartAgent(registry);
  const auto web = BinderAs("harbor-web");
  std::uint64_t binds = 0, wrong = 0, refused = 0;
  const int kills = Kills();
  {
    const Meanwhile load([&] {
      wrong += Bind(*web, 4101) != 0;
      wrong += Bind(*web, 4200) != EPERM;
      ++refused;
      binds += 2;
      ::usleep(500);
    });
    const Meanwhile churn([&] {
      const std::string container = cgroup_root() + "/docker-" + std::string(64, 'c') + ".scope";
      ::mkdir(container.c_str(), 0755);
      ::usleep(300);
      ::rmdir(container.c_str());
    });
    std::mt19937 random(20260504);
    for (int i = 0; i < kills; ++i) {
      ::usleep(random() % 200'000);
      if (random() % 2 == 0) {
        Replace("ports.md", i % 2 == 0 ? MovedRegistry() : TwoServiceRegistry());
        agent().Signal(SIGHUP);
        ::usleep(random() % 30'000);
      }
      agent().Signal(SIGKILL);
      agent().Wait();
      ForgetAgent();
      if (random() % 2 == 0) {  // and another in the middle of its start
        Program starts(AgentArguments(registry), PathOf("agent.err"));
        ::usleep(random() % 150'000);
        starts.Signal(SIGKILL);
        starts.Wait();
      }
      StartAgent(registry);
    }
  }
  EXPECT_EQ(wrong, 0u) << "of " << binds;
  std::uint64_t emitted = 0;
  EXPECT_TRUE(Eventually([&] {
    const auto decisions = Status()["decisions"];
    emitted = decisions["emitted"];
    return Refusals().second >= emitted;
  })) << Refusals().second
      << " events in the log of " << emitted;
  const auto decisions = Status()["decisions"];
  EXPECT_EQ(decisions["decided"].get<std::uint64_t>(), decisions["emitted"].get<std::uint64_t>() +
                                                           decisions["suppressed"].get<std::uint64_t>() +
                                                           decisions["dropped"].get<std::uint64_t>());
  EXPECT_EQ(decisions["decided"], refused);
  EXPECT_EQ(Refusals().second, emitted);
  const std::uint64_t twice = Refusals().first - Refusals().second;
  EXPECT_LE(twice, 2u * static_cast<std::uint64_t>(kills)) << "one that was being written when the agent was killed";
  std::cout << kills << " kills, " << binds << " binds, " << wrong << " wrong, " << decisions["decided"]
            << " refused = " << emitted << " told + " << decisions["suppressed"] << " suppressed + "
            << decisions["dropped"] << " dropped; " << twice << " told twice\n";
}

}  // namespace
}  // namespace portlaw::test
