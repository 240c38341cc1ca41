// SPDX-License-Identifier: Apache-2.0
// One registry in every dress, and every word for what is gone, forbidden and free in every dress: they mean the same.
#include <map>
#include <span>

#include "policy/readers/words/chinese.h"
#include "policy/readers/words/dutch.h"
#include "policy/readers/words/english.h"
#include "policy/readers/words/french.h"
#include "policy/readers/words/german.h"
#include "policy/readers/words/italian.h"
#include "policy/readers/words/japanese.h"
#include "policy/readers/words/korean.h"
#include "policy/readers/words/polish_and_czech.h"
#include "policy/readers/words/portuguese.h"
#include "policy/readers/words/russian.h"
#include "policy/readers/words/spanish.h"
#include "policy/readers/words/swedish_and_danish.h"
#include "policy/readers/words/turkish.h"
#include "policy/readers/words/vietnamese_and_indonesian.h"
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A document with a service "api" on 4100 and another, "shop", on 4101 with a state.
struct Dress {
  const char* file;
  std::string (*write)(const std::string& state);
};

const Dress kDresses[] = {
    {"p.md",
     [](const std::string& state) {
       return "| Port | Service | Status |\n|---|---|---|\n| 4100 | api | active |\n| 4101 | shop | " + state + " |\n";
     }},
    {"p.md", [](const std::string& state) { return "- api: 4100\n- shop: 4101 (" + state + ")\n"; }},
    {"p.csv",
     [](const std::string& state) {
       return "port;service;status\r\n4100;api;active\r\n4101;\"shop\";\"" + state + "\"\r\n";
     }},
    {"p.adoc",
     [](const std::string& state) {
       return "= Ports\n\n|===\n|Port |Service |Status\n\n|4100 |api |active\n|4101 |shop |" + state + "\n|===\n";
     }},
    {"p.yaml",
     [](const std::string& state) {
       return "services:\n- {name: api, port: 4100}\n- {name: shop, port: 4101, status: \"" + state + "\"}\n";
     }},
    {"p.yaml",
     [](const std::string& state) {
       return "ports:\n  4100: {name: api, status: active}\n  4101: {name: shop, status: \"" + state + "\"}\n";
     }},
    {"p.yaml",
     [](const std::string& state) {
       return "services:\n  api: {port: 4100}\n  shop: {port: 4101, status: \"" + state + "\"}\n";
     }},
    {"p.json",
     [](const std::string& state) {
       return "{\"services\": [{\"name\": \"api\", \"port\": 4100}, {\"name\": \"shop\", \"port\": 4101, \"status\": "
              "\"" +
              state + "\"}]}";
     }},
    {"p.toml",
     [](const std::string& state) { return "[api]\nport = 4100\n[shop]\nport = 4101\nstatus = \"" + state + "\"\n"; }},
    {"ports.env", [](const std::string& state) { return "API_PORT=4100\nSHOP_PORT=4101 # " + state + "\n"; }},
};

Lines Owners(const Document& document) {
  Lines lines;
  for (const Assignment& row : document.registry.assignments) lines.push_back(ToString(row.ports) + " " + row.service);
  return lines;
}

TEST(Dresses, WhatIsInUseIsTheirs) {
  for (const Dress& dress : kDresses) {
    EXPECT_THAT(Owners(Read(dress.write("active"), dress.file)), ElementsAre("4100 api", "4101 shop"))
        << dress.write("active");
  }
}

TEST(Dresses, WhatIsGoneIsNobodys) {
  for (const char* word : {"retired", "removed", "decommissioned", "no longer used", "retirado", "removido", "supprimé",
                           "abgeschaltet", "отключен", "больше не используется", "已下线", "停用", "廃止", "폐기"}) {
    for (const Dress& dress : kDresses) {
      const Document document = Read(dress.write(word), dress.file);
      EXPECT_THAT(Owners(document), ElementsAre("4100 api")) << dress.write(word);
      EXPECT_THAT(document.registry.reserved, IsEmpty()) << dress.write(word);
    }
  }
}

