// SPDX-License-Identifier: Apache-2.0
// The words that the table and the drift report share. All of them are printable (policy/printable.h).
#ifndef PORTLAW_POLICY_SCAN_WORDING_H_
#define PORTLAW_POLICY_SCAN_WORDING_H_

#include <string>

#include "policy/scan/report.h"

namespace portlaw {

inline constexpr char kNotListening[] = "not-listening";

// "container janua-api"; "a container" where it has no name; "host".
std::string HolderWords(const Listener& listener);

// "nginx (pid 12)", "nginx (pid 12 and 3 more)"; empty where no process is known.
std::string ProcessWords(const Listener& listener);

// What the registry says of the row's port, with the line: "4100 is assigned to janua-api (ports.md:57)".
std::string RegistryWords(const ScanRow& row);
std::string RegistryWords(const Assignment& assignment);

// Whose port it is: the container that the row names, else its service, else its label.
const std::string& OwnerOf(const Assignment& assignment);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_WORDING_H_
