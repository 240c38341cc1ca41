// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/roles.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kMostColumns = 64;  // what stands right of them is in no column

constexpr Concepts kPortWords = Of(Concept::kPort, Concept::kPorts);
constexpr Concepts kRoleWords =
    Of(Concept::kRole, Concept::kTransport, Concept::kPort, Concept::kPorts, Concept::kInside, Concept::kOutside,
       Concept::kHost, Concept::kDatabase, Concept::kDefault, Concept::kDirect, Concept::kMedia, Concept::kRelated);

// --- what stands in a column -----------------------------------------------------------------------------------------

struct Content {
  std::unordered_set<long> seen;
  int filled = 0;
  int ports = 0;        // nothing but ports
  int ranges = 0;       // nothing but a range of ports
  int with = 0;         // a port somewhere
  int offsets = 0;      // "+20"
  int small = 0;        // numbers up to 99
  int urls = 0;         // a URL or an address with a port
  int addresses = 0;    // an address to listen on, without a port: "127.0.0.1", "*"
  int mapped = 0;       // "host:container" in one cell
  int arrows = 0;       // "8081 -> 80": one port, an arrow, and another
  int named = 0;        // "orders-api:8000": nothing but a name and its port
  int repeated = 0;     // ports that an earlier row has, too
  long least = 65536;   // the lowest port
  long most = 0;        // the highest
  long first = 0;       // the first port
  bool years = false;   // 2022, 2023
  bool varied = false;  // not all ports are the same

  bool Mostly(int count) const { return filled > 0 && count * 2 > filled; }
};

bool IsPortsOnly(Span cell) {
  std::size_t at = cell.begin();
  const auto plain = [](Span between) {
    return !between.HasWords() ||
           between.AllWordsAre(kRoleWords | Of(Concept::kProtocol, Concept::kAnd, Concept::kFor));
  };
  for (const Number& number : cell.numbers()) {
    if (number.begin > at && !plain(cell.Part(at, number.begin))) return false;
    at = std::max(at, number.end);
  }
  const Span rest = cell.Part(at, cell.end());
  return plain(rest) || rest.str().find('(') < 3;
}

bool IsListenAddress(std::string_view text) {
  text = Trim(text, "`");
  text = Trim(text.substr(0, text.find(" (")));
  if (text == "*" || text == "localhost" || text == "::" || text == "loopback") return true;
  return text.find('.') != std::string_view::npos && text.find_first_not_of("0123456789./") == std::string_view::npos;
}

// "orders-api:8000", with what else may stand around it in parentheses.
bool IsNamedPort(Span cell) {
  if (cell.numbers().size() != 1) return false;
  const Number& number = cell.numbers()[0];
  if (number.address.empty() || !number.Valid()) return false;
  const std::string_view around = Trim(cell.str(), "`*()");
  return number.address != "localhost" && IsAlpha(number.address.front()) &&
         number.address.find('.') == std::string::npos && around.starts_with(number.address + ":");
}

void LookAt(Span cell, Content& content) {
  content.addresses += IsListenAddress(Trim(cell.str()));
  cell = cell.Trimmed("-");
  if (cell.empty() || DashAt(cell.str(), 0) == cell.str().size()) return;
  ++content.filled;
  bool valid = false, range = false, offset = false, url = false, mapped = false;
  const auto numbers = cell.numbers();
  for (const Number& number : numbers) {
    valid |= number.Valid();
    range |= number.Valid() && number.kind != NumberKind::kPort;
    offset |= number.kind == NumberKind::kOffset;
    url |= number.url || !number.address.empty();
    mapped |= number.container.has_value();
  }
  content.mapped += mapped;
  content.named += IsNamedPort(cell);
  content.arrows += numbers.size() == 2 && numbers[0].end <= cell.end() &&
                    ArrowAt(Trim(cell.whole().substr(numbers[0].end, 8), "`*"), 0) > 0;
  const bool only = !numbers.empty() && IsPortsOnly(cell);
  if (valid) {
    const long first = numbers[0].first;
    content.repeated += !content.seen.insert(first).second;
    content.most = std::max(content.most, first);
    content.least = std::min(content.least, first);
    content.years = numbers[0].yearlike;
    if (content.first == 0) content.first = first;
    content.varied |= first != content.first || numbers.size() > 1;
  }
  content.with += valid;
  content.ports += valid && only;
  content.ranges += range && only;
  content.offsets += offset && !valid;
  content.urls += url;
  content.small += only && numbers.size() == 1 && numbers[0].first < 100;
}

