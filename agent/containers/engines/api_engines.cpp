// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/api_engines.h"

#include <dirent.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/engine_process.h"
#include "agent/containers/engines/oci_bundle.h"
#include "agent/containers/publish/intents.h"
#include "agent/containers/publish/local_ports.h"
#include "agent/containers/publish/podman_run.h"
#include "agent/containers/publish/program_file.h"
#include "agent/io/read_file.h"
#include "agent/kernel/cgroup_tree.h"

namespace portlaw::containers {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kDefaultSockets[] = {"/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"};
constexpr std::string_view kUserSockets[] = {"/podman/podman.sock", "/docker.sock"};
constexpr std::string_view kUserRuntime = "/run/user/";

constexpr std::size_t kMaxEngines = 64;
constexpr std::size_t kMaxStorageBytes = 32 * 1024 * 1024;
constexpr std::size_t kMaxHostConfigBytes = 4 * 1024 * 1024;
constexpr seconds kSearch{10};        // for sockets that were not there before
constexpr seconds kStart{1};          // what a start may wait for listings
constexpr seconds kFresh{10};         // from a container's making to its engine's bind, at most
constexpr int kArrivalPatience = 50;  // times 10 ms, from the directory to the container

bool Exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), std::free);
  return real ? real.get() : path;
}

std::vector<std::string> UserSockets() {
  std::vector<std::string> sockets;
  const std::unique_ptr<DIR, int (*)(DIR*)> users(opendir(std::string(kUserRuntime).c_str()), closedir);
  while (const dirent* user = users ? readdir(users.get()) : nullptr) {
    if (user->d_name[0] == '.') continue;
    for (const std::string_view socket : kUserSockets) {
      sockets.push_back(std::string(kUserRuntime) + user->d_name + std::string(socket));
    }
  }
  return sockets;
}

// The user in whose runtime directory the socket is; by the path, since what is there can be exchanged by that user.
std::optional<std::uint32_t> UserOf(const std::string& socket) {
  if (!socket.starts_with(kUserRuntime)) return std::nullopt;
  std::uint32_t uid = 0;
  const char* begin = socket.data() + kUserRuntime.size();
  const auto [end, error] = std::from_chars(begin, socket.data() + socket.size(), uid);
  return error == std::errc() && *end == '/' ? std::optional(uid) : std::nullopt;
}

// Whether an engine of `uid` may say who the cgroup at `path` is. A user may make cgroups of any name in his own slice
// (systemd delegates it), so root's engines do not speak for those.
bool MayName(std::uint32_t uid, const std::string& path) {
  constexpr std::string_view kUserSlice = "/user.slice/user-";
  if (uid == 0 && !path.starts_with(kUserSlice)) return true;
  return path.starts_with(std::string(kUserSlice) + std::to_string(uid) + ".slice/");
}

// The ports that a container of Docker asks for, by the file that Docker writes before it tells of the container: while
// it starts the container, and binds them, it answers no question about it.
std::vector<HostPort> RequestedOnDisk(const EngineClient& client, const std::string& id) {
  const auto config = io::ReadFile(client.containers_directory() + "/" + id + "/hostconfig.json", kMaxHostConfigBytes);
  if (!config) return {};
  const auto record = ParseContainer(R"({"Id":")" + id + R"(","HostConfig":)" + *config + "}", "docker");
  return record ? record->requested : std::vector<HostPort>();
}

}  // namespace

ApiEngines::~ApiEngines() = default;

// ---- which engines --------------------------------------------------------------

bool ApiEngines::Configure(const Settings& settings) {
  const bool changed = std::exchange(settings_, settings.engines) != settings.engines;
  if (!changed || loop_ == nullptr) return changed;
  const std::vector<std::string>& wanted = settings_.sockets;
  for (auto engine = engines_.begin(); engine != engines_.end();) {
    const bool kept = (engine->second.found && settings_.find) ||
                      std::find(wanted.begin(), wanted.end(), engine->first) != wanted.end();
    if (!kept) sink_->EngineGone(engine->first);
    engine = kept ? std::next(engine) : engines_.erase(engine);
  }
  FindSockets();
  return true;
}

