// SPDX-License-Identifier: Apache-2.0
// Nomad: its drivers for Docker and Podman call a container "TASK-ALLOCATION"; labels tell more where they are asked to
// (extra_labels).
#include "policy/naming/rules.h"

namespace portlaw::naming {

namespace {

constexpr std::string_view kNomadLabels[] = {"com.hashicorp.nomad.task_name", "com.hashicorp.nomad.job_name"};
constexpr std::string_view kNomadTask[] = {kNomadLabels[0]};
constexpr std::string_view kNomadJob[] = {kNomadLabels[1]};

// "x" stands for a hexadecimal digit.
constexpr std::string_view kAllocation = "-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool IsHex(char c) { return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f'); }

// Without the allocation; empty where there is none at the end.
std::string_view WithoutAllocation(std::string_view name) {
  if (name.size() <= kAllocation.size()) return {};
  const std::size_t begin = name.size() - kAllocation.size();
  for (std::size_t i = 0; i < kAllocation.size(); ++i) {
    const char c = name[begin + i];
    if (kAllocation[i] == 'x' ? !IsHex(c) : c != '-') return {};
  }
  return name.substr(0, begin);
}

std::vector<std::string> NomadNames(const ContainerFacts& facts) {
  std::string_view task = ValueOf(facts.labels, kNomadTask);
  if (task.empty()) task = WithoutAllocation(facts.name);
  if (task.empty()) return {};
  const std::string_view job = ValueOf(facts.labels, kNomadJob);
  NameList names;
  names.AddPart(job, task);
  names.Add(job);
  return names.Take();
}

}  // namespace

NamingRule Nomad() { return {"nomad", kNomadLabels, NomadNames}; }

}  // namespace portlaw::naming
