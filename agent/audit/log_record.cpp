// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_record.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "agent/audit/audit_event.h"
#include "agent/audit/time_text.h"
#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxShownBytes = 64;

// Reads the keys of one object and says what is wrong with them.
class Fields {
 public:
  Fields(const Json& object, std::string path, std::vector<std::string>& problems)
      : object_(object), path_(std::move(path)), problems_(problems) {}

  // A string; with `nullable`, null too, which is then empty.
  std::optional<std::string> Text(const char* key, bool nullable) {
    const Json* value = Find(key);
    if (value == nullptr) return std::nullopt;
    if (nullable && value->is_null()) return std::string();
    if (value->is_string()) return value->get<std::string>();
    Wrong(key, *value, nullable ? "a string or null" : "a string");
    return std::nullopt;
  }

  std::optional<std::uint64_t> Number(const char* key, std::uint64_t least, std::uint64_t most) {
    const Json* value = Find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_number_unsigned() && *value >= least && *value <= most) return value->get<std::uint64_t>();
    Wrong(key, *value, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }

  // A word for which `parse` has a value.
  template <class T>
  std::optional<T> Word(const char* key, std::optional<T> (*parse)(std::string_view)) {
    const auto text = Text(key, false);
    if (!text) return std::nullopt;
    const std::optional<T> value = parse(*text);
    if (!value) problems_.push_back("unknown " + Name(key) + " \"" + Printable(*text, kMaxShownBytes) + "\"");
    return value;
  }

  // An object; null where it is null, with `nullable`, or not there.
  const Json* Object(const char* key, bool nullable) {
    const Json* value = Find(key);
    if (value == nullptr || value->is_object()) return value;
    if (!(nullable && value->is_null())) Wrong(key, *value, nullable ? "an object or null" : "an object");
    return nullptr;
  }

 private:
  std::string Name(const char* key) const { return path_ + key; }

  const Json* Find(const char* key) {
    const auto place = object_.find(key);
    if (place != object_.end()) return &*place;
    problems_.push_back("no \"" + Name(key) + "\"");
    return nullptr;
  }

  void Wrong(const char* key, const Json& value, const std::string& wanted) {
    const std::string shown = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    problems_.push_back("\"" + Name(key) + "\" is " + Printable(shown, kMaxShownBytes) + ", not " + wanted);
  }

  const Json& object_;
  std::string path_;
  std::vector<std::string>& problems_;
};

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

std::optional<Scope> ParseScope(std::string_view text) {
  if (text == ToString(Scope::kHost)) return Scope::kHost;
  if (text == ToString(Scope::kPrivate)) return Scope::kPrivate;
  return std::nullopt;
}

// A silent allow is never logged.
std::optional<Action> ParseLoggedAction(std::string_view text) {
  const auto action = ParseAction(text);
  return action == Action::kAllow ? std::nullopt : action;
}

struct LoggedReason {
  std::optional<Reason> row;  // none: kTamperWord
};

std::optional<LoggedReason> ParseLoggedReason(std::string_view text) {
  const auto row = ParseReason(text);
  if (!row && text != kTamperWord) return std::nullopt;
  return LoggedReason{row};
}

std::optional<bool> ParseFamily(std::string_view text) {
  if (text != "ipv4" && text != "ipv6") return std::nullopt;
  return text == "ipv6";
}

void ReadContainer(Fields& line, LogRecord& record, std::vector<std::string>& problems) {
  const Json* container = line.Object("container", true);
  if (container == nullptr) return;
  Fields fields(*container, "container.", problems);
  record.container.emplace();
  record.container->id = fields.Text("id", true).value_or("");
  record.container->name = fields.Text("name", true).value_or("");
  record.container->runtime = fields.Text("runtime", true).value_or("");
}

void ReadProcess(Fields& line, LogRecord& record, std::vector<std::string>& problems) {
  const Json* process = line.Object("process", false);
  if (process == nullptr) return;
  Fields fields(*process, "process.", problems);
  record.pid = static_cast<std::int64_t>(fields.Number("pid", 0, std::numeric_limits<std::int32_t>::max()).value_or(0));
  record.uid =
      static_cast<std::uint32_t>(fields.Number("uid", 0, std::numeric_limits<std::uint32_t>::max()).value_or(0));
  record.comm = fields.Text("comm", true).value_or("");
  record.exe = fields.Text("exe", true).value_or("");
}

void ReadSource(Fields& line, LogRecord& record, std::vector<std::string>& problems) {
  const Json* source = line.Object("source", true);
  if (source == nullptr) return;
  Fields fields(*source, "source.", problems);
  const auto file = fields.Text("file", true);
  const auto number = fields.Number("line", 0, std::numeric_limits<std::int32_t>::max());
  if (file && number) record.source = Source{*file, static_cast<int>(*number)};
}

std::optional<std::string> ParseLineHash(std::string_view text) {
  return IsLineHash(text) ? std::optional<std::string>(text) : std::nullopt;
}

// A line has both keys or neither.
void ReadLink(const Json& json, Fields& line, LogRecord& record) {
  if (!json.contains("seq") && !json.contains("prev")) return;
  const auto sequence = line.Number("seq", 1, kAny);
  const auto previous = line.Word<std::string>("prev", ParseLineHash);
  if (sequence && previous) record.link = ChainLink{*sequence, *previous};
}

ParsedLine Read(const Json& json) {
  ParsedLine parsed;
  Fields line(json, "", parsed.problems);
  LogRecord record;
  const auto time = line.Word<WallTime>("time", ParseRfc3339);
  const auto action = line.Word<Action>("action", ParseLoggedAction);
  const auto reason = line.Word<LoggedReason>("reason", ParseLoggedReason);
  const auto port = line.Number("port", 0, 65535);
  record.protocol = line.Text("protocol", false).value_or("");
  line.Word<bool>("family", ParseFamily);
  line.Text("address", true);
  ReadContainer(line, record, parsed.problems);
  record.service = line.Text("service", true).value_or("");
  record.owner = line.Text("owner", true).value_or("");
  ReadProcess(line, record, parsed.problems);
  line.Text("cgroup", true);
  record.scope = line.Word<Scope>("netns", ParseScope).value_or(Scope::kHost);
  ReadSource(line, record, parsed.problems);
  record.generation = line.Number("generation", 0, kAny).value_or(0);
  record.suppressed = line.Number("suppressed", 0, kAny).value_or(0);
  record.message = line.Text("message", false).value_or("");
  ReadLink(json, line, record);
  if (!time || !action || !reason || !port) return parsed;
  record.time = *time;
  record.action = *action;
  record.reason = reason->row;
  record.port = static_cast<Port>(*port);
  parsed.record = std::move(record);
  return parsed;
}

}  // namespace

std::string_view ReasonWord(const LogRecord& record) { return record.reason ? ToString(*record.reason) : kTamperWord; }

ParsedLine ParseLogLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) return {std::nullopt, {"is no JSON"}};
  if (!json.is_object()) return {std::nullopt, {"is no JSON object"}};
  return Read(json);
}

}  // namespace portlaw::audit
