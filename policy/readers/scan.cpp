// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/scan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

bool IsNameByte(char c) { return IsDigit(c) || IsAlpha(c) || c == '_'; }
bool IsWildcard(char c) { return c == 'x' || c == 'X' || c == 'n' || c == 'N' || c == '*' || c == '_' || c == '?'; }

// A number or a wildcard pattern, nothing around it.
struct Atom {
  std::size_t end = 0;
  long first = 0;
  long last = 0;
  int digits = 0;
  bool wildcard = false;
};

class Scanner {
 public:
  Scanner(std::string_view text, const std::vector<Word>& words) : text_(text), words_(words) {}

  std::vector<Number> Scan() {
    while (pos_ < text_.size()) Step();
    return std::move(numbers_);
  }

 private:
  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  char Before(std::size_t i) const { return i > 0 ? text_[i - 1] : '\0'; }

  void Step() {
    const char c = At(pos_);
    if (c == '$' && At(pos_ + 1) == '{') return ReadVariable();
    if (c == '+' && IsDigit(At(pos_ + 1)) && !IsNameByte(Before(pos_))) return ReadOffset();
    if (IsDigit(c)) return ReadNumber(pos_);
    if (const std::size_t digits = RoleEnd()) {
      pos_ = digits;
      return ReadNumberAt(digits);
    }
    if (IsAlpha(c) || c == '_') return SkipWord();
    ++pos_;
  }

  // "http21050": where the digits begin; 0 for any other word.
  std::size_t RoleEnd() const {
    if (!IsAlpha(At(pos_)) || IsNameByte(Before(pos_)) || Before(pos_) == '-' || Before(pos_) == '.') return 0;
    std::size_t i = pos_;
    while (IsAlpha(At(i))) ++i;
    std::size_t end = i;
    while (IsDigit(At(end))) ++end;
    const bool port = end - i >= 4 && end - i <= 5 && !IsNameByte(At(end)) && At(end) != '-' && At(end) != '.';
    if (!port || i - pos_ > 12) return 0;
    return Has(MeaningOf(Fold(text_.substr(pos_, i - pos_))), Concept::kRole, Concept::kTransport) ? i : 0;
  }

  // --- atoms -----------------------------------------------------------------------------------------------------

  std::optional<Atom> ReadAtom(std::size_t at) const {
    Atom atom;
    std::size_t i = at;
    long value = 0;
    for (; IsDigit(At(i)) && i - at < 12; ++i) value = std::min(value * 10 + (At(i) - '0'), 99999999L);
    atom.digits = static_cast<int>(i - at);
    if (atom.digits == 0) return std::nullopt;
    atom.first = atom.last = value;
    atom.end = i;
    ReadWildcard(atom);
    return atom;
  }

  // "19xxx", "30NN", "4xxx": one to four of one letter that make a number of four or five digits.
  void ReadWildcard(Atom& atom) const {
    const char letter = At(atom.end);
    if (!IsWildcard(letter)) return;
    std::size_t i = atom.end;
    while (At(i) == letter) ++i;
    const std::size_t count = i - atom.end;
    const std::size_t length = count + atom.digits;
    if (IsNameByte(At(i)) || length < 4 || length > 5 || count > 4) return;
    long scale = 1;
    for (std::size_t k = 0; k < count; ++k) scale *= 10;
    atom.last = atom.first * scale + scale - 1;
    atom.first *= scale;
    if (atom.first <= 65535) atom.last = std::min(atom.last, 65535L);
    atom.wildcard = true;
    atom.end = i;
  }

  // "${NAME:-5433}" or "${NAME}": the end, and the default as an atom where there is one.
  struct Substitution {
    std::size_t end = 0;
    std::optional<Atom> value;
  };
  std::optional<Substitution> ReadSubstitution(std::size_t at) const {
    if (At(at) != '$' || At(at + 1) != '{') return std::nullopt;
    constexpr std::size_t kLongest = 200;  // bounds the look ahead
    const std::string_view ahead = text_.substr(at, kLongest);
    const std::size_t close = ahead.find('}');
    if (close == std::string_view::npos) return std::nullopt;
    Substitution result{at + close + 1, std::nullopt};
    const std::size_t dash = ahead.find('-');
    if (dash < close) {
      const auto atom = ReadAtom(at + dash + 1);
      if (atom && atom->end == at + close) result.value = atom;
    }
    return result;
  }

