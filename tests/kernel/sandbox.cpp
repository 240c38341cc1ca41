// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/sandbox.h"

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
#include <system_error>

#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/kernel.h"

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

void EnterCgroup(const std::string& path) {
  std::ofstream procs(path + "/cgroup.procs");
  procs << "0" << std::flush;
  if (!procs) ::_exit(125);
}

}  // namespace

std::string SandboxCgroup() { return FindCgroup2Mount().value_or("") + "/" + OwnName(); }

std::string SandboxPins() { return std::string(kBpffs) + "/" + OwnName(); }

void RemoveLeftovers() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(kBpffs, ignored))
    if (IsLeftover(entry.path())) (void)Kernel::Unload(entry.path());
  for (const auto& entry : fs::directory_iterator(FindCgroup2Mount().value_or(""), ignored))
    if (IsLeftover(entry.path())) RemoveCgroups(entry.path());
}

int EnterOwnNetns() {
  if (::unshare(CLONE_NEWNET) != 0) return errno;
  const io::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM, 0));
  ifreq request = {};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0 ? 0 : errno;
}

std::string WhyNoSandbox() {
  if (::geteuid() != 0) return "loading programs needs root";
  if (::access("/sys/kernel/btf/vmlinux", R_OK) != 0) return "this kernel has no BTF";
  if (!FindCgroup2Mount()) return "cgroup v2 is not mounted";
  return "";
}

ScopedCgroup::ScopedCgroup(const std::string& path) : path_(path) {
  if (::mkdir(path.c_str(), 0755) != 0) throw std::system_error(errno, std::generic_category(), path);
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

}  // namespace portlaw::kernel::test
