// SPDX-License-Identifier: Apache-2.0
// portlaw notify: refusals and warnings of a user's processes, as notifications on their desktop.
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"
#include "agent/developer/notifier.h"
#include "agent/io/run_program.h"

namespace portlaw::cli {

namespace {

using control::Client;
using developer::Notifier;

constexpr std::chrono::seconds kPause{2};  // between two tries to reach the agent
constexpr std::chrono::seconds kPatience{10};

struct NotifyOptions {
  std::string socket = control::kDefaultSocket;
  bool everybody = false;
};

std::string WhyOf(const std::string& port, const std::string& socket) {
  const auto why = io::RunProgram({"/proc/self/exe", "why", port, "--socket", socket}, {}, kPatience);
  if (!why) return ToString(why.error());
  return why->code < kCouldNotRun ? why->output : "run `portlaw why " + port + "` in a terminal: it could not be told";
}

ResultOfMany<Client> Watch(const std::string& socket) {
  auto client = Client::Connect(socket);
  if (!client) return FailMany(client.error());
  if (const auto reply = client->Ask({{"request", "watch"}}); !reply) return tl::make_unexpected(reply.error());
  return std::move(*client);
}

// Shows what has come on `client`. False: the agent has closed the connection.
Result<bool> ShowNews(Client& client, Notifier& notifier) {
  for (;;) {
    const auto line = client.Next(std::chrono::milliseconds(0));
    if (!line) return false;
    if (!*line) return true;
    if (!(*line)->contains("event")) continue;
    if (auto told = notifier.Tell((**line)["event"], std::chrono::steady_clock::now()); !told) {
      return tl::make_unexpected(told.error());
    }
  }
}

// Until the agent closes the connection. Errors: the notifications' end is gone.
Result<void> ShowUntilClosed(Client& client, Notifier& notifier) {
  for (;;) {
    const auto open = ShowNews(client, notifier);
    if (!open) return tl::make_unexpected(open.error());
    if (!*open) return {};
    if (auto handled = notifier.Handle(); !handled) return handled;
    std::array<pollfd, 2> waiting = {pollfd{client.fd(), POLLIN, 0}, pollfd{notifier.fd(), POLLIN, 0}};
    poll(waiting.data(), waiting.size(), -1);
  }
}

int RunNotify(const NotifyOptions& options) {
  developer::NotifierOptions how;
  if (!options.everybody) how.user = geteuid();
  how.why = [&options](const std::string& port) { return WhyOf(port, options.socket); };
  const auto notifier = Notifier::Make(std::move(how));
  if (!notifier) return ReportError(notifier.error());
  for (bool first = true;; first = false) {
    auto client = Watch(options.socket);
    // An agent that restarts is waited for; one that is not there, or may not be asked, is somebody's mistake.
    if (!client && first) return ReportErrors(client.error());
    if (client) {
      if (first) std::cerr << "portlaw: showing what is refused\n";
      if (const auto shown = ShowUntilClosed(*client, **notifier); !shown) return ReportError(shown.error());
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

void AddNotify(Command app) {
  Command command = app.AddSubcommand("notify", "Show refusals and warnings on the desktop of whoever caused them");
  const auto options = std::make_shared<NotifyOptions>();
  AddSocketOption(command, options->socket);
  command.AddFlag("--everybody", options->everybody, "Those of all users and containers, not only one's own");
  command.OnRun([options] { return RunNotify(*options); });
}

}  // namespace portlaw::cli
