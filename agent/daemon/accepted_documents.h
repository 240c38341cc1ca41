// SPDX-License-Identifier: Apache-2.0
// A copy of the documents that were last put in force, so that an agent that starts again comes up with them and not
// with a change that nobody has accepted.
#ifndef PORTLAW_AGENT_DAEMON_ACCEPTED_DOCUMENTS_H_
#define PORTLAW_AGENT_DAEMON_ACCEPTED_DOCUMENTS_H_

#include <optional>
#include <string>

#include "agent/daemon/documents.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

struct AcceptedState {
  DocumentTexts documents;
  std::string held;  // ContentName of the change that waits for somebody's word; empty: none
};

// One file for each pin root, in a directory that only its owner may enter; read back only if nobody else may have
// written it.
class AcceptedDocuments {
 public:
  AcceptedDocuments(std::string directory, const std::string& pin_root);

  const std::string& path() const { return path_; }

  // None: nothing is kept. Errors: what is kept cannot be trusted, or read.
  Result<std::optional<AcceptedState>> Load() const;

  // Replaces what is kept, as a whole. Makes the directory (not those above it).
  Result<void> Save(const AcceptedState& state) const;

  // Nothing is kept any more.
  Result<void> Remove() const;

 private:
  std::string directory_;
  std::string path_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_ACCEPTED_DOCUMENTS_H_
