// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/api_engines.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/engine_process.h"
#include "agent/containers/engines/engine_sockets.h"
#include "agent/containers/engines/oci_bundle.h"
#include "agent/containers/publish/intents.h"
#include "agent/containers/publish/local_ports.h"
#include "agent/containers/publish/podman_run.h"
#include "agent/containers/publish/program_file.h"
#include "agent/io/system_file.h"
#include "agent/kernel/cgroup_tree.h"

namespace portlaw::containers {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMaxEngines = 64;
constexpr std::size_t kMaxPortsOfUser = 1024;
constexpr std::size_t kMaxStorageBytes = 32 * 1024 * 1024;
constexpr std::size_t kMaxHostConfigBytes = 4 * 1024 * 1024;
constexpr seconds kSearch{10};        // for sockets that were not there before
constexpr seconds kStart{1};          // what a start may wait for listings
constexpr seconds kRecent{10};        // from a container's making or start to its engine's bind, at most
constexpr int kArrivalPatience = 50;  // times 10 ms, from the directory to the container

// Root's engines and, in tests, those of the user who runs the agent.
bool IsOwn(std::uint32_t uid) { return uid == 0 || uid == geteuid(); }

// What the engine of an ordinary user may cost, so that others find room.
EngineLimits LimitsOfUser(EngineLimits limits) {
  limits.containers = std::min<std::size_t>(limits.containers, 256);
  limits.list_bytes = std::min<std::size_t>(limits.list_bytes, 1024 * 1024);
  limits.inspect_bytes = std::min<std::size_t>(limits.inspect_bytes, 256 * 1024);
  limits.event_bytes = std::min<std::size_t>(limits.event_bytes, 64 * 1024);
  limits.events_per_second = std::min<std::uint32_t>(limits.events_per_second, 100);
  return limits;
}

// The ports that a container of Docker asks for, by the file that Docker writes before it tells of the container: while
// it starts the container, and binds them, it answers no question about it.
std::vector<HostPort> RequestedOnDisk(const EngineClient& client, const std::string& id) {
  const auto config = io::ReadSystemFile(client.containers_directory(), id + "/hostconfig.json", kMaxHostConfigBytes);
  if (!config) return {};
  const auto record = ParseContainer(R"({"Id":")" + id + R"(","HostConfig":)" + *config + "}", "docker");
  return record ? record->requested : std::vector<HostPort>();
}

}  // namespace

ApiEngines::~ApiEngines() = default;

// ---- which engines --------------------------------------------------------------

bool ApiEngines::Configure(const Settings& settings) {
  const bool engines_changed = std::exchange(settings_, settings.engines) != settings.engines;
  const bool users_changed = std::exchange(trusted_names_, settings.trust.users) != settings.trust.users;
  if (!engines_changed && !users_changed) return false;
  trusted_ = UserIds(trusted_names_);
  if (loop_ == nullptr) return true;
  sink_->TrustsUsers({trusted_.begin(), trusted_.end()});
  const std::vector<std::string>& wanted = settings_.sockets;
  for (auto engine = engines_.begin(); engine != engines_.end();) {
    const bool named = (engine->second.found && settings_.find) ||
                       std::find(wanted.begin(), wanted.end(), engine->first) != wanted.end();
    const bool trusted = !engine->second.uid || IsOwn(*engine->second.uid) || trusted_.contains(*engine->second.uid);
    const bool kept = named && trusted;
    if (!kept) sink_->EngineGone(engine->first);
    engine = kept ? std::next(engine) : engines_.erase(engine);
  }
  FindSockets();
  return true;
}

void ApiEngines::Start(io::EventLoop& loop, IdentitySink& sink) {
  loop_ = &loop;
  sink_ = &sink;
  sink.TrustsUsers({trusted_.begin(), trusted_.end()});
  auto http = HttpClient::Make(loop);
  if (!http) return spdlog::error("container engines cannot be asked: {}", ToString(http.error()));
  http_ = std::move(*http);
  if (auto mount = kernel::FindCgroup2Mount()) cgroup_mount_ = std::move(*mount);
  FindSockets();
  WaitForListings();
  if (auto search = loop.Every(kSearch, [this] { FindSockets(); })) search_ = std::move(*search);
}

// A default socket of root's that is not there is no engine; any other is an engine that is absent.
void ApiEngines::FindSockets() {
  for (const std::string& socket : settings_.sockets) Follow(socket, false);
  if (!settings_.find) return;
  for (const std::string& socket : DefaultSockets(trusted_)) Follow(socket, true);
}

void ApiEngines::Follow(const std::string& socket, bool found) {
  if (http_ == nullptr || engines_.contains(socket) || engines_.size() >= kMaxEngines) return;
  Engine& engine = engines_[socket];
  engine.found = found;
  engine.client = std::make_unique<EngineClient>(*loop_, *http_, *this, socket, limits_);
  engine.client->Start();
}

