// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/column_roles.h"

#include <algorithm>
#include <unordered_set>

#include "policy/readers/fold.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

// What stands in the cells of a column; looked at in the first rows only.
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
  bool years = false;   // 2022, 2023
  long first = 0;       // the first port
  bool varied = false;  // not all ports are the same

  bool Mostly(int count) const { return filled > 0 && count * 2 > filled; }
};

constexpr std::size_t kRowsLookedAt = 200;

bool IsPortsOnly(std::string_view text, const std::vector<Mention>& mentions) {
  std::size_t at = 0;
  const auto plain = [](std::string_view between) {
    return AllWordsAre(between, kWordPort | kWordProtocol | kWordRole) || Words(Fold(between)).empty();
  };
  for (const Mention& mention : mentions) {
    if (!plain(text.substr(at, mention.begin - at))) return false;
    at = mention.end;
  }
  return plain(text.substr(at)) || text.substr(at).find('(') < 3;
}

bool IsListenAddress(std::string_view text) {
  text = Trim(text, "`");
  if (text == "*" || text == "localhost" || text == "::" || text == "loopback") return true;
  return text.find('.') != std::string_view::npos && text.find_first_not_of("0123456789./") == std::string_view::npos;
}

// "orders-api:8000", with what else may stand around it in parentheses.
bool IsNamedPort(std::string_view text, const std::vector<Mention>& mentions) {
  if (mentions.size() != 1 || mentions[0].address.empty() || !mentions[0].Valid()) return false;
  const std::string& name = mentions[0].address;
  const std::string_view around = Trim(text, "`*()");
  return name != "localhost" && IsAlpha(name.front()) && name.find('.') == std::string::npos &&
         around.substr(0, name.size() + 1) == name + ":";
}

void LookAt(std::string_view text, Content& content) {
  content.addresses += IsListenAddress(Trim(text));
  text = Trim(text, "-–—");
  if (text.empty()) return;
  ++content.filled;
  const std::vector<Mention> mentions = FindMentions(text);
  bool valid = false, range = false, offset = false, url = false, mapped = false;
  for (const Mention& mention : mentions) {
    valid |= mention.Valid();
    range |= mention.Valid() && mention.kind != MentionKind::kPort;
    offset |= mention.kind == MentionKind::kOffset;
    url |= mention.url || !mention.address.empty();
    mapped |= mention.container.has_value();
  }
  content.mapped += mapped;
  content.named += IsNamedPort(text, mentions);
  content.arrows += mentions.size() == 2 && ArrowAt(Trim(text.substr(mentions[0].end), "`*"), 0) > 0;
  const bool only = !mentions.empty() && IsPortsOnly(text, mentions);
  if (valid && !content.seen.insert(mentions[0].first).second) ++content.repeated;
  if (valid) content.most = std::max(content.most, mentions[0].first);
  if (valid) content.least = std::min(content.least, mentions[0].first);
  if (valid) content.years = mentions[0].yearlike;
  if (valid && content.first == 0) content.first = mentions[0].first;
  content.varied |= valid && (mentions[0].first != content.first || mentions.size() > 1);
  content.with += valid;
  content.ports += valid && only;
  content.ranges += range && only;
  content.offsets += offset && !valid;
  content.urls += url;
  content.small += only && mentions.size() == 1 && mentions[0].first < 100;
}

Content ContentOf(const std::vector<Row>& rows, std::size_t column) {
  Content content;
  for (std::size_t i = 0; i < std::min(rows.size(), kRowsLookedAt); ++i) {
    if (column < rows[i].cells.size()) LookAt(rows[i].cells[column].text(), content);
  }
  return content;
}

// The header without the words for "port": "Dev Port" is "Dev".
std::string Qualifier(std::string_view header) {
  std::string kept;
  for (const std::string_view part : {header}) {
    std::string word;
    const auto close = [&] {
      if (!word.empty() && !Has(ConceptsOf(word), kWordPort)) kept += (kept.empty() ? "" : " ") + word;
      word.clear();
    };
    for (char c : part) {
      if (IsSpace(c)) {
        close();
      } else {
        word += c;
      }
    }
    close();
  }
  return CleanName(kept);
}

