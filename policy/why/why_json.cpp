// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "policy/text/rfc3339.h"
#include "policy/why/why.h"

namespace portlaw {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json SourceOrNull(const std::optional<Source>& source) {
  return source ? Json{{"file", source->file}, {"line", source->line}} : Json();
}

// The container's name, or its id, or "" for one of which nothing more is known; null for the host's.
Json ContainerName(const Listener& listener) {
  if (!listener.container) return nullptr;
  const std::string& name = listener.container->identity.name;
  return name.empty() ? listener.container->id : name;
}

// A connection that is closing is no process's: its user is not known either.
Json UidOf(const Listener& listener) {
  if (listener.hold == Hold::kClosing) return nullptr;
  return listener.process ? Json(listener.process->uid.value_or(listener.uid)) : Json(listener.uid);
}

Json HolderJson(const ScanRow& row) {
  const Listener& listener = row.listener;
  Json holder = {{"pid", nullptr},
                 {"comm", nullptr},
                 {"exe", nullptr},
                 {"uid", UidOf(listener)},
                 {"container", ContainerName(listener)},
                 {"state", ToString(listener.hold)},
                 {"since", nullptr}};
  if (!listener.process) return holder;
  holder["pid"] = listener.process->pid;
  holder["comm"] = listener.process->comm;
  holder["exe"] = TextOrNull(listener.process->exe);
  holder["since"] = TextOrNull(Rfc3339(listener.process->started));
  return holder;
}

}  // namespace

std::string WhyJson(const Why& why) {
  Json holders = Json::array();
  for (const ScanRow& row : why.holders) holders.push_back(HolderJson(row));
  Json refusals = Json::array();
  for (const PortRefusal& refusal : why.refusals) {
    Json event = Json::parse(refusal.event, nullptr, false);
    if (event.is_object()) refusals.push_back(std::move(event));
  }
  const Json json = {{"port", why.port},
                     {"protocol", ToString(why.protocol)},
                     {"owner", TextOrNull(why.claim.owner)},
                     {"source", SourceOrNull(why.claim.rule)},
                     {"holders", std::move(holders)},
                     {"refusals", std::move(refusals)},
                     {"advice", why.advice}};
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace portlaw
