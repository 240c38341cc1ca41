// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/state.h"

#include <algorithm>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kShortWords = 6;  // a text that says little else

Concepts Front(Span text) { return text.words().empty() ? 0 : text.words().front().concepts; }

// What words beside "free" and "reserved" may stand in a text that says nothing else.
constexpr Concepts kFiller =
    Of(Concept::kFree, Concept::kFuture, Concept::kPort, Concept::kPorts, Concept::kRange, Concept::kService,
       Concept::kServices, Concept::kProject, Concept::kSlot, Concept::kNext, Concept::kPurpose, Concept::kReserved,
       Concept::kStatus, Concept::kFor, Concept::kAnd, Concept::kTo, Concept::kSmall, Concept::kNew, Concept::kInUse,
       Concept::kNothing, Concept::kOther);

// "reserve-api", "free_tier": a name whatever its words mean.
bool IsIdentifier(Span text) {
  const std::string_view name = Trim(text.str(), "*_`()");
  return name.find_first_of(" (") == std::string_view::npos && name.find_first_of("-_") != std::string_view::npos;
}

bool IsFiller(Span text) { return text.AllWordsAre(kFiller); }

// The part in parentheses; empty without one, or where all of the text is in them.
Span Aside(Span text) {
  const std::size_t open = text.str().find('(');
  if (open == std::string_view::npos || open == 0) return {};
  return text.Part(text.begin() + open, text.end());
}

Span BeforeAside(Span text) {
  const std::size_t open = text.str().find('(');
  return open == std::string_view::npos || open == 0 ? text : text.Part(text.begin(), text.begin() + open);
}

// Whether the text begins by saying so: after "is", "now" and the like.
bool Begins(Span text, Concepts with) {
  constexpr Concepts kPassed =
      Of(Concept::kSentence, Concept::kSmall, Concept::kNew, Concept::kPort, Concept::kService, Concept::kListens);
  for (const Word& word : text.words()) {
    if (Has(word.concepts, with)) return true;
    if (!Has(word.concepts, kPassed)) return false;
  }
  return false;
}

bool Names(const Said& said) { return IsName(said.name); }

bool SaysByName(Span name, Concepts what) {
  if (IsIdentifier(name)) return false;
  return (Has(Front(name), what) && WordCount(name) <= 2 && name.AllWordsAre(what | kFiller)) || Aside(name).Says(what);
}

bool SaysByStatus(const Said& said, Concepts what) {
  return said.status.Says(what) && said.status.words().size() <= kShortWords;
}

// "(do not use)", but not "(avoids 5432, which the system has)".
bool IsAsideThatForbids(Span aside) {
  return aside.Says(Concept::kNever) && !aside.Says(Concept::kConflict) && aside.numbers().empty() &&
         aside.words().size() <= 3;
}

// `text`, but for a name in it whose words mean nothing: "4106 - retired-reports".
Span Beyond(Span name, Span text) {
  const bool inside = name.whole().data() == text.whole().data() && name.begin() >= text.begin() && !name.empty();
  return inside && IsIdentifier(name) ? text.Part(std::min(name.end(), text.end()), text.end()) : text;
}

bool SaysAnywhere(const Said& said, Concepts what) {
  return SaysByStatus(said, what) || Begins(Beyond(said.name, said.remark), what) || SaysByName(said.name, what) ||
         Begins(Beyond(said.name, said.after), what);
}

bool IsNeverByName(const Said& said) {
  const Span name = said.name;
  if (!name.Says(Concept::kNever) || IsIdentifier(name)) return false;
  const bool at_front = BeforeAside(name).Says(Concept::kNever);
  return (at_front && (Has(Front(name), Concept::kNever) || WordCount(name) <= kShortWords)) ||
         IsAsideThatForbids(Aside(name));
}