  // --- words and addresses ---------------------------------------------------------------------------------------

  // Skips a run that begins with a letter; remembers it, since "localhost:4100" and "TCP 53" look back at it.
  void SkipWord() {
    word_begin_ = pos_;
    while (pos_ < text_.size() &&
           (IsNameByte(At(pos_)) || (At(pos_) == '-' && IsNameByte(At(pos_ + 1)) && !ArrowAt(text_, pos_)) ||
            (At(pos_) == '.' && IsNameByte(At(pos_ + 1))))) {
      ++pos_;
    }
    word_end_ = pos_;
    const bool url = text_.substr(pos_, 3) == "://";
    if (url) ReadUrl();
  }

  const Word* FindWordAt(std::size_t at) const {
    const auto word =
        std::partition_point(words_.begin(), words_.end(), [at](const Word& one) { return one.begin < at; });
    return word == words_.end() || word->begin != at ? nullptr : &*word;
  }
  Concepts WordAt(std::size_t at) const {
    const Word* word = FindWordAt(at);
    return word == nullptr ? 0 : word->concepts;
  }

  std::string_view LastWord() const { return text_.substr(word_begin_, word_end_ - word_begin_); }

  // scheme "://" host [":" port] path; the numbers of the path are none of ours.
  void ReadUrl() {
    const std::size_t host = pos_ + 3;
    std::size_t i = host;
    const auto host_byte = [&](char c) { return IsNameByte(c) || c == '-' || c == '.' || c == '@' || c == '*'; };
    while (host_byte(At(i))) ++i;
    if (At(i) == ':' && IsDigit(At(i + 1))) {
      const auto atom = ReadAtom(i + 1);
      Number number = Make(*atom, word_begin_);
      number.url = true;
      number.address = text_.substr(host, i - host);
      numbers_.push_back(number);
      i = atom->end;
    }
    while (i < text_.size() && !IsSpace(At(i)) && std::string_view("`)|>\"',").find(At(i)) == std::string_view::npos) {
      if (static_cast<unsigned char>(At(i)) >= 0x80) break;
      ++i;
    }
    if (!numbers_.empty() && numbers_.back().url && numbers_.back().begin == word_begin_) {
      numbers_.back().end = i;
      numbers_.back().path = Before(i) != '/' && !IsDigit(Before(i));
    }
    pos_ = i;
    word_begin_ = word_end_ = 0;
  }

  // --- numbers ---------------------------------------------------------------------------------------------------

  Number Make(const Atom& atom, std::size_t begin) const {
    Number number;
    number.begin = begin;
    number.end = atom.end;
    number.first = atom.first;
    number.last = atom.last;
    number.kind = atom.wildcard ? NumberKind::kWildcard : NumberKind::kPort;
    return number;
  }

  void Push(Number number) {
    pos_ = std::max(pos_ + 1, number.end);
    numbers_.push_back(std::move(number));
  }

  void PushNoPort(std::size_t begin, std::size_t end, const char* why) {
    Number number;
    number.kind = NumberKind::kNoPort;
    number.begin = begin;
    number.end = end;
    number.why_not = why;
    long value = 0;
    for (std::size_t i = begin; i < end && value < 99999; ++i) {
      if (IsDigit(At(i))) value = value * 10 + (At(i) - '0');
      if (!IsDigit(At(i)) && value > 0) break;
    }
    number.first = number.last = value;
    Push(std::move(number));
  }

  std::size_t RunEnd(std::size_t i) const {
    while (IsNameByte(At(i)) || ((At(i) == '-' || At(i) == '.') && IsNameByte(At(i + 1)))) ++i;
    return i;
  }

  void ReadVariable() {
    const std::size_t begin = pos_;
    const auto substitution = ReadSubstitution(pos_);
    if (!substitution) {
      ++pos_;
      return;
    }
    pos_ = substitution->end;
    Number number;
    number.begin = begin;
    number.end = substitution->end;
    number.variable = true;
    if (substitution->value) {
      number.first = substitution->value->first;
      number.last = substitution->value->last;
      ReadMapping(number);
    } else {
      number.host_known = false;
      if (!ReadMapping(number)) return;
    }
    ReadSuffix(number);
    Push(std::move(number));
  }

