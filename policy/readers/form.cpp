// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/form.h"

#include <charconv>
#include <functional>
#include <initializer_list>
#include <utility>

#include "policy/readers/scan.h"
#include "policy/readers/source/data_tree.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

class FormReader {
 public:
  FormReader(const std::string& file, const ReadOptions& options) : file_(file), options_(options) {}

  ResultOfMany<Document> Read(const DataNode& root) {
    if (!root.IsMap()) {
      Fail(root.line, "the document is no map of keys", "begin with `portlaw: 1` and `assignments:`");
      return tl::make_unexpected(std::move(errors_));
    }
    for (const DataNode& part : root.children) ReadPart(part);
    const Registry& registry = document_.registry;
    if (errors_.empty() && registry.assignments.empty() && registry.blocks.empty() && registry.groups.empty() &&
        registry.reserved.empty()) {
      Fail(0, "nothing in it reads as a port registry", "list ports under `assignments:`");
    }
    if (!errors_.empty()) return tl::make_unexpected(std::move(errors_));
    ApplyOverrides();
    return std::move(document_);
  }

 private:
  void Fail(int line, std::string what, std::string advice) {
    errors_.push_back({{file_, line}, std::move(what), std::move(advice)});
  }

  void ReadPart(const DataNode& part) {
    using Reader = void (FormReader::*)(const DataNode&);
    static constexpr std::pair<std::string_view, Reader> kParts[] = {
        {"assignments", &FormReader::ReadAssignment},
        {"blocks", &FormReader::ReadBlock},
        {"groups", &FormReader::ReadGroup},
        {"reserved", &FormReader::ReadReserved},
        {"migrations", &FormReader::ReadMigration},
        {"offsets", &FormReader::ReadOffset},
        {"redis", &FormReader::ReadRedis},
        {"variables", &FormReader::ReadVariable},
    };
    if (part.key == "findings") return;
    if (part.key == "portlaw") {
      if (part.scalar != "1")
        Fail(part.key_line, "version '" + part.scalar + "' of the form is not known", "use `portlaw: 1`");
      return Took({file_, part.key_line}, part.scalar, "passed over", "the version of portlaw's own form");
    }
    for (const auto& [key, reader] : kParts) {
      if (part.key != key) continue;
      if (part.kind == DataKind::kNull) return;
      if (!part.IsList()) return Fail(part.line, "'" + part.key + "' is no list", "write one item a line with '- '");
      for (const DataNode& item : part.children) ReadItem(item, reader);
      return;
    }
    Fail(part.key_line, "the key '" + part.key + "' is not known",
         "use assignments, blocks, groups, reserved, migrations, offsets, redis or variables");
  }

  void ReadItem(const DataNode& item, void (FormReader::*reader)(const DataNode&)) {
    if (!item.IsMap()) return Fail(item.line, "this item is no map of keys", "write `first: 4100` and so on");
    (this->*reader)(item);
  }

  // --- values ----------------------------------------------------------------------------------------------------

  void AllowOnly(const DataNode& item, std::initializer_list<std::string_view> keys) {
    for (const DataNode& child : item.children) {
      bool known = child.key == "source";
      std::string list;
      for (std::string_view key : keys) {
        known = known || child.key == key;
        list += (list.empty() ? "" : ", ") + std::string(key);
      }
      if (!known) Fail(child.key_line, "the key '" + child.key + "' is not known here", "use " + list);
    }
  }

  std::string Text(const DataNode& item, std::string_view key) {
    const DataNode* value = item.Find(key);
    if (value == nullptr || value->kind == DataKind::kNull) return {};
    if (!value->IsScalar()) Fail(value->line, "'" + std::string(key) + "' is no text", "write one value");
    return value->scalar;
  }

  std::optional<std::string> Host(const DataNode& item) {
    const DataNode* value = item.Find("host");
    if (value == nullptr || value->kind == DataKind::kNull) return std::nullopt;
    return Text(item, "host");
  }

