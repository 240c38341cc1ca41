// SPDX-License-Identifier: Apache-2.0
// What kernel tests stand on: a policy, and a fixture with a cgroup, a pin root and a network namespace of its own.
#ifndef PORTLAW_TESTS_KERNEL_SUPPORT_H_
#define PORTLAW_TESTS_KERNEL_SUPPORT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/policy.h"
#include "tests/kernel/sandbox.h"

namespace portlaw::kernel::test {

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