  void ReadOffset() {
    const std::size_t begin = pos_;
    const auto atom = ReadAtom(pos_ + 1);
    Number number = Make(*atom, begin);
    ReadRange(number, *atom);
    if (IsAlpha(At(number.end))) return PushNoPort(begin, RunEnd(number.end), "part of a name");
    number.kind = NumberKind::kOffset;
    Push(std::move(number));
  }

  void ReadNumber(std::size_t begin) {
    if (const char* why = WhyNotBefore(begin)) return PushNoPort(begin, RunEnd(begin), why);
    ReadNumberAt(begin);
  }

  void ReadNumberAt(std::size_t begin) {
    if (IsDotted(begin)) return ReadDotted(begin);
    if (const std::size_t end = DateEnd(begin)) return PushNoPort(begin, end, "a date");
    const Atom atom = *ReadAtom(begin);
    if (atom.digits > 6) return PushNoPort(begin, RunEnd(begin), "too long a number");
    const bool joined = At(atom.end) == '_' && At(atom.end + 1) != '_';  // "3000__api" is a pair
    if (IsAlpha(At(atom.end)) || joined) return PushNoPort(begin, RunEnd(begin), "part of a name");
    if (const char* why = WhyNotAfter(atom)) return PushNoPort(begin, ThousandsEnd(atom), why);
    Number number = Make(atom, begin);
    const bool range = ReadRange(number, atom);
    if (!ReadMapping(number) && !range) ReadOpenEnd(number);
    if (At(number.end) == '-' && IsNameByte(At(number.end + 1)) && number.kind == NumberKind::kPort &&
        !number.container) {
      return PushNoPort(begin, RunEnd(begin), "part of a name");
    }
    if (IsTime(number, atom)) return PushNoPort(begin, number.end, "a time");
    FinishNumber(number);
  }

  void FinishNumber(Number& number) {
    if (const char* why = ReadAddress(number)) return PushNoPort(number.begin, number.end, why);
    ReadPrefixProtocol(number);
    ReadSuffix(number);
    ReadHostAside(number);
    number.yearlike = number.kind == NumberKind::kPort && !number.container && number.address.empty() &&
                      !number.protocol && number.first >= 1990 && number.first <= 2035;
    number.counted = IsCounted(number);
    Push(std::move(number));
  }

  // What the byte before a number says against its being a port.
  const char* WhyNotBefore(std::size_t begin) const {
    const char before = Before(begin);
    if (IsNameByte(before)) return "part of a name";
    if (before == '#') return "the number of an issue or a heading";
    if (before == '.' && begin >= 2 && IsNameByte(At(begin - 2))) return "part of a name or a version";
    if (before == '-' && begin >= 2 && IsNameByte(At(begin - 2))) return "part of a name";
    if (before == ':' && begin >= 2 && At(begin - 2) == ':') return "an IPv6 address";
    if (before == '$') return "an amount of money";
    if (before == '~' && begin >= 2 && !IsDigit(At(begin - 2))) return "an approximate amount";
    return nullptr;
  }

  const char* WhyNotAfter(const Atom& atom) const {
    if (At(atom.end) == '%') return "a percentage";
    if (IsDayOfMonth(atom)) return "a date";
    if (IsBase(atom)) return "the base of a formula";
    if (ThousandsEnd(atom) != atom.end) return "a number with thousands";
    if (Has(WordAt(atom.end), Concept::kUnit)) return "a date or a count";
    for (std::string_view sign : {"°", "€"}) {
      if (text_.substr(atom.end, sign.size()) == sign) return "a measure";
    }
    return nullptr;
  }

  // "3400 + NN", "8000 + slot", "1000 * N"
  bool IsBase(const Atom& atom) const {
    std::size_t i = atom.end;
    while (At(i) == ' ') ++i;
    const bool times = At(i) == '*' && i > atom.end && At(i + 1) == ' ';  // otherwise a mark of emphasis
    if (At(i++) != '+' && !times) return false;
    while (At(i) == ' ') ++i;
    const std::size_t word = i;
    while (IsAlpha(At(i))) ++i;
    return i > word &&
           (i - word == 1 || Has(WordAt(word), Concept::kIndex, Concept::kSlot, Concept::kOffset, Concept::kProject));
  }

