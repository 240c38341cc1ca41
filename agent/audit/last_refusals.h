// SPDX-License-Identifier: Apache-2.0
// Who was refused a port last, read from audit logs.
#ifndef PORTLAW_AGENT_AUDIT_LAST_REFUSALS_H_
#define PORTLAW_AGENT_AUDIT_LAST_REFUSALS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "policy/model/result.h"
#include "policy/why/why.h"

namespace portlaw::audit {

// The newest `most` events of the logs at `paths` ("-": the standard input), read one after the other, in which
// somebody in the host's network namespace did not get the port: denied, what would be denied in enforce mode, and in
// use. The newest first. Lines that are no events are passed over. Memory is bounded by `most`. Errors: a log cannot be
// read.
Result<std::vector<PortRefusal>> LastRefusals(const std::vector<std::string>& paths, Port port, Protocol protocol,
                                              std::size_t most);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LAST_REFUSALS_H_
