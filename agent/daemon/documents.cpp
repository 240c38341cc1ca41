// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/documents.h"

#include <malloc.h>

#include <utility>

#include "agent/io/load_registries.h"
#include "policy/lint/aggregate.h"
#include "policy/lint/lint.h"

namespace portlaw::daemon {

namespace {

ResultOfMany<Documents> Read(const AgentOptions& options) {
  Settings defaults;
  defaults.mode = options.default_mode;
  auto settings = io::LoadSettings(options.settings, io::FileKind::kRegular, std::move(defaults));
  // With settings that cannot be read the registries are read all the same: all errors at once.
  auto loaded = io::LoadRegistries(options.registries, settings ? *settings : Settings(), io::FileKind::kRegular);
  if (!settings || !loaded) {
    Errors errors = settings ? Errors() : std::move(settings.error());
    if (!loaded) errors.insert(errors.end(), loaded.error().begin(), loaded.error().end());
    return tl::make_unexpected(std::move(errors));
  }
  if (options.mode) settings->mode = *options.mode;
  Documents documents;
  Findings findings = Lint(loaded->registries);
  findings.insert(findings.end(), loaded->findings.begin(), loaded->findings.end());
  SortFindings(findings);
  documents.findings = Aggregate(findings);
  documents.policy = CompiledPolicy::Compile(std::move(loaded->registries), std::move(*settings), io::HostName());
  return documents;
}

}  // namespace

ResultOfMany<Documents> ReadDocuments(const AgentOptions& options) {
  auto documents = Read(options);
  malloc_trim(0);  // a large registry takes tens of MiB to read, which the C library would keep
  return documents;
}

bool SameDocuments(const CompiledPolicy& a, const CompiledPolicy& b) {
  return a.settings() == b.settings() && a.registries() == b.registries();
}

}  // namespace portlaw::daemon
