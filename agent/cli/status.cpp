// SPDX-License-Identifier: Apache-2.0
// portlaw status: what the agent enforces, whom it knows, and what it has decided. Exit code 1 where a hook that should
// be attached is not.
#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/held_change.h"
#include "agent/cli/report_errors.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using nlohmann::json;

std::uint64_t NumberAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

// A list at `key`; empty where there is none.
const json& ListAt(const json& object, const char* key) {
  static const json kNone = json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNone;
}

std::string TextOf(const json& object, const char* key) { return Printable(control::TextAt(object, key)); }

void PrintRegistries(const json& status) {
  for (const json& registry : ListAt(status, "registries")) {
    std::cout << "registry    " << TextOf(registry, "file") << ": " << NumberAt(registry, "assignments")
              << " assignments, " << NumberAt(registry, "blocks") << " blocks, " << NumberAt(registry, "groups")
              << " groups, " << NumberAt(registry, "reserved") << " reserved ranges, " << NumberAt(registry, "findings")
              << " findings\n";
  }
}

void PrintReload(const json& status) {
  const json reload = status.value("last_reload", json());
  if (!reload.is_object()) return;
  std::cout << "reload      " << TextOf(reload, "time") << (reload.value("ok", false) ? " done" : " REFUSED") << "\n";
  for (const json& error : ListAt(reload, "errors")) {
    if (error.is_string()) std::cout << "            " << Printable(error.get<std::string>(), 1024) << "\n";
  }
}

void PrintHeld(const json& status) {
  const json held = status.value("held", json());
  if (held.is_object()) std::cout << HeldText(held);
}

void PrintHooks(const json& status) {
  std::string attached;
  for (const json& hook : ListAt(status, "hooks")) {
    if (hook.value("attached", false)) attached += " " + TextOf(hook, "name");
  }
  std::cout << "hooks      " << attached << "\n";
  for (const json& hook : ListAt(status, "hooks")) {
    if (hook.value("attached", false)) continue;
    std::cout << (hook.value("missing", true) ? "  MISSING   " : "  without   ") << TextOf(hook, "name") << ": "
              << Printable(control::TextAt(hook, "lost"), 1024) << "\n";
  }
  for (const json& program : ListAt(status, "foreign_programs")) {
    std::cout << "  foreign   " << TextOf(program, "hook") << ": program " << NumberAt(program, "id") << " '"
              << TextOf(program, "name") << "' of somebody else (" << TextOf(program, "flags") << ")\n";
  }
}

bool IsAllAttached(const json& status) {
  const json& hooks = ListAt(status, "hooks");
  return std::none_of(hooks.begin(), hooks.end(), [](const json& hook) { return hook.value("missing", true); });
}

void PrintSubjects(const json& status) {
  const json subjects = status.value("subjects", json::object());
  std::cout << "subjects    " << NumberAt(subjects, "cgroups") << " cgroups, " << NumberAt(subjects, "containers")
            << " containers, " << NumberAt(subjects, "pending") << " pending\n";
  if (NumberAt(subjects, "without_row") > 0) {
    std::cout << "            " << NumberAt(subjects, "without_row") << " found all rows for names taken\n";
  }
  for (const json& container : ListAt(status, "containers")) {
    std::cout << "  " << std::left << std::setw(24) << TextOf(container, "name") << " " << std::setw(16)
              << TextOf(container, "service") << " " << std::setw(12) << TextOf(container, "runtime") << " "
              << TextOf(container, "cgroup") << "\n";
  }
  for (const json& source : ListAt(status, "sources")) {
    std::cout << "source      " << TextOf(source, "name") << (source.value("connected", false) ? ": " : " (absent): ")
              << TextOf(source, "detail") << "\n";
  }
}

void PrintDecisions(const json& status) {
  const json decisions = status.value("decisions", json::object());
  std::cout << "decisions   " << NumberAt(decisions, "decided") << " = " << NumberAt(decisions, "emitted")
            << " reported + " << NumberAt(decisions, "suppressed") << " suppressed + " << NumberAt(decisions, "dropped")
            << " dropped\n";
  if (NumberAt(decisions, "unjudged") > 0) {
    std::cout << "            " << NumberAt(decisions, "unjudged")
              << " binds in private network namespaces were not judged: nobody outside sees those ports (settings: "
                 "private_netns: ignore)\n";
  }
  for (const json& top : ListAt(decisions, "top")) {
    const std::string port = std::to_string(NumberAt(top, "port")) + "/" + TextOf(top, "protocol");
    std::cout << "  " << std::right << std::setw(10) << NumberAt(top, "decided") << "  " << std::left << std::setw(24)
              << TextOf(top, "container") << " " << std::setw(10) << port << " " << std::setw(10)
              << TextOf(top, "action") << " " << TextOf(top, "reason") << "\n";
  }
}

void PrintTrouble(const json& status) {
  for (const json& fault : ListAt(status, "faults")) {
    std::cout << "fault       " << TextOf(fault, "name") << " (" << NumberAt(fault, "count")
              << " times): " << TextOf(fault, "meaning") << "\n";
  }
  for (const json& sink : ListAt(status, "sinks")) {
    if (NumberAt(sink, "lost") == 0) continue;
    std::cout << "lost        " << NumberAt(sink, "lost") << " events could not be written to " << TextOf(sink, "name")
              << "\n";
  }
}

std::string Megabytes(std::uint64_t bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / (1024 * 1024) << " MiB";
  return text.str();
}

void PrintStatus(const json& status) {
  const json memory = status.value("memory", json::object());
  std::cout << "agent       " << TextOf(status, "version") << ", pid " << NumberAt(status, "pid") << ", "
            << Megabytes(NumberAt(memory, "agent_bytes")) << ", " << Megabytes(NumberAt(memory, "kernel_bytes"))
            << " in the kernel\n"
            << "policy      " << TextOf(status, "mode") << ", generation " << NumberAt(status, "generation") << ", at "
            << TextOf(status, "cgroup_root") << "\n";
  PrintRegistries(status);
  PrintReload(status);
  PrintHeld(status);
  PrintHooks(status);
  PrintSubjects(status);
  PrintDecisions(status);
  PrintTrouble(status);
}

int RunStatus(const ControlOptions& options) {
  const auto reply = options.Ask({{"request", "status"}});
  if (!reply) return ReportErrors(reply.error());
  const json status = reply->value("status", json::object());
  if (options.json()) {
    std::cout << status.dump(2, ' ', false, json::error_handler_t::replace) << "\n";
  } else {
    PrintStatus(status);
  }
  return IsAllAttached(status) ? kFine : kFindings;
}

}  // namespace

void AddStatus(Command app) {
  Command command = app.AddSubcommand("status", "What the agent enforces, whom it knows, what it has decided");
  const auto options = std::make_shared<ControlOptions>();
  options->AddTo(command);
  command.OnRun([options] { return RunStatus(*options); });
}

}  // namespace portlaw::cli
