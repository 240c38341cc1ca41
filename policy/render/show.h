// SPDX-License-Identifier: Apache-2.0
// A registry as portlaw understood it, written out again: one entry a format.
#ifndef PORTLAW_POLICY_RENDER_SHOW_H_
#define PORTLAW_POLICY_RENDER_SHOW_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/finding.h"
#include "policy/model/registry.h"

namespace portlaw {

// What `show` has to tell: the registries in the order given, and the findings of the readers and of lint, each by
// itself: the formats aggregate them.
struct Shown {
  std::vector<Registry> registries;
  Findings findings;
  std::size_t unread_lines = 0;  // look like a port's and were not read
};

struct ShowFormat {
  std::string_view name;
  std::string (*render)(const Shown& shown);  // ends in a newline
};

// All formats, in one table (show.cpp).
std::span<const ShowFormat> ShowFormats();

// For people: every range with what stands in it, what each range was taken for, and how to override that.
std::string ShowText(const Shown& shown);
// One object with the keys of the contract; more keys appear only where they say something (embedded_in, services,
// host, protocol, container_ports, section, section_ports).
std::string ShowJson(const Shown& shown);
// The project's own YAML form. Read again it gives the same model, but for the sources.
std::string ShowYaml(const Shown& shown);
// A normalised document for people and for the Markdown reader, which reads the same model from it.
std::string ShowMarkdown(const Shown& shown);

// One self-contained page for a browser, with a map of the port space and a search.
std::string ShowHtml(const Shown& shown);

// All registries as one, in their order.
Registry Merge(const std::vector<Registry>& registries);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_SHOW_H_