Content ContentOf(std::span<const Record> rows, std::size_t column) {
  Content content;
  for (const Record& row : rows.first(std::min(rows.size(), kRowsLookedAt))) {
    if (column < row.fields.size()) LookAt(row.fields[column].value, content);
  }
  return content;
}

// The header without the words for "port": "Dev Port" is "Dev".
std::string WithoutPortWord(Span header) {
  std::string kept;
  std::size_t at = header.begin();
  for (const Word& word : header.words()) {
    if (!Has(word.concepts, kPortWords)) continue;
    kept += header.whole().substr(at, word.begin - at);
    at = word.end;
  }
  kept += header.whole().substr(at, header.end() - at);
  std::string single;
  for (char c : kept) {
    if (!IsSpace(c) || (!single.empty() && single.back() != ' ')) single += IsSpace(c) ? ' ' : c;
  }
  return std::string(CleanName(single));
}

// --- the clues -------------------------------------------------------------------------------------------------------

// Everything that clues about a column look at.
struct Facts {
  Span header;
  Concepts words = 0;
  Text qualifier;  // the header without the words for "port"
  Content content;
  State section = State::kAssigned;
  bool by_environment = false;  // the rows are environments, so that a column of one port is nothing odd

  bool Says(Concepts concepts) const { return Has(words, concepts); }
  template <class... More>
  bool Says(Concept one, More... more) const {
    return Has(words, Of(one, more...));
  }
  bool Urls() const { return content.Mostly(content.urls) && !Says(kPortWords); }
  bool Numeric() const { return content.Mostly(content.ports) && !Urls(); }
  Span Qualifier() const { return qualifier; }
  bool NoQualifier() const { return qualifier.str().empty(); }

  // Whether its cells hold ports, or its header says so of some of them.
  bool HoldsPorts() const {
    return Numeric() || content.Mostly(content.ranges) ||
           (Says(kPortWords | Of(Concept::kDirect)) && content.with > 0) ||
           (content.with > 0 && header.AllWordsAre(Concept::kStage));
  }
  bool SaysPort() const {
    return HoldsPorts() || (Says(kPortWords) && !Says(Concept::kService, Concept::kServices, Concept::kPurpose,
                                                      Concept::kHistory, Concept::kProtocol));
  }
  bool Inside() const {
    return Says(Concept::kInside, Concept::kContainer, Concept::kServices) && !Says(Concept::kServices);
  }
  bool Outside() const { return Says(Concept::kOutside, Concept::kHost); }
  bool IsRole() const {
    return Qualifier().AllWordsAre(kRoleWords) || (Qualifier().Says(kRoleWords & ~Of(Concept::kHost)) &&
                                                   !Says(Concept::kStage, Concept::kHost) && !Says(kPortWords));
  }
  // "200" in every row, under words that say nothing of ports.
  bool Constant() const {
    return !Says(kPortWords | Of(Concept::kStage, Concept::kHost, Concept::kPurpose, Concept::kService)) &&
           content.with > 1 && !content.varied;
  }
};

struct Clue {
  Role role;
  int weight;
  bool (*holds)(const Facts& facts);
  std::string_view why;
};

