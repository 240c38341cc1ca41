// SPDX-License-Identifier: Apache-2.0
// The texts of a process as the kernel side writes them (struct portlaw_process), as people write them.
#ifndef PORTLAW_AGENT_KERNEL_PROCESS_TEXT_H_
#define PORTLAW_AGENT_KERNEL_PROCESS_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace portlaw::kernel {

// "nc\0bin\0" -> "/bin/nc"; ".../bin/nc" where the root's end was `cut` off. Empty where there is no component.
std::string PathOfComponents(std::string_view components, bool cut);

// "nc\0-l\0" -> {"nc", "-l"}; what stands after the last NUL is one too.
std::vector<std::string> SplitArguments(std::string_view text);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_PROCESS_TEXT_H_