  // "28 February 2026", in any language.
  bool IsDayOfMonth(const Atom& atom) const {
    if (atom.digits > 2 || atom.first > 31 || At(atom.end) != ' ') return false;
    std::size_t i = atom.end + 1;
    const std::size_t word = i;
    while (IsAlpha(At(i)) || static_cast<unsigned char>(At(i)) >= 0x80 || At(i) == '.') ++i;
    if (i - word < 3 || i - word > 24) return false;
    while (At(i) == ',' || At(i) == ' ') ++i;
    const auto year = ReadAtom(i);
    return year && year->digits == 4 && year->first >= 1990 && year->first <= 2035 && !IsNameByte(At(year->end));
  }

  // "10,000"; but "80,443" is a list.
  std::size_t ThousandsEnd(const Atom& atom) const {
    if (At(atom.end) != ',' || atom.digits > 3 || text_.substr(atom.end + 1, 3) != "000") return atom.end;
    return IsDigit(At(atom.end + 4)) ? atom.end : atom.end + 4;
  }

  bool IsDotted(std::size_t begin) const {
    std::size_t i = begin;
    while (IsDigit(At(i))) ++i;
    return At(i) == '.' && IsDigit(At(i + 1));
  }

  // "192.168.178.11", "3.11", and what stands after an address's colon.
  void ReadDotted(std::size_t begin) {
    std::size_t end = begin;
    int dots = 0;
    while (IsDigit(At(end)) || (At(end) == '.' && IsDigit(At(end + 1)))) dots += At(end++) == '.';
    if (dots != 3) return PushNoPort(begin, RunEnd(end), "a version or a decimal number");
    if (At(end) == ':' && (IsDigit(At(end + 1)) || At(end + 1) == '$')) return ReadAfterAddress(begin, end);
    if (At(end) == '/') {
      for (++end; IsDigit(At(end));) ++end;
    }
    PushNoPort(begin, end, "an IP address");
  }

  // "127.0.0.1:18000:8000": the port after an address is a number of its own.
  void ReadAfterAddress(std::size_t begin, std::size_t colon) {
    const std::string address(text_.substr(begin, colon - begin));
    pos_ = colon + 1;
    const std::size_t count = numbers_.size();
    if (At(pos_) == '$') {
      ReadVariable();
    } else {
      const Atom atom = *ReadAtom(pos_);
      Number number = Make(atom, pos_);
      ReadRange(number, atom);
      ReadMapping(number);
      ReadSuffix(number);
      Push(std::move(number));
    }
    if (numbers_.size() > count) {
      numbers_.back().address = address;
      numbers_.back().begin = begin;
    }
  }

  // "2025-12-30", "30/12/2025", "2025/12/30", "30.12.2025" is dotted. 0 if it is none.
  std::size_t DateEnd(std::size_t begin) const {
    std::array<int, 3> digits{};
    std::size_t i = begin;
    char separator = 0;
    for (int part = 0; part < 3; ++part) {
      const std::size_t start = i;
      while (IsDigit(At(i))) ++i;
      digits[part] = static_cast<int>(i - start);
      if (part == 2) break;
      if ((At(i) != '-' && At(i) != '/') || (separator != 0 && At(i) != separator)) return 0;
      separator = At(i++);
    }
    const bool year_first = digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2;
    const bool year_last = digits[0] <= 2 && digits[1] <= 2 && digits[2] == 4;
    if (digits[1] == 0 || digits[2] == 0 || digits[0] == 0) return 0;
    if (!year_first && !(year_last && separator == '/')) return 0;
    while (IsNameByte(At(i)) || (At(i) == ':' && IsDigit(At(i + 1)))) ++i;  // "T03:02:12Z"
    return i;
  }

  bool IsTime(const Number& number, const Atom& atom) const {
    if (!number.container || number.variable || atom.digits != 2) return false;
    if (number.first > 23 || number.container->last > 59 || number.first == number.container->first) return false;
    const std::size_t minutes = number.begin + 3;
    return IsDigit(At(minutes)) && IsDigit(At(minutes + 1)) && !IsDigit(At(minutes + 2));
  }

