// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sinks/receiver.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "tests/unit/audit/sample_event.h"

namespace portlaw::sinks {

Program::Program(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  EXPECT_EQ(posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ), 0) << arguments[0];
  posix_spawn_file_actions_destroy(&actions);
}

Program::~Program() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

int RunToEnd(const std::vector<std::string>& arguments, const std::string& log) {
  std::string command;
  for (const std::string& argument : arguments) command += "'" + argument + "' ";
  return std::system((command + ">>" + log + " 2>&1").c_str());
}

bool Eventually(const std::function<bool()>& holds) {
  for (int look = 0; look < 1000; ++look) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

std::string Content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

Listener ListenTcp() {
  Listener listener{io::UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener.fd.get(), generic, size), 0);
  EXPECT_EQ(listen(listener.fd.get(), 4), 0);
  EXPECT_EQ(getsockname(listener.fd.get(), generic, &size), 0);
  listener.port = ntohs(address.sin_port);
  return listener;
}

std::uint16_t FreePort() { return ListenTcp().port; }

std::vector<EventPointer> Events(std::size_t count) {
  std::vector<EventPointer> events;
  for (std::size_t i = 0; i < count; ++i) {
    audit::AuditEvent event = audit::SampleEvent();
    event.port = static_cast<Port>(i + 1);
    events.push_back(std::make_shared<const audit::AuditEvent>(std::move(event)));
  }
  return events;
}

}  // namespace portlaw::sinks
