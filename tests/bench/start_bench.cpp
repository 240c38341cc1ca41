// SPDX-License-Identifier: Apache-2.0
// usage: start_bench [STARTS]
// Is a container known before its first instruction? Docker starts containers whose first deed is a bind, without and
// with the OCI hook. Every bind that is decided under `pending` leaves an event, by the settings used here.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/containers/engines.h"

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
Measured Measure(int starts, const std::string& options) {
  Docker docker;
  Agent agent(kRegistry, {docker.socket()}, "pending: audit");
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

void Print(const char* what, int starts, const Measured& measured) {
  const auto milliseconds = [&](const char* key) { return measured.identified.value(key, 0) / 1000.0; };
  std::printf("%-14s %7d %8d %9zu %12.2f %8.2f %8.2f %10.0f\n", what, starts, measured.refused, measured.pending,
              milliseconds("p50_us"), milliseconds("p99_us"), milliseconds("max_us"), measured.seconds * 1000 / starts);
  std::fflush(stdout);
}

int Run(int starts) {
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
  return portlaw::testing::RunInSandbox([starts] { return portlaw::testing::Run(starts > 0 ? starts : 500); });
}
