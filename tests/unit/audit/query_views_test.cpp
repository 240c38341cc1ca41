// SPDX-License-Identifier: Apache-2.0
// What each view of `audit query` makes of a log: terminal, programs, page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "agent/audit/json_line.h"
#include "agent/audit/query/query.h"
#include "agent/audit/query/view.h"
#include "tests/unit/audit/query_record.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string LineAt(int second, Action action = Action::kDeny, std::uint64_t suppressed = 0, std::uint64_t number = 0) {
  AuditEvent event = SampleEvent();
  event.time += std::chrono::seconds(second);
  event.action = action;
  event.suppressed = suppressed;
  if (number == 0) return JsonLine(event);
  return WithLink(JsonLine(event), ChainPoint{number - 1, std::string(64, 'a')});
}

// What `view` writes of these lines.
std::string Shown(LogView& view, const std::vector<std::string>& lines, const LogFilter& filter = {}) {
  std::string out;
  LogQuery query(filter, view, 0, [&](std::string_view text) {
    out += text;
    return true;
  });
  std::uint64_t number = 0;
  for (const std::string& line : lines) query.Look({line, ++number}, "audit.jsonl");
  query.Finish();
  return out;
}

std::string Timelined(const std::vector<std::string>& lines, const ViewOptions& options = {},
                      const LogFilter& filter = {}) {
  return Shown(*MakeTimelineView(filter, options), lines, filter);
}

TEST(TimelineView, DrawsEachActionAndTheQuietBetween) {
  const std::string text =
      Timelined({LineAt(0, Action::kDeny, 9), LineAt(2, Action::kWarn), LineAt(2, Action::kWouldDeny)});
  EXPECT_THAT(text, HasSubstr("Binds in 1 s from then on, UTC; # deny, + would-deny, . warn\n"
                              "2026-11-01 00:00:01  10  " +
                              std::string(55, '#') +
                              "\n"
                              "2026-11-01 00:00:02   0\n"
                              "2026-11-01 00:00:03   2  ++++++.....\n"));
  EXPECT_THAT(text, HasSubstr("3 events (1 deny, 1 would-deny, 1 warn) and 9 more suppressed\n"));
  EXPECT_THAT(text, HasSubstr("portlaw status"));
}

TEST(TimelineView, IsAsWideAsTheTerminal) {
  for (std::size_t columns : {40, 80, 200}) {
    std::istringstream text(Timelined({LineAt(0, Action::kDeny, 5000), LineAt(1)}, {.columns = columns, .logs = {}}));
    std::size_t widest = 0;
    for (std::string row; std::getline(text, row);) {
      if (row.find("##") != std::string::npos) widest = std::max(widest, row.size());
    }
    EXPECT_EQ(widest, columns);
  }
}

TEST(TimelineView, PaintsOnlyWhereItIsTold) {
  const Paint paint = [](Tone tone, std::string_view text) {
    return "<" + std::to_string(static_cast<int>(tone)) + ">" + std::string(text);
  };
  EXPECT_THAT(Timelined({LineAt(0)}, {.paint = paint, .logs = {}}), HasSubstr("<1>###"));
  EXPECT_THAT(Timelined({LineAt(0)}), Not(HasSubstr("<1>")));
}

// Lines 2 to 4 are not there: the row says so, whatever is filtered, but not for another time.
TEST(TimelineView, TellsWhereLinesAreMissing) {
  const std::vector<std::string> lines = {LineAt(0, Action::kDeny, 0, 1), LineAt(3, Action::kWarn, 0, 5)};
  LogFilter filter;
  filter.actions = {Action::kDeny};
  EXPECT_THAT(Timelined(lines, {}, filter), HasSubstr("2026-11-01 00:00:04  0 ! 3 lines missing\n"));
  EXPECT_THAT(Timelined(lines, {}, filter), HasSubstr("3 lines are missing from the logs"));
  filter.until = RecordAt("2026-11-01T00:00:02Z").time;
  EXPECT_THAT(Timelined(lines, {}, filter), Not(HasSubstr("missing")));
}

TEST(TimelineView, SaysHowFarAnEmptyOrAFilteredLogReaches) {
  EXPECT_EQ(Timelined({}).find("0 events (0 deny, 0 would-deny, 0 warn) and 0 more suppressed\n"
                               "There is no event in what was read, of any kind.\n"),
            0U);
  LogFilter filter;
  filter.services = {"nobody"};
  EXPECT_THAT(Timelined({LineAt(0), LineAt(60)}, {}, filter),
              HasSubstr("The events that were read, matching or not, are from 2026-11-01T00:00:01.000000042Z to "
                        "2026-11-01T00:01:01.000000042Z."));
}

