// SPDX-License-Identifier: Apache-2.0
// What end-to-end tests stand on: the real binary, confined to a cgroup, a pin root, a socket and a network namespace
// of the test's own, and processes that bind when told to.
#ifndef PORTLAW_TESTS_KERNEL_AGENT_SUPPORT_H_
#define PORTLAW_TESTS_KERNEL_AGENT_SUPPORT_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"

namespace portlaw::test {

using Arguments = std::vector<std::string>;

// A program that the test has started, with pipes to its standard input and output; its standard error goes to a
// file. Killed, and waited for, at the end.
class Program {
 public:
  // `environment`: "NAME=VALUE" besides that of the test. `before_exec` runs in the child.
  Program(const Arguments& command, const std::string& error_file, const Arguments& environment = {},
          const std::function<void()>& before_exec = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  pid_t pid() const { return pid_; }
  void Signal(int signal) const;
  bool Running();
  // Closes its input, reads its output to the end and waits. Its exit code; 128 + signal where one killed it.
  int Wait();
  const std::string& output() const { return output_; }
  std::string errors() const;

  void WriteLine(const std::string& line);
  // The next line of its output; empty at the end.
  std::string ReadLine();

 private:
  pid_t pid_ = -1;
  int status_ = 0;
  std::string error_file_;
  io::UniqueFd input_;
  io::UniqueFd from_;
  std::string pending_;
  std::string output_;
};

struct Outcome {
  int code = 0;
  std::string output;
  std::string errors;
};

// Two services, "Harbor" (4100-4199: harbor-api on 4100, harbor-web on 4101) and "Quarry" (4200-4299: quarry-api on
// 4200); 5000-5009 reserved.
std::string TwoServiceRegistry();
// The same, but that harbor-api has 4150 instead of 4100.
std::string MovedRegistry();

class AgentTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  const std::string& directory() const { return directory_; }
  std::string PathOf(const std::string& name) const { return directory_ + "/" + name; }
  std::string Write(const std::string& name, const std::string& text) const;
  // As an editor does it: a new file, renamed over the old one.
  void Replace(const std::string& name, const std::string& text) const;

  const std::string& cgroup_root() const { return cgroup_root_; }
  std::string pin_root() const { return pin_root_; }
  std::string socket() const { return PathOf("control.sock"); }
  std::string state_directory() const { return PathOf("state"); }
  std::string audit_log() const { return PathOf("audit.jsonl"); }

  // Arguments of an agent that enforces `registry` here.
  Arguments AgentArguments(const std::string& registry, const Arguments& more = {}) const;
  // Starts it and waits until it says that it is ready. `before_exec` runs in its process.
  void StartAgent(const std::string& registry, const Arguments& more = {},
                  const std::function<void()>& before_exec = {});
  Program& agent() { return *agent_; }
  bool HasAgent() const { return agent_ != nullptr; }
  void ForgetAgent() { agent_.reset(); }
  // SIGTERM; its exit code.
  int StopAgent();

  // Runs the binary to its end.
  Outcome Portlaw(const Arguments& arguments) const;
  nlohmann::json Status() const;
  // Reads documents again, by the control socket.
  Outcome Reload() const { return Portlaw({"reload", "--socket", socket()}); }

  // A process, as container `name`, that binds each TCP port it is told.
  std::unique_ptr<Program> BinderAs(const std::string& name) const;
  // One in `cgroup` (beneath the root), without the agent's help.
  std::unique_ptr<Program> BinderIn(const std::string& cgroup) const;
  // The same, but that they listen on `port` until they are destroyed.
  std::unique_ptr<Program> ListenerAs(const std::string& name, int port) const;
  std::unique_ptr<Program> ListenerIn(const std::string& cgroup, int port) const;
  // errno of a bind; 0 where it worked.
  static int Bind(Program& binder, int port);
  // One bind by a process of its own.
  int BindAs(const std::string& name, int port) const { return Bind(*BinderAs(name), port); }

  // Events of the audit log; waits until there are `count`.
  std::vector<nlohmann::json> Events(std::size_t count) const;
  // Waits until `done`; false if it never is.
  static bool Eventually(const std::function<bool()>& done);

  bool Pinned() const;

 private:
  std::unique_ptr<Program> HelperAs(const std::string& name, const std::string& variable,
                                    const std::string& ready) const;
  std::unique_ptr<Program> HelperIn(const std::string& cgroup, const std::string& variable,
                                    const std::string& ready) const;

  std::string directory_;
  std::string cgroup_root_;
  std::string pin_root_;
  io::UniqueFd netns_before_;
  io::UniqueFd notify_;
  std::unique_ptr<Program> agent_;
};

}  // namespace portlaw::test

#endif  // PORTLAW_TESTS_KERNEL_AGENT_SUPPORT_H_
