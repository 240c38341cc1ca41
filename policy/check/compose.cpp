// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <utility>

#include "policy/check/compose_port.h"
#include "policy/check/data.h"
#include "policy/check/formats.h"
#include "policy/check/interpolate.h"
#include "policy/model/parse_port_range.h"
#include "policy/naming/naming.h"

namespace portlaw::check {

namespace {

constexpr int kMaxExtends = 8;

// Compose's own rule for a project's name: lower case, letters, digits, '-' and '_'.
std::string ProjectName(std::string name) {
  std::string result;
  for (char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' || lower == '_';
    if (fits) result += lower;
  }
  return result;
}

// A service under way: what all its ports have in common.
struct Service {
  const DataNode* node = nullptr;
  std::string name;
  bool on_host = false;  // network_mode: host
  PlannedBind bind;      // with everything but the port
};

class ComposeReader {
 public:
  ComposeReader(const std::string& file, const DeploymentOptions& options) : file_(file), options_(options) {}

  Deployment Read(const DataNode& root) {
    services_ = Get(&root, "services");
    project_ = Project(root);
    if (const DataNode* include = Get(&root, "include")) {
      Note(include->line, "not-followed", "include: name the included files too, they are not followed");
    }
    if (services_ == nullptr || !services_->IsMap()) return std::move(deployment_);
    for (const DataNode& service : services_->children) ReadService(service);
    return std::move(deployment_);
  }

 private:
  std::string Project(const DataNode& root) {
    if (!options_.project.empty()) return options_.project;
    const DataNode* name = Get(&root, "name");
    return ProjectName(name != nullptr ? Text(name) : options_.directory);
  }

  void ReadService(const DataNode& node) {
    Service service;
    service.node = &node;
    service.name = node.key;
    service.bind = Common(node);
    service.on_host = Text(Get(&node, "network_mode")) == "host";
    if (!IsEnabled(service.bind.profiles)) return;
    ReadPorts(service, node, 0);
    if (!service.on_host) return;
    for (const DataNode* entry : Items(Get(&node, "expose"))) ReadExposed(service, *entry);
  }

  PlannedBind Common(const DataNode& node) {
    ContainerFacts facts;
    facts.name = Text(Get(&node, "container_name"));
    if (facts.name.empty()) facts.name = project_ + "-" + node.key + "-1";
    facts.labels = {{"com.docker.compose.project", project_},
                    {"com.docker.compose.service", node.key},
                    {std::string(kContainerLabel), Label(node, std::string(kContainerLabel))}};
    PlannedBind bind;
    bind.identities = {IdentityOf(facts)};
    bind.who = "service " + node.key;
    bind.project = project_;
    for (const DataNode* profile : Items(Get(&node, "profiles"))) bind.profiles.push_back(Text(profile));
    return bind;
  }

  // Labels are a map, or a list of "name=value".
  std::string Label(const DataNode& node, const std::string& name) {
    const DataNode* labels = Get(&node, "labels");
    if (labels == nullptr) return "";
    if (labels->IsMap()) return Text(labels->Find(name));
    for (const DataNode* label : Items(labels)) {
      const std::string text = Text(label);
      if (text.starts_with(name + "=")) return text.substr(name.size() + 1);
    }
    return "";
  }

  bool IsEnabled(const std::vector<std::string>& profiles) const {
    if (profiles.empty() || options_.profiles.empty()) return true;
    return std::any_of(profiles.begin(), profiles.end(),
                       [this](const std::string& profile) { return options_.profiles.contains(profile); });
  }

  // The service's own ports and those of the service that it extends (compose appends them).
  void ReadPorts(const Service& service, const DataNode& node, int depth) {
    for (const DataNode* entry : Items(Get(&node, "ports"))) ReadPort(service, *entry);
    const DataNode* extends = Get(&node, "extends");
    if (extends == nullptr) return;
    if (Get(extends, "file") != nullptr || depth >= kMaxExtends) {
      Note(extends->line, "not-followed", "extends: services of other files are not followed; check those files too");
      return;
    }
    const std::string base = extends->IsScalar() ? extends->scalar : TextAt(extends, "service");
    const DataNode* parent = services_->Find(base);
    if (parent != nullptr) ReadPorts(service, *parent, depth + 1);
  }

  void ReadPort(const Service& service, const DataNode& entry) {
    const std::size_t before = deployment_.findings.size();
    const Result<ComposePort> port = entry.IsMap() ? LongPort(entry) : ParseComposePort(Text(&entry), At(entry));
    // Where a variable without a value is to blame, that is said already.
    const bool blamed = deployment_.findings.size() != before;
    if (port && !(blamed && !port->published)) {
      AddPort(service, *port, entry);
    } else if (!port && !blamed) {
      Add(Severity::kError, entry.line, "malformed-port", port.error().what + "; " + port.error().advice);
    }
  }

