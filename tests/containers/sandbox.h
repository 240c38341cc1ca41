// SPDX-License-Identifier: Apache-2.0
// A host of the tests' own: mount and network namespace, cgroups, directories. Whatever happens to the tests, nothing
// of it is left: a guardian outside of it kills what runs in its cgroups and removes them, also when the tests are
// killed (SIGKILL) half way.
#ifndef PORTLAW_TESTS_CONTAINERS_SANDBOX_H_
#define PORTLAW_TESTS_CONTAINERS_SANDBOX_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agent/kernel/bind_event.h"

namespace portlaw::testing {

// Runs `tests` in a sandbox of its own and gives what they give.
int RunInSandbox(const std::function<int()>& tests);

// The sandbox of this process.
struct Sandbox {
  std::string directory;    // removed at the end
  std::string cgroup;       // "/portlaw-containers-PID": all cgroups of the tests are below it
  std::string cgroup_root;  // the same as a directory
  std::string bpffs;
};
const Sandbox& ThisSandbox();

struct Outcome {
  int status = -1;     // exit status; 124: it took more than a minute
  std::string output;  // of stdout and stderr
};
// A shell command.
Outcome Shell(const std::string& command);

// A process in a cgroup below the sandbox's; its output goes to a file. Destroyed: killed and waited for. Stop gives it
// half a minute to end by itself.
class Daemon {
 public:
  Daemon() = default;
  Daemon(std::vector<std::string> command, const std::string& cgroup, const std::string& log,
         std::vector<std::string> environment = {});
  Daemon(Daemon&& other) noexcept { *this = std::move(other); }
  Daemon& operator=(Daemon&& other) noexcept;
  ~Daemon() { Stop(9); }

  bool Running() const;
  void Stop(int signal);
  std::string Log() const;

 private:
  int pid_ = -1;
  std::string log_;
};

// Whether `done` became true within half a minute.
bool Eventually(const std::function<bool()>& done);

void WriteFile(const std::string& path, const std::string& text);
std::string ReadFile(const std::string& path);

// What errno a bind of TCP `port` in the host's namespace gives to a process of `cgroup` (a directory); 0: it is bound.
int BindFrom(const std::string& cgroup, int port);

// The program under test: this build's, or what PORTLAW_ATTACKED names.
std::string Attacked();

// The agent under test.
class Agent {
 public:
  // `sockets` are those of the engines to follow; `find`: and those at the default places.
  Agent(const std::string& registry, const std::vector<std::string>& sockets, const std::string& more_settings = "",
        bool find = false);
  ~Agent();

  void Start();
  void Kill();
  // Stops it and its enforcement.
  void Unload();

  // Events of the audit log that `wanted` accepts.
  using Wanted = std::function<bool(const nlohmann::json&)>;
  std::vector<nlohmann::json> Events(const Wanted& wanted) const;
  // Waits for the first of them; null where none comes.
  nlohmann::json Event(const Wanted& wanted) const;
  nlohmann::json Status() const;
  // What the agent calls the container of that id: "" while it is not known.
  std::string NameOf(const std::string& id) const;
  std::string Log() const { return daemon_.Log(); }
  std::string AuditText() const { return ReadFile(audit_log_); }
  const std::string& socket() const { return socket_; }

 private:
  std::string registry_;
  std::string settings_;
  std::string socket_;
  std::string audit_log_;
  std::string pins_;
  Daemon daemon_;
};

// Events of a deny (or another action) of `container` on `port`.
Agent::Wanted Is(const std::string& action, const std::string& container, int port);

}  // namespace portlaw::testing

#endif  // PORTLAW_TESTS_CONTAINERS_SANDBOX_H_
