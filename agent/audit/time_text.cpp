// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/time_text.h"

#include <charconv>
#include <chrono>

namespace portlaw::audit {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2261;  // the last whole one that nanoseconds in 64 bits reach

// Takes things off the front of a text; remembers whether one was missing.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  int Digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= rest_.size() || rest_[i] < '0' || rest_[i] > '9') {
        good_ = false;
        return 0;
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool Accept(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(std::string_view any_of) { good_ = Accept(any_of) && good_; }

  nanoseconds Fraction() {
    if (!Accept(".")) return nanoseconds(0);
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0) good_ = false;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 9; ++i) value = value * 10 + (i < digits ? rest_[i] - '0' : 0);
    rest_.remove_prefix(digits);
    return nanoseconds(value);
  }

  bool AtEnd() const { return rest_.empty(); }
  bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<nanoseconds> ReadDay(Cursor& text) {
  const int year = text.Digits(4);
  text.Expect("-");
  const auto month = static_cast<unsigned>(text.Digits(2));
  text.Expect("-");
  const auto day = static_cast<unsigned>(text.Digits(2));
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!text.good() || !date.ok() || year < kFirstYear || year > kLastYear) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch();
}

std::optional<nanoseconds> ReadClock(Cursor& text) {
  const int hour = text.Digits(2);
  text.Expect(":");
  const int minute = text.Digits(2);
  text.Expect(":");
  const int second = text.Digits(2);
  const nanoseconds fraction = text.Fraction();
  if (!text.good() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return hours(hour) + minutes(minute) + seconds(second) + fraction;
}

std::optional<nanoseconds> ReadZone(Cursor& text) {
  if (text.Accept("Zz")) return nanoseconds(0);
  const bool west = text.Accept("-");
  if (!west) text.Expect("+");
  const int hour = text.Digits(2);
  text.Expect(":");
  const int minute = text.Digits(2);
  if (!text.good() || hour > 23 || minute > 59) return std::nullopt;
  const nanoseconds offset = hours(hour) + minutes(minute);
  return west ? -offset : offset;
}

std::optional<nanoseconds> Unit(std::string_view unit) {
  if (unit == "s") return seconds(1);
  if (unit == "m") return minutes(1);
  if (unit == "h") return hours(1);
  if (unit == "d") return days(1);
  if (unit == "w") return days(7);
  return std::nullopt;
}

}  // namespace

std::optional<WallTime> ParseRfc3339(std::string_view text) {
  Cursor cursor(text);
  const auto day = ReadDay(cursor);
  if (!day) return std::nullopt;
  cursor.Expect("Tt ");
  const auto clock = ReadClock(cursor);
  if (!clock) return std::nullopt;
  const auto zone = ReadZone(cursor);
  if (!zone || !cursor.AtEnd()) return std::nullopt;
  return WallTime(*day + *clock - *zone);
}

std::optional<WallTime> ParseSince(std::string_view text, WallTime now) {
  if (const auto time = ParseRfc3339(text)) return time;
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return std::nullopt;
  const auto unit = Unit(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!unit || count > now.time_since_epoch() / *unit) return std::nullopt;
  return now - count * *unit;
}

}  // namespace portlaw::audit
