// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/proc_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

namespace portlaw::scan {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// Calls `visit(number)` for every entry whose name is a decimal number, until it returns false.
template <class Visit>
void ForEachNumber(DIR* directory, Visit visit) {
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (!visit(number)) return;
  }
}

// The text of a symbolic link, relative to `directory` or absolute; nothing where it cannot be read. Links of the
// kinds looked for here are short: a longer one is cut off, and then is none of them.
std::optional<std::string_view> ReadLink(int directory, const char* path, char (&buffer)[64]) {
  const ssize_t size = ::readlinkat(directory, path, buffer, sizeof(buffer));
  if (size < 0) return std::nullopt;
  return std::string_view(buffer, static_cast<std::size_t>(size));
}

std::optional<Inode> LinkedInode(const std::string& path, std::string_view kind) {
  char buffer[64];
  const auto link = ReadLink(AT_FDCWD, path.c_str(), buffer);
  return link ? ParseInodeLink(*link, kind) : std::nullopt;
}

class Walk {
 public:
  explicit Walk(const ProcVisitor& visitor) : visitor_(visitor) {}

  bool VisitProcess(const std::string& proc, pid_t pid) {
    const std::string directory = proc + "/" + std::to_string(pid);
    if (visitor_.on_namespace) VisitTasks(directory);
    if (visitor_.on_mount_namespace) {
      if (const auto mounts = LinkedInode(directory + "/ns/mnt", "mnt")) visitor_.on_mount_namespace(pid, *mounts);
    }
    if (visitor_.on_namespace || visitor_.on_socket) VisitDescriptors(directory, pid);
    return result_.complete;
  }

  ProcWalkResult result() const { return result_; }

 private:
  // A thread can leave the network namespace of its process (setns(2)), so each is asked.
  void VisitTasks(const std::string& directory) {
    const std::string tasks = directory + "/task";
    const Directory listing(::opendir(tasks.c_str()));
    if (!listing) return;
    ForEachNumber(listing.get(), [&](std::uint32_t tid) {
      const std::string path = tasks + "/" + std::to_string(tid) + "/ns/net";
      if (const auto netns = LinkedInode(path, "net")) visitor_.on_namespace(*netns, path);
      return true;
    });
  }

  void VisitDescriptors(const std::string& directory, pid_t pid) {
    const std::string descriptors = directory + "/fd";
    const Directory listing(::opendir(descriptors.c_str()));
    if (!listing) return;
    ForEachNumber(listing.get(), [&](std::uint32_t number) {
      if (++descriptors_ > kMaxDescriptors) return result_.complete = false;
      VisitDescriptor(::dirfd(listing.get()), descriptors, number, pid);
      return true;
    });
  }

  void VisitDescriptor(int listing, const std::string& descriptors, std::uint32_t number, pid_t pid) {
    char buffer[64];
    const std::string name = std::to_string(number);
    const auto link = ReadLink(listing, name.c_str(), buffer);
    if (!link) return;
    if (const auto socket = ParseInodeLink(*link, "socket"); socket && visitor_.on_socket) {
      visitor_.on_socket(pid, static_cast<std::uint32_t>(*socket));
    } else if (const auto netns = ParseInodeLink(*link, "net"); netns && visitor_.on_namespace) {
      visitor_.on_namespace(*netns, descriptors + "/" + name);
    }
  }

  const ProcVisitor& visitor_;
  ProcWalkResult result_;
  std::uint64_t descriptors_ = 0;
};

}  // namespace

std::optional<Inode> ParseInodeLink(std::string_view link, std::string_view kind) {
  if (!link.starts_with(kind) || !link.ends_with("]")) return std::nullopt;
  link.remove_prefix(kind.size());
  if (!link.starts_with(":[")) return std::nullopt;
  Inode inode = 0;
  const char* last = link.data() + link.size() - 1;
  const auto [end, error] = std::from_chars(link.data() + 2, last, inode);
  if (error != std::errc() || end != last) return std::nullopt;
  return inode;
}

Result<ProcWalkResult> WalkProc(const std::string& proc, const ProcVisitor& visitor) {
  const Directory listing(::opendir(proc.c_str()));
  if (!listing) return Fail({proc, 0}, std::string("cannot be listed: ") + std::strerror(errno), "mount procfs there");
  Walk walk(visitor);
  ForEachNumber(listing.get(), [&](std::uint32_t pid) { return walk.VisitProcess(proc, static_cast<pid_t>(pid)); });
  return walk.result();
}

}  // namespace portlaw::scan