bool IsNeverAfter(const Said& said) {
  const Span aside = said.after.Part(std::min(said.after.str().find('('), said.after.str().size()) + said.after.begin(),
                                     said.after.end());
  return (Begins(said.after, Of(Concept::kNever)) && said.after.numbers().empty()) || IsAsideThatForbids(aside);
}

bool IsFutureByName(const Said& said) {
  const Span name = said.name;
  if (IsIdentifier(name) && !IsFiller(name)) return false;
  if (Has(Front(name), Concept::kReserved)) return true;
  if (name.Says(Concept::kReserved) && IsFiller(name)) return true;
  return Has(Front(name), Concept::kFuture) && (IsFiller(name) || WordCount(name) <= 3);
}

bool IsFreeByName(const Said& said) {
  const Span name = said.name;
  if (name.words().empty() || (IsIdentifier(name) && !IsFiller(name))) return false;
  if (name.Says(Concept::kFree) && IsFiller(name)) return true;
  if (Has(Front(name), Concept::kNext) && IsFiller(name)) return true;
  // "Available - for the ledger"
  const std::string_view after =
      Trim(name.whole().substr(name.words()[0].end, name.end() - name.words()[0].end), "*_`");
  return Has(Front(name), Concept::kFree) &&
         (after.starts_with("- ") || DashAt(after, 0) > 0 ||
          (name.words().size() > 1 && Has(name.words()[1].concepts, Concept::kFor)));
}

bool NobodyAnd(const Said& said, Concepts what) {
  return !Names(said) && (said.status.Says(what) || said.remark.Says(what) || said.after.Says(what));
}

// --- titles ----------------------------------------------------------------------------------------------------------

bool IsAboutPorts(const Title& title) {
  return title.has_range ||
         title.all.Says(Concept::kPort, Concept::kPorts, Concept::kService, Concept::kServices, Concept::kProject);
}

bool Says(const Title& title, Concepts what) { return title.all.Says(what); }
bool SaysPlainly(const Title& title, Concepts what) { return title.all.Says(what) && !title.has_range; }

bool IsConflict(const Title& title) {
  return Has(title.name_concepts, Concept::kConflict) && !(title.of_document && IsAboutPorts(title));
}

bool IsTemplate(const Title& title) {
  // A "reserved placeholder" is held for what the list names.
  const bool held = Says(title, Of(Concept::kReserved));
  return (Says(title, Of(Concept::kTemplate)) && !held) || SaysPlainly(title, Of(Concept::kExample));
}

bool IsHistory(const Title& title) {
  return Says(title, Of(Concept::kChangelog)) || (Has(title.name_concepts, Concept::kHistory) && !IsAboutPorts(title));
}

// "Existing services (avoid these)" have their ports; others are to keep away from them.
bool IsForbidden(const Title& title) {
  const bool taken = SaysPlainly(title, Of(Concept::kInUse)) && !Says(title, Of(Concept::kSystem, Concept::kPlace));
  return Says(title, Of(Concept::kNever)) && !taken;
}

bool IsAdvice(const Title& title) {
  return SaysPlainly(title, Of(Concept::kAdvice)) && !Says(title, Of(Concept::kService, Concept::kServices));
}

bool IsNotes(const Title& title) { return title.name.AllWordsAre(Concept::kPurpose, Concept::kAdvice); }

bool IsSummary(const Title& title) {
  return SaysPlainly(title, Of(Concept::kUrl, Concept::kSummary, Concept::kStatus)) &&
         !Says(title, Of(Concept::kPort, Concept::kPorts, Concept::kService, Concept::kServices));
}

// "Reserved for Ledger" gives ports to Ledger; "reserved for future use" and "reserved for the system" to nobody.
bool IsForSomebody(const Title& title) {
  return Says(title, Of(Concept::kFor)) &&
         !Says(title, Of(Concept::kFuture, Concept::kSystem, Concept::kOther, Concept::kPurpose));
}

