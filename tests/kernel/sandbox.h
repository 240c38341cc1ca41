// SPDX-License-Identifier: Apache-2.0
// A place to bind in: cgroups and children of one's own, a network namespace of one's own, gone when it is over.
#ifndef PORTLAW_TESTS_KERNEL_SANDBOX_H_
#define PORTLAW_TESTS_KERNEL_SANDBOX_H_

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "agent/io/unique_fd.h"
#include "agent/kernel/bind_event.h"

namespace portlaw::kernel::test {

// The names of this process's cgroup and pin root.
std::string SandboxCgroup();
std::string SandboxPins();

// Removes cgroups and pins of processes that were killed before they could do it themselves.
void RemoveLeftovers();

// From here on this process has a network namespace of its own, with loopback up. Errno; 0 if it worked.
int EnterOwnNetns();

// Why programs cannot be tried here; empty where they can.
std::string WhyNoSandbox();

// A cgroup that is removed with what is in it. Nobody may be in it by then.
class ScopedCgroup {
 public:
  // Throws std::system_error where it cannot be made.
  explicit ScopedCgroup(const std::string& path);
  ScopedCgroup(ScopedCgroup&& other) noexcept;
  ~ScopedCgroup();

  const std::string& path() const { return path_; }
  CgroupId id() const { return id_; }
  ScopedCgroup Nested(const std::string& name) const { return ScopedCgroup(path_ + "/" + name); }

 private:
  std::string path_;
  CgroupId id_ = 0;
};

// A process that runs `body` in `cgroup` and leaves with its result; killed if it is still there at the end.
class Child {
 public:
  Child(const ScopedCgroup& cgroup, std::function<int()> body);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }
  // Its exit code; 128 + signal where it was killed. While it runs, `meanwhile` is called again and again.
  int Wait(const std::function<void()>& meanwhile = {});
  // SIGKILL, and waits.
  void Kill();

 private:
  pid_t pid_ = -1;
};

// Numbers that a child can write and its parent read.
class SharedNumbers {
 public:
  explicit SharedNumbers(std::size_t count);
  ~SharedNumbers();
  std::int32_t& operator[](std::size_t index) { return numbers_[index]; }

 private:
  std::int32_t* numbers_;
  std::size_t bytes_;
};

struct Address {
  sockaddr_storage storage = {};
  socklen_t length = 0;
};
Address AnyAddress(int family, std::uint16_t port);

// errno of one bind to the wildcard address, 0 if it worked. The socket is closed again.
int TryBind(int family, int type, std::uint16_t port, int protocol = 0);
// TryBind with TCP over IPv4 of the port that the tests' registry gives to alpha-api, and of one that it gives to
// another.
inline int BindOwn() { return TryBind(AF_INET, SOCK_STREAM, 4100); }
inline int BindOthers() { return TryBind(AF_INET, SOCK_STREAM, 4200); }
// On a socket of the caller's.
int BindErrno(int fd, const Address& address);
std::uint16_t LocalPort(int fd);

}  // namespace portlaw::kernel::test

#endif  // PORTLAW_TESTS_KERNEL_SANDBOX_H_
