// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/rows.h"

#include "policy/lint/names.h"
#include "policy/lint/range_index.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

std::vector<PortRange> PortsOf(const std::vector<Row>& rows, const std::vector<std::size_t>& places) {
  std::vector<PortRange> ports;
  for (std::size_t place : places) ports.push_back(rows[place].assignment->ports);
  return ports;
}

std::vector<std::size_t> Places(const std::vector<Row>& rows, bool with_host) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].assignment->host.has_value() == with_host) places.push_back(i);
  }
  return places;
}

}  // namespace

std::vector<Row> HostRows(const std::vector<Registry>& registries) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < registries.size(); ++i) {
    for (const Assignment& assignment : registries[i].assignments) {
      if (assignment.exposure == Exposure::kHost) rows.push_back({&assignment, i});
    }
  }
  return rows;
}

RowOverlaps::Bucket::Bucket(const std::vector<Row>& rows, std::vector<std::size_t> row_places)
    : places(std::move(row_places)), index(PortsOf(rows, places)) {}

RowOverlaps::RowOverlaps(const std::vector<Row>& rows)
    : rows_(rows), everywhere_(rows, Places(rows, false)), somewhere_(rows, Places(rows, true)) {
  std::map<std::string, std::vector<std::size_t>> hosts;
  for (std::size_t place : somewhere_.places) hosts[Folded(*rows[place].assignment->host)].push_back(place);
  for (auto& [host, places] : hosts) by_host_.emplace(host, Bucket(rows, std::move(places)));
}

void RowOverlaps::Look(const Bucket& bucket, std::size_t place, const std::function<bool(const Row&)>& accept,
                       std::vector<std::size_t>& found) const {
  int visits = 0;
  const Assignment& row = *rows_[place].assignment;
  bucket.index.Overlapping(row.ports, [&](std::size_t member) {
    const std::size_t other = bucket.places[member];
    const bool meets = other < place && ProtocolsMeet(rows_[other].assignment->protocol, row.protocol);
    if (meets && accept(rows_[other])) found.push_back(other);
    return ++visits < kMaxVisits && found.size() < kMaxRelated;
  });
}

std::vector<std::size_t> RowOverlaps::Before(std::size_t place, const std::function<bool(const Row&)>& accept) const {
  std::vector<std::size_t> found;
  const std::optional<std::string>& host = rows_[place].assignment->host;
  Look(everywhere_, place, accept, found);
  Look(host ? by_host_.at(Folded(*host)) : somewhere_, place, accept, found);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace portlaw::lint
