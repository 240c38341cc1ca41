// SPDX-License-Identifier: Apache-2.0
#include "agent/control/protocol.h"

namespace portlaw::control {

using nlohmann::json;

json Ok() { return {{"ok", true}}; }

json Failed(const Error& error) {
  return {{"ok", false}, {"error", ToString(Error{error.source, error.what, ""})}, {"advice", error.advice}};
}

json Failed(const Errors& errors) {
  json reply = Failed(errors.empty() ? Error{{}, "an error that nobody described", ""} : errors.front());
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

ResultOfMany<void> CheckReply(const json& reply) {
  if (!reply.is_object()) return tl::make_unexpected(Errors{{{}, "the agent's answer is not a JSON object", ""}});
  if (reply.value("ok", false)) return {};
  Errors errors;
  const json list = reply.value("errors", json::array());
  for (const json& text : list) {
    if (text.is_string()) errors.push_back({{}, text.get<std::string>(), ""});
  }
  if (errors.empty()) errors.push_back({{}, TextAt(reply, "error"), TextAt(reply, "advice")});
  return tl::make_unexpected(std::move(errors));
}

}  // namespace portlaw::control
