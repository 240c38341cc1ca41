// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <string>

#include "agent/manual/pages.h"

namespace portlaw::manual {

namespace {

using cli::CommandInfo;
using cli::OptionInfo;

// "AUDIT_LOG" of "--audit-log".
std::string InCapitals(std::string_view name) {
  std::string capitals(name.substr(std::min(name.find_first_not_of('-'), name.size())));
  for (char& c : capitals) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return capitals;
}

// What stands for the option's value: the words it takes, or its own name.
std::string ValueOf(const OptionInfo& option) {
  if (!option.takes_value) return {};
  if (option.words.empty()) return " " + Italic(InCapitals(option.names.back()));
  std::string value;
  for (const std::string& word : option.words) value += (value.empty() ? " " : "|") + Bold(word);
  return value;
}

// "-h, --help", "--format text|json", "REGISTRY..."
std::string NamesOf(const OptionInfo& option) {
  if (option.names.empty()) return Italic(option.positional) + (option.several ? "..." : "");
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + Bold(name);
  return names + ValueOf(option);
}

std::string InSynopsis(const OptionInfo& option) {
  return option.required ? NamesOf(option) : "[" + NamesOf(option) + "]";
}

// "portlaw audit query [OPTION...] LOG..."
std::string Synopsis(const CommandInfo& command, const std::string& path) {
  std::string line = Bold(path) + " [" + Italic("OPTION") + "...]";
  for (const OptionInfo& option : command.options) {
    if (option.required && !option.names.empty()) line += " " + InSynopsis(option);
  }
  for (const OptionInfo& option : command.options) {
    if (option.names.empty()) line += " " + InSynopsis(option);
  }
  return line;
}

// The positionals first.
void AddOptions(Page& page, const CommandInfo& command) {
  for (bool positionals : {true, false}) {
    for (const OptionInfo& option : command.options) {
      if (option.names.empty() != positionals) continue;
      std::string text = Plain(option.description);
      if (!option.standard.empty()) text += " (default: " + Plain(option.standard) + ")";
      page.Term(NamesOf(option), text);
    }
  }
}

constexpr std::string_view kExitCode = "Exit code: ";

// The help's text below the options, in the parts that a page has sections for.
struct Footer {
  std::string description;
  std::string examples;
  std::string exit_status;
};

Footer FooterOf(const CommandInfo& command) {
  Footer footer;
  const std::string& text = command.footer;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", from), text.size());
    const std::string paragraph = text.substr(from, end - from);
    const bool is_example = paragraph.starts_with("  portlaw ");
    const std::size_t exit = std::min(paragraph.find(kExitCode), paragraph.size());
    std::string& part = is_example ? footer.examples : footer.description;
    if (exit > 0) part += (part.empty() ? "" : "\n\n") + paragraph.substr(0, exit);
    if (exit < paragraph.size()) footer.exit_status = paragraph.substr(exit + kExitCode.size());
    from = std::min(text.find_first_not_of('\n', end), text.size());
  }
  return footer;
}

std::string Without(std::string text, std::string_view indent) {
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    if (std::string_view(text).substr(at).starts_with(indent)) text.erase(at, indent.size());
  }
  return text;
}

std::string Reference(std::string_view name, int section) { return Bold(name) + "(" + std::to_string(section) + ")"; }

bool Takes(const CommandInfo& command, std::string_view name) {
  return std::ranges::any_of(command.options, [&](const OptionInfo& option) {
    return option.positional == name || std::ranges::find(option.names, name) != option.names.end();
  });
}

// What stands behind the command's options, and the commands beside it.
std::string SeeAlso(const CommandInfo& command, const CommandInfo& program) {
  std::string text = Reference("portlaw", 1);
  if (Takes(command, "--settings")) text += ", " + Reference("portlaw-settings", 5);
  if (Takes(command, "REGISTRY") || Takes(command, "--registry") || Takes(command, "NEW")) {
    text += ", " + Reference("portlaw-registry", 5);
  }
  if (command.name == "lint" || command.name == "check") text += ", " + Reference("portlaw-lint", 7);
  for (const CommandInfo& other : program.commands) {
    if (other.name == command.name || other.group != command.group) continue;
    text += ", " + Reference("portlaw-" + other.name, 1);
  }
  return text;
}

void AddExamples(Page& page, const std::string& examples) {
  if (examples.empty()) return;
  page.Section("EXAMPLES");
  page.Code(Without(examples, "  "));
}

// A command of a command: its own part of the page.
void AddNested(Page& page, const CommandInfo& command, const std::string& path) {
  const Footer footer = FooterOf(command);
  page.Section(path.substr(path.find(' ') + 1));
  page.Paragraph(Plain(command.description + "."));
  page.Paragraph(Synopsis(command, path));
  page.Text(footer.description);
  AddOptions(page, command);
  page.Paragraph("Exit status: " + Plain(footer.exit_status));
  if (!footer.examples.empty()) page.Code(Without(footer.examples, "  "));
}

