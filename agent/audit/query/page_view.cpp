// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <tuple>

#include "agent/audit/query/timeline.h"
#include "agent/audit/query/top_counts.h"
#include "agent/audit/query/view.h"
#include "policy/render/html_page.h"

namespace portlaw::audit {

namespace {

constexpr std::size_t kMaxBars = 120;
constexpr std::size_t kMaxGroups = 5000;  // different things that happened, kept
constexpr std::size_t kMaxShown = 500;    // of them, a table
constexpr std::size_t kMaxLatest = 100;   // events
constexpr std::size_t kMaxSentence = 2048;
constexpr Action kDrawn[] = {Action::kDeny, Action::kWouldDeny, Action::kWarn};

// The same thing, however often it happened.
struct Group {
  Action action = Action::kWarn;
  std::string reason;
  std::string port;
  std::string container;
  std::string process;
  std::string service;
  std::string owner;
  std::string line;  // of the registry

  auto Tied() const { return std::tie(action, reason, port, container, process, service, owner, line); }
  bool operator<(const Group& other) const { return Tied() < other.Tied(); }
};

std::string FieldOf(std::string_view name, const LogRecord& record) { return FindLogField(name)->value(record); }

Group GroupOf(const LogRecord& record) {
  return {record.action,     std::string(ReasonWord(record)), FieldOf("port", record),  ContainerOf(record),
          ProcessOf(record), FieldOf("service", record),      FieldOf("owner", record), LineOf(record)};
}

struct Latest {
  WallTime time;
  Action action;
  std::string port;
  std::string who;
  std::string sentence;
  std::string line;
  std::uint64_t suppressed = 0;
};

std::string PeopleTime(WallTime time) { return BucketTime(time, std::chrono::seconds(1)); }

std::string Times(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " time" : " times"); }

std::string WhoOf(const std::string& container) { return container == kNone ? "the host" : container; }

// --- when ------------------------------------------------------------------------------------------------------------

std::string BarTitle(const Timeline::Bucket& bucket, std::chrono::seconds width) {
  std::string text = BucketTime(bucket.from, width);
  for (Action action : kDrawn)
    text += ", " + std::to_string(bucket.counts.Of(action)) + " " + std::string(ToString(action));
  if (bucket.counts.missing > 0) text += ", " + std::to_string(bucket.counts.missing) + " lines missing";
  return text;
}

constexpr double kChartHeight = 100;

std::string BarRects(const Timeline::Counts& counts, std::size_t place, double most) {
  std::string rects;
  double top = kChartHeight;
  for (Action action : kDrawn) {
    if (counts.Of(action) == 0) continue;
    const double height = std::max(1.5, static_cast<double>(counts.Of(action)) / most * (kChartHeight - 5));
    top = std::max(top - height, 0.0);
    rects += "<rect class=\"" + std::string(ToString(action)) + "\" x=\"" + std::to_string(place) + ".05\" y=\"" +
             std::to_string(top) + "\" width=\".9\" height=\"" + std::to_string(height) + "\"/>";
  }
  if (counts.missing > 0) {
    rects += "<rect class=\"s4\" x=\"" + std::to_string(place) + "\" width=\".2\" height=\"" +
             std::to_string(kChartHeight) + "\"/>";
  }
  return rects;
}

std::string ChartHtml(const Timeline::Buckets& shown) {
  if (shown.buckets.empty()) return "<p class=\"none\">Nothing happened that was asked for.</p>\n";
  double most = 1;
  for (const auto& bucket : shown.buckets) most = std::max(most, static_cast<double>(bucket.counts.All()));
  std::string bars;
  for (std::size_t i = 0; i < shown.buckets.size(); ++i) {
    const Timeline::Bucket& bucket = shown.buckets[i];
    bars += "<g><title>" + HtmlText(BarTitle(bucket, shown.width)) + "</title><rect fill=\"transparent\" x=\"" +
            std::to_string(i) + "\" width=\"1\" height=\"100\"/>" + BarRects(bucket.counts, i, most) + "</g>\n";
  }
  return "<div class=\"chart\"><svg viewBox=\"0 0 " + std::to_string(shown.buckets.size()) +
         " 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Binds over time\">\n" + bars +
         "</svg><p><span>" + BucketTime(shown.buckets.front().from, shown.width) + "</span><span>" +
         WidthText(shown.width) + " a bar, at most " + std::to_string(static_cast<std::uint64_t>(most)) +
         "; UTC</span><span>" + BucketTime(shown.buckets.back().from, shown.width) + "</span></p></div>\n";
}

std::string ActionLegend(bool missing) {
  const auto entry = [](std::string_view css, std::string_view word) {
    return "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"" + std::string(css) +
           "\" width=\"10\" height=\"10\"/></svg>" + std::string(word) + "</li>";
  };
  std::string html = "<ul class=\"legend\">";
  for (Action action : kDrawn) html += entry(ToString(action), ToString(action));
  if (missing) html += entry("s4", "lines missing before here");
  return html + "</ul>\n";
}

// --- who, and by which line ------------------------------------------------------------------------------------------

// A row that the search finds by all its texts and by its port.
std::string RowHtml(std::string_view css, const std::string& port, const std::string& who, const std::string& more,
                    const std::string& what, const std::string& line) {
  const std::string number = port.substr(0, port.find('/'));
  const std::string text = port + " " + who + " " + more + " " + what + " " + line;
  return "<tr class=\"" + std::string(css) + "\" data-t=\"" + HtmlText(LowerCase(text)) + "\" data-f=\"" + number +
         "\" data-l=\"" + number + "\"><td>" + HtmlText(port) + "</td><td class=\"who\">" + HtmlText(who) +
         (more.empty() ? "" : "<br><span class=\"soft\">" + HtmlText(more) + "</span>") + "</td><td>" + HtmlText(what) +
         "</td><td class=\"where\">" + HtmlText(line) + "</td></tr>\n";
}

std::string GroupHtml(const TopCounts<Group>::Count& count) {
  const Group& group = count.key;
  std::string what = std::string(ToString(group.action)) + ", " + group.reason;
  if (group.owner != kNone) what += " (" + group.owner + "'s)";
  what += ": " + Times(count.sum.binds());
  what += count.sum.first == count.sum.last
              ? ", " + PeopleTime(count.sum.last)
              : ", from " + PeopleTime(count.sum.first) + " to " + PeopleTime(count.sum.last);
  if (count.sum.suppressed > 0) what += "; " + std::to_string(count.sum.suppressed) + " of them suppressed";
  if (count.missed > 0) what += "; up to " + std::to_string(count.missed) + " more before";
  std::string more = group.process;
  if (group.service != kNone) more += " \xC2\xB7 " + group.service;
  return RowHtml(ToString(group.action), group.port, WhoOf(group.container), more, what, group.line);
}

std::string TableHtml(std::string_view title, std::string_view third, const std::string& rows,
                      const std::string& nothing) {
  const std::string head = "<h2>" + std::string(title) + "</h2>\n";
  if (rows.empty()) return nothing.empty() ? "" : head + "<p class=\"none\">" + nothing + "</p>\n";
  return head +
         "<div class=\"rows\"><table><thead><tr><th scope=\"col\">Port</th><th scope=\"col\">Who</th><th "
         "scope=\"col\">" +
         std::string(third) + "</th><th scope=\"col\">Line</th></tr></thead><tbody>\n" + rows +
         "</tbody></table></div>\n";
}

std::string NoteHtml(const std::string& note) { return "<p class=\"soft\">" + HtmlText(note) + "</p>\n"; }

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

class PageView : public LogView {
 public:
  PageView(const LogFilter& filter, const ViewOptions& options) : logs_(options.logs) {
    if (filter.since) timeline_.Cover(*filter.since);
    if (filter.until) timeline_.Cover(*filter.until - std::chrono::nanoseconds(1));
  }

