// SPDX-License-Identifier: Apache-2.0
// The tokens of a text: its words, and its numbers with what each is. "4100", "4100-4299", "5434:5432",
// "${X:-5433}:5432", "3478/UDP", "19xxx", "8081+", "+20", "http://localhost:4100" are ports; dates, addresses, versions
// and parts of names are none.
#ifndef PORTLAW_POLICY_READERS_SCAN_H_
#define PORTLAW_POLICY_READERS_SCAN_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/port.h"
#include "policy/readers/styled_text.h"
#include "policy/readers/words/words.h"

namespace portlaw::readers {

enum class NumberKind {
  kPort,      // one number
  kRange,     // "4100-4299"
  kWildcard,  // "19xxx": 19000-19999
  kOpenEnd,   // "8081+"
  kOffset,    // "+20", "+06-09"
  kNoPort,    // `why_not` says what it is
};

// A number, or two that belong together, as written at [begin, end) of the text.
struct Number {
  NumberKind kind = NumberKind::kPort;
  std::size_t begin = 0;
  std::size_t end = 0;  // after a protocol suffix
  long first = 0;       // unchecked: may be 0, 70000 or greater than `last`
  long last = 0;
  // "host:container": what stands right of the colon. `host_known` is false for "${X}:5432".
  std::optional<PortRange> container;
  bool host_known = true;
  std::string address;    // what stands left of the colon in "localhost:4100", "127.0.0.1:4100:80", "http://a:4100"
  bool url = false;       // with "://"
  bool path = false;      // of a URL that goes on after its port: "/health"
  bool variable = false;  // the number is a default: "${X:-5433}"
  std::optional<Protocol> protocol;  // said right beside it; kAny for "TCP/UDP"
  bool counted = false;              // a word for a unit or a count follows: "100 ports"
  bool yearlike = false;             // 1990 to 2035 with no decoration
  const char* why_not = nullptr;

  bool IsPorts() const { return kind != NumberKind::kOffset && kind != NumberKind::kNoPort; }
  // Whether the numbers are ports and in order.
  bool Valid() const { return IsPorts() && first >= 1 && last <= 65535 && first <= last; }
  bool InPortRange() const { return first >= 1 && first <= 65535; }
  PortRange ports() const { return {static_cast<Port>(first), static_cast<Port>(last)}; }
};

// Text with its tokens, in order.
struct Text {
  Text() = default;
  explicit Text(StyledText text) : styled(std::move(text)) {}
  Text(std::string_view text, int line) : styled(text, line) {}

  StyledText styled;
  std::vector<Word> words;
  std::vector<Number> numbers;
  bool scanned = false;

  const std::string& str() const { return styled.text(); }
};

// Finds the tokens, if that was not done before. Linear in the text.
void Scan(Text& text);
Text Scanned(std::string_view text, int line = 0);

// A part of a scanned text, which must outlive it.
class Span {
 public:
  Span() = default;
  Span(const Text& text) : Span(text, 0, text.str().size()) {}  // NOLINT(google-explicit-constructor)
  Span(const Text& text, std::size_t begin, std::size_t end) : text_(&text), begin_(begin), end_(end) {}

  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }
  bool empty() const { return begin_ >= end_; }
  std::string_view str() const;
  int line() const { return text_ == nullptr ? 0 : text_->styled.LineAt(begin_); }

  // Offsets are those of the whole text.
  Span Part(std::size_t begin, std::size_t end) const;
  // The part that `view`, a part of str(), is.
  Span At(std::string_view view) const;
  Span Trimmed(std::string_view drop = {}) const;

  std::span<const Word> words() const;
  std::span<const Number> numbers() const;
  std::string_view str(const Word& word) const;
  Concepts concepts() const;
  bool Says(Concepts any_of) const { return Has(concepts(), any_of); }
  template <class... More>
  bool Says(Concept one, More... more) const {
    return Says(Of(one, more...));
  }
  // Whether there are words and each has one of the concepts.
  bool AllWordsAre(Concepts concepts) const;
  template <class... More>
  bool AllWordsAre(Concept one, More... more) const {
    return AllWordsAre(Of(one, more...));
  }
  bool HasWords() const { return !words().empty(); }
  std::uint8_t StyleAt(std::size_t offset) const { return text_ == nullptr ? 0 : text_->styled.StyleAt(offset); }
  std::string_view whole() const { return text_ == nullptr ? std::string_view() : text_->str(); }
  std::span<const Number> all_numbers() const {
    return text_ == nullptr ? std::span<const Number>() : std::span<const Number>(text_->numbers);
  }

 private:
  const Text* text_ = nullptr;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// The only number of `text` if all of it is numbers that are ports; with others only commas, slashes and the word
// "port" may stand. Empty if there is anything else but a remark in parentheses.
std::vector<Number> OnlyPorts(Span text);
// Whether, besides `number`, `text` holds nothing but punctuation and the word "port".
bool IsNothingBut(Span text, const Number& number);
// The transport that `text` names: "TCP", "udp", "TCP/UDP" (kAny), "DNS/UDP"; none where it names none.
std::optional<Protocol> TransportIn(Span text);

// Length of the em dash, en dash or relative at `offset`, else 0.
std::size_t DashAt(std::string_view text, std::size_t offset);
// The same for an arrow: "->", "=>", "→", "⇒".
std::size_t ArrowAt(std::string_view text, std::size_t offset);
bool HasArrow(std::string_view text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_SCAN_H_
