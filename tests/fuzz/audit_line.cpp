// SPDX-License-Identifier: Apache-2.0
// An event whose every word is hostile: its sentence and its line of the audit log stay what they promise.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "agent/audit/json_line.h"
#include "agent/audit/sentence.h"
#include "policy/text/printable.h"

namespace {

using portlaw::audit::AuditEvent;

AuditEvent MakeEvent(FuzzedDataProvider& data) {
  const auto text = [&] { return data.ConsumeRandomLengthString(600); };
  AuditEvent event;
  event.action = static_cast<portlaw::Action>(data.ConsumeIntegralInRange(1, 4));
  event.reason = static_cast<portlaw::Reason>(data.ConsumeIntegralInRange(1, 11));
  event.subject = static_cast<portlaw::SubjectKind>(data.ConsumeIntegralInRange(0, 2));
  event.scope = static_cast<portlaw::Scope>(data.ConsumeIntegralInRange(0, 1));
  event.policy_known = data.ConsumeBool();
  event.suppressed = data.ConsumeIntegral<std::uint64_t>();
  if (data.ConsumeBool()) event.container = portlaw::audit::Container{text(), text(), text(), text()};
  if (data.ConsumeBool()) event.rule = portlaw::Source{text(), data.ConsumeIntegral<int>()};
  for (std::string* field : {&event.service, &event.owner, &event.owner_rule, &event.cgroup, &event.socket_cgroup,
                             &event.process.comm, &event.process.exe, &event.address, &event.protocol}) {
    *field = text();
  }
  return event;
}

void RequireOneHarmlessLine(std::string_view text) {
  while (!text.empty()) {
    const portlaw::Utf8Character character = portlaw::FirstCharacter(text);
    if (!character.valid || !portlaw::IsPrintable(character.code)) std::abort();
    text.remove_prefix(character.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  AuditEvent event = MakeEvent(data);
  event.message = Sentence(event);
  RequireOneHarmlessLine(event.message);
  if (event.message.size() > portlaw::audit::kMaxSentenceBytes) std::abort();
  const std::string line = JsonLine(event);
  RequireOneHarmlessLine(line);
  if (nlohmann::json::parse(line).at("message") != event.message) std::abort();
  return 0;
}
