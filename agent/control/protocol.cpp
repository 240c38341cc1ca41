// SPDX-License-Identifier: Apache-2.0
#include "agent/control/protocol.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace portlaw::control {

using nlohmann::json;

json Ok() { return {{"ok", true}}; }

json Failed(const Error& error) {
  return {{"ok", false}, {"error", ToString(Error{error.source, error.what, ""})}, {"advice", error.advice}};
}

json Failed(std::string what, std::string advice) {
  return Failed(Fail({}, std::move(what), std::move(advice)).value());
}

json Failed(const Errors& errors) {
  json reply = errors.empty() ? Failed("an error that nobody described") : Failed(errors.front());
  json list = json::array();
  for (const Error& error : errors) list.push_back(ToString(error));
  reply["errors"] = std::move(list);
  return reply;
}

std::string Line(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

std::string TextAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> TextsAt(const json& object, const char* key) {
  std::vector<std::string> texts;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

ResultOfMany<void> CheckReply(const json& reply) {
  Errors errors;
  if (!reply.is_object()) {
    errors.push_back(Fail({}, "the agent's answer is not a JSON object").value());
    return tl::make_unexpected(std::move(errors));
  }
  if (reply.value("ok", false)) return {};
  for (const json& text : reply.value("errors", json::array())) {
    if (text.is_string()) errors.push_back(Fail({}, text.get<std::string>()).value());
  }
  if (errors.empty()) errors.push_back(Fail({}, TextAt(reply, "error"), TextAt(reply, "advice")).value());
  return tl::make_unexpected(std::move(errors));
}

}  // namespace portlaw::control
