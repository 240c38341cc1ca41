// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/topic.h"

#include <algorithm>
#include <initializer_list>

namespace portlaw::readers {
namespace {

using Phrases = std::initializer_list<std::string_view>;

bool Contains(std::string_view folded, Phrases phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return folded.find(phrase) != std::string_view::npos; });
}

bool IsAboutPorts(const Title& title) {
  return Has(title.concepts, kWordPort | kWordService | kWordProject) || title.has_range;
}

bool IsRedis(const Title& title) {
  return Contains(title.all, {"redis db", "redis database", "redis logical"}) ||
         (Has(title.concepts, kWordRedis) && Has(title.concepts, kWordDatabase));
}

bool IsConflict(const Title& title) {
  if (!Has(ConceptsOfFolded(title.name), kWordConflict) || (title.of_document && IsAboutPorts(title))) return false;
  return !Contains(title.name, {"no conflict", "avoid", "conflict-free", "conflict free", "without", "prevent",
                                "no collision", "zero conflict", "避免", "prevenir", "evitar"});
}

bool IsHowTo(const Title& title) {
  return Contains(title.all,
                  {"how to add",    "adding a", "add a new", "adding new", "new service", "new project", "new app",
                   "when creating", "ajouter",  "hinzufug",  "aggiungere", "anadir",      "agregar",     "adicionar",
                   "добавлен",      "добавить", "新增",      "添加",       "追加",        "추가"});
}

bool IsTemplate(const Title& title) {
  // A "reserved placeholder" is held for what the list names.
  const bool held = Contains(title.all, {"placeholder"}) && Has(title.concepts, kWordReserved);
  return ((Has(title.concepts, kWordTemplate) && !held) || (Has(title.concepts, kWordExample) && !title.has_range));
}

// What is not in force, and the numbers of a design.
bool IsDesign(const Title& title) {
  return !title.has_range &&
         Contains(title.all, {"fixes", "fix plan", "constants", "formula", "修复", "修復", "修正案"});
}

bool IsChangelog(const Title& title) {
  return Contains(title.all, {"changelog", "change log", "change history", "revision history", "version history",
                              "変更履歴", "更新履歴", "历史", "변경 이력", "異動", "变动记录", "變更紀錄",
                              "история изменений", "historial de cambios", "historique", "storico", "verlauf"}) ||
         (Has(ConceptsOfFolded(title.name), kWordHistory) && !IsAboutPorts(title));
}

// "OLD:", "Decommissioned"
bool IsPast(const Title& title) {
  return AllWordsAre(title.name, kWordOld) ||
         (!title.has_range && Contains(title.all, {"decommission", "freed",     "no longer used", "not allocations",
                                                   "obsolet",      "已废弃",    "abgeschaltet",   "stillgelegt",
                                                   "退役",         "下線",      "已下线",         "停用",
                                                   "desactivad",   "desligad",  "supprim",        "폐기",
                                                   "廃止",         "taken out", "archived",       "retired",
                                                   "switched off", "graveyard", "shut down"}));
}

bool IsOfFiles(const Title& title) {
  return !title.has_range &&
         Contains(title.all, {"files modified", "modified files", "files changed", "changed files", "files updated",
                              "files to ", "修改清单", "修改的文件", "変更ファイル", "измененные файлы",
                              "archivos modificados", "arquivos modificados"});
}

bool IsForbidden(const Title& title) {
  // "Existing services (avoid these)" have their ports; others are to keep away from them.
  const bool taken =
      !title.has_range && !Contains(title.all, {"system", "macos", "windows", "sistema", "系统"}) &&
      Contains(title.all, {"existing", "in use", "occupied", "taken by", "other project", "separate project",
                           "existentes", "en uso", "em uso", "ocupad", "belegt", "已占用", "使用中", "项目端口"});
  return Has(title.concepts, kWordNever) && !taken;
}

// Advice and rules in sentences.
bool IsAdvice(const Title& title) {
  if (title.has_range || Contains(title.all, {"service", "processing", "security stack"})) return false;
  return Contains(title.all, {"cors",
                              "firewall",
                              "recommend",
                              "recommand",
                              "recomenda",
                              "next steps",
                              "best practice",
                              "security",
                              "known issue",
                              "todo",
                              "known problem",
                              "gotcha",
                              "pitfall",
                              "bit me",
                              "bekannte probleme",
                              "problemas conocidos",
                              "loi hay gap",
                              "loi thuong gap",
                              "sorun",
                              "fehlersuche",
                              "depannage",
                              "solucion de problemas",
                              "solucao de problemas",
                              "statistics",
                              "utilization",
                              "troubleshoot",
                              "faq",
                              "rules",
                              "process",
                              "procedure",
                              "规范",
                              "规则",
                              "規則",
                              "ルール",
                              "규칙",
                              "правила",
                              "normas",
                              "reglas",
                              "regras",
                              "방화벽",
                              "防火墙",
                              "ファイアウォール",
                              "保安",
                              "cortafuegos",
                              "guidelines",
                              "推荐",
                              "推薦",
                              "scenario",
                              "시나리오",
                              "절차",
                              "변경 프로토콜",
                              "양식",
                              "request form",
                              "문제 해결",
                              "流程",
                              "おすすめ",
                              "추천",
                              "рекоменд",
                              "checklist",
                              "check list",
                              "lista de verificacion",
                              "检查清单",
                              "チェックリスト",
                              "protocol (",
                              "benefits",
                              "why "});
}

