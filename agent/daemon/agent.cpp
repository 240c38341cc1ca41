// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/agent.h"

#include <netinet/in.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <utility>

#include "agent/audit/human_log_sink.h"
#include "agent/audit/json_file_sink.h"
#include "agent/audit/process_exe.h"
#include "agent/daemon/watch_sink.h"
#include "agent/kernel/cgroup_tree.h"
#include "agent/scan/agent_identities.h"
#include "agent/version.h"
#include "policy/decide/suggest.h"
#include "policy/text/printable.h"

namespace portlaw::daemon {

using containers::CgroupId;
using nlohmann::json;

namespace {

constexpr std::chrono::seconds kTick{5};
// How long a name outlives its last cgroup: longer than any event is under way.
constexpr std::chrono::seconds kGrace{60};

constexpr int kMaxBatches = 64;

Errors One(Error error) {
  Errors errors;
  errors.push_back(std::move(error));
  return errors;
}

int IpProtocolOf(Protocol protocol) {
  switch (protocol) {
    case Protocol::kUdp:
      return IPPROTO_UDP;
    case Protocol::kSctp:
      return IPPROTO_SCTP;
    case Protocol::kTcp:
    case Protocol::kAny:
      break;
  }
  return IPPROTO_TCP;
}

}  // namespace

// The roster's way to the kernel.
class Agent::Store : public containers::SubjectStore {
 public:
  explicit Store(kernel::Kernel& kernel) : kernel_(kernel) {}
  Result<void> AddRow(const kernel::NamedRow& row) override { return kernel_.AddRow(row); }
  Result<void> RemoveRow(kernel::Row row) override { return kernel_.RemoveRow(row); }
  Result<void> SetSubject(const kernel::SubjectEntry& entry) override { return kernel_.SetSubject(entry); }
  Result<void> RemoveSubject(CgroupId cgroup) override { return kernel_.RemoveSubject(cgroup); }
  Result<void> SetEnginePrograms(const std::vector<kernel::EngineProgram>& programs) override {
    return kernel_.SetEnginePrograms(programs);
  }

