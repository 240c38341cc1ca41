// SPDX-License-Identifier: Apache-2.0
// The clipboard of a desktop session.
#ifndef PORTLAW_AGENT_DEVELOPER_CLIPBOARD_H_
#define PORTLAW_AGENT_DEVELOPER_CLIPBOARD_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::developer {

// The command that this session's clipboard is filled by, from its standard input: wl-copy under Wayland, xclip or xsel
// under X11. Nothing where none of them is installed.
std::optional<std::vector<std::string>> ClipboardCommand();

Result<void> Copy(const std::vector<std::string>& command, const std::string& text);

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_CLIPBOARD_H_
