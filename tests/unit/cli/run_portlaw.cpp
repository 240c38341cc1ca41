// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/run_portlaw.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/paths.h"

namespace portlaw::cli_test {

namespace {

std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Outcome RunPortlaw(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                   const std::string& standard_input) {
  const Directory results;
  const std::filesystem::path out = results.path() / "out";
  const std::filesystem::path err = results.path() / "err";
  std::string command = "cd " + Quoted(directory.string()) + " && exec " + Quoted(PortlawBinary());
  for (const std::string& argument : arguments) command += " " + Quoted(argument);
  command += " >" + Quoted(out.string()) + " 2>" + Quoted(err.string()) + " <" + Quoted(standard_input);
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(out), ReadAll(err)};
}

Directory::Directory() {
  std::string name = (std::filesystem::temp_directory_path() / "portlaw-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Directory::Write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string Directory::Read(const std::string& name) const { return ReadAll(path_ / name); }

}  // namespace portlaw::cli_test
