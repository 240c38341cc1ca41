// SPDX-License-Identifier: Apache-2.0
// Any registry, however it contradicts itself and whatever its texts hold, comes back from what `show` makes of it:
// from JSON wholly, from YAML but for where things stood, and from Markdown if it is one that a person would write.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/readers/reader.h"
#include "policy/render/show.h"
#include "tests/unit/render/without_sources.h"

namespace portlaw {
namespace {

Registry Read(const std::string& text, const std::string& file) {
  const ResultOfMany<Document> document = ReadDocument(text, file, {});
  if (!document) RC_FAIL(ToString(document.error().front()) + "\n" + text);
  return document->registry;
}

// ---- any registry ---------------------------------------------------------------------------------------------------

void AppendUtf8(char32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  } else if (code < 0x10000) {
    text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
             static_cast<char>(0x80 | (code & 0x3F))};
  } else {
    text += {static_cast<char>(0xF0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3F)),
             static_cast<char>(0x80 | (code >> 6 & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
  }
}

char32_t AnyCharacter() {
  return *rc::gen::oneOf(rc::gen::inRange<char32_t>(1, 0x80), rc::gen::inRange<char32_t>(0x80, 0xD800),
                         rc::gen::inRange<char32_t>(0xE000, 0x110000),
                         rc::gen::element<char32_t>(U'"', U'\'', U'\\', U'#', U':', U'\n', U'{', U'|', U' '));
}

std::string AnyText() {
  if (*rc::gen::inRange(0, 3) == 0) {
    return *rc::gen::element<std::string>("", "api", "yes", "null", "010", "- a", "4100", "a: b", "~", "a #b");
  }
  std::string text;
  for (int left = *rc::gen::inRange(0, 8); left > 0; --left) AppendUtf8(AnyCharacter(), text);
  return text;
}

Port AnyPort() { return *rc::gen::inRange<Port>(1, 65535); }

PortRange AnyRange() {
  const Port a = AnyPort(), b = AnyPort();
  return {std::min(a, b), std::max(a, b)};
}

std::vector<Port> AnyPorts() {
  std::vector<Port> ports(*rc::gen::inRange(0, 4));
  for (Port& port : ports) port = AnyPort();
  return ports;
}

bool Maybe() { return *rc::gen::inRange(0, 2) == 1; }

std::optional<std::string> AnyHost() {
  return Maybe() ? std::optional<std::string>("host " + AnyText()) : std::nullopt;
}

Protocol AnyProtocol() { return *rc::gen::element(Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp); }

Source AnySource() { return {"ports.md", *rc::gen::inRange(1, 1000)}; }

Assignment AnyAssignment() {
  Assignment row;
  row.ports = AnyRange();
  row.protocol = AnyProtocol();
  row.label = AnyText();
  row.container = AnyText();
  row.service = "a service " + AnyText();  // a row names somebody
  row.purpose = AnyText();
  row.host = AnyHost();
  row.exposure = Maybe() ? Exposure::kHost : Exposure::kInternal;
  if (Maybe()) row.container_ports = AnyRange();
  row.section = AnyText();
  if (Maybe()) row.section_ports = AnyRange();
  row.source = AnySource();
  return row;
}

template <class Make>
auto Some(Make make) {
  std::vector<decltype(make())> things;
  for (int left = *rc::gen::inRange(0, 4); left > 0; --left) things.push_back(make());
  return things;
}

Registry AnyRegistry() {
  Registry registry;
  registry.assignments = Some(AnyAssignment);
  registry.assignments.push_back(AnyAssignment());  // without any it is no registry
  registry.blocks =
      Some([] { return Block{AnyRange(), "a service " + AnyText(), AnyText(), AnyText(), AnyHost(), AnySource()}; });
  registry.groups = Some([] {
    return Group{AnyRange(), "a group " + AnyText(), Some(AnyText), AnyHost(), AnySource()};
  });
  registry.reserved = Some([] {
    const ReservedKind kind = Maybe() ? ReservedKind::kNever : ReservedKind::kFuture;
    return ReservedRange{AnyRange(), AnyProtocol(), AnyText(), kind, AnyHost(), AnySource()};
  });
  registry.migrations = Some([] { return Migration{AnyText(), AnyPorts(), AnyPorts(), AnySource()}; });
  registry.offsets = Some([] {
    const PortRange range = AnyRange();
    return Offset{range.first - 1, range.last, AnyText(), AnySource()};
  });
  registry.redis = Some([] { return RedisDatabase{*rc::gen::inRange(0, 99), AnyText(), AnyText(), AnySource()}; });
  registry.variables = Some([] { return Variable{AnyText(), AnyText(), AnySource()}; });
  return registry;
}

TEST(RoundTripProperty, JsonGivesTheSameModelAndTheSameLines) {
  EXPECT_TRUE(rc::check([] {
    const Registry registry = AnyRegistry();
    const std::string json = ShowJson({{registry}, {}});
    if (Read(json, "ports.json") != registry) RC_FAIL(json);
  }));
}

TEST(RoundTripProperty, YamlGivesTheSameModel) {
  EXPECT_TRUE(rc::check([] {
    const Registry registry = AnyRegistry();
    const std::string yaml = ShowYaml({{registry}, {}});
    if (WithoutSources(Read(yaml, "ports.yaml")) != WithoutSources(registry)) RC_FAIL(yaml);
  }));
}

// ---- a registry that a person would write ---------------------------------------------------------------------------

std::string Purpose() {
  return *rc::gen::element<std::string>("", "Sign-in", "Invoices and receipts", "Sends mail",
                                        "Live events (WebSocket)");
}

// Blocks of a hundred with rows at distinct ports, reserved ranges beyond them, an offset scheme, what else there is.
Registry OrderlyRegistry() {
  static const char* const kServices[] = {"Alder", "Birch", "Cedar", "Dogwood"};
  static const char* const kParts[] = {"api", "web", "worker", "metrics"};
  Registry registry;
  const int services = *rc::gen::inRange(1, 5);
  for (int i = 0; i < services; ++i) {
    Block block;
    block.ports = {static_cast<Port>(7100 + 100 * i), static_cast<Port>(7199 + 100 * i)};
    block.service = kServices[i];
    registry.blocks.push_back(block);
    for (int part = 0; part < *rc::gen::inRange(1, 5); ++part) {
      Assignment row;
      row.ports.first = row.ports.last = static_cast<Port>(block.ports.first + 10 * part + *rc::gen::inRange(0, 10));
      row.protocol = *rc::gen::element(Protocol::kAny, Protocol::kTcp, Protocol::kUdp);
      row.label = kParts[part];
      row.label[0] = static_cast<char>(row.label[0] - 'a' + 'A');
      row.service = block.service;
      row.container = block.service + "-" + kParts[part];
      std::transform(row.container.begin(), row.container.end(), row.container.begin(), ::tolower);
      row.purpose = Purpose();
      registry.assignments.push_back(row);
    }
  }
  if (Maybe())
    registry.reserved.push_back({{8000, 8099}, Protocol::kAny, "Tutorials start here", ReservedKind::kNever, {}, {}});
  if (Maybe())
    registry.reserved.push_back({{8100, 8199}, Protocol::kAny, "Room for one more", ReservedKind::kFuture, {}, {}});
  if (Maybe()) registry.migrations.push_back({"Alder", {5100}, {7100}, {}});
  if (Maybe()) registry.offsets = {{0, 9, "API", {}}, {90, 99, "Metrics", {}}};
  if (Maybe()) registry.redis = {{0, "Alder", "Sessions", {}}, {1, "Birch", "Queue", {}}};
  if (Maybe()) registry.variables = {{"DATABASE_PORT", "5432", {}}};
  return registry;
}

// Markdown says less than the model: where a row's heading was is told by the new document's headings, and the order of
// things by where they are in the port space.
Registry InOrder(Registry registry) {
  registry = WithoutSources(std::move(registry));
  for (Assignment& row : registry.assignments) {
    row.section.clear();
    row.section_ports.reset();
  }
  const auto by_ports = [](const auto& a, const auto& b) {
    return std::tie(a.ports.first, a.ports.last) < std::tie(b.ports.first, b.ports.last);
  };
  std::stable_sort(registry.assignments.begin(), registry.assignments.end(), by_ports);
  std::stable_sort(registry.reserved.begin(), registry.reserved.end(), by_ports);
  return registry;
}

TEST(RoundTripProperty, MarkdownGivesTheSameModelOfAnOrderlyRegistry) {
  EXPECT_TRUE(rc::check([] {
    const Registry registry = OrderlyRegistry();
    const std::string markdown = ShowMarkdown({{registry}, {}});
    if (InOrder(Read(markdown, "ports.md")) != InOrder(registry)) {
      RC_FAIL(markdown + "\nis read as\n" + ShowYaml({{Read(markdown, "ports.md")}, {}}));
    }
  }));
}

}  // namespace
}  // namespace portlaw
