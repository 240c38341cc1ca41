// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/baseline.h"

#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "policy/text/printable.h"

namespace portlaw {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMaxTextBytes = 4096;

using Key = std::tuple<std::string, std::string, std::string>;  // file, code, message
using Keys = std::multiset<Key>;

// "line 83" and "ports.md:83" without their number: lines move.
std::string WithoutLines(const std::string& message) {
  std::string text;
  for (std::size_t i = 0; i < message.size(); ++i) {
    text += message[i];
    if (!text.ends_with("line ") && !(text.ends_with(':') && !text.ends_with(" :"))) continue;
    while (i + 1 < message.size() && std::isdigit(static_cast<unsigned char>(message[i + 1])) != 0) ++i;
  }
  return text;
}

// As it is written to the file: printable, so that bytes that are no UTF-8 survive.
Key KeyOf(const Finding& finding) {
  return {Printable(std::filesystem::path(finding.source.file).lexically_normal().string(), kMaxTextBytes),
          finding.code, Printable(WithoutLines(finding.message), kMaxTextBytes)};
}

tl::unexpected<Error> NotABaseline(const std::string& file, const std::string& why) {
  return Fail({file, 0}, "is no baseline: " + why, "write one with --write-baseline");
}

Result<Keys> ReadKeys(std::string_view text, const std::string& file) {
  Keys keys;
  try {
    const ordered_json json = ordered_json::parse(text);
    for (const ordered_json& entry : json.at("findings")) {
      keys.emplace(entry.at("file").get<std::string>(), entry.at("code").get<std::string>(),
                   entry.at("message").get<std::string>());
    }
  } catch (const nlohmann::json::exception& error) {
    return NotABaseline(file, error.what());
  }
  return keys;
}

}  // namespace

std::string WriteBaseline(const Findings& findings) {
  std::string entries;
  Keys keys;
  for (const Finding& finding : findings) keys.insert(KeyOf(finding));
  for (const auto& [file, code, message] : keys) {
    const ordered_json entry = {{"file", file}, {"code", code}, {"message", message}};
    entries += (entries.empty() ? "\n" : ",\n") + entry.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }
  return "{\"findings\": [" + entries + (entries.empty() ? "]}\n" : "\n]}\n");
}

Result<BaselineResult> CompareWithBaseline(const Findings& findings, std::string_view text, const std::string& file) {
  Result<Keys> keys = ReadKeys(text, file);
  if (!keys) return tl::make_unexpected(keys.error());
  BaselineResult result;
  for (const Finding& finding : findings) {
    const auto known = keys->find(KeyOf(finding));
    if (known == keys->end()) {
      result.fresh.push_back(finding);
    } else {
      keys->erase(known);
      ++result.known;
    }
  }
  result.gone = keys->size();
  return result;
}

}  // namespace portlaw
