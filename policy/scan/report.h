// SPDX-License-Identifier: Apache-2.0
// What listens, held against the registry; and what the registry says that nobody serves.
#ifndef PORTLAW_POLICY_SCAN_REPORT_H_
#define PORTLAW_POLICY_SCAN_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/scan/listener.h"

namespace portlaw {

// kRight: assigned to it, or an unassigned port of its own block. kInternal: right, by a row that holds only in
// private network namespaces. kDynamic: a port that the kernel chose and nobody claims. The others as in Reason.
enum class ScanStatus : std::uint8_t {
  kRight,
  kInternal,
  kLegacy,
  kContested,
  kAssignedReserved,
  kSibling,
  kForeign,
  kReserved,
  kUnallocated,
  kDynamic,
};
inline constexpr int kScanStatuses = 10;

// "right", "internal", "legacy", "contested", "assigned-reserved", "sibling", "foreign", "reserved", "unallocated",
// "dynamic".
std::string_view ToString(ScanStatus status);

// The sockets of one holder of one port: of one network namespace, protocol, container, process and state.
struct ScanRow {
  ScanStatus status = ScanStatus::kUnallocated;
  bool finding = false;
  Listener listener;                   // the first of its sockets
  std::vector<std::string> addresses;  // of its sockets, ascending, at most kMaxScanAddresses
  std::size_t sockets = 0;
  std::string service;  // of the registry that the container belongs to; empty where none
  Verdict verdict;      // of a bind of that port now
};

inline constexpr std::size_t kMaxScanAddresses = 8;

struct ScanReport {
  std::vector<ScanRow> rows;              // the host's namespace first, then by port
  std::vector<Assignment> not_listening;  // in force on this host, and nobody at all listens there; by port
  std::vector<std::string> incomplete;    // what the scan could not see, in words
};

// Judges `listeners` by Evaluate, as if each were to bind its port now. A finding is what `policy` refuses (or would
// in enforce mode), and any foreign or reserved port that it does not plainly allow. An internal row is served in
// private namespaces by its own container only. Linear in listeners, but for sorting.
ScanReport MakeScanReport(const CompiledPolicy& policy, std::vector<Listener> listeners,
                          std::vector<std::string> incomplete);

bool HasFindings(const ScanReport& report);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_REPORT_H_
