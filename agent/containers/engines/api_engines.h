// SPDX-License-Identifier: Apache-2.0
// Identity by asking: Docker, Podman and whoever else speaks Docker's API over a unix socket.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_API_ENGINES_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_API_ENGINES_H_

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/containers/engines/engine_client.h"
#include "agent/containers/engines/http_client.h"
#include "agent/containers/identity_source.h"
#include "agent/io/directory_watch.h"

namespace portlaw::containers {

inline constexpr std::string_view kApiEngines = "engines";

// All engines with a socket, as one source. A container is found by the id in its cgroup's path, or, where the path
// has none, by the cgroup of its first process.
//
// An engine of a user other than root is believed only about cgroups of that user's own slice: else anybody could lend
// himself another container's name. About ports it is believed, behind root's engines: what it gains is at most what a
// container may, and the user's own processes are the host's anyhow.
class ApiEngines : public IdentitySource, public EngineObserver {
 public:
  explicit ApiEngines(EngineLimits limits = {}) : limits_(limits) {}
  ~ApiEngines() override;

  bool Configure(const Settings& settings) override;
  void Start(io::EventLoop& loop, IdentitySink& sink) override;
  Answer Identify(const Cgroup& cgroup) override;
  void Gone(CgroupId cgroup) override;
  std::vector<SourceStatus> Status() const override;

 private:
  using Clock = std::chrono::steady_clock;

  struct Container {
    ContainerRecord record;
    Clock::time_point fresh_until{};
    std::vector<HostPort> looked_at;  // of record.bound: told as exposed, or found to be decided at the bind
  };

  struct Engine {
    std::unique_ptr<EngineClient> client;
    bool found = false;  // at a default place; else the settings name it
    std::uint32_t uid = 0;
    std::map<std::string, Container> containers;
    std::unique_ptr<io::DirectoryWatch> arrivals;  // of directories that Podman makes for new containers
    io::Watch expiry;                              // of what is fresh
  };

  // A cgroup that a container's id names.
  struct Asked {
    CgroupId cgroup = 0;
    std::string path;
    bool waiting = false;  // Later was the answer
  };

  void OnConnected(EngineClient& client) override;
  void OnDirectory(EngineClient& client) override;
  void OnContainer(EngineClient& client, ContainerRecord record, bool fresh) override;
  void OnRemoved(EngineClient& client, const std::string& id) override;
  void OnNoAnswer(EngineClient& client, const std::string& id) override;
  void OnListed(EngineClient& client) override;

  void FindSockets();
  void Follow(const std::string& socket, bool found);
  void WaitForListings();
  Engine& EngineOf(EngineClient& client);
  const KnownContainer* Find(const std::string& id, const std::string& path) const;
  bool AnyMayName(const std::string& path) const;
  bool Asks(const std::string& id);
  void Tell(const std::string& id);
  void TellExposed(CgroupId cgroup, const std::string& id);
  void TellByProcess(const Engine& engine, const ContainerRecord& record);
  void FindProcesses(Engine& engine);
  CgroupId DaemonCgroup(std::int64_t pid) const;
  void WatchArrivals(Engine& engine);
  void OnArrival(Engine& engine, const std::string& id);
  void Publish(Engine& engine);

  EngineLimits limits_;
  EngineSettings settings_;
  io::EventLoop* loop_ = nullptr;
  IdentitySink* sink_ = nullptr;
  std::unique_ptr<HttpClient> http_;
  std::map<std::string, Engine> engines_;  // by socket
  std::unordered_map<std::string, Asked> asked_;
  std::unordered_map<CgroupId, std::string> ids_;  // of asked_, the other way round
  std::string cgroup_mount_;
  io::Watch search_;
};

std::unique_ptr<IdentitySource> MakeApiEngines();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_API_ENGINES_H_