TEST(Dresses, WhatIsForbiddenIsReserved) {
  for (const char* word : {"do not use", "forbidden", "no usar", "não usar", "nicht verwenden", "не использовать",
                           "禁止", "勿用", "使用禁止", "사용금지"}) {
    for (const Dress& dress : kDresses) {
      const Document document = Read(dress.write(word), dress.file);
      EXPECT_THAT(Owners(document), ElementsAre("4100 api")) << dress.write(word);
      ASSERT_EQ(document.registry.reserved.size(), 1U) << dress.write(word);
      EXPECT_EQ(document.registry.reserved[0].kind, ReservedKind::kNever) << dress.write(word);
    }
  }
}

constexpr std::span<const WordList> kAllWords[] = {
    words::kEnglish, words::kSpanish, words::kPortuguese,     words::kFrench,           words::kItalian,
    words::kGerman,  words::kDutch,   words::kPolishAndCzech, words::kTurkish,          words::kVietnameseAndIndonesian,
    words::kRussian, words::kChinese, words::kJapanese,       words::kSwedishAndDanish, words::kKorean,
};

// All words for a concept but for those that are only the beginning of one.
Lines WordsFor(Concept wanted) {
  Lines found;
  for (const std::span<const WordList> language : kAllWords) {
    for (const WordList& list : language) {
      if (list.concept_of != wanted) continue;
      for (std::size_t begin = 0; begin < list.words.size();) {
        const std::size_t end = std::min(list.words.find('|', begin), list.words.size());
        if (list.words[end - 1] != '*') found.emplace_back(list.words.substr(begin, end - begin));
        begin = end + 1;
      }
    }
  }
  return found;
}

TEST(Dresses, EveryWordForGoneAndForbiddenMeansItInEach) {
  for (const Concept wanted : {Concept::kGone, Concept::kNever}) {
    const Lines words = WordsFor(wanted);
    EXPECT_GT(words.size(), 100U);
    for (const std::string& word : words) {
      for (const Dress& dress : kDresses) {
        const Document document = Read(dress.write(word), dress.file);
        EXPECT_THAT(Owners(document), ElementsAre("4100 api")) << dress.write(word);
        EXPECT_EQ(document.registry.reserved.size(), wanted == Concept::kNever ? 1U : 0U) << dress.write(word);
      }
    }
  }
}

// Deprecated services still run: the port stays theirs, and the verdict is `legacy`.
TEST(Dresses, WhatIsDeprecatedIsStillTheirs) {
  for (const char* word : {"deprecated", "legacy", "устаревший", "非推奨"}) {
    for (const Dress& dress : kDresses) {
      const Document document = Read(dress.write(word), dress.file);
      EXPECT_THAT(Owners(document), ElementsAre("4100 api", "4101 shop")) << dress.write(word);
      ASSERT_EQ(document.registry.migrations.size(), 1U) << dress.write(word);
      EXPECT_THAT(document.registry.migrations[0].from, ElementsAre(4101)) << dress.write(word);
    }
  }
}

TEST(Dresses, FullWidthIsNoOtherScript) {
  EXPECT_THAT(PortsAndNames(Read("| ポート | サービス |\n|---|---|\n| ４１００ | ＡＰＩ |\n| ４１０１ | ＷＥＢ |\n")),
              ElementsAre("4100 API", "4101 WEB"));
}

// What an owner's plain name is, whatever stands beside it.
TEST(Kinds, ARoleBeforeTheColonIsNotTheOwner) {
  for (const char* ports : {"http:21040, tcp:21041", "http:21040 tcp:21041", "http21040,tcp21041"}) {
    const Document document = Read("| Service | Ports |\n|---|---|\n| auth | " + std::string(ports) + " |\n");
    EXPECT_THAT(Owners(document), ElementsAre("21040 auth", "21041 auth")) << ports;
  }
}

