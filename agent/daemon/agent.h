// SPDX-License-Identifier: Apache-2.0
// The agent: documents in, kernel enforced, cgroups known, binds explained. Everything happens in one loop.
#ifndef PORTLAW_AGENT_DAEMON_AGENT_H_
#define PORTLAW_AGENT_DAEMON_AGENT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/audit/auditor.h"
#include "agent/containers/roster.h"
#include "agent/control/server.h"
#include "agent/daemon/documents.h"
#include "agent/daemon/file_watch.h"
#include "agent/daemon/holder_finder.h"
#include "agent/daemon/options.h"
#include "agent/daemon/policy_history.h"
#include "agent/daemon/service_manager.h"
#include "agent/daemon/status.h"
#include "agent/io/event_loop.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

// Neither copied nor moved: the loop calls it.
class Agent {
 public:
  // Reads the documents, takes over or loads the kernel side, and attaches it last of all: where anything fails,
  // nothing is attached that was not before. Errors: everything that is wrong in the documents, or the first thing
  // that the host refuses.
  static ResultOfMany<std::unique_ptr<Agent>> Start(AgentOptions options);
  ~Agent();

  // Serves until SIGTERM or SIGINT. Enforcement goes on afterwards.
  int Run();

 private:
  struct ExposedPort {
    containers::CgroupId cgroup = 0;
    containers::PublishedPort port;
    bool chosen = false;
  };

  explicit Agent(AgentOptions options, io::EventLoop loop);

  // Steps of the start, in this order.
  Result<void> OpenAuditLog();
  Result<void> OpenKernel();
  Result<void> Listen();
  Result<void> FindContainers();
  Result<void> WaitForThings();
  Result<void> Enforce();

  Result<void> WatchSignals();
  std::vector<control::RequestHandler> Handlers();
  audit::Lookups Lookups();
  Result<void> WalkTree();

  void Drain();
  void DrainAll();
  void OnBind(const kernel::BindEvent& event);
  void OnHolder(const kernel::BindEvent& event, const std::optional<scan::Holder>& holder);
  void OnExposed(const ExposedPort& exposed);
  void Tick();
  void CheckFaults();
  // Reads the documents again. What cannot be read, or is refused by the kernel, leaves all as it was.
  const ReloadOutcome& Reload();
  Errors TryReload(bool& changed);
  void Announce();

  nlohmann::json AnswerHello() const;
  nlohmann::json AnswerStatus() const;
  nlohmann::json AnswerReload();
  nlohmann::json AnswerRegister(const nlohmann::json& request);
  nlohmann::json AnswerResolve(const nlohmann::json& request);
  Result<containers::CgroupId> FindCgroup(const std::string& path);

  class Store;

  AgentOptions options_;
  io::EventLoop loop_;
  Documents documents_;
  PolicyHistory history_;
  ServiceManager service_manager_;
  std::optional<kernel::Kernel> kernel_;
  std::string root_path_;  // of the cgroup root, from the root of cgroup v2
  std::unique_ptr<Store> store_;
  std::unique_ptr<containers::Roster> roster_;
  std::unique_ptr<control::Server> server_;
  std::optional<audit::Auditor> auditor_;
  std::shared_ptr<audit::Sink> audit_file_;
  std::optional<ReloadOutcome> last_reload_;
  std::vector<ExposedPort> exposed_;             // found before there was a policy to hold them to
  std::map<std::string, std::uint64_t> faults_;  // as last seen
  std::vector<io::Watch> watches_;
  std::unique_ptr<FileWatch> file_watch_;
  std::unique_ptr<HolderFinder> holder_finder_;  // where the settings ask for ports in use
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_AGENT_H_