Role PortRole(Concepts words, const std::string& qualifier, const Content& content, Column& column) {
  if (Has(words, kWordRange) && !Has(words, kWordContainer)) return Role::kRange;
  // "Next free", but not "Web (Next)".
  if (Has(words, kWordFree) || (Has(words, kWordNext) && (Has(words, kWordPort) || qualifier.size() == 4))) {
    return Role::kFreePort;
  }
  const bool inside = Has(words, kWordInside | kWordContainer);
  const bool outside = Has(words, kWordOutside | kWordHost);
  if (inside && outside) {
    column.mapping = true;
    return Role::kPort;
  }
  // "Native port | 9000 (host: 5001)" says both, too.
  if (inside && content.mapped > 0 && !qualifier.empty()) {
    column.label = qualifier;
    return Role::kRolePort;
  }
  if (inside) return Role::kContainerPort;
  if (Has(words, kWordOld)) return Role::kOldPort;
  if (Has(words, kWordNew)) return Role::kNewPort;
  if (Has(words, kWordEnvironmentName) && !Has(words, kWordService)) {
    column.label = qualifier.empty() ? column.header : qualifier;
    return Role::kEnvironmentPort;
  }
  if (outside) {
    if (!AllWordsAre(qualifier, kWordOutside)) column.label = qualifier;
    return Role::kPort;
  }
  if (Has(words, kWordDefault)) return Role::kDefaultPort;
  if (content.Mostly(content.ranges) && !Has(ConceptsOf(qualifier), kWordRole)) return Role::kRange;
  if (qualifier.empty() || Has(words, kWordIndex) || Has(words, kWordService | kWordMove)) return Role::kPort;
  const bool role = AllWordsAre(qualifier, kWordRole) ||
                    (Has(words, kWordRole) && !Has(words, kWordPort | kWordEnvironmentName | kWordHost));
  if (role || !Has(words, kWordPort)) {
    column.label = qualifier;
    return role ? Role::kRolePort : Role::kEnvironmentPort;
  }
  return Has(words, ~(kWordPort | kWordPlural)) ? Role::kPort : Role::kRolePort;
}

// "200" in every row, under words that say nothing of ports: no column of ports.
bool IsConstant(Concepts words, const Content& content) {
  return !Has(words, kWordPort | kWordEnvironmentName | kWordHost | kWordPurpose | kWordService) && content.with > 1 &&
         !content.varied;
}

Role TextRole(Concepts words, const Content& content) {
  if (Has(words, kWordContainer)) return Role::kContainer;
  if (Has(words, kWordVariable)) return Role::kVariable;
  if (Has(words, kWordEnvironment)) return Role::kEnvironment;
  if (Has(words, kWordProtocol) && !Has(words, kWordService)) return Role::kProtocol;
  if (Has(words, kWordUrl) || content.Mostly(content.urls)) return Role::kUrl;
  if (Has(words, kWordHistory)) return Role::kIgnored;
  if (Has(words, kWordProject) && !Has(words, kWordPurpose)) return Role::kProject;
  if (Has(words, kWordService)) return Role::kName;
  if (Has(words, kWordHost)) return Role::kHost;
  if (Has(words, kWordStatus)) return Role::kStatus;
  if (Has(words, kWordLayer)) return Role::kLayer;
  if (Has(words, kWordPurpose)) return Role::kPurpose;
  return Role::kText;
}

bool IsOwner(std::string_view header) {
  const std::string folded = Fold(header);
  return folded == "belongs to" || folded == "part of" || folded == "parent service";
}

// "Fallback", "candidates": where a service may go if its port is taken.
bool IsFallback(std::string_view header) {
  const std::string folded = Fold(header);
  for (std::string_view word : {"fallback", "backup", "alternat", "candidat", "yedek", "aday", "alternativ", "备用",
                                "備用", "予備", "예비", "запасн", "резервн"}) {
    if (folded.find(word) != std::string::npos) return true;
  }
  return false;
}

// What a service has besides the ports that have columns of their own.
bool IsForOthers(std::string_view header) {
  static constexpr std::string_view kOthers =
      "|aux|other|others|other ports|extra|extras|extra ports|additional|additional "
      "ports|otros|outros|другие|其他|其它|"
      "その他|기타|추가 포트|追加ポート|额外端口|其他端口|puertos adicionales|portas adicionais|";
  return kOthers.find("|" + Fold(header) + "|") != std::string_view::npos;
}

