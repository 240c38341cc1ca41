// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/lead_in.h"

#include <algorithm>
#include <vector>

#include "policy/readers/fold.h"
#include "policy/readers/heading.h"
#include "policy/readers/lexicon.h"

namespace portlaw::readers {
namespace {

// "Move to port 8087": a port that somebody is to have.
bool IsProposal(const std::vector<std::string>& words) {
  static constexpr std::string_view kMoves = "|move|reassign|change|switch|renumber|relocate|mover|cambiar|mudar|";
  for (std::size_t i = words.size() > 4 ? words.size() - 4 : 0; i + 1 < words.size(); ++i) {
    const bool to = words[i + 1] == "to" || words[i + 1] == "a" || words[i + 1] == "para";
    if (to && kMoves.find("|" + words[i] + "|") != std::string_view::npos) return true;
  }
  return false;
}

// "Flower monitoring uses high" is about "Flower monitoring".
std::string_view BeforeVerb(std::string_view text) {
  for (std::string_view verb :
       {" uses ", " runs ", " ran ", " listens ", " is on ", " usa ", " utiliza ", " corre ", " nutzt "}) {
    if (const std::size_t at = text.find(verb); at != std::string_view::npos && at > 0) text = text.substr(0, at);
  }
  return text;
}

}  // namespace

const char* LeadsAway(std::string_view lead) {
  std::vector<std::string> words = Words(Fold(lead));
  if (IsProposal(words)) return "a move that is proposed";
  const std::string folded = Fold(Trim(lead, "`* (:,"));
  for (std::string_view example : {"z.b.", "p. ej.", "p.ej.", "e.g.", "vi du", "ad es.", "par exemple", "напр."}) {
    if (folded.ends_with(example)) return "an example";
  }
  const std::size_t first = words.size() > 3 ? words.size() - 3 : 0;
  for (std::size_t i = first; i < words.size(); ++i) {
    static constexpr std::string_view kPast =
        "|removed|released|retired|eliminado|entfernt|supprime|원래|기존|原来|原來|原本|元々|was|were|etait|etaient|"
        "formerly|previously|from|instead|old|legacy|before|antes|anteriormente|desde|раньше|"
        "было|вместо|旧|"
        "originally|replaces|replaced|replacing|not|avoid|avoids|evita|evitar|evitez|vermeide|";
    static constexpr std::string_view kElse = "|fallback|fallbacks|fall|otherwise|alternatively|alternative|alt|else|";
    static constexpr std::string_view kOther =
        "|corresponds|matches|upstream|proxies|proxied|calls|via|behind|depends|connects|forwards|reserves|reserved|"
        "overlaps|conflicts|conflict|vs|versus|like|e|eg|example|예|例|例如|ejemplo|exemplo|beispiel|напр|например|"
        "than|until|since|points|pointing|apunta|apuntando|";
    if (i + 1 == words.size() && (words[i] == "id" || words[i] == "pid")) return "an identifier";
    static constexpr std::string_view kNumbered = "|issue|line|lines|year|version|node|python|java|";
    if (i + 1 == words.size() && kNumbered.find("|" + words[i] + "|") != std::string_view::npos)
      return "a number of its own";
    static constexpr std::string_view kPassing = "|ephemeral|efimero|efimeros|random|эфемерные|临时|";
    if (kPassing.find("|" + words[i] + "|") != std::string_view::npos) return "a port that changes";
    if (kPast.find("|" + words[i] + "|") != std::string_view::npos) return "a port of the past";
    if (kElse.find("|" + words[i] + "|") != std::string_view::npos) return "a fallback port";
    if (kOther.find("|" + words[i] + "|") != std::string_view::npos) return "said of something else";
  }
  return nullptr;
}

std::string NameBefore(std::string_view text) {
  constexpr int kMostDropped = 16;  // words; bounds the work for "on on on ..."
  text = Trim(text, "([{*` ");
  for (std::string_view article : {"The ", "A ", "An "}) {
    if (text.starts_with(article)) text = text.substr(article.size());
  }
  std::string name = CleanName(BeforeVerb(text));
  for (int dropped = 0; dropped < kMostDropped; ++dropped) {
    const std::size_t space = name.find_last_of(" (\t");
    const std::string last = Fold(std::string_view(name).substr(space == std::string::npos ? 0 : space + 1));
    static constexpr std::string_view kDropped =
        "|el|la|op|auf|no|sur|le|sulla|nella|poort|port|ports|on|at|in|is|uses|using|runs|listens|listening|host|"
        "puerto|puertos|porta|porto|порт|на|en|em|the|"
        "moved|moves|changed|from|now|to|default|http://|https://"
        "|running|funcionando|corriendo|rodando|работает|laeuft|"
        "lauft|usa|usam|utiliza|nutzt|использует|configured|configurado|configurada|set|exposed|published|";
    const bool protocol = space != std::string::npos && (last == "tcp" || last == "udp" || last == "sctp");
    if (!protocol && (last.empty() || kDropped.find("|" + last + "|") == std::string_view::npos)) break;
    static constexpr std::string_view kJoining = "|on|at|in|is|the|to|from|en|em|на|";
    const bool nothing = Has(ConceptsOf(last), kWordPort) || kJoining.find("|" + last + "|") != std::string_view::npos;
    if (space == std::string::npos) return nothing ? "" : name;
    name = CleanName(Trim(std::string_view(name).substr(0, space), "([{"));
  }
  return name;
}

}  // namespace portlaw::readers