bool IsReserved(const Title& title) {
  const bool held = Says(title, Of(Concept::kInUse, Concept::kTemplate)) ||
                    (Says(title, Of(Concept::kReservation)) && !Says(title, Of(Concept::kFuture)));
  return Says(title, Of(Concept::kReserved)) && !held && !IsForSomebody(title);
}

bool IsOfCommands(const Title& title) {
  const bool usage_now = Says(title, Of(Concept::kHost, Concept::kInUse)) && Says(title, Of(Concept::kPurpose));
  return (Says(title, Of(Concept::kCommand)) && !IsAboutPorts(title) && !usage_now) ||
         Has(Front(title.all), Concept::kVerb);
}

// --- the table -------------------------------------------------------------------------------------------------------

struct Rule {
  std::string_view id;
  State state;
  bool (*row)(const Said& said);      // null: of titles
  bool (*title)(const Title& title);  // null: of rows
  bool of_documents;                  // also of the title of a whole document: "Port Rules" lists ports, not rules
  std::string_view why;
};

constexpr Concepts kGoneWords = Of(Concept::kGone);
constexpr Concepts kOldWords = Of(Concept::kDeprecated);

constexpr Rule OfRow(std::string_view id, State state, bool (*holds)(const Said&), std::string_view why) {
  return {id, state, holds, nullptr, false, why};
}
constexpr Rule OfTitle(std::string_view id, State state, bool of_documents, bool (*holds)(const Title&),
                       std::string_view why) {
  return {id, state, nullptr, holds, of_documents, why};
}

