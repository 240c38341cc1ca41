// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/table_layout.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "policy/readers/fold.h"
#include "policy/readers/name_like.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kRowsLookedAt = 200;
constexpr std::size_t kLongestCell = 2000;  // a row's names and words are looked at for each of its ports

// "API_PORT (in the script)"
bool IsVariableName(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  return word.find('_') != std::string_view::npos && Fold(word).find("port") != std::string::npos &&
         std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Who uses, or answers for, what the row is about.
bool IsOfPersons(std::string_view header) {
  static constexpr std::string_view kHeaders =
      "|used by|owner|owners|who|contact|responsible|maintainer|team|users|usado por|responsable|responsavel|"
      "负责人|負責人|担当|담당자|ответственный|verantwortlich|zustandig|";
  return kHeaders.find("|" + Fold(header) + "|") != std::string_view::npos;
}

}  // namespace

std::string_view TableLayout::Text(const Row& row, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= row.cells.size()) return {};
  return Beginning(Trim(row.cells[static_cast<std::size_t>(column)].text()), kLongestCell);
}

int TableLayout::First(Role role) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].role == role) return static_cast<int>(i);
  }
  return -1;
}

void TableLayout::ChoosePorts() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Role role = columns_[i].role;
    if (role == Role::kPort || role == Role::kEnvironmentPort || role == Role::kRolePort) ports.push_back(i);
  }
  container = First(Role::kContainerPort);
  if (ports.empty() && container >= 0) {
    ports.push_back(static_cast<std::size_t>(container));
    container = -1;
    internal = true;
  }
  if (ports.empty() && First(Role::kNewPort) >= 0) ports.push_back(static_cast<std::size_t>(First(Role::kNewPort)));
  url_only = ports.empty();
  for (std::size_t i = 0; i < columns_.size() && url_only; ++i) {
    if (columns_[i].role == Role::kUrl) ports.push_back(i);
  }
}

void TableLayout::ChooseNames() {
  name = First(Role::kName);
  owner = First(Role::kProject);
  if (name < 0 && owner < 0 && First(Role::kContainer) < 0 && First(Role::kText) < 0) name = First(Role::kVariable);
  if (name < 0 && owner < 0 && IsDistinct(First(Role::kHost))) name = First(Role::kHost);
  if (name < 0) {
    const int best = MostNameLike();
    name = owner >= 0 && (best < 0 || NamePoints(owner) + 10 >= NamePoints(best)) ? owner : best;
  }
  if (name < 0 && !HoldsProtocols(First(Role::kProtocol))) name = First(Role::kProtocol);
  // "Store | Port | Used by": whoever uses it is not what listens.
  if (name >= 0 && IsOfPersons(columns_[static_cast<std::size_t>(name)].header)) {
    const int best = MostNameLike();
    if (best >= 0 && NamePoints(best) >= NamePoints(name)) name = best;
  }
  if (name == owner) owner = -1;
  transposed = name >= 0 && name == First(Role::kEnvironment) && ports.size() > 1 &&
               std::all_of(ports.begin(), ports.end(), [&](std::size_t i) { return !columns_[i].label.empty(); });
  owner_is_service = owner >= 0 && NamesAreRoles();
}

bool TableLayout::HoldsProtocols(int column) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const Row& row) { return FindProtocol(Text(row, column)).has_value(); });
}

// Where no header says "service": the column whose cells are most like names, and tell the rows apart.
int TableLayout::MostNameLike() const {
  static constexpr std::pair<Role, int> kCandidates[] = {
      {Role::kText, 60}, {Role::kContainer, 55}, {Role::kPurpose, 50},     {Role::kLayer, 30},
      {Role::kHost, 25}, {Role::kVariable, 20},  {Role::kEnvironment, 10}, {Role::kUrl, 0},
  };
  int best = -1, most = -1;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto* candidate = std::find_if(std::begin(kCandidates), std::end(kCandidates),
                                         [&](const auto& each) { return each.first == columns_[i].role; });
    if (candidate == std::end(kCandidates) || std::find(ports.begin(), ports.end(), i) != ports.end()) continue;
    const int points = candidate->second + NamePoints(static_cast<int>(i));
    if (points > most) {
      most = points;
      best = static_cast<int>(i);
    }
  }
  return best;
}

