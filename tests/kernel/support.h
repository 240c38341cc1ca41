// SPDX-License-Identifier: Apache-2.0
// What kernel tests stand on: a cgroup, a pin root and a network namespace of their own, children that bind.
#ifndef PORTLAW_TESTS_KERNEL_SUPPORT_H_
#define PORTLAW_TESTS_KERNEL_SUPPORT_H_

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/kernel/kernel.h"
#include "policy/policy.h"

namespace portlaw::kernel::test {

// A cgroup that is removed with what is in it. Nobody may be in it by then.
class ScopedCgroup {
 public:
  // Below the test's own cgroup.
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
// On a socket of the caller's.
int BindErrno(int fd, const Address& address);
std::uint16_t LocalPort(int fd);

// A registry with one block of its own for "alpha" (4100-4199, alpha-api on 4100) and one for "beta" (4200-4299,
// beta-api on 4200), and 5000-5009 reserved.
Registry TwoServices();
std::shared_ptr<const CompiledPolicy> Compile(Registry registry, Settings settings = {});

ContainerIdentity Named(const std::string& name);

// A test that has a cgroup, a pin root and a network namespace of its own (with loopback up), and no trace of any
// when it ends. Skipped where it cannot run; with CI=true that is a failure.
class KernelTest : public ::testing::Test {
 protected:
  static constexpr Row kAlpha = kFirstNamedRow;
  static constexpr Row kBeta = kFirstNamedRow + 1;

  void SetUp() override;
  void TearDown() override;

  KernelOptions Options() const;
  Kernel& kernel() { return *kernel_; }
  bool HasKernel() const { return kernel_ != nullptr; }

  // Opens, installs `policy` as generation 1 with the rows alpha-api and beta-api, makes the test's cgroup a host
  // subject, attaches.
  void Start(const std::shared_ptr<const CompiledPolicy>& policy, KernelOptions options);
  void Start(const std::shared_ptr<const CompiledPolicy>& policy) { Start(policy, Options()); }
  void Install(const std::shared_ptr<const CompiledPolicy>& policy, std::uint64_t generation);
  std::vector<NamedRow> Rows(const CompiledPolicy& policy) const;
  void CloseKernel() { kernel_.reset(); }

  // A cgroup whose processes are the subject of `row`.
  ScopedCgroup Subject(const std::string& name, Row row);
  const ScopedCgroup& root() const { return *root_; }
  std::string pin_root() const { return pin_root_; }

  // All events that wait.
  std::vector<BindEvent> Events();
  std::vector<CgroupEvent> CgroupEvents();
  std::vector<DecisionCount> Decisions() const;
  std::uint64_t Fault(const std::string& name) const;

  // Runs `body` in `cgroup`; its result.
  static int In(const ScopedCgroup& cgroup, std::function<int()> body);

 private:
  std::unique_ptr<ScopedCgroup> root_;
  std::string pin_root_;
  std::unique_ptr<Kernel> kernel_;
  std::vector<BindEvent> binds_;
  std::vector<CgroupEvent> cgroups_;

  void Collect();
};

}  // namespace portlaw::kernel::test

#endif  // PORTLAW_TESTS_KERNEL_SUPPORT_H_
