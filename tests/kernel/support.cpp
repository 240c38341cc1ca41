// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/support.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "agent/kernel/cgroup_tree.h"
#include "policy/result.h"

namespace portlaw::kernel::test {

namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "portlaw-test-";
constexpr char kBpffs[] = "/sys/fs/bpf";

std::string OwnName() { return kPrefix + std::to_string(::getpid()); }

// Depth first; a cgroup cannot be removed before those in it.
void RemoveCgroups(const std::string& path) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(path, ignored))
    if (entry.is_directory(ignored)) RemoveCgroups(entry.path());
  for (int attempt = 0; attempt < 200 && ::rmdir(path.c_str()) != 0 && errno == EBUSY; ++attempt) ::usleep(5000);
}

// Of a run of the tests that was killed.
bool IsLeftover(const fs::path& path) {
  const std::string name = path.filename();
  if (!name.starts_with(kPrefix)) return false;
  const pid_t pid = std::atoi(name.c_str() + std::strlen(kPrefix));
  return pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH;
}

void RemoveLeftovers(const std::string& cgroup_mount) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(kBpffs, ignored))
    if (IsLeftover(entry.path())) (void)Kernel::Unload(entry.path());
  for (const auto& entry : fs::directory_iterator(cgroup_mount, ignored))
    if (IsLeftover(entry.path())) RemoveCgroups(entry.path());
}

// Everything in a test happens in a network namespace of its own.
bool EnterOwnNetns() {
  if (::unshare(CLONE_NEWNET) != 0) return false;
  const io::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM, 0));
  ifreq request = {};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

std::string WhyNotHere() {
  if (::geteuid() != 0) return "kernel tests need root";
  if (::access("/sys/kernel/btf/vmlinux", R_OK) != 0) return "this kernel has no BTF";
  if (!FindCgroup2Mount()) return "cgroup v2 is not mounted";
  return "";
}

bool InCi() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string(ci) == "true";
}

void EnterCgroup(const std::string& path) {
  std::ofstream procs(path + "/cgroup.procs");
  procs << "0" << std::flush;
  if (!procs) ::_exit(125);
}

}  // namespace

ScopedCgroup::ScopedCgroup(const std::string& path) : path_(path) {
  EXPECT_EQ(::mkdir(path.c_str(), 0755), 0) << path << ": " << std::strerror(errno);
  id_ = CgroupIdOf(path).value_or(0);
}

ScopedCgroup::ScopedCgroup(ScopedCgroup&& other) noexcept
    : path_(std::exchange(other.path_, "")), id_(std::exchange(other.id_, 0)) {}

ScopedCgroup::~ScopedCgroup() {
  if (!path_.empty()) RemoveCgroups(path_);
}

Child::Child(const ScopedCgroup& cgroup, std::function<int()> body) {
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(124);
  EnterCgroup(cgroup.path());
  ::_exit(body());
}

Child::~Child() {
  if (pid_ > 0) Kill();
}

int Child::Wait(const std::function<void()>& meanwhile) {
  int status = 0;
  while (::waitpid(pid_, &status, meanwhile ? WNOHANG : 0) == 0) {
    meanwhile();
    ::usleep(1000);
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Child::Kill() {
  ::kill(pid_, SIGKILL);
  Wait();
}

SharedNumbers::SharedNumbers(std::size_t count) : bytes_(count * sizeof(std::int32_t)) {
  numbers_ =
      static_cast<std::int32_t*>(::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

SharedNumbers::~SharedNumbers() { ::munmap(numbers_, bytes_); }

Address AnyAddress(int family, std::uint16_t port) {
  Address address;
  if (family == AF_INET6) {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(port);
    address.length = sizeof(*in6);
  } else {
    auto* in = reinterpret_cast<sockaddr_in*>(&address.storage);
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    address.length = sizeof(*in);
  }
  return address;
}

int BindErrno(int fd, const Address& address) {
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0 ? 0 : errno;
}

int TryBind(int family, int type, std::uint16_t port, int protocol) {
  const io::UniqueFd fd(::socket(family, type, protocol));
  return fd.valid() ? BindErrno(fd.get(), AnyAddress(family, port)) : errno;
}

std::uint16_t LocalPort(int fd) {
  sockaddr_in6 address = {};
  socklen_t length = sizeof(address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin6_port);  // the port is at the same place in sockaddr_in
}

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
  if (const std::string reason = WhyNotHere(); !reason.empty()) {
    if (InCi()) FAIL() << "in CI: " << reason;
    GTEST_SKIP() << reason;
  }
  const std::string mount = *FindCgroup2Mount();
  RemoveLeftovers(mount);
  ASSERT_TRUE(EnterOwnNetns()) << std::strerror(errno);
  root_ = std::make_unique<ScopedCgroup>(mount + "/" + OwnName());
  pin_root_ = std::string(kBpffs) + "/" + OwnName();
}

void KernelTest::TearDown() {
  kernel_.reset();
  if (pin_root_.empty()) return;
  const auto unloaded = Kernel::Unload(pin_root_);
  EXPECT_TRUE(unloaded) << ToString(unloaded.error());
  EXPECT_FALSE(fs::exists(pin_root_));
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
  auto opened = Kernel::Open(options);
  ASSERT_TRUE(opened) << ToString(opened.error());
  kernel_ = std::make_unique<Kernel>(std::move(*opened));
  Install(policy, kernel_->Generation() + 1);
  const auto set = kernel_->SetSubject({root_->id(), kHostRow, root_->id(), false});
  ASSERT_TRUE(set) << ToString(set.error());
  const auto attached = kernel_->Attach();
  ASSERT_TRUE(attached) << ToString(attached.error());
}

void KernelTest::Install(const std::shared_ptr<const CompiledPolicy>& policy, std::uint64_t generation) {
  const auto installed = kernel_->InstallPolicy(*policy, generation, Rows(*policy));
  ASSERT_TRUE(installed) << ToString(installed.error());
}

ScopedCgroup KernelTest::Subject(const std::string& name, Row row) {
  ScopedCgroup cgroup = root_->Nested(name);
  const auto set = kernel_->SetSubject({cgroup.id(), row, cgroup.id(), false});
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