constexpr Clue kColumnClues[] = {
    {Role::kOwner, 100, [](const Facts& f) { return f.Says(Concept::kPartOf); }, "says what it is a part of"},
    {Role::kPort, 96,
     [](const Facts& f) {
       return f.content.Mostly(f.content.named) && f.Says(kPortWords | Of(Concept::kContainer)) &&
              !f.Says(Concept::kUrl, Concept::kRelated, Concept::kExample);
     },
     "names with their ports"},
    {Role::kIgnored, 94, [](const Facts& f) { return f.Says(Concept::kElse) && f.content.with > 0; }, "fallbacks"},
    {Role::kRolePort, 92,
     [](const Facts& f) { return f.header.AllWordsAre(kPortWords | Of(Concept::kOther)) && f.Says(Concept::kOther); },
     "what has no column of its own"},
    {Role::kOffset, 90, [](const Facts& f) { return f.Says(Concept::kOffset) || f.content.Mostly(f.content.offsets); },
     "offsets"},
    {Role::kRedisDatabase, 88,
     [](const Facts& f) {
       return f.Says(Concept::kDatabase, Concept::kRedis) && !f.Says(kPortWords) && f.content.Mostly(f.content.small) &&
              (f.section == State::kRedis || f.Says(Concept::kRedis));
     },
     "numbers of Redis databases"},
    {Role::kIgnored, 86,
     [](const Facts& f) {
       return f.content.Mostly(f.content.small) && !f.Says(kPortWords) &&
              (f.content.most < 20 || !f.Says(Concept::kRole, Concept::kStage, Concept::kDatabase));
     },
     "small numbers"},
    {Role::kIgnored, 84,
     [](const Facts& f) {
       return f.Says(Concept::kRelated) || (f.Says(Concept::kExample) && !(f.Says(kPortWords) && f.Numeric()));
     },
     "about something else"},
    {Role::kIgnored, 82,
     [](const Facts& f) {
       return (f.content.Mostly(f.content.addresses) && !f.Says(Concept::kPurpose)) ||
              (!f.by_environment && f.Constant());
     },
     "the same everywhere"},
    {Role::kFreePort, 80,
     [](const Facts& f) { return f.Says(Concept::kReserved) && !f.Says(kPortWords) && f.content.with > 0; },
     "what is left"},
    {Role::kIgnored, 78,
     [](const Facts& f) {
       return f.Says(Concept::kIndex, Concept::kCount, Concept::kUnit) && !f.Says(kPortWords) &&
              !f.Qualifier().Says(Concept::kRole, Concept::kStage);
     },
     "a count"},
    {Role::kVariable, 76, [](const Facts& f) { return f.Says(Concept::kVariable) && !f.Numeric(); }, "variables"},

    {Role::kRange, 74,
     [](const Facts& f) { return f.HoldsPorts() && f.Says(Concept::kRange) && !f.Says(Concept::kContainer); },
     "ranges"},
    {Role::kFreePort, 72,
     [](const Facts& f) {
       const bool next = f.Says(Concept::kNext) && (f.Says(kPortWords) || f.header.words().size() == 1);
       return f.HoldsPorts() && (f.Says(Concept::kFree) || next);
     },
     "free ports"},
    {Role::kPort, 70,
     [](const Facts& f) { return f.HoldsPorts() && f.Says(Concept::kInside, Concept::kContainer) && f.Outside(); },
     "host and container"},
    {Role::kRolePort, 68,
     [](const Facts& f) {
       return f.HoldsPorts() && f.Says(Concept::kInside) && f.content.mapped > 0 && !f.NoQualifier();
     },
     "both sides of what the header names"},
    {Role::kContainerPort, 66,
     [](const Facts& f) { return f.SaysPort() && f.Says(Concept::kInside, Concept::kContainer); },
     "the side of the container"},
    {Role::kOldPort, 64,
     [](const Facts& f) { return f.HoldsPorts() && f.Says(Concept::kOld, Concept::kPast, Concept::kDeprecated); },
     "old ports"},
    {Role::kNewPort, 62, [](const Facts& f) { return f.HoldsPorts() && f.Says(Concept::kNew, Concept::kTo); },
     "new ports"},
    {Role::kEnvironmentPort, 60,
     [](const Facts& f) {
       return f.HoldsPorts() && f.Says(Concept::kStage) && !f.Says(Concept::kService, Concept::kServices);
     },
     "one environment"},
    {Role::kPort, 58, [](const Facts& f) { return f.HoldsPorts() && f.Outside(); }, "the side of the host"},
    {Role::kDefaultPort, 56, [](const Facts& f) { return f.HoldsPorts() && f.Says(Concept::kDefault); },
     "the software's usual port"},
    {Role::kRange, 54,
     [](const Facts& f) { return f.content.Mostly(f.content.ranges) && !f.Qualifier().Says(Concept::kRole); },
     "most cells are ranges"},
    {Role::kPort, 52,
     [](const Facts& f) {
       return f.HoldsPorts() && (f.NoQualifier() || f.Says(Concept::kIndex, Concept::kService, Concept::kMove));
     },
     "ports"},
    {Role::kRolePort, 50, [](const Facts& f) { return f.HoldsPorts() && f.IsRole(); }, "one role"},
    {Role::kEnvironmentPort, 48, [](const Facts& f) { return f.HoldsPorts() && !f.Says(kPortWords); },
     "ports under a name"},
    {Role::kPort, 46, [](const Facts& f) { return f.HoldsPorts() && f.Says(kPortWords); }, "ports, in other words"},
    {Role::kRolePort, 44, [](const Facts& f) { return f.HoldsPorts(); }, "ports of what the header names"},
    {Role::kPort, 42, [](const Facts& f) { return f.SaysPort(); }, "says that it is for ports"},

    {Role::kContainer, 38, [](const Facts& f) { return f.Says(Concept::kContainer); }, "containers"},
    {Role::kVariable, 36, [](const Facts& f) { return f.Says(Concept::kVariable); }, "variables"},
    {Role::kEnvironment, 34, [](const Facts& f) { return f.Says(Concept::kEnvironment); }, "environments"},
    {Role::kProtocol, 32,
     [](const Facts& f) { return f.Says(Concept::kProtocol, Concept::kTransport) && !f.Says(Concept::kService); },
     "protocols"},
    {Role::kUrl, 30, [](const Facts& f) { return f.Says(Concept::kUrl) || f.content.Mostly(f.content.urls); },
     "addresses"},
    {Role::kIgnored, 28, [](const Facts& f) { return f.Says(Concept::kHistory, Concept::kChangelog); }, "history"},
    {Role::kUsedBy, 26, [](const Facts& f) { return f.Says(Concept::kUsedBy); }, "persons or clients"},
    {Role::kProject, 24, [](const Facts& f) { return f.Says(Concept::kProject) && !f.Says(Concept::kPurpose); },
     "projects"},
    {Role::kName, 22, [](const Facts& f) { return f.Says(Concept::kService, Concept::kServices); }, "names"},
    {Role::kHost, 20, [](const Facts& f) { return f.Says(Concept::kHost); }, "hosts"},
    {Role::kStatus, 18, [](const Facts& f) { return f.Says(Concept::kStatus, Concept::kInUse, Concept::kCommand); },
     "states"},
    {Role::kLayer, 16, [](const Facts& f) { return f.Says(Concept::kLayer); }, "layers"},
    {Role::kPurpose, 14, [](const Facts& f) { return f.Says(Concept::kPurpose); }, "purposes"},
};

