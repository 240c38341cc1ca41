// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/name_like.h"

#include <algorithm>
#include <string>
#include <vector>

#include "policy/readers/fold.h"
#include "policy/readers/heading.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

// Words that begin an instruction: "Check port 3000".
constexpr std::string_view kInstructions =
    "|check|run|update|use|uses|using|kill|start|stop|ensure|make|set|change|add|added|adds|if|when|find|allocate|see|"
    "visit|verify|example|note|warning|important|avoid|never|always|do|don't|pick|choose|assign|every|each|no|please|"
    "now|then|after|before|replace|replaced|fixed|moved|changed|updated|removed|renamed|modified|resolved|supports|"
    "increment|reserve|follow|choose|both|neither|fix|keep|remember|confirm|configure|restart|bind|expose|from|to|in|"
    "on|at|for|"
    "with|usar|usa|ejecutar|verificar|acceder|abrir|iniciar|probar|comprobar|revisar|testar|acessar|executar|rodar|"
    "reiniciar|matar|liberar|не|";
// The same of words that also begin names: "open the browser" is one, "Open WebUI" is a name.
constexpr std::string_view kInstructionsOrNames =
    "|open|test|access|connect|map|copy|get|error|all|last|only|any|two|three|edit|move|create|cd|curl|"
    "docker|lsof|netstat|ss|sudo|npm|pnpm|yarn|export|echo|kubectl|ssh|git|nc|";

// What was done, or how something is, stands before a port but names nobody.
constexpr std::string_view kNoNames =
    "|changed|moved|updated|added|fixed|modified|removed|replaced|renamed|configured|set|serves|fetches|runs|running|"
    "listens|"
    "listening|"
    "配置文件|配置|环境变量|命令行|字段|文件|設定|設定ファイル|config|configuration|file|"
    "myapp|my-app|my-service|myservice|your-service|your-app|new-service|"
    "die|der|das|le|la|les|el|los|las|os|as|il|de|het|the|a|"
    "env|on|check|run|kill|use|verify|visit|ensure|see|find|choose|avoid|allocate|if|when|please|or|and|oder|und|o|y|"
    "ou|e|или|и|или|或|和|与|及|または|또는|";

constexpr std::string_view kSentenceWords =
    "|is|are|was|were|be|been|being|has|have|had|will|would|should|must|may|might|can|could|declares|declare|declared|"
    "listed|lists|which|that|this|these|those|typically|usually|normally|already|carries|belongs|prints|says|claims|"
    "gives|sits|want|wants|both|spawn|spawns|collide|collides|"
    "stays|out|because|since|so|but|however|not|doesn't|don't|isn't|it|its|they|their|you|your|we|our|if|when|while|"
    "than|then|there|here|where|also|still|just|es|esta|sao|para|que|если|это|который|чтобы|"
    "adalah|yang|dengan|selalu|tidak|jangan|este|sunt|pentru|wird|werden|ist|sind|nicht|sont|debe|deben|puede|wenn|"
    "aber|sowie|jamais|ne|";

// Chinese and Japanese write sentences without spaces; these stand in them and in no name.
bool IsCjkSentence(std::string_view text) {
  for (std::string_view word :
       {"可以",         "自动",     "自動",     "避开",     "避開",   "避免",  "如果", "需要",     "应该",     "應該",
        "指向",         "仍使用",   "默认使用", "默認使用", "废弃",   "廢棄",  "统一", "占用",     "不要",     "请",
        "請",           "运行在",   "改为",     "解掉",     "选择",   "原因",  "哪个", "什么",     "如何",     "怎么",
        "的端口",       "解决了",   "连接到",   "默认连接", "改為",   "已经",  "已經", "保持不变", "保持不變", "例如",
        "してください", "ください", "する場合", "しない",   "합니다", "하세요"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  for (std::string_view start : {"也", "并", "且", "但", "而", "如", "若", "将", "把", "在", "与", "因", "由"}) {
    if (text.starts_with(start) && text.size() > 12) return true;
  }
  return text.ends_with("的") || text.ends_with("は") || text.ends_with("が");
}

// Whether `name`, of several words, begins with one that tells somebody to do something.
bool IsInstruction(std::string_view name, const std::string& first) {
  if (IsOneOf(first, kInstructions)) return true;
  if (!IsOneOf(first, kInstructionsOrNames)) return false;
  const std::size_t space = name.find(' ');
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const char second = space + 1 < name.size() ? name[space + 1] : 'a';
  return small(name.front()) || small(second) || second == '-' || Fold(name.substr(space + 1)).substr(0, 4) == "port";
}

// "streamlit run app.py --port", "pg_isready -p": a piece of a command.
bool HasFlag(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == ' ' && text[i + 1] == '-' && (text[i + 2] == '-' || IsAlpha(text[i + 2]))) return true;
  }
  return false;
}

}  // namespace

