// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent/audit/query/csv.h"
#include "agent/audit/query/timeline.h"
#include "agent/audit/query/view.h"

namespace portlaw::audit {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxRows = 40;      // a terminal's worth
constexpr std::size_t kMaxPoints = 1000;  // for programs
constexpr std::size_t kNarrowestBar = 10;

struct Mark {
  Action action;
  char sign;
  Tone tone;
};
constexpr Mark kMarks[] = {
    {Action::kDeny, '#', Tone::kBad}, {Action::kWouldDeny, '+', Tone::kDoubtful}, {Action::kWarn, '.', Tone::kPlain}};

std::string MissingText(const Timeline::Counts& counts) {
  if (counts.missing == 0) return "";
  return " ! " + std::to_string(counts.missing) + (counts.missing == 1 ? " line missing" : " lines missing");
}

// As long as its share of `most`, of `width` signs; never empty where there is something.
std::string BarText(const Timeline::Counts& counts, double most, std::size_t width, Paint paint) {
  std::string bar;
  double sum = 0;
  std::size_t drawn = 0;
  for (const Mark& mark : kMarks) {
    const auto binds = static_cast<double>(counts.Of(mark.action));
    sum += binds;
    auto end = static_cast<std::size_t>(std::lround(sum / most * static_cast<double>(width)));
    if (binds > 0) end = std::min(std::max(end, drawn + 1), width);
    if (end > drawn) bar += paint(mark.tone, std::string(end - drawn, mark.sign));
    drawn = std::max(end, drawn);
  }
  return bar;
}

// What all rows of a histogram share.
struct Frame {
  std::chrono::seconds bucket;
  double most = 1;  // binds in the fullest row
  std::size_t digits = 1;
  std::size_t bar = kNarrowestBar;
};

Frame FrameOf(const Timeline::Buckets& shown, std::size_t columns) {
  Frame frame{shown.width};
  std::size_t label = 0;
  std::size_t note = 0;
  for (const Timeline::Bucket& bucket : shown.buckets) {
    frame.most = std::max(frame.most, static_cast<double>(bucket.counts.All()));
    frame.digits = std::max(frame.digits, std::to_string(bucket.counts.All()).size());
    label = BucketTime(bucket.from, shown.width).size();
    note = std::max(note, MissingText(bucket.counts).size());
  }
  const std::size_t taken = label + frame.digits + note + 4;
  frame.bar = std::max(columns, taken + kNarrowestBar) - taken;
  return frame;
}

std::string RowOf(const Timeline::Bucket& bucket, const Frame& frame, Paint paint) {
  const std::string count = std::to_string(bucket.counts.All());
  std::string row =
      BucketTime(bucket.from, frame.bucket) + "  " + std::string(frame.digits - count.size(), ' ') + count;
  const std::string bar = BarText(bucket.counts, frame.most, frame.bar, paint);
  if (!bar.empty()) row += "  " + bar;
  if (bucket.counts.missing > 0) row += paint(Tone::kBad, MissingText(bucket.counts));
  return row + "\n";
}

class TimelineView : public LogView {
 public:
  TimelineView(const LogFilter& filter, const ViewOptions& options) : options_(options) {
    if (filter.since) timeline_.Cover(*filter.since);
    if (filter.until) timeline_.Cover(*filter.until - std::chrono::nanoseconds(1));
  }

  std::string Add(const LogRecord& record, std::string_view) override {
    timeline_.Add(record);
    return "";
  }
  void AddMissing(WallTime time, std::uint64_t lines) override { timeline_.AddMissing(time, lines); }

  std::string Finish(const QueryTotals& totals) override {
    if (options_.format == "json") return JsonOf(timeline_.Take(kMaxPoints), totals);
    if (options_.format == "csv") return CsvOf(timeline_.Take(kMaxPoints));
    return TextOf(timeline_.Take(kMaxRows), totals);
  }

 private:
  std::string TextOf(const Timeline::Buckets& shown, const QueryTotals& totals) const {
    std::string text;
    if (!shown.buckets.empty()) text = Legend(shown.width);
    const Frame frame = FrameOf(shown, options_.columns);
    for (const Timeline::Bucket& bucket : shown.buckets) text += RowOf(bucket, frame, options_.paint);
    text += (text.empty() ? "" : "\n") + TotalsText(totals) + "\n";
    for (const std::string& note : NotesOf(totals)) text += note + "\n";
    return text;
  }

  std::string Legend(std::chrono::seconds width) const {
    std::string text = "Binds in " + WidthText(width) + " from then on, UTC; ";
    for (const Mark& mark : kMarks) {
      text += options_.paint(mark.tone, std::string(1, mark.sign)) + " " + std::string(ToString(mark.action));
      text += &mark == std::end(kMarks) - 1 ? "\n" : ", ";
    }
    return text;
  }

  static std::string JsonOf(const Timeline::Buckets& shown, const QueryTotals& totals) {
    OrderedJson rows = OrderedJson::array();
    for (const auto& [from, counts] : shown.buckets) {
      rows.push_back({{"from", ToRfc3339(from)},
                      {"deny", counts.Of(Action::kDeny)},
                      {"would-deny", counts.Of(Action::kWouldDeny)},
                      {"warn", counts.Of(Action::kWarn)},
                      {"suppressed", counts.suppressed},
                      {"missing", counts.missing}});
    }
    const OrderedJson json = {{"seconds", shown.width.count()},   {"buckets", rows},
                              {"events", totals.matching.events}, {"suppressed", totals.matching.suppressed},
                              {"missing", totals.missing},        {"malformed", totals.malformed}};
    return json.dump(2, ' ', true) + "\n";
  }

  static std::string CsvOf(const Timeline::Buckets& shown) {
    const std::string header[] = {"from", "seconds", "deny", "would-deny", "warn", "suppressed", "missing"};
    std::string csv = CsvLine(header);
    for (const auto& [from, counts] : shown.buckets) {
      const std::string cells[] = {ToRfc3339(from),
                                   std::to_string(shown.width.count()),
                                   std::to_string(counts.Of(Action::kDeny)),
                                   std::to_string(counts.Of(Action::kWouldDeny)),
                                   std::to_string(counts.Of(Action::kWarn)),
                                   std::to_string(counts.suppressed),
                                   std::to_string(counts.missing)};
      csv += CsvLine(cells);
    }
    return csv;
  }

  ViewOptions options_;
  Timeline timeline_;
};

}  // namespace

std::unique_ptr<LogView> MakeTimelineView(const LogFilter& filter, const ViewOptions& options) {
  return std::make_unique<TimelineView>(filter, options);
}

}  // namespace portlaw::audit
