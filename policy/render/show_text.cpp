// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "policy/lint/aggregate.h"
#include "policy/render/findings.h"
#include "policy/render/port_order.h"
#include "policy/render/port_text.h"
#include "policy/render/show.h"
#include "policy/render/table.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

std::string Line(const std::string& text) { return Printable(text, 1024); }

std::string Where(const Source& source) { return Line(ToString(source)); }

// Appends " word" unless it is empty.
void AddWord(std::string& text, const std::string& word) {
  if (word.empty()) return;
  if (!text.empty()) text += "  ";
  text += word;
}

std::string OnHost(const std::optional<std::string>& host) { return host ? "on " + Line(*host) : ""; }

// A line of the port map.
struct Entry {
  std::string what;     // "block", "reserved"
  std::string name;     // who has it
  std::string details;  // what for
  Source source;
};

std::string List(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + Line(name);
  return text;
}

Entry ToEntry(const Group* group) {
  std::string details = List(group->services);
  AddWord(details, OnHost(group->host));
  return {"group", Line(group->name), details, group->source};
}

Entry ToEntry(const Block* block) {
  std::string details = block->layer.empty() ? "" : "layer " + Line(block->layer);
  if (!block->embedded_in.empty()) AddWord(details, "embedded in " + Line(block->embedded_in));
  AddWord(details, OnHost(block->host));
  return {"block", Line(block->service), details, block->source};
}

Entry ToEntry(const ReservedRange* reserved) {
  std::string details = Line(reserved->reason);
  AddWord(details, OnHost(reserved->host));
  const std::string kind = reserved->kind == ReservedKind::kNever ? "reserved" : "kept free";
  const std::string name = reserved->protocol == Protocol::kAny ? "" : std::string(ToString(reserved->protocol));
  return {kind, name, details, reserved->source};
}

std::string AssignmentDetails(const Assignment& assignment, const std::string& name) {
  std::string details;
  if (assignment.label != name) AddWord(details, Line(assignment.label));
  if (assignment.protocol != Protocol::kAny) AddWord(details, std::string(ToString(assignment.protocol)));
  if (assignment.container_ports) AddWord(details, "inside " + ToString(*assignment.container_ports));
  if (assignment.exposure == Exposure::kInternal) AddWord(details, "internal");
  AddWord(details, OnHost(assignment.host));
  AddWord(details, Line(assignment.purpose));
  return details;
}

Entry ToEntry(const Assignment* assignment) {
  std::string name = assignment->container;
  if (name.empty()) name = assignment->label.empty() ? assignment->service : assignment->label;
  return {"", Line(name), AssignmentDetails(*assignment, name), assignment->source};
}

Entry ToEntry(const PortItem& item) {
  return std::visit([](const auto* thing) { return ToEntry(thing); }, item.thing);
}

std::string PortsSection(const std::vector<PortItem>& items) {
  Table table;
  for (const PortItem& item : items) {
    const Entry entry = ToEntry(item);
    const std::string indent(2 + 2 * item.depth, ' ');
    table.Add({indent + ToString(item.ports), entry.what, entry.name, entry.details, Where(entry.source)});
  }
  return table.Text();
}

std::string MigrationsSection(const std::vector<Migration>& migrations) {
  Table table;
  for (const Migration& migration : migrations) {
    table.Add({"  " + Line(migration.service), PortsText(migration.from) + " -> " + PortsText(migration.to),
               Where(migration.source)});
  }
  return table.Text();
}

std::string OffsetsSection(const std::vector<Offset>& offsets) {
  Table table;
  for (const Offset& offset : offsets) {
    table.Add({"  " + OffsetText(offset), Line(offset.purpose), Where(offset.source)});
  }
  return table.Text();
}

std::string RedisSection(const std::vector<RedisDatabase>& databases) {
  Table table;
  for (const RedisDatabase& redis : databases) {
    table.Add({"  " + std::to_string(redis.db), Line(redis.service), Line(redis.purpose), Where(redis.source)});
  }
  return table.Text();
}

std::string VariablesSection(const std::vector<Variable>& variables) {
  Table table;
  for (const Variable& variable : variables) {
    table.Add({"  " + Line(variable.name), Line(variable.value), Where(variable.source)});
  }
  return table.Text();
}

// For each range that was taken for a block or a group: the line of the settings that makes it the other.
std::string OverridesSection(const std::vector<PortItem>& items) {
  Table table;
  for (const PortItem& item : items) {
    const bool is_block = std::holds_alternative<const Block*>(item.thing);
    if (!is_block && !std::holds_alternative<const Group*>(item.thing)) continue;
    const Entry entry = ToEntry(item);
    const std::string ports = ToString(item.ports);
    table.Add({"  " + ports, entry.what, entry.name, ports + ": " + (is_block ? "group" : "block")});
  }
  return table.Text();
}

std::string Section(const std::string& title, const std::string& body) {
  return body.empty() ? "" : "\n" + title + "\n" + body;
}

std::string Count(std::size_t number, const std::string& one, const std::string& many) {
  return number == 0 ? "" : std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string Summary(const Registry& registry, std::size_t unread_lines) {
  std::string text;
  for (const std::string& part :
       {Count(registry.assignments.size(), "assignment", "assignments"),
        Count(registry.blocks.size(), "block", "blocks"), Count(registry.groups.size(), "group", "groups"),
        Count(registry.reserved.size(), "reserved range", "reserved ranges"),
        Count(registry.migrations.size(), "migration", "migrations"),
        Count(registry.offsets.size(), "offset", "offsets"),
        Count(registry.redis.size(), "Redis database", "Redis databases"),
        Count(registry.variables.size(), "variable", "variables"),
        Count(unread_lines, "line not read", "lines not read")}) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  }
  return (text.empty() ? "nothing" : text) + "\n";
}

}  // namespace

std::string ShowText(const Shown& shown) {
  const Registry registry = Merge(shown.registries);
  const std::vector<PortItem> items = InPortOrder(registry);
  std::string text = Summary(registry, shown.unread_lines);
  text += Section("Ports", PortsSection(items));
  text += Section("Migrations", MigrationsSection(registry.migrations));
  text += Section("Offsets within a block", OffsetsSection(registry.offsets));
  text += Section("Redis databases", RedisSection(registry.redis));
  text += Section("Variables", VariablesSection(registry.variables));
  text += Section(
      "Ranges: in a block every port is its service's, in a group each row owns its own ports.\n"
      "The last column, under `ranges:` in the settings, makes it the other:",
      OverridesSection(items));
  text += Section("Findings", FindingsText(Aggregate(shown.findings)));
  return text;
}

}  // namespace portlaw
