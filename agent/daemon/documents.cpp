// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/documents.h"

#include <malloc.h>

#include <iterator>
#include <utility>

#include "agent/io/read_file.h"
#include "policy/lint/aggregate.h"
#include "policy/lint/lint.h"
#include "policy/text/sha256.h"

namespace portlaw::daemon {

namespace {

void Add(Sha256& sum, const io::NamedText& named) {
  for (const std::string* part : {&named.path, &named.text}) {
    sum.Add(std::to_string(part->size()) + ":");  // so that no text can be taken for two
    sum.Add(*part);
  }
}

void MoveInto(Errors& to, Errors from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

DocumentTexts ReadTexts(const AgentOptions& options, Errors& errors) {
  DocumentTexts texts;
  if (!options.settings.empty()) {
    if (Result<std::string> text = io::ReadFile(options.settings, kMaxSettingsBytes, io::FileKind::kRegular)) {
      texts.settings = io::NamedText{options.settings, *std::move(text)};
    } else {
      errors.push_back(std::move(text.error()));
    }
  }
  texts.registries = io::ReadTexts(options.registries, io::FileKind::kRegular, errors);
  return texts;
}

Settings ParsedSettings(const DocumentTexts& texts, const AgentOptions& options, Errors& errors) {
  Settings settings;
  settings.mode = options.default_mode;
  if (texts.settings) {
    ResultOfMany<Settings> parsed = ParseSettings(texts.settings->text, texts.settings->path, settings);
    if (parsed) {
      settings = *std::move(parsed);
    } else {
      MoveInto(errors, std::move(parsed.error()));
    }
  }
  if (options.mode) settings.mode = *options.mode;
  return settings;
}

// With settings that cannot be read the registries are read all the same: all errors at once.
ResultOfMany<Documents> Compiled(DocumentTexts texts, const AgentOptions& options, Errors errors) {
  Settings settings = ParsedSettings(texts, options, errors);
  io::LoadedRegistries loaded = io::ReadRegistries(texts.registries, settings, false, errors);
  malloc_trim(0);  // a large registry takes tens of MiB to read, which the C library would keep
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  Documents documents;
  Findings findings = Lint(loaded.registries);
  findings.insert(findings.end(), loaded.findings.begin(), loaded.findings.end());
  SortFindings(findings);
  documents.findings = Aggregate(findings);
  documents.unread_lines = loaded.unread_lines;
  documents.policy = CompiledPolicy::Compile(std::move(loaded.registries), std::move(settings), io::HostName());
  documents.name = ContentName(texts);
  documents.texts = std::move(texts);
  return documents;
}

}  // namespace

std::string ContentName(const DocumentTexts& texts) {
  Sha256 sum;
  for (const io::NamedText& registry : texts.registries) Add(sum, registry);
  sum.Add(texts.settings ? "settings" : "no settings");
  if (texts.settings) Add(sum, *texts.settings);
  return sum.Hex();
}

ResultOfMany<Documents> ReadDocuments(const AgentOptions& options) {
  Errors errors;
  DocumentTexts texts = ReadTexts(options, errors);
  return Compiled(std::move(texts), options, std::move(errors));
}

ResultOfMany<Documents> ReadDocuments(DocumentTexts texts, const AgentOptions& options) {
  return Compiled(std::move(texts), options, {});
}

bool SameDocuments(const CompiledPolicy& a, const CompiledPolicy& b) {
  return a.settings() == b.settings() && a.registries() == b.registries();
}

}  // namespace portlaw::daemon
