// SPDX-License-Identifier: Apache-2.0
// What `portlaw COMMAND --help` and portlaw-COMMAND(1) say besides the options. One entry a command.
#ifndef PORTLAW_AGENT_CLI_HELP_TEXTS_H_
#define PORTLAW_AGENT_CLI_HELP_TEXTS_H_

#include <span>
#include <string_view>

namespace portlaw::cli {

struct HelpText {
  std::string_view command;
  std::string_view group;  // its heading in `portlaw --help`
  // Paragraphs with an empty line between them; one that is indented is examples. Empty: the command has its own.
  std::string_view text;
};

// In the order of the manual.
std::span<const HelpText> HelpTexts();

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_HELP_TEXTS_H_
