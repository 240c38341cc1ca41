// SPDX-License-Identifier: Apache-2.0
// portlaw doctor: what this host can do, found out by doing it, in an empty cgroup, with pins of its own.
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"
#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/foreign_programs.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/namespaces.h"
#include "agent/kernel/probe.h"
#include "policy/decide/policy.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using nlohmann::json;

// One thing that was tried.
struct Examined {
  std::string name;
  bool works = false;
  bool required = true;  // without it nothing can be enforced
  std::string detail;    // what is lost, or wrong, and what to do
};

// What no hook of ours sees on any kernel.
constexpr std::string_view kUncovered[] = {
    "the port that the kernel chooses for a socket of SCTP is not judged",
    "ports published by packet filter rules alone bind nothing: the engine's word for them is logged",
};

struct Report {
  std::vector<Examined> findings;
  std::vector<kernel::ForeignProgram> foreign;  // programs of others where ours would be
};

struct DoctorOptions {
  std::string format = "text";
  std::string cgroup_root;
  std::string pin_root = kernel::KernelOptions().pin_root + "-doctor";
};

template <class T>
Examined Tried(std::string name, const Result<T>& result) {
  return {std::move(name), result.has_value(), true, result ? "" : ToString(result.error())};
}

// An empty cgroup for the trial.
class TrialCgroup {
 public:
  static Result<TrialCgroup> Make(const std::string& root) {
    std::string directory = root + "/portlaw-doctor." + std::to_string(getpid());
    if (mkdir(directory.c_str(), 0755) != 0) {
      return Fail({directory, 0}, std::string("no cgroup can be made: ") + std::strerror(errno), "run it as root");
    }
    return TrialCgroup(std::move(directory));
  }
  TrialCgroup(TrialCgroup&& other) noexcept : directory_(std::exchange(other.directory_, {})) {}
  TrialCgroup& operator=(TrialCgroup&&) = delete;
  ~TrialCgroup() {
    if (!directory_.empty()) rmdir(directory_.c_str());
  }
  const std::string& directory() const { return directory_; }

 private:
  explicit TrialCgroup(std::string directory) : directory_(std::move(directory)) {}
  std::string directory_;
};

// Loads and attaches everything, as the agent would, and tells what came of it.
Result<std::vector<kernel::HookState>> TryHooks(const TrialCgroup& cgroup, const std::string& pin_root) {
  kernel::KernelOptions options;
  options.cgroup_root = cgroup.directory();
  options.pin_root = pin_root;
  options.max_subjects = 1024;
  options.max_decisions = 1024;
  auto kernel = kernel::Kernel::Open(options);
  if (!kernel) return tl::make_unexpected(kernel.error());
  const auto policy = CompiledPolicy::Compile({}, {}, "");
  if (auto done = kernel->InstallPolicy(*policy, kernel->Generation() + 1, {}); !done) {
    return tl::make_unexpected(done.error());
  }
  if (auto done = kernel->Attach(); !done) return tl::make_unexpected(done.error());
  return kernel->Hooks();
}

// The hooks where the agent would attach, as others have left them.
void AddRootHooks(const std::string& root, Report& report) {
  const auto hooks = kernel::LookAtRootHooks(root, kernel::KernelOptions().pin_root);
  if (!hooks) return report.findings.push_back(Tried("hooks of " + root, hooks));
  for (const auto& [hook, free] : hooks->hooks) report.findings.push_back(Tried("room at the root's " + hook, free));
  report.foreign = hooks->foreign;
}

void AddHooks(const std::string& root, const std::string& pin_root, std::vector<Examined>& findings) {
  auto cgroup = TrialCgroup::Make(root);
  findings.push_back(Tried("cgroups can be made", cgroup));
  if (!cgroup) return;
  const auto hooks = TryHooks(*cgroup, pin_root);
  std::ignore = kernel::Kernel::Unload(pin_root);
  findings.push_back(Tried("programs are accepted", hooks));
  if (!hooks) return;
  for (const kernel::HookState& hook : *hooks) findings.push_back({hook.name, hook.attached, hook.required, hook.lost});
}

