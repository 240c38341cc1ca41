// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/path.h"

#include <algorithm>
#include <utility>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// Cuts "(...)" and "[...]" out of `text` into `note`.
std::string CutParentheses(std::string_view text, std::string& note) {
  std::string kept;
  int depth = 0;
  for (char c : text) {
    const bool open = c == '(' || c == '[';
    const bool close = c == ')' || c == ']';
    if (open && depth++ == 0 && !note.empty()) note += "; ";
    if (depth > 0 && !(depth == 1 && (open || close))) note += c;
    if (depth == 0 && !close) kept += c;
    if (close && depth > 0) --depth;
  }
  return kept;
}

std::string WithoutNumbers(std::string_view text, const std::vector<Number>& numbers) {
  std::string kept;
  std::size_t at = 0;
  for (const Number& number : numbers) {
    if (number.begin < at) continue;
    kept += text.substr(at, number.begin - at);
    kept += ' ';
    at = number.end;
  }
  kept += text.substr(std::min(at, text.size()));
  return kept;
}

// "Embedded in Janua": what follows the words.
std::string EmbeddedIn(Span text) {
  for (const Word& word : text.words()) {
    if (Has(word.concepts, Concept::kPartOf)) return std::string(CleanName(text.whole().substr(word.end)));
  }
  return {};
}

bool IsNumberedHost(Span name) {  // "Node #2 (harbor)", "Server 1 - databases"
  const auto words = name.words();
  if (words.size() < 2 || !Has(words[0].concepts, Concept::kHost, Concept::kPlace)) return false;
  const std::string_view number = name.str(words[1]);
  return number.size() <= 2 && std::all_of(number.begin(), number.end(), IsDigit);
}

// What the words of a heading say of a host or an environment.
struct HostWords {
  bool stage = false;   // names an environment
  bool filler = true;   // says nothing else
  bool place = false;   // names a kind of machine
  bool server = false;  // "server", "node"
  bool address = false;
};

HostWords HostWordsOf(const Heading& heading, const Text& text) {
  HostWords found;
  const Span name = heading.name;
  for (const Word& word : name.words()) {
    const std::string folded = Fold(name.str(word));
    // "Docker", "CI" and "tests" are no environments by themselves.
    const bool weak = folded == "docker" || folded == "k8s" || folded == "kubernetes" || folded == "ci" ||
                      folded == "compose" || folded.starts_with("test");
    const bool stage = Has(word.concepts, Concept::kStage) && !weak;
    found.stage |= stage;
    found.place |= Has(word.concepts, Concept::kPlace);
    found.server |= Has(word.concepts, Concept::kHost);
    found.filler &= stage ||
                    Has(word.concepts, Concept::kEnvironment, Concept::kPort, Concept::kPorts, Concept::kHost,
                        Concept::kPlace, Concept::kServices, Concept::kAnd, Concept::kStage, Concept::kCategory,
                        Concept::kDefault, Concept::kFile, Concept::kProject) ||
                    Has(word.concepts, Of(Concept::kStatus, Concept::kSystem, Concept::kVerbOrName));
  }
  found.address = std::any_of(text.numbers.begin(), text.numbers.end(), [](const Number& number) {
    const bool ip = number.why_not != nullptr && std::string_view(number.why_not) == "an IP address";
    return ip || (!number.address.empty() && IsDigit(number.address.front()));
  });
  return found;
}

// "Mac mini (production)", "Atlas (main server)"; not "Gateway (production)".
bool NamesHostInNote(const Heading& heading, const HostWords& words) {
  const Text note = Scanned(heading.note);
  const Span all = note;
  if (heading.note.empty() || heading.note.size() > 40) return false;
  if (!all.AllWordsAre(Concept::kStage, Concept::kHost, Concept::kPlace, Concept::kRole, Concept::kDefault))
    return false;
  return all.Says(Concept::kHost, Concept::kPlace) || ((words.server || words.place) && all.Says(Concept::kStage));
}

// The host or environment that a section is for: "Production", "GPU server (10.0.0.7)".
std::optional<std::string> HostOf(const Heading& heading, const Text& text) {
  const bool told_again = heading.state == State::kGone || heading.state == State::kRestated;
  if (heading.level == 1 || heading.name.str().empty() || told_again) return std::nullopt;
  const Span name = heading.name;
  const std::string before_dash(heading.name.str().substr(0, heading.name.str().find(" - ")));
  if (IsNumberedHost(name))
    return heading.note.find(' ') == std::string::npos && !heading.note.empty() ? heading.note : before_dash;
  if (WordCount(name) > 6) return std::nullopt;
  const HostWords words = HostWordsOf(heading, text);
  const bool plain = name.AllWordsAre(Of(Concept::kHost, Concept::kPort, Concept::kPorts, Concept::kService,
                                         Concept::kServices, Concept::kCommand, Concept::kNew, Concept::kStatus,
                                         Concept::kRange, Concept::kInUse, Concept::kPurpose));
  if (words.address && plain) return std::nullopt;
  const bool machine = words.place && (words.filler || words.server || words.stage);
  if (!(words.stage && words.filler) && !machine && !(words.server && words.stage) && !words.address &&
      !NamesHostInNote(heading, words)) {
    return std::nullopt;
  }
  const std::string_view whole = heading.name.str();
  return std::string(CleanName(whole.substr(0, whole.find(" — "))));
}

}  // namespace

