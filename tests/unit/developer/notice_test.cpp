// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/audit/json_line.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::developer {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

json Event(const audit::AuditEvent& event = audit::SampleEvent()) { return json::parse(audit::JsonLine(event)); }

TEST(NoticeOf, SaysWhoWasRefusedWhatAndWhatIsFree) {
  const Notice notice = NoticeOf(Event());
  EXPECT_EQ(notice.summary, "grove-api was refused 4101/tcp");
  EXPECT_EQ(notice.body, "one sentence");
  EXPECT_TRUE(notice.refused);
  EXPECT_EQ(notice.port, "4101/tcp");
  EXPECT_EQ(notice.next_free, "4205");
}

TEST(NoticeOf, AWarningIsToldFromARefusal) {
  audit::AuditEvent event = audit::SampleEvent();
  event.action = Action::kWarn;
  event.container.reset();
  event.suggestion.reset();
  const Notice notice = NoticeOf(Event(event));
  EXPECT_EQ(notice.summary, "node should not have 4101/tcp");
  EXPECT_FALSE(notice.refused);
  EXPECT_EQ(notice.next_free, "");
  event.action = Action::kWouldDeny;
  EXPECT_EQ(NoticeOf(Event(event)).summary, "node would be refused 4101/tcp");
}

TEST(NoticeOf, EscapesWhatOthersHaveWritten) {
  audit::AuditEvent event = audit::SampleEvent();
  event.container->name = "a\x1b]0;b\nc";
  const Notice notice = NoticeOf(Event(event));
  EXPECT_THAT(notice.summary, Not(HasSubstr("\x1b")));
  EXPECT_THAT(notice.summary, Not(HasSubstr("\n")));
}

TEST(NoticeOf, LivesWithAnything) {
  for (const char* text : {"{}", "[]", "null", "7", R"({"port":"x","process":[],"container":3,"message":{}})",
                           R"({"port":-1,"suggestion":"a"})", R"({"reason":"tamper","port":0})"}) {
    const json event = json::parse(text);
    const Notice notice = NoticeOf(event.is_object() ? event : json::object());
    EXPECT_EQ(notice.port, "") << text;
    EXPECT_EQ(notice.next_free, "") << text;
  }
  EXPECT_EQ(NoticeOf(json::parse(R"({"reason":"tamper","port":0})")).summary, "portlaw: tamper");
}

TEST(ConcernsUser, WhoRunsAsThemIsLoggedInByThemOrIsInTheirPartOfTheTree) {
  audit::AuditEvent event = audit::SampleEvent();
  EXPECT_TRUE(ConcernsUser(Event(event), 1000));
  EXPECT_FALSE(ConcernsUser(Event(event), 1001));
  event.process.uid = 0;
  EXPECT_TRUE(ConcernsUser(Event(event), 1000)) << "sudo";
  event.process.loginuid.reset();
  EXPECT_FALSE(ConcernsUser(Event(event), 1000));
  event.process.uid = 100'999;  // a user of a rootless container
  event.cgroup = "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-0123.scope/container";
  EXPECT_TRUE(ConcernsUser(Event(event), 1000));
  EXPECT_FALSE(ConcernsUser(Event(event), 100));
  EXPECT_FALSE(ConcernsUser(json::object(), 1000));
}

TEST(NoticePace, ShowsABurstAndCountsTheRest) {
  NoticePace pace;
  const NoticePace::Time start = NoticePace::Time() + std::chrono::hours(1);
  for (std::size_t i = 0; i < NoticePace::kBurst; ++i) EXPECT_TRUE(pace.MayShow(start)) << i;
  EXPECT_FALSE(pace.MayShow(start));
  EXPECT_FALSE(pace.MayShow(start + NoticePace::kWindow - std::chrono::milliseconds(1)));
  EXPECT_TRUE(pace.MayShow(start + NoticePace::kWindow));
  EXPECT_EQ(pace.TakeLeftOut(), 2U);
  EXPECT_EQ(pace.TakeLeftOut(), 0U);
}

}  // namespace
}  // namespace portlaw::developer