void ApiEngines::WaitForListings() {
  const auto deadline = Clock::now() + kStart;
  const auto busy = [](const auto& entry) { return entry.second.client->busy(); };
  while (Clock::now() < deadline && std::any_of(engines_.begin(), engines_.end(), busy)) {
    loop_->RunOnce(milliseconds(20));
  }
}

ApiEngines::Engine& ApiEngines::EngineOf(EngineClient& client) { return engines_.at(client.socket()); }

Result<EngineLimits> ApiEngines::OnListener(EngineClient& client, std::int64_t pid, std::uint32_t uid) {
  if (!IsOwn(uid) && !trusted_.contains(uid)) {
    return Fail({}, "the socket is that of user " + std::to_string(uid) + ", whom the settings do not list",
                "list the user (trust: users:) if what he calls his containers is to be believed");
  }
  Engine& engine = EngineOf(client);
  if (engine.uid && *engine.uid != uid) {
    for (const auto& [id, container] : engine.containers) sink_->HasContainerNoMore(client.socket(), id);
    engine.containers.clear();
    Publish(engine);
  }
  engine.uid = uid;
  engine.pid = pid;
  return IsOwn(uid) ? limits_ : LimitsOfUser(limits_);
}

void ApiEngines::OnConnected(EngineClient& client) { FindProcesses(EngineOf(client)); }

// Of root's engines alone: whatever an ordinary user's says is no place for the agent to look at.
void ApiEngines::OnDirectory(EngineClient& client) {
  Engine& engine = EngineOf(client);
  if (!engine.uid || !IsOwn(*engine.uid)) return;
  auto starts = StartWatch::Make(*loop_, [this, &engine](const std::string& id) { OnStart(engine, id); });
  engine.starts = starts ? std::move(*starts) : nullptr;
  WatchArrivals(engine);
}

// ---- who is it ---------------------------------------------------------------------

Answer ApiEngines::Identify(const Cgroup& cgroup) {
  auto id = cgroups_.IdOf(cgroup.id);
  if (!id) {
    const auto named = ContainerOfCgroup(cgroup.path);
    if (!named) return NotMine{};
    id = named->id;
    NamedCgroup self{cgroup.id, cgroup.path, cgroup.owner, false};
    if (Find(*id, self) == nullptr && !MayBeKnown(self)) return NotMine{};
    if (!cgroups_.Add(*id, std::move(self))) return NotMine{};
  }
  NamedCgroup& self = *cgroups_.Find(*id);
  if (const KnownContainer* container = Find(*id, self)) {
    self.said = true;
    TellExposed(cgroup.id, *id);
    return *container;
  }
  if (!Asks(*id, self)) return NotMine{};
  self.waiting = true;
  return Later{};
}

const KnownContainer* ApiEngines::Find(const std::string& id, const NamedCgroup& cgroup) const {
  for (const bool own : {true, false}) {
    for (const auto& [socket, engine] : engines_) {
      if (!engine.uid || IsOwn(*engine.uid) != own) continue;
      const auto container = engine.containers.find(id);
      if (container == engine.containers.end()) continue;
      if (IsCgroupOf(cgroup, container->second.record, *engine.uid)) return &container->second.record.known;
    }
  }
  return nullptr;
}

bool ApiEngines::Knows(const std::string& id) const {
  return std::any_of(engines_.begin(), engines_.end(),
                     [&](const auto& entry) { return entry.second.containers.contains(id); });
}

// Whether an engine, of those that may be followed, may yet say that it is a container of its own.
bool ApiEngines::MayBeKnown(const NamedCgroup& cgroup) const {
  return (IsOwn(cgroup.owner) || trusted_.contains(cgroup.owner)) && IsCgroupOf(cgroup, {}, cgroup.owner);
}

bool ApiEngines::Asks(const std::string& id, const NamedCgroup& cgroup) {
  bool any = false;
  for (const auto& [socket, engine] : engines_) {
    if (!engine.client->following() || !engine.uid || !IsCgroupOf(cgroup, {}, *engine.uid)) continue;
    engine.client->Ask(id);
    any = true;
  }
  return any;
}

void ApiEngines::Tell(const std::string& id) {
  NamedCgroup* asked = cgroups_.Find(id);
  if (asked == nullptr) return;
  const KnownContainer* container = Find(id, *asked);
  const bool waiting = std::exchange(asked->waiting, false);
  // What was said before holds until the cgroup is gone, unless the engine now tells that the container is elsewhere.
  const bool said = std::exchange(asked->said, container != nullptr);
  if (container == nullptr && !waiting && !(said && Knows(id))) return;
  const CgroupId cgroup = asked->cgroup;
  sink_->Answered(kApiEngines, cgroup, container == nullptr ? Answer(NotMine{}) : Answer(*container));
  TellExposed(cgroup, id);
}

