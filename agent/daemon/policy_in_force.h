// SPDX-License-Identifier: Apache-2.0
// The documents that the kernel holds binds to, and how others take their place.
#ifndef PORTLAW_AGENT_DAEMON_POLICY_IN_FORCE_H_
#define PORTLAW_AGENT_DAEMON_POLICY_IN_FORCE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "agent/containers/roster.h"
#include "agent/daemon/documents.h"
#include "agent/daemon/guard.h"
#include "agent/daemon/options.h"
#include "agent/daemon/policy_history.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

struct ReloadOutcome {
  std::chrono::system_clock::time_point time;
  bool changed = false;
  bool held = false;  // the documents on disk wait: see PolicyInForce::held
  Errors errors;      // none, and not held: the documents on disk are in force
};

// Loop thread only.
class PolicyInForce {
 public:
  // `documents` are in force from Install on. `options` outlives it.
  PolicyInForce(const AgentOptions& options, Guard guard, Documents documents)
      : options_(options), guard_(std::move(guard)), documents_(std::move(documents)) {}

  const CompiledPolicy& policy() const { return *documents_.policy; }
  const Documents& documents() const { return documents_; }
  const std::optional<ReloadOutcome>& last_reload() const { return last_reload_; }
  const std::optional<HeldChange>& held() const { return guard_.held(); }
  // Whether the documents of the start were not those on disk.
  bool started_from_copy() const { return guard_.started_from_copy(); }
  // Null where it is kept no longer, was an earlier agent's, or is not in force yet.
  std::shared_ptr<const CompiledPolicy> At(std::uint64_t generation) const { return history_.At(generation); }

  // Puts the documents of the start into the kernel, as a generation of their own.
  Result<void> Install(kernel::Kernel& kernel, containers::Roster& roster);
  // Reads the documents again. What cannot be read, is held back by the guard, or is refused by the kernel, leaves all
  // as it was; it is logged. `accepted`: the name of what is put in force whatever the guard says, or its beginning.
  const ReloadOutcome& Reload(kernel::Kernel& kernel, containers::Roster& roster,
                              const std::optional<std::string>& accepted = {});

 private:
  Errors TryReload(kernel::Kernel& kernel, containers::Roster& roster, const std::optional<std::string>& accepted,
                   ReloadOutcome& outcome);
  Errors PutInForce(kernel::Kernel& kernel, containers::Roster& roster, Documents documents);

  const AgentOptions& options_;
  Guard guard_;
  Documents documents_;
  PolicyHistory history_;
  std::optional<ReloadOutcome> last_reload_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_POLICY_IN_FORCE_H_
