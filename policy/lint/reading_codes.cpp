// SPDX-License-Identifier: Apache-2.0
// The codes of what a reader finds ambiguous. The findings are made while reading; here is what they mean.
#include "policy/lint/checks.h"

namespace portlaw::lint {

LintCheck AmbiguousRange() {
  return {"ambiguous-range",
          Severity::kNote,
          "a range that could be one service's block or a group that several share",
          "In a block every free port is its service's; in a group each row owns just its own ports. Some of the rows "
          "are named after the range and some are not, so that the reader had to choose.",
          "If it chose wrong, say so in the settings: `ranges: {\"4100-4199\": block}` or `group`. Or name the rows' "
          "containers after the service, as in janua-api.",
          nullptr};
}

LintCheck AmbiguousReserved() {
  return {
      "ambiguous-reserved",
      Severity::kNote,
      "ports called reserved that the document itself assigns",
      "\"Reserved\" can mean that nobody may bind, or that the ports are set aside for what is listed. The document "
      "assigns ports in what it calls reserved, so it was taken for the latter: nothing there is refused as reserved.",
      "Write \"do not use\" where nobody may bind, and \"allocated\" or the services' names where they may.",
      nullptr};
}

LintCheck SeveralHosts() {
  return {
      "several-hosts",
      Severity::kNote,
      "rows that are for one host or environment each",
      "Rows of another host do not bind here. Which host this one is, the document cannot tell: by default it is the "
      "one whose name this machine has, and a name that fits none leaves just the rows that are for every host.",
      "Set `host_name: NAME` in the settings to one of the names that the finding lists.",
      nullptr};
}

LintCheck UnreadRows() {
  return {"unread-rows",
          Severity::kWarning,
          "rows that look like a port's, of which nothing was taken",
          "Two rows or more of a table or list have a number in port range in the same place, and nothing says what "
          "else it "
          "could be; but the reader found no column of ports, or nobody whom they belong to. What is not read is not "
          "enforced.",
          "Give the column of ports the word \"port\", and the rows a column of names; `portlaw show "
          "--explain-reading` tells "
          "what each number was taken for.",
          nullptr};
}

}  // namespace portlaw::lint