// The role with the greatest sum of weights.
const Clue* BestClue(const Facts& facts) {
  constexpr std::size_t kRoles = static_cast<std::size_t>(Role::kWrapper) + 1;
  std::array<int, kRoles> sums{};
  std::array<const Clue*, kRoles> first{};
  for (const Clue& clue : kColumnClues) {
    if (!clue.holds(facts)) continue;
    const auto role = static_cast<std::size_t>(clue.role);
    // What a clue says once more counts less than a stronger clue for something else.
    sums[role] = std::max(sums[role], clue.weight);
    if (first[role] == nullptr) first[role] = &clue;
  }
  const auto best = std::max_element(sums.begin(), sums.end());
  return *best == 0 ? nullptr : first[static_cast<std::size_t>(best - sums.begin())];
}

Column RoleOf(const Text& header, Content content, State section, bool by_environment) {
  Facts facts{header, Span(header).concepts(), {}, std::move(content), section, by_environment};
  facts.qualifier = Scanned(WithoutPortWord(header));
  Column column;
  column.header = std::string(Beginning(Trim(header.str()), kLongestShared));
  column.concepts = facts.words;
  const Clue* clue = BestClue(facts);
  if (clue != nullptr) {
    column.role = clue->role;
    column.why = clue->why;
  }
  const Content& seen = facts.content;
  column.plural = facts.Says(Concept::kServices);
  column.pure = facts.Numeric() && !(column.role == Role::kRolePort && facts.Says(Concept::kOther));
  column.some = seen.with > 0;
  column.says_port = facts.Numeric() && facts.Says(kPortWords) &&
                     !facts.Says(Concept::kInside, Concept::kContainer, Concept::kDefault);
  constexpr Concepts kOfPorts = kRoleWords | Of(Concept::kStage, Concept::kContainer, Concept::kOld, Concept::kNew);
  const bool like_ports = seen.repeated == 0 && seen.least >= 1024 && !seen.years;
  column.unknown = facts.Numeric() && !facts.Says(kOfPorts) && !like_ports;
  column.distinct = seen.with > 4 && seen.repeated == 0;
  column.mapping = seen.arrows > 1 ||
                   (column.role == Role::kPort && facts.Outside() && facts.Says(Concept::kInside, Concept::kContainer));
  column.named = column.role == Role::kPort && clue != nullptr && clue->weight == 96;
  column.pure = column.pure || column.named;
  const bool hosted =
      column.role == Role::kPort && facts.Outside() && !facts.Qualifier().AllWordsAre(Concept::kOutside);
  if (column.role == Role::kRolePort || column.role == Role::kEnvironmentPort || hosted) {
    column.label = facts.NoQualifier() ? column.header : facts.qualifier.str();
    if (facts.Says(Concept::kOther)) column.label = column.header;
  }
  return column;
}