// `by_environment`: the rows are environments, so that a column of one port is nothing odd.
Column RoleOf(const StyledText& cell, const Content& content, Topic topic, bool by_environment) {
  Column column;
  column.header = std::string(Beginning(Trim(cell.text())));
  const Concepts words = ConceptsOf(column.header);
  const std::string qualifier = Qualifier(column.header);
  const bool urls = content.Mostly(content.urls) && !Has(words, kWordPort);
  const bool numeric = content.Mostly(content.ports) && !urls;
  column.plural = Has(words, kWordPlural);
  column.pure = numeric;
  column.some = content.with > 0;
  column.says_port = numeric && Has(words, kWordPort) && !Has(words, kWordInside | kWordContainer | kWordDefault);
  constexpr Concepts kOfPorts = kWordPort | kWordRole | kWordEnvironmentName | kWordHost | kWordInside | kWordOutside |
                                kWordOld | kWordNew | kWordDefault;
  const bool like_ports = content.repeated == 0 && content.least >= 1024 && !content.years;
  column.unknown = numeric && !Has(words, kOfPorts) && !like_ports;
  column.distinct = content.with > 4 && content.repeated == 0;
  column.mapping = content.arrows > 1;
  if (IsOwner(column.header)) {
    column.role = Role::kOwner;
  } else if (content.Mostly(content.named) && Has(words, kWordPort | kWordContainer) &&
             !Has(words, kWordUrl | kWordRelated | kWordExample)) {
    column.role = Role::kPort;
    column.named = column.pure = true;
  } else if (IsFallback(column.header) && content.with > 0) {
    column.role = Role::kIgnored;
  } else if (IsForOthers(column.header)) {
    column.pure = false;
    column.role = Role::kRolePort;  // "redis 6305, minio 9005"
    column.label = column.header;
  } else if (Has(words, kWordOffset) || content.Mostly(content.offsets)) {
    column.role = Role::kOffset;
  } else if (Has(words, kWordDatabase | kWordRedis) && !Has(words, kWordPort) && content.Mostly(content.small) &&
             (topic == Topic::kRedis || Has(words, kWordRedis))) {
    column.role = Role::kRedisDatabase;
  } else if (content.Mostly(content.small) && !Has(words, kWordPort) &&
             (content.most < 20 || !Has(words, kWordRole | kWordEnvironmentName))) {
    column.role = Role::kIgnored;  // the number of a row
  } else if (Has(words, kWordRelated | kWordExample) && !(words & kWordPort && content.Mostly(content.ports))) {
    column.role = Role::kIgnored;
  } else if (Has(words, kWordRelated)) {
    column.role = Role::kIgnored;
  } else if ((content.Mostly(content.addresses) && !Has(words, kWordPurpose)) ||
             (!by_environment && IsConstant(words, content))) {
    column.role = Role::kIgnored;
  } else if (Has(words, kWordReserved) && !Has(words, kWordPort) && content.with > 0) {
    column.role = Role::kFreePort;  // what is left of the row's own block
  } else if (Has(words, kWordIndex | kWordCount) && !Has(words, kWordPort)) {
    column.role = Role::kIgnored;
  } else if (Has(words, kWordVariable) && !numeric) {
    column.role = Role::kVariable;
  } else if (content.with > 0 && AllWordsAre(column.header, kWordEnvironmentName)) {
    column.role = PortRole(words, qualifier, content, column);  // "PROD | 127.0.0.1:8101, or internal"
  } else if (numeric || content.Mostly(content.ranges) || (Has(words, kWordPort) && content.with > 0)) {
    column.role = PortRole(words, qualifier, content, column);
  } else if (Has(words, kWordPort) && !Has(words, kWordService | kWordPurpose | kWordHistory | kWordProtocol)) {
    column.role = Has(words, kWordInside | kWordContainer) ? Role::kContainerPort : Role::kPort;
  } else {
    column.role = TextRole(words, content);
  }
  return column;
}

