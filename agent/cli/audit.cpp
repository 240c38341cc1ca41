// SPDX-License-Identifier: Apache-2.0
// portlaw audit: what the audit log says, and whether it is whole.
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agent/audit/log_head.h"
#include "agent/audit/log_lines.h"
#include "agent/audit/log_query.h"
#include "agent/audit/log_record.h"
#include "agent/audit/log_verify.h"
#include "agent/audit/time_text.h"
#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"
#include "policy/lint/aggregate.h"
#include "policy/model/parse_port_range.h"
#include "policy/render/findings.h"
#include "policy/render/table.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxMessageBytes = 2048;
constexpr std::size_t kMaxFindingsShown = 1000;

// All the logs, in the order given, until `look` gives false.
Result<void> ForEachLine(const std::vector<std::string>& paths,
                         const std::function<bool(const audit::LogLine&, const std::string& file)>& look) {
  bool enough = false;
  const auto look_on = [&](const audit::LogLine& line, const std::string& file) {
    enough = !look(line, file);
    return !enough;
  };
  for (const std::string& path : paths) {
    if (auto read = audit::ForEachLogLine(path, look_on); !read || enough) return read;
  }
  return {};
}

int FinishOutput(int exit_code) {
  std::cout << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "cannot be written to").value());
  return exit_code;
}

std::string Dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

// ---- query ------------------------------------------------------------------------------------------------------