// As whatis(1) has it: "show the registry".
std::string InLowerCase(std::string sentence) {
  if (!sentence.empty()) sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
  return sentence;
}

Page CommandPage(const CommandInfo& command, const CommandInfo& program) {
  const std::string path = "portlaw " + command.name;
  const Footer footer = FooterOf(command);
  Page page("portlaw-" + command.name, 1, InLowerCase(command.description));
  page.Section("SYNOPSIS");
  if (command.commands.empty()) page.Paragraph(Synopsis(command, path));
  for (const CommandInfo& below : command.commands) page.Paragraph(Synopsis(below, path + " " + below.name));
  page.Section("DESCRIPTION");
  page.Text(footer.description);
  page.Section("OPTIONS");
  AddOptions(page, command);
  for (const CommandInfo& below : command.commands) AddNested(page, below, path + " " + below.name);
  page.Section("EXIT STATUS");
  page.Paragraph(Plain(footer.exit_status));
  AddExamples(page, footer.examples);
  page.Section("SEE ALSO");
  page.Paragraph(SeeAlso(command, program));
  return page;
}

// By group, as in `portlaw --help`.
void AddCommands(Page& page, std::vector<CommandInfo> commands) {
  while (!commands.empty()) {
    const std::string group = commands.front().group;
    page.Subsection(group);
    for (const CommandInfo& command : commands) {
      if (command.group != group) continue;
      page.Term(Reference("portlaw-" + command.name, 1), Plain(command.description + "."));
    }
    std::erase_if(commands, [&](const CommandInfo& command) { return command.group == group; });
  }
}

void AddFiles(Page& page) {
  page.Section("FILES");
  page.Term(Italic("/etc/portlaw/registry.md"),
            "The registry that portlaw.service enforces, unless " + Italic("/etc/default/portlaw") + " names others.");
  page.Term(Italic("/etc/portlaw/settings.yaml"), "Its settings: " + Reference("portlaw-settings", 5) + ".");
  page.Term(Italic("/var/log/portlaw/audit.jsonl"), "Its log: JSON Lines, one object an event.");
  page.Term(Italic("/run/portlaw"), "Where the running agent listens for the other commands.");
  page.Term(Italic("/sys/fs/bpf/portlaw"), "What enforces while no agent runs: pinned programs, links and maps.");
}

Page ProgramPage(const CommandInfo& program) {
  Page page("portlaw", 1, "the port registry is law");
  page.Section("SYNOPSIS");
  page.Paragraph(Bold("portlaw") + " " + Italic("COMMAND") + " [" + Italic("OPTION") + "...] [" + Italic("ARGUMENT") +
                 "...]");
  page.Section("DESCRIPTION");
  page.Text(
      "A team's port registry says which service owns which port. portlaw reads that document as it is (Markdown, "
      "text, "
      "YAML, JSON, TOML, CSV, env), compiles it, and has the kernel hold every bind() on the host to it: a container "
      "that "
      "binds a port outside of its block, or inside a reserved range, is refused or logged, in words.\n\n"
      "The commands on documents need no root and touch nothing. On a host, begin with `portlaw doctor`, then run the "
      "agent in audit mode: every bind goes through, and what would be refused is logged as would-deny. When the log "
      "holds no surprises, enforce. `portlaw unload` ends enforcement; stopping the agent does not.");
  page.Section("COMMANDS");
  AddCommands(page, program.commands);
  page.Section("OPTIONS");
  AddOptions(page, program);
  page.Section("EXIT STATUS");
  page.Paragraph(Plain(FooterOf(program).exit_status));
  AddFiles(page);
  page.Section("ENVIRONMENT");
  page.Term(Bold("NO_COLOR"), "Where it is set and not empty, nothing is coloured, not even on a terminal.");
  page.Section("EXAMPLES");
  page.Code(
      "portlaw show PORTS.md\nportlaw explain PORTS.md --container russet-api --port 7100\nportlaw doctor\n"
      "portlaw agent --registry PORTS.md --mode audit --audit-log /var/log/portlaw/audit.jsonl\nportlaw watch");
  page.Section("SEE ALSO");
  page.Paragraph(Reference("portlaw-settings", 5) + ", " + Reference("portlaw-registry", 5) + ", " +
                 Reference("portlaw-lint", 7) + ", " + Reference("bind", 2) + ", " + Reference("cgroups", 7));
  return page;
}

}  // namespace

std::vector<Page> CommandPages(const CommandInfo& program) {
  std::vector<Page> pages{ProgramPage(program)};
  for (const CommandInfo& command : program.commands) pages.push_back(CommandPage(command, program));
  return pages;
}

}  // namespace portlaw::manual