std::size_t Count(const std::vector<Column>& columns, Role role) {
  return std::count_if(columns.begin(), columns.end(), [&](const Column& column) { return column.role == role; });
}

bool IsPortRole(Role role) { return role == Role::kPort || role == Role::kEnvironmentPort || role == Role::kRolePort; }

void Replace(std::vector<Column>& columns, Role from, Role to) {
  for (Column& column : columns) {
    if (column.role == from) column.role = to;
  }
}

// A column's meaning can depend on the others'.
void Settle(std::vector<Column>& columns) {
  // "Port | Extension | Slots": what is no port beside one.
  if (std::any_of(columns.begin(), columns.end(), [](const Column& column) { return column.says_port; })) {
    for (Column& column : columns) {
      if (column.unknown && IsPortRole(column.role)) column.role = Role::kIgnored;
    }
  }
  // "indexer internal port | indexer public port | node rpc port": what each service has of its own, since containers
  // would listen on the same few.
  if (Count(columns, Role::kPort) + Count(columns, Role::kRolePort) > 1) {
    for (Column& column : columns) {
      if (column.role != Role::kContainerPort || !column.distinct) continue;
      column.role = Role::kRolePort;
      column.label = column.header;
    }
  }
  // "Container port | Host (development) | Host (production)"
  if (Count(columns, Role::kContainerPort) > 0) {
    for (Column& column : columns) {
      column.mapping = true;
      const bool text = column.role == Role::kHost || column.role == Role::kUrl;
      if (!text || !column.some || !Has(ConceptsOf(column.header), kWordHost)) continue;
      column.role = Has(ConceptsOf(column.header), kWordEnvironmentName) ? Role::kEnvironmentPort : Role::kPort;
      column.label = column.header;
    }
  }
  const bool others = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
    const bool port = column.role == Role::kPort || column.role == Role::kEnvironmentPort;
    return port || (column.role == Role::kRolePort && column.pure);
  });
  if (!others) Replace(columns, Role::kDefaultPort, Role::kPort);
  Replace(columns, Role::kDefaultPort, Role::kIgnored);
  // "New Port" alone is just the port; "Port" beside "New Port" is the old one.
  if (Count(columns, Role::kNewPort) > 0 && Count(columns, Role::kOldPort) == 0) {
    Replace(columns, Role::kPort, Role::kOldPort);
    if (Count(columns, Role::kOldPort) == 0) Replace(columns, Role::kNewPort, Role::kPort);
  }
  // One environment's column beside a plain one is no list of environments.
  if (Count(columns, Role::kEnvironmentPort) == 1 && Count(columns, Role::kPort) == 0) {
    for (Column& column : columns) {
      if (column.role == Role::kEnvironmentPort && !Has(ConceptsOf(column.label), kWordEnvironmentName)) {
        column.role = Role::kPort;
      }
    }
  }
  // "Port VPS" beside "Port local" is an environment, too.
  if (Count(columns, Role::kEnvironmentPort) > 0) {
    for (Column& column : columns) {
      if (column.role == Role::kPort && !column.label.empty() && Fold(column.label) != "host") {
        column.role = Role::kEnvironmentPort;
      }
    }
  }
  // A range beside names with their ports lists its members; beside a port it says what the port lies in.
  if (Count(columns, Role::kRange) > 0) {
    for (Column& column : columns) {
      if (column.role == Role::kPort && !column.pure) column.role = Role::kText;
    }
  }
  if (Count(columns, Role::kRange) > 0 && Count(columns, Role::kPort) > 0)
    Replace(columns, Role::kRange, Role::kIgnored);
}

}  // namespace

std::vector<Column> ColumnRoles(const Row& header, const std::vector<Row>& rows, Topic topic) {
  constexpr std::size_t kMostColumns = 64;  // what stands right of them is in no column
  std::vector<Column> columns;
  const bool by_environment = !header.cells.empty() && AllWordsAre(header.cells[0].text(), kWordEnvironment);
  for (std::size_t i = 0; i < std::min(header.cells.size(), kMostColumns); ++i) {
    columns.push_back(RoleOf(header.cells[i], ContentOf(rows, i), topic, by_environment));
  }
  Settle(columns);
  return columns;
}

}  // namespace portlaw::readers
