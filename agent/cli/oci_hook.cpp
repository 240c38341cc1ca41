// SPDX-License-Identifier: Apache-2.0
// portlaw oci-hook: a container is known to the agent before its first instruction.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/report_errors.h"
#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/engine_process.h"
#include "agent/containers/engines/oci_bundle.h"
#include "agent/containers/oci_state.h"
#include "agent/control/client.h"
#include "agent/control/protocol.h"
#include "agent/io/read_file.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMaxConfigBytes = 4 * 1024 * 1024;
constexpr milliseconds kPoll{2};
constexpr int kFails = 1;  // any status but 0 makes the runtime give the container up

struct OciHookOptions {
  std::string socket = control::kDefaultSocket;
  std::uint32_t timeout = 2000;  // ms
  std::string on_failure = "fail";
  std::string install;  // a bundle: instead of acting as the hook, add it there
};

// Who the container is, by its bundle; else the agent asks the engine.
std::optional<containers::KnownContainer> ByBundle(const containers::OciState& state) {
  const auto config = io::ReadFile(state.bundle + "/config.json", kMaxConfigBytes);
  if (!config) return std::nullopt;
  return containers::IdentityOfBundle(*config, state.id, "oci-hook");
}

json RegisterRequest(const std::string& cgroup, const containers::KnownContainer& known) {
  const std::string& name = known.identity.name.empty() ? known.details.id : known.identity.name;
  return {{"request", "register"},
          {"cgroup", cgroup},
          {"name", name},
          {"display_name", known.details.name},
          {"names", known.identity.names},
          {"id", known.details.id},
          {"runtime", known.details.runtime},
          {"image", known.details.image}};
}

Errors OneError(Error error) { return {std::move(error)}; }

milliseconds Left(Clock::time_point deadline) {
  return std::max(std::chrono::duration_cast<milliseconds>(deadline - Clock::now()), milliseconds(1));
}

// Asks until the agent knows who `cgroup` is.
ResultOfMany<void> WaitUntilKnown(control::Client& client, const std::string& cgroup, Clock::time_point deadline) {
  while (true) {
    const auto reply = client.Ask({{"request", "resolve"}, {"cgroup", cgroup}}, Left(deadline));
    if (!reply) return tl::make_unexpected(reply.error());
    if (!reply->value("pending", true)) return {};
    if (Clock::now() >= deadline) {
      return tl::make_unexpected(OneError({{cgroup, 0},
                                           "the agent did not learn in time who the container is",
                                           "does it follow the engine? portlaw status tells"}));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

ResultOfMany<void> Register(const OciHookOptions& options, const std::string& input) {
  const auto deadline = Clock::now() + milliseconds(options.timeout);
  const auto state = containers::ParseOciState(input);
  if (!state) return tl::make_unexpected(OneError(state.error()));
  const auto cgroup = containers::CgroupPathOfProcess(state->pid);
  if (!cgroup) {
    return tl::make_unexpected(OneError({{"/proc/" + std::to_string(state->pid) + "/cgroup", 0},
                                         "the container's process has no cgroup v2",
                                         "portlaw needs cgroup v2"}));
  }
  if (!containers::IsInContainer(*cgroup)) {
    // Naming it would name all that is in it.
    return tl::make_unexpected(OneError({{*cgroup, 0},
                                         "is not the container's own cgroup",
                                         "on a host with both versions of cgroups, use the systemd cgroup driver"}));
  }
  auto client = control::Client::Connect(options.socket);
  if (!client) return tl::make_unexpected(OneError(client.error()));
  if (const auto known = ByBundle(*state)) {
    const auto reply = client->Ask(RegisterRequest(*cgroup, *known), Left(deadline));
    return reply ? ResultOfMany<void>() : tl::make_unexpected(reply.error());
  }
  return WaitUntilKnown(*client, *cgroup, deadline);
}

// The hook itself, as the bundle's config.json has it: this program, with the same options.
json HookOf(const OciHookOptions& options) {
  std::error_code ignored;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  const unsigned seconds = options.timeout / 1000 + 3;  // the runtime's own limit comes after ours
  return {{"path", self},
          {"args", json::array({"portlaw", "oci-hook", "--socket", options.socket, "--timeout",
                                std::to_string(options.timeout), "--on-failure", options.on_failure})},
          {"timeout", seconds}};
}

// Puts the hook first of the bundle's createRuntime hooks, once.
Result<void> Install(const OciHookOptions& options) {
  const std::string path = options.install + "/config.json";
  const auto text = io::ReadFile(path, kMaxConfigBytes);
  if (!text) return tl::make_unexpected(text.error());
  json config = json::parse(*text, nullptr, false);
  if (!config.is_object()) return Fail({path, 0}, "is not an OCI bundle's config.json");
  json& hooks = config["hooks"];
  if (!hooks.is_object()) hooks = json::object();
  json& stage = hooks["createRuntime"];
  if (!stage.is_array()) stage = json::array();
  const json hook = HookOf(options);
  if (std::find(stage.begin(), stage.end(), hook) == stage.end()) stage.insert(stage.begin(), hook);
  const std::string next = path + ".portlaw";
  std::ofstream(next) << config;
  std::error_code error;
  std::filesystem::rename(next, path, error);
  return error ? Fail({path, 0}, "cannot be replaced: " + error.message()) : Result<void>();
}

std::string ReadInput() {
  std::string input(containers::kMaxStateBytes + 1, '\0');
  std::cin.read(input.data(), static_cast<std::streamsize>(input.size()));
  input.resize(static_cast<std::size_t>(std::cin.gcount()));
  return input;
}

int RunOciHook(const OciHookOptions& options) {
  if (!options.install.empty()) {
    const auto installed = Install(options);
    return installed ? kFine : ReportError(installed.error());
  }
  const auto registered = Register(options, ReadInput());
  if (registered) return kFine;
  ReportErrors(registered.error());
  if (options.on_failure == "fail") return kFails;
  std::cerr << "portlaw: the container starts all the same (--on-failure pass)\n";
  return kFine;
}

}  // namespace

void AddOciHook(Command app) {
  Command command =
      app.AddSubcommand("oci-hook", "Make a container known to the agent before it starts (OCI hook createRuntime)");
  const auto options = std::make_shared<OciHookOptions>();
  AddSocketOption(command, options->socket);
  command.AddOption("--timeout", options->timeout, "Milliseconds that a start may wait")
      .Between(1, 60000)
      .ShowDefault();
  command
      .AddOption("--on-failure", options->on_failure,
                 "Where the agent is down or too slow: 'fail' the container's start, or let it 'pass'")
      .OneOf({"fail", "pass"})
      .ShowDefault();
  command.AddOption(
      "--install", options->install,
      "Add this hook, with the options given, to the OCI bundle in this directory (for a runtime wrapper)");
  command.OnRun([options] { return RunOciHook(*options); });
}

}  // namespace portlaw::cli
