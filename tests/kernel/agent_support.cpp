// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/agent_support.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
#include <tuple>
#include <utility>

#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/kernel.h"
#include "tests/paths.h"

namespace portlaw::test {

namespace fs = std::filesystem;

namespace {

constexpr char kBinderVariable[] = "PORTLAW_TEST_BINDER";
constexpr char kListenerVariable[] = "PORTLAW_TEST_LISTENER";
constexpr char kPrefix[] = "portlaw-agent-test-";  // and the test's pid
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kPause{10};

int BindErrno(int port) {
  const io::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

// The program of the tests is also the one that binds: once it says "ready", a port a line in, an errno a line out.
[[maybe_unused]] const bool kIsBinder = [] {
  if (std::getenv(kBinderVariable) == nullptr) return false;
  std::cout << "ready" << std::endl;
  for (int port = 0; std::cin >> port;) std::cout << BindErrno(port) << std::endl;
  _exit(0);
}();

// And the one that listens, until its input ends.
[[maybe_unused]] const bool kIsListener = [] {
  const char* port = std::getenv(kListenerVariable);
  if (port == nullptr) return false;
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  std::cout << (bound && ::listen(fd, 1) == 0 ? "listens" : "does not listen") << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  _exit(0);
}();

std::string OwnPath() { return fs::read_symlink("/proc/self/exe"); }

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void RaiseLoopback() {
  const io::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  ASSERT_EQ(ioctl(socket.get(), SIOCSIFFLAGS, &request), 0);
}

void RemoveCgroups(const std::string& directory) {
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->is_directory(error)) RemoveCgroups(entry->path());
  }
  std::ifstream processes(directory + "/cgroup.procs");
  for (pid_t pid = 0; processes >> pid;) kill(pid, SIGKILL);
  for (int i = 0; i < 500 && rmdir(directory.c_str()) != 0 && errno != ENOENT; ++i) std::this_thread::sleep_for(kPause);
}

// What tests that were killed have left behind.
void RemoveAbandoned() {
  const auto mount = kernel::FindCgroup2Mount();
  if (!mount) return;
  for (const std::string& directory : {*mount, std::string("/sys/fs/bpf")}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
      const std::string name = entry.path().filename();
      if (!name.starts_with(kPrefix)) continue;
      const pid_t owner = std::atoi(name.c_str() + std::strlen(kPrefix));
      if (owner <= 0 || kill(owner, 0) == 0) continue;
      if (directory == *mount) {
        RemoveCgroups(entry.path());
      } else {
        std::ignore = kernel::Kernel::Unload(entry.path());
      }
    }
  }
}

io::UniqueFd NotifySocket(const std::string& path) {
  io::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  unlink(path.c_str());
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return socket;
}

}  // namespace

// ---- Program ------------------------------------------------------------------

