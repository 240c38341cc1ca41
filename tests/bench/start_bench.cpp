// SPDX-License-Identifier: Apache-2.0
// usage: start_bench [STARTS [CONTAINERS]]
// Is a container known before its first instruction? Docker starts containers whose first deed is a bind, without and
// with the OCI hook, and beside another engine that has many containers and restarts with all of them (one that only
// speaks the API: nobody starts ten thousand for a measurement). Every bind that is decided under `pending` leaves an
// event, by the settings used here.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/containers/engines.h"
#include "tests/unit/engines/fake_engine.h"

namespace portlaw::testing {
namespace {

using Clock = std::chrono::steady_clock;

struct Measured {
  int refused = 0;  // starts that failed, or whose bind did
  std::size_t pending = 0;
  nlohmann::json identified;
  double seconds = 0;
};

// The name comes by a label, so that the names are Docker's to make.
Measured StartContainers(Docker& docker, Agent& agent, int starts, const std::string& options) {
  Measured measured;
  const auto begin = Clock::now();
  for (int i = 0; i < starts; ++i) {
    const Outcome outcome = docker.Command("run --rm --network host --label portlaw.container=harbor-web " + options +
                                           " portlaw-test:1 /bin/bind_first 4101");
    if (outcome.status == 0) continue;
    if (measured.refused++ == 0) std::fprintf(stderr, "start_bench: %s\n", outcome.output.c_str());
  }
  measured.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  measured.identified = agent.Status()["identified"];
  measured.pending = agent.Events([](const auto& event) { return event.value("reason", "") == "pending"; }).size();
  return measured;
}

Measured Measure(int starts, const std::string& options) {
  Docker docker;
  Agent agent(kRegistry, {docker.socket()}, "pending: audit");
  return StartContainers(docker, agent, starts, options);
}

// An engine that has `containers` of different names.
std::unique_ptr<containers::FakeEngine> EngineWith(const std::string& socket, int containers) {
  auto engine = std::make_unique<containers::FakeEngine>(socket);
  for (int i = 0; i < containers; ++i) {
    std::string id = std::to_string(1000000 + i);
    id += std::string(64 - id.size(), 'd');
    const std::string number = std::to_string(i);
    engine->Set(id, R"({"Id":")" + id + R"(","Name":"/shop-)" + number + R"(","Config":{"Image":"shop:1"},)" +
                        R"("State":{"Running":false},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":")" +
                        std::to_string(20000 + i) + R"("}]}}})");
  }
  return engine;
}

double SecondsUntilKnown(const Agent& agent, const std::string& socket, int containers) {
  const auto begin = Clock::now();
  const std::string known = std::to_string(containers) + " containers";
  Eventually([&] {
    const auto status = agent.Status();
    for (const auto& source : status.is_null() ? nlohmann::json::array() : status["sources"]) {
      if (source.value("name", "") == socket && source.value("detail", "").find(known) != std::string::npos)
        return true;
    }
    return false;
  });
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double AgentMebibytes() {
  const std::string pid = ReadFile(ThisSandbox().cgroup_root + "/agent/cgroup.procs");
  const std::string status = ReadFile("/proc/" + pid.substr(0, pid.find('\n')) + "/status");
  const auto line = status.find("VmRSS:");
  return line == std::string::npos ? 0 : std::atof(status.c_str() + line + 6) / 1024;
}

Measured MeasureBeside(int starts, int containers) {
  const std::string socket = "/run/many.sock";
  auto many = EngineWith(socket, containers);
  Docker docker;
  Agent agent(kRegistry, {docker.socket(), socket}, "pending: audit");
  const double first = SecondsUntilKnown(agent, socket, containers);
  const double memory = AgentMebibytes();
  many->Stop();
  many = EngineWith(socket, containers);
  Eventually([&] { return many->Asked("/containers/1") >= containers; });
  std::printf(
      "%d containers known after %.1f s, agent %.1f MiB; again after a restart of their engine, agent %.1f MiB\n",
      containers, first, memory, AgentMebibytes());
  const Measured measured = StartContainers(docker, agent, starts, "");
  std::printf("agent after the starts: %.1f MiB\n", AgentMebibytes());
  return measured;
}

void Print(const char* what, int starts, const Measured& measured) {
  const auto milliseconds = [&](const char* key) { return measured.identified.value(key, 0) / 1000.0; };
  std::printf("%-14s %7d %8d %9zu %12.2f %8.2f %8.2f %10.0f\n", what, starts, measured.refused, measured.pending,
              milliseconds("p50_us"), milliseconds("p99_us"), milliseconds("max_us"), measured.seconds * 1000 / starts);
  std::fflush(stdout);
}

int Run(int starts, int containers) {
  const std::string missing = Missing({"dockerd", "docker", "runc", "busybox"});
  if (!missing.empty()) {
    std::fprintf(stderr, "start_bench: %s\n", missing.c_str());
    return 2;
  }
  namespace fs = std::filesystem;
  const std::string programs = ThisSandbox().directory + "/image/bin";
  fs::create_directories(programs);
  fs::copy_file(BIND_FIRST, programs + "/bind_first");
  std::printf("decided under pending; milliseconds from the cgroup's mkdir to the name being known in the kernel\n");
  std::printf("%-14s %7s %8s %9s %12s %8s %8s %10s\n", "", "starts", "failed", "pending", "p50", "p99", "max",
              "ms a start");
  Print("without hook", starts, Measure(starts, ""));
  Print("with hook", starts, Measure(starts, "--runtime portlaw"));
  Print("beside many", starts, MeasureBeside(starts, containers));
  return 0;
}

}  // namespace
}  // namespace portlaw::testing

int main(int argc, char** argv) {
  if (geteuid() != 0) {
    std::fprintf(stderr, "start_bench: it starts a container engine: run it as root\n");
    return 2;
  }
  const int starts = argc > 1 ? std::atoi(argv[1]) : 500;
  const int containers = argc > 2 ? std::atoi(argv[2]) : 10000;
  return portlaw::testing::RunInSandbox(
      [=] { return portlaw::testing::Run(starts > 0 ? starts : 500, containers > 0 ? containers : 10000); });
}