TEST(TimelineView, IsDataForPrograms) {
  const std::vector<std::string> lines = {LineAt(5, Action::kDeny, 9), LineAt(0, Action::kWarn)};
  const json data = json::parse(Timelined(lines, {.format = "json", .logs = {}}));
  EXPECT_EQ(data["seconds"], 1);
  ASSERT_EQ(data["buckets"].size(), 6U);
  EXPECT_EQ(data["buckets"][5]["deny"], 10);
  EXPECT_EQ(data["buckets"][5]["suppressed"], 9);
  EXPECT_THAT(Timelined(lines, {.format = "csv", .logs = {}}),
              HasSubstr("from,seconds,deny,would-deny,warn,suppressed,missing\r\n"
                        "2026-11-01T00:00:01.000000000Z,1,0,0,1,0,0\r\n"));
}

std::string Page(const std::vector<std::string>& lines) {
  return Shown(*MakePageView({}, {.logs = {"audit.jsonl.1", "audit.jsonl"}}), lines);
}

TEST(PageView, SaysWhoWasRefusedWhenAndByWhichLine) {
  const std::string html = Page({LineAt(0, Action::kDeny, 40), LineAt(60, Action::kDeny), LineAt(30, Action::kWarn)});
  EXPECT_THAT(html, HasSubstr("<title>Audit log: audit.jsonl.1, audit.jsonl</title>"));
  EXPECT_THAT(html, HasSubstr("3 events (2 deny, 0 would-deny, 1 warn) and 40 more suppressed"));
  EXPECT_THAT(html, HasSubstr("<h2>Who was refused</h2>"));
  EXPECT_THAT(html, HasSubstr("<td>4101/tcp</td><td class=\"who\">grove-api<br><span class=\"soft\">/usr/bin/node "
                              "\xC2\xB7 Grove</span></td><td>deny, foreign (orchard-api&#39;s): 42 times, from "
                              "2026-11-01 00:00:01 to 2026-11-01 00:01:01; 40 of them suppressed</td>"
                              "<td class=\"where\">ports.md:57</td>"));
  EXPECT_THAT(html, HasSubstr("<h2>Who was warned</h2>"));
  EXPECT_THAT(html, HasSubstr("<rect class=\"deny\""));
}

TEST(PageView, AnEmptyLogIsAPage) {
  EXPECT_THAT(Page({}), HasSubstr("<p class=\"none\">Nobody.</p>"));
  EXPECT_THAT(Page({}), HasSubstr("There is no event in what was read"));
}

TEST(PageView, NothingInTheLogIsMarkupAndNothingIsLoaded) {
  const std::string evil = "</script><script>alert(1)</script>\"'><img src=x onerror=y>\x1b[2J\xe2\x80\xae";
  AuditEvent event = SampleEvent();
  event.container->name = event.service = event.owner = event.process.exe = event.protocol = event.message = evil;
  event.rule->file = evil;
  const std::string html = Shown(*MakePageView({}, {.logs = {evil}}), {JsonLine(event), evil});
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  for (const char* bad :
       {"alert(1)</script>", "<img", "\x1b", "\xe2\x80\xae", "http://", "https://", "<link", "url("}) {
    EXPECT_THAT(html, Not(HasSubstr(bad))) << bad;
  }
  EXPECT_EQ(html.find("<script>"), html.rfind("<script>"));  // the page's own
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(PageView, IsBoundedWhateverTheLogHolds) {
  std::vector<std::string> lines;
  AuditEvent event = SampleEvent();
  for (int i = 0; i < 6000; ++i) {
    event.container->name = "invented" + std::to_string(i);
    event.message = std::string(3000, 'x');
    lines.push_back(JsonLine(event));
  }
  const std::string html = Page(lines);
  EXPECT_LT(html.size(), 2'000'000U);
  EXPECT_THAT(html, HasSubstr("4500 rows with fewer binds are not shown."));
  EXPECT_THAT(html, HasSubstr("There are more than 5000 different rows"));
}

TEST(TopView, SaysWhatItHadToCut) {
  const auto view = MakeTopView(*FindLogField("container"), {.limit = 1, .logs = {}});
  QueryTotals totals;
  LogRecord record = RecordAt("2026-11-01T00:00:00Z");
  for (int i = 0; i < 100'001; ++i) {
    record.container->name = "invented" + std::to_string(i);
    view->Add(record, "");
  }
  EXPECT_THAT(view->Finish(totals),
              HasSubstr("There are more than 100000 different values: each count may lack up to 1"));
}

}  // namespace
}  // namespace portlaw::audit
