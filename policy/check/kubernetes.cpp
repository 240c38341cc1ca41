// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <utility>

#include "policy/check/data.h"
#include "policy/check/formats.h"

namespace portlaw::check {

namespace {

constexpr std::string_view kContainerLabel = "portlaw.container";

class ManifestReader {
 public:
  explicit ManifestReader(const std::string& file) : file_(file) {}

  void ReadObject(const DataNode& object) {
    const std::string kind = TextAt(&object, "kind");
    if (kind.ends_with("List")) {
      for (const DataNode* item : Items(Get(&object, "items"))) ReadObject(*item);
    } else if (kind == "Service") {
      ReadService(object);
    } else {
      ReadWorkload(object, kind);
    }
  }

  Deployment Take() { return std::move(deployment_); }

 private:
  // Who a manifest's object is: its label, its own names.
  struct Owner {
    std::string kind;
    std::string name;
    std::string override_name;
  };

  // A pod, or anything with a pod template: Deployment, StatefulSet, DaemonSet, Job, CronJob, Rollout, ...
  void ReadWorkload(const DataNode& object, const std::string& kind) {
    for (const char* path : {"spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"}) {
      const DataNode* pod = Get(&object, path);
      if (Get(pod, "containers") == nullptr) continue;
      const std::string prefix(path);
      const std::string metadata = prefix == "spec" ? "metadata" : prefix.substr(0, prefix.rfind(".")) + ".metadata";
      Owner owner{kind, TextAt(&object, "metadata.name"), ContainerLabel(Get(&object, metadata))};
      if (owner.override_name.empty()) owner.override_name = ContainerLabel(Get(&object, "metadata"));
      ReadPod(*pod, owner);
    }
  }

  void ReadPod(const DataNode& pod, const Owner& owner) {
    const bool on_host = TextAt(&pod, "hostNetwork") == "true";
    for (const char* list : {"containers", "initContainers"}) {
      for (const DataNode* container : Items(Get(&pod, list))) {
        for (const DataNode* port : Items(Get(container, "ports"))) ReadPort(*container, *port, owner, on_host);
      }
    }
  }

  void ReadPort(const DataNode& container, const DataNode& port, const Owner& owner, bool on_host) {
    const DataNode* number = Get(&port, "hostPort");
    const char* statement = "hostPort";
    if (number == nullptr && on_host) {
      number = Get(&port, "containerPort");
      statement = "hostNetwork";
    }
    if (number == nullptr) return;
    const std::string name = TextAt(&container, "name");
    PlannedBind bind;
    bind.who = "container " + name + " of " + owner.kind + " " + owner.name;
    bind.identities = Identities({name, owner.name, owner.name + "-" + name}, owner.override_name);
    bind.address = TextAt(&port, "hostIP");
    AddBind(std::move(bind), *number, TextAt(&port, "protocol"), statement);
  }

  // A node port is taken on every node, for the pods behind the service.
  void ReadService(const DataNode& object) {
    const std::string type = TextAt(&object, "spec.type");
    if (type != "NodePort" && type != "LoadBalancer") return;
    const std::string name = TextAt(&object, "metadata.name");
    for (const DataNode* port : Items(Get(&object, "spec.ports"))) {
      const DataNode* number = Get(port, "nodePort");
      if (number == nullptr) {
        Add(Severity::kNote, port->line, "random-port",
            "Service " + name + " gets a node port that Kubernetes chooses (30000-32767)");
        continue;
      }
      PlannedBind bind;
      bind.who = "Service " + name;
      const std::string app = TextAt(&object, "spec.selector.app");
      bind.identities = Identities({name, app}, ContainerLabel(Get(&object, "metadata")));
      AddBind(std::move(bind), *number, TextAt(port, "protocol"), "nodePort");
    }
  }

  void AddBind(PlannedBind bind, const DataNode& number, const std::string& protocol, const char* statement) {
    const std::optional<Port> port = ParsePort(number.scalar);
    const std::optional<Protocol> parsed = protocol.empty() ? Protocol::kTcp : ParseProtocol(protocol);
    if (!port || !parsed) {
      const std::string what = port ? "\"" + protocol + "\" is no protocol" : "\"" + number.scalar + "\" is no port";
      return Add(Severity::kError, number.line, "malformed-port", what);
    }
    bind.ports = {*port, *port};
    bind.protocol = *parsed;
    bind.statement = statement;
    bind.source = {file_, number.line};
    deployment_.binds.push_back(std::move(bind));
  }

  static std::string ContainerLabel(const DataNode* metadata) {
    for (const char* map : {"labels", "annotations"}) {
      const DataNode* values = Get(metadata, map);
      const DataNode* label = values == nullptr ? nullptr : values->Find(kContainerLabel);
      if (label != nullptr) return label->scalar;
    }
    return "";
  }

  static std::vector<ContainerIdentity> Identities(const std::vector<std::string>& names,
                                                   const std::string& override_name) {
    std::vector<ContainerIdentity> identities;
    for (const std::string& name : names) {
      if (!name.empty()) identities.push_back({name, "", "", override_name});
    }
    if (identities.empty()) identities.push_back({"unnamed", "", "", override_name});
    return identities;
  }

  void Add(Severity severity, int line, const char* code, std::string message) {
    deployment_.findings.push_back({severity, code, std::move(message), {file_, line}, {}});
  }

  const std::string& file_;
  Deployment deployment_;
};

bool KubernetesClaims(std::string_view text, const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  if (!name.ends_with(".yaml") && !name.ends_with(".yml") && !name.ends_with(".json")) return false;
  return text.find("apiVersion") != std::string_view::npos && text.find("kind") != std::string_view::npos;
}

Result<Deployment> ReadKubernetes(std::string_view text, const std::string& file, const DeploymentOptions&) {
  const Result<DataNode> root = readers::ParseYamlTree(text, file);
  if (!root) {
    Error error = root.error();
    if (text.find("{{") != std::string_view::npos)
      error.advice = "if it is a template, render it first (helm template)";
    return tl::make_unexpected(std::move(error));
  }
  ManifestReader reader(file);
  for (const DataNode* document : Documents(*root)) reader.ReadObject(*document);
  return reader.Take();
}

}  // namespace

DeploymentFormat Kubernetes() { return {"kubernetes", KubernetesClaims, ReadKubernetes}; }

}  // namespace portlaw::check
