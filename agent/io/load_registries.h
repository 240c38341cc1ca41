// SPDX-License-Identifier: Apache-2.0
// From the files that the user named to the policy: what every subcommand and the agent begin with.
#ifndef PORTLAW_AGENT_IO_LOAD_REGISTRIES_H_
#define PORTLAW_AGENT_IO_LOAD_REGISTRIES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/io/read_file.h"
#include "policy/decide/policy.h"
#include "policy/decide/settings.h"
#include "policy/model/finding.h"
#include "policy/model/result.h"
#include "policy/readers/reader.h"

namespace portlaw::io {

struct LoadedRegistries {
  std::vector<Registry> registries;  // in the order of the paths
  Findings findings;                 // of the reading
  std::vector<Reading> readings;
  std::size_t unread_lines = 0;  // of all documents
};

// A document, by the path that the user gave it.
struct NamedText {
  std::string path;
  std::string text;

  bool operator==(const NamedText&) const = default;
};

// Those of the files that can be read, in their order; `errors` gets the others. A file given twice is an error: it
// would contest itself.
std::vector<NamedText> ReadTexts(const std::vector<std::string>& paths, FileKind kind, Errors& errors);

// Understands every text; `errors` gets what is wrong in any of them. `explain` as for LoadRegistries.
LoadedRegistries ReadRegistries(const std::vector<NamedText>& texts, const Settings& settings, bool explain,
                                Errors& errors);

// Reads every file, and reports the errors of all of them.
// With `explain`, a document in which nothing reads as a registry is none: its readings say why.
ResultOfMany<LoadedRegistries> LoadRegistries(const std::vector<std::string>& paths, const Settings& settings,
                                              FileKind kind, bool explain = false);

// `defaults`: what the file does not say. Empty path: these alone.
ResultOfMany<Settings> LoadSettings(const std::string& path, FileKind kind, Settings defaults = {});

// Both, compiled for this host; pipes are read too.
ResultOfMany<std::shared_ptr<const CompiledPolicy>> LoadPolicy(const std::vector<std::string>& registry_paths,
                                                               const std::string& settings_path);

// The system's host name.
std::string HostName();

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_LOAD_REGISTRIES_H_