bool IsNotes(const Title& title) {
  static constexpr std::string_view kNotes =
      "|convention|conventions|notes|important notes|notas|примечания|catatan|catatan penting|注意事项|注意|备注|비고|";
  return kNotes.find("|" + title.all + "|") != std::string_view::npos || title.all.starts_with("convencao") ||
         title.all.starts_with("convencion");
}

bool IsOfUrls(const Title& title) {
  return !title.has_range && Contains(title.all, {"endpoints", "urls", "access points"}) &&
         !Has(title.concepts, kWordPort);
}

bool IsSummary(const Title& title) {
  if (title.has_range || Has(title.concepts, kWordService | kWordPort)) return false;
  return Has(title.concepts, kWordUrl) ||
         Contains(title.all, {"summary", "quick access", "resumen", "resumo", "요약", "总结", "總結", "小结", "摘要",
                              "まとめ", "сводка", "итог", "zusammenfassung", "recap"});
}

bool IsMove(const Title& title) { return Has(title.concepts, kWordMove); }

// "Reserved for Ledger" gives ports to Ledger; "reserved for future use" and "reserved for the system" to nobody.
bool IsForSomebody(const Title& title) {
  return Contains(title.all, {" for ", " para ", " для ", " fur "}) && !Has(title.concepts, kWordFuture) &&
         !Contains(title.all, {"system", "sistema", "систем", " os ", "other", "outros", "otros", "later"});
}

bool IsReserved(const Title& title) {
  const bool in_use =
      Contains(title.all, {"in use", "in-use", "used", "allocated", "assigned", "active", "current", "placeholder"}) &&
      !Contains(title.all, {"unused"});
  // "Reservations" lists who has which port, "reserved" what nobody may have.
  const bool reservations = Contains(title.all, {"reservation", "reservaciones"}) && !Contains(title.all, {"reserved"});
  const bool block = Contains(title.all, {"reserved block", "bloque reservado", "bloco reservado"});
  const bool held = (reservations || block) && !Has(title.concepts, kWordFuture);
  return Has(title.concepts, kWordReserved) && !in_use && !held && !IsForSomebody(title);
}

bool IsFree(const Title& title) {
  if (Contains(title.all, {"쓸 수 있는", "사용 가능한", "next number", "次に使える", "下一个可用"})) return true;
  return Has(title.concepts, kWordFree) &&
         !Contains(title.all, {"conflict-free", "conflict free", "collision-free", "collision free", "free of"});
}

bool IsOfVariables(const Title& title) {
  return Has(title.concepts, kWordVariable) ||
         (Has(title.concepts, kWordEnvironment) && Contains(title.all, {"variab"}));
}

bool IsOfCommands(const Title& title) {
  const bool usage_now =
      Contains(title.all, {"usage"}) && (Has(title.concepts, kWordHost) || Contains(title.all, {"current"}));
  return (Has(title.concepts, kWordCommand) && !IsAboutPorts(title) && !usage_now) ||
         Contains(title.all, {"check port", "checking port", "verify port", "port check", "troubleshoot", "kill",
                              "verification", "comandos", "commands"});
}

struct Rule {
  bool (*holds)(const Title& title);
  Topic topic;
  bool of_documents;  // also of the title of a whole document: "Port Rules" lists ports, not rules
};

// The first that holds decides.
constexpr Rule kRules[] = {
    {IsRedis, Topic::kRedis, true},           {IsConflict, Topic::kHistory, true},
    {IsHowTo, Topic::kExamples, false},       {IsTemplate, Topic::kExamples, false},
    {IsDesign, Topic::kExamples, false},      {IsChangelog, Topic::kHistory, true},
    {IsPast, Topic::kHistory, false},         {IsOfFiles, Topic::kHistory, false},
    {IsForbidden, Topic::kReserved, true},    {IsAdvice, Topic::kCommands, false},
    {IsNotes, Topic::kCommands, false},       {IsOfUrls, Topic::kRestated, false},
    {IsSummary, Topic::kRestated, false},     {IsMove, Topic::kMigration, true},
    {IsReserved, Topic::kReserved, true},     {IsFree, Topic::kFree, false},
    {IsOfVariables, Topic::kVariables, true}, {IsOfCommands, Topic::kCommands, false},
};

}  // namespace

Topic TopicOf(const Title& title) {
  for (const Rule& rule : kRules) {
    if ((rule.of_documents || !title.of_document) && rule.holds(title)) return rule.topic;
  }
  return Topic::kRegistry;
}

std::string DescribeTopic(Topic topic) {
  switch (topic) {
    case Topic::kHistory:
      return "tells what was or is disputed";
    case Topic::kExamples:
      return "an example, or not in force";
    case Topic::kCommands:
      return "a rule, a hint or a command";
    default:
      return "no statement of its own";
  }
}

}  // namespace portlaw::readers
