// SPDX-License-Identifier: Apache-2.0
// A draft is a registry: whatever was seen, our own readers read the same assignments from it, lint has no errors that
// the observations do not have, and whoever was seen may bind what it bound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/learn/draft_text.h"
#include "policy/lint/lint.h"
#include "policy/readers/reader.h"
#include "policy/render/findings.h"
#include "tests/unit/learn/seen.h"

namespace portlaw::learn {
namespace {

using testing::HasSubstr;
using testing::Not;

using Saying = std::tuple<PortRange, Protocol, std::string, Exposure>;

std::set<Saying> SayingsOf(const Registry& registry) {
  std::set<Saying> sayings;
  for (const Assignment& row : registry.assignments) {
    sayings.emplace(row.ports, row.protocol, row.container, row.exposure);
  }
  return sayings;
}

Registry Read(const std::string& text, const std::string& file) {
  const ResultOfMany<Document> document = ReadDocument(text, file, {});
  if (!document) RC_FAIL(ToString(document.error().front()) + "\n" + text);
  return document->registry;
}

void AssertNoErrors(const Registry& registry, const std::string& text) {
  const Findings findings = Lint({registry});
  if (const ToldFindings told = TellEach(findings); HasErrors(told)) RC_FAIL(FindingsText(told) + text);
}

// Names as engines have them; some mean something to readers.
rc::Gen<std::string> Names() {
  return rc::gen::apply(
      [](const std::string& first, const std::string& second, const std::string& third) {
        return first + (second.empty() ? "" : "-" + second) + (third.empty() ? "" : "-" + third);
      },
      rc::gen::element<std::string>("janua", "shop", "acme", "redis", "reserved", "example", "db", "x", "2048", "free"),
      rc::gen::element<std::string>("", "api", "ws", "worker", "test", "port", "8080", "v1.2", "deprecated"),
      rc::gen::element<std::string>("", "", "1", "2", "blue_green"));
}

// `distinct`: no port has two containers.
SeenBy AnySightings(bool distinct) {
  SeenBy seen;
  std::set<Port> taken;
  const int count = *rc::gen::inRange(1, 25);
  for (int i = 0; i < count; ++i) {
    const Port port = *rc::gen::oneOf(rc::gen::inRange<Port>(4090, 4120), rc::gen::inRange<Port>(1, 32768));
    if (distinct && !taken.insert(port).second) continue;
    seen(By(*Names(), port, *rc::gen::element(Protocol::kTcp, Protocol::kUdp, Protocol::kSctp),
            *rc::gen::element(Scope::kHost, Scope::kHost, Scope::kPrivate)),
         *rc::gen::element<std::string>("", "node", "python3.11", "java 8080", "reserved"));
  }
  return seen;
}

TEST(DraftRoundTrip, YamlAndJsonAreReadAsTheSameRegistry) {
  EXPECT_TRUE(rc::check([] {
    const Draft draft = MakeDraft(AnySightings(false).all(), {});
    if (draft.registry.assignments.empty()) return;
    RC_ASSERT(SayingsOf(Read(DraftYaml(draft, "a test"), "ports.yaml")) == SayingsOf(draft.registry));
    const Registry json = Read(DraftJson(draft, "a test"), "ports.json");
    RC_ASSERT(json.assignments == draft.registry.assignments);
    RC_ASSERT(json.blocks == draft.registry.blocks);
  }));
}

std::string Escaped(const std::string& name) {
  std::string escaped;
  for (char c : name) escaped += (c == '_' ? "\\" : "") + std::string(1, c);
  return escaped;
}

// What Markdown cannot say is named in it, and nothing that was not seen is read from it.
TEST(DraftRoundTrip, MarkdownIsReadAsTheSameAssignments) {
  EXPECT_TRUE(rc::check([] {
    const Draft draft = MakeDraft(AnySightings(false).all(), {});
    const std::string markdown = DraftMarkdown(draft, "a test");
    const ResultOfMany<Document> document = ReadDocument(markdown, "ports.md", {});
    const std::set<Saying> read = document ? SayingsOf(document->registry) : std::set<Saying>();
    for (const Assignment& row : draft.registry.assignments) {
      const bool said = read.contains({row.ports, row.protocol, row.container, row.exposure});
      const bool named = markdown.find("not in this document: " + ToString(row.ports) + " of " +
                                       Escaped(row.container) + ",") != std::string::npos;
      if (said == named) RC_FAIL(row.container + "\n" + markdown);
    }
    if (read.size() > draft.registry.assignments.size()) RC_FAIL("more is read than was seen\n" + markdown);
    if (document) RC_ASSERT(document->registry.reserved.empty() && document->registry.migrations.empty());
  }));
}

TEST(DraftRoundTrip, LintFindsNoErrorWhereTheObservationsHaveNone) {
  EXPECT_TRUE(rc::check([] {
    const Draft draft = MakeDraft(AnySightings(true).all(), {});
    if (draft.registry.assignments.empty()) return;
    const std::string yaml = DraftYaml(draft, "a test");
    AssertNoErrors(draft.registry, yaml);
    AssertNoErrors(Read(yaml, "ports.yaml"), yaml);
    const std::string text = DraftMarkdown(draft, "a test");
    const ResultOfMany<Document> markdown = ReadDocument(text, "ports.md", {});
    if (markdown) AssertNoErrors(markdown->registry, text);
  }));
}

TEST(DraftRoundTrip, WhoWasSeenOnTheHostMayBindIt) {
  EXPECT_TRUE(rc::check([] {
    const SeenBy seen = AnySightings(true);
    const Draft draft = MakeDraft(seen.all(), {});
    const auto policy = CompiledPolicy::Compile({draft.registry}, {}, "host");
    for (const auto& [bind, sightings] : seen.all().binds()) {
      if (bind.scope != Scope::kHost) continue;
      const Verdict verdict = Evaluate(*policy, Resolve(*policy, bind.identity), {bind.port, bind.protocol});
      RC_ASSERT(verdict.action == Action::kAllow);
      RC_ASSERT(verdict.reason == Reason::kAssigned);
    }
  }));
}

// Names that no engine allows, and bytes that are no text.
TEST(DraftRoundTrip, NothingIsInventedWhateverTheNamesHold) {
  EXPECT_TRUE(rc::check([](const std::vector<std::pair<std::string, Port>>& binds) {
    SeenBy seen;
    std::set<Port> ports;
    for (const auto& [name, port] : binds) {
      if (port == 0) continue;
      seen(By(*rc::gen::element<std::string>("", "a|b", "`", "<!--", "- 4100", "# x") + name, port), name);
      ports.insert(port);
    }
    const Draft draft = MakeDraft(seen.all(), {.host = true, .ephemeral = true, .refused = true});
    if (draft.registry.assignments.empty()) return;
    const auto ports_of = [](const Registry& registry) {
      std::multiset<PortRange> all;
      for (const Assignment& row : registry.assignments) all.insert(row.ports);
      return all;
    };
    RC_ASSERT(ports_of(Read(DraftYaml(draft, "a test"), "ports.yaml")) == ports_of(draft.registry));
    RC_ASSERT(ports_of(Read(DraftJson(draft, "a test"), "ports.json")) == ports_of(draft.registry));
    const ResultOfMany<Document> markdown = ReadDocument(DraftMarkdown(draft, "a test"), "ports.md", {});
    if (!markdown) return;
    for (const Assignment& row : markdown->registry.assignments) {
      for (int port = row.ports.first; port <= row.ports.last; ++port)
        RC_ASSERT(ports.contains(static_cast<Port>(port)));
    }
    RC_ASSERT(markdown->registry.reserved.empty());
  }));
}

TEST(DraftMarkdown, IsADocumentForPeople) {
  const Draft draft = MakeDraft(SeenBy()(By("janua-api", 4100))(By("janua-ws", 4101))(By("redis", 6379)).all(), {});
  const std::string markdown = DraftMarkdown(draft, "made from 3 events of a_b.jsonl.");
  EXPECT_THAT(markdown, HasSubstr("# Port registry\n\nA draft by portlaw learn: made from 3 events of a\\_b.jsonl.\n"));
  EXPECT_THAT(markdown, HasSubstr("### Janua \xE2\x80\x94 4100-4199\n"));
  EXPECT_THAT(markdown, HasSubstr("| 4101 | WS | `janua-ws` | tcp | node |\n"));
  EXPECT_THAT(markdown, HasSubstr("\n## Notes\n\n- blocks are guesses"));
}

TEST(DraftMarkdown, NamesWhatItCannotSay) {
  const Draft draft = MakeDraft(SeenBy()(By("reserved", 9000))(By("redis", 6379)).all(), {});
  const std::string markdown = DraftMarkdown(draft, "a test");
  EXPECT_THAT(markdown, Not(HasSubstr("| 9000 |")));
  EXPECT_THAT(markdown, HasSubstr("not in this document: 9000 of reserved"));
  EXPECT_THAT(markdown, HasSubstr("the YAML form can say it"));
}

TEST(DraftYaml, HasItsNotesAsCommentsWhateverTheNamesHold) {
  const Draft draft =
      MakeDraft(SeenBy()(By("a\nassignments: [1]", 4100))(By("b\xe2\x80\xa8", 4100))(By("\xff", 4100)).all(), {});
  const Registry registry = Read(DraftYaml(draft, "a test"), "ports.yaml");
  ASSERT_EQ(registry.assignments.size(), 3U);
  EXPECT_EQ(registry.assignments[0].container, "a\nassignments: [1]");
}

}  // namespace
}  // namespace portlaw::learn
