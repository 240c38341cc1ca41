// SPDX-License-Identifier: Apache-2.0
// Commands that look at what listens, as a user runs them, with files in a directory of the test's own and no agent.
#ifndef PORTLAW_TESTS_KERNEL_SCAN_COMMAND_H_
#define PORTLAW_TESTS_KERNEL_SCAN_COMMAND_H_

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/paths.h"

namespace portlaw::scan {

class CommandTest : public ::testing::Test {
 protected:
  struct Outcome {
    int exit_code = -1;
    std::string out;
    std::string err;
  };

  CommandTest() { std::filesystem::create_directories(directory_); }
  ~CommandTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ / name; }
  void Write(const std::string& name, const std::string& text) { std::ofstream(directory_ / name) << text; }

  // `portlaw COMMAND ARGUMENTS`, told of a socket on which no agent answers.
  Outcome Portlaw(const std::string& command, const std::string& arguments) {
    const std::string line = PortlawBinary() + " " + command + " --socket " + Path("no.sock") + " " + arguments + " >" +
                             Path("out") + " 2>" + Path("err") + " </dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Contents("out"), Contents("err")};
  }

 private:
  std::string Contents(const std::string& name) const {
    std::ifstream file(directory_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("portlaw-command-" + std::to_string(::getpid()));
};

}  // namespace portlaw::scan

#endif  // PORTLAW_TESTS_KERNEL_SCAN_COMMAND_H_