  std::optional<int> Number(const DataNode& value, int lowest, int highest) {
    int number = 0;
    const char* end = value.scalar.data() + value.scalar.size();
    const auto [at, error] = std::from_chars(value.scalar.data(), end, number);
    if (value.IsScalar() && error == std::errc() && at == end && number >= lowest && number <= highest) return number;
    const std::string what = lowest == 1 ? "port " : "";
    Fail(value.line,
         what + "'" + value.scalar + "' is not " + (lowest == 1 ? "a port" : "a number that can stand here"),
         "use " + std::to_string(lowest) + " to " + std::to_string(highest));
    return std::nullopt;
  }

  // `first` and `last`, `port`, or `ports: "5810-5819"`.
  std::optional<PortRange> Ports(const DataNode& item) {
    if (const DataNode* ports = item.Find("ports")) return PortsInText(*ports);
    const DataNode* first = item.Find("first");
    if (first == nullptr) first = item.Find("port");
    if (first == nullptr) {
      Fail(item.line, "this item names no port", "add `first: 4100`");
      return std::nullopt;
    }
    const DataNode* last = item.Find("last");
    const auto from = Number(*first, 1, 65535);
    const auto to = last == nullptr ? from : Number(*last, 1, 65535);
    if (!from || !to) return std::nullopt;
    if (last != nullptr && last->line != first->line) {
      Took({file_, last->line}, last->scalar, "passed over", "the end of the range that begins above");
    }
    return Checked(*from, *to, first->line);
  }

  std::optional<PortRange> Checked(long first, long last, int line) {
    if (first > last) {
      Fail(line, "the range " + std::to_string(first) + "-" + std::to_string(last) + " runs backwards",
           "write the lower port first");
      return std::nullopt;
    }
    return PortRange{static_cast<Port>(first), static_cast<Port>(last)};
  }

  std::optional<PortRange> PortsInText(const DataNode& value) {
    const readers::Text text = Scanned(value.scalar);
    if (text.numbers.size() == 1 && text.numbers[0].IsPorts() && IsNothingBut(text, text.numbers[0])) {
      const readers::Number& number = text.numbers[0];
      if (number.first >= 1 && number.last <= 65535) return Checked(number.first, number.last, value.line);
    }
    Fail(value.line, "port '" + value.scalar + "' is not a port", "use 1 to 65535, or a range: \"5810-5819\"");
    return std::nullopt;
  }

  std::optional<PortRange> PortsAt(const DataNode& item, std::string_view key) {
    const DataNode* value = item.Find(key);
    if (value == nullptr || value->kind == DataKind::kNull) return std::nullopt;
    const auto ports = value->IsMap() ? Ports(*value) : PortsInText(*value);
    if (ports)
      Took({file_, value->line}, ToString(*ports), "passed over", "what '" + std::string(key) + "' of a row is");
    return ports;
  }

  // One of `words`, by its index; the first where the key is absent.
  int OneOf(const DataNode& item, std::string_view key, std::initializer_list<std::string_view> words) {
    const std::string text = Text(item, key);
    if (text.empty()) return 0;
    int index = 0;
    std::string list;
    for (std::string_view word : words) {
      if (text == word) return index;
      list += (list.empty() ? "" : ", ") + std::string(word);
      ++index;
    }
    Fail(item.Find(key)->line, "'" + text + "' is no value of '" + std::string(key) + "'", "use one of " + list);
    return 0;
  }

  Protocol ProtocolOf(const DataNode& item) {
    static constexpr Protocol kOrder[] = {Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp};
    return kOrder[OneOf(item, "protocol", {"any", "tcp", "udp", "sctp"})];
  }