// --- what columns mean beside each other -----------------------------------------------------------------------------

std::size_t Count(const std::vector<Column>& columns, Role role) {
  return static_cast<std::size_t>(
      std::count_if(columns.begin(), columns.end(), [&](const Column& column) { return column.role == role; }));
}

bool IsPortRole(Role role) { return role == Role::kPort || role == Role::kEnvironmentPort || role == Role::kRolePort; }

void Replace(std::vector<Column>& columns, Role from, Role to) {
  for (Column& column : columns) {
    if (column.role == from) column.role = to;
  }
}

// "Port | Extension | Slots": what is no port beside one.
void SettleUnknown(std::vector<Column>& columns) {
  if (std::none_of(columns.begin(), columns.end(), [](const Column& column) { return column.says_port; })) return;
  for (Column& column : columns) {
    if (column.unknown && IsPortRole(column.role)) column.role = Role::kIgnored;
  }
}

// "indexer internal port | indexer public port | node rpc port": what each service has of its own, since containers
// would listen on the same few.
void SettleInside(std::vector<Column>& columns) {
  if (Count(columns, Role::kPort) + Count(columns, Role::kRolePort) > 1) {
    for (Column& column : columns) {
      if (column.role != Role::kContainerPort || !column.distinct) continue;
      column.role = Role::kRolePort;
      column.label = column.header;
    }
  }
  if (Count(columns, Role::kContainerPort) == 0) return;
  // "Container port | Host (development) | Host (production)"
  for (Column& column : columns) {
    column.mapping = true;
    const bool text = column.role == Role::kHost || column.role == Role::kUrl;
    if (!text || !column.some || !Has(column.concepts, Concept::kHost)) continue;
    column.role = Has(column.concepts, Concept::kStage) ? Role::kEnvironmentPort : Role::kPort;
    column.label = column.header;
  }
}

// "mac | Linux | Docker": one port by where the service runs; the last is the container's side.
void SettlePlaces(std::vector<Column>& columns) {
  if (Count(columns, Role::kEnvironmentPort) < 2 || Count(columns, Role::kContainerPort) > 0) return;
  const bool places = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
    return column.role == Role::kEnvironmentPort && Has(column.concepts, Concept::kPlace);
  });
  for (Column& column : columns) {
    const std::string folded = Fold(column.label);
    const bool docker = folded == "docker" || folded == "k8s" || folded == "kubernetes" || folded == "compose";
    if (places && docker && column.role == Role::kEnvironmentPort) column.role = Role::kContainerPort;
  }
}