Heading ReadHeading(const Text& text, int level) {
  Heading heading;
  heading.line = text.styled.line();
  heading.level = level;
  heading.text = std::string(Beginning(Trim(text.str()), kLongestShared));
  std::vector<Number> cut;
  for (const Number& number : text.numbers) {
    const bool range = number.IsPorts() && number.kind != NumberKind::kPort && !number.container;
    if (range) heading.ranges.push_back(number);
    if (range || (number.Valid() && number.first > 99 && !number.yearlike && !number.counted)) cut.push_back(number);
  }
  const std::string kept = CutParentheses(WithoutNumbers(text.str(), cut), heading.note);
  std::string_view name = CleanName(kept);
  if (name.empty()) name = CleanName(heading.note);
  heading.concepts = Span(text).concepts();
  heading.embedded_in = EmbeddedIn(text);
  if (!heading.embedded_in.empty()) name = CleanName(name.substr(0, std::min(name.find("—"), name.find(" - "))));
  heading.name = Scanned(Beginning(name, kLongestShared), heading.line);
  Title title;
  title.all = text;
  title.name = heading.name;
  title.name_concepts = Span(heading.name).concepts();
  title.all_old = Span(heading.name).AllWordsAre(Concept::kOld, Concept::kPast);
  title.has_range = !heading.ranges.empty();
  title.of_document = level == 1;
  const bool sentence = text.str().size() > 40 && heading.text.back() == '.';  // "# Check this file before ..."
  if (!sentence) heading.state = StateOf(title).state;
  // "Reserved - 6000-6999" keeps the range for later; "Reserved ports" above a list says hands off.
  const bool never = Has(heading.concepts, Concept::kNever);
  const bool later = Has(heading.concepts, Concept::kFuture) || !heading.ranges.empty();
  heading.reserved = never || !later ? ReservedKind::kNever : ReservedKind::kFuture;
  heading.internal = Has(heading.concepts, Concept::kInternalOnly);
  heading.protocol = TransportIn(text);
  heading.host = HostOf(heading, text);
  return heading;
}

void Path::Close(int level) {
  while (!open_.empty() && open_.back().level >= level) open_.pop_back();
}

void Path::Open(Heading heading) {
  Close(heading.level);
  open_.push_back(std::move(heading));
}

namespace {

// "Special ports" under "Conflicts and resolutions" are ports again.
bool ListsPorts(const Heading& heading) {
  const Span name = heading.name;
  return name.Says(Concept::kPorts, Concept::kInUse) && heading.level <= 6 &&
         !name.Says(Concept::kElse, Concept::kOld, Concept::kNew, Concept::kMove, Concept::kHistory,
                    Concept::kConflict);
}

}  // namespace

const Heading* Path::topic() const {
  bool about_ports = false;
  for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
    if (about_ports && at->state == State::kGone && Has(at->concepts, Concept::kConflict)) return nullptr;
    about_ports |= ListsPorts(*at);
    if (at->state != State::kAssigned) return &*at;
    if (at->level <= 1) break;
  }
  return nullptr;
}

const Heading* Path::reserved() const {
  for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
    if (at->state == State::kReserved || at->state == State::kNever) return &*at;
    if (at->state != State::kAssigned) return nullptr;
  }
  return nullptr;
}

bool Path::IsAboutContainers() const {
  return std::any_of(open_.begin(), open_.end(), [](const Heading& heading) {
    const std::string folded = Fold(heading.text);
    return heading.level > 1 &&
           (folded.find("docker") != std::string::npos || folded.find("compose") != std::string::npos ||
            folded.find("container") != std::string::npos || Has(heading.concepts, Concept::kContainer));
  });
}

std::optional<Protocol> Path::protocol() const {
  for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
    if (at->protocol) return at->protocol;
  }
  return std::nullopt;
}

bool Path::internal() const {
  return std::any_of(open_.begin(), open_.end(), [](const Heading& heading) { return heading.internal; });
}

Span Path::name() const {
  for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
    // "Variables:" above a list says nothing of whose they are.
    const bool item = at->level > kCaptionLevel && Has(at->concepts, Concept::kVariable, Concept::kCommand);
    if (!at->name.str().empty() && !item) return at->name;
  }
  return {};
}

}  // namespace portlaw::readers
