// SPDX-License-Identifier: Apache-2.0
// portlaw audit query: what logs say.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "agent/audit/audit_event.h"
#include "agent/audit/query/query.h"
#include "agent/audit/time_text.h"
#include "agent/cli/audit_logs.h"
#include "agent/cli/report_errors.h"
#include "agent/cli/terminal.h"
#include "policy/model/parse_port_range.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

struct QueryOptions {
  std::vector<std::string> logs;
  std::vector<std::string> containers, services, ports, actions, reasons, processes;
  std::string since, until;
  std::string top;
  bool timeline = false;
  std::uint64_t limit = 0;  // 0: all
  std::string format = "text";
};

// Parses each of `words`, or names the first that is none.
template <class T>
Result<std::vector<T>> ParseAll(const std::vector<std::string>& words, std::optional<T> (*parse)(std::string_view),
                                const std::string& option, const std::string& advice) {
  std::vector<T> values;
  for (const std::string& word : words) {
    const std::optional<T> value = parse(word);
    if (!value) return Fail({}, option + " \"" + word + "\" is not understood", advice);
    values.push_back(*value);
  }
  return values;
}

Result<std::optional<audit::WallTime>> ParsePoint(const std::string& text, const std::string& option) {
  if (text.empty()) return std::optional<audit::WallTime>();
  const auto now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  const auto time = audit::ParseSince(text, now);
  if (time) return time;
  return Fail({}, option + " \"" + text + "\" is no point in time",
              "write 2026-11-01T12:00:00Z, or how long ago: 90s, 15m, 2h, 7d, 2w");
}

// The word itself, if a log has it as a reason.
std::optional<std::string> ParseReasonWord(std::string_view text) {
  if (!ParseReason(text) && text != audit::kTamperWord) return std::nullopt;
  return std::string(text);
}

Result<audit::LogFilter> FilterOf(const QueryOptions& options) {
  const auto ports = ParseAll<PortRange>(options.ports, ParsePortRange, "--port", "write 4100 or 4100-4199");
  if (!ports) return tl::make_unexpected(ports.error());
  const auto actions = ParseAll<Action>(options.actions, ParseAction, "--action", "use warn, deny or would-deny");
  if (!actions) return tl::make_unexpected(actions.error());
  const auto reasons =
      ParseAll<std::string>(options.reasons, ParseReasonWord, "--reason",
                            "use contested, assigned-reserved, assigned, legacy, reserved, sibling, in-block, "
                            "foreign, unallocated, dynamic-listen, pending, port-in-use, ephemeral, impostor or "
                            "tamper");
  if (!reasons) return tl::make_unexpected(reasons.error());
  const auto since = ParsePoint(options.since, "--since");
  if (!since) return tl::make_unexpected(since.error());
  const auto until = ParsePoint(options.until, "--until");
  if (!until) return tl::make_unexpected(until.error());
  return audit::LogFilter{options.containers, options.services,  *ports, *actions,
                          *reasons,           options.processes, *since, *until};
}

std::unique_ptr<audit::LogView> ViewOf(const QueryOptions& options, const audit::LogFilter& filter) {
  const audit::ViewOptions view{options.format, options.limit, ColumnsOf(STDOUT_FILENO), PaintFor(STDOUT_FILENO),
                                options.logs};
  if (options.format == "html") return audit::MakePageView(filter, view);
  if (const audit::LogField* field = audit::FindLogField(options.top)) return audit::MakeTopView(*field, view);
  return options.timeline ? audit::MakeTimelineView(filter, view) : audit::MakeEventsView(view);
}

void ReportWhatIsMissing(const audit::QueryTotals& totals) {
  if (totals.missing > 0) {
    std::cerr << "portlaw: " << totals.missing << (totals.missing == 1 ? " line is" : " lines are")
              << " missing from the logs; portlaw audit verify says where\n";
  }
  if (totals.malformed == 0) return;
  std::cerr << "portlaw: " << totals.malformed
            << (totals.malformed == 1 ? " line that is no event is" : " lines that are no events are")
            << " passed over, the first at " << Printable(totals.first_malformed, 1024)
            << "; portlaw audit verify says why\n";
}

