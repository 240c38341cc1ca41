// SPDX-License-Identifier: Apache-2.0
#include "policy/naming/kubernetes.h"

#include <filesystem>
#include <utility>

#include "policy/check/data.h"
#include "policy/check/formats.h"

namespace portlaw::check {

namespace {

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
  // A pod, or anything with a pod template: Deployment, StatefulSet, DaemonSet, Job, CronJob, Rollout, ...
  void ReadWorkload(const DataNode& object, const std::string& kind) {
    for (const char* path : {"spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"}) {
      const DataNode* pod = Get(&object, path);
      if (Get(pod, "containers") == nullptr) continue;
      const std::string prefix(path);
      const std::string metadata = prefix == "spec" ? "metadata" : prefix.substr(0, prefix.rfind(".")) + ".metadata";
      Pod self{kind + " " + TextAt(&object, "metadata.name"), PodNameOf(kind, TextAt(&object, "metadata.name")),
               TextAt(&object, "metadata.namespace"), LabelOf(Get(&object, metadata))};
      if (self.label.empty()) self.label = LabelOf(Get(&object, "metadata"));
      ReadPod(*pod, self);
    }
  }

  struct Pod {
    std::string who;  // for messages: "Deployment janua"
    std::string name;
    std::string pod_namespace;
    std::string label;  // portlaw.container
  };

  void ReadPod(const DataNode& pod, const Pod& self) {
    const bool on_host = TextAt(&pod, "hostNetwork") == "true";
    std::vector<const DataNode*> containers;
    for (const char* list : {"containers", "initContainers"}) {
      for (const DataNode* container : Items(Get(&pod, list))) containers.push_back(container);
    }
    // Who binds a host port does it for the whole pod.
    std::vector<ContainerIdentity> all{Identity(self, "")};
    for (const DataNode* container : containers) all.push_back(Identity(self, TextAt(container, "name")));
    for (const DataNode* container : containers) {
      const std::string name = TextAt(container, "name");
      PlannedBind bind;
      bind.who = "container " + name + " of " + self.who;
      for (const DataNode* port : Items(Get(container, "ports"))) {
        bind.identities = on_host ? std::vector{Identity(self, name)} : all;
        ReadPort(*port, bind, on_host);
      }
    }
  }

  // As the runtime will write it on the container; "" is the pod itself.
  static ContainerIdentity Identity(const Pod& self, const std::string& container) {
    const std::string where = self.pod_namespace.empty() ? "default" : self.pod_namespace;
    ContainerFacts facts{container.empty() ? self.name : container, LabelsOf({self.name, where, container, ""}), ""};
    facts.labels[std::string(kContainerLabel)] = self.label;
    return IdentityOf(facts);
  }

  void ReadPort(const DataNode& port, PlannedBind bind, bool on_host) {
    const DataNode* number = Get(&port, "hostPort");
    const char* statement = "hostPort";
    if (number == nullptr && on_host) {
      number = Get(&port, "containerPort");
      statement = "hostNetwork";
    }
    if (number == nullptr) return;
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
      const std::string label = LabelOf(Get(&object, "metadata"));
      ContainerIdentity behind{
          name, label.empty() ? std::vector{name, TextAt(&object, "spec.selector.app")} : std::vector{label}};
      bind.identities = {std::move(behind)};
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

  static std::string LabelOf(const DataNode* metadata) {
    for (const char* map : {"labels", "annotations"}) {
      const DataNode* values = Get(metadata, map);
      const DataNode* label = values == nullptr ? nullptr : values->Find(kContainerLabel);
      if (label != nullptr) return label->scalar;
    }
    return "";
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
