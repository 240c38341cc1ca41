// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/terminal_of.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "agent/scan/process.h"

namespace portlaw::developer {
namespace {

constexpr unsigned kConsoles = 4;
constexpr unsigned kFirstSerial = 64;
constexpr unsigned kPseudoTerminals = 136;

// The device number as /proc/PID/stat packs it (new_encode_dev in the kernel's kdev_t.h).
unsigned MajorOf(std::uint32_t packed) { return (packed >> 8) & 0xfff; }
unsigned MinorOf(std::uint32_t packed) { return (packed & 0xff) | ((packed >> 12) & 0xfff00); }

// Whether `pid` sees at /dev/pts the file system of `device`: a container has one of its own, in which the same number
// is another terminal. Told by mountinfo, since a look at the place itself may hang in somebody's FUSE.
bool SeesPseudoTerminals(const std::string& proc, pid_t pid, dev_t device) {
  std::ifstream mounts(proc + "/" + std::to_string(pid) + "/mountinfo");
  std::optional<dev_t> seen;
  for (std::string line; std::getline(mounts, line);) {
    if (const auto found = PseudoTerminalsAt(line)) seen = found;  // the last one covers those before
  }
  return seen == device;
}

bool TakesMessagesFor(std::span<const uid_t> users, dev_t device, const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == device &&
         std::ranges::find(users, status.st_uid) != users.end() && (status.st_mode & S_IWGRP) != 0;
}

}  // namespace

std::optional<dev_t> PseudoTerminalsAt(const std::string& line) {
  unsigned mount = 0, parent = 0, major = 0, minor = 0;
  std::istringstream fields(line);
  char colon = 0;
  std::string root, place;
  if (!(fields >> mount >> parent >> major >> colon >> minor >> root >> place)) return std::nullopt;
  if (place != "/dev/pts") return std::nullopt;
  return makedev(major, minor);
}

std::optional<std::string> TerminalPath(unsigned major, unsigned minor) {
  if (major == kPseudoTerminals) return "/dev/pts/" + std::to_string(minor);
  if (major != kConsoles) return std::nullopt;
  return minor < kFirstSerial ? "/dev/tty" + std::to_string(minor) : "/dev/ttyS" + std::to_string(minor - kFirstSerial);
}

std::optional<Terminal> TerminalOf(const std::string& proc, pid_t pid, std::span<const uid_t> users) {
  const auto packed = scan::ReadTerminal(proc, pid);
  if (!packed) return std::nullopt;
  const dev_t device = makedev(MajorOf(*packed), MinorOf(*packed));
  const auto path = TerminalPath(MajorOf(*packed), MinorOf(*packed));
  if (!path) return std::nullopt;
  io::UniqueFd fd(open(path->c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
  struct stat status {};
  if (!fd.valid() || fstat(fd.get(), &status) != 0) return std::nullopt;
  if (!TakesMessagesFor(users, device, status)) return std::nullopt;
  const bool shared = MajorOf(*packed) != kPseudoTerminals || SeesPseudoTerminals(proc, pid, status.st_dev);
  if (!shared) return std::nullopt;
  return Terminal{std::move(fd), device};
}

}  // namespace portlaw::developer
