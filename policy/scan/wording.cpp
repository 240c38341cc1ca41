// SPDX-License-Identifier: Apache-2.0
#include "policy/scan/wording.h"

#include "policy/text/printable.h"

namespace portlaw {
namespace {

std::string InBrackets(const Source& source) {
  const std::string place = Printable(ToString(source));
  return place.empty() ? "" : " (" + place + ")";
}

}  // namespace

std::string HolderWords(const Listener& listener) {
  if (!listener.container) return "host";
  const ListenerContainer& container = *listener.container;
  const std::string& name = container.identity.name.empty() ? container.id : container.identity.name;
  return name.empty() ? "a container" : "container " + Printable(name);
}

std::string ProcessWords(const Listener& listener) {
  if (!listener.process) return {};
  std::string text = Printable(listener.process->comm) + " (pid " + std::to_string(listener.process->pid);
  if (listener.process->others > 0) text += " and " + std::to_string(listener.process->others) + " more";
  return text + ")";
}

std::string RegistryWords(const ScanRow& row) {
  if (!row.verdict.rule) return "claimed by nobody";
  return Printable(row.verdict.rule_text) + InBrackets(*row.verdict.rule);
}

std::string RegistryWords(const Assignment& assignment) {
  const std::string owner = Printable(OwnerOf(assignment));
  const std::string internal = assignment.exposure == Exposure::kInternal ? ", not exposed to the host" : "";
  return ToString(assignment.ports) + " is assigned to " + owner + internal + InBrackets(assignment.source);
}

const std::string& OwnerOf(const Assignment& assignment) {
  if (!assignment.container.empty()) return assignment.container;
  return assignment.service.empty() ? assignment.label : assignment.service;
}

}  // namespace portlaw
