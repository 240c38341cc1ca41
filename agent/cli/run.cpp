// SPDX-License-Identifier: Apache-2.0
// portlaw run: a command as a container of the registry, in a cgroup of its own.
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/report_errors.h"
#include "agent/containers/run_cgroup.h"
#include "agent/control/client.h"
#include "agent/control/protocol.h"
#include "agent/io/unique_fd.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using containers::RunCgroup;
using control::Client;
using nlohmann::json;

// As the shell has them.
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;
constexpr int kSignalled = 128;

constexpr int kForwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT};
constexpr std::chrono::seconds kLastEvents{5};

struct RunOptions {
  std::string container;
  std::string socket = control::kDefaultSocket;
  std::vector<std::string> command;
};

// ---- before the command -------------------------------------------------------

struct Prepared {
  RunCgroup cgroup;
  Client events;
};

tl::unexpected<Errors> Refused(Error error) {
  Errors errors;
  errors.push_back(std::move(error));
  return tl::make_unexpected(std::move(errors));
}

// A cgroup that the agent knows as the container, and its events.
ResultOfMany<Prepared> Prepare(const RunOptions& options) {
  auto client = Client::Connect(options.socket);
  if (!client) return Refused(client.error());
  const auto hello = client->Ask({{"request", "hello"}});
  if (!hello) return tl::make_unexpected(hello.error());
  auto cgroup = RunCgroup::Make(control::TextAt(*hello, "cgroup_root"), options.container);
  if (!cgroup) return Refused(cgroup.error());
  const std::string root = control::TextAt(*hello, "cgroup_path");
  const std::string path = (root == "/" ? "" : root) + cgroup->PathBeneathRoot();
  const auto registered = client->Ask(
      {{"request", "register"}, {"cgroup", path}, {"name", options.container}, {"runtime", containers::kRunRuntime}});
  if (!registered) return tl::make_unexpected(registered.error());
  const auto watching = client->Ask({{"request", "watch"}, {"cgroup", path}});
  if (!watching) return tl::make_unexpected(watching.error());
  return Prepared{std::move(*cgroup), std::move(*client)};
}

// ---- the command ----------------------------------------------------------------

[[noreturn]] void Become(const RunOptions& options, const RunCgroup& cgroup, const sigset_t& mask) {
  if (!cgroup.Enter()) {
    std::cerr << "portlaw: the cgroup for the command could not be entered: " << std::strerror(errno) << "\n";
    _exit(kCouldNotRun);
  }
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  std::vector<char*> arguments;
  for (const std::string& argument : options.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  std::cerr << "portlaw: " << Printable(options.command[0]) << ": " << std::strerror(error) << "\n";
  _exit(error == ENOENT ? kNotFound : kNotExecutable);
}

sigset_t SignalsToHandle() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  for (const int signal : kForwarded) sigaddset(&set, signal);
  return set;
}

// Looks after the command until it ends: signals to it, sentences about it to stderr.
class Supervisor {
 public:
  Supervisor(pid_t child, io::UniqueFd signals, Client& events)
      : child_(child), signals_(std::move(signals)), events_(events) {}

  // The command's exit status, as a shell would give it.
  int Wait() {
    while (!status_) {
      std::array<pollfd, 2> waiting{{{signals_.get(), POLLIN, 0}, {connected_ ? events_.fd() : -1, POLLIN, 0}}};
      if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
      if (waiting[1].revents != 0) ShowEvents();
      if (waiting[0].revents != 0) TakeSignal();
    }
    return status_.value_or(kCouldNotRun);
  }

  // What the agent still has to say about binds that have been made.
  void ShowLastEvents() {
    if (!connected_ || !events_.Send({{"request", "end"}})) return;
    while (connected_ && !ended_) {
      if (!ShowNext(kLastEvents)) return;
    }
  }

 private:
  void TakeSignal() {
    signalfd_siginfo info{};
    if (read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
    if (info.ssi_signo == SIGCHLD) {
      Reap();
    } else if (info.ssi_code != SI_KERNEL) {  // the terminal has sent it to the command too
      kill(child_, static_cast<int>(info.ssi_signo));
    }
  }

  void Reap() {
    int status = 0;
    if (waitpid(child_, &status, WNOHANG) != child_) return;
    status_ = WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
  }

  void ShowEvents() {
    while (ShowNext(std::chrono::milliseconds(0))) {
    }
  }

  // False: nothing came in time.
  bool ShowNext(std::chrono::milliseconds limit) {
    const auto line = events_.Next(limit);
    if (!line) {
      connected_ = false;
      std::cerr << "portlaw: the agent has gone; the policy stays in force, without words\n";
      return false;
    }
    if (!*line) return false;
    if ((*line)->contains("event")) {
      std::cerr << "portlaw: " + control::TextAt((**line)["event"], "message") +
                       "\n";  // at once: the command writes, too
    }
    ended_ = (*line)->contains("end");
    return !ended_;
  }

  pid_t child_;
  io::UniqueFd signals_;
  Client& events_;
  bool connected_ = true;
  bool ended_ = false;
  std::optional<int> status_;
};

int RunRun(const RunOptions& options) {
  const sigset_t handled = SignalsToHandle();
  sigset_t before;
  sigprocmask(SIG_BLOCK, &handled, &before);
  auto prepared = Prepare(options);
  if (!prepared) return ReportErrors(prepared.error());
  io::UniqueFd signals(signalfd(-1, &handled, SFD_CLOEXEC));
  const pid_t child = fork();
  if (child == 0) Become(options, prepared->cgroup, before);
  if (child < 0 || !signals.valid()) return ReportError({{}, std::string("no process: ") + std::strerror(errno), ""});
  Supervisor supervisor(child, std::move(signals), prepared->events);
  const int status = supervisor.Wait();
  prepared->cgroup.Remove();
  supervisor.ShowLastEvents();
  return status;
}

}  // namespace

void AddRun(Command app) {
  Command command =
      app.AddSubcommand("run", "Run a command as a container of the registry; what it leaves running ends with it");
  const auto options = std::make_shared<RunOptions>();
  command.AddOption("--as", options->container, "Name of the container").Required();
  AddSocketOption(command, options->socket);
  command.AddOption("COMMAND", options->command, "The command and its arguments, after --").Required();
  command.PositionalsAtEnd();
  command.OnRun([options] { return RunRun(*options); });
}

}  // namespace portlaw::cli