void SettleDefaults(std::vector<Column>& columns) {
  const bool others = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
    const bool port = column.role == Role::kPort || column.role == Role::kEnvironmentPort;
    return port || (column.role == Role::kRolePort && column.pure);
  });
  Replace(columns, Role::kDefaultPort, others ? Role::kIgnored : Role::kPort);
}

// "New Port" alone is just the port; "Port" beside "New Port" is the old one.
void SettleMoves(std::vector<Column>& columns) {
  if (Count(columns, Role::kNewPort) == 0 || Count(columns, Role::kOldPort) > 0) return;
  Replace(columns, Role::kPort, Role::kOldPort);
  if (Count(columns, Role::kOldPort) == 0) Replace(columns, Role::kNewPort, Role::kPort);
}

// One column under a name beside none for the port is no list of environments; a host's port beside environments is
// one.
void SettleEnvironments(std::vector<Column>& columns) {
  if (Count(columns, Role::kEnvironmentPort) == 1 && Count(columns, Role::kPort) == 0) {
    for (Column& column : columns) {
      if (column.role == Role::kEnvironmentPort && !Has(column.concepts, Concept::kStage)) column.role = Role::kPort;
    }
  }
  if (Count(columns, Role::kEnvironmentPort) == 0) return;
  for (Column& column : columns) {
    const bool labelled = column.role == Role::kPort && !column.label.empty() && Fold(column.label) != "host";
    if (labelled) column.role = Role::kEnvironmentPort;
  }
}

// A range beside names with their ports lists its members; beside a port it says what the port lies in.
void SettleRanges(std::vector<Column>& columns) {
  if (Count(columns, Role::kRange) == 0) return;
  for (Column& column : columns) {
    if (column.role == Role::kPort && !column.pure) column.role = Role::kText;
  }
  if (Count(columns, Role::kPort) > 0) Replace(columns, Role::kRange, Role::kIgnored);
}

// --- keys ------------------------------------------------------------------------------------------------------------

struct KeyFacts {
  Span key;
  Concepts all = 0, first = 0, last = 0;
  std::string_view first_word, last_word;
  std::size_t words = 0;
  std::string folded;  // the whole key

  bool Says(Concepts concepts) const { return Has(all, concepts); }
  template <class... More>
  bool Says(Concept one, More... more) const {
    return Has(all, Of(one, more...));
  }
  bool Are(Concepts concepts) const { return key.AllWordsAre(concepts); }
  bool OfPort() const { return Has(first | last, kPortWords); }
  bool One() const { return words == 1; }
};

struct KeyClue {
  Role role;
  bool (*holds)(const KeyFacts& facts);
  std::string_view why;
};

bool OpensRange(const KeyFacts& f) {
  return IsOneOf(f.last_word, "|start|begin|from|min|first|low|") || IsOneOf(f.first_word, "|start|first|min|begin|");
}
bool ClosesRange(const KeyFacts& f) {
  return IsOneOf(f.last_word, "|end|to|max|last|high|stop|") || IsOneOf(f.first_word, "|end|last|max|");
}
bool BoundOfRange(const KeyFacts& f) { return f.One() || f.OfPort() || f.Says(Concept::kRange); }

constexpr Concepts kPastWords =
    Of(Concept::kExample, Concept::kTemplate, Concept::kHistory, Concept::kChangelog, Concept::kConflict,
       Concept::kMove, Concept::kNext, Concept::kOld, Concept::kPast, Concept::kDeprecated, Concept::kGone);

