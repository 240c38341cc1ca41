// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/podman_run.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "agent/containers/engines/engine_process.h"
#include "agent/containers/publish/program_file.h"
#include "policy/model/port.h"

namespace portlaw::containers {

namespace {

constexpr std::size_t kMaxCommandLine = 128 * 1024;

// podman-run(1): the options that take no value of their own. All others do.
constexpr std::string_view kSwitches[] = {"--detach",
                                          "--disable-content-trust",
                                          "--env-host",
                                          "--http-proxy",
                                          "--init",
                                          "--interactive",
                                          "--no-healthcheck",
                                          "--no-hosts",
                                          "--no-hostname",
                                          "--oom-kill-disable",
                                          "--passwd",
                                          "--privileged",
                                          "--publish-all",
                                          "--quiet",
                                          "--read-only",
                                          "--read-only-tmpfs",
                                          "--replace",
                                          "--rm",
                                          "--rmi",
                                          "--rootfs",
                                          "--sig-proxy",
                                          "--tls-verify",
                                          "--tty",
                                          "--unsetenv-all"};
constexpr std::string_view kShortSwitches = "diPqt";

struct Option {
  std::string name;  // "--publish", "-p"
  std::string value;
};

// Takes the options of a command line one by one, until the first word that is none.
class OptionReader {
 public:
  OptionReader(const std::vector<std::string>& arguments, std::size_t first) : arguments_(arguments), next_(first) {}

  std::optional<Option> Next() {
    if (next_ >= arguments_.size() || arguments_[next_].size() < 2 || arguments_[next_][0] != '-') return std::nullopt;
    const std::string& word = arguments_[next_++];
    return word.starts_with("--") ? Long(word) : Short(word);
  }

 private:
  std::string Value() { return next_ < arguments_.size() ? arguments_[next_++] : std::string(); }

  Option Long(const std::string& word) {
    const auto equals = word.find('=');
    if (equals != std::string::npos) return {word.substr(0, equals), word.substr(equals + 1)};
    const bool is_switch = std::find(std::begin(kSwitches), std::end(kSwitches), word) != std::end(kSwitches);
    return {word, is_switch ? std::string() : Value()};
  }

  // "-d", "-itp 80:80", "-p80:80", "-p=80:80".
  Option Short(const std::string& word) {
    const auto place = word.find_first_not_of(kShortSwitches, 1);
    if (place == std::string::npos) return {word, {}};
    std::string value = word.substr(place + 1);
    if (value.starts_with('=')) value.erase(0, 1);
    return {std::string("-") + word[place], value.empty() ? Value() : value};
  }

  const std::vector<std::string>& arguments_;
  std::size_t next_;
};

// The place behind "run": podman's own options come before it.
std::optional<std::size_t> AfterRun(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return std::nullopt;
  const std::string program = arguments[0].substr(arguments[0].rfind('/') + 1);
  if (program != "podman") return std::nullopt;
  const auto run = std::find(arguments.begin() + 1, arguments.end(), "run");
  if (run == arguments.end()) return std::nullopt;
  return run - arguments.begin() + 1;
}

std::optional<PortRange> Range(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = ParsePort(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : ParsePort(text.substr(dash + 1));
  return first && last && *first <= *last ? std::optional(PortRange{*first, *last}) : std::nullopt;
}

// The inode alone tells nearly all processes apart; which file system it is of costs more to find out.
bool Runs(const std::string& pid, std::uint32_t uid, const std::vector<ProgramFile>& programs) {
  if (pid[0] < '1' || pid[0] > '9' || UserOfProcess(pid) != uid) return false;
  const std::string path = "/proc/" + pid + "/exe";
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return false;
  const bool likely = std::any_of(programs.begin(), programs.end(),
                                  [&](const ProgramFile& program) { return program.inode == about.st_ino; });
  if (!likely) return false;
  const auto file = ProgramFileOf(path);
  return file && std::find(programs.begin(), programs.end(), *file) != programs.end();
}

std::vector<std::string> CommandLineOf(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/cmdline");
  std::string text(kMaxCommandLine, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::vector<std::string> arguments;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\0', begin), text.size());
    arguments.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return arguments;
}

// "new:NAME": the command makes the pod.
std::string PodOf(const std::string& value) {
  constexpr std::string_view kNew = "new:";
  return value.starts_with(kNew) ? value.substr(kNew.size()) : value;
}

}  // namespace

std::vector<HostPort> ParsePublish(std::string_view text) {
  Protocol protocol = Protocol::kTcp;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto named = ParseProtocol(text.substr(slash + 1));
    if (!named) return {};
    protocol = *named;
    text = text.substr(0, slash);
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {{0, protocol}};
  std::string_view host = text.substr(0, colon);
  if (const auto ip = host.rfind(':'); ip != std::string_view::npos) host = host.substr(ip + 1);
  if (host.empty()) return {{0, protocol}};
  const auto range = Range(host);
  if (!range) return {};
  std::vector<HostPort> ports;
  for (int port = range->first; port <= range->last && ports.size() < kMaxPublishedPorts; ++port) {
    ports.push_back({static_cast<Port>(port), protocol});
  }
  return ports;
}

std::optional<PodmanRun> ParsePodmanRun(const std::vector<std::string>& arguments) {
  const auto first = AfterRun(arguments);
  if (!first) return std::nullopt;
  PodmanRun run;
  OptionReader reader(arguments, *first);
  while (const auto option = reader.Next()) {
    if (option->name == "--name") run.name = option->value.substr(0, kMaxNameBytes);
    if (option->name == "--pod") run.pod = PodOf(option->value).substr(0, kMaxNameBytes);
    if (option->name == "-l" || option->name == "--label") {
      const auto equals = std::min(option->value.find('='), option->value.size());
      const std::string_view label = option->value;
      const std::string key(label.substr(0, equals));
      if (equals < label.size() && IsIdentityLabel(key)) run.labels[key] = label.substr(equals + 1, kMaxNameBytes);
    }
    if (option->name != "-p" && option->name != "--publish") continue;
    for (const HostPort& port : ParsePublish(option->value)) {
      if (run.ports.size() < kMaxPublishedPorts) run.ports.push_back(port);
    }
  }
  return run;
}

std::optional<PodmanRun> FindPodmanRun(const std::vector<ProgramFile>& programs, std::uint32_t uid,
                                       const std::string& name) {
  std::vector<PodmanRun> candidates;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  while (const dirent* entry = proc ? readdir(proc.get()) : nullptr) {
    if (!Runs(entry->d_name, uid, programs)) continue;
    auto run = ParsePodmanRun(CommandLineOf(entry->d_name));
    if (!run) continue;
    if (!name.empty() && run->name == name) return run;
    if (name.empty() || run->name.empty()) candidates.push_back(std::move(*run));
  }
  if (candidates.size() != 1) return std::nullopt;
  if (!name.empty()) candidates.front().name = name;
  return candidates.front();
}

}  // namespace portlaw::containers