 private:
  kernel::Kernel& kernel_;
};

Agent::Agent(AgentOptions options, io::EventLoop loop) : options_(std::move(options)), loop_(std::move(loop)) {}

Agent::~Agent() = default;

// ---- start ------------------------------------------------------------------

ResultOfMany<std::unique_ptr<Agent>> Agent::Start(AgentOptions options) {
  auto documents = ReadDocuments(options);
  if (!documents) return tl::make_unexpected(std::move(documents.error()));
  auto loop = io::EventLoop::Make();
  if (!loop) return tl::make_unexpected(One(loop.error()));
  std::unique_ptr<Agent> agent(new Agent(std::move(options), std::move(*loop)));
  agent->documents_ = std::move(*documents);
  using Step = Result<void> (Agent::*)();
  constexpr Step kSteps[] = {&Agent::OpenAuditLog,   &Agent::OpenKernel,    &Agent::Listen,
                             &Agent::FindContainers, &Agent::WaitForThings, &Agent::Enforce};
  for (const Step step : kSteps) {
    if (auto done = (agent.get()->*step)(); !done) return tl::make_unexpected(One(done.error()));
  }
  agent->Announce();
  return agent;
}

Result<void> Agent::OpenAuditLog() {
  if (options_.audit_log.empty()) return {};
  auto sink = audit::JsonFileSink::Open(options_.audit_log, [](const std::string& text) { spdlog::error("{}", text); });
  if (!sink) return tl::make_unexpected(sink.error());
  audit_file_ = std::move(*sink);
  return {};
}

Result<void> Agent::OpenKernel() {
  std::string& root = options_.kernel.cgroup_root;
  if (root.empty()) {
    auto mount = kernel::FindCgroup2Mount();
    if (!mount) return tl::make_unexpected(mount.error());
    root = std::move(*mount);
  }
  options_.kernel.tell_port_in_use = documents_.policy->settings().port_in_use == PortInUse::kWarn;
  auto kernel = kernel::Kernel::Open(options_.kernel);
  if (!kernel) return tl::make_unexpected(kernel.error());
  kernel_.emplace(std::move(*kernel));
  auto path = kernel::CgroupPathOf(root);
  if (!path) return tl::make_unexpected(path.error());
  root_path_ = std::move(*path);
  return {};
}

Result<void> Agent::Listen() {
  control::ServerOptions options{options_.socket, std::nullopt};
  if (const auto& name = documents_.policy->settings().control_group) {
    auto group = control::GroupNamed(*name);
    if (!group) return tl::make_unexpected(group.error());
    options.group = *group;
  }
  auto server = control::Server::Make(loop_, options, Handlers(), [this] { DrainAll(); });
  if (!server) return tl::make_unexpected(server.error());
  server_ = std::move(*server);
  auditor_.emplace(Lookups());
  auditor_->AddSink(std::make_shared<audit::HumanLogSink>(spdlog::default_logger()));
  if (audit_file_) auditor_->AddSink(audit_file_);
  auditor_->AddSink(std::make_shared<WatchSink>(*server_));
  return {};
}

Result<void> Agent::FindContainers() {
  store_ = std::make_unique<Store>(*kernel_);
  roster_ = std::make_unique<containers::Roster>(*store_);
  const auto rows = kernel_->Rows();
  if (!rows) return tl::make_unexpected(rows.error());
  const auto subjects = kernel_->Subjects();
  if (!subjects) return tl::make_unexpected(subjects.error());
  roster_->Restore(*rows, *subjects);
  std::vector<containers::NamedSource> sources;
  for (const containers::SourceEntry& entry : containers::IdentitySources()) {
    sources.push_back({entry.name, entry.make()});
  }
  roster_->SetSources(std::move(sources));
  roster_->SetOnExposed([this](CgroupId cgroup, const containers::PublishedPort& port, bool chosen) {
    OnExposed({cgroup, port, chosen});
  });
  roster_->Configure(documents_.policy->settings());
  for (const containers::NamedSource& entry : roster_->sources()) entry.source->Start(loop_, *roster_);
  return WalkTree();
}

Result<void> Agent::WalkTree() {
  roster_->BeginWalk();
  auto walked =
      kernel::WalkCgroups(options_.kernel.cgroup_root, [this](CgroupId id, const std::string& path, CgroupId parent) {
        roster_->Made({id, parent, path});
      });
  if (walked) roster_->EndWalk();
  return walked;
}

Result<void> Agent::WaitForThings() {
  auto events = loop_.OnIo(kernel_->EventsFd(), EPOLLIN, [this](auto) { Drain(); });
  if (!events) return tl::make_unexpected(events.error());
  watches_.push_back(std::move(*events));
  if (options_.kernel.tell_port_in_use) {
    auto finder = HolderFinder::Make(loop_, [this](const auto& event, const auto& holder) { OnHolder(event, holder); });
    if (!finder) return tl::make_unexpected(finder.error());
    holder_finder_ = std::move(*finder);
  }
  auto tick = loop_.Every(kTick, [this] { Tick(); });
  if (!tick) return tl::make_unexpected(tick.error());
  watches_.push_back(std::move(*tick));
  std::vector<std::string> files = options_.registries;
  if (!options_.settings.empty()) files.push_back(options_.settings);
  auto watch = FileWatch::Make(loop_, std::move(files), [this] { Reload(); });
  if (!watch) return tl::make_unexpected(watch.error());
  file_watch_ = std::move(*watch);
  if (const auto interval = ServiceManager::WatchdogInterval()) {
    auto alive = loop_.Every(*interval, [this] { service_manager_.Alive(); });
    if (!alive) return tl::make_unexpected(alive.error());
    watches_.push_back(std::move(*alive));
  }
  return WatchSignals();
}

Result<void> Agent::WatchSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto stop = [this] { loop_.Exit(0); };
  const auto hang_up = [this] {
    auditor_->Reopen();
    Reload();
  };
  const std::pair<int, std::function<void()>> signals[] = {{SIGTERM, stop}, {SIGINT, stop}, {SIGHUP, hang_up}};
  for (const auto& [signal, callback] : signals) {
    auto watch = loop_.OnSignal(signal, callback);
    if (!watch) return tl::make_unexpected(watch.error());
    watches_.push_back(std::move(*watch));
  }
  return {};
}

