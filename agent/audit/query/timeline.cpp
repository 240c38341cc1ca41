// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/timeline.h"

#include <algorithm>
#include <iterator>

namespace portlaw::audit {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Each is a multiple of the one before, so that buckets can be put together. After the last, twice as wide each.
constexpr seconds kWidths[] = {seconds(1),  seconds(5), seconds(10), seconds(30), minutes(1), minutes(5), minutes(10),
                               minutes(30), hours(1),   hours(3),    hours(6),    hours(12),  days(1),    days(7)};

seconds WidthOf(std::size_t step) {
  constexpr std::size_t kLast = std::size(kWidths) - 1;
  return kWidths[std::min(step, kLast)] * (std::int64_t{1} << (step > kLast ? step - kLast : 0));
}

std::int64_t FloorDivide(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

std::int64_t IndexOf(WallTime time, seconds width) {
  return FloorDivide(floor<seconds>(time).time_since_epoch().count(), width.count());
}

void AddTo(Timeline::Counts& sum, const Timeline::Counts& more) {
  for (std::size_t i = 0; i < sum.binds.size(); ++i) sum.binds[i] = SaturatingSum(sum.binds[i], more.binds[i]);
  sum.suppressed = SaturatingSum(sum.suppressed, more.suppressed);
  sum.missing = SaturatingSum(sum.missing, more.missing);
}

std::map<std::int64_t, Timeline::Counts> Widened(const std::map<std::int64_t, Timeline::Counts>& buckets,
                                                 std::int64_t times) {
  std::map<std::int64_t, Timeline::Counts> wider;
  for (const auto& [index, counts] : buckets) AddTo(wider[FloorDivide(index, times)], counts);
  return wider;
}

}  // namespace

std::uint64_t Timeline::Counts::All() const {
  std::uint64_t all = 0;
  for (std::uint64_t count : binds) all = SaturatingSum(all, count);
  return all;
}

void Timeline::Add(const LogRecord& record) {
  Counts& counts = At(record.time);
  std::uint64_t& binds = counts.binds[static_cast<std::size_t>(record.action)];
  binds = SaturatingSum(binds, SaturatingSum(1, record.suppressed));
  counts.suppressed = SaturatingSum(counts.suppressed, record.suppressed);
}

void Timeline::AddMissing(WallTime time, std::uint64_t lines) {
  Counts& counts = At(time);
  counts.missing = SaturatingSum(counts.missing, lines);
}

void Timeline::Cover(WallTime time) { At(time); }

Timeline::Counts& Timeline::At(WallTime time) {
  Counts* counts = &buckets_[IndexOf(time, WidthOf(step_))];
  while (buckets_.size() > kMaxBuckets) {
    buckets_ = Widened(buckets_, WidthOf(step_ + 1) / WidthOf(step_));
    ++step_;
    counts = &buckets_[IndexOf(time, WidthOf(step_))];
  }
  return *counts;
}

std::size_t Timeline::StepFor(std::size_t most) const {
  const auto count = [&](std::int64_t times) {
    return FloorDivide(buckets_.rbegin()->first, times) - FloorDivide(buckets_.begin()->first, times) + 1;
  };
  std::size_t step = step_;
  while (count(WidthOf(step) / WidthOf(step_)) > static_cast<std::int64_t>(most)) ++step;
  return step;
}

Timeline::Buckets Timeline::Take(std::size_t most) const {
  if (buckets_.empty()) return {};
  const std::size_t step = StepFor(std::max<std::size_t>(most, 8));  // or a bucket may begin before there is time
  const auto wider = Widened(buckets_, WidthOf(step) / WidthOf(step_));
  Buckets taken{WidthOf(step), {}};
  for (std::int64_t index = wider.begin()->first; index <= wider.rbegin()->first; ++index) {
    const auto place = wider.find(index);
    taken.buckets.push_back(
        {WallTime(seconds(index * taken.width.count())), place == wider.end() ? Counts{} : place->second});
  }
  return taken;
}

std::string WidthText(seconds width) {
  if (width % days(1) == seconds(0)) return std::to_string(width / days(1)) + " d";
  if (width % hours(1) == seconds(0)) return std::to_string(width / hours(1)) + " h";
  if (width % minutes(1) == seconds(0)) return std::to_string(width / minutes(1)) + " min";
  return std::to_string(width.count()) + " s";
}

std::string BucketTime(WallTime time, seconds width) {
  std::string text = ToRfc3339(time);
  std::replace(text.begin(), text.end(), 'T', ' ');
  constexpr std::size_t kDay = 10, kMinute = 16, kSecond = 19;
  return text.substr(0, width >= days(1) ? kDay : width >= minutes(1) ? kMinute : kSecond);
}

}  // namespace portlaw::audit