  // The connector of a range at `i`; its end, else `i`.
  std::size_t RangeConnector(std::size_t i, bool& spaced) const {
    std::size_t at = i;
    while (At(at) == ' ') ++at;
    spaced = at > i;
    std::size_t end = at;
    if (ArrowAt(text_, at) > 0) return i;
    if (At(at) == '-' || At(at) == '~') end = at + 1;
    if (const std::size_t dash = DashAt(text_, at)) end = at + dash;
    for (std::string_view sign : {"...", "..", "…", "〜"}) {
      if (end == at && text_.substr(at, sign.size()) == sign) end = at + sign.size();
    }
    const Word* word = end == at ? FindWordAt(at) : nullptr;
    if (word != nullptr && Has(word->concepts, Concept::kTo)) end = word->end;
    if (end == at) return i;
    while (At(end) == ' ') ++end;
    if (At(end) == ':') return i;
    return end;
  }

  bool ReadRange(Number& number, const Atom& from) {
    bool spaced = false;
    const std::size_t next = RangeConnector(from.end, spaced);
    if (next == from.end || !IsDigit(At(next))) return false;
    const auto to = ReadAtom(next);
    if (!to || IsNameByte(At(to->end)) || (At(to->end) == '.' && IsDigit(At(to->end + 1)))) return false;
    long last = to->last;
    if (to->digits < from.digits && to->digits >= 2 && from.digits >= 4 && !to->wildcard) {
      const long scale = to->digits == 2 ? 100 : 1000;
      last = from.first / scale * scale + last;
    } else if (to->digits < from.digits && (spaced || to->digits < 2)) {
      return false;
    }
    if (spaced && last <= from.first) return false;
    number.last = last;
    number.end = to->end;
    number.kind = NumberKind::kRange;
    return true;
  }

  // ":5432", ":8000-8010", ":${X:-80}" right after a host's port.
  bool ReadMapping(Number& number) {
    if (At(number.end) != ':') return false;
    const std::size_t at = number.end + 1;
    std::optional<Atom> inner;
    std::size_t end = 0;
    if (const auto substitution = ReadSubstitution(at)) {
      inner = substitution->value;
      end = substitution->end;
      if (!inner) {
        number.end = end;
        return number.host_known;
      }
    } else if (inner = ReadAtom(at); inner) {
      end = inner->end;
    }
    if (!inner || IsNameByte(At(end)) || inner->first < 1 || inner->last > 65535) return false;
    Number right = Make(*inner, at);
    right.end = end;
    Atom atom = *inner;
    atom.end = end;
    ReadRange(right, atom);
    if (!right.Valid()) return false;
    number.container = right.ports();
    number.end = right.end;
    return true;
  }

  void ReadOpenEnd(Number& number) {
    if (At(number.end) != '+' || IsNameByte(At(number.end + 1))) return;
    ++number.end;
    if (number.kind == NumberKind::kPort) number.kind = NumberKind::kOpenEnd;
  }

  // "localhost:4100", "janua-api:4100"; a file's line number is none.
  const char* ReadAddress(Number& number) const {
    if (Before(number.begin) != ':') return nullptr;
    const std::size_t colon = number.begin - 1;
    if (Before(colon) == '*' || Before(colon) == ']') {
      number.address = "*";
      return nullptr;
    }
    if (word_end_ != colon || word_end_ == word_begin_) return nullptr;
    if (Has(WordAt(word_begin_), Concept::kRole, Concept::kTransport)) return nullptr;  // "http:21040"
    number.address = LastWord();
    static constexpr std::string_view kFiles =
        "|sh|py|ts|tsx|js|mjs|go|rs|sql|md|yml|yaml|json|toml|cpp|cc|h|hpp|c|java|rb|php|conf|cfg|ini|env|txt|kt|cs|";
    if (number.address == "localhost") number.begin = word_begin_;
    const std::size_t dot = number.address.rfind('.');
    if (dot != std::string::npos && IsOneOf(std::string_view(number.address).substr(dot + 1), kFiles)) {
      return "a line of a file";
    }
    return nullptr;
  }