int RunQuery(const QueryOptions& options) {
  if (options.format == "html" && (options.timeline || !options.top.empty())) {
    return ReportError(Fail({}, "--format html is one page with everything on it",
                            "leave --top and --timeline out, or take text, json or csv")
                           .value());
  }
  auto filter = FilterOf(options);
  if (!filter) return ReportError(filter.error());
  const auto view = ViewOf(options, *filter);
  const std::uint64_t most = options.top.empty() ? options.limit : 0;  // of --top, the view has the limit
  const auto write = [](std::string_view text) { return static_cast<bool>(std::cout << text); };
  audit::LogQuery query(*std::move(filter), *view, most, write);
  const Result<void> read = ForEachLine(
      options.logs, [&](const audit::LogLine& line, const std::string& file) { return query.Look(line, file); });
  if (!read) return ReportError(read.error());
  query.Finish();
  ReportWhatIsMissing(query.totals());
  return FinishOutput(kFine);
}

std::vector<std::string> FieldNames() {
  std::vector<std::string> names;
  for (const audit::LogField& field : audit::LogFields()) names.emplace_back(field.name);
  return names;
}

}  // namespace

void AddAuditQuery(Command audit) {
  Command command = audit.AddSubcommand("query", "Print, count or draw the events that match");
  const auto options = std::make_shared<QueryOptions>();
  command.AddOption("LOG", options->logs, "Audit logs, the oldest first; - is the standard input").Required();
  const auto several = [&](const std::string& name, std::vector<std::string>& values, const std::string& help) {
    command.AddOption(name, values, help).OneValueEach();
  };
  several("--container", options->containers,
          "Only of this container (name, name without its number, or id); - is the host");
  several("--service", options->services, "Only of containers of this service");
  several("--port", options->ports, "Only of this port, or of these: 4100-4199");
  several("--action", options->actions, "Only warn, deny or would-deny");
  several("--reason", options->reasons, "Only for this reason: foreign, reserved, ...");
  several("--process", options->processes, "Only of this process: its name, the path of its program, or its pid");
  command.AddOption("--since", options->since, "Only from then on: 2026-11-01T12:00:00Z, or 2h for two hours ago");
  command.AddOption("--until", options->until, "Only before then");
  command.AddOption("--limit", options->limit, "Stop after so many events, or show so many counts");
  command.AddOption("--top,--count-by", options->top, "The most frequent values of this, with counts")
      .OneOf(FieldNames());
  command.AddFlag("--timeline", options->timeline, "How many when: a histogram as wide as the terminal")
      .Excludes("--top");
  command
      .AddOption("--format", options->format,
                 "Output format; json is JSON Lines, as in the log, or one object of counts; html is one page")
      .OneOf({"text", "json", "csv", "html"});
  command.Footer(
      "Filters of different kinds all have to hold; one given several times holds if any of its values does.\n"
      "Counts are of binds: an event with 40 suppressed stands for 41. Logs are read as a stream, in bounded memory;\n"
      "where --top met more different values than it keeps, it says by how much a count may be short.\n"
      "Lines that are missing, by the numbers of their neighbours, are told, and how far the logs reach.\n"
      "csv follows RFC 4180, with an apostrophe before what a spreadsheet would take for a formula.\n"
      "Exit code: 0, also where nothing matches; 2 if a log cannot be read.\n\n"
      "  portlaw audit query /var/log/portlaw.jsonl.1 /var/log/portlaw.jsonl --action deny --since 1d\n"
      "  portlaw audit query /var/log/portlaw.jsonl --top container --limit 10\n"
      "  portlaw audit query /var/log/portlaw.jsonl --timeline --service Orchard --since 7d\n"
      "  portlaw audit query /var/log/portlaw.jsonl --format html > refusals.html\n"
      "  zcat /var/log/portlaw.jsonl.2.gz | portlaw audit query - --format csv > events.csv\n");
  command.OnRun([options] { return RunQuery(*options); });
}

}  // namespace portlaw::cli
