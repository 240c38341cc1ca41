// SPDX-License-Identifier: Apache-2.0
// Runs the portlaw of this build as a user would, and files for it to read.
#ifndef PORTLAW_TESTS_UNIT_CLI_RUN_PORTLAW_H_
#define PORTLAW_TESTS_UNIT_CLI_RUN_PORTLAW_H_

#include <filesystem>
#include <string>
#include <vector>

namespace portlaw::cli_test {

struct Outcome {
  int exit_code = -1;  // 128 + signal if one ended it
  std::string out;
  std::string err;
};

// `directory` is where it runs; `standard_input` is a file, seen from there.
Outcome RunPortlaw(const std::vector<std::string>& arguments, const std::filesystem::path& directory = ".",
                   const std::string& standard_input = "/dev/null");

// A directory of the test's own, gone with it.
class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void Write(const std::string& name, const std::string& text) const;
  std::string Read(const std::string& name) const;
  Outcome Run(const std::vector<std::string>& arguments, const std::string& standard_input = "/dev/null") const {
    return RunPortlaw(arguments, path_, standard_input);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace portlaw::cli_test

#endif  // PORTLAW_TESTS_UNIT_CLI_RUN_PORTLAW_H_
