// SPDX-License-Identifier: Apache-2.0
// Which columns of a table hold the ports, which one names a row, and which says whose it is; and which tables with
// ports in them give none to anybody.
#ifndef PORTLAW_POLICY_READERS_LAYOUT_H_
#define PORTLAW_POLICY_READERS_LAYOUT_H_

#include <cstddef>
#include <span>
#include <vector>

#include "policy/readers/roles.h"

namespace portlaw::readers {

// Columns are indices into `columns`, which with the rows must outlive this; -1 means that there is none.
class Layout {
 public:
  Layout(std::span<const Record> rows, const std::vector<Column>& columns) : rows_(rows), columns_(columns) {}

  // The first column of that role.
  int First(Role role) const;
  // The cell without white space and quotes at its ends, of a very long one the beginning; empty without one.
  static Span Cell(const Record& row, int column);

  // Sets `ports`, `container`, `internal` and `url_only`.
  void ChoosePorts();
  // Sets the others. After ChoosePorts, where there are ports to choose.
  void ChooseNames();

  // Why the table is no registry; null if it may be one.
  const char* WhyNoRegistry() const;
  // Why its ports are nobody's; null if they are somebody's. After both Choose.
  const char* WhyNobodys() const;

  std::vector<std::size_t> ports;
  int container = -1;  // the port inside the container
  int name = -1;
  int owner = -1;
  bool owner_is_service = false;  // the names are roles: "Web", "API"
  bool transposed = false;        // "Environment | edge | api": a row for each environment, a column for each service
  bool internal = false;          // the only ports are those inside of containers
  bool url_only = false;          // the ports stand in URLs

 private:
  int MostNameLike() const;
  int NamePoints(int column) const;
  bool NamesArePlaces() const;
  bool IsDistinct(int column) const;
  bool AreFiles() const;
  bool AreConnections() const;
  bool NamesAreRoles() const;

  std::span<const Record> rows_;
  const std::vector<Column>& columns_;
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LAYOUT_H_