// The first that holds decides.
constexpr KeyClue kKeyClues[] = {
    {Role::kPort,
     [](const KeyFacts& f) { return f.Are(Of(Concept::kOutside)) && f.One() && f.folded.starts_with("publish"); },
     "published"},
    {Role::kContainerPort, [](const KeyFacts& f) { return f.One() && (f.folded == "target" || f.folded == "guest"); },
     "the side of the container"},
    {Role::kIgnored,
     [](const KeyFacts& f) {
       return IsOneOf(f.folded, "|includes|include|members|allow|allowlist|firewall|metadata|meta|schema|");
     },
     "lists what is told elsewhere"},
    {Role::kName,
     [](const KeyFacts& f) {
       if (!f.OfPort() && f.words == 2 && Has(f.first, Concept::kService) &&
           (Has(f.last, Concept::kVariable, Concept::kIndex, Concept::kLayer) ||
            IsOneOf(f.last_word, "|slug|label|"))) {
         return true;
       }
       const bool name =
           f.Are(Of(Concept::kService, Concept::kUsedBy)) && !f.folded.ends_with('s') && f.folded != "owner";
       return name || IsOneOf(f.folded, "|title|id|label|");
     },
     "a name"},
    {Role::kContainer, [](const KeyFacts& f) { return f.Are(Of(Concept::kContainer)); }, "a container"},
    {Role::kProject,
     [](const KeyFacts& f) {
       return (f.Are(Of(Concept::kProject, Concept::kService)) && f.Says(Concept::kProject) &&
               !f.folded.ends_with('s') && f.words <= 2) ||
              f.folded == "owner";
     },
     "an owner"},
    {Role::kPurpose, [](const KeyFacts& f) { return f.Are(Of(Concept::kPurpose)); }, "a purpose"},
    {Role::kProtocol, [](const KeyFacts& f) { return f.Are(Of(Concept::kProtocol)); }, "a protocol"},
    {Role::kHost,
     [](const KeyFacts& f) {
       return f.One() && f.Are(Of(Concept::kHost, Concept::kEnvironment)) && !f.folded.ends_with('s');
     },
     "a host"},
    {Role::kExposure,
     [](const KeyFacts& f) {
       return IsOneOf(
           f.folded,
           "|exposure|access|visibility|bind|bind current|internal|internal only|exposed|public|binding|bind address|");
     },
     "an exposure"},
    {Role::kStatus, [](const KeyFacts& f) { return f.Are(Of(Concept::kStatus)); }, "a state"},
    {Role::kIgnored,
     [](const KeyFacts& f) {
       return IsOneOf(f.first_word, "|allowed|permitted|valid|") && Has(f.last, Concept::kRange);
     },
     "a rule"},
    {Role::kRangeFirst, [](const KeyFacts& f) { return OpensRange(f) && BoundOfRange(f); }, "the first of a range"},
    {Role::kRangeLast, [](const KeyFacts& f) { return ClosesRange(f) && BoundOfRange(f); }, "the last of a range"},
    {Role::kRange, [](const KeyFacts& f) { return f.Are(Of(Concept::kRange)); }, "a range"},
    {Role::kDefaultPort, [](const KeyFacts& f) { return f.One() && f.folded == "default"; }, "a default"},

    {Role::kPort, [](const KeyFacts& f) { return f.Are(kPortWords); }, "a port"},
    {Role::kRange, [](const KeyFacts& f) { return f.OfPort() && f.Says(Concept::kRange); }, "a range"},
    {Role::kIgnored,
     [](const KeyFacts& f) {
       return f.OfPort() &&
              (f.Says(Concept::kCount, Concept::kUnit, Concept::kOffset, Concept::kExample, Concept::kNext) ||
               (f.Says(Concept::kBase) && f.words == 2));
     },
     "a number of the scheme"},
    {Role::kReserved, [](const KeyFacts& f) { return f.OfPort() && f.Says(Concept::kReserved, Concept::kNever); },
     "reserves"},
    {Role::kFree, [](const KeyFacts& f) { return f.OfPort() && f.Says(Concept::kFree); }, "free"},
    {Role::kOldPort, [](const KeyFacts& f) { return f.OfPort() && f.Says(kPastWords) && !f.Says(Concept::kOutside); },
     "what was"},
    {Role::kContainerPort,
     [](const KeyFacts& f) { return f.OfPort() && f.Says(Concept::kInside, Concept::kContainer); },
     "the side of the container"},
    {Role::kPort,
     [](const KeyFacts& f) {
       const bool compose = f.words == 2 && IsOneOf(f.first_word, "|docker|compose|");
       return f.OfPort() && (f.Says(Concept::kOutside, Concept::kHost) || compose);
     },
     "the side of the host"},
    {Role::kDefaultPort, [](const KeyFacts& f) { return f.OfPort() && f.Says(Concept::kDefault); }, "a default"},
    {Role::kEnvironmentPort, [](const KeyFacts& f) { return f.OfPort() && f.Are(kPortWords | Of(Concept::kStage)); },
     "one environment"},
    {Role::kWrapper,
     [](const KeyFacts& f) {
       return f.OfPort() &&
              IsOneOf(f.last_word,
                      "|map|mapping|mappings|registry|allocation|allocations|assignments|list|numbers|number|");
     },
     "holds ports"},
    {Role::kRolePort, [](const KeyFacts& f) { return f.OfPort(); }, "one role"},

    {Role::kIgnored,
     [](const KeyFacts& f) {
       const bool measure =
           IsOneOf(f.first_word, "|max|min|") || Has(f.last, Concept::kUnit) || IsOneOf(f.last_word, "|every|retries|");
       return (f.words > 1 && measure) || f.Are(Of(Concept::kPast, Concept::kGone)) ||
              (f.words > 1 && Has(f.last, Concept::kOffset));
     },
     "a measure"},
    {Role::kReserved,
     [](const KeyFacts& f) {
       return f.Says(Concept::kNever) || Has(f.first, Concept::kReserved, Concept::kReservation);
     },
     "reserves"},
    {Role::kFree, [](const KeyFacts& f) { return f.Says(Concept::kFree) && !f.Says(Concept::kService); }, "free"},
    {Role::kIgnored,
     [](const KeyFacts& f) {
       const bool past = f.Says(kPastWords) &&
                         f.Are(kPastWords | kPortWords | Of(Concept::kServices, Concept::kService, Concept::kInUse));
       return past || f.Says(Concept::kCount, Concept::kUnit) || f.Are(Of(Concept::kOffset));
     },
     "examples, history or counts"},
    {Role::kWrapper,
     [](const KeyFacts& f) {
       // "core:" and "shared:" are kinds of services, "services:" and "list:" are none.
       const bool kind = IsOneOf(f.folded,
                                 "|core|shared|common|infra|infrastructure|security|storage|messaging|platform|"
                                 "observability|network|support|identity|");
       const bool things =
           f.One() && f.folded.ends_with('s') &&
           f.Are(Of(Concept::kService, Concept::kProject, Concept::kHost, Concept::kEnvironment, Concept::kUnit));
       return things || (f.Are(Of(Concept::kServices, Concept::kCategory, Concept::kInUse)) && !kind);
     },
     "holds the entries"},
};

}  // namespace