// The ports that the engine published in the end, each once: those that were not asked for by number, and those that no
// socket holds.
void ApiEngines::TellExposed(CgroupId cgroup, const std::string& id) {
  for (auto& [socket, engine] : engines_) {
    const auto found = engine.containers.find(id);
    if (found == engine.containers.end() || !found->second.record.running) continue;
    Container& container = found->second;
    const std::vector<HostPort>& requested = container.record.requested;
    for (const HostPort& port : container.record.bound) {
      auto& looked_at = container.looked_at;
      if (std::find(looked_at.begin(), looked_at.end(), port) != looked_at.end()) continue;
      looked_at.push_back(port);
      const bool chosen = std::find(requested.begin(), requested.end(), port) == requested.end();
      if (chosen || !IsHeld(port)) sink_->Exposed(cgroup, {port.port, port.protocol, container.record.known}, chosen);
    }
  }
}

void ApiEngines::OnContainer(EngineClient& client, ContainerRecord record, bool fresh) {
  Engine& engine = EngineOf(client);
  const std::string id = record.known.details.id;
  if (record.name_only && IsOwn(*engine.uid)) record.requested = RequestedOnDisk(client, id);
  const bool is_new = !engine.containers.contains(id);
  Container& container = engine.containers[id];
  if (is_new || !record.name_only) container.record = std::move(record);
  container.record.known.origin = {client.socket(), *engine.uid};
  TellPod(engine, container.record);
  if (container.record.running) container.starting = 0;
  if (!container.record.running) container.looked_at.clear();
  if (fresh && container.created == 0) {
    container.created = ++sequence_;
    container.recent_until = Clock::now() + kRecent;
  }
  if (!client.busy()) Publish(engine);
  sink_->HasContainer(client.socket(), container.record.known);
  TellByProcess(engine, container.record);
  Tell(id);
}

// What is in a pod changes after its infra container was made.
void ApiEngines::TellPod(Engine& engine, const ContainerRecord& member) {
  if (!member.pod || member.pod->infra == member.known.details.id) return;
  const auto infra = engine.containers.find(member.pod->infra);
  if (infra != engine.containers.end()) IdentifyInfra(infra->second.record.known, *member.pod);
}

void ApiEngines::OnRemoved(EngineClient& client, const std::string& id) {
  Engine& engine = EngineOf(client);
  if (engine.containers.erase(id) > 0 && !client.busy()) Publish(engine);
  sink_->HasContainerNoMore(client.socket(), id);
  Tell(id);
}

void ApiEngines::OnNoAnswer(EngineClient&, const std::string& id) { Tell(id); }

void ApiEngines::OnListed(EngineClient& client) {
  Publish(EngineOf(client));
  sink_->HasNoOthers(client.socket());
}

// A container whose cgroup has no id in its name, or whose name another cgroup has taken. One that shares its parent's
// cgroup (podman --cgroups=disabled) cannot be told from the processes around it.
void ApiEngines::TellByProcess(const Engine& engine, const ContainerRecord& record) {
  if (!record.running || record.pid <= 0 || cgroup_mount_.empty()) return;
  const std::string& id = record.known.details.id;
  const NamedCgroup* known = cgroups_.Find(id);
  if (known != nullptr && IsCgroupOf(*known, record, *engine.uid)) return;
  const auto path = CgroupPathOfProcess(record.pid);
  if (!path || *path == "/" || IsInContainer(*path) || path == CgroupPathOfProcess(ParentOf(record.pid))) return;
  const auto cgroup = kernel::CgroupIdOf(cgroup_mount_ + *path);
  if (!cgroup) return;
  NamedCgroup self{*cgroup, *path, kernel::OwnerOfCgroup(cgroup_mount_ + *path), true};
  if (IsCgroupOf(self, record, *engine.uid)) cgroups_.Replace(id, std::move(self));
}

// ---- published ports ------------------------------------------------------------------

// Which processes bind for the engine: those that run its programs as its user, and, where it is a daemon with a cgroup
// of its own, in that cgroup.
void ApiEngines::FindProcesses(Engine& engine) {
  const std::string& socket = engine.client->socket();
  const std::string& runtime = engine.client->version().runtime;
  if (engine.pid <= 1) engine.pid = FindListener(socket, *engine.uid);
  auto programs = PublishingPrograms(runtime);
  const bool is_daemon = runtime != "podman" && IsOwn(*engine.uid) && engine.pid > 1;
  if (is_daemon) AddProgramsOf(engine.pid, programs);
  sink_->EngineFound(socket, {*engine.uid, is_daemon ? DaemonCgroup(engine.pid) : 0, std::move(programs)});
}