  // "UDP 53", "tcp/8080", "udp:53".
  void ReadPrefixProtocol(Number& number) const {
    if (word_end_ == 0 || word_end_ + 1 != number.begin) return;
    const char between = At(word_end_);
    if (between != ' ' && between != '/' && between != ':') return;
    if (const auto protocol = ParseProtocol(LastWord()); protocol && *protocol != Protocol::kAny) {
      number.protocol = protocol;
      number.address.clear();
    }
  }

  // "/udp", "/tcp+udp", " (TCP/UDP)", " TCP".
  void ReadSuffix(Number& number) const {
    std::size_t i = number.end;
    while (At(i) == ' ' || At(i) == '`') ++i;
    const bool paren = At(i) == '(';
    if (paren || At(i) == '/') ++i;
    while (At(i) == ' ') ++i;
    bool tcp = false, udp = false, sctp = false;
    std::size_t end = i;
    while (true) {
      std::size_t word = i;
      while (IsAlpha(At(word))) ++word;
      const auto protocol = ParseProtocol(text_.substr(i, word - i));
      if (!protocol || *protocol == Protocol::kAny || IsNameByte(At(word))) break;
      tcp |= *protocol == Protocol::kTcp;
      udp |= *protocol == Protocol::kUdp;
      sctp |= *protocol == Protocol::kSctp;
      end = i = word;
      while (At(i) == ' ') ++i;
      if (At(i) != '/' && At(i) != '+' && At(i) != '&' && At(i) != ',') break;
      ++i;
      while (At(i) == ' ') ++i;
    }
    if (!tcp && !udp && !sctp) return;
    if (paren && At(end) != ')') return;
    number.end = paren ? end + 1 : end;
    number.protocol = tcp + udp + sctp > 1 ? Protocol::kAny
                      : tcp                ? Protocol::kTcp
                      : udp                ? Protocol::kUdp
                                           : Protocol::kSctp;
  }

  // "8123 (host: 5000)": the port inside the container, and in parentheses the one on the host.
  void ReadHostAside(Number& number) const {
    std::size_t i = number.end;
    while (At(i) == ' ') ++i;
    if (number.kind != NumberKind::kPort || number.container || At(i) != '(') return;
    const std::size_t word = ++i;
    while (IsAlpha(At(i))) ++i;
    if (i == word || !Has(WordAt(word), Concept::kHost)) return;
    while (At(i) == ':' || At(i) == ' ' || At(i) == '=') ++i;
    const auto host = ReadAtom(i);
    if (!host || host->wildcard || At(host->end) != ')' || host->first < 1 || host->first > 65535) return;
    if (number.first < 1 || number.first > 65535) return;
    number.container = number.ports();
    number.first = number.last = host->first;
    number.end = host->end + 1;
  }

  // "100 ports", "30 seconds": a count, not a port.
  bool IsCounted(const Number& number) const {
    const bool one = number.kind == NumberKind::kPort || number.kind == NumberKind::kOpenEnd;
    if (!one || number.container || At(number.end) != ' ') return false;
    return Has(WordAt(number.end + 1), Concept::kUnit, Concept::kPorts, Concept::kServices);
  }

  std::string_view text_;
  const std::vector<Word>& words_;
  std::size_t pos_ = 0;
  std::size_t word_begin_ = 0;
  std::size_t word_end_ = 0;
  std::vector<Number> numbers_;
};

// "http21050" is a word for the scanner of words; here it is a role and its port.
void SplitRoleAndPort(Text& text) {
  for (const Number& number : text.numbers) {
    const auto word = std::partition_point(text.words.begin(), text.words.end(),
                                           [&](const Word& one) { return one.end <= number.begin; });
    if (word == text.words.end() || word->begin >= number.begin || number.why_not != nullptr) continue;
    word->end = number.begin;
    word->concepts = MeaningOf(Fold(std::string_view(text.str()).substr(word->begin, word->end - word->begin)));
  }
}

}  // namespace

void Scan(Text& text) {
  if (std::exchange(text.scanned, true)) return;
  text.words = FindWords(text.str());
  text.numbers = Scanner(text.str(), text.words).Scan();
  SplitRoleAndPort(text);
}

Text Scanned(std::string_view text, int line) {
  Text scanned(text, line);
  Scan(scanned);
  return scanned;
}

std::string_view Span::str() const { return whole().substr(begin_, end_ > begin_ ? end_ - begin_ : 0); }

