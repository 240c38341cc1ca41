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
#include <vector>

#include "agent/containers/engines/container_cgroups.h"
#include "agent/containers/engines/engine_client.h"
#include "agent/containers/engines/http_client.h"
#include "agent/containers/identity_source.h"
#include "agent/containers/publish/podman_run.h"
#include "agent/containers/publish/start_watch.h"
#include "agent/io/directory_watch.h"

namespace portlaw::containers {

inline constexpr std::string_view kApiEngines = "engines";

// All engines with a socket, as one source. A container is found by the id in its cgroup's path, or, where the path
// has none, by the cgroup of its first process; see IsCgroupOf for what makes that believed.
//
// An engine is who owns its socket. Root's are believed. Another user's is not even asked unless the settings list the
// user; then it speaks for that user's own cgroups, within limits that leave room for root's.
class ApiEngines : public IdentitySource, public EngineObserver {
 public:
  explicit ApiEngines(EngineLimits limits = {}) : limits_(limits) {}
  ~ApiEngines() override;

  bool Configure(const Settings& settings) override;
  void Start(io::EventLoop& loop, IdentitySink& sink) override;
  Answer Identify(const Cgroup& cgroup) override;
  void Gone(CgroupId cgroup) override { cgroups_.Remove(cgroup); }
  std::vector<SourceStatus> Status() const override;

 private:
  using Clock = std::chrono::steady_clock;

  struct Container {
    ContainerRecord record;
    std::uint64_t created = 0;         // see Publisher
    std::uint64_t starting = 0;        // see Publisher
    Clock::time_point recent_until{};  // of the two
    std::vector<HostPort> looked_at;   // of record.bound: told as exposed, or found to be decided at the bind
  };

  struct Engine {
    std::unique_ptr<EngineClient> client;
    bool found = false;                // at a default place; else the settings name it
    std::optional<std::uint32_t> uid;  // of who listened last; nothing: nobody has, so that nothing is known of it
    std::int64_t pid = 0;              // of the same; 1 where systemd listens for it
    std::map<std::string, Container> containers;
    std::unique_ptr<io::DirectoryWatch> arrivals;  // of directories that Podman makes for new containers
    std::unique_ptr<StartWatch> starts;            // of containers that want the same port
    io::Watch expiry;                              // of what is recent
  };

  Result<EngineLimits> OnListener(EngineClient& client, std::int64_t pid, std::uint32_t uid) override;
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
  // The container that `cgroup` is by the word of an engine that may say so.
  const KnownContainer* Find(const std::string& id, const NamedCgroup& cgroup) const;
  bool Knows(const std::string& id) const;
  bool MayBeKnown(const NamedCgroup& cgroup) const;
  bool Asks(const std::string& id, const NamedCgroup& cgroup);
  void Tell(const std::string& id);
  void TellExposed(CgroupId cgroup, const std::string& id);
  void TellByProcess(const Engine& engine, const ContainerRecord& record);
  void FindProcesses(Engine& engine);
  CgroupId DaemonCgroup(std::int64_t pid) const;
  void WatchArrivals(Engine& engine);
  void TellPod(Engine& engine, const ContainerRecord& member);
  static std::optional<PodRecord> PodOf(const Engine& engine, const PodmanRun& run);
  void OnArrival(Engine& engine, const std::string& id);
  void OnStart(Engine& engine, const std::string& id);
  void Publish(Engine& engine);

  EngineLimits limits_;
  EngineSettings settings_;
  std::vector<std::string> trusted_names_;
  std::set<uid_t> trusted_;
  io::EventLoop* loop_ = nullptr;
  IdentitySink* sink_ = nullptr;
  std::unique_ptr<HttpClient> http_;
  std::map<std::string, Engine> engines_;  // by socket
  ContainerCgroups cgroups_;
  std::string cgroup_mount_;
  std::uint64_t sequence_ = 0;  // of what was made and started
  io::Watch search_;
};

std::unique_ptr<IdentitySource> MakeApiEngines();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_API_ENGINES_H_
