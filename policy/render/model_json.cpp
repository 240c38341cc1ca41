// SPDX-License-Identifier: Apache-2.0
#include "policy/render/model_json.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "policy/text/printable.h"

namespace portlaw {

namespace {

// RFC 8259, section 7. Only for U+FFFF and below: yaml-cpp, which reads this again, knows no pairs of surrogates.
std::string JsonEscape(char32_t code) {
  std::array<char, 8> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(code));
  return buffer.data();
}

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json RangeJson(PortRange range) { return {{"first", range.first}, {"last", range.last}}; }

// Keys beyond the contract appear only where they say something.
void AddText(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}
void AddHost(Json& json, const std::optional<std::string>& host) {
  if (host) json["host"] = *host;
}
void AddRange(Json& json, const char* key, const std::optional<PortRange>& range) {
  if (range) json[key] = ToString(*range);
}

Json ToJson(const Assignment& assignment) {
  Json json = RangeJson(assignment.ports);
  json["protocol"] = ToString(assignment.protocol);
  json["label"] = assignment.label;
  json["container"] = assignment.container;
  json["service"] = assignment.service;
  json["purpose"] = assignment.purpose;
  json["host"] = OrNull(assignment.host);
  json["exposure"] = assignment.exposure == Exposure::kHost ? "host" : "internal";
  AddRange(json, "container_ports", assignment.container_ports);
  AddText(json, "section", assignment.section);
  AddRange(json, "section_ports", assignment.section_ports);
  json["source"] = portlaw::ToJson(assignment.source);
  return json;
}

Json ToJson(const Block& block) {
  Json json = RangeJson(block.ports);
  json["service"] = block.service;
  json["layer"] = block.layer;
  AddText(json, "embedded_in", block.embedded_in);
  AddHost(json, block.host);
  json["source"] = portlaw::ToJson(block.source);
  return json;
}

Json ToJson(const Group& group) {
  Json json = RangeJson(group.ports);
  json["name"] = group.name;
  if (!group.services.empty()) json["services"] = group.services;
  AddHost(json, group.host);
  json["source"] = portlaw::ToJson(group.source);
  return json;
}

Json ToJson(const ReservedRange& reserved) {
  Json json = RangeJson(reserved.ports);
  if (reserved.protocol != Protocol::kAny) json["protocol"] = ToString(reserved.protocol);
  json["reason"] = reserved.reason;
  json["kind"] = reserved.kind == ReservedKind::kNever ? "never" : "future";
  AddHost(json, reserved.host);
  json["source"] = portlaw::ToJson(reserved.source);
  return json;
}

Json ToJson(const Migration& migration) {
  return {{"service", migration.service},
          {"from", migration.from},
          {"to", migration.to},
          {"source", portlaw::ToJson(migration.source)}};
}

Json ToJson(const Offset& offset) {
  return {{"first", offset.first},
          {"last", offset.last},
          {"purpose", offset.purpose},
          {"source", portlaw::ToJson(offset.source)}};
}

Json ToJson(const RedisDatabase& redis) {
  return {{"db", redis.db},
          {"service", redis.service},
          {"purpose", redis.purpose},
          {"source", portlaw::ToJson(redis.source)}};
}

Json ToJson(const Variable& variable) {
  return {{"name", variable.name}, {"value", variable.value}, {"source", portlaw::ToJson(variable.source)}};
}

template <class T>
Json ArrayOf(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(ToJson(value));
  return array;
}

}  // namespace

Json ToJson(const Source& source) { return {{"file", source.file}, {"line", source.line}}; }

Json ToJson(const Finding& finding) {
  Json related = Json::array();
  for (const Source& source : finding.related) related.push_back(ToJson(source));
  return {{"severity", ToString(finding.severity)},
          {"code", finding.code},
          {"message", finding.message},
          {"source", ToJson(finding.source)},
          {"related", std::move(related)}};
}

Json ToJson(const ToldFindings& findings) {
  Json array = Json::array();
  for (const ToldFinding& told : findings) {
    Json json = ToJson(told.finding);
    if (told.count > 1) {
      json["count"] = told.count;
      json["alike"] = Json::array();
      for (const Source& source : told.alike) json["alike"].push_back(ToJson(source));
    }
    array.push_back(std::move(json));
  }
  return array;
}

Json ToJson(const Registry& registry) {
  return {{"assignments", ArrayOf(registry.assignments)},
          {"blocks", ArrayOf(registry.blocks)},
          {"groups", ArrayOf(registry.groups)},
          {"reserved", ArrayOf(registry.reserved)},
          {"migrations", ArrayOf(registry.migrations)},
          {"offsets", ArrayOf(registry.offsets)},
          {"redis", ArrayOf(registry.redis)},
          {"variables", ArrayOf(registry.variables)}};
}

std::string Dump(const Json& json) {
  const std::string plain = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  std::string escaped;
  escaped.reserve(plain.size());
  for (std::string_view rest = plain; !rest.empty();) {
    const Utf8Character character = FirstCharacter(rest);
    const bool keeps = character.code == U'\n' || character.code > 0xffff || IsPrintable(character.code);
    escaped += keeps ? std::string(rest.substr(0, character.bytes)) : JsonEscape(character.code);
    rest.remove_prefix(character.bytes);
  }
  return escaped;
}

}  // namespace portlaw
