// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/run_cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

#include "agent/io/unique_fd.h"

namespace portlaw::containers {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxNameBytes = 64;
constexpr int kRemoveAttempts = 200;
constexpr std::chrono::milliseconds kRemovePause{10};

// A directory's name; the real one is told to the agent.
std::string FileName(const std::string& container) {
  std::string name = container.substr(0, kMaxNameBytes);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '_';
  }
  return name + "." + std::to_string(getpid());
}

std::vector<fs::path> CgroupsIn(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->is_directory(error)) found.push_back(entry->path());
  }
  return found;
}

void KillProcesses(const fs::path& cgroup) {
  std::ifstream processes(cgroup / "cgroup.procs");
  for (pid_t pid = 0; processes >> pid;) kill(pid, SIGKILL);
}

// Children first. False: something is still there.
bool RemoveTree(const fs::path& cgroup) {
  for (const fs::path& child : CgroupsIn(cgroup)) RemoveTree(child);
  KillProcesses(cgroup);
  return rmdir(cgroup.c_str()) == 0 || errno == ENOENT;
}

// The process that made the cgroup is gone, and nothing runs in it.
void RemoveAbandoned(const fs::path& parent) {
  for (const fs::path& cgroup : CgroupsIn(parent)) {
    const std::string pid_text = cgroup.extension().string();
    pid_t pid = 0;
    if (pid_text.size() < 2) continue;
    std::from_chars(pid_text.data() + 1, pid_text.data() + pid_text.size(), pid);
    if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) rmdir(cgroup.c_str());  // fails where something runs
  }
}

Result<void> MakeDirectory(const fs::path& path, bool may_exist) {
  if (mkdir(path.c_str(), 0755) == 0 || (may_exist && errno == EEXIST)) return {};
  return Fail({path, 0}, std::string("the cgroup could not be made: ") + std::strerror(errno), "run it as root");
}

}  // namespace

bool IsRunCgroup(std::string_view path) {
  const auto leaf = path.find_last_of('/');
  if (leaf == std::string_view::npos) return false;
  const std::string_view parent = path.substr(0, leaf);
  return parent.substr(parent.find_last_of('/') + 1) == kRunDirectory;
}

Result<RunCgroup> RunCgroup::Make(const std::string& cgroup_root, const std::string& name) {
  const fs::path parent = fs::path(cgroup_root) / kRunDirectory;
  if (auto made = MakeDirectory(parent, true); !made) return tl::make_unexpected(made.error());
  RemoveAbandoned(parent);
  const std::string file_name = FileName(name);
  const fs::path directory = parent / file_name;
  if (auto made = MakeDirectory(directory, false); !made) return tl::make_unexpected(made.error());
  return RunCgroup(directory, file_name);
}

RunCgroup::~RunCgroup() { Remove(); }

std::string RunCgroup::PathBeneathRoot() const { return "/" + std::string(kRunDirectory) + "/" + name_; }

bool RunCgroup::Enter() const {
  const io::UniqueFd processes(open((directory_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
  return processes.valid() && write(processes.get(), "0", 1) == 1;  // 0: whoever writes (cgroups(7))
}

void RunCgroup::Remove() {
  if (directory_.empty()) return;
  // A process that was killed needs a moment until it has left.
  for (int i = 0; i < kRemoveAttempts && !RemoveTree(directory_); ++i) std::this_thread::sleep_for(kRemovePause);
  rmdir(fs::path(directory_).parent_path().c_str());  // where this was the last
  directory_.clear();
}

}  // namespace portlaw::containers
