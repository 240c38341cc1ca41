// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/vertical_table.h"

#include <algorithm>

#include "policy/readers/fold.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

constexpr Concepts kAttributes = kWordService | kWordContainer | kWordProtocol | kWordPurpose | kWordUrl | kWordStatus |
                                 kWordHost | kWordEnvironment | kWordProject;

bool IsPort(const Row& row) {
  return Has(ConceptsOf(row.cells[0].text()), kWordPort) && !FindPorts(row.cells[1].text()).empty();
}

bool IsAttribute(const Row& row) { return AllWordsAre(row.cells[0].text(), kAttributes | kWordRole | kWordCommand); }

bool IsVertical(const Piece& table) {
  if (table.header.cells.size() != 2 || table.rows.size() < 2 || table.rows.size() > 40) return false;
  for (const StyledText& cell : table.header.cells) {
    if (Has(ConceptsOf(cell.text()), kWordPort | kWordRange | kWordService)) return false;
  }
  if (std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) { return row.cells.size() != 2; })) {
    return false;
  }
  const auto& rows = table.rows;
  return std::any_of(rows.begin(), rows.end(), IsPort) &&
         std::any_of(rows.begin(), rows.end(), [](const Row& row) { return IsAttribute(row) && !IsPort(row); });
}

bool NamesService(const Row& row) {
  const Concepts concepts = ConceptsOf(row.cells[0].text());
  return Has(concepts, kWordService) && !Has(concepts, kWordPort | kWordUrl);
}

}  // namespace

std::optional<Piece> TurnVerticalTable(const Piece& table, const std::string& service) {
  if (!IsVertical(table)) return std::nullopt;
  Piece turned;
  turned.kind = PieceKind::kTable;
  turned.line = table.line;
  turned.header.line = table.header.line;
  Row row;
  row.line = std::find_if(table.rows.begin(), table.rows.end(), IsPort)->line;
  if (!service.empty()) {
    turned.header.cells.emplace_back("Service", table.header.line);
    row.cells.emplace_back(service, row.line);
  }
  for (const Row& attribute : table.rows) {
    const bool container = !service.empty() && NamesService(attribute);
    turned.header.cells.push_back(container ? StyledText("Container", attribute.line) : attribute.cells[0]);
    row.cells.push_back(attribute.cells[1]);
  }
  turned.rows.push_back(std::move(row));
  return turned;
}

}  // namespace portlaw::readers
