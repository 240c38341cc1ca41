// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/key_words.h"

#include <vector>

#include "policy/readers/fold.h"

namespace portlaw::readers {
namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// The words without those for "port", joined by spaces.
std::string Qualifier(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!Has(ConceptsOf(word), kWordPort)) text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

Key PortKey(const std::vector<std::string>& words) {
  const std::string qualifier = Qualifier(words);
  const Concepts concepts = ConceptsOf(qualifier);
  if (qualifier.empty()) return {KeyKind::kPort, {}};
  if (Has(concepts, kWordRange)) return {KeyKind::kRange, {}};
  if (IsOneOf(words.back(), "|start|begin|from|min|first|low|") || IsOneOf(words.front(), "|start|first|min|")) {
    return {KeyKind::kRangeFirst, {}};
  }
  if (IsOneOf(words.back(), "|end|to|max|last|high|stop|") || IsOneOf(words.front(), "|end|last|max|")) {
    return {KeyKind::kRangeLast, {}};
  }
  if (Has(concepts, kWordCount | kWordOffset | kWordExample | kWordNext) || qualifier == "base")
    return {KeyKind::kSkipped, {}};
  if (Has(concepts, kWordReserved | kWordNever)) return {KeyKind::kReserved, {}};
  if (IsOneOf(words.front(), "|excluded|exclude|blacklist|blacklisted|denied|")) return {KeyKind::kReserved, {}};
  if (Has(concepts, kWordFree)) return {KeyKind::kFree, {}};
  if (Has(concepts, kWordOld) && !Has(concepts, kWordOutside)) return {KeyKind::kOldPort, {}};
  if (Has(concepts, kWordInside | kWordContainer)) return {KeyKind::kContainerPort, {}};
  if (Has(concepts, kWordOutside | kWordHost)) return {KeyKind::kHostPort, {}};
  if (Has(concepts, kWordDefault)) return {KeyKind::kDefaultPort, {}};
  if (qualifier == "docker" || qualifier == "compose") return {KeyKind::kHostPort, {}};
  if (AllWordsAre(qualifier, kWordEnvironmentName)) return {KeyKind::kHostedPort, qualifier};
  if (IsOneOf(words.back(), "|map|mapping|mappings|registry|allocation|allocations|assignments|list|numbers|number|")) {
    return {KeyKind::kWrapper, {}};
  }
  return {KeyKind::kRolePort, qualifier};
}

}  // namespace

std::string SplitKey(std::string_view key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool hump = i > 0 && IsUpper(key[i]) && (IsLower(key[i - 1]) || (i + 1 < key.size() && IsLower(key[i + 1])));
    if (hump && !text.empty() && text.back() != ' ') text += ' ';
    text += key[i] == '_' || key[i] == '-' || key[i] == '.' ? ' ' : key[i];
  }
  return text;
}

Key ReadKey(std::string_view key) {
  const std::vector<std::string> words = Words(Fold(SplitKey(key)));
  if (words.empty()) return {};
  const std::string joined = Fold(key);
  const std::string& last = words.back();
  if (joined == "published" || joined == "publish") return {KeyKind::kHostPort, {}};
  if (IsOneOf(joined, "|target|guest|")) return {KeyKind::kContainerPort, {}};
  if (IsOneOf(joined, "|includes|include|members|allow|allowlist|firewall|")) return {KeyKind::kSkipped, {}};
  if (IsOneOf(joined,
              "|name|service|app|application|component|servicename|service_name|title|id|label|used_by|usedby|"
              "process|program|assigned_to|assignedto|allocated_to|owner_service|what|nombre|servicio|nome|"
              "servico|名前|名称|サービス|服务|서비스|сервис|")) {
    return {KeyKind::kName, {}};
  }
  if (words.size() == 2 && IsOneOf(words.front(), "|service|app|component|") && IsOneOf(last, "|key|id|slug|label|")) {
    return {KeyKind::kName, {}};
  }
  if (IsOneOf(joined, "|container|container_name|containername|")) return {KeyKind::kContainer, {}};
  if (IsOneOf(joined, "|project|stack|repo|owner|team|project_name|proyecto|projeto|")) return {KeyKind::kOwner, {}};
  if (IsOneOf(joined,
              "|description|purpose|notes|note|comment|desc|usage|use|role|reason|why|info|descripcion|descricao|"
              "説明|用途|备注|说明|")) {
    return {KeyKind::kPurpose, {}};
  }
  if (IsOneOf(joined, "|protocol|proto|transport|type|")) return {KeyKind::kProtocol, {}};
  if (IsOneOf(joined, "|host|hostname|server|machine|node|env|environment|location|")) return {KeyKind::kHost, {}};
  if (IsOneOf(joined, "|exposure|access|visibility|bind|bind_current|internal|internal_only|exposed|public|")) {
    return {KeyKind::kExposure, {}};
  }
  if (IsOneOf(joined, "|status|state|")) return {KeyKind::kStatus, {}};
  if (IsOneOf(words.front(), "|allowed|permitted|valid|") && Has(ConceptsOf(last), kWordRange))
    return {KeyKind::kSkipped, {}};
  if (IsOneOf(joined, "|range|ranges|blocks|block|port_block|")) return {KeyKind::kRange, {}};
  const bool of_range = words.size() == 1 || Has(ConceptsOf(SplitKey(key)), kWordRange);
  if (of_range && IsOneOf(last, "|start|begin|from|min|first|low|")) return {KeyKind::kRangeFirst, {}};
  if (of_range && IsOneOf(last, "|end|to|max|last|high|stop|")) return {KeyKind::kRangeLast, {}};
  if (joined == "default") return {KeyKind::kDefaultPort, {}};
  if (Has(ConceptsOf(last), kWordPort) || Has(ConceptsOf(words.front()), kWordPort)) return PortKey(words);
  const Concepts concepts = ConceptsOf(SplitKey(key));
  const bool measure = IsOneOf(words.front(), "|max|min|") || IsOneOf(last, "|every|seconds|minutes|days|retries|");
  if ((words.size() > 1 && measure) || IsOneOf(joined, "|replaces|replaced|formerly|")) return {KeyKind::kSkipped, {}};
  if (words.size() > 1 && Has(ConceptsOf(last), kWordOffset)) return {KeyKind::kSkipped, {}};
  if (Has(concepts, kWordNever) ||
      IsOneOf(words.front(), "|excluded|exclude|exclusions|blacklist|blacklisted|denylist|blocklist|") ||
      Has(ConceptsOf(words.front()), kWordReserved))
    return {KeyKind::kReserved, {}};
  if (Has(concepts, kWordFree) && !Has(concepts, kWordService)) return {KeyKind::kFree, {}};
  constexpr Concepts kPast =
      kWordExample | kWordTemplate | kWordHistory | kWordConflict | kWordMove | kWordNext | kWordOld;
  const bool past = Has(concepts, kPast) && AllWordsAre(SplitKey(key), kPast | kWordPort | kWordPlural | kWordService);
  if (past || Has(concepts, kWordCount) ||
      IsOneOf(joined, "|deprecated|removed|retired|legacy|old|timeout|metadata|meta|schema|offset|offsets|")) {
    return {KeyKind::kSkipped, {}};
  }
  if (IsOneOf(joined,
              "|services|projects|apps|applications|containers|hosts|environments|servers|machines|assignments|"
              "allocations|allocated|registry|entries|items|list|components|used|in_use|active|assigned|stacks|"
              "systems|modules|repos|instances|"
              "servicios|proyectos|servicos|projetos|")) {
    return {KeyKind::kWrapper, {}};
  }
  return {};
}

}  // namespace portlaw::readers