Program::Program(const Arguments& command, const std::string& error_file, const Arguments& environment,
                 const std::function<void()>& before_exec)
    : error_file_(error_file) {
  int to[2];
  int from[2];
  EXPECT_EQ(pipe2(to, O_CLOEXEC), 0);
  EXPECT_EQ(pipe2(from, O_CLOEXEC), 0);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // whatever ends the test ends this too
    dup2(to[0], 0);
    dup2(from[1], 1);
    dup2(open(error_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
    for (const std::string& entry : environment) putenv(const_cast<char*>(entry.c_str()));
    if (before_exec) before_exec();
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  ::close(to[0]);
  ::close(from[1]);
  input_ = io::UniqueFd(to[1]);
  from_ = io::UniqueFd(from[0]);
}

Program::~Program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
}

void Program::Signal(int signal) const { kill(pid_, signal); }

bool Program::Running() {
  if (pid_ <= 0) return false;
  if (waitpid(pid_, &status_, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

int Program::Wait() {
  input_ = io::UniqueFd();
  while (!ReadLine().empty()) {
  }
  if (pid_ > 0) waitpid(pid_, &status_, 0);
  pid_ = -1;
  return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

std::string Program::errors() const { return ReadAll(error_file_); }

void Program::WriteLine(const std::string& line) {
  const std::string text = line + "\n";
  EXPECT_EQ(write(input_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

std::string Program::ReadLine() {
  char chunk[4096];
  while (pending_.find('\n') == std::string::npos) {
    const ssize_t got = read(from_.get(), chunk, sizeof chunk);
    if (got <= 0) break;
    pending_.append(chunk, static_cast<std::size_t>(got));
    output_.append(chunk, static_cast<std::size_t>(got));
  }
  const auto end = pending_.find('\n');
  const std::string line = pending_.substr(0, end == std::string::npos ? end : end + 1);
  pending_.erase(0, line.size());
  return line;
}

// ---- registries ---------------------------------------------------------------

namespace {

std::string Registry(int api_port) {
  return "# Ports of the yard\n\n**Reserved ranges (never use):**\n- `5000-5009`: developer tools sit there\n\n"
         "### Harbor (4100-4199)\n\n| Port | Service | Container | Purpose |\n|---|---|---|---|\n| " +
         std::to_string(api_port) +
         " | API | harbor-api | Berths and tides |\n| 4101 | Web | harbor-web | The pages |\n\n"
         "### Quarry (4200-4299)\n\n| Port | Service | Container | Purpose |\n|---|---|---|---|\n"
         "| 4200 | API | quarry-api | Stones |\n";
}

}  // namespace

std::string TwoServiceRegistry() { return Registry(4100); }
std::string MovedRegistry() { return Registry(4150); }

// ---- AgentTest ----------------------------------------------------------------

void AgentTest::SetUp() {
  if (geteuid() != 0) {
    if (std::getenv("CI") != nullptr) FAIL() << "needs root";
    GTEST_SKIP() << "needs root";
  }
  std::signal(SIGPIPE, SIG_IGN);  // a program that has gone is an error of its test, not its end
  RemoveAbandoned();
  char name[] = "/tmp/portlaw-agent-XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  directory_ = name;
  chmod(directory_.c_str(), 0755);
  const auto mount = kernel::FindCgroup2Mount();
  ASSERT_TRUE(mount) << ToString(mount.error());
  const std::string unique = kPrefix + std::to_string(getpid());
  cgroup_root_ = *mount + "/" + unique;
  ASSERT_EQ(mkdir(cgroup_root_.c_str(), 0755), 0) << std::strerror(errno);
  pin_root_ = "/sys/fs/bpf/" + unique;
  netns_before_ = io::UniqueFd(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(unshare(CLONE_NEWNET), 0) << std::strerror(errno);
  RaiseLoopback();
  notify_ = NotifySocket(PathOf("notify.sock"));
}

void AgentTest::TearDown() {
  if (directory_.empty()) return;
  agent_.reset();
  const Outcome unloaded = Portlaw({"unload", "--pin-root", pin_root_, "--state-dir", state_directory()});
  EXPECT_EQ(unloaded.code, 0) << unloaded.errors;
  EXPECT_FALSE(Pinned());
  RemoveCgroups(cgroup_root_);
  EXPECT_FALSE(fs::exists(cgroup_root_));
  if (netns_before_.valid()) setns(netns_before_.get(), CLONE_NEWNET);
  if (HasFailure() && fs::exists(PathOf("agent.err"))) std::cerr << "the agent said:\n" << ReadAll(PathOf("agent.err"));
  fs::remove_all(directory_);
}

std::string AgentTest::Write(const std::string& name, const std::string& text) const {
  std::ofstream(PathOf(name), std::ios::binary) << text;
  return PathOf(name);
}

void AgentTest::Replace(const std::string& name, const std::string& text) const {
  Write(name + ".new", text);
  fs::rename(PathOf(name + ".new"), PathOf(name));
}

Arguments AgentTest::AgentArguments(const std::string& registry, const Arguments& more) const {
  Arguments arguments{PortlawBinary(), "agent", "--registry", registry};
  const std::pair<std::string, std::string> confined[] = {{"--cgroup-root", cgroup_root_},
                                                          {"--pin-root", pin_root_},
                                                          {"--socket", socket()},
                                                          {"--audit-log", audit_log()},
                                                          {"--state-dir", state_directory()}};
  for (const auto& [option, value] : confined) {
    if (std::find(more.begin(), more.end(), option) == more.end()) arguments.insert(arguments.end(), {option, value});
  }
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

void AgentTest::StartAgent(const std::string& registry, const Arguments& more,
                           const std::function<void()>& before_exec) {
  char earlier[4096];  // what an agent before this one has said
  while (recv(notify_.get(), earlier, sizeof earlier, MSG_DONTWAIT) > 0) {
  }
  agent_ = std::make_unique<Program>(AgentArguments(registry, more), PathOf("agent.err"),
                                     Arguments{"NOTIFY_SOCKET=" + PathOf("notify.sock")}, before_exec);
  std::string said;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (said.find("READY=1") == std::string::npos) {
    pollfd waiting{notify_.get(), POLLIN, 0};
    char message[4096];
    if (poll(&waiting, 1, 100) == 1) {
      const ssize_t got = recv(notify_.get(), message, sizeof message, 0);
      said.assign(message, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    } else {
      ASSERT_TRUE(agent_->Running()) << agent_->errors();
      ASSERT_LT(std::chrono::steady_clock::now(), until) << agent_->errors();
    }
  }
}

int AgentTest::StopAgent() {
  agent_->Signal(SIGTERM);
  const int code = agent_->Wait();
  agent_.reset();
  return code;
}

Outcome AgentTest::Portlaw(const Arguments& arguments) const {
  Arguments command{PortlawBinary()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  static int number = 0;
  Program program(command, PathOf("command." + std::to_string(++number)));
  const int code = program.Wait();
  return {code, program.output(), program.errors()};
}

nlohmann::json AgentTest::Status() const {
  const Outcome outcome = Portlaw({"status", "--format", "json", "--socket", socket()});
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  return nlohmann::json::parse(outcome.output, nullptr, false);
}

std::unique_ptr<Program> AgentTest::HelperAs(const std::string& name, const std::string& variable,
                                             const std::string& ready) const {
  static int number = 0;
  auto helper =
      std::make_unique<Program>(Arguments{PortlawBinary(), "run", "--socket", socket(), "--as", name, "--", OwnPath()},
                                PathOf("run." + std::to_string(++number)), Arguments{variable});
  EXPECT_EQ(helper->ReadLine(), ready + "\n") << helper->errors();
  return helper;
}

std::unique_ptr<Program> AgentTest::HelperIn(const std::string& cgroup, const std::string& variable,
                                             const std::string& ready) const {
  const std::string directory = cgroup_root_ + cgroup;
  mkdir(directory.c_str(), 0755);
  static int number = 0;
  auto helper = std::make_unique<Program>(Arguments{OwnPath()}, PathOf("helper." + std::to_string(++number)),
                                          Arguments{variable}, [directory] {
                                            const int processes = open((directory + "/cgroup.procs").c_str(), O_WRONLY);
                                            if (write(processes, "0", 1) != 1) _exit(126);
                                            ::close(processes);
                                          });
  EXPECT_EQ(helper->ReadLine(), ready + "\n") << helper->errors();
  return helper;
}

std::unique_ptr<Program> AgentTest::BinderAs(const std::string& name) const {
  return HelperAs(name, std::string(kBinderVariable) + "=1", "ready");
}

std::unique_ptr<Program> AgentTest::BinderIn(const std::string& cgroup) const {
  return HelperIn(cgroup, std::string(kBinderVariable) + "=1", "ready");
}

std::unique_ptr<Program> AgentTest::ListenerAs(const std::string& name, int port) const {
  return HelperAs(name, std::string(kListenerVariable) + "=" + std::to_string(port), "listens");
}

std::unique_ptr<Program> AgentTest::ListenerIn(const std::string& cgroup, int port) const {
  return HelperIn(cgroup, std::string(kListenerVariable) + "=" + std::to_string(port), "listens");
}

int AgentTest::Bind(Program& binder, int port) {
  binder.WriteLine(std::to_string(port));
  const std::string answer = binder.ReadLine();
  EXPECT_FALSE(answer.empty()) << binder.errors();
  return answer.empty() ? -1 : std::stoi(answer);
}

std::vector<nlohmann::json> AgentTest::Events(std::size_t count) const {
  std::vector<nlohmann::json> events;
  Eventually([&] {
    events.clear();
    std::istringstream lines(ReadAll(audit_log()));
    for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line, nullptr, false));
    return events.size() >= count;
  });
  EXPECT_GE(events.size(), count);
  return events;
}

bool AgentTest::Eventually(const std::function<bool()>& done) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

bool AgentTest::Pinned() const { return fs::exists(pin_root_); }

}  // namespace portlaw::test
