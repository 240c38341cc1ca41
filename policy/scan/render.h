// SPDX-License-Identifier: Apache-2.0
// A scan report written out: for people, for scripts, for a merge request.
#ifndef PORTLAW_POLICY_SCAN_RENDER_H_
#define PORTLAW_POLICY_SCAN_RENDER_H_

#include <string>

#include "policy/scan/report.h"
#include "policy/text/tone.h"

namespace portlaw {

// A table of what listens, and a line that counts; with `all`, what is assigned and silent is in the table, too. Names
// are escaped for a terminal.
std::string ScanText(const ScanReport& report, bool all, Paint paint = Unpainted);

// {"listeners":[{"status","finding","port","protocol","state":"listen|bound|connection","netns":"host|private",
//   "netns_id","addresses":[],"sockets","chosen","container":{"id","name","runtime","image"}|null,"service",
//   "process":{"pid","comm","exe","started","others"}|null,"uid","cgroup","action","reason","owner","rule","source":{"file","line"}|null}],
//  "not_listening":[{"first","last","protocol","container","service","label","exposure","source"}],
//  "summary":{"right",... one for each status, "not-listening","findings"},"incomplete":[]}
std::string ScanJson(const ScanReport& report);

// What the registry says against what runs, as a GitHub-flavoured Markdown table of the differences; a sentence where
// there are none. What listens in a private namespace is listed only where it is a finding.
std::string ScanDrift(const ScanReport& report);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_RENDER_H_
