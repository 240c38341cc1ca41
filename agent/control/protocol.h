// SPDX-License-Identifier: Apache-2.0
// What is said over the agent's control socket: a unix stream socket; requests and replies are JSON objects, each on
// one line. A connection may make many requests, one after the other.
//
//   {"request":"hello"}
//     {"ok":true,"version":"0.1.0","pid":812,"cgroup_root":"/sys/fs/cgroup","generation":3}
//   {"request":"status"}
//     {"ok":true,"status":{...}}                          see agent/daemon/status.h
//   {"request":"reload"}                                  reads registries and settings anew; answers when that is done
//     {"ok":true,"generation":4,"changed":true}           with "held" where the change waits: see agent/daemon/status.h
//   {"request":"accept","name":"5e884898da28..."}         a reload that puts in force what was held back under that
//   name
//                                                         (or its first 12 digits or more). Root only.
//   {"request":"register","cgroup":"/portlaw-run/x.12","name":"harbor-api"}
//     Makes a cgroup (path from the root of cgroup v2) a container; done when answered. Root only. Optional:
//     "names" (a list: see ContainerIdentity), "display_name", "id", "runtime", "image".
//     {"ok":true,"generation":4}
//   {"request":"identify","sockets":[...]}                whose sockets these are; see agent/scan/agent_identities.h
//   {"request":"resolve","cgroup":"/docker/ID"}
//     Whether it is known already who the cgroup is. Root only.
//     {"ok":true,"pending":false,"name":"harbor-api"}     no name: a process of the host, or nothing tells its name
//   {"request":"watch"}                                   optional: "cgroup": path; events of it and those beneath
//     {"ok":true}, and from then on a line for each event:
//     {"event":{...}}                                     the object of the audit log
//     {"dropped":3}                                       events that this client was too slow for
//     The only request still answered is {"request":"end"}: what has happened until now is delivered, then
//     {"end":true,"dropped":0} and the connection is closed.
//
// A request that fails: {"ok":false,"error":"what is wrong","advice":"what to do","errors":[...]}; "errors" has one
// sentence for each mistake where there may be several.
#ifndef PORTLAW_AGENT_CONTROL_PROTOCOL_H_
#define PORTLAW_AGENT_CONTROL_PROTOCOL_H_

#include <chrono>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::control {

inline constexpr char kDefaultSocket[] = "/run/portlaw/control.sock";

inline constexpr std::size_t kMaxRequestBytes = 64 * 1024;
inline constexpr std::size_t kMaxReplyBytes = 16 * 1024 * 1024;
inline constexpr std::size_t kMaxWatchBacklogBytes = 256 * 1024;
inline constexpr std::size_t kMaxConnections = 64;
// A connection that neither sends nor takes a byte for so long is closed, unless it watches.
inline constexpr std::chrono::seconds kIdleLimit{30};

nlohmann::json Ok();
nlohmann::json Failed(const Error& error);
nlohmann::json Failed(std::string what, std::string advice = {});
nlohmann::json Failed(const Errors& errors);

// `value` on one line with its newline; bytes that are not UTF-8 are replaced.
std::string Line(const nlohmann::json& value);

// The text at `key`; empty where there is none, or something else.
std::string TextAt(const nlohmann::json& object, const char* key);
// The texts of the list at `key`; nothing where there is no list.
std::vector<std::string> TextsAt(const nlohmann::json& object, const char* key);

// The errors that a reply holds, if it is a failure.
ResultOfMany<void> CheckReply(const nlohmann::json& reply);

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_PROTOCOL_H_
