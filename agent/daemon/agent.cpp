// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/agent.h"

#include <spdlog/spdlog.h>
#include <sys/epoll.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/audit/human_log_sink.h"
#include "agent/daemon/metrics_snapshot.h"
#include "agent/daemon/watch_sink.h"
#include "agent/developer/terminal_sink.h"
#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/namespaces.h"
#include "policy/text/printable.h"

namespace portlaw::daemon {

using containers::CgroupId;

namespace {

constexpr std::chrono::seconds kTick{5};
// How long enforcement may be undone unseen.
constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kFirstLook{2};
constexpr std::chrono::seconds kSummary = DecisionSummary::kWhenKeptBack;  // all counters are read
constexpr std::chrono::seconds kHead{20};
// How long a name outlives its last cgroup: longer than any event is under way.
constexpr std::chrono::seconds kGrace{60};
constexpr std::size_t kMaxSinkText = 1024;

}  // namespace

Agent::Agent(AgentOptions options, io::EventLoop loop, Guard guard, Documents documents)
    : options_(std::move(options)),
      loop_(std::move(loop)),
      policy_(options_, std::move(guard), std::move(documents)),
      further_sinks_([](const std::string& text) { spdlog::warn("{}", Printable(text, kMaxSinkText)); }) {}

Agent::~Agent() = default;

// ---- start ------------------------------------------------------------------

void Agent::HoldSignals() { io::HoldSignals({SIGTERM, SIGINT, SIGHUP}); }

Result<std::unique_ptr<Agent>> Agent::Start(AgentOptions options, Guard guard, Documents documents) {
  auto loop = io::EventLoop::Make();
  if (!loop) return tl::make_unexpected(loop.error());
  std::unique_ptr<Agent> agent(new Agent(std::move(options), std::move(*loop), std::move(guard), std::move(documents)));
  using Step = Result<void> (Agent::*)();
  constexpr Step kSteps[] = {&Agent::LookAround,     &Agent::OpenAuditLog,  &Agent::OpenKernel, &Agent::Listen,
                             &Agent::FindContainers, &Agent::WaitForThings, &Agent::Enforce,    &Agent::ServeMetrics};
  for (const Step step : kSteps) {
    if (auto done = (agent.get()->*step)(); !done) return tl::make_unexpected(done.error());
  }
  agent->Announce();
  if (auto done = agent->JudgeWhatRuns(); !done) return tl::make_unexpected(done.error());
  return agent;
}

Result<void> Agent::OpenAuditLog() {
  if (options_.audit_log.empty()) return {};
  auto sink = audit::JsonFileSink::Open(
      options_.audit_log, [](const std::string& text) { spdlog::error("{}", text); },
      [](const std::string& head) { spdlog::info("{}", head); });
  if (!sink) return tl::make_unexpected(sink.error());
  audit_file_ = std::move(*sink);
  return {};
}

Result<void> Agent::LookAround() {
  std::string& root = options_.kernel.cgroup_root;
  const bool confined = !root.empty();
  if (!confined) {
    auto mount = kernel::FindCgroup2Mount();
    if (!mount) return tl::make_unexpected(mount.error());
    root = std::move(*mount);
  }
  const auto unseen = kernel::CheckNamespaces(root, confined);
  if (!unseen) return tl::make_unexpected(unseen.error());
  for (const std::string& what : *unseen) spdlog::warn("{}", what);
  return {};
}

Result<void> Agent::OpenKernel() {
  options_.kernel.tell_port_in_use = policy_.policy().settings().port_in_use == PortInUse::kWarn;
  auto kernel = kernel::Kernel::Open(options_.kernel);
  if (!kernel) return tl::make_unexpected(kernel.error());
  kernel_.emplace(std::move(*kernel));
  store_.emplace(*kernel_);
  roster_.emplace(*store_);
  reports_.emplace(policy_, *roster_);
  const auto report = [this](const kernel::BindEvent& event) { reports_->Report(event); };
  exposed_.emplace(policy_, *kernel_, *roster_, report);
  auto news = CgroupNews::Make(*kernel_, *roster_, options_.kernel.cgroup_root, report);
  if (!news) return tl::make_unexpected(news.error());
  news_.emplace(std::move(*news));
  return {};
}

Result<void> Agent::Listen() {
  control::ServerOptions options{options_.socket, std::nullopt};
  if (const auto& name = policy_.policy().settings().control_group) {
    auto group = control::GroupNamed(*name);
    if (!group) return tl::make_unexpected(group.error());
    options.group = *group;
  }
  ControlRequests::Actions actions;
  actions.status = [this] { return Status(); };
  actions.reload = [this](const std::optional<std::string>& accepted) -> const ReloadOutcome& {
    return Reload(accepted);
  };
  actions.held = [this] { return ToJson(*policy_.held()); };
  requests_.emplace(options_, *kernel_, *roster_, *news_, std::move(actions));
  auto server = control::Server::Make(loop_, options, requests_->Handlers(), [this] { news_->DrainAll(); });
  if (!server) return tl::make_unexpected(server.error());
  server_ = std::move(*server);
  own_sinks_.push_back(std::make_shared<audit::HumanLogSink>(spdlog::default_logger()));
  if (audit_file_) own_sinks_.push_back(audit_file_);
  own_sinks_.push_back(std::make_shared<WatchSink>(*server_));
  own_sinks_.push_back(
      std::make_shared<developer::TerminalSink>([this] { return policy_.policy().settings().terminal; }));
  ConnectSinks();
  return {};
}

// Those of the settings in force.
void Agent::ConnectSinks() {
  further_sinks_.Configure(policy_.policy().settings().sinks);
  std::vector<std::shared_ptr<audit::Sink>> all = own_sinks_;
  for (auto& sink : further_sinks_.sinks()) all.push_back(std::move(sink));
  reports_->SetSinks(std::move(all));
}

Result<void> Agent::FindContainers() {
  const auto rows = kernel_->Rows();
  if (!rows) return tl::make_unexpected(rows.error());
  const auto subjects = kernel_->Subjects();
  if (!subjects) return tl::make_unexpected(subjects.error());
  const auto births = kernel_->Births();
  if (!births) return tl::make_unexpected(births.error());
  roster_->Restore(*rows, *subjects, *births);
  std::vector<containers::NamedSource> sources;
  for (const containers::SourceEntry& entry : containers::IdentitySources()) {
    sources.push_back({entry.name, entry.make()});
  }
  roster_->SetSources(std::move(sources));
  if (const auto mount = kernel::FindCgroup2Mount()) {
    roster_->SetOwnerOf([mount = *mount](const std::string& path) { return kernel::OwnerOfCgroup(mount + path); });
  }
  roster_->SetOnImpostor([this](CgroupId cgroup, const containers::KnownContainer& container, const std::string& why) {
    spdlog::warn("{} is decided as an unregistered container: {}", Printable(container.details.name), why);
    exposed_->Impostor(cgroup, container);
  });
  roster_->SetOnExposed([this](CgroupId cgroup, const containers::PublishedPort& port, bool chosen) {
    exposed_->Found({cgroup, port, chosen});
  });
  roster_->Configure(policy_.policy().settings());
  for (const containers::NamedSource& entry : roster_->sources()) entry.source->Start(loop_, *roster_);
  return news_->WalkTree();
}

Result<void> Agent::WaitForThings() {
  using Step = Result<void> (Agent::*)();
  for (const Step step : {&Agent::WatchKernel, &Agent::WatchFiles, &Agent::WatchSignals}) {
    if (auto done = (this->*step)(); !done) return done;
  }
  auto tick = loop_.Every(kTick, [this] { Tick(); });
  auto look = loop_.Every(kLook, [this] { LookAfterHooks(); });
  Summarize();  // from here on
  auto summary = loop_.Every(kSummary, [this] { Summarize(); });
  auto head = loop_.Every(kHead, [this] {
    if (audit_file_) audit_file_->TellHead();
  });
  for (auto* timer : {&tick, &look, &summary, &head}) {
    if (!*timer) return tl::make_unexpected(timer->error());
    watches_.push_back(std::move(**timer));
  }
  if (const auto interval = ServiceManager::WatchdogInterval()) {
    auto alive = loop_.Every(*interval, [this] { service_manager_.Alive(); });
    if (!alive) return tl::make_unexpected(alive.error());
    watches_.push_back(std::move(*alive));
  }
  return {};
}

Result<void> Agent::WatchKernel() {
  auto events = loop_.OnIo(kernel_->EventsFd(), EPOLLIN, [this](auto) { news_->Drain(); });
  if (!events) return tl::make_unexpected(events.error());
  watches_.push_back(std::move(*events));
  return options_.kernel.tell_port_in_use ? reports_->FindHolders(loop_) : Result<void>();
}

Result<void> Agent::WatchFiles() {
  std::vector<std::string> files = options_.registries;
  if (!options_.settings.empty()) files.push_back(options_.settings);
  auto watch = FileWatch::Make(loop_, std::move(files), [this] { Reload(); });
  if (!watch) return tl::make_unexpected(watch.error());
  file_watch_ = std::move(*watch);
  return {};
}

Result<void> Agent::WatchSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto stop = [this] { loop_.Exit(0); };
  const auto hang_up = [this] {
    reports_->Reopen();
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
  if (auto done = policy_.Install(*kernel_, *roster_); !done) return done;
  if (auto done = roster_->GoLive(); !done) return done;
  kernel_->Beat();
  if (auto done = kernel_->Attach(); !done) return done;
  exposed_->PolicyIsThere();
  return {};
}

// What has changed while no agent ran is a reload. What runs already is looked at when the engines have had time to say
// who is who.
Result<void> Agent::JudgeWhatRuns() {
  if (policy_.started_from_copy()) Reload();
  auto look = loop_.After(kFirstLook, [this] { TellWhatIsRefused(policy_.policy(), *roster_); });
  if (!look) return tl::make_unexpected(look.error());
  watches_.push_back(std::move(*look));
  return {};
}

// ---- at work ----------------------------------------------------------------

int Agent::Run() {
  const int code = loop_.Run();
  service_manager_.Stopping();
  news_->DrainAll();
  reports_->Finish();
  spdlog::info("stopped; the policy stays in force (portlaw unload removes it)");
  return code;
}

void Agent::Announce() {
  for (const kernel::HookState& hook : kernel_->Hooks()) {
    if (!hook.attached) spdlog::warn("{} is not attached: {}", hook.name, hook.lost);
  }
  if (const ToldFindings& findings = policy_.documents().findings; !findings.empty()) {
    spdlog::info("{} findings in the registries; see portlaw lint", findings.size());
  }
  if (const std::size_t unread = policy_.documents().unread_lines; unread > 0) {
    spdlog::warn("{} lines of the registries look like a port's and were not read; see portlaw lint", unread);
  }
  spdlog::info("in force at {}: {}", Printable(options_.kernel.cgroup_root), StatusLine());
  service_manager_.Ready(StatusLine());
}

std::string Agent::StatusLine() const {
  const CompiledPolicy& policy = policy_.policy();
  std::string text = std::string(ToString(policy.settings().mode)) + ", generation " +
                     std::to_string(kernel_->Generation()) + ", " + std::to_string(policy.registries().size()) +
                     (policy.registries().size() == 1 ? " registry" : " registries");
  if (const std::size_t missing = MissingHooks(); missing > 0) {
    text = "NOT ENFORCED IN FULL, " + std::to_string(missing) + " hooks are missing: " + text;
  }
  if (const auto& held = policy_.held()) {
    text += "; a change is HELD BACK: " + Summary(*held) + "; if it is meant: portlaw reload --accept " +
            held->name.substr(0, kShownNameBytes);
  }
  return text;
}

std::size_t Agent::MissingHooks() const {
  const auto hooks = kernel_->Hooks();
  return static_cast<std::size_t>(std::count_if(hooks.begin(), hooks.end(), kernel::IsMissing));
}

void Agent::LookAfterHooks() {
  kernel_->Beat();
  for (const kernel::Tampering& tampering : kernel_->Mend()) {
    reports_->ReportTampering(tampering, kernel_->Generation());
  }
  const std::size_t missing = MissingHooks();
  if (std::exchange(missing_hooks_, missing) != missing) service_manager_.Status(StatusLine());
}

void Agent::Tick() {
  roster_->Sweep(containers::Clock::now() - kGrace);
  if (faults_.Check(kernel_->Faults())) {  // whatever it was, the tree may not be as the roster has it
    if (auto walked = news_->WalkTree(); !walked) spdlog::error("{}", ToString(walked.error()));
  }
  service_manager_.Retry();
}

void Agent::Summarize() {
  const auto counts = kernel_->Decisions();
  if (!counts) return spdlog::error("{}", ToString(counts.error()));
  const DecisionTotals totals = TotalsOf(*counts, kernel_->Unjudged());
  const auto now = DecisionSummary::Clock::now();
  if (!summary_) summary_.emplace(totals, now);
  if (const auto line = summary_->Next(totals, now)) spdlog::info("{}", *line);
}

const ReloadOutcome& Agent::Reload(const std::optional<std::string>& accepted) {
  service_manager_.Reloading();
  const ReloadOutcome& outcome = policy_.Reload(*kernel_, *roster_, accepted);
  ConnectSinks();
  const std::string generation = "generation " + std::to_string(kernel_->Generation());
  if (!outcome.errors.empty()) {
    service_manager_.Ready("reload refused, " + generation + " stays in force");
  } else if (outcome.held) {
    service_manager_.Ready(StatusLine());
  } else if (outcome.changed) {
    Announce();
  } else {
    spdlog::info("reloaded: nothing has changed");
    service_manager_.Ready(generation);
  }
  return outcome;
}

nlohmann::json Agent::Status() const { return StatusOf(Sources()); }

StatusSources Agent::Sources() const {
  return {options_, policy_, *kernel_, *roster_, reports_->sinks(), server_->Watchers()};
}

Result<void> Agent::ServeMetrics() {
  const auto& listen = policy_.policy().settings().metrics_listen;
  if (!listen) return {};
  auto endpoint = metrics::Endpoint::Make(loop_, *listen, [this]() -> std::optional<std::string> {
    const auto snapshot = SnapshotOf(Sources(), decisions_);
    if (snapshot) return metrics::ToText(*snapshot);
    spdlog::error("no metrics: {}", ToString(snapshot.error()));
    return std::nullopt;
  });
  if (!endpoint) {  // who takes that port first must not be able to keep the agent from running
    spdlog::error("there are no metrics: {}", ToString(endpoint.error()));
    return {};
  }
  metrics_ = std::move(*endpoint);
  return {};
}

}  // namespace portlaw::daemon
