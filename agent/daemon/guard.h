// SPDX-License-Identifier: Apache-2.0
// Keeps documents from being put in force that would refuse what runs, until somebody says that it is meant.
//
// What is held back is known by its content, and stays held back until just that content is accepted, or is there no
// longer; also by an agent that starts again, which comes up with a copy of what was in force. A change that nobody
// has judged yet (made while no agent ran) is judged then as by a reload. A copy is of the documents at the paths of
// the command line: who names other files means them, and they are put in force.
#ifndef PORTLAW_AGENT_DAEMON_GUARD_H_
#define PORTLAW_AGENT_DAEMON_GUARD_H_

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "agent/containers/roster.h"
#include "agent/daemon/accepted_documents.h"
#include "agent/daemon/documents.h"
#include "agent/daemon/options.h"
#include "policy/guard/objections.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

struct HeldChange {
  std::string name;  // ContentName of the documents
  std::chrono::system_clock::time_point since;
  Objections objections;  // as last judged
};

// What people are shown of a name, and may give for it.
inline constexpr std::size_t kShownNameBytes = 12;

// "3 things that run would be refused"
std::string Summary(const HeldChange& held);

// {"name","since","summary","reasons":[sentences, at most 21],"refused","refusals","losses"}
nlohmann::json ToJson(const HeldChange& held);

// Loop thread only.
class Guard {
 public:
  explicit Guard(const AgentOptions& options)
      : options_(options), state_(options.state_directory, options.kernel.pin_root) {}

  // What the start begins with: the copy of what was in force, where there is one of the same paths; else the files.
  // Errors: of the files, where there is no copy.
  ResultOfMany<Documents> DocumentsOfStart();

  // The start's documents are in force, be they those on disk or the copy.
  void Started(const Documents& documents);

  // Whether `candidate` is held back from taking the place of `in_force`; then it is logged, where that is new. Errors:
  // what runs cannot be seen.
  Result<bool> Holds(const Documents& candidate, const CompiledPolicy& in_force, const containers::Roster& roster);

  // Nothing is held back any more: `documents` are in force. Keeps a copy of them.
  void PutInForce(const Documents& documents);

  // The files say again what is in force.
  void Withdrawn();

  const std::optional<HeldChange>& held() const { return held_; }
  bool started_from_copy() const { return started_from_copy_; }

 private:
  void Keep();
  void Tell(const HeldChange& held) const;

  AgentOptions options_;
  AcceptedDocuments state_;
  bool started_from_copy_ = false;
  AcceptedState kept_;
  std::optional<HeldChange> held_;
};

// Logs what `policy` refuses of that which runs already.
void TellWhatIsRefused(const CompiledPolicy& policy, const containers::Roster& roster);

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_GUARD_H_
