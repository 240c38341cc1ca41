// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command_line.h"

int main(int argc, char** argv) { return portlaw::cli::RunCommandLine(argc, argv); }
