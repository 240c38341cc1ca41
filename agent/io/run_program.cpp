// SPDX-License-Identifier: Apache-2.0
#include "agent/io/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "agent/io/unique_fd.h"

namespace portlaw::io {
namespace {

tl::unexpected<Error> Failed(const std::string& what, int error) {
  return Fail({}, what + ": " + std::strerror(error));
}

// A file in memory: unlike a pipe it takes and gives all at once, whoever holds its other end.
Result<UniqueFd> Scratch(const std::string& text) {
  UniqueFd fd(memfd_create("portlaw", MFD_CLOEXEC));
  if (!fd.valid() || write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return Failed("a file in memory could not be made", errno);
  }
  lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

std::string Contents(int fd) {
  std::string text(kMaxProgramOutput, '\0');
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

Result<pid_t> Spawn(const std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return pid;
  return Failed(command[0] + " could not be run", error);
}

// Whether it exits within `limit`.
bool AwaitExit(pid_t pid, std::chrono::milliseconds limit) {
  const UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  pollfd waiting{process.get(), POLLIN, 0};
  return process.valid() && poll(&waiting, 1, static_cast<int>(limit.count())) == 1;
}

}  // namespace

Result<ProgramResult> RunProgram(const std::vector<std::string>& command, const std::string& input,
                                 std::chrono::milliseconds limit) {
  const auto from = Scratch(input);
  if (!from) return tl::make_unexpected(from.error());
  const auto to = Scratch({});
  if (!to) return tl::make_unexpected(to.error());
  const auto pid = Spawn(command, from->get(), to->get());
  if (!pid) return tl::make_unexpected(pid.error());
  const bool in_time = AwaitExit(*pid, limit);
  if (!in_time) kill(*pid, SIGKILL);
  int status = 0;
  waitpid(*pid, &status, 0);
  if (!in_time) return Fail({}, command[0] + " took too long and was ended");
  return ProgramResult{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), Contents(to->get())};
}

}  // namespace portlaw::io
