// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "agent/io/read_file.h"
#include "tests/paths.h"

namespace portlaw::metrics {
namespace {

using ::testing::HasSubstr;

// Every name of a metric of ours that `text` has.
std::set<std::string> NamesIn(const std::string& text) {
  static const std::regex kName("portlaw_[a-z_]+");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), kName); it != std::sregex_iterator(); ++it) {
    names.insert(it->str());
  }
  return names;
}

TEST(Families, AreInPrometheusText) {
  Snapshot snapshot;
  snapshot.decisions[{"Grove", Action::kDeny, Reason::kForeign}] = 3;
  snapshot.emitted = 2;
  snapshot.suppressed = 1;
  snapshot.lost = {{"log", 0}, {"/var/log/a\"b", 7}};
  snapshot.hooks = {{"cgroup/bind4", true}, {"cgroup/bind6", false}};
  snapshot.generation = 12;
  snapshot.reload_ok = false;
  const std::string text = ToText(snapshot);
  EXPECT_THAT(text, HasSubstr("# TYPE portlaw_decisions_total counter\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_decisions_total{service=\"Grove\",verdict=\"deny\",reason=\"foreign\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_events_emitted_total 2\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_events_suppressed_total 1\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_events_dropped_total 0\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_sink_lost_lines_total{sink=\"/var/log/a\\\"b\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE portlaw_hook_attached gauge\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_hook_attached{hook=\"cgroup/bind4\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_hook_attached{hook=\"cgroup/bind6\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_policy_generation 12\n"));
  EXPECT_THAT(text, HasSubstr("portlaw_last_reload_success 0\n"));
}

// What ships for Prometheus and Grafana asks for nothing that the agent does not have.
TEST(Families, AreTheOnesThatAlertsAndDashboardAskFor) {
  const std::set<std::string> given = NamesIn(ToText({}));
  for (const char* file : {"scripts/packaging/prometheus-alerts.yml", "scripts/packaging/grafana-dashboard.json"}) {
    const auto text = io::ReadFile(SourcePath(file), 1024 * 1024);
    ASSERT_TRUE(text) << ToString(text.error());
    const std::set<std::string> asked = NamesIn(*text);
    EXPECT_GT(asked.size(), 3U) << file;
    for (const std::string& name : asked) EXPECT_TRUE(given.count(name) > 0) << file << ": " << name;
  }
}

}  // namespace
}  // namespace portlaw::metrics