// Of 150: 100 where every cell is a short name, 50 where all are different.
int TableLayout::NamePoints(int column) const {
  int filled = 0, names = 0;
  std::unordered_set<std::string> distinct;
  for (std::size_t i = 0; i < std::min(rows_.size(), kRowsLookedAt); ++i) {
    const std::string_view cell = Text(rows_[i], column);
    if (cell.empty()) continue;
    ++filled;
    names += Words(Fold(cell)).size() <= 5 && IsNameLike(cell);
    distinct.insert(Squeeze(cell));
  }
  return filled == 0 ? -100 : (100 * names + 50 * static_cast<int>(distinct.size())) / filled;
}

// "Port | Change it in": names of files and variables, in most rows.
bool TableLayout::NamesArePlaces() const {
  const auto places = std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) {
    return IsFileName(Text(row, name)) || IsVariableName(Text(row, name));
  });
  const Role role = name < 0 ? Role::kName : columns_[static_cast<std::size_t>(name)].role;
  return (role == Role::kText || role == Role::kPurpose) && static_cast<std::size_t>(places) * 2 > rows_.size();
}

// "Server" above a name of its own in each row: what is listed, not where it runs.
bool TableLayout::IsDistinct(int column) const {
  if (column < 0 || rows_.size() < 2) return false;
  std::unordered_set<std::string> seen;
  return std::all_of(rows_.begin(), rows_.end(), [&](const Row& row) {
    const std::string name = Squeeze(Text(row, column));
    return !name.empty() && seen.insert(name).second;
  });
}

// A first column of "README.md", "web/package.json": what stands in which file.
bool TableLayout::AreFiles() const {
  std::size_t files = 0;
  for (const Row& row : rows_) {
    const std::string name = Fold(Text(row, 0));
    const std::size_t dot = name.rfind('.');
    static constexpr std::string_view kEndings =
        "|md|json|yml|yaml|toml|env|example|ts|tsx|js|mjs|cjs|py|go|rs|java|sh|conf|ini|cfg|properties|xml|";
    files += dot != std::string::npos && name.find(' ') == std::string::npos &&
             kEndings.find("|" + name.substr(dot + 1) + "|") != std::string_view::npos;
  }
  return files > 0 && files * 2 > rows_.size() && First(Role::kPort) != 0;
}

// "runner -> registry" in most rows, or columns for both ends: rules for a firewall.
bool TableLayout::AreConnections() const {
  const auto is_end = [&](std::string_view words) {
    return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) {
      return !column.pure && words.find("|" + Fold(column.header) + "|") != std::string_view::npos;
    });
  };
  if (is_end("|source|src|from|origin|origen|origem|источник|откуда|源|来源|源地址|出発地|送信元|출발지|") &&
      is_end("|destination|dest|dst|to|target|destino|назначение|куда|目的|目标|目的地|目的地址|宛先|送信先|목적지|")) {
    return true;
  }
  std::size_t arrows = 0;
  for (const Row& row : rows_) {
    const std::string_view first = Text(row, 0);
    for (std::size_t i = 1; i + 1 < first.size(); ++i) {
      if (ArrowAt(first, i) == 0) continue;
      arrows += FindPorts(first).empty();
      break;
    }
  }
  return arrows * 2 > rows_.size();
}

// "FastAPI", "FastAPI", "Vite" beside project names are kinds, not services; so are "Web", "Admin".
bool TableLayout::NamesAreRoles() const {
  std::size_t filled = 0, roles = 0;
  std::unordered_set<std::string> distinct;
  for (std::size_t i = 0; i < std::min(rows_.size(), kRowsLookedAt); ++i) {
    const std::string_view cell = Text(rows_[i], name);
    if (cell.empty()) continue;
    ++filled;
    roles += AllWordsAre(cell, kWordRole | kWordRelated);
    distinct.insert(Squeeze(cell));
  }
  return distinct.size() * 3 <= filled * 2 || roles * 2 > filled;
}

const char* TableLayout::WhyNoRegistry() const {
  if (AreFiles()) return "a table about files";
  return AreConnections() ? "a table of connections: who may reach whom" : nullptr;
}

const char* TableLayout::WhyNobodys() const {
  if (ports.empty()) return "no column of this table is for ports";
  if (NamesArePlaces()) return "a table of where ports are set";
  const bool others = columns_.size() > ports.size() + (container >= 0 ? 1 : 0);
  if (name < 0 && others && rows_.size() > 1) return "no column of this table says whose the ports are";
  return nullptr;
}

}  // namespace portlaw::readers
