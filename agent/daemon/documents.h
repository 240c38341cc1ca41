// SPDX-License-Identifier: Apache-2.0
// The documents that the agent enforces, as read and compiled.
#ifndef PORTLAW_AGENT_DAEMON_DOCUMENTS_H_
#define PORTLAW_AGENT_DAEMON_DOCUMENTS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/daemon/options.h"
#include "agent/io/load_registries.h"
#include "policy/decide/policy.h"
#include "policy/lint/aggregate.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

// Registries and settings as they are written.
struct DocumentTexts {
  std::vector<io::NamedText> registries;
  std::optional<io::NamedText> settings;  // none: the defaults

  bool operator==(const DocumentTexts&) const = default;
};

// The SHA-256 of all paths and texts: no other documents have this name.
std::string ContentName(const DocumentTexts& texts);

struct Documents {
  DocumentTexts texts;
  std::string name;  // ContentName(texts)
  std::shared_ptr<const CompiledPolicy> policy;
  ToldFindings findings;         // of the reading, and of lint
  std::size_t unread_lines = 0;  // look like a port's and were not read
};

// Reads the settings and every registry that `options` names. Errors: all that is wrong in any of them.
ResultOfMany<Documents> ReadDocuments(const AgentOptions& options);

// The same of texts that were read before.
ResultOfMany<Documents> ReadDocuments(DocumentTexts texts, const AgentOptions& options);

// Whether both say the same, line by line.
bool SameDocuments(const CompiledPolicy& a, const CompiledPolicy& b);

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_DOCUMENTS_H_