std::vector<Column> ColumnRoles(const Record& header, std::span<const Record> rows, State section) {
  std::vector<Column> columns;
  const bool by_environment = !header.fields.empty() && Span(header.fields[0].value).AllWordsAre(Concept::kEnvironment);
  for (std::size_t i = 0; i < std::min(header.fields.size(), kMostColumns); ++i) {
    columns.push_back(RoleOf(header.fields[i].value, ContentOf(rows, i), section, by_environment));
  }
  SettleUnknown(columns);
  SettleInside(columns);
  SettleDefaults(columns);
  SettleMoves(columns);
  SettlePlaces(columns);
  SettleEnvironments(columns);
  SettleRanges(columns);
  return columns;
}

KeyRole RoleOfKey(Span key) {
  KeyFacts facts{key, key.concepts(), 0, 0, {}, {}, 0, Fold(key.str())};
  const auto words = key.words();
  if (words.empty()) return {};
  facts.first = words.front().concepts;
  facts.last = words.back().concepts;
  const std::string first = facts.folded.substr(0, facts.folded.find(' '));
  const std::string last = facts.folded.substr(facts.folded.rfind(' ') + 1);
  facts.first_word = first;
  facts.last_word = last;
  facts.words = WordCount(key);
  for (const KeyClue& clue : kKeyClues) {
    if (!clue.holds(facts)) continue;
    const bool labelled = clue.role == Role::kRolePort || clue.role == Role::kEnvironmentPort;
    return {clue.role, labelled ? WithoutPortWord(key) : std::string(), clue.why};
  }
  return {};
}

}  // namespace portlaw::readers
