#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: scripts/report-skips.py JUNIT ALLOWED

Prints which tests of a ctest run were skipped, grouped by reason. With CI=true in the environment, exits 1 if one was
skipped that no line of ALLOWED names (a regular expression on the test's name each; # begins a comment).
"""

import collections
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def reason(case):
    """What a skipped test said about it: GoogleTest prints the reason after "file:line: Skipped"."""
    output = case.findtext("system-out") or ""
    said = re.search(r": Skipped\n(.*?)\n\s*\n?\[  SKIPPED \]", output, re.S)
    if said:
        return " ".join(said.group(1).split())
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it gave no reason"


def main(junit, allowed_file):
    with open(allowed_file, encoding="utf-8") as file:
        patterns = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    skipped = collections.defaultdict(list)
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped[reason(case)].append(case.get("name"))
    surprising = []
    for why, names in sorted(skipped.items()):
        print(f"skipped ({len(names)}): {why}")
        for name in names:
            allowed = any(re.fullmatch(pattern, name) for pattern in patterns)
            print(f"  {name}{'' if allowed else '  [not allowed in CI]'}")
            if not allowed:
                surprising.append(name)
    if surprising and os.environ.get("CI") == "true":
        print(f"{len(surprising)} tests were skipped that must run in CI", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
