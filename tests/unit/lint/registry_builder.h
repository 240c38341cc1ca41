// SPDX-License-Identifier: Apache-2.0
// Registries for tests, in few words. Lines count from 1 in the order in which things are added.
#ifndef PORTLAW_TESTS_UNIT_LINT_REGISTRY_BUILDER_H_
#define PORTLAW_TESTS_UNIT_LINT_REGISTRY_BUILDER_H_

#include <string>
#include <utility>

#include "policy/model/registry.h"

namespace portlaw::lint_test {

class Builder {
 public:
  explicit Builder(std::string file = "ports.md") : file_(std::move(file)) {}

  // A heading with a range: rows that follow stand under it.
  Builder& Section(std::string name, PortRange ports) {
    section_ = std::move(name);
    section_ports_ = ports;
    return *this;
  }
  Builder& Section(std::string name) {
    section_ = std::move(name);
    section_ports_.reset();
    return *this;
  }

  // The row is returned for what is rare: host, protocol, exposure.
  Assignment& Row(PortRange ports, std::string label, std::string container, std::string service) {
    Assignment row;
    row.ports = ports;
    row.label = std::move(label);
    row.container = std::move(container);
    row.service = std::move(service);
    row.section = section_;
    row.section_ports = section_ports_;
    row.source = Next();
    return registry_.assignments.emplace_back(std::move(row));
  }
  Assignment& Row(Port port, std::string label, std::string container, std::string service) {
    return Row(PortRange{port, port}, std::move(label), std::move(container), std::move(service));
  }
  Assignment& Row(Port port, const std::string& name) { return Row(port, name, name, name); }

  Block& AddBlock(PortRange ports, std::string service, std::string layer = "") {
    return registry_.blocks.emplace_back(Block{ports, std::move(service), std::move(layer), "", {}, Next()});
  }
  Group& AddGroup(PortRange ports, std::string name, std::vector<std::string> services = {}) {
    return registry_.groups.emplace_back(Group{ports, std::move(name), std::move(services), {}, Next()});
  }
  ReservedRange& Reserve(PortRange ports, std::string reason, ReservedKind kind = ReservedKind::kNever) {
    return registry_.reserved.emplace_back(ReservedRange{ports, Protocol::kAny, std::move(reason), kind, {}, Next()});
  }
  void Migrate(std::string service, std::vector<Port> from, std::vector<Port> to) {
    registry_.migrations.push_back({std::move(service), std::move(from), std::move(to), Next()});
  }
  void AddOffset(int first, int last, std::string purpose) {
    registry_.offsets.push_back({first, last, std::move(purpose), Next()});
  }
  void Redis(int db, std::string service) { registry_.redis.push_back({db, std::move(service), "", Next()}); }
  void Set(std::string name, std::string value) {
    registry_.variables.push_back({std::move(name), std::move(value), Next()});
  }

  const Registry& registry() const { return registry_; }
  int line() const { return line_; }

 private:
  Source Next() { return {file_, ++line_}; }

  std::string file_;
  int line_ = 0;
  std::string section_;
  std::optional<PortRange> section_ports_;
  Registry registry_;
};

}  // namespace portlaw::lint_test

#endif  // PORTLAW_TESTS_UNIT_LINT_REGISTRY_BUILDER_H_
