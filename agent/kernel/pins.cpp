// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/pins.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "agent/kernel/probe.h"
#include "agent/kernel/system_error.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

namespace {

constexpr char kAbiPrefix[] = "abi-";

std::string OwnAbi() { return kAbiPrefix + std::to_string(PORTLAW_ABI_VERSION); }

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// Whoever owns a directory of pins removes them, and with them enforcement.
Result<void> CheckIsRootsAlone(const std::string& path, int fd) {
  struct stat about = {};
  if (::fstat(fd, &about) != 0) return FailWithErrno("cannot look at " + path);
  if (about.st_uid != 0)
    return Fail({path, 0},
                "belongs to user " + std::to_string(about.st_uid) + ", who could remove what is pinned in it",
                "see what is in it and remove it; mount the BPF file system so that only root can make directories "
                "there: mount -o remount,mode=0700 /sys/fs/bpf");
  if ((about.st_mode & 0077) == 0) return {};
  return Fail({path, 0}, "is open to others than root", "chmod 0700 " + path);
}

// Whether `path` is still the directory that `fd` has open, and not one made since.
bool IsStillThere(const std::string& path, int fd) {
  struct stat named = {};
  struct stat open = {};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(fd, &open) == 0 && named.st_ino == open.st_ino &&
         named.st_dev == open.st_dev;
}

Result<void> MakeDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return FailWithErrno("cannot make the directory " + path);
}

Result<io::UniqueFd> OpenDirectory(const std::string& path) {
  io::UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory.valid()) return FailWithErrno("cannot open the directory " + path);
  if (const auto checked = CheckIsRootsAlone(path, directory.get()); !checked) return tl::unexpected(checked.error());
  return directory;
}

Result<io::UniqueFd> Lock(const std::string& root) {
  auto opened = OpenDirectory(root);
  if (!opened) return opened;
  io::UniqueFd& directory = *opened;
  if (::flock(directory.get(), LOCK_EX | LOCK_NB) == 0) return opened;
  if (errno != EWOULDBLOCK) return FailWithErrno("cannot lock " + root);
  return Fail({root, 0}, "an agent is running with these pins", "stop it first, or give another --pin-root");
}

std::vector<std::string> Entries(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) paths.push_back(entry.path());
  return paths;
}

bool IsLink(const std::string& path) {
  return std::filesystem::path(path).filename().string().starts_with(kLinkPrefix);
}

bool HasLinks(const std::string& root) {
  for (const std::string& abi : Entries(root))
    if (std::ranges::any_of(Entries(abi), IsLink)) return true;
  return false;
}

// Until no link with one of these ids exists; it takes milliseconds.
Result<void> WaitForEndOf(const std::vector<std::uint32_t>& links) {
  for (const std::uint32_t id : links) {
    int attempt = 0;
    while (io::UniqueFd(bpf_link_get_fd_by_id(id)).valid()) {
      if (++attempt == 1000) return Fail({}, "a program is still attached (link " + std::to_string(id) + ")");
      ::usleep(5000);
    }
  }
  return {};
}

// Links first: no program shall run whose maps are half gone. When it returns nothing of it is attached.
Result<void> RemoveAbi(const std::string& directory) {
  std::vector<std::string> paths = Entries(directory);
  const auto rest = std::ranges::stable_partition(paths, IsLink);
  std::vector<std::uint32_t> links;
  for (auto path = paths.begin(); path != rest.begin(); ++path) links.push_back(RemoveLink(*path));
  for (const std::string& path : paths)
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return FailWithErrno("cannot remove " + path);
  if (::rmdir(directory.c_str()) != 0) return FailWithErrno("cannot remove " + directory);
  std::erase(links, 0);
  return WaitForEndOf(links);
}

Result<void> RemoveAbisBut(const std::string& root, const std::string& kept) {
  for (const std::string& path : Entries(root)) {
    const std::string name = std::filesystem::path(path).filename();
    if (!name.starts_with(kAbiPrefix) || name == kept) continue;
    if (const auto removed = RemoveAbi(path); !removed) return removed;
  }
  return {};
}

}  // namespace

Result<Pins> Pins::Open(const std::string& root) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    if (const auto made = MakeDirectory(root); !made) return tl::unexpected(made.error());
    auto lock = Lock(root);
    if (!lock) return tl::unexpected(lock.error());
    if (!IsStillThere(root, lock->get())) continue;  // `unload` was faster
    Pins pins(root, std::move(*lock));
    if (const auto made = MakeDirectory(pins.Path("")); !made) return tl::unexpected(made.error());
    if (const auto own = OpenDirectory(pins.Path("")); !own) return tl::unexpected(own.error());
    return pins;
  }
  return Fail({root, 0}, "somebody keeps removing this directory");
}

Result<bool> Pins::Restore() {
  if (IsStillThere(root_, lock_.get()) && Exists(Path(""))) return false;
  if (const auto checked = CheckBpffs(root_); !checked) return tl::unexpected(checked.error());
  if (const auto made = MakeDirectory(root_); !made) return tl::unexpected(made.error());
  if (!IsStillThere(root_, lock_.get())) {
    auto lock = Lock(root_);
    if (!lock) return tl::unexpected(lock.error());
    lock_ = std::move(*lock);
  }
  if (const auto made = MakeDirectory(Path("")); !made) return tl::unexpected(made.error());
  return true;
}

Pins::~Pins() {
  if (!lock_.valid() || HasLinks(root_)) return;
  RemoveAbisBut(root_, "");
  ::rmdir(root_.c_str());
}

std::string Pins::PathBelow(const std::string& root, const std::string& name) {
  return root + "/" + OwnAbi() + (name.empty() ? "" : "/") + name;
}

std::string Pins::Path(const std::string& name) const { return PathBelow(root_, name); }

Result<void> Pins::RemoveOtherAbis() const { return RemoveAbisBut(root_, OwnAbi()); }

Result<bool> Pins::RemoveAll(const std::string& root) {
  if (!Exists(root)) return false;
  const auto lock = Lock(root);
  if (!lock) return tl::unexpected(lock.error());
  if (const auto removed = RemoveAbisBut(root, ""); !removed) return tl::unexpected(removed.error());
  if (::rmdir(root.c_str()) == 0) return true;
  return FailWithErrno("cannot remove " + root, "look what else is in it: portlaw removes only what it has made");
}

io::UniqueFd OpenPin(const std::string& path) { return io::UniqueFd(bpf_obj_get(path.c_str())); }

std::uint32_t RemoveLink(const std::string& path) {
  const io::UniqueFd link = OpenPin(path);
  bpf_link_info info = {};
  std::uint32_t length = sizeof(info);
  if (!link.valid() || bpf_obj_get_info_by_fd(link.get(), &info, &length) != 0) return 0;
  bpf_link_detach(link.get());
  ::unlink(path.c_str());
  return info.id;
}

Result<void> MakePin(int fd, const std::string& path) {
  if (bpf_obj_pin(fd, path.c_str()) == 0) return {};
  return FailWithErrno("cannot pin " + path);
}

}  // namespace portlaw::kernel