void AddNamespaces(const std::string& root, bool confined, std::vector<Examined>& findings) {
  const auto unseen = kernel::CheckNamespaces(root, confined);
  findings.push_back(Tried("the host's namespaces", unseen));
  if (!unseen) return;
  for (const std::string& what : *unseen) findings.push_back({"the host's processes", false, false, what});
}

Report Examine(const DoctorOptions& options) {
  Report report;
  std::vector<Examined>& findings = report.findings;
  findings.push_back(Tried("root", kernel::CheckRoot()));
  findings.push_back(Tried("BTF", kernel::CheckBtf()));
  const auto mount = kernel::FindCgroup2Mount();
  findings.push_back(Tried("cgroup v2", mount));
  if (mount)
    AddNamespaces(options.cgroup_root.empty() ? *mount : options.cgroup_root, !options.cgroup_root.empty(), findings);
  findings.push_back(Tried("bpffs", kernel::CheckBpffs(options.pin_root)));
  bool all = true;
  for (const Examined& finding : findings) all &= finding.works || !finding.required;
  if (!all) return report;
  const std::string& root = options.cgroup_root.empty() ? *mount : options.cgroup_root;
  AddHooks(root, options.pin_root, findings);
  AddRootHooks(root, report);
  return report;
}

std::string KernelRelease() {
  utsname name{};
  return uname(&name) == 0 ? name.release : "unknown";
}

void PrintReport(const Report& report, bool possible) {
  std::cout << "kernel " << Printable(KernelRelease()) << "\n";
  for (const Examined& finding : report.findings) {
    const char* mark = finding.works ? "ok      " : finding.required ? "MISSING " : "missing ";
    std::cout << mark << finding.name;
    if (!finding.works && !finding.detail.empty()) std::cout << ": " << Printable(finding.detail, 2048);
    std::cout << "\n";
  }
  for (const kernel::ForeignProgram& program : report.foreign) {
    std::cout << "foreign " << program.hook << ": program " << program.id << " '" << Printable(program.name)
              << "' of somebody else (" << program.flags << ")\n";
  }
  for (const std::string_view what : kUncovered) std::cout << "never   " << what << "\n";
  std::cout << (possible ? "enforcement is possible\n" : "enforcement is NOT possible\n");
}

void PrintJson(const Report& report, bool possible) {
  json checks = json::array();
  for (const Examined& finding : report.findings) {
    checks.push_back({{"name", finding.name},
                      {"works", finding.works},
                      {"required", finding.required},
                      {"detail", finding.works ? "" : finding.detail}});
  }
  json foreign = json::array();
  for (const kernel::ForeignProgram& program : report.foreign) {
    foreign.push_back({{"hook", program.hook}, {"id", program.id}, {"name", program.name}, {"flags", program.flags}});
  }
  const json whole{{"kernel", KernelRelease()},
                   {"enforcement", possible},
                   {"checks", std::move(checks)},
                   {"foreign_programs", std::move(foreign)},
                   {"uncovered", kUncovered}};
  std::cout << whole.dump(2, ' ', false, json::error_handler_t::replace) << "\n";
}

int RunDoctor(const DoctorOptions& options) {
  const Report report = Examine(options);
  bool possible = true;
  for (const Examined& finding : report.findings) possible &= finding.works || !finding.required;
  if (options.format == "json") {
    PrintJson(report, possible);
  } else {
    PrintReport(report, possible);
  }
  return possible ? kFine : kFindings;
}

}  // namespace

void AddDoctor(Command app) {
  Command command = app.AddSubcommand("doctor", "What this host and its kernel can do, by trying it");
  const auto options = std::make_shared<DoctorOptions>();
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.AddOption("--cgroup-root", options->cgroup_root, "Try it beneath this cgroup");
  command.AddOption("--pin-root", options->pin_root, "Try it with pins here").ShowDefault();
  command.OnRun([options] { return RunDoctor(*options); });
}

}  // namespace portlaw::cli
