// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/support.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "policy/model/result.h"

namespace portlaw::kernel::test {

namespace {

bool InCi() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string(ci) == "true";
}

// A test cannot go on without its kernel side, and a fatal failure would only leave this function.
template <typename Value>
Value OrThrow(Result<Value> result) {
  if (!result) throw std::runtime_error(ToString(result.error()));
  if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

}  // namespace

Registry TwoServices() {
  Registry registry;
  const auto add = [&](const std::string& service, Port first) {
    Assignment assignment;
    assignment.ports = {first, first};
    assignment.label = "API";
    assignment.container = service + "-api";
    assignment.service = service;
    assignment.source = {"registry", first};
    registry.assignments.push_back(assignment);
    Block block;
    block.ports = {first, static_cast<Port>(first + 99)};
    block.service = service;
    block.source = {"registry", first};
    registry.blocks.push_back(block);
  };
  add("alpha", 4100);
  add("beta", 4200);
  ReservedRange reserved;
  reserved.ports = {5000, 5009};
  reserved.reason = "other people's defaults";
  reserved.source = {"registry", 5000};
  registry.reserved.push_back(reserved);
  return registry;
}

std::shared_ptr<const CompiledPolicy> Compile(Registry registry, Settings settings) {
  return CompiledPolicy::Compile({std::move(registry)}, std::move(settings), "test-host");
}

ContainerIdentity Named(const std::string& name) {
  ContainerIdentity identity;
  identity.name = name;
  return identity;
}

void KernelTest::SetUp() {
  if (const std::string reason = WhyNoSandbox(); !reason.empty()) {
    if (InCi()) FAIL() << "in CI: " << reason;
    GTEST_SKIP() << reason;
  }
  RemoveLeftovers();
  ASSERT_EQ(EnterOwnNetns(), 0);
  root_ = std::make_unique<ScopedCgroup>(SandboxCgroup());
  pin_root_ = SandboxPins();
}

void KernelTest::TearDown() {
  kernel_.reset();
  if (pin_root_.empty()) return;
  const auto unloaded = Kernel::Unload(pin_root_);
  EXPECT_TRUE(unloaded) << ToString(unloaded.error());
  EXPECT_FALSE(std::filesystem::exists(pin_root_));
  root_.reset();
}

KernelOptions KernelTest::Options() const {
  KernelOptions options;
  options.cgroup_root = root_->path();
  options.pin_root = pin_root_;
  options.max_subjects = 4096;
  return options;
}

std::vector<NamedRow> KernelTest::Rows(const CompiledPolicy& policy) const {
  std::vector<NamedRow> rows;
  for (const auto& [row, name] : {std::pair{kAlpha, "alpha-api"}, {kBeta, "beta-api"}})
    rows.push_back({row, Named(name), Resolve(policy, Named(name)), {}});
  return rows;
}

void KernelTest::Start(const std::shared_ptr<const CompiledPolicy>& policy, KernelOptions options) {
  kernel_ = std::make_unique<Kernel>(OrThrow(Kernel::Open(options)));
  Install(policy, kernel_->Generation() + 1);
  OrThrow(kernel_->SetSubject({root_->id(), kHostRow, root_->id(), false, true}));
  OrThrow(kernel_->Attach());
}

void KernelTest::Install(const std::shared_ptr<const CompiledPolicy>& policy, std::uint64_t generation) {
  OrThrow(kernel_->InstallPolicy(*policy, generation, Rows(*policy)));
}

ScopedCgroup KernelTest::Subject(const std::string& name, Row row) {
  ScopedCgroup cgroup = root_->Nested(name);
  const auto set = kernel_->SetSubject({cgroup.id(), row, cgroup.id(), false, false});
  EXPECT_TRUE(set) << ToString(set.error());
  return cgroup;
}

void KernelTest::Collect() {
  for (std::size_t before = 0, after = 1; before != after; after = binds_.size() + cgroups_.size()) {
    before = binds_.size() + cgroups_.size();
    kernel_->Drain([&](const BindEvent& event) { binds_.push_back(event); },
                   [&](const CgroupEvent& event) { cgroups_.push_back(event); });
  }
}

std::vector<BindEvent> KernelTest::Events() {
  Collect();
  return std::exchange(binds_, {});
}

std::vector<CgroupEvent> KernelTest::CgroupEvents() {
  Collect();
  return std::exchange(cgroups_, {});
}

std::vector<DecisionCount> KernelTest::Decisions() const {
  const auto decisions = kernel_->Decisions();
  EXPECT_TRUE(decisions);
  return decisions.value_or(std::vector<DecisionCount>());
}

std::uint64_t KernelTest::Fault(const std::string& name) const {
  for (const FaultCount& fault : kernel_->Faults())
    if (fault.name == name) return fault.count;
  ADD_FAILURE() << "no fault is called " << name;
  return 0;
}

int KernelTest::In(const ScopedCgroup& cgroup, std::function<int()> body) {
  return Child(cgroup, std::move(body)).Wait();
}

}  // namespace portlaw::kernel::test
