// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/port_text.h"

#include <algorithm>
#include <array>

#include "policy/readers/fold.h"
#include "policy/readers/lexicon.h"

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
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Mention> Scan() {
    while (pos_ < text_.size()) Step();
    return std::move(mentions_);
  }

 private:
  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  char Before(std::size_t i) const { return i > 0 ? text_[i - 1] : '\0'; }

  void Step() {
    const char c = At(pos_);
    if (c == '$' && At(pos_ + 1) == '{') return ReadVariable();
    if (c == '+' && IsDigit(At(pos_ + 1)) && !IsNameByte(Before(pos_))) return ReadOffset();
    if (IsDigit(c)) return ReadNumber(pos_);
    if (IsAlpha(c) || c == '_') return SkipWord();
    ++pos_;
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

  std::string_view LastWord() const { return text_.substr(word_begin_, word_end_ - word_begin_); }

  // scheme "://" host [":" port] path; the numbers of the path are none of ours.
  void ReadUrl() {
    const std::size_t host = pos_ + 3;
    std::size_t i = host;
    const auto host_byte = [&](char c) { return IsNameByte(c) || c == '-' || c == '.' || c == '@' || c == '*'; };
    while (host_byte(At(i))) ++i;
    if (At(i) == ':' && IsDigit(At(i + 1))) {
      const auto atom = ReadAtom(i + 1);
      Mention mention = Make(*atom, word_begin_);
      mention.url = true;
      mention.address = text_.substr(host, i - host);
      mentions_.push_back(mention);
      i = atom->end;
    }
    while (i < text_.size() && !IsSpace(At(i)) && std::string_view("`)|>\"',").find(At(i)) == std::string_view::npos) {
      if (static_cast<unsigned char>(At(i)) >= 0x80) break;
      ++i;
    }
    if (!mentions_.empty() && mentions_.back().url && mentions_.back().begin == word_begin_) {
      mentions_.back().end = i;
      mentions_.back().path = Before(i) != '/' && !IsDigit(Before(i));
    }
    pos_ = i;
    word_begin_ = word_end_ = 0;
  }

  // --- numbers ---------------------------------------------------------------------------------------------------

  Mention Make(const Atom& atom, std::size_t begin) const {
    Mention mention;
    mention.begin = begin;
    mention.end = atom.end;
    mention.first = atom.first;
    mention.last = atom.last;
    mention.kind = atom.wildcard ? MentionKind::kWildcard : MentionKind::kPort;
    return mention;
  }

  void Push(Mention mention) {
    pos_ = std::max(pos_ + 1, mention.end);
    mentions_.push_back(std::move(mention));
  }

  void PushNoPort(std::size_t begin, std::size_t end, const char* why) {
    Mention mention;
    mention.kind = MentionKind::kNoPort;
    mention.begin = begin;
    mention.end = end;
    mention.why_not = why;
    long value = 0;
    for (std::size_t i = begin; i < end && value < 99999; ++i) {
      if (IsDigit(At(i))) value = value * 10 + (At(i) - '0');
      if (!IsDigit(At(i)) && value > 0) break;
    }
    mention.first = mention.last = value;
    Push(std::move(mention));
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
    Mention mention;
    mention.begin = begin;
    mention.end = substitution->end;
    mention.variable = true;
    if (substitution->value) {
      mention.first = substitution->value->first;
      mention.last = substitution->value->last;
      ReadMapping(mention);
    } else {
      mention.host_known = false;
      if (!ReadMapping(mention)) return;
    }
    ReadSuffix(mention);
    Push(std::move(mention));
  }

  void ReadOffset() {
    const std::size_t begin = pos_;
    const auto atom = ReadAtom(pos_ + 1);
    Mention mention = Make(*atom, begin);
    ReadRange(mention, *atom);
    if (IsAlpha(At(mention.end))) return PushNoPort(begin, RunEnd(mention.end), "part of a name");
    mention.kind = MentionKind::kOffset;
    Push(std::move(mention));
  }

  void ReadNumber(std::size_t begin) {
    if (const char* why = WhyNotBefore(begin)) return PushNoPort(begin, RunEnd(begin), why);
    if (IsDotted(begin)) return ReadDotted(begin);
    if (const std::size_t end = DateEnd(begin)) return PushNoPort(begin, end, "a date");
    const Atom atom = *ReadAtom(begin);
    if (atom.digits > 6) return PushNoPort(begin, RunEnd(begin), "too long a number");
    const bool joined = At(atom.end) == '_' && At(atom.end + 1) != '_';  // "3000__api" is a pair
    if (IsAlpha(At(atom.end)) || joined) return PushNoPort(begin, RunEnd(begin), "part of a name");
    if (const char* why = WhyNotAfter(atom)) return PushNoPort(begin, ThousandsEnd(atom), why);
    Mention mention = Make(atom, begin);
    const bool range = ReadRange(mention, atom);
    if (!ReadMapping(mention) && !range) ReadOpenEnd(mention);
    if (At(mention.end) == '-' && IsNameByte(At(mention.end + 1)) && mention.kind == MentionKind::kPort &&
        !mention.container) {
      return PushNoPort(begin, RunEnd(begin), "part of a name");
    }
    if (IsTime(mention, atom)) return PushNoPort(begin, mention.end, "a time");
    FinishNumber(mention);
  }

  void FinishNumber(Mention& mention) {
    if (const char* why = ReadAddress(mention)) return PushNoPort(mention.begin, mention.end, why);
    ReadPrefixProtocol(mention);
    ReadSuffix(mention);
    ReadHostAside(mention);
    mention.yearlike = mention.kind == MentionKind::kPort && !mention.container && mention.address.empty() &&
                       !mention.protocol && mention.first >= 1990 && mention.first <= 2035;
    mention.counted = IsCounted(mention);
    Push(std::move(mention));
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
    for (std::string_view unit : {"年", "月", "個", "个", "件", "년", "월", "개", "°", "€"}) {
      if (text_.substr(atom.end, unit.size()) == unit) return "a date or a count";
    }
    return nullptr;
  }

  // "3400 + NN", "8000 + slot"
  bool IsBase(const Atom& atom) const {
    std::size_t i = atom.end;
    while (At(i) == ' ') ++i;
    if (At(i++) != '+') return false;
    while (At(i) == ' ') ++i;
    const std::size_t word = i;
    while (IsAlpha(At(i))) ++i;
    static constexpr std::string_view kTerms = "|n|nn|nnn|i|x|id|slot|offset|index|instance|num|";
    return i > word && kTerms.find("|" + Fold(text_.substr(word, i - word)) + "|") != std::string_view::npos;
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

  // "127.0.0.1:18000:8000": the port after an address is a mention of its own.
  void ReadAfterAddress(std::size_t begin, std::size_t colon) {
    const std::string address(text_.substr(begin, colon - begin));
    pos_ = colon + 1;
    const std::size_t count = mentions_.size();
    if (At(pos_) == '$') {
      ReadVariable();
    } else {
      const Atom atom = *ReadAtom(pos_);
      Mention mention = Make(atom, pos_);
      ReadRange(mention, atom);
      ReadMapping(mention);
      ReadSuffix(mention);
      Push(std::move(mention));
    }
    if (mentions_.size() > count) {
      mentions_.back().address = address;
      mentions_.back().begin = begin;
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

  bool IsTime(const Mention& mention, const Atom& atom) const {
    if (!mention.container || mention.variable || atom.digits != 2) return false;
    if (mention.first > 23 || mention.container->last > 59 || mention.first == mention.container->first) return false;
    const std::size_t minutes = mention.begin + 3;
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
    for (std::string_view sign :
         {"...", "..", "…", "〜", "～", "至", "到", "から", "to ", "through ", "thru ", "до "}) {
      if (end == at && text_.substr(at, sign.size()) == sign) end = at + sign.size();
    }
    if (end == at) return i;
    while (At(end) == ' ') ++end;
    if (At(end) == ':') return i;
    return end;
  }

  bool ReadRange(Mention& mention, const Atom& from) {
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
    mention.last = last;
    mention.end = to->end;
    mention.kind = MentionKind::kRange;
    return true;
  }

  // ":5432", ":8000-8010", ":${X:-80}" right after a host's port.
  bool ReadMapping(Mention& mention) {
    if (At(mention.end) != ':') return false;
    const std::size_t at = mention.end + 1;
    std::optional<Atom> inner;
    std::size_t end = 0;
    if (const auto substitution = ReadSubstitution(at)) {
      inner = substitution->value;
      end = substitution->end;
      if (!inner) {
        mention.end = end;
        return mention.host_known;
      }
    } else if (inner = ReadAtom(at); inner) {
      end = inner->end;
    }
    if (!inner || IsNameByte(At(end)) || inner->first < 1 || inner->last > 65535) return false;
    Mention right = Make(*inner, at);
    right.end = end;
    Atom atom = *inner;
    atom.end = end;
    ReadRange(right, atom);
    if (!right.Valid()) return false;
    mention.container = right.ports();
    mention.end = right.end;
    return true;
  }

  void ReadOpenEnd(Mention& mention) {
    if (At(mention.end) != '+' || IsNameByte(At(mention.end + 1))) return;
    ++mention.end;
    if (mention.kind == MentionKind::kPort) mention.kind = MentionKind::kOpenEnd;
  }

  // "localhost:4100", "janua-api:4100"; a file's line number is none.
  const char* ReadAddress(Mention& mention) const {
    if (Before(mention.begin) != ':') return nullptr;
    const std::size_t colon = mention.begin - 1;
    if (Before(colon) == '*' || Before(colon) == ']') {
      mention.address = "*";
      return nullptr;
    }
    if (word_end_ != colon || word_end_ == word_begin_) return nullptr;
    mention.address = LastWord();
    static constexpr std::string_view kFiles =
        "|sh|py|ts|tsx|js|mjs|go|rs|sql|md|yml|yaml|json|toml|cpp|cc|h|hpp|c|java|rb|php|conf|cfg|ini|env|txt|kt|cs|";
    if (mention.address == "localhost") mention.begin = word_begin_;
    const std::size_t dot = mention.address.rfind('.');
    if (dot != std::string::npos &&
        kFiles.find("|" + mention.address.substr(dot + 1) + "|") != std::string_view::npos) {
      return "a line of a file";
    }
    return nullptr;
  }

  // "UDP 53", "tcp/8080", "udp:53".
  void ReadPrefixProtocol(Mention& mention) const {
    if (word_end_ == 0 || word_end_ + 1 != mention.begin) return;
    const char between = At(word_end_);
    if (between != ' ' && between != '/' && between != ':') return;
    if (const auto protocol = ParseProtocol(LastWord()); protocol && *protocol != Protocol::kAny) {
      mention.protocol = protocol;
      mention.address.clear();
    }
  }

  // "/udp", "/tcp+udp", " (TCP/UDP)", " TCP".
  void ReadSuffix(Mention& mention) const {
    std::size_t i = mention.end;
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
    mention.end = paren ? end + 1 : end;
    mention.protocol = tcp + udp + sctp > 1 ? Protocol::kAny
                       : tcp                ? Protocol::kTcp
                       : udp                ? Protocol::kUdp
                                            : Protocol::kSctp;
  }

  // "8123 (host: 5000)": the port inside the container, and in parentheses the one on the host.
  void ReadHostAside(Mention& mention) const {
    std::size_t i = mention.end;
    while (At(i) == ' ') ++i;
    if (mention.kind != MentionKind::kPort || mention.container || At(i) != '(') return;
    const std::size_t word = ++i;
    while (IsAlpha(At(i))) ++i;
    if (Fold(text_.substr(word, i - word)) != "host") return;
    while (At(i) == ':' || At(i) == ' ' || At(i) == '=') ++i;
    const auto host = ReadAtom(i);
    if (!host || host->wildcard || At(host->end) != ')' || host->first < 1 || host->first > 65535) return;
    if (mention.first < 1 || mention.first > 65535) return;
    mention.container = mention.ports();
    mention.first = mention.last = host->first;
    mention.end = host->end + 1;
  }

  // "100 ports", "30 seconds": a count, not a port.
  bool IsCounted(const Mention& mention) const {
    const bool one = mention.kind == MentionKind::kPort || mention.kind == MentionKind::kOpenEnd;
    if (!one || mention.container || At(mention.end) != ' ') return false;
    std::size_t i = mention.end + 1;
    const std::size_t begin = i;
    while (IsAlpha(At(i))) ++i;
    const std::string word = Fold(text_.substr(begin, i - begin));
    static constexpr std::string_view kUnits =
        "|ports|services|users|seconds|second|sec|ms|minutes|hours|days|mb|gb|kb|tb|mib|gib|requests|times|slots|files|"
        "lines|rows|repos|repositories|connections|containers|items|entries|apps|projects|per|percent|k|tokens|params|"
        "workers|threads|cores|instances|replicas|bytes|characters|puertos|portas|servicios|servicos|портов|сервисов|";
    return !word.empty() && kUnits.find("|" + word + "|") != std::string_view::npos;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t word_begin_ = 0;
  std::size_t word_end_ = 0;
  std::vector<Mention> mentions_;
};

}  // namespace

std::vector<Mention> FindMentions(std::string_view text) { return Scanner(text).Scan(); }

std::vector<Mention> FindPorts(std::string_view text) {
  std::vector<Mention> ports;
  for (Mention& mention : FindMentions(text)) {
    if (mention.Valid()) ports.push_back(std::move(mention));
  }
  return ports;
}

std::optional<Protocol> FindProtocol(std::string_view text) {
  bool tcp = false, udp = false, sctp = false;
  ForEachWord(Fold(text), [&](std::string_view word) {
    tcp |= word == "tcp";
    udp |= word == "udp";
    sctp |= word == "sctp";
  });
  if (tcp + udp + sctp == 0) return std::nullopt;
  if (tcp + udp + sctp > 1) return Protocol::kAny;
  return tcp ? Protocol::kTcp : udp ? Protocol::kUdp : Protocol::kSctp;
}

bool IsNothingBut(std::string_view text, const Mention& mention) {
  constexpr std::size_t kLongest = 200;  // asked for each number of a text
  if (text.size() > kLongest) return false;
  const auto empty = [](std::string_view part) {
    bool nothing = true;
    ForEachWord(Fold(part), [&](std::string_view word) { nothing = nothing && Has(ConceptsOf(word), kWordPort); });
    return nothing;
  };
  return empty(text.substr(0, mention.begin)) && empty(text.substr(std::min(mention.end, text.size())));
}

}  // namespace portlaw::readers
