// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "agent/manual/pages.h"
#include "policy/readers/reader.h"

namespace portlaw::manual {

namespace {

constexpr std::string_view kMarkdown =
    "# Ports\n\n"
    "## Russet (7200-7299)\n\n"
    "| Port | Container  | Purpose |\n"
    "|------|------------|---------|\n"
    "| 7200 | russet-api | HTTP    |\n"
    "| 7201 | russet-db  | internal, not exposed to host |\n\n"
    "## Reserved\n\n"
    "- 5000: never use, macOS AirPlay\n";

constexpr std::string_view kOwnForm =
    "portlaw: 1\n"
    "assignments:\n"
    "  - {first: 7200, container: russet-api, service: Russet, purpose: HTTP}\n"
    "  - {first: 7201, container: russet-db, service: Russet, exposure: internal}\n"
    "blocks:\n"
    "  - {first: 7200, last: 7299, service: Russet}\n"
    "reserved:\n"
    "  - {first: 5000, reason: macOS AirPlay}\n"
    "migrations:\n"
    "  - {service: Russet, from: [4900], to: [7200]}\n";

struct FormPart {
  const char* key;
  const char* doc;
};

// The parts of the own form; a test compares the keys with those of its JSON Schema.
constexpr FormPart kFormParts[] = {
    {"assignments",
     "A port, or a range, that is a container's or a service's: first and last (or port, or ports: 7200-7209), "
     "protocol "
     "(any, tcp, udp or sctp), container ({n} in it stands for a number), service, label, purpose, host (which host or "
     "environment; without it everywhere), exposure (host, or internal: only in the container's own network "
     "namespace), "
     "container_ports, section and section_ports (the heading that it stands under, and its range)."},
    {"blocks",
     "A range that is one service's: first and last, service, layer, embedded_in (the service whose block it lies in), "
     "host."},
    {"groups", "A range that several services share: first and last, name, services, host."},
    {"reserved",
     "A range that nobody may bind: first and last, protocol, reason, kind (never, or future: kept for later), host."},
    {"migrations",
     "A legacy port that a service still uses, and the port that it is to move to: service, from and to, lists of "
     "ports."},
    {"offsets", "What a port's place in its block says: first and last, from the block's begin, and purpose."},
    {"redis", "Redis database numbers: db, service, purpose."},
    {"variables", "Environment variables that hold ports: name, value."},
};

std::string FormatNames() {
  std::string names;
  for (const Reader& reader : Readers()) names += (names.empty() ? "" : ", ") + std::string(reader.format);
  return names;
}

void AddForm(Page& page) {
  page.Section("PORTLAW'S OWN FORM");
  page.Paragraph(
      "YAML (or JSON) with the key portlaw: 1 is read as it stands, without any guess; an unknown key is an error. "
      "`portlaw show \\-\\-format yaml` writes it. Every entry may have a source (file and line): where it came from.");
  for (const FormPart& part : kFormParts) page.Term(Bold(part.key), Plain(part.doc));
}

}  // namespace

Page RegistryPage() {
  Page page("portlaw-registry", 5, "the document that says which service owns which port");
  page.Section("DESCRIPTION");
  page.Text(
      "A registry is a document that a team keeps for itself. portlaw reads it as it is. Formats, told by name and "
      "content: " +
      FormatNames() +
      ".\n\n"
      "Read what portlaw makes of a document before it is enforced: `portlaw show` prints it with lines, `portlaw show "
      "--explain-reading` says of each number what it was taken for and why, `portlaw lint` finds contradictions and "
      "guesses, and names the setting that decides one.");
  page.Section("WORDS");
  page.Term(Bold("assignment"), "One port, or a range, given to one container or service, maybe for one protocol.");
  page.Term(Bold("block"),
            "A range allocated to one service: a heading with a range whose name the containers in it have.");
  page.Term(Bold("group"), "A range in a heading that several services share.");
  page.Term(Bold("reserved"), "A range that nobody may bind, with a reason; or one kept for future use.");
  page.Term(Bold("migration"), "A legacy port that a service still uses and the port that it must move to.");
  page.Section("WHO A ROW IS FOR");
  page.Text(
      "A container's name is compared with the registry's container column, or its service column where it has none: "
      "exactly, but {n} stands for a number, and names that compose, Swarm, Nomad, Podman's pods, quadlets and "
      "Kubernetes make of a service's are known for it. A label portlaw.container=NAME on the container says it "
      "outright. A container whose name only begins "
      "with "
      "a service's (russet-foo) belongs to that service's block.\n\n"
      "A registry may span hosts or environments: a row that names one binds there alone (host_name in the settings "
      "says "
      "which this host is), one that names none binds everywhere. Several registries on one host all count; a port "
      "that "
      "two of them claim is contested.");
  AddForm(page);
  page.Section("EXAMPLES");
  page.Paragraph("A Markdown document:");
  page.Code(kMarkdown);
  page.Paragraph("Nearly the same in portlaw\\(aqs own form, with a migration:");
  page.Code(kOwnForm);
  page.Section("SEE ALSO");
  page.Paragraph(Bold("portlaw-show") + "(1), " + Bold("portlaw-lint") + "(1), " + Bold("portlaw-lint") + "(7), " +
                 Bold("portlaw-settings") + "(5)");
  return page;
}

}  // namespace portlaw::manual