Result<void> Agent::Enforce() {
  const std::uint64_t generation = kernel_->Generation() + 1;
  const auto& policy = documents_.policy;
  if (auto done = kernel_->InstallPolicy(*policy, generation, roster_->NamedRows(*policy)); !done) return done;
  history_.Add(generation, policy);
  roster_->UsePolicy(policy);
  if (auto done = roster_->GoLive(); !done) return done;
  if (auto done = kernel_->Attach(); !done) return done;
  for (const ExposedPort& exposed : std::exchange(exposed_, {})) OnExposed(exposed);
  return {};
}

// ---- at work ----------------------------------------------------------------

int Agent::Run() {
  const int code = loop_.Run();
  service_manager_.Stopping();
  DrainAll();
  if (holder_finder_) holder_finder_->Finish();
  spdlog::info("stopped; the policy stays in force (portlaw unload removes it)");
  return code;
}

void Agent::Announce() {
  const auto& policy = *documents_.policy;
  std::size_t lost = 0;
  for (const kernel::HookState& hook : kernel_->Hooks()) {
    if (hook.attached) continue;
    ++lost;
    spdlog::warn("{} is not attached: {}", hook.name, hook.lost);
  }
  if (!documents_.findings.empty()) {
    spdlog::info("{} findings in the registries; see portlaw lint", documents_.findings.size());
  }
  std::string text = std::string(ToString(policy.settings().mode)) + ", generation " +
                     std::to_string(kernel_->Generation()) + ", " + std::to_string(policy.registries().size()) +
                     (policy.registries().size() == 1 ? " registry" : " registries");
  if (lost > 0) text += ", " + std::to_string(lost) + " hooks missing";
  spdlog::info("in force at {}: {}", Printable(options_.kernel.cgroup_root), text);
  service_manager_.Ready(text);
}

void Agent::Drain() {
  kernel_->Drain([this](const kernel::BindEvent& event) { OnBind(event); },
                 [this](const kernel::CgroupEvent& event) {
                   if (event.made) {
                     roster_->Made({event.cgroup, event.parent, event.path, event.time_ns});
                   } else {
                     roster_->Gone(event.cgroup);
                   }
                 });
}

// Drain hands over a batch. All that has happened until now is within so many of them; what goes on happening need not
// be waited for.
void Agent::DrainAll() {
  pollfd events{kernel_->EventsFd(), POLLIN, 0};
  for (int i = 0; i < kMaxBatches && poll(&events, 1, 0) == 1; ++i) Drain();
}

void Agent::OnBind(const kernel::BindEvent& event) {
  if (event.reason == Reason::kPortInUse && holder_finder_) return holder_finder_->Ask(event);
  auditor_->Handle(event);
}

void Agent::OnHolder(const kernel::BindEvent& event, const std::optional<scan::Holder>& found) {
  if (!found) return auditor_->Handle(event);
  audit::PortHolder holder;
  if (const auto subject = roster_->SubjectOf(found->cgroup)) {
    const auto who = roster_->Find(found->cgroup, subject->owner, subject->row, event.port, event.protocol);
    if (who.container != nullptr) holder.container = who.container->details.name;
  }
  if (found->process) {
    holder.pid = static_cast<std::uint32_t>(found->process->pid);
    holder.comm = found->process->comm;
    holder.since = found->process->started;
  }
  holder.words = scan::Sentence(*found, holder.container);
  auditor_->Handle(event, std::move(holder));
}

