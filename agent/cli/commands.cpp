// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

namespace portlaw::cli {

namespace {
constexpr std::span<const AddCommand> kCommands;
}

std::span<const AddCommand> Commands() { return kCommands; }

}  // namespace portlaw::cli
