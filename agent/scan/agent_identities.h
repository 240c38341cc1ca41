// SPDX-License-Identifier: Apache-2.0
// Whose are these sockets, asked of the running agent: both ends of the control socket's "identify".
//
//   {"request":"identify","sockets":[[cgroup id, port, "tcp"], ...]}      at most kMaxIdentifySockets
//     {"ok":true,"sockets":[{"cgroup":"/path","container":null}, ...]}    in the same order; null: no such cgroup
//   A container: {"name","names","id","runtime","image"}: text, "names" a list (see ContainerIdentity).
#ifndef PORTLAW_AGENT_SCAN_AGENT_IDENTITIES_H_
#define PORTLAW_AGENT_SCAN_AGENT_IDENTITIES_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "agent/containers/roster.h"
#include "agent/control/client.h"
#include "agent/scan/identify.h"
#include "policy/model/result.h"

namespace portlaw::scan {

inline constexpr std::size_t kMaxIdentifySockets = 1000;

// The agent's end. `request` is hostile.
nlohmann::json AnswerIdentify(const containers::Roster& roster, const nlohmann::json& request);

// The other end, for any number of sockets. Those that the agent has no cgroup for are left out.
ResultOfMany<Identities> IdentifyByAgent(control::Client& agent, const std::set<SocketKey>& keys);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_AGENT_IDENTITIES_H_