// Too late to refuse: what enforcement would have denied is logged as let through.
void Agent::OnExposed(const ExposedPort& exposed) {
  const std::uint64_t generation = kernel_->Generation();
  if (history_.At(generation) == nullptr) return exposed_.push_back(exposed);
  const auto& [cgroup, port, chosen] = exposed;
  const auto& policy = *documents_.policy;
  const Verdict verdict =
      Evaluate(policy, Resolve(policy, port.container.identity), {port.port, port.protocol, Scope::kHost, chosen});
  if (verdict.action == Action::kAllow) return;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  kernel::BindEvent event;
  event.time_ns = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
  event.generation = generation;
  event.cgroup = event.owner = cgroup;
  if (const auto subject = roster_->SubjectOf(cgroup)) event.row = subject->row;
  event.address = "0.0.0.0";
  event.port = port.port;
  event.protocol = port.protocol;
  event.ip_protocol = IpProtocolOf(port.protocol);
  event.action = verdict.action == Action::kDeny ? Action::kWouldDeny : verdict.action;
  event.reason = verdict.reason;
  event.chosen = chosen;
  event.hook = kernel::Hook::kDetected;
  event.comm = "(published)";
  auditor_->Handle(event);
}

audit::Lookups Agent::Lookups() {
  audit::Lookups lookups;
  lookups.policy = [this](std::uint64_t generation) { return history_.At(generation); };
  lookups.party = [this](const kernel::BindEvent& event) -> std::optional<audit::Party> {
    const auto who = roster_->Find(event.cgroup, event.owner, event.row, event.port, event.protocol);
    if (who.container == nullptr) return std::nullopt;
    return audit::Party{who.container->details, who.container->identity};
  };
  lookups.cgroup_path = [this](CgroupId cgroup) { return roster_->PathOf(cgroup); };
  lookups.exe = audit::ProcessExe;
  lookups.suggest = [](const CompiledPolicy& policy, const Subject& subject, const BindRequest&) {
    return SuggestPort(policy, subject.service);
  };
  return lookups;
}

void Agent::Tick() {
  roster_->Sweep(containers::Clock::now() - kGrace);
  CheckFaults();
  service_manager_.Retry();
}

void Agent::CheckFaults() {
  bool grown = false;
  for (const kernel::FaultCount& fault : kernel_->Faults()) {
    std::uint64_t& seen = faults_[fault.name];
    if (fault.count <= seen) continue;
    spdlog::warn("{} ({} times): {}", fault.name, fault.count - seen, fault.meaning);
    seen = fault.count;
    grown = true;
  }
  // Whatever it was, the tree may not be as the roster has it.
  if (!grown) return;
  if (auto walked = WalkTree(); !walked) spdlog::error("{}", ToString(walked.error()));
}

// ---- reload -----------------------------------------------------------------

const ReloadOutcome& Agent::Reload() {
  service_manager_.Reloading();
  ReloadOutcome outcome;
  outcome.time = std::chrono::system_clock::now();
  outcome.errors = TryReload(outcome.changed);
  for (const Error& error : outcome.errors) {
    spdlog::error("reload refused, generation {} stays: {}", kernel_->Generation(), Printable(ToString(error), 1024));
  }
  last_reload_ = std::move(outcome);
  if (!last_reload_->errors.empty()) {
    service_manager_.Ready("reload refused, generation " + std::to_string(kernel_->Generation()) + " stays in force");
  } else if (last_reload_->changed) {
    Announce();
  } else {
    spdlog::info("reloaded: nothing has changed");
    service_manager_.Ready("generation " + std::to_string(kernel_->Generation()));
  }
  return *last_reload_;
}

Errors Agent::TryReload(bool& changed) {
  auto documents = ReadDocuments(options_);
  if (!documents) return std::move(documents.error());
  if (SameDocuments(*documents->policy, *documents_.policy)) return {};
  const std::uint64_t generation = kernel_->Generation() + 1;
  const auto& policy = documents->policy;
  auto installed = kernel_->InstallPolicy(*policy, generation, roster_->NamedRows(*policy));
  if (!installed) return One(installed.error());
  changed = true;
  if (policy->settings().control_group != documents_.policy->settings().control_group) {
    spdlog::warn("control: group: has changed; the socket is for the new group when the agent starts again");
  }
  if (policy->settings().port_in_use != documents_.policy->settings().port_in_use) {
    spdlog::warn("port_in_use: has changed; it holds when the agent starts again");
  }
  history_.Add(generation, policy);
  roster_->UsePolicy(policy);
  documents_ = std::move(*documents);
  roster_->Configure(documents_.policy->settings());
  return {};
}

