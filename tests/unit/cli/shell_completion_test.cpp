// SPDX-License-Identifier: Apache-2.0
// The completions in the shells that they are for: keys are typed into an interactive shell on a terminal of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "tests/paths.h"
#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

const std::string kCompletions = SourcePath("scripts/packaging/completions/");

bool IsInstalled(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

// An interactive shell in `directory`; ends with it.
class Shell {
 public:
  Shell(const std::filesystem::path& directory, const std::vector<std::string>& arguments) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    winsize size{40, 160, 0, 0};
    pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (pid_ != 0) return;
    const std::string path = std::filesystem::path(PortlawBinary()).parent_path().string() + ":" + std::getenv("PATH");
    ::setenv("PATH", path.c_str(), 1);
    ::setenv("HOME", directory.c_str(), 1);
    ::setenv("PS1", "ready> ", 1);
    ::setenv("TERM", "xterm", 1);
    if (::chdir(directory.c_str()) == 0) ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ~Shell() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ::close(terminal_);
  }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  void Type(const std::string& keys) { ASSERT_EQ(::write(terminal_, keys.data(), keys.size()), ssize_t(keys.size())); }

  // Reads what the terminal shows until it holds `text`; all of it.
  std::string Await(const std::string& text) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::string shown;
    while (shown.find(text) == std::string::npos && std::chrono::steady_clock::now() < end) {
      pollfd ready{terminal_, POLLIN, 0};
      if (::poll(&ready, 1, 1000) <= 0) continue;
      char buffer[4096];
      const ssize_t count = ::read(terminal_, buffer, sizeof buffer);
      if (count <= 0) break;
      shown.append(buffer, count);
    }
    EXPECT_THAT(shown, testing::HasSubstr(text));
    return shown;
  }

 private:
  int terminal_ = -1;
  pid_t pid_ = -1;
};

class ShellCompletionTest : public testing::Test {
 protected:
  ShellCompletionTest() {
    directory_.Write("ports.yaml",
                     "portlaw: 1\nassignments: [{first: 7200, container: russet-api, service: Russet Sea}]\n");
  }

  Directory directory_;
};

TEST_F(ShellCompletionTest, Bash) {
  Shell shell(directory_.path(), {"bash", "--norc", "--noprofile", "-i"});
  shell.Type("source " + std::string(kCompletions) + "portlaw.bash; echo sour''ced\n");
  shell.Await("sourced");
  shell.Type("portlaw expl\tport\t--cont\trus\t");
  shell.Await("portlaw explain ports.yaml --container russet-api ");
  shell.Type("--\t\t");
  shell.Await("--netns");
  shell.Type("\x15portlaw next ports.yaml --service \t");
  shell.Await("--service Russet\\ Sea ");
}

TEST_F(ShellCompletionTest, Zsh) {
  if (!IsInstalled("zsh")) GTEST_SKIP() << "zsh is not installed";
  Shell shell(directory_.path(), {"zsh", "-f", "-i"});
  shell.Type("fpath=(" + std::string(kCompletions) +
             " $fpath); autoload -Uz compinit; compinit -D -u; unsetopt zle_bracketed_paste; echo sour''ced\n");
  shell.Await("sourced");
  shell.Type("portlaw expl\tport\t--cont\trus\t");
  shell.Await("russet-api");
  shell.Type("\x15portlaw next ports.yaml --service \t");
  shell.Await("Russet\\ Sea");
}

TEST_F(ShellCompletionTest, Fish) {
  if (!IsInstalled("fish")) GTEST_SKIP() << "fish is not installed";
  const auto completed = [&](const std::string& line) {
    directory_.Write("run.fish", "source " + std::string(kCompletions) + "portlaw.fish\ncomplete -C '" + line + "'\n");
    const std::string path = directory_.path();
    const std::string binary = std::filesystem::path(PortlawBinary()).parent_path();
    const std::string command =
        "cd " + path + " && HOME=" + path + " PATH=" + binary + ":$PATH fish run.fish > out 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return directory_.Read("out");
  };
  EXPECT_THAT(completed("portlaw sca"), testing::StartsWith("scan\tWhat listens"));
  EXPECT_EQ(completed("portlaw explain ports.yaml --container rus"), "russet-api\tRusset Sea\n");
  EXPECT_EQ(completed("portlaw next ports.yaml --service "), "Russet Sea\n");
  EXPECT_THAT(completed("portlaw show port"), testing::HasSubstr("ports.yaml"));
}

}  // namespace
}  // namespace portlaw::cli_test