struct QueryOptions {
  std::vector<std::string> logs;
  std::vector<std::string> containers, services, ports, actions, reasons;
  std::string since, until;
  std::string count_by;
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

Result<audit::LogFilter> FilterOf(const QueryOptions& options) {
  const auto ports = ParseAll<PortRange>(options.ports, ParsePortRange, "--port", "write 4100 or 4100-4199");
  if (!ports) return tl::make_unexpected(ports.error());
  const auto actions = ParseAll<Action>(options.actions, ParseAction, "--action", "use warn, deny or would-deny");
  if (!actions) return tl::make_unexpected(actions.error());
  const auto reasons =
      ParseAll<Reason>(options.reasons, ParseReason, "--reason",
                       "use contested, assigned-reserved, assigned, legacy, reserved, sibling, in-block, foreign, "
                       "unallocated, dynamic-listen, pending or port-in-use");
  if (!reasons) return tl::make_unexpected(reasons.error());
  const auto since = ParsePoint(options.since, "--since");
  if (!since) return tl::make_unexpected(since.error());
  const auto until = ParsePoint(options.until, "--until");
  if (!until) return tl::make_unexpected(until.error());
  return audit::LogFilter{options.containers, options.services, *ports, *actions, *reasons, *since, *until};
}

std::string EventText(const audit::LogRecord& record) {
  std::string text = audit::ToRfc3339(record.time) + " " + std::string(ToString(record.action)) + " " +
                     std::string(ReasonWord(record)) + " " + std::to_string(record.port) + "/" +
                     Printable(record.protocol) + " " + Printable(record.message, kMaxMessageBytes);
  if (record.suppressed > 0) text += " (and " + std::to_string(record.suppressed) + " more like it)";
  return text + "\n";
}

// The line as it stands, if a terminal does nothing else with it than show it.
std::string EventJson(std::string_view line) {
  for (std::string_view rest = line; !rest.empty();) {
    const Utf8Character character = FirstCharacter(rest);
    if (!character.valid || !IsPrintable(character.code)) {
      return Dumped(Json::parse(line, nullptr, false), -1) + "\n";
    }
    rest.remove_prefix(character.bytes);
  }
  return std::string(line) + "\n";
}

struct QueryCounts {
  std::uint64_t events = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t malformed = 0;
  std::string first_malformed;
};

void PrintTally(const audit::LogTally& tally, const QueryCounts& counts, const QueryOptions& options) {
  std::vector<audit::LogTally::Count> values = tally.Take();
  const std::size_t all = values.size();
  if (options.limit > 0 && values.size() > options.limit) values.resize(options.limit);
  if (options.format == "json") {
    Json rows = Json::array();
    for (const auto& count : values) {
      rows.push_back({{"value", count.value},
                      {"events", count.events},
                      {"suppressed", count.suppressed},
                      {"last", audit::ToRfc3339(count.last)}});
    }
    std::cout << Dumped({{"count_by", options.count_by},
                         {"counts", rows},
                         {"values", all},
                         {"events", counts.events},
                         {"suppressed", counts.suppressed},
                         {"malformed", counts.malformed}},
                        2)
              << "\n";
    return;
  }
  Table table;
  table.Add({"EVENTS", "SUPPRESSED", "LAST", options.count_by});
  for (const auto& count : values) {
    table.Add({std::to_string(count.events), std::to_string(count.suppressed), audit::ToRfc3339(count.last),
               Printable(count.value)});
  }
  std::cout << table.Text() << "\n"
            << counts.events << " events, " << counts.suppressed << " more suppressed; " << all << " different\n";
}

const audit::LogKey* FindKey(const std::string& name) {
  for (const audit::LogKey& key : audit::LogKeys()) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

class Query {
 public:
  Query(const QueryOptions& options, audit::LogFilter filter) : options_(options), filter_(std::move(filter)) {
    if (const audit::LogKey* key = FindKey(options.count_by)) tally_.emplace(*key);
  }

  // False: it is enough.
  bool Look(const audit::LogLine& line, const std::string& file) {
    if (line.text.empty()) return true;
    audit::ParsedLine parsed;
    if (!line.too_long) parsed = audit::ParseLogLine(line.text);
    if (!parsed.record) {
      if (counts_.malformed++ == 0) counts_.first_malformed = ToString(Source{file, static_cast<int>(line.number)});
      return true;
    }
    if (!filter_.Passes(*parsed.record)) return true;
    ++counts_.events;
    counts_.suppressed += parsed.record->suppressed;
    if (tally_) {
      tally_->Add(*parsed.record);
      return true;
    }
    std::cout << (options_.format == "json" ? EventJson(line.text) : EventText(*parsed.record));
    return std::cout && (options_.limit == 0 || counts_.events < options_.limit);
  }

  void Finish() const {
    if (tally_) PrintTally(*tally_, counts_, options_);
    if (counts_.malformed == 0) return;
    std::cerr << "portlaw: " << counts_.malformed
              << (counts_.malformed == 1 ? " line that is no event is" : " lines that are no events are")
              << " passed over, the first at " << Printable(counts_.first_malformed, 1024)
              << "; portlaw audit verify says why\n";
  }

 private:
  const QueryOptions& options_;
  audit::LogFilter filter_;
  std::optional<audit::LogTally> tally_;
  QueryCounts counts_;
};

int RunQuery(const QueryOptions& options) {
  auto filter = FilterOf(options);
  if (!filter) return ReportError(filter.error());
  Query query(options, *std::move(filter));
  const Result<void> read = ForEachLine(
      options.logs, [&](const audit::LogLine& line, const std::string& file) { return query.Look(line, file); });
  if (!read) return ReportError(read.error());
  query.Finish();
  return FinishOutput(kFine);
}

// ---- verify -----------------------------------------------------------------------------------------------------

struct VerifyOptions {
  std::vector<std::string> logs;
  std::vector<std::string> heads;
  std::string format = "text";
};

std::string TimeOrDash(const std::optional<audit::WallTime>& time) { return time ? audit::ToRfc3339(*time) : "-"; }

std::uint64_t CountOf(const audit::LogTotals& totals, Action action) {
  return totals.actions[static_cast<std::size_t>(action)];
}

std::string ChainText(const audit::LogTotals& totals) {
  if (!totals.head) return "no line is chained to the one before\n";
  std::string text =
      "chained from number " + std::to_string(totals.chained.value_or(0)) + "; head " + audit::PointText(*totals.head);
  if (totals.unchained > 0) text += "; " + std::to_string(totals.unchained) + " events before the chain prove nothing";
  return text + "\n";
}

void PrintTotals(const audit::LogTotals& totals) {
  std::cout << totals.lines << " lines, " << totals.events << " events (" << CountOf(totals, Action::kWarn) << " warn, "
            << CountOf(totals, Action::kDeny) << " deny, " << CountOf(totals, Action::kWouldDeny) << " would-deny), "
            << totals.suppressed << " more suppressed; from " << TimeOrDash(totals.first) << " to "
            << TimeOrDash(totals.last) << "; " << (totals.beginnings > 1 ? "policy generations began anew; " : "")
            << totals.findings << (totals.findings == 1 ? " finding\n" : " findings\n") << ChainText(totals);
}

Json TotalsJson(const audit::LogTotals& totals) {
  return {{"lines", totals.lines},
          {"events", totals.events},
          {"warn", CountOf(totals, Action::kWarn)},
          {"deny", CountOf(totals, Action::kDeny)},
          {"would-deny", CountOf(totals, Action::kWouldDeny)},
          {"suppressed", totals.suppressed},
          {"first", totals.first ? Json(audit::ToRfc3339(*totals.first)) : Json()},
          {"last", totals.last ? Json(audit::ToRfc3339(*totals.last)) : Json()},
          {"beginnings", totals.beginnings},
          {"unchained", totals.unchained},
          {"chained_from", totals.chained ? Json(*totals.chained) : Json()},
          {"head", totals.head ? Json(audit::PointText(*totals.head)) : Json()},
          {"findings", totals.findings}};
}

// What the log has to come by: the heads that were given, and those that stand beside the logs. To be called before the
// logs are read, as an agent may be writing to them.
Result<void> ExpectHeads(const VerifyOptions& options, audit::LogVerifier& verifier) {
  for (const std::string& text : options.heads) {
    const auto head = audit::ParseChainPoint(text);
    if (!head) return Fail({}, "--head \"" + text + "\" is no head", "write NUMBER:HASH, as the agent's log has it");
    verifier.Expect(*head, "--head");
  }
  for (const std::string& log : options.logs) {
    if (const auto head = audit::ReadHead(log)) verifier.Expect(*head, audit::HeadPath(log));
  }
  return {};
}

int RunVerify(const VerifyOptions& options) {
  Findings kept;  // the first of them, for JSON
  std::uint64_t seen = 0;
  audit::LogVerifier verifier([&](const Finding& finding) {
    if (++seen > kMaxFindingsShown) return;
    if (options.format == "json") return kept.push_back(finding);
    std::cout << FindingsText(TellEach({finding}));
  });
  if (const auto expected = ExpectHeads(options, verifier); !expected) return ReportError(expected.error());
  const Result<void> read = ForEachLine(options.logs, [&](const audit::LogLine& line, const std::string& file) {
    verifier.Look(line, file);
    return true;
  });
  if (!read) return ReportError(read.error());
  verifier.Finish();
  const audit::LogTotals& totals = verifier.totals();
  if (options.format == "json") {
    Json json = Json::parse(FindingsJson(TellEach(kept)));
    std::cout << Dumped({{"findings", json["findings"]}, {"totals", TotalsJson(totals)}}, 2) << "\n";
  } else {
    if (seen > kMaxFindingsShown) std::cout << "... and " << seen - kMaxFindingsShown << " more findings\n";
    PrintTotals(totals);
  }
  return FinishOutput(totals.findings > 0 ? kFindings : kFine);
}

std::vector<std::string> KeyNames() {
  std::vector<std::string> names;
  for (const audit::LogKey& key : audit::LogKeys()) names.emplace_back(key.name);
  return names;
}

void AddQuery(Command audit) {
  Command command = audit.AddSubcommand("query", "Print or count the events that match");
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
  command.AddOption("--since", options->since, "Only from then on: 2026-11-01T12:00:00Z, or 2h for two hours ago");
  command.AddOption("--until", options->until, "Only before then");
  command.AddOption("--limit", options->limit, "Stop after so many events, or show so many counts");
  command.AddOption("--count-by", options->count_by, "Count the events instead of printing them").OneOf(KeyNames());
  command
      .AddOption("--format", options->format,
                 "Output format; json is JSON Lines, as in the log, or one object of counts")
      .OneOf({"text", "json"});
  command.Footer(
      "Filters of different kinds all have to hold; one given several times holds if any of its values does.\n"
      "Exit code: 0, also where nothing matches; 2 if a log cannot be read.\n\n"
      "  portlaw audit query /var/log/portlaw.jsonl.1 /var/log/portlaw.jsonl --action deny --since 1d\n"
      "  portlaw audit query /var/log/portlaw.jsonl --count-by container\n");
  command.OnRun([options] { return RunQuery(*options); });
}

void AddVerify(Command audit) {
  Command command = audit.AddSubcommand("verify", "Check that logs are whole, in order and as the agent writes them");
  const auto options = std::make_shared<VerifyOptions>();
  command.AddOption("LOG", options->logs, "Audit logs, the oldest first; - is the standard input").Required();
  command
      .AddOption("--head", options->heads,
                 "NUMBER:HASH that the log has to come by, as the agent told its own log (the journal)")
      .OneValueEach();
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.Footer(
      "Every line has to be an event with the keys, types and words of the format; times may go back by 5 s at\n"
      "most, policy generations only to 1 (after an unload or a boot).\n"
      "Every line has its number and the SHA-256 of the line before, through rotation and restart: a line that was\n"
      "edited, removed, moved or inserted breaks the chain. A tail that was cut off, or a log that was written anew, "
      "is\n"
      "seen by its head: LOG.head beside the log, and --head with one from the journal, which nobody can change "
      "later:\n\n"
      "  journalctl -u portlaw | grep 'audit log .*: head'\n"
      "  portlaw audit verify audit.jsonl.1 audit.jsonl --head 4711:2c26b46b...\n\n"
      "Exit code: 0 fine, 1 findings, 2 if a log cannot be read.\n");
  command.OnRun([options] { return RunVerify(*options); });
}

}  // namespace

void AddAudit(Command app) {
  Command command = app.AddSubcommand("audit", "Search and verify audit logs");
  command.RequireSubcommand();
  AddQuery(command);
  AddVerify(command);
}

}  // namespace portlaw::cli