// ---- the control socket -----------------------------------------------------

std::vector<control::RequestHandler> Agent::Handlers() {
  return {
      {"hello", false, [this](const json&) { return AnswerHello(); }},
      {"status", false, [this](const json&) { return AnswerStatus(); }},
      {"reload", false, [this](const json&) { return AnswerReload(); }},
      {"identify", false, [this](const json& request) { return scan::AnswerIdentify(*roster_, request); }},
      {"register", true, [this](const json& request) { return AnswerRegister(request); }},
      {"resolve", true, [this](const json& request) { return AnswerResolve(request); }},
  };
}

json Agent::AnswerHello() const {
  json reply = control::Ok();
  reply["version"] = Version();
  reply["pid"] = getpid();
  reply["cgroup_root"] = options_.kernel.cgroup_root;
  reply["cgroup_path"] = root_path_;
  reply["generation"] = kernel_->Generation();
  return reply;
}

json Agent::AnswerStatus() const {
  json reply = control::Ok();
  reply["status"] =
      StatusOf({options_, documents_, *kernel_, *roster_, auditor_->sinks(), last_reload_, server_->Watchers()});
  return reply;
}

json Agent::AnswerReload() {
  const ReloadOutcome& outcome = Reload();
  if (!outcome.errors.empty()) return control::Failed(outcome.errors);
  json reply = control::Ok();
  reply["generation"] = kernel_->Generation();
  reply["changed"] = outcome.changed;
  return reply;
}

json Agent::AnswerRegister(const json& request) {
  containers::KnownContainer container;
  container.identity = {control::TextAt(request, "name"), control::TextAt(request, "compose_project"),
                        control::TextAt(request, "compose_service"), control::TextAt(request, "override_name")};
  const std::string display_name = control::TextAt(request, "display_name");  // "default/shop-x2x4z/api"
  container.details = {control::TextAt(request, "id"), display_name.empty() ? container.identity.name : display_name,
                       control::TextAt(request, "runtime"), control::TextAt(request, "image")};
  if (container.identity.name.empty()) return control::Failed("a container has a name that is not empty");
  auto cgroup = FindCgroup(control::TextAt(request, "cgroup"));
  if (!cgroup) return control::Failed(cgroup.error());
  if (auto done = roster_->Register(*cgroup, container); !done) return control::Failed(done.error());
  json reply = control::Ok();
  reply["generation"] = kernel_->Generation();
  return reply;
}

json Agent::AnswerResolve(const json& request) {
  auto cgroup = FindCgroup(control::TextAt(request, "cgroup"));
  if (!cgroup) return control::Failed(cgroup.error());
  const auto subject = roster_->SubjectOf(*cgroup);
  json reply = control::Ok();
  reply["pending"] = !subject || subject->row == kernel::kPendingRow;
  const auto who = roster_->Find(*cgroup, subject ? subject->owner : 0, subject ? subject->row : 0, 0, Protocol::kAny);
  if (who.container != nullptr) reply["name"] = Printable(who.container->identity.name);
  return reply;
}

Result<CgroupId> Agent::FindCgroup(const std::string& path) {
  const std::string root = root_path_ == "/" ? "" : root_path_;
  if (!path.starts_with(root + "/")) {
    return Fail({path, 0}, "is not beneath the agent's cgroup root, " + root_path_);
  }
  auto cgroup = kernel::CgroupIdOf(options_.kernel.cgroup_root + path.substr(root.size()));
  if (!cgroup || roster_->Knows(*cgroup)) return cgroup;
  DrainAll();  // the news that it was made may be waiting
  if (!roster_->Knows(*cgroup)) {
    if (auto walked = WalkTree(); !walked) return tl::make_unexpected(walked.error());
  }
  return cgroup;
}

}  // namespace portlaw::daemon
