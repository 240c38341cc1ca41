// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <nlohmann/json.hpp>

#include "policy/learn/against.h"
#include "policy/render/table.h"
#include "policy/text/printable.h"

namespace portlaw::learn {

namespace {

using Json = nlohmann::ordered_json;

std::string SeenWords(const Difference& difference) {
  if (difference.times == 0) return "nobody";
  std::string text;
  if (difference.host) {
    text = "host" + (difference.process.empty() ? "" : ": " + Printable(difference.process));
  } else {
    text = difference.container.empty() ? "a container" : "container " + Printable(difference.container);
  }
  if (difference.scope == Scope::kPrivate) text += ", in its own network namespace";
  if (difference.refused) text += ", refused";
  return text;
}

std::string TimesText(const Difference& difference) {
  return difference.times == 0 ? "-" : std::to_string(difference.times);
}

std::array<std::size_t, kDifferenceKinds> Count(const Differences& differences) {
  std::array<std::size_t, kDifferenceKinds> counts{};
  for (const Difference& difference : differences.items) ++counts[static_cast<std::size_t>(difference.kind)];
  return counts;
}

std::string Text(const Differences& differences) {
  std::string text;
  if (differences.items.empty()) {
    text = "no difference: everything that was seen is in the registry, and the other way round\n";
  } else {
    Table table;
    table.Add({"DIFFERENCE", "PORT", "PROTOCOL", "TIMES", "SEEN", "REGISTRY"});
    for (const Difference& difference : differences.items) {
      table.Add({std::string(ToString(difference.kind)), ToString(difference.ports),
                 std::string(ToString(difference.protocol)), TimesText(difference), SeenWords(difference),
                 difference.registry});
    }
    text = table.Text() + "\n";
    const auto counts = Count(differences);
    for (std::size_t i = 0; i < kDifferenceKinds; ++i) {
      text += (i == 0 ? "" : ", ") + std::to_string(counts[i]) + " " +
              std::string(ToString(static_cast<DifferenceKind>(i)));
    }
    text += "\n";
  }
  for (const std::string& remark : differences.remarks) text += "note: " + Printable(remark, 1024) + "\n";
  return text;
}

Json SourceJson(const std::optional<Source>& source) {
  if (!source) return nullptr;
  return {{"file", source->file}, {"line", source->line}};
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json ToJson(const Difference& difference) {
  return {{"kind", ToString(difference.kind)},
          {"first", difference.ports.first},
          {"last", difference.ports.last},
          {"protocol", ToString(difference.protocol)},
          {"netns", ToString(difference.scope)},
          {"container", TextOrNull(difference.container)},
          {"process", TextOrNull(difference.process)},
          {"host", difference.host},
          {"times", difference.times},
          {"refused", difference.refused},
          {"reason", TextOrNull(difference.reason)},
          {"registry", difference.registry},
          {"source", SourceJson(difference.row)}};
}

std::string JsonText(const Differences& differences) {
  Json items = Json::array();
  for (const Difference& difference : differences.items) items.push_back(ToJson(difference));
  const auto counts = Count(differences);
  Json summary = Json::object();
  for (std::size_t i = 0; i < kDifferenceKinds; ++i) {
    summary[std::string(ToString(static_cast<DifferenceKind>(i)))] = counts[i];
  }
  const Json json = {{"differences", std::move(items)}, {"summary", summary}, {"remarks", differences.remarks}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// `text`, which is printable, as plain text in a cell of a GitHub-flavoured Markdown table.
std::string Cell(std::string_view text) {
  std::string cell;
  for (char c : text) {
    if (std::string_view("\\`*_[]<>|~#&!").find(c) != std::string_view::npos) cell += '\\';
    cell += c == '@' ? "&#64;" : std::string(1, c);
  }
  return cell;
}

std::string Markdown(const Differences& differences) {
  std::string text;
  if (differences.items.empty()) text = "No difference between what was seen and the registry.\n";
  for (const Difference& difference : differences.items) {
    if (text.empty()) text = "| Port | Protocol | Seen | The registry says | Difference |\n|---|---|---|---|---|\n";
    text += "| " + ToString(difference.ports) + " | " + std::string(ToString(difference.protocol)) + " | " +
            Cell(SeenWords(difference)) + " | " + Cell(difference.registry) + " | " +
            std::string(ToString(difference.kind)) + " |\n";
  }
  for (const std::string& remark : differences.remarks) text += "\n" + Cell(Printable(remark, 1024)) + "\n";
  return text;
}

constexpr AgainstFormat kAgainstFormats[] = {{"text", Text}, {"json", JsonText}, {"markdown", Markdown}};

}  // namespace

std::span<const AgainstFormat> AgainstFormats() { return kAgainstFormats; }

}  // namespace portlaw::learn
