// SPDX-License-Identifier: Apache-2.0
// The agent's state as its metrics show it.
#ifndef PORTLAW_AGENT_DAEMON_METRICS_SNAPSHOT_H_
#define PORTLAW_AGENT_DAEMON_METRICS_SNAPSHOT_H_

#include "agent/daemon/status.h"
#include "agent/metrics/families.h"
#include "agent/metrics/service_decisions.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

// `decisions` is kept from one call to the next. Errors: the kernel's counters cannot be read.
Result<metrics::Snapshot> SnapshotOf(const StatusSources& sources, metrics::ServiceDecisions& decisions);

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_METRICS_SNAPSHOT_H_