  // A map of target, published, protocol, host_ip.
  Result<ComposePort> LongPort(const DataNode& entry) {
    ComposePort port;
    const std::optional<PortRange> target = ParsePortRange(Text(Get(&entry, "target")));
    if (!target) return Fail(At(entry), "the port has no target", "write target: and a port from 1 to 65535");
    port.target = *target;
    const std::string published = Text(Get(&entry, "published"));
    port.published = ParsePortRange(published);
    if (!port.published && !published.empty()) {
      return Fail(At(entry), "\"" + published + "\" is no port to publish", "use ports from 1 to 65535");
    }
    const std::string protocol = Text(Get(&entry, "protocol"));
    if (!protocol.empty()) port.protocol = ParseProtocol(protocol).value_or(Protocol::kAny);
    if (port.protocol == Protocol::kAny) {
      return Fail(At(entry), "\"" + protocol + "\" is no protocol", "use tcp, udp or sctp");
    }
    port.address = Text(Get(&entry, "host_ip"));
    return port;
  }

  void AddPort(const Service& service, const ComposePort& port, const DataNode& entry) {
    if (service.on_host) return AddBind(service, port.target, port, "network_mode: host", entry);
    if (!port.published) {
      return Note(entry.line, "random-port",
                  "service " + service.name + " publishes " + ToString(port.target) +
                      " on a port that the engine chooses; only the agent can judge it");
    }
    const bool one_of = port.target.Size() == 1 && port.published->Size() > 1;
    if (!one_of && port.target.Size() != port.published->Size()) {
      return Add(Severity::kError, entry.line, "malformed-port",
                 ToString(*port.published) + " and " + ToString(port.target) + " are not equally many ports");
    }
    AddBind(service, *port.published, port, "ports", entry);
    deployment_.binds.back().one_of = one_of;
  }

  void ReadExposed(const Service& service, const DataNode& entry) {
    const Result<ComposePort> port = ParseComposePort(Text(&entry), At(entry));
    if (port) AddBind(service, port->target, *port, "network_mode: host", entry);
  }

  void AddBind(const Service& service, PortRange ports, const ComposePort& port, const char* statement,
               const DataNode& entry) {
    PlannedBind bind = service.bind;
    bind.ports = ports;
    bind.protocol = port.protocol;
    bind.address = port.address;
    bind.statement = statement;
    bind.source = At(entry);
    deployment_.binds.push_back(std::move(bind));
  }

  // The scalar with its variables; what is wrong with those becomes findings.
  std::string Text(const DataNode* node) {
    if (node == nullptr || !node->IsScalar()) return "";
    Interpolated value = Interpolate(node->scalar, options_.variables);
    for (const std::string& name : value.unset) {
      Add(Severity::kWarning, node->line, "unset-variable", name + " has no value and no default");
    }
    for (const std::string& message : value.refused) Add(Severity::kError, node->line, "required-variable", message);
    if (value.malformed) {
      Add(Severity::kError, node->line, "malformed-variable", "\"" + node->scalar + "\" cannot be substituted");
    }
    return value.text;
  }

  Source At(const DataNode& node) const { return {file_, node.line}; }

  void Add(Severity severity, int line, const char* code, std::string message) {
    deployment_.findings.push_back({severity, code, std::move(message), {file_, line}, {}});
  }
  void Note(int line, const char* code, std::string message) { Add(Severity::kNote, line, code, std::move(message)); }

  const std::string& file_;
  const DeploymentOptions& options_;
  const DataNode* services_ = nullptr;
  std::string project_;
  Deployment deployment_;
};

// "services:" at the beginning of a line; a Kubernetes manifest has "kind:" there too.
bool ComposeClaims(std::string_view text, const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  if (!name.ends_with(".yaml") && !name.ends_with(".yml")) return false;
  const auto has_line = [text](std::string_view beginning) {
    return text.starts_with(beginning) || text.find("\n" + std::string(beginning)) != std::string_view::npos;
  };
  return has_line("services:") && !has_line("kind:") && !has_line("portlaw:");
}

Result<Deployment> ReadCompose(std::string_view text, const std::string& file, const DeploymentOptions& options) {
  const Result<DataNode> root = readers::ParseYamlTree(text, file);
  if (!root) return tl::make_unexpected(root.error());
  return ComposeReader(file, options).Read(*root);
}

}  // namespace

DeploymentFormat Compose() { return {"compose", ComposeClaims, ReadCompose}; }

}  // namespace portlaw::check
