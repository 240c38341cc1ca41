// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

#include "policy/lint/aggregate.h"
#include "policy/render/findings.h"
#include "policy/render/html_page.h"
#include "policy/render/port_order.h"
#include "policy/render/port_states.h"
#include "policy/render/port_text.h"
#include "policy/render/show.h"

namespace portlaw {

namespace {

constexpr std::string_view kStateNames[kPortStates] = {"unclaimed", "free in a group", "free in a block", "kept free",
                                                       "reserved",  "assigned",        "contested"};

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Where things stand. With one document, the page's title names it.
class Places {
 public:
  explicit Places(const Registry& registry) {
    for (const Assignment& assignment : registry.assignments) files_.insert(assignment.source.file);
    for (const Block& block : registry.blocks) files_.insert(block.source.file);
    for (const Group& group : registry.groups) files_.insert(group.source.file);
    for (const ReservedRange& reserved : registry.reserved) files_.insert(reserved.source.file);
  }

  std::string Files() const { return Join({files_.begin(), files_.end()}); }

  std::string Html(const Source& source) const {
    const bool told = files_.size() == 1 && files_.contains(source.file) && source.line > 0;
    return HtmlText(told ? "line " + std::to_string(source.line) : ToString(source));
  }

 private:
  std::set<std::string> files_;
};

// The attributes by which the script finds a thing: its text, its ports, its name, its depth.
std::string SearchData(const PortItem& item, const std::string& text, const std::string& name) {
  return " data-t=\"" + HtmlText(LowerCase(text)) + "\" data-n=\"" + HtmlText(name) + "\" data-f=\"" +
         std::to_string(item.ports.first) + "\" data-l=\"" + std::to_string(item.ports.last) + "\" data-d=\"" +
         std::to_string(item.depth) + "\"";
}

// --- the map ---------------------------------------------------------------------------------------------------------

constexpr int kPortsPerLine = 100;
constexpr std::size_t kMaxNamesInLine = 3;

std::string RunRect(const StateRun& run, PortRange line) {
  const std::string name(kStateNames[static_cast<int>(run.state)]);
  return "<rect class=\"s" + std::to_string(static_cast<int>(run.state)) + "\" x=\"" +
         std::to_string(run.ports.first - line.first) + "\" width=\"" + std::to_string(run.ports.Size()) +
         "\" height=\"10\" data-f=\"" + std::to_string(run.ports.first) + "\" data-l=\"" +
         std::to_string(run.ports.last) + "\" data-s=\"" + name + "\"><title>" + ToString(run.ports) + " " + name +
         "</title></rect>";
}

std::string LineSvg(const std::vector<StateRun>& runs, PortRange line) {
  std::string svg = "<svg viewBox=\"0 0 " + std::to_string(line.Size()) +
                    " 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"";
  std::string rects;
  for (const StateRun& run : runs) {
    rects += RunRect(run, line);
    if (run.state != PortState::kUnclaimed) {
      svg += ToString(run.ports) + " " + std::string(kStateNames[static_cast<int>(run.state)]) + "; ";
    }
  }
  return svg + "\">" + rects + "</svg>";
}

// The blocks in the line, or, where there are none, the groups: a few of them, by name.
std::string NamesIn(const Registry& registry, PortRange line) {
  std::set<std::string> names;
  for (const Block& block : registry.blocks) {
    if (block.ports.Overlaps(line)) names.insert(block.service);
  }
  for (const Group& group : registry.groups) {
    if (names.empty() && group.ports.Overlaps(line)) names.insert(group.name);
  }
  if (names.size() > kMaxNamesInLine) names.erase(std::next(names.begin(), kMaxNamesInLine), names.end());
  return Join({names.begin(), names.end()});
}

std::string LineHtml(const Registry& registry, const std::vector<StateRun>& runs, PortRange line, bool flat) {
  return std::string("<div") + (flat ? " class=\"flat\"" : "") + "><span>" + ToString(line) + "</span>" +
         LineSvg(runs, line) + "<span class=\"names\">" + HtmlText(NamesIn(registry, line)) + "</span></div>\n";
}

// A line for each hundred ports; hundreds of one state in a row are one line.
std::string Map(const Registry& registry, const PortStates& states) {
  std::string html;
  std::optional<StateRun> flat;  // the uniform hundreds so far
  const auto flush = [&] {
    const bool speaks = flat && flat->state != PortState::kUnclaimed;
    if (speaks) html += LineHtml(registry, {*flat}, flat->ports, true);
    flat.reset();
  };
  for (int first = 0; first < 65536; first += kPortsPerLine) {
    const PortRange line{static_cast<Port>(first), static_cast<Port>(std::min(first + kPortsPerLine - 1, 65535))};
    const std::vector<StateRun> runs = RunsIn(states, line);
    const bool joins = flat && runs.size() == 1 && runs.front().state == flat->state;
    if (joins) {
      flat->ports.last = line.last;
      continue;
    }
    flush();
    if (runs.size() == 1) {
      flat = runs.front();
    } else {
      html += LineHtml(registry, runs, line, false);
    }
  }
  flush();
  return "<div class=\"map\">\n" + html + "</div>\n";
}

std::string Legend() {
  std::string html = "<ul class=\"legend\">";
  for (int state = kPortStates - 1; state >= 0; --state) {
    html += "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"s" + std::to_string(state) +
            "\" width=\"10\" height=\"10\"/></svg>" + std::string(kStateNames[state]) + "</li>";
  }
  return html + "</ul>\n";
}

// --- ranges and rows -------------------------------------------------------------------------------------------------

struct Heading {
  std::string css;
  std::string kind;
  std::string name;
  std::string details;
  const Source& source;
};

void AddDetail(std::string& text, const std::string& word) {
  if (!word.empty()) text += (text.empty() ? "" : " \xC2\xB7 ") + word;
}

std::string HostDetail(const std::optional<std::string>& host) { return host ? "on " + *host : ""; }

Heading HeadingOf(const Group* group) {
  std::string details = Join(group->services);
  AddDetail(details, HostDetail(group->host));
  return {"group", "group", group->name, details, group->source};
}

Heading HeadingOf(const Block* block) {
  std::string details = block->layer.empty() ? "" : "layer " + block->layer;
  if (!block->embedded_in.empty()) AddDetail(details, "embedded in " + block->embedded_in);
  AddDetail(details, HostDetail(block->host));
  return {"block", "block", block->service, details, block->source};
}

Heading HeadingOf(const ReservedRange* reserved) {
  const bool never = reserved->kind == ReservedKind::kNever;
  std::string details = reserved->protocol == Protocol::kAny ? "" : std::string(ToString(reserved->protocol));
  AddDetail(details, HostDetail(reserved->host));
  return {never ? "reserved" : "kept", never ? "reserved" : "kept free", reserved->reason, details, reserved->source};
}

Heading HeadingOf(const Assignment* assignment) { return {"", "", "", "", assignment->source}; }

std::string RangeHtml(const PortItem& item, const Places& places) {
  const Heading heading = std::visit([](const auto* thing) { return HeadingOf(thing); }, item.thing);
  const std::string text = ToString(item.ports) + " " + heading.kind + " " + heading.name + " " + heading.details;
  std::string html = "<div class=\"range " + heading.css + " d" + std::to_string(item.depth) + "\"" +
                     SearchData(item, text, heading.kind + " " + heading.name) + "><span class=\"ports\">" +
                     ToString(item.ports) + "</span><h3>" + HtmlText(heading.name) + "</h3><span class=\"what\">" +
                     heading.kind + "</span>";
  if (!heading.details.empty()) html += "<p>" + HtmlText(heading.details) + "</p>";
  return html + "<p class=\"soft\">" + places.Html(heading.source) + "</p></div>\n";
}

std::string Details(const Assignment& assignment, const std::string& name) {
  std::string details;
  if (assignment.label != name) AddDetail(details, assignment.label);
  AddDetail(details, assignment.purpose);
  if (assignment.protocol != Protocol::kAny) AddDetail(details, std::string(ToString(assignment.protocol)));
  if (assignment.container_ports) AddDetail(details, "inside " + ToString(*assignment.container_ports));
  if (assignment.exposure == Exposure::kInternal) AddDetail(details, "internal");
  AddDetail(details, HostDetail(assignment.host));
  return details;
}

std::string RowHtml(const PortItem& item, const PortStates& states, const Places& places) {
  const Assignment& assignment = *std::get<const Assignment*>(item.thing);
  std::string name = assignment.container;
  if (name.empty()) name = assignment.label.empty() ? assignment.service : assignment.label;
  const std::string details = Details(assignment, name);
  const bool contested = std::any_of(states.begin() + item.ports.first, states.begin() + item.ports.last + 1,
                                     [](PortState state) { return state == PortState::kContested; });
  const std::string text = ToString(item.ports) + " " + name + " " + assignment.service + " " + details;
  return std::string("<tr") + (contested ? " class=\"contested\"" : "") + SearchData(item, text, name) + "><td>" +
         ToString(item.ports) + "</td><td class=\"who\">" + HtmlText(name) + "</td><td>" + HtmlText(details) +
         "</td><td class=\"where\">" + places.Html(assignment.source) + "</td></tr>\n";
}

std::string Ranges(const Registry& registry, const PortStates& states, const Places& places) {
  std::string html;
  bool in_table = false;
  std::size_t depth = 0;
  const auto close = [&] {
    if (in_table) html += "</tbody></table></div>\n";
    in_table = false;
  };
  for (const PortItem& item : InPortOrder(registry)) {
    if (!item.IsAssignment() || item.depth != depth) close();
    if (!item.IsAssignment()) {
      html += RangeHtml(item, places);
      continue;
    }
    if (!in_table) {
      html += "<div class=\"rows d" + std::to_string(item.depth) +
              "\"><table><thead><tr><th scope=\"col\">Port</th><th scope=\"col\">Who</th><th scope=\"col\">What for"
              "</th><th scope=\"col\">Line</th></tr></thead><tbody>\n";
    }
    in_table = true;
    depth = item.depth;
    html += RowHtml(item, states, places);
  }
  close();
  return html;
}

// --- the rest --------------------------------------------------------------------------------------------------------

std::string SimpleRow(const std::string& first, const std::string& second, const std::string& third,
                      const std::string& place) {
  return "<tr data-t=\"" + HtmlText(LowerCase(first + " " + second + " " + third)) + "\"><td>" + HtmlText(first) +
         "</td><td class=\"who\">" + HtmlText(second) + "</td><td>" + HtmlText(third) + "</td><td class=\"where\">" +
         place + "</td></tr>\n";
}

std::string SimpleTable(const std::string& title, const std::string& rows) {
  if (rows.empty()) return "";
  return "<h2>" + title + "</h2>\n<div class=\"rows\"><table><tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string OtherTables(const Registry& registry, const Places& places) {
  std::string migrations;
  for (const Migration& row : registry.migrations) {
    migrations += SimpleRow(PortsText(row.from), row.service, "moves to " + PortsText(row.to), places.Html(row.source));
  }
  std::string offsets;
  for (const Offset& row : registry.offsets)
    offsets += SimpleRow(OffsetText(row), row.purpose, "", places.Html(row.source));
  std::string redis;
  for (const RedisDatabase& row : registry.redis) {
    redis += SimpleRow(std::to_string(row.db), row.service, row.purpose, places.Html(row.source));
  }
  std::string variables;
  for (const Variable& row : registry.variables)
    variables += SimpleRow(row.name, row.value, "", places.Html(row.source));
  return SimpleTable("Migrations", migrations) + SimpleTable("Offsets within a block", offsets) +
         SimpleTable("Redis databases", redis) + SimpleTable("Variables", variables);
}

std::string FindingHtml(const ToldFinding& told, const Places& places) {
  const Finding& finding = told.finding;
  const std::string severity(ToString(finding.severity));
  std::string html = "<div class=\"finding " + severity + "\" data-t=\"" +
                     HtmlText(LowerCase(finding.code + " " + finding.message)) + "\"><strong>" + severity +
                     "</strong> " + HtmlText(finding.message) + "<br><code>" + HtmlText(finding.code) +
                     "</code> <span class=\"soft\">" + places.Html(finding.source);
  for (const Source& source : finding.related) html += ", see " + places.Html(source);
  if (told.count > 1) html += "; " + HtmlText(AlikeText(told));
  return html + "</span></div>\n";
}

std::string FindingsHtml(const ToldFindings& findings, const Places& places) {
  std::string html;
  for (const ToldFinding& told : findings) html += FindingHtml(told, places);
  return html.empty() ? html : "<h2>Findings</h2>\n" + html;
}

std::string SummaryHtml(const Registry& registry, const ToldFindings& findings) {
  return std::to_string(registry.assignments.size()) + " assignments, " + std::to_string(registry.blocks.size()) +
         " blocks, " + std::to_string(registry.groups.size()) + " groups, " + std::to_string(registry.reserved.size()) +
         " reserved ranges; " + CountText(findings);
}

}  // namespace

std::string ShowHtml(const Shown& shown) {
  const Registry registry = Merge(shown.registries);
  const PortStates states = StatesOf(registry, shown.findings);
  const ToldFindings findings = Aggregate(shown.findings);
  const Places places(registry);
  HtmlPage page;
  page.title = "Ports: " + places.Files();
  page.heading = places.Files();
  page.summary = SummaryHtml(registry, findings);
  page.placeholder = "a port, a container, a purpose";
  page.nothing = "Nothing in the registry fits.";
  page.main = "<h2>Map</h2>\n" + Legend() + Map(registry, states) + "<h2>Ports</h2>\n" +
              Ranges(registry, states, places) + OtherTables(registry, places) + FindingsHtml(findings, places);
  page.writer = "portlaw show --format html";
  return ToHtml(page);
}

}  // namespace portlaw