// The first that holds decides.
constexpr Rule kRules[] = {
    OfRow(
        "struck", State::kGone, [](const Said& said) { return said.struck; }, "struck through"),
    OfRow(
        "under-example", State::kExample, [](const Said& said) { return said.section == State::kExample; },
        "an example, or not in force"),
    OfRow(
        "under-past", State::kGone, [](const Said& said) { return said.section == State::kGone; },
        "tells what was or is disputed"),
    OfRow(
        "under-remark", State::kRemark, [](const Said& said) { return said.section == State::kRemark; },
        "a rule, a hint or a command"),
    OfRow(
        "gone", State::kGone, [](const Said& said) { return SaysAnywhere(said, kGoneWords); }, "said to be gone"),
    OfRow(
        "never-by-status", State::kNever, [](const Said& said) { return SaysByStatus(said, Of(Concept::kNever)); },
        "its status forbids it"),
    OfRow("never-by-name", State::kNever, IsNeverByName, "its name forbids it"),
    OfRow(
        "never-by-remark", State::kNever, [](const Said& said) { return Begins(said.remark, Of(Concept::kNever)); },
        "its remark forbids it"),
    OfRow("never-after", State::kNever, IsNeverAfter, "what follows it forbids it"),
    OfRow("future-by-name", State::kFuture, IsFutureByName, "its name says that it is reserved"),
    OfRow(
        "future-nobody", State::kFuture,
        [](const Said& said) { return NobodyAnd(said, Of(Concept::kReserved, Concept::kFuture)); },
        "nobody's, and said to be reserved"),
    OfRow("free-by-name", State::kFree, IsFreeByName, "its name says that it is free"),
    OfRow(
        "free-nobody", State::kFree, [](const Said& said) { return NobodyAnd(said, Of(Concept::kFree)); },
        "nobody's, and said to be free"),
    OfRow(
        "under-never", State::kNever, [](const Said& said) { return said.section == State::kNever; },
        "a title above forbids it"),
    OfRow(
        "under-reserved", State::kReserved,
        [](const Said& said) { return said.section == State::kReserved && !said.inventory; },
        "a title above reserves it"),
    OfRow(
        "under-free", State::kFree, [](const Said& said) { return said.section == State::kFree; },
        "a title above calls it free"),
    OfRow(
        "nobody", State::kNobody, [](const Said& said) { return !Names(said); }, "names nobody"),
    OfRow(
        "deprecated", State::kDeprecated, [](const Said& said) { return SaysAnywhere(said, kOldWords); },
        "said to be deprecated"),
    OfRow(
        "under-deprecated", State::kDeprecated, [](const Said& said) { return said.section == State::kDeprecated; },
        "a title above calls it deprecated"),
    OfRow(
        "under-restated", State::kRestated, [](const Said& said) { return said.section == State::kRestated; },
        "a title above tells again what stands elsewhere"),

    OfTitle(
        "redis", State::kRedis, true,
        [](const Title& title) { return Says(title, Of(Concept::kRedis)) && Says(title, Of(Concept::kDatabase)); },
        "numbers of Redis databases"),
    OfTitle("conflicts", State::kGone, true, IsConflict, "what was or is disputed"),
    OfTitle(
        "how-to", State::kExample, false, [](const Title& title) { return Says(title, Of(Concept::kHowTo)); },
        "how to add one"),
    OfTitle("template", State::kExample, false, IsTemplate, "an example"),
    OfTitle(
        "fixes", State::kExample, false,
        [](const Title& title) { return SaysPlainly(title, Of(Concept::kFix, Concept::kRequest)); },
        "what is not in force"),
    OfTitle("history", State::kGone, true, IsHistory, "what was"),
    OfTitle(
        "old", State::kGone, false, [](const Title& title) { return title.all_old; }, "what was"),
    OfTitle(
        "retired", State::kGone, false, [](const Title& title) { return SaysPlainly(title, kGoneWords); },
        "what is gone"),
    OfTitle("forbidden", State::kNever, true, IsForbidden, "what nobody may have"),
    OfTitle("advice", State::kRemark, false, IsAdvice, "advice"),
    OfTitle("notes", State::kRemark, false, IsNotes, "notes"),
    OfTitle("summary", State::kRestated, false, IsSummary, "told again"),
    OfTitle(
        "moves", State::kMoved, true, [](const Title& title) { return Says(title, Of(Concept::kMove)); },
        "moves still to be made"),
    OfTitle("reserved", State::kReserved, true, IsReserved, "reserved"),
    OfTitle(
        "free", State::kFree, false, [](const Title& title) { return Says(title, Of(Concept::kFree, Concept::kNext)); },
        "free"),
    OfTitle(
        "variables", State::kVariables, true, [](const Title& title) { return Says(title, Of(Concept::kVariable)); },
        "variables"),
    OfTitle("commands", State::kRemark, false, IsOfCommands, "commands"),
    OfTitle(
        "deprecated-title", State::kDeprecated, false,
        [](const Title& title) { return Has(title.name_concepts, kOldWords) && !title.has_range; },
        "what is deprecated"),
};

}  // namespace

Ruling StateOf(const Said& said) {
  for (const Rule& rule : kRules) {
    if (rule.row != nullptr && rule.row(said)) return {rule.state, rule.id, rule.why};
  }
  return {State::kAssigned, "assigned", "somebody's"};
}

Ruling StateOf(const Title& title) {
  for (const Rule& rule : kRules) {
    if (rule.title == nullptr || (title.of_document && !rule.of_documents)) continue;
    if (rule.title(title)) return {rule.state, rule.id, rule.why};
  }
  return {State::kAssigned, "assigned", "assignments"};
}

std::vector<std::string_view> StateRules() {
  std::vector<std::string_view> ids;
  for (const Rule& rule : kRules) ids.push_back(rule.id);
  return ids;
}

bool IsNothing(Span text) {
  const std::string_view bare = Trim(text.str(), "()*_`-?");
  if (!text.HasWords() || bare.empty()) return true;
  return bare.size() <= 16 && text.AllWordsAre(Concept::kNothing, Concept::kInUse, Concept::kListens);
}

bool IsName(Span text) {
  if (IsNothing(text)) return false;
  const Said said{text, {}, {}, {}, false, false, State::kAssigned};
  return !IsNeverByName(said) && !IsFutureByName(said) && !IsFreeByName(said);
}

}  // namespace portlaw::readers