void ApiEngines::Start(io::EventLoop& loop, IdentitySink& sink) {
  loop_ = &loop;
  sink_ = &sink;
  auto http = HttpClient::Make(loop);
  if (!http) return spdlog::error("container engines cannot be asked: {}", ToString(http.error()));
  http_ = std::move(*http);
  if (auto mount = kernel::FindCgroup2Mount()) cgroup_mount_ = std::move(*mount);
  FindSockets();
  WaitForListings();
  if (auto search = loop.Every(kSearch, [this] { FindSockets(); })) search_ = std::move(*search);
}

// A default socket that is not there is no engine; one of the settings is an engine that is absent.
void ApiEngines::FindSockets() {
  for (const std::string& socket : settings_.sockets) Follow(socket, false);
  if (!settings_.find) return;
  for (const std::string_view socket : kDefaultSockets) {
    if (Exists(std::string(socket))) Follow(RealPath(std::string(socket)), true);
  }
  for (const std::string& socket : UserSockets()) {
    if (Exists(socket)) Follow(socket, true);
  }
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

void ApiEngines::OnConnected(EngineClient& client) {
  Engine& engine = EngineOf(client);
  const auto listener = ListenerOf(client.socket());
  engine.uid = UserOf(client.socket()).value_or(listener ? listener->uid : 0);
  FindProcesses(engine);
}

void ApiEngines::OnDirectory(EngineClient& client) { WatchArrivals(EngineOf(client)); }

// ---- who is it ---------------------------------------------------------------------

Answer ApiEngines::Identify(const Cgroup& cgroup) {
  std::string id;
  if (const auto known = ids_.find(cgroup.id); known != ids_.end()) {
    id = known->second;
  } else if (auto named = ContainerOfCgroup(cgroup.path); named && AnyMayName(cgroup.path)) {
    id = std::move(named->id);
    ids_[cgroup.id] = id;
    asked_[id] = {cgroup.id, cgroup.path, false};
  } else {
    return NotMine{};
  }
  if (const KnownContainer* container = Find(id, cgroup.path)) {
    TellExposed(cgroup.id, id);
    return *container;
  }
  if (!Asks(id)) return NotMine{};
  asked_[id].waiting = true;
  return Later{};
}

bool ApiEngines::AnyMayName(const std::string& path) const {
  return std::any_of(engines_.begin(), engines_.end(),
                     [&](const auto& entry) { return MayName(entry.second.uid, path); });
}

const KnownContainer* ApiEngines::Find(const std::string& id, const std::string& path) const {
  for (const auto& [socket, engine] : engines_) {
    const auto container = engine.containers.find(id);
    if (container != engine.containers.end() && MayName(engine.uid, path)) return &container->second.record.known;
  }
  return nullptr;
}

bool ApiEngines::Asks(const std::string& id) {
  bool any = false;
  for (const auto& [socket, engine] : engines_) {
    if (!engine.client->following()) continue;
    engine.client->Ask(id);
    any = true;
  }
  return any;
}

void ApiEngines::Gone(CgroupId cgroup) {
  const auto id = ids_.find(cgroup);
  if (id == ids_.end()) return;
  const auto asked = asked_.find(id->second);
  if (asked != asked_.end() && asked->second.cgroup == cgroup) asked_.erase(asked);
  ids_.erase(id);
}

void ApiEngines::Tell(const std::string& id) {
  const auto asked = asked_.find(id);
  if (asked == asked_.end()) return;
  const KnownContainer* container = Find(id, asked->second.path);
  if (container == nullptr && !std::exchange(asked->second.waiting, false)) return;
  asked->second.waiting = false;
  const CgroupId cgroup = asked->second.cgroup;
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
  if (record.name_only && engine.uid == 0) record.requested = RequestedOnDisk(client, id);
  const bool is_new = !engine.containers.contains(id);
  Container& container = engine.containers[id];
  if (is_new || !record.name_only) container.record = std::move(record);
  if (!container.record.running) container.looked_at.clear();
  if (fresh) container.fresh_until = Clock::now() + kFresh;
  if (!client.busy()) Publish(engine);
  if (!asked_.contains(id)) TellByProcess(engine, container.record);
  Tell(id);
}

void ApiEngines::OnRemoved(EngineClient& client, const std::string& id) {
  Engine& engine = EngineOf(client);
  if (engine.containers.erase(id) > 0 && !client.busy()) Publish(engine);
  Tell(id);
}

void ApiEngines::OnNoAnswer(EngineClient&, const std::string& id) { Tell(id); }

void ApiEngines::OnListed(EngineClient& client) { Publish(EngineOf(client)); }

// A container whose cgroup has no id in its name. One that shares its parent's cgroup (podman --cgroups=disabled)
// cannot be told from the processes around it.
void ApiEngines::TellByProcess(const Engine& engine, const ContainerRecord& record) {
  if (!record.running || record.pid <= 0 || cgroup_mount_.empty()) return;
  const auto path = CgroupPathOfProcess(record.pid);
  if (!path || *path == "/" || IsInContainer(*path) || !MayName(engine.uid, *path)) return;
  if (path == CgroupPathOfProcess(ParentOf(record.pid))) return;
  const auto cgroup = kernel::CgroupIdOf(cgroup_mount_ + *path);
  if (!cgroup) return;
  ids_[*cgroup] = record.known.details.id;
  asked_[record.known.details.id] = {*cgroup, *path, true};
}

// ---- published ports ------------------------------------------------------------------

// Which processes bind for the engine: those that run its programs as its user, and, where it is a daemon with a cgroup
// of its own, in that cgroup.
void ApiEngines::FindProcesses(Engine& engine) {
  const std::string& socket = engine.client->socket();
  const std::string& runtime = engine.client->version().runtime;
  const auto listener = ListenerOf(socket);
  std::int64_t pid = listener ? listener->pid : 0;
  if (pid <= 1) pid = FindProcess(runtime == "podman" ? "podman" : "dockerd");
  auto programs = PublishingPrograms(runtime);
  const auto own = pid > 1 && engine.uid == 0 ? ProgramFileOf("/proc/" + std::to_string(pid) + "/exe") : std::nullopt;
  if (own && std::find(programs.begin(), programs.end(), *own) == programs.end()) programs.push_back(*own);
  const CgroupId cgroup = runtime == "podman" || engine.uid != 0 ? 0 : DaemonCgroup(pid);
  sink_->EngineFound(socket, {engine.uid, cgroup, std::move(programs)});
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
  const auto list = io::ReadFile(engine.client->containers_directory() + "/containers.json", kMaxStorageBytes);
  auto run = FindPodmanRun(PublishingPrograms("podman"), list ? NameInStorage(*list, id) : "");
  if (!run || engine.containers.contains(id)) return;
  ContainerRecord record;
  record.known.identity = std::move(run->identity);
  record.known.details = {id, record.known.identity.name, engine.client->version().runtime, ""};
  record.requested = std::move(run->ports);
  OnContainer(*engine.client, std::move(record), true);
}

void ApiEngines::Publish(Engine& engine) {
  std::vector<Publisher> publishers;
  bool any_fresh = false;
  for (const auto& [id, container] : engine.containers) {
    if (container.record.requested.empty() && container.record.bound.empty()) continue;
    const bool fresh = Clock::now() < container.fresh_until;
    any_fresh |= fresh;
    publishers.push_back({&container.record, fresh});
  }
  sink_->Published(engine.client->socket(), Intents(publishers));
  if (!any_fresh) return;
  auto expiry = loop_->After(kFresh, [this, &engine] { Publish(engine); });
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