// 0: none of its own.
CgroupId ApiEngines::DaemonCgroup(std::int64_t pid) const {
  const auto path = pid > 0 ? CgroupPathOfProcess(pid) : std::nullopt;
  if (!path || *path == "/" || IsInContainer(*path)) return 0;
  return kernel::CgroupIdOf(cgroup_mount_ + *path).value_or(0);
}

// Podman's events come a quarter of a second late (it polls its log); the directory of a new container is there
// before its ports are bound.
void ApiEngines::WatchArrivals(Engine& engine) {
  if (engine.client->version().runtime != "podman") return;
  engine.arrivals = nullptr;
  auto watch =
      io::DirectoryWatch::Make(*loop_, engine.client->containers_directory(), [this, &engine](std::string_view name) {
        if (IsContainerId(name)) OnArrival(engine, std::string(name));
      });
  if (watch) engine.arrivals = std::move(*watch);  // else by its events alone
}

void ApiEngines::OnArrival(Engine& engine, const std::string& id) {
  engine.client->Ask(id, kArrivalPatience);
  const auto list = io::ReadSystemFile(engine.client->containers_directory(), "containers.json", kMaxStorageBytes);
  auto run = FindPodmanRun(PublishingPrograms("podman"), *engine.uid, list ? NameInStorage(*list, id) : "");
  if (!run || engine.containers.contains(id)) return;
  ContainerRecord record;
  record.pod = PodOf(engine, *run);
  record.known.identity = IdentityOf({run->name, run->labels, run->pod});
  record.known.details = {id, run->name, engine.client->version().runtime, ""};
  record.requested = std::move(run->ports);
  OnContainer(*engine.client, std::move(record), true);
}

// The pod that a command puts its container into, with that container: Podman tells of it only once the pod runs.
std::optional<PodRecord> ApiEngines::PodOf(const Engine& engine, const PodmanRun& run) {
  if (run.pod.empty()) return std::nullopt;
  for (const auto& [id, container] : engine.containers) {
    const auto& known = container.record.pod;
    if (!known || known->infra != id || (known->name != run.pod && !known->id.starts_with(run.pod))) continue;
    PodRecord pod = *known;
    if (!run.name.empty()) pod.members.push_back(run.name);
    return pod;
  }
  return std::nullopt;
}

void ApiEngines::OnStart(Engine& engine, const std::string& id) {
  const auto container = engine.containers.find(id);
  if (container == engine.containers.end()) return;
  container->second.starting = ++sequence_;
  container->second.recent_until = Clock::now() + kRecent;
  Publish(engine);
}

void ApiEngines::Publish(Engine& engine) {
  std::vector<Publisher> publishers;
  bool any_recent = false;
  for (auto& [id, container] : engine.containers) {
    if (container.record.requested.empty() && container.record.bound.empty()) continue;
    if (Clock::now() >= container.recent_until) container.created = container.starting = 0;
    any_recent |= container.created != 0 || container.starting != 0;
    publishers.push_back({&container.record, container.created, container.starting});
  }
  auto intents = Intents(publishers);
  if (!IsOwn(*engine.uid) && intents.size() > kMaxPortsOfUser) intents.resize(kMaxPortsOfUser);
  sink_->Published(engine.client->socket(), std::move(intents));
  if (engine.starts != nullptr) {
    std::set<std::string> rivals;
    for (const ContainerRecord* rival : Rivals(publishers)) rivals.insert(rival->known.details.id);
    engine.starts->Watch(engine.client->containers_directory(), rivals);
  }
  if (!any_recent) return;
  auto expiry = loop_->After(kRecent, [this, &engine] { Publish(engine); });
  if (expiry) engine.expiry = std::move(*expiry);
}

std::vector<SourceStatus> ApiEngines::Status() const {
  std::vector<SourceStatus> status;
  for (const auto& [socket, engine] : engines_) {
    const EngineClient& client = *engine.client;
    std::string detail = client.following() ? client.version().runtime + " " + client.version().version + ", " +
                                                  std::to_string(engine.containers.size()) + " containers"
                                            : client.trouble();
    if (engine.arrivals != nullptr) detail += ", watching " + client.containers_directory();
    if (client.complaints() > 0) detail += ", " + std::to_string(client.complaints()) + " bad answers";
    status.push_back({.name = socket, .connected = client.following(), .detail = std::move(detail)});
  }
  return status;
}

std::unique_ptr<IdentitySource> MakeApiEngines() { return std::make_unique<ApiEngines>(); }

}  // namespace portlaw::containers
