// SPDX-License-Identifier: Apache-2.0
#include "tests/containers/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "agent/io/unique_fd.h"
#include "agent/kernel/cgroup_tree.h"
#include "tests/paths.h"

namespace portlaw::testing {

namespace fs = std::filesystem;

namespace {

Sandbox sandbox;

void Check(bool done, const std::string& what) {
  if (done) return;
  std::cerr << "the sandbox cannot be made: " << what << ": " << std::strerror(errno) << "\n";
  _exit(2);
}

void Enter() {
  Check(unshare(CLONE_NEWNS | CLONE_NEWNET) == 0, "new namespaces");
  Check(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
  while (umount2("/sys/fs/cgroup", MNT_DETACH) == 0) {
  }
  // Engines then see a host with cgroup v2 alone, whatever the real one has.
  Check(mount("none", "/sys/fs/cgroup", "cgroup2", 0, nullptr) == 0, "cgroup2 at /sys/fs/cgroup");
  Check(mount("none", "/run", "tmpfs", 0, nullptr) == 0, "tmpfs at /run");
  Check(mount("none", sandbox.bpffs.c_str(), "bpf", 0, nullptr) == 0, "bpffs");
  fs::create_directories("/run/lock");
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  const io::UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  Check(ioctl(any.get(), SIOCSIFFLAGS, &loopback) == 0, "loopback up");
  sandbox.cgroup_root = "/sys/fs/cgroup" + sandbox.cgroup;
}

// All at once where the kernel can (5.14), one by one else.
void KillAll(const std::string& cgroup) {
  std::ofstream(cgroup + "/cgroup.kill") << "1";
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(cgroup, ignored)) {
    if (entry.path().filename() != "cgroup.procs") continue;
    std::ifstream pids(entry.path());
    for (int pid = 0; pids >> pid;) kill(pid, SIGKILL);
  }
}

bool RemoveTree(const std::string& cgroup) {
  std::error_code ignored;
  std::vector<fs::path> directories{cgroup};
  for (const auto& entry : fs::recursive_directory_iterator(cgroup, ignored)) {
    if (entry.is_directory()) directories.push_back(entry.path());
  }
  for (auto path = directories.rbegin(); path != directories.rend(); ++path) rmdir(path->c_str());
  return !fs::exists(cgroup);
}

void CleanUp(const std::string& cgroup) {
  for (int i = 0; i < 200 && !RemoveTree(cgroup); ++i) {
    KillAll(cgroup);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  std::error_code ignored;
  fs::remove_all(sandbox.directory, ignored);
}

// A process that nobody's kill of this one's tree finds, and that cleans up when this one has ended, however that was.
// What it gives stays open as long as this process lives.
io::UniqueFd StartGuardian(const std::string& cgroup) {
  std::array<int, 2> life{};
  Check(pipe2(life.data(), O_CLOEXEC) == 0, "a pipe");
  io::UniqueFd alive(life[1]);
  const io::UniqueFd ended(life[0]);
  const pid_t between = fork();
  if (between == 0) {
    alive = io::UniqueFd();
    setsid();
    if (fork() != 0) _exit(0);
    const io::UniqueFd nowhere(open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int standard : {0, 1, 2}) dup2(nowhere.get(), standard);
    char byte = 0;
    while (read(ended.get(), &byte, 1) < 0 && errno == EINTR) {
    }
    CleanUp(cgroup);
    _exit(0);
  }
  waitpid(between, nullptr, 0);
  return alive;
}

}  // namespace

const Sandbox& ThisSandbox() { return sandbox; }

int RunInSandbox(const std::function<int()>& tests) {
  std::string pattern = "/tmp/portlaw-containers-XXXXXX";
  sandbox.directory = mkdtemp(pattern.data());
  sandbox.bpffs = sandbox.directory + "/bpf";
  sandbox.cgroup = "/portlaw-containers-" + std::to_string(getpid());
  fs::create_directories(sandbox.bpffs);
  const auto mount_point = kernel::FindCgroup2Mount();
  Check(mount_point.has_value(), "no cgroup v2");
  const std::string cgroup = *mount_point + sandbox.cgroup;
  fs::create_directories(cgroup);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_IGN);
  io::UniqueFd alive = StartGuardian(cgroup);
  const pid_t child = fork();
  if (child == 0) {
    alive = io::UniqueFd();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Enter();
    const int result = tests();
    std::cout.flush();
    _exit(result);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CleanUp(cgroup);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Outcome Shell(const std::string& command) {
  const std::string bounded = "timeout 60 sh -c '" + command + "' 2>&1 </dev/null";
  FILE* pipe = popen(bounded.c_str(), "r");
  Outcome outcome;
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (const auto size = fread(buffer.data(), 1, buffer.size(), pipe)) outcome.output.append(buffer.data(), size);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  while (outcome.output.ends_with('\n')) outcome.output.pop_back();
  return outcome;
}

Daemon::Daemon(std::vector<std::string> command, const std::string& cgroup, const std::string& log,
               std::vector<std::string> environment)
    : log_(log) {
  const std::string directory = sandbox.cgroup_root + cgroup;
  fs::create_directories(directory);
  pid_ = fork();
  if (pid_ != 0) return;
  WriteFile(directory + "/cgroup.procs", "0");
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, 1);
  dup2(out, 2);
  for (const std::string& variable : environment) putenv(strdup(variable.c_str()));
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

Daemon& Daemon::operator=(Daemon&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(log_, other.log_);
  return *this;
}

bool Daemon::Running() const { return pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == 0; }

void Daemon::Stop(int signal) {
  if (pid_ <= 0) return;
  kill(pid_, signal);
  if (!Eventually([this] { return !Running(); })) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
}

std::string Daemon::Log() const { return ReadFile(log_); }

bool Eventually(const std::function<bool()>& done) {
  for (int i = 0; i < 1500; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return done();
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string ReadFile(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int BindFrom(const std::string& cgroup, int port) {
  const pid_t child = fork();
  if (child == 0) {
    WriteFile(cgroup + "/cgroup.procs", "0");
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    _exit(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// ---- the agent ----------------------------------------------------------------------

std::string Attacked() {
  const char* other = std::getenv("PORTLAW_ATTACKED");
  return other == nullptr ? PortlawBinary() : other;
}

Agent::Agent(const std::string& registry, const std::vector<std::string>& sockets, const std::string& more_settings,
             bool find)
    : registry_(sandbox.directory + "/registry.md"),
      settings_(sandbox.directory + "/settings.yaml"),
      socket_("/run/portlaw.sock"),
      audit_log_(sandbox.directory + "/audit.jsonl"),
      pins_(sandbox.bpffs + "/portlaw") {
  fs::remove(audit_log_);
  WriteFile(registry_, registry);
  std::string settings = more_settings + "\nengines:\n  find: " + (find ? "true" : "false") +
                         "\n  sockets:" + (sockets.empty() ? " []\n" : "\n");
  for (const std::string& socket : sockets) settings += "    - " + socket + "\n";
  WriteFile(settings_, settings);
  Start();
}

Agent::~Agent() { Unload(); }

void Agent::Start() {
  daemon_ = Daemon({Attacked(), "agent", "--registry", registry_, "--settings", settings_, "--cgroup-root",
                    sandbox.cgroup_root, "--pin-root", pins_, "--socket", socket_, "--audit-log", audit_log_,
                    "--state-dir", sandbox.directory + "/state"},
                   "/agent", sandbox.directory + "/agent.log");
  if (!Eventually([&] { return !Status().is_null() || !daemon_.Running(); }) || Status().is_null()) {
    std::cerr << "the agent does not start:\n" << Log();
  }
}

void Agent::Kill() { daemon_.Stop(SIGKILL); }

void Agent::Unload() {
  daemon_.Stop(SIGTERM);
  Shell(Attacked() + " unload --pin-root " + pins_ + " --state-dir " + sandbox.directory + "/state");
}

std::vector<nlohmann::json> Agent::Events(const Wanted& wanted) const {
  std::vector<nlohmann::json> events;
  std::ifstream log(audit_log_);
  for (std::string line; std::getline(log, line);) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (!event.is_discarded() && wanted(event)) events.push_back(event);
  }
  return events;
}

nlohmann::json Agent::Event(const Wanted& wanted) const {
  std::vector<nlohmann::json> events;
  Eventually([&] { return !(events = Events(wanted)).empty(); });
  return events.empty() ? nlohmann::json() : events.front();
}

nlohmann::json Agent::Status() const {
  const Outcome outcome = Shell(Attacked() + " status --format json --socket " + socket_);
  const auto status = nlohmann::json::parse(outcome.output, nullptr, false);
  return outcome.status == 0 && status.is_object() ? status : nlohmann::json();
}

std::string Agent::NameOf(const std::string& id) const {
  const auto status = Status();
  if (status.is_null()) return {};
  for (const auto& container : status["containers"]) {
    if (container.value("id", "") == id) return container.value("name", "");
  }
  return {};
}

Agent::Wanted Is(const std::string& action, const std::string& container, int port) {
  return [=](const nlohmann::json& event) {
    const auto& who = event.at("container");
    return event.value("action", "") == action && event.value("port", 0) == port && who.is_object() &&
           who.value("name", "") == container;
  };
}

}  // namespace portlaw::testing
