// SPDX-License-Identifier: Apache-2.0
// Real sockets and processes in network namespaces of a test's own.
#ifndef PORTLAW_TESTS_KERNEL_SCAN_SOCKETS_H_
#define PORTLAW_TESTS_KERNEL_SCAN_SOCKETS_H_

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <future>
#include <string>

#include "agent/io/unique_fd.h"
#include "agent/scan/net_namespace.h"

namespace portlaw::scan {

// Runs `body` in a thread with a network namespace of its own, so that the test program stays where it is.
inline void InNewNamespace(const std::function<void()>& body) {
  std::async(std::launch::async, [&] {
    ASSERT_EQ(::unshare(CLONE_NEWNET), 0) << "needs root";
    body();
  }).get();
}

enum class Bind { kListen, kBindOnly };

inline io::UniqueFd Open(int family, int type, const std::string& address, Port port, Bind bind = Bind::kListen,
                         bool v6_only = false) {
  io::UniqueFd fd(::socket(family, type | SOCK_CLOEXEC, 0));
  const int only = v6_only ? 1 : 0;
  if (family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
  sockaddr_storage storage{};
  socklen_t length = 0;
  if (family == AF_INET6) {
    auto& in6 = reinterpret_cast<sockaddr_in6&>(storage);
    in6 = {AF_INET6, htons(port), 0, {}, 0};
    ::inet_pton(AF_INET6, address.c_str(), &in6.sin6_addr);
    length = sizeof(in6);
  } else {
    auto& in4 = reinterpret_cast<sockaddr_in&>(storage);
    in4.sin_family = AF_INET;
    in4.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &in4.sin_addr);
    length = sizeof(in4);
  }
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&storage), length), 0) << address << " " << port;
  if (type == SOCK_STREAM && bind == Bind::kListen) {
    EXPECT_EQ(::listen(fd.get(), 1), 0);
  }
  return fd;
}

inline Inode CurrentNamespace() {
  auto netns = OpenNetNamespace("/proc/thread-self/ns/net");
  EXPECT_TRUE(netns) << ToString(netns.error());
  return netns ? netns->inode : 0;
}

// A process that listens, stays until it is destroyed, and has `name` for a name.
class ListeningChild {
 public:
  ListeningChild(const char* name, Port port) {
    int ready[2];
    EXPECT_EQ(::pipe2(ready, O_CLOEXEC), 0);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) Child(name, port, ready[1], parent);
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1) << "the child could not listen";
    ::close(ready[0]);
  }
  ~ListeningChild() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ListeningChild(const ListeningChild&) = delete;
  ListeningChild& operator=(const ListeningChild&) = delete;

  pid_t pid() const { return pid_; }

 private:
  // Dies with `parent`, also if that died before this could be asked for.
  static void DieWith(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
  }

  [[noreturn]] static void Child(const char* name, Port port, int ready, pid_t parent) {
    DieWith(parent);
    ::prctl(PR_SET_NAME, name);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 || ::listen(fd, 1) != 0) ::_exit(1);
    const pid_t self = ::getpid();
    if (::fork() == 0) {
      DieWith(self);
      for (;;) ::pause();
    }
    if (::write(ready, "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }

  pid_t pid_ = 0;
};

}  // namespace portlaw::scan

#endif  // PORTLAW_TESTS_KERNEL_SCAN_SOCKETS_H_
