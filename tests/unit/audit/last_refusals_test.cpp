// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/last_refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "agent/audit/json_line.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A denied bind of 4101/tcp in the host's namespace, `second` seconds after the sample's.
AuditEvent DeniedAt(int second) {
  AuditEvent event = SampleEvent();
  event.time += std::chrono::seconds(second);
  event.message = "refused at " + std::to_string(second);
  return event;
}

class LastRefusalsTest : public testing::Test {
 protected:
  ~LastRefusalsTest() override { std::filesystem::remove(path_); }

  void Log(const std::string& text) { std::ofstream(path_, std::ios::app) << text << "\n"; }
  void Log(const AuditEvent& event) { Log(JsonLine(event)); }

  std::vector<PortRefusal> Read(Protocol protocol = Protocol::kTcp, std::size_t most = 5) const {
    auto refusals = LastRefusals({path_}, 4101, protocol, most);
    EXPECT_TRUE(refusals) << ToString(refusals.error());
    return refusals ? *std::move(refusals) : std::vector<PortRefusal>{};
  }

 private:
  std::string path_ =
      (std::filesystem::temp_directory_path() / ("portlaw-refusals-" + std::to_string(::getpid()))).string();
};

TEST_F(LastRefusalsTest, GivesTheNewestFirstAndNoMoreThanAskedFor) {
  for (const int second : {1, 3, 2}) Log(DeniedAt(second));
  const auto refusals = Read(Protocol::kTcp, 2);
  ASSERT_THAT(refusals, SizeIs(2));
  EXPECT_EQ(refusals[0].message, "refused at 3");
  EXPECT_EQ(refusals[0].time, "2026-11-01T00:00:04.000000042Z");
  EXPECT_EQ(refusals[0].reason, "foreign");
  EXPECT_THAT(refusals[0].event, HasSubstr("\"comm\":\"node\""));
  EXPECT_EQ(refusals[1].message, "refused at 2");
}

TEST_F(LastRefusalsTest, TakesWhatWouldBeDeniedAndWhatWasInUse) {
  AuditEvent audited = DeniedAt(1);
  audited.action = Action::kWouldDeny;
  AuditEvent in_use = DeniedAt(2);
  in_use.action = Action::kWarn;
  in_use.reason = Reason::kPortInUse;
  Log(audited);
  Log(in_use);
  EXPECT_THAT(Read(), SizeIs(2));
}

TEST_F(LastRefusalsTest, LeavesOutWhatIsOfNoConcernToThePort) {
  AuditEvent warned = DeniedAt(1);
  warned.action = Action::kWarn;
  AuditEvent elsewhere = DeniedAt(2);
  elsewhere.port = 4102;
  AuditEvent udp = DeniedAt(3);
  udp.protocol = "udp";
  AuditEvent inside = DeniedAt(4);
  inside.scope = Scope::kPrivate;
  for (const AuditEvent& event : {warned, elsewhere, udp, inside}) Log(event);
  EXPECT_THAT(Read(), IsEmpty());
  EXPECT_THAT(Read(Protocol::kUdp), SizeIs(1));
}

TEST_F(LastRefusalsTest, PassesOverLinesThatAreNoEvents) {
  Log("");
  Log("{\"port\":4101");
  Log(DeniedAt(1));
  Log("[4101]");
  EXPECT_THAT(Read(), SizeIs(1));
}

TEST_F(LastRefusalsTest, SaysWhichLogItCannotRead) {
  const auto refusals = LastRefusals({"/no/such/log.jsonl"}, 4101, Protocol::kTcp, 5);
  ASSERT_FALSE(refusals);
  EXPECT_THAT(ToString(refusals.error()), HasSubstr("/no/such/log.jsonl"));
}

}  // namespace
}  // namespace portlaw::audit
