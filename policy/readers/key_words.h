// SPDX-License-Identifier: Apache-2.0
// What the keys of data mean: "hostPort", "internal_port", "http-port", "used_by", "reserved_ranges".
#ifndef PORTLAW_POLICY_READERS_KEY_WORDS_H_
#define PORTLAW_POLICY_READERS_KEY_WORDS_H_

#include <string>
#include <string_view>

#include "policy/readers/lexicon.h"

namespace portlaw::readers {

enum class KeyKind {
  kOther,          // a name, or nothing known
  kPort,           // the port
  kHostPort,       // the port on the host
  kContainerPort,  // the port inside the container
  kRolePort,       // "http_port": the port for what `qualifier` says
  kHostedPort,     // "dev_port": the port on the host or in the environment `qualifier`
  kOldPort,
  kDefaultPort,
  kRange,
  kRangeFirst,
  kRangeLast,
  kName,
  kContainer,
  kOwner,  // project, team
  kPurpose,
  kProtocol,
  kHost,
  kStatus,
  kExposure,
  kReserved,
  kFree,
  kSkipped,  // examples, history, counts
  kWrapper,  // "services", "ports", "projects": holds the entries and names nothing
};

struct Key {
  KeyKind kind = KeyKind::kOther;
  std::string qualifier;  // of kRolePort and kHostedPort: "http", "dev"
};

Key ReadKey(std::string_view key);

// "hostPort" and "host_port" are "host port".
std::string SplitKey(std::string_view key);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_KEY_WORDS_H_