bool IsFileName(std::string_view name) {
  const std::string_view first = Trim(name.substr(0, name.find(' ')), "`,:;");
  if (first.substr(0, 4) == ".env" || first.substr(0, 4) == "env.") return true;
  const std::size_t dot = first.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = Fold(first.substr(dot + 1));
  const bool source = IsOneOf(ending, "|js|mjs|cjs|ts|tsx|jsx|py|go|rs|java|kt|cs|rb|php|sh|") &&
                      first.find('/') != std::string_view::npos;
  return source || IsOneOf(ending, "|json|yml|yaml|toml|conf|md|ini|env|cfg|properties|");
}

bool HasSentenceWords(std::string_view text) {
  bool any = false;
  ForEachWord(Fold(text), [&](std::string_view word) { any = any || IsOneOf(word, kSentenceWords); });
  return any;
}

bool IsAboutConflict(std::string_view name) {
  const std::string folded = Fold(WithoutParenthesis(name));
  if (folded.find(" vs ") != std::string::npos || folded.find(" vs. ") != std::string::npos) return true;
  const bool phrase = folded.find(' ') != std::string::npos || static_cast<unsigned char>(folded[0]) >= 0xE3;
  return phrase && Has(ConceptsOf(folded), kWordConflict);
}

bool IsNameLike(std::string_view name) {
  if (AllWordsAre(WithoutParenthesis(name), kWordConflict)) return false;
  if (Has(ConceptsOf(name), kWordExample) && Words(Fold(name)).size() <= 2) return false;
  if (name.empty() || name.size() > 80 || name.find_first_of("\n|") != std::string_view::npos) return false;
  if (IsAboutConflict(name) || IsCjkSentence(name) || IsFileName(name)) return false;
  for (std::string_view drawn : {"─", "━", "│", "┃", "▶", "►", "▼", "├", "└", "┌", "┐"}) {
    if (name.find(drawn) != std::string_view::npos) return false;  // a piece of a diagram
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (ArrowAt(name, i) > 0) return false;  // "api -> database" is a connection
  }
  const std::vector<Mention> numbers = FindMentions(name);
  if (!numbers.empty() && numbers[0].begin == 0 && numbers[0].counted) return false;
  if (std::count(name.begin(), name.end(), '(') != std::count(name.begin(), name.end(), ')')) return false;
  const std::string folded = Fold(WithoutParenthesis(name));
  std::size_t words = 0;
  for (std::size_t begin = 0; begin < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', begin), folded.size());
    const std::string word(Trim(std::string_view(folded).substr(begin, end - begin), ",.:;!?\"'`()"));
    begin = end + 1;
    if (word.empty()) continue;
    if (IsOneOf(word, kSentenceWords)) return false;
    if (++words == 1 && begin < folded.size() && IsInstruction(name, word)) return false;
  }
  if (IsOneOf(folded, kNoNames) || HasFlag(folded)) return false;
  if (folded.substr(0, 5) == "last " && Has(ConceptsOf(folded), kWordHistory)) return false;  // "Last updated"
  const bool letters =
      std::any_of(name.begin(), name.end(), [](char c) { return IsAlpha(c) || static_cast<unsigned char>(c) >= 0x80; });
  if (!letters) return false;
  return words > 0 ? words <= 7 : !Words(folded).empty();
}

}  // namespace portlaw::readers