Span Span::Trimmed(std::string_view drop) const { return At(Trim(str(), drop)); }

std::string_view Span::str(const Word& word) const { return whole().substr(word.begin, word.end - word.begin); }

Span Span::Part(std::size_t begin, std::size_t end) const {
  if (text_ == nullptr) return {};
  begin = std::clamp(begin, begin_, std::max(begin_, end_));
  return {*text_, begin, std::clamp(end, begin, std::max(begin_, end_))};
}

Span Span::At(std::string_view view) const {
  if (text_ == nullptr || view.empty()) return text_ == nullptr ? Span() : Span(*text_, begin_, begin_);
  const auto begin = static_cast<std::size_t>(view.data() - text_->str().data());
  return {*text_, begin, begin + view.size()};
}

namespace {

template <class Token>
std::span<const Token> TokensIn(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  const auto first =
      std::partition_point(tokens.begin(), tokens.end(), [begin](const Token& token) { return token.begin < begin; });
  const auto last = std::partition_point(first, tokens.end(), [end](const Token& token) { return token.begin < end; });
  return {first, last};
}

}  // namespace

std::span<const Word> Span::words() const {
  return text_ == nullptr ? std::span<const Word>() : TokensIn(text_->words, begin_, end_);
}

std::span<const Number> Span::numbers() const {
  return text_ == nullptr ? std::span<const Number>() : TokensIn(text_->numbers, begin_, end_);
}

Concepts Span::concepts() const {
  Concepts concepts = 0;
  for (const Word& word : words()) concepts |= word.concepts;
  return concepts;
}

bool Span::AllWordsAre(Concepts concepts) const {
  const std::span<const Word> all = words();
  return !all.empty() &&
         std::all_of(all.begin(), all.end(), [&](const Word& word) { return readers::Has(word.concepts, concepts); });
}

std::vector<Number> OnlyPorts(Span text) {
  std::vector<Number> ports;
  std::size_t at = text.begin();
  const std::string_view whole = text.whole();
  for (const Number& number : text.numbers()) {
    if (!number.IsPorts() || number.begin < at) break;
    if (!Trim(whole.substr(at, number.begin - at), ",;/ ").empty()) break;
    ports.push_back(number);
    at = number.end;
  }
  const std::string_view rest = Trim(whole.substr(at, std::max(at, text.end()) - at));
  if (!rest.empty() && rest.front() != '(') ports.clear();
  return ports;
}

bool IsNothingBut(Span text, const Number& number) {
  constexpr std::size_t kLongest = 200;  // asked for each number of a text
  if (text.end() - text.begin() > kLongest) return false;
  const auto empty = [](Span part) {
    return !part.HasWords() || part.AllWordsAre(Of(Concept::kPort, Concept::kPorts));
  };
  return empty(text.Part(text.begin(), number.begin)) && empty(text.Part(number.end, text.end()));
}

std::optional<Protocol> TransportIn(Span text) {
  bool seen[4] = {};
  int count = 0;
  for (const Word& word : text.words()) {
    if (!Has(word.concepts, Concept::kTransport)) continue;
    const auto protocol = ParseProtocol(text.str(word));
    if (protocol && !std::exchange(seen[static_cast<int>(*protocol)], true)) ++count;
  }
  if (count == 0) return std::nullopt;
  if (count > 1) return Protocol::kAny;
  for (Protocol protocol : kAllProtocols) {
    if (seen[static_cast<int>(protocol)]) return protocol;
  }
  return std::nullopt;
}

std::size_t DashAt(std::string_view text, std::size_t offset) {
  for (std::string_view dash : {"–", "—", "‑", "−", "‐", "―"}) {
    if (text.substr(offset, dash.size()) == dash) return dash.size();
  }
  return 0;
}

std::size_t ArrowAt(std::string_view text, std::size_t offset) {
  for (std::string_view arrow : {"->", "=>", "→", "⇒", "➜", "➔", "⟶", "➡"}) {
    if (text.substr(offset, arrow.size()) == arrow) return arrow.size();
  }
  return 0;
}

bool HasArrow(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (ArrowAt(text, i) > 0) return true;
  }
  return false;
}

}  // namespace portlaw::readers
