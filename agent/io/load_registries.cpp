// SPDX-License-Identifier: Apache-2.0
#include "agent/io/load_registries.h"

#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "agent/io/ephemeral_ports.h"
#include "agent/io/read_file.h"

namespace portlaw::io {

namespace {

template <class T>
void MoveInto(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// The same for every name of one file.
std::string Canonical(const std::string& path) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, error);
  return error ? path : canonical.string();
}

}  // namespace

std::vector<NamedText> ReadTexts(const std::vector<std::string>& paths, FileKind kind, Errors& errors) {
  std::vector<NamedText> texts;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    if (!seen.insert(Canonical(path)).second) {
      errors.push_back(Fail({path, 0}, "is given twice", "name every registry once").value());
    } else if (Result<std::string> text = ReadFile(path, kMaxDocumentBytes, kind)) {
      texts.push_back({path, *std::move(text)});
    } else {
      errors.push_back(std::move(text.error()));
    }
  }
  return texts;
}

LoadedRegistries ReadRegistries(const std::vector<NamedText>& texts, const Settings& settings, bool explain,
                                Errors& errors) {
  const ReadOptions read_options{settings.ranges, explain};
  LoadedRegistries loaded;
  for (const NamedText& named : texts) {
    ResultOfMany<Document> document = ReadDocument(named.text, named.path, read_options);
    if (!document) {
      MoveInto(errors, std::move(document.error()));
      continue;
    }
    loaded.registries.push_back(std::move(document->registry));
    MoveInto(loaded.findings, std::move(document->findings));
    MoveInto(loaded.readings, std::move(document->readings));
    loaded.unread_lines += document->unread_lines;
  }
  return loaded;
}

ResultOfMany<LoadedRegistries> LoadRegistries(const std::vector<std::string>& paths, const Settings& settings,
                                              FileKind kind, bool explain) {
  Errors errors;
  const std::vector<NamedText> texts = ReadTexts(paths, kind, errors);
  LoadedRegistries loaded = ReadRegistries(texts, settings, explain, errors);
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  return loaded;
}

ResultOfMany<Settings> LoadSettings(const std::string& path, FileKind kind, Settings defaults) {
  defaults.ephemeral_ports = EphemeralPorts();
  if (path.empty()) return defaults;
  const Result<std::string> text = ReadFile(path, kMaxSettingsBytes, kind);
  if (!text) return tl::make_unexpected(Errors{text.error()});
  return ParseSettings(*text, path, std::move(defaults));
}

ResultOfMany<std::shared_ptr<const CompiledPolicy>> LoadPolicy(const std::vector<std::string>& registry_paths,
                                                               const std::string& settings_path) {
  ResultOfMany<Settings> settings = LoadSettings(settings_path, FileKind::kAny);
  if (!settings) return tl::make_unexpected(std::move(settings.error()));
  ResultOfMany<LoadedRegistries> loaded = LoadRegistries(registry_paths, *settings, FileKind::kAny);
  if (!loaded) return tl::make_unexpected(std::move(loaded.error()));
  return CompiledPolicy::Compile(std::move(loaded->registries), std::move(*settings), HostName());
}

std::string HostName() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return {};
  return name;
}

}  // namespace portlaw::io