  Source SourceOf(const DataNode& item) {
    const DataNode* source = item.Find("source");
    if (source == nullptr || source->kind == DataKind::kNull) return {file_, item.line};
    if (!source->IsMap()) {
      Fail(source->line, "'source' is no map", "write `source: {file: NAME, line: 1}`");
      return {};
    }
    const DataNode* line = source->Find("line");
    const auto number = line == nullptr ? std::optional(0) : Number(*line, 0, 1'000'000'000);
    return {Text(*source, "file"), number.value_or(0)};
  }

  std::vector<std::string> Texts(const DataNode& item, std::string_view key) {
    std::vector<std::string> texts;
    const DataNode* list = item.Find(key);
    if (list == nullptr || list->kind == DataKind::kNull) return texts;
    if (!list->IsList()) Fail(list->line, "'" + std::string(key) + "' is no list", "write [a, b]");
    for (const DataNode& value : list->children) texts.push_back(value.scalar);
    return texts;
  }

  std::vector<Port> PortList(const DataNode& item, std::string_view key) {
    std::vector<Port> ports;
    const DataNode* list = item.Find(key);
    if (list == nullptr || !list->IsList()) {
      Fail(item.line, "'" + std::string(key) + "' is no list of ports", "write `" + std::string(key) + ": [4900]`");
      return ports;
    }
    for (const DataNode& value : list->children) {
      if (const auto port = Number(value, 1, 65535)) ports.push_back(static_cast<Port>(*port));
    }
    return ports;
  }

  void Took(const Source& source, std::string text, std::string_view taken,
            std::string_view why = "stated in portlaw's own form") {
    document_.readings.push_back({source, std::move(text), std::string(taken), std::string(why)});
  }

  // --- items -----------------------------------------------------------------------------------------------------

  void ReadAssignment(const DataNode& item) {
    AllowOnly(item, {"first", "last", "port", "ports", "protocol", "label", "container", "service", "purpose", "host",
                     "exposure", "container_ports", "section", "section_ports"});
    Assignment assignment;
    const auto ports = Ports(item);
    assignment.protocol = ProtocolOf(item);
    assignment.label = Text(item, "label");
    assignment.container = Text(item, "container");
    assignment.service = Text(item, "service");
    assignment.purpose = Text(item, "purpose");
    assignment.host = Host(item);
    assignment.exposure = OneOf(item, "exposure", {"host", "internal"}) == 1 ? Exposure::kInternal : Exposure::kHost;
    assignment.container_ports = PortsAt(item, "container_ports");
    assignment.section = Text(item, "section");
    assignment.section_ports = PortsAt(item, "section_ports");
    assignment.source = SourceOf(item);
    if (assignment.label.empty() && assignment.container.empty() && assignment.service.empty()) {
      Fail(item.line, "this assignment names nobody", "add `service:`, `container:` or `label:`");
    }
    if (!ports) return;
    assignment.ports = *ports;
    Took(assignment.source, ToString(*ports), "assignment");
    document_.registry.assignments.push_back(std::move(assignment));
  }

  void ReadBlock(const DataNode& item) {
    AllowOnly(item, {"first", "last", "port", "ports", "service", "layer", "embedded_in", "host"});
    Block block{{}, Text(item, "service"), Text(item, "layer"), Text(item, "embedded_in"), Host(item), SourceOf(item)};
    if (block.service.empty()) Fail(item.line, "this block names no service", "add `service:`");
    const auto ports = Ports(item);
    if (!ports) return;
    block.ports = *ports;
    Took(block.source, ToString(*ports), "block");
    document_.registry.blocks.push_back(std::move(block));
  }

  void ReadGroup(const DataNode& item) {
    AllowOnly(item, {"first", "last", "port", "ports", "name", "services", "host"});
    Group group{{}, Text(item, "name"), Texts(item, "services"), Host(item), SourceOf(item)};
    const auto ports = Ports(item);
    if (!ports) return;
    group.ports = *ports;
    Took(group.source, ToString(*ports), "group");
    document_.registry.groups.push_back(std::move(group));
  }

  void ReadReserved(const DataNode& item) {
    AllowOnly(item, {"first", "last", "port", "ports", "protocol", "reason", "kind", "host"});
    ReservedRange range;
    range.protocol = ProtocolOf(item);
    range.reason = Text(item, "reason");
    range.kind = OneOf(item, "kind", {"never", "future"}) == 1 ? ReservedKind::kFuture : ReservedKind::kNever;
    range.host = Host(item);
    range.source = SourceOf(item);
    const auto ports = Ports(item);
    if (!ports) return;
    range.ports = *ports;
    Took(range.source, ToString(*ports), "reserved");
    document_.registry.reserved.push_back(std::move(range));
  }

  void ReadMigration(const DataNode& item) {
    AllowOnly(item, {"service", "from", "to"});
    Migration migration{Text(item, "service"), PortList(item, "from"), PortList(item, "to"), SourceOf(item)};
    for (Port port : migration.from) Took(migration.source, std::to_string(port), "migration");
    document_.registry.migrations.push_back(std::move(migration));
  }

  void ReadOffset(const DataNode& item) {
    AllowOnly(item, {"first", "last", "purpose"});
    const DataNode* first = item.Find("first");
    if (first == nullptr) return Fail(item.line, "this offset has no `first`", "add `first: 10`");
    const DataNode* last = item.Find("last");
    const auto from = Number(*first, 0, 65535);
    const auto to = last == nullptr ? from : Number(*last, 0, 65535);
    if (!from || !to) return;
    if (*from > *to) return Fail(first->line, "the offsets run backwards", "write the lower one first");
    Took(SourceOf(item), "+" + std::to_string(*from), "offset");
    document_.registry.offsets.push_back({*from, *to, Text(item, "purpose"), SourceOf(item)});
  }

  void ReadRedis(const DataNode& item) {
    AllowOnly(item, {"db", "service", "purpose"});
    const DataNode* db = item.Find("db");
    if (db == nullptr) return Fail(item.line, "this Redis database has no `db`", "add `db: 0`");
    const auto number = Number(*db, 0, 65535);
    if (!number) return;
    Took(SourceOf(item), std::to_string(*number), "redis database");
    document_.registry.redis.push_back({*number, Text(item, "service"), Text(item, "purpose"), SourceOf(item)});
  }

  void ReadVariable(const DataNode& item) {
    AllowOnly(item, {"name", "value"});
    Took(SourceOf(item), Text(item, "value"), "variable");
    document_.registry.variables.push_back({Text(item, "name"), Text(item, "value"), SourceOf(item)});
  }

  // A block that the settings call a group, and the other way round.
  void ApplyOverrides() {
    Registry& registry = document_.registry;
    std::vector<Block> blocks;
    for (Block& block : registry.blocks) {
      const auto kind = options_.ranges.find(block.ports);
      if (kind == options_.ranges.end() || kind->second == RangeKind::kBlock) {
        blocks.push_back(std::move(block));
      } else {
        registry.groups.push_back({block.ports, block.service, {}, block.host, block.source});
      }
    }
    std::vector<Group> groups;
    for (Group& group : registry.groups) {
      const auto kind = options_.ranges.find(group.ports);
      if (kind == options_.ranges.end() || kind->second == RangeKind::kGroup) {
        groups.push_back(std::move(group));
      } else {
        blocks.push_back({group.ports, group.name, "", "", group.host, group.source});
      }
    }
    registry.blocks = std::move(blocks);
    registry.groups = std::move(groups);
  }

  const std::string& file_;
  const ReadOptions& options_;
  Document document_;
  Errors errors_;
};

bool HasLine(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning ||
         text.find("\n" + std::string(beginning)) != std::string_view::npos;
}

}  // namespace

int OwnFormClaims(std::string_view text, std::string_view file) {
  const std::string name = Fold(file);
  const bool yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  const bool json = name.ends_with(".json");
  if (HasLine(text, "portlaw:") && (yaml || !name.ends_with(".md"))) return 100;
  if (json && text.find("\"assignments\"") != std::string_view::npos &&
      text.find("\"first\"") != std::string_view::npos) {
    return 95;
  }
  const bool parts = HasLine(text, "assignments:") || HasLine(text, "blocks:") || HasLine(text, "groups:");
  return yaml && parts && text.find(" first:") != std::string_view::npos ? 95 : 0;
}

ResultOfMany<Document> ReadOwnForm(std::string_view text, const std::string& file, const ReadOptions& options) {
  const Result<DataNode> root = ParseYamlTree(text, file);
  if (!root) return tl::make_unexpected(Errors(1, root.error()));
  return FormReader(file, options).Read(*root);
}

}  // namespace portlaw::readers