TEST(Kinds, WhatTheHostExposesIsAnAssignmentOfItsOwn) {
  const Document document = Read(
      "| Service | Container name | Internal port |\n|---|---|---|\n| Edge | edge | 443 |\n| Store | store | 5432 |\n\n"
      "## Host-exposed ports\n\n| Port | Service |\n|---|---|\n| 443 | Edge |\n");
  Lines lines;
  for (const Assignment& row : document.registry.assignments) {
    lines.push_back(ToString(row.ports) + (row.exposure == Exposure::kHost ? " host" : " internal"));
  }
  EXPECT_THAT(lines, ElementsAre("443 internal", "5432 internal", "443 host"));
}

TEST(Kinds, HostsAsKeysAndAsHeadings) {
  const Document data = Read("hosts:\n  atlas:\n    web: 8080\n  boreas:\n    wiki: 8080\n", "ports.yaml");
  EXPECT_THAT(PortsAndNames(data), ElementsAre("8080 web @atlas", "8080 wiki @boreas"));
  const std::string table = "\n\n| Port | Service |\n|---|---|\n";
  const Document document = Read("# Ports\n\n## Atlas (main server)" + table +
                                 "| 443 | edge |\n\n## Boreas (certificates)" + table + "| 443 | issuer |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("443 edge @Atlas", "443 issuer @Boreas"));
}

TEST(Kinds, RowsGoOnAfterAHeadingAndAParagraph) {
  const Document document = Read(
      "| Port | Service |\n|---|---|\n| 4100 | api |\n\n---\n\n## Later\n\nAdded in May.\n\n| 4101 | web |\n| 4102 | "
      "admin |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api", "4101 web", "4102 admin"));
}

TEST(Kinds, IndexesAndResolvedConflictsSayNothingNew) {
  const Document document = Read(
      "shop:\n  frontend: 3000\n  db: 5433\nconflicts_resolved:\n  3000: [shop, blog]\nby_port:\n"
      "  \"3000\": \"shop (frontend)\"\n",
      "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("3000 frontend of shop", "5433 db of shop"));
}

TEST(Kinds, ANestedServiceIsOfItsProject) {
  EXPECT_THAT(PortsAndNames(Read("projects: {tern: {services: {web: 8000, db: 5433}}}\n", "ports.yaml")),
              ElementsAre("8000 web of tern", "5433 db of tern"));
}

TEST(Kinds, AMoveInACellForTheState) {
  const Document document = Read(
      "| Service | Port | Status |\n|---|---|---|\n| chart | 8120 | on 3120 → to be moved to 8120 |\n| shop | 8121 | "
      "done |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8120 chart", "8121 shop"));
  EXPECT_THAT(Describe(document.registry.migrations), ElementsAre("chart: 3120 -> 8120 :3"));
}

TEST(Kinds, TwoSpellingsOfOneName) {
  const Document document = Read(
      "| Module | API Port | Web Port |\n|---|---|---|\n| HR | 5041 | 5042 |\n\n"
      "| Client | Actual API Port |\n|---|---|\n| HrApi | 5041 |\n");
  EXPECT_EQ(document.registry.assignments.size(), 2U);
}

// --- nothing is dropped in silence ---

Lines Unread(const Document& document) {
  Lines lines;
  for (const Finding& finding : document.findings) {
    if (finding.code == "unread-rows")
      lines.push_back(std::to_string(finding.source.line) + " " + finding.message.substr(0, 6));
  }
  return lines;
}

TEST(Unread, RowsThatLookLikeAPortsAreAFinding) {
  const Document document = Read(
      "- api: 4100\n\n| Foo | Bar |\n|---|---|\n| `A_PORT` in x.yml | 8101 of it all |\n| `B_PORT` in y.yml | 8102 of "
      "it all |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
  EXPECT_THAT(Unread(document), ElementsAre("5 2 rows"));
}

TEST(Unread, WhatIsExplainedIsNone) {
  EXPECT_THAT(Unread(Read("- api: 4100\n\n## Changelog\n\n- moved from 8101 to 8102\n- moved from 8103 to 8104\n")),
              IsEmpty());
  EXPECT_THAT(Unread(Read("| Port | Service |\n|---|---|\n| 4100 | api |\n| 4101 | - |\n| 4102 | - |\n")), IsEmpty());
}

}  // namespace
}  // namespace portlaw::readers
