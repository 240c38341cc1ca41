// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "policy/render/model_json.h"
#include "policy/render/show.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

constexpr std::string_view kHeader =
    "portlaw: 1\n"
    "# A port registry in portlaw's own form, one thing a line. Ranges are first to last, both included;\n"
    "# what is left out has its default: last = first, protocol any, exposure host, every host.\n";

// Words that YAML 1.1 readers take for something else than text.
constexpr std::array<std::string_view, 11> kYamlWords = {"true", "false", "null", "yes",  "no",  "on",
                                                         "off",  "y",     "n",    ".nan", ".inf"};

bool IsPlainCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view(" -_./()").find(c) != std::string::npos;
}

// Whether `text` can stand without quotes in a flow mapping and is read as text by every reader.
bool IsPlain(std::string_view text) {
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0 || text.back() == ' ') return false;
  if (!std::all_of(text.begin(), text.end(), IsPlainCharacter)) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(kYamlWords.begin(), kYamlWords.end(), lower) == kYamlWords.end();
}

// One character between double quotes: as it is if it can be seen, else as an escape of YAML 1.2, 5.7.
std::string QuotedCharacter(std::string_view bytes, const Utf8Character& character) {
  if (!character.valid) return "\xEF\xBF\xBD";  // U+FFFD
  if (character.code == U'"' || character.code == U'\\') return "\\" + std::string(bytes);
  if (IsPrintable(character.code)) return std::string(bytes);
  std::array<char, 12> escape{};
  std::snprintf(escape.data(), escape.size(), "\\U%08X", static_cast<unsigned>(character.code));
  return escape.data();
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    quoted += QuotedCharacter(text.substr(0, character.bytes), character);
    text.remove_prefix(character.bytes);
  }
  return quoted + "\"";
}

std::string Value(const Json& value);

std::string List(const Json& values) {
  std::string text;
  for (const Json& value : values) text += (text.empty() ? "" : ", ") + Value(value);
  return "[" + text + "]";
}

std::string Value(const Json& value) {
  if (value.is_array()) return List(value);
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  return IsPlain(text) ? text : Quoted(text);
}

bool IsDefault(const std::string& key, const Json& value, const Json& row) {
  if (value.is_null() || value == "" || key == "source") return true;
  if (key == "last") return value == row["first"];
  return (key == "protocol" && value == "any") || (key == "exposure" && value == "host");
}

std::string Row(const Json& row) {
  std::string text;
  for (const auto& [key, value] : row.items()) {
    if (IsDefault(key, value, row)) continue;
    text += (text.empty() ? "" : ", ") + key + ": " + Value(value);
  }
  return "  - {" + text + "}\n";
}

}  // namespace

std::string ShowYaml(const Shown& shown) {
  std::string text(kHeader);
  const Json registry = ToJson(Merge(shown.registries));
  for (const auto& [name, rows] : registry.items()) {
    if (rows.empty()) continue;
    text += "\n" + name + ":\n";
    for (const Json& row : rows) text += Row(row);
  }
  return text;
}

}  // namespace portlaw
