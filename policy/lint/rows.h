// SPDX-License-Identifier: Apache-2.0
// The assignments of all registries as one list, and which of them claim the same port on the same host.
#ifndef PORTLAW_POLICY_LINT_ROWS_H_
#define PORTLAW_POLICY_LINT_ROWS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "policy/lint/range_index.h"
#include "policy/model/registry.h"

namespace portlaw::lint {

// An assignment and the registry (its place) that it stands in. Refers to the registries it was made from.
struct Row {
  const Assignment* assignment;
  std::size_t registry;
};

// Every assignment that can be bound on a host (exposure kHost), in document order.
std::vector<Row> HostRows(const std::vector<Registry>& registries);

// Finds rows that meet on port, protocol and host. Looks at a bounded number of them for each, so that a hostile
// document cannot make it quadratic.
class RowOverlaps {
 public:
  explicit RowOverlaps(const std::vector<Row>& rows);

  // The rows before `place` that meet it and that `accept` takes, at most kMaxRelated, in document order.
  std::vector<std::size_t> Before(std::size_t place, const std::function<bool(const Row&)>& accept) const;

 private:
  // Part of the rows, by their places.
  struct Bucket {
    explicit Bucket(const std::vector<Row>& rows, std::vector<std::size_t> row_places);
    std::vector<std::size_t> places;
    RangeIndex index;
  };

  void Look(const Bucket& bucket, std::size_t place, const std::function<bool(const Row&)>& accept,
            std::vector<std::size_t>& found) const;

  const std::vector<Row>& rows_;
  std::map<std::string, Bucket> by_host_;  // host, folded -> its rows
  Bucket everywhere_;                      // rows without a host
  Bucket somewhere_;                       // rows with one
};

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_ROWS_H_
