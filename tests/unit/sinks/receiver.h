// SPDX-License-Identifier: Apache-2.0
// Receivers that tests start: programs and sockets.
#ifndef PORTLAW_TESTS_UNIT_SINKS_RECEIVER_H_
#define PORTLAW_TESTS_UNIT_SINKS_RECEIVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/sinks/delivery.h"
#include "tests/unit/temporary_directory.h"

namespace portlaw::sinks {

using test::TemporaryDirectory;

// A program that is killed at the end. Its output goes to `log`.
class Program {
 public:
  Program(const std::vector<std::string>& arguments, const std::string& log);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

 private:
  int pid_ = -1;
};

// Runs the program to its end; its exit code.
int RunToEnd(const std::vector<std::string>& arguments, const std::string& log);

// Whether `holds` comes to hold within 20 s.
bool Eventually(const std::function<bool()>& holds);

std::string Content(const std::string& path);
std::size_t CountOf(const std::string& text, const std::string& part);

// Listens at a port of 127.0.0.1 that the kernel chose.
struct Listener {
  io::UniqueFd fd;
  std::uint16_t port = 0;
};
Listener ListenTcp();
// A port of 127.0.0.1 at which nobody listens now.
std::uint16_t FreePort();

// `count` events whose ports are numbered from 1 on.
std::vector<EventPointer> Events(std::size_t count);

}  // namespace portlaw::sinks

#endif  // PORTLAW_TESTS_UNIT_SINKS_RECEIVER_H_
