// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/agent_identities.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "agent/control/protocol.h"

namespace portlaw::scan {
namespace {

using nlohmann::json;

json ToJson(const SocketKey& key) { return json::array({key.cgroup, key.port, ToString(key.protocol)}); }

std::optional<SocketKey> KeyFrom(const json& value) {
  if (!value.is_array() || value.size() != 3) return std::nullopt;
  if (!value[0].is_number_unsigned() || !value[1].is_number_unsigned() || !value[2].is_string()) return std::nullopt;
  const auto port = value[1].get<std::uint64_t>();
  const auto protocol = ParseProtocol(value[2].get_ref<const std::string&>());
  if (port > 65535 || !protocol) return std::nullopt;
  return SocketKey{value[0].get<kernel::CgroupId>(), static_cast<Port>(port), *protocol};
}

json ToJson(const ListenerContainer& container) {
  return {{"name", container.identity.name},
          {"names", container.identity.names},
          {"id", container.id},
          {"runtime", container.runtime},
          {"image", container.image}};
}

ListenerContainer ContainerFrom(const json& value) {
  return {{control::TextAt(value, "name"), control::TextsAt(value, "names")},
          control::TextAt(value, "id"),
          control::TextAt(value, "runtime"),
          control::TextAt(value, "image")};
}

json ToJson(const std::optional<Identified>& identified) {
  if (!identified) return nullptr;
  return {{"cgroup", identified->cgroup},
          {"container", identified->container ? ToJson(*identified->container) : json(nullptr)}};
}

Identified IdentifiedFrom(const json& value) {
  Identified identified{control::TextAt(value, "cgroup"), std::nullopt};
  const auto container = value.find("container");
  if (container != value.end() && container->is_object()) identified.container = ContainerFrom(*container);
  return identified;
}

ResultOfMany<void> AskFor(control::Client& agent, const std::vector<SocketKey>& keys, Identities& identities) {
  json request = {{"request", "identify"}, {"sockets", json::array()}};
  for (const SocketKey& key : keys) request["sockets"].push_back(ToJson(key));
  const auto reply = agent.Ask(request);
  if (!reply) return tl::make_unexpected(reply.error());
  const auto sockets = reply->find("sockets");
  if (sockets == reply->end() || !sockets->is_array() || sockets->size() != keys.size()) {
    return FailMany(Fail({}, "the agent's answer is not one to the question", "is it another version?").value());
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if ((*sockets)[i].is_object()) identities.emplace(keys[i], IdentifiedFrom((*sockets)[i]));
  }
  return {};
}

}  // namespace

json AnswerIdentify(const containers::Roster& roster, const json& request) {
  const auto sockets = request.find("sockets");
  if (sockets == request.end() || !sockets->is_array() || sockets->size() > kMaxIdentifySockets) {
    return control::Failed("no list of at most 1000 sockets to identify");
  }
  json answers = json::array();
  for (const json& socket : *sockets) {
    const auto key = KeyFrom(socket);
    if (!key) return control::Failed("a socket is [cgroup id, port, protocol]");
    answers.push_back(ToJson(Identify(roster, *key)));
  }
  json reply = control::Ok();
  reply["sockets"] = std::move(answers);
  return reply;
}

ResultOfMany<Identities> IdentifyByAgent(control::Client& agent, const std::set<SocketKey>& keys) {
  Identities identities;
  std::vector<SocketKey> batch;
  for (auto key = keys.begin(); key != keys.end();) {
    batch.push_back(*key);
    if (++key != keys.end() && batch.size() < kMaxIdentifySockets) continue;
    if (auto asked = AskFor(agent, batch, identities); !asked) return tl::make_unexpected(asked.error());
    batch.clear();
  }
  return identities;
}

}  // namespace portlaw::scan
