// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/layout.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kLongestCell = 2000;  // a row's names and words are looked at for each of its ports

std::span<const Record> Sample(std::span<const Record> rows) {
  return rows.first(std::min(rows.size(), kRowsLookedAt));
}

}  // namespace

Span Layout::Cell(const Record& row, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= row.fields.size()) return {};
  const Span cell = row.fields[static_cast<std::size_t>(column)].value;
  return cell.At(Trim(Beginning(cell.str(), kLongestCell), "`*"));
}

int Layout::First(Role role) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].role == role) return static_cast<int>(i);
  }
  return -1;
}

void Layout::ChoosePorts() {
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

void Layout::ChooseNames() {
  name = First(Role::kName);
  owner = First(Role::kProject);
  if (name < 0 && owner < 0 && First(Role::kContainer) < 0 && First(Role::kText) < 0) name = First(Role::kVariable);
  if (name < 0 && owner < 0 && IsDistinct(First(Role::kHost))) name = First(Role::kHost);
  if (name < 0) {
    const int best = MostNameLike();
    name = owner >= 0 && (best < 0 || NamePoints(owner) + 10 >= NamePoints(best)) ? owner : best;
  }
  const int protocol = First(Role::kProtocol);
  const bool transports = std::any_of(rows_.begin(), rows_.end(), [protocol](const Record& row) {
    return TransportIn(Cell(row, protocol)).has_value();
  });
  if (name < 0 && !transports) name = protocol;
  if (name == owner) owner = -1;
  transposed = name >= 0 && name == First(Role::kEnvironment) && ports.size() > 1 &&
               std::all_of(ports.begin(), ports.end(), [&](std::size_t i) { return !columns_[i].label.empty(); });
  owner_is_service = owner >= 0 && NamesAreRoles();
}

// Where no header says "service": the column whose cells are most like names, and tell the rows apart.
int Layout::MostNameLike() const {
  static constexpr std::pair<Role, int> kCandidates[] = {
      {Role::kText, 60}, {Role::kContainer, 55}, {Role::kPurpose, 50},     {Role::kUsedBy, 45}, {Role::kLayer, 30},
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
int Layout::NamePoints(int column) const {
  int filled = 0, names = 0;
  std::unordered_set<std::string> distinct;
  for (const Record& row : Sample(rows_)) {
    const Span cell = Cell(row, column);
    if (cell.empty()) continue;
    ++filled;
    names += WordCount(cell) <= 5 && IsNameLike(cell);
    distinct.insert(Squeeze(cell.str()));
  }
  return filled == 0 ? -100 : (100 * names + 50 * static_cast<int>(distinct.size())) / filled;
}

// "Port | Change it in": names of files and variables, in most rows.
bool Layout::NamesArePlaces() const {
  const auto places = std::count_if(rows_.begin(), rows_.end(), [&](const Record& row) {
    return IsFileName(Cell(row, name).str()) || IsVariableName(Cell(row, name).str());
  });
  const Role role = name < 0 ? Role::kName : columns_[static_cast<std::size_t>(name)].role;
  return (role == Role::kText || role == Role::kPurpose) && static_cast<std::size_t>(places) * 2 > rows_.size();
}

// "Server" above a name of its own in each row: what is listed, not where it runs.
bool Layout::IsDistinct(int column) const {
  if (column < 0 || rows_.size() < 2) return false;
  std::unordered_set<std::string> seen;
  return std::all_of(rows_.begin(), rows_.end(), [&](const Record& row) {
    const std::string name = Squeeze(Cell(row, column).str());
    return !name.empty() && seen.insert(name).second;
  });
}

// A first column of "README.md", "web/package.json": what stands in which file.
bool Layout::AreFiles() const {
  const auto files = std::count_if(rows_.begin(), rows_.end(), [](const Record& row) {
    const std::string_view first = Cell(row, 0).str();
    return first.find(' ') == std::string_view::npos && IsFileName(first);
  });
  return files > 0 && static_cast<std::size_t>(files) * 2 > rows_.size() && First(Role::kPort) != 0;
}

// "runner -> registry" in most rows, or columns for both ends: rules for a firewall.
bool Layout::AreConnections() const {
  const auto ends = std::count_if(columns_.begin(), columns_.end(), [](const Column& column) {
    return !column.pure && Has(column.concepts, Concept::kConnection, Concept::kPast, Concept::kTo);
  });
  const bool connection = std::any_of(columns_.begin(), columns_.end(), [](const Column& column) {
    return !column.pure && Has(column.concepts, Concept::kConnection);
  });
  if (ends > 1 && connection) return true;
  const auto arrows = std::count_if(rows_.begin(), rows_.end(), [](const Record& row) {
    const Span first = Cell(row, 0);
    const bool ports = std::any_of(first.numbers().begin(), first.numbers().end(),
                                   [](const Number& number) { return number.Valid(); });
    return HasArrow(first.str()) && !ports;
  });
  return static_cast<std::size_t>(arrows) * 2 > rows_.size();
}

// "FastAPI", "FastAPI", "Vite" beside project names are kinds, not services; so are "Web", "Admin".
bool Layout::NamesAreRoles() const {
  std::size_t filled = 0, roles = 0;
  std::unordered_set<std::string> distinct;
  for (const Record& row : Sample(rows_)) {
    const Span cell = Cell(row, name);
    if (cell.empty()) continue;
    ++filled;
    roles +=
        cell.AllWordsAre(Concept::kRole, Concept::kRelated, Concept::kDatabase, Concept::kTransport, Concept::kMedia);
    distinct.insert(Squeeze(cell.str()));
  }
  return distinct.size() * 3 <= filled * 2 || roles * 2 > filled;
}

const char* Layout::WhyNoRegistry() const {
  if (AreFiles()) return "a table about files";
  return AreConnections() ? "a table of connections: who may reach whom" : nullptr;
}

const char* Layout::WhyNobodys() const {
  if (ports.empty()) return "no column of this table is for ports";
  if (NamesArePlaces()) return "a table of where ports are set";
  const bool others = columns_.size() > ports.size() + (container >= 0 ? 1 : 0);
  if (name < 0 && others && rows_.size() > 1) return "no column of this table says whose the ports are";
  return nullptr;
}

}  // namespace portlaw::readers
