// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/json_line.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "agent/audit/sentence.h"
#include "agent/audit/wall_clock.h"
#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxStringBytes = 256;
constexpr std::size_t kMaxPathBytes = 4096;  // PATH_MAX, limits.h

// The text as it is, but not without end; null where it is empty.
OrderedJson Text(std::string_view text, std::size_t max_bytes = kMaxStringBytes) {
  if (text.empty()) return nullptr;
  return std::string(text.substr(0, max_bytes));
}

OrderedJson ToJson(const std::optional<Container>& container) {
  if (!container) return nullptr;
  return {{"id", Text(container->id)}, {"name", Text(container->name)}, {"runtime", Text(container->runtime)}};
}

OrderedJson ArgumentsOf(const Process& process) {
  if (process.args.empty()) return nullptr;
  OrderedJson list = OrderedJson::array();
  for (const std::string& argument : process.args) list.push_back(argument.substr(0, kMaxStringBytes));
  return list;
}

OrderedJson ToJson(const Process& process) {
  return {{"pid", process.pid},
          {"uid", process.uid},
          {"comm", Text(process.comm)},
          {"exe", Text(process.exe, kMaxPathBytes)},
          {"args", ArgumentsOf(process)},
          {"ppid", process.ppid > 0 ? OrderedJson(process.ppid) : OrderedJson()},
          {"parent", Text(process.parent)},
          {"loginuid", process.loginuid ? OrderedJson(*process.loginuid) : OrderedJson()},
          {"started", process.started ? OrderedJson(ToRfc3339(*process.started)) : OrderedJson()}};
}

OrderedJson ToJson(const PortHolder& holder) {
  return {{"pid", holder.pid > 0 ? OrderedJson(holder.pid) : OrderedJson()},
          {"comm", Text(holder.comm)},
          {"container", Text(holder.container)},
          {"since", holder.since ? OrderedJson(ToRfc3339(*holder.since)) : OrderedJson()}};
}

OrderedJson ToJson(const std::optional<Source>& source) {
  if (!source) return nullptr;
  return {{"file", Text(source->file, kMaxPathBytes)}, {"line", source->line}};
}

// JSON's own escapes (RFC 8259, section 7): a pair of surrogates past U+FFFF.
std::string JsonEscape(char32_t code) {
  std::array<char, 16> buffer{};
  if (code > 0xffff) {
    const unsigned high = 0xd800 + ((code - 0x10000) >> 10);
    const unsigned low = 0xdc00 + ((code - 0x10000) & 0x3ff);
    std::snprintf(buffer.data(), buffer.size(), "\\u%04x\\u%04x", high, low);
  } else {
    std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(code));
  }
  return buffer.data();
}

// `json` with every character escaped that a terminal would act on. Such characters stand in strings only.
std::string ForTerminals(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    const Utf8Character character = FirstCharacter(json);
    if (IsPrintable(character.code)) {
      result += json.substr(0, character.bytes);
    } else {
      result += JsonEscape(character.code);
    }
    json.remove_prefix(character.bytes);
  }
  return result;
}

}  // namespace

// Of tampering no row of the registry is the reason.
std::string_view ReasonWord(const AuditEvent& event) {
  return event.hook == kernel::Hook::kTamper ? kTamperWord : ToString(event.reason);
}

std::string_view HookWord(const AuditEvent& event) {
  switch (event.hook) {
    case kernel::Hook::kBind:
      return "bind";
    case kernel::Hook::kPostBind:
      return "post_bind";
    case kernel::Hook::kListen:
      return "listen";
    case kernel::Hook::kLsm:
      return "lsm";
    case kernel::Hook::kTamper:
      return kTamperWord;
    case kernel::Hook::kEngine:
      break;
  }
  return "engine";
}

OrderedJson ToJson(const AuditEvent& event) {
  OrderedJson json = {{"time", ToRfc3339(event.time)},
                      {"action", ToString(event.action)},
                      {"reason", ReasonWord(event)},
                      {"port", event.port},
                      {"protocol", event.protocol},
                      {"family", event.family},
                      {"address", event.address},
                      {"container", ToJson(event.container)},
                      {"service", Text(event.service)},
                      {"owner", Text(event.owner)},
                      {"process", ToJson(event.process)},
                      {"cgroup", Text(event.cgroup, kMaxPathBytes)},
                      {"netns", ToString(event.scope)},
                      {"source", ToJson(event.rule)},
                      {"generation", event.generation},
                      {"suppressed", event.suppressed},
                      {"hook", HookWord(event)},
                      {"message", event.message},
                      {"suggestion", event.suggestion ? OrderedJson(*event.suggestion) : OrderedJson()}};
  if (event.reason == Reason::kPortInUse) json["holder"] = event.holder ? ToJson(*event.holder) : OrderedJson();
  return json;
}

std::string OneLine(const OrderedJson& json) {
  return ForTerminals(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

std::string JsonLine(const AuditEvent& event) { return OneLine(ToJson(event)); }

}  // namespace portlaw::audit