  std::string Add(const LogRecord& record, std::string_view) override {
    timeline_.Add(record);
    groups_.Add(GroupOf(record), record);
    latest_.push_back({record.time, record.action, FieldOf("port", record), ContainerOf(record),
                       record.message.substr(0, kMaxSentence), LineOf(record), record.suppressed});
    if (latest_.size() > kMaxLatest) latest_.pop_front();
    return "";
  }
  void AddMissing(WallTime time, std::uint64_t lines) override { timeline_.AddMissing(time, lines); }

  std::string Finish(const QueryTotals& totals) override {
    HtmlPage page;
    page.heading = Joined(logs_);
    page.title = "Audit log: " + page.heading;
    page.summary = HtmlText(TotalsText(totals));
    page.placeholder = "a port, a container, a program, a reason";
    page.nothing = "Nothing on this page fits.";
    page.writer = "portlaw audit query --format html";
    page.main = "<h2>When</h2>\n" + ActionLegend(totals.missing > 0) + ChartHtml(timeline_.Take(kMaxBars));
    for (const std::string& note : NotesOf(totals)) page.main += NoteHtml(note);
    page.main += GroupsHtml() + LatestHtml();
    return ToHtml(page);
  }

 private:
  std::string GroupsHtml() const {
    std::string refused;
    std::string warned;
    std::size_t shown[2] = {};
    std::size_t left = 0;
    for (const auto& count : groups_.Take()) {
      const bool is_warning = count.key.action == Action::kWarn;
      if (++shown[is_warning ? 1 : 0] > kMaxShown) {
        ++left;
      } else {
        (is_warning ? warned : refused) += GroupHtml(count);
      }
    }
    std::string html = TableHtml("Who was refused", "Why, how often, when (UTC)", refused, "Nobody.") +
                       TableHtml("Who was warned", "Why, how often, when (UTC)", warned, "");
    if (left > 0) html += NoteHtml(std::to_string(left) + " rows with fewer binds are not shown.");
    if (groups_.missed() > 0) {
      html += NoteHtml("There are more than " + std::to_string(kMaxGroups) + " different rows: those with fewer than " +
                       std::to_string(groups_.missed()) + " binds may be missing.");
    }
    return html;
  }

  std::string LatestHtml() const {
    std::string rows;
    for (auto event = latest_.rbegin(); event != latest_.rend(); ++event) {
      std::string more = std::string(ToString(event->action)) + ", " + PeopleTime(event->time);
      if (event->suppressed > 0) more += ", and " + std::to_string(event->suppressed) + " more like it";
      rows += RowHtml(ToString(event->action), event->port, WhoOf(event->who), more, event->sentence, event->line);
    }
    return TableHtml("The last events", "What happened", rows, "");
  }

  std::vector<std::string> logs_;
  Timeline timeline_;
  TopCounts<Group> groups_{kMaxGroups};
  std::deque<Latest> latest_;
};

}  // namespace

std::unique_ptr<LogView> MakePageView(const LogFilter& filter, const ViewOptions& options) {
  return std::make_unique<PageView>(filter, options);
}

}  // namespace portlaw::audit
