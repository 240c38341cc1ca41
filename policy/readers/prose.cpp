// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/prose.h"

#include <algorithm>
#include <utility>

#include "policy/readers/entries.h"
#include "policy/readers/fold.h"
#include "policy/readers/line_list.h"
#include "policy/readers/list_item.h"
#include "policy/readers/name_like.h"

namespace portlaw::readers {
namespace {

// The bold words that a paragraph begins with, and where the rest begins; 0 if it does not.
std::size_t StrongPrefix(const StyledText& text) {
  std::size_t i = 0;
  while (i < text.text().size() && ((text.StyleAt(i) & kStrong) != 0 || (i > 0 && text.text()[i] == ':'))) ++i;
  return i;
}

class ProseReader {
 public:
  ProseReader(const StyledText& text, Context& context)
      : text_(text.WithoutStruck()), context_(context), builder_(context.builder) {}

  void Read() {
    const std::size_t prefix = StrongPrefix(text_);
    const std::string_view bold = std::string_view(text_.text()).substr(0, prefix);
    const Heading heading = ReadHeading(text_.Part(0, prefix), 7);
    if (prefix > 0 && Has(ConceptsOf(bold), kWordMove)) return ReadMove();
    if (prefix > 0 && heading.topic == Topic::kReserved) return ReadReserved(heading, prefix);
    if (ReadLineList(text_, context_)) return;
    for (const StyledText& line : text_.Lines()) ReadLine(line);
  }

 private:
  // "AVALA currently uses 4900/3060. Migrate to 4600/4601."
  void ReadMove() {
    const std::string& text = text_.text();
    const std::string folded = Fold(text);
    std::size_t turn = std::string::npos;
    for (std::string_view word : {"migrate to", "move to", "keep at", "moves to", "moved to", "migrar a", "mover a",
                                  "change to", "switch to", "should be", "перенести на", "迁移到", "移行"}) {
      const std::size_t at = folded.find(word);
      if (at != std::string::npos) turn = std::min(turn, at);
    }
    Migration migration;
    migration.source = builder_.At(text_.line());
    std::size_t first = std::string::npos;
    for (const Mention& mention : FindMentions(text)) {
      if (!mention.Valid() || mention.counted || mention.kind == MentionKind::kRange) continue;
      (mention.begin < turn ? migration.from : migration.to).push_back(mention.ports().first);
      first = std::min(first, mention.begin);
    }
    if (migration.from.empty() || migration.to.empty()) return;
    migration.service = Subject(first);
    builder_.Migrate(std::move(migration), "a note about a move");
  }

  // The first word of the sentence after the note's own title.
  std::string Subject(std::size_t first_port) const {
    std::string_view text = std::string_view(text_.text()).substr(0, first_port);
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) text = text.substr(colon + 1);
    text = Trim(text);
    for (std::string_view verb : {" currently", " uses", " is ", " runs", " still", " usa", " listens"}) {
      text = text.substr(0, text.find(verb));
    }
    const std::string name = CleanName(text);
    return IsNameLike(name) ? name : context_.name();
  }

  // "**Reserved (do NOT use):** `4000-4099` (near Webpack HMR), `5000-5049` (Flask)."
  void ReadReserved(const Heading& heading, std::size_t prefix) {
    const StyledText rest = text_.Part(prefix, SentenceEnd(prefix));
    const Entries entries = ReadEntries(rest, false);
    for (const Entry& entry : entries.entries) {
      if (entry.mention.first < 20) continue;
      const std::string reason = entry.role.empty() ? CleanName(entry.rest) : entry.role;
      builder_.Reserve({entry.mention.ports(), entry.mention.protocol.value_or(Protocol::kAny), reason,
                        heading.reserved, std::nullopt, builder_.At(rest.LineAt(entry.offset))},
                       heading.never, "named after '" + heading.text + "'");
    }
  }

  std::size_t SentenceEnd(std::size_t from) const {
    const std::string& text = text_.text();
    for (std::size_t i = from; i + 1 < text.size(); ++i) {
      if (text[i] == '.' && IsSpace(text[i + 1])) return i;
    }
    return text.size();
  }

  // "**Dashboard**: http://localhost:8080": a line whose bold or quoted name a port follows at once.
  void ReadLine(const StyledText& line) {
    const std::size_t prefix = StrongPrefix(line);
    const Mention* first = nullptr;
    const std::vector<Mention> mentions = FindPorts(line.text());
    if (!mentions.empty()) first = &mentions.front();
    if (prefix == 0 || first == nullptr || first->begin < prefix) return;
    const std::string_view between = std::string_view(line.text()).substr(prefix, first->begin - prefix);
    const bool sentence = SaysWhereItListens(between);
    if (Words(between).size() > 1 && !sentence) return;
    if (Has(ConceptsOf(std::string_view(line.text()).substr(0, prefix)), kWordExample)) return;
    // What the sentence goes on to say is no part of it.
    ReadListItem(sentence ? line.Part(0, first->end) : line, Strength::kProse, context_);
  }

  // "**The API** runs on port 8000", "**Redis** is on the normal port"
  static bool SaysWhereItListens(std::string_view between) {
    static constexpr std::string_view kWords =
        "|is|are|runs|run|running|listens|lives|sits|served|available|on|at|in|the|its|own|normal|default|usual|"
        "standard|"
        "port|ports|tcp|udp|optional|lauft|laeuft|auf|lauscht|corre|escucha|roda|escuta|en|na|no|el|puerto|porta|"
        "tourne|"
        "ecoute|sur|le|порту|порт|на|слушает|работает|";
    const std::vector<std::string> words = Words(Fold(between));
    const bool on = std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return word == "on" || word == "at" || word == "auf" || word == "en" || word == "na" || word == "sur" ||
             word == "на";
    });
    return on && std::all_of(words.begin(), words.end(), [](const std::string& word) {
             return kWords.find("|" + word + "|") != std::string_view::npos;
           });
  }

  StyledText text_;
  Context& context_;
  RegistryBuilder& builder_;
};

}  // namespace

void ReadProse(const StyledText& text, Context& context) { ProseReader(text, context).Read(); }

bool IsCaption(const StyledText& text) {
  const std::string_view all = Trim(text.text());
  if (all.empty() || all.size() > 120 || all.find('\n') != std::string_view::npos) return false;
  if (all.back() == ':' || (all.size() > 3 && all.substr(all.size() - 3) == "：")) return true;
  return StrongPrefix(text) >= text.text().size();
}

}  // namespace portlaw::readers
