// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/accepted_documents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/io/unique_fd.h"
#include "policy/text/sha256.h"

namespace portlaw::daemon {

namespace {

using nlohmann::json;

constexpr std::size_t kNameBytes = 16;
constexpr std::size_t kMaxBytes = 256 * 1024 * 1024;

tl::unexpected<Error> Failed(const std::string& path, const std::string& what) {
  return Fail({path, 0}, what + ": " + std::strerror(errno), "--state-dir names a directory of root's");
}

json ToJson(const io::NamedText& named) { return {{"path", named.path}, {"text", named.text}}; }

io::NamedText NamedTextFrom(const json& value) {
  return {value.at("path").get<std::string>(), value.at("text").get<std::string>()};
}

std::string TextOf(const AcceptedState& state) {
  json value = {{"version", 1}, {"registries", json::array()}, {"settings", nullptr}, {"held", state.held}};
  for (const io::NamedText& registry : state.documents.registries) value["registries"].push_back(ToJson(registry));
  if (state.documents.settings) value["settings"] = ToJson(*state.documents.settings);
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::optional<AcceptedState>> StateFrom(const std::string& text, const std::string& path) {
  try {
    const json value = json::parse(text);
    AcceptedState state;
    for (const json& registry : value.at("registries")) state.documents.registries.push_back(NamedTextFrom(registry));
    if (!value.at("settings").is_null()) state.documents.settings = NamedTextFrom(value.at("settings"));
    state.held = value.at("held").get<std::string>();
    return state;
  } catch (const json::exception& error) {
    return Fail({path, 0}, std::string("is not what an agent keeps there: ") + error.what(), "remove it");
  }
}

Result<std::string> ReadAll(int file, std::size_t bytes, const std::string& path) {
  std::string text(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    const ssize_t got = read(file, text.data() + have, bytes - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed(path, "cannot be read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

Result<void> WriteAll(int file, const std::string& text, const std::string& path) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t put = write(file, text.data() + done, text.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Failed(path, "cannot be written");
    done += static_cast<std::size_t>(put);
  }
  if (fsync(file) != 0) return Failed(path, "cannot be written");
  return {};
}

}  // namespace

AcceptedDocuments::AcceptedDocuments(std::string directory, const std::string& pin_root)
    : directory_(std::move(directory)) {
  Sha256 sum;
  sum.Add(pin_root);
  path_ = directory_ + "/accepted-" + sum.Hex().substr(0, kNameBytes) + ".json";
}

Result<std::optional<AcceptedState>> AcceptedDocuments::Load() const {
  const io::UniqueFd file(open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid() && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0) return Failed(path_, "cannot be opened");
  const bool ours = S_ISREG(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 022) == 0;
  if (!ours) return Fail({path_, 0}, "is not this user's alone, and not trusted", "remove it");
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes > kMaxBytes) return Fail({path_, 0}, "is longer than anything an agent keeps there", "remove it");
  return ReadAll(file.get(), bytes, path_).and_then([&](const std::string& text) { return StateFrom(text, path_); });
}

Result<void> AcceptedDocuments::Save(const AcceptedState& state) const {
  const std::string text = TextOf(state);
  if (text.size() > kMaxBytes) return Fail({path_, 0}, "would be longer than 256 MiB", "split the registry");
  if (mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) return Failed(directory_, "cannot be made");
  const std::string next = path_ + ".new";
  unlink(next.c_str());
  const io::UniqueFd file(open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return Failed(next, "cannot be made");
  if (auto written = WriteAll(file.get(), text, next); !written) return written;
  if (rename(next.c_str(), path_.c_str()) != 0) return Failed(next, "cannot be renamed");
  return {};
}

Result<void> AcceptedDocuments::Remove() const {
  if (unlink(path_.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) return Failed(path_, "cannot be removed");
  return {};
}

}  // namespace portlaw::daemon
