// SPDX-License-Identifier: Apache-2.0
// Another program, run to its end.
#ifndef PORTLAW_AGENT_IO_RUN_PROGRAM_H_
#define PORTLAW_AGENT_IO_RUN_PROGRAM_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::io {

inline constexpr std::size_t kMaxProgramOutput = 64 * 1024;

struct ProgramResult {
  int code = 0;        // 128 + signal where one killed it
  std::string output;  // what it wrote to its standard output until it exited, at most kMaxProgramOutput
};

// Runs `command` (found by PATH) with `input` on its standard input and its standard error thrown away. Blocks until it
// exits; what it leaves running is not waited for. Killed after `limit`, which is an error, as is that it cannot be
// run.
Result<ProgramResult> RunProgram(const std::vector<std::string>& command, const std::string& input,
                                 std::chrono::milliseconds limit);

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_RUN_PROGRAM_H_
