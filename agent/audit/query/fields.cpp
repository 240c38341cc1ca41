// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/fields.h"

namespace portlaw::audit {

namespace {

std::string OrNone(const std::string& text) { return text.empty() ? kNone : text.substr(0, kMaxValueBytes); }

constexpr LogField kFields[] = {
    {"container", ContainerOf},
    {"service", [](const LogRecord& record) { return OrNone(record.service); }},
    {"owner", [](const LogRecord& record) { return OrNone(record.owner); }},
    {"port", [](const LogRecord& record) { return std::to_string(record.port) + "/" + OrNone(record.protocol); }},
    {"reason", [](const LogRecord& record) { return std::string(ReasonWord(record)); }},
    {"action", [](const LogRecord& record) { return std::string(ToString(record.action)); }},
    {"process", ProcessOf},
    {"line", LineOf},
};

}  // namespace

std::string ContainerOf(const LogRecord& record) {
  if (!record.container) return kNone;
  return OrNone(record.container->name.empty() ? record.container->id : record.container->name);
}

std::string ProcessOf(const LogRecord& record) { return OrNone(record.exe.empty() ? record.comm : record.exe); }

std::string LineOf(const LogRecord& record) { return record.source ? OrNone(ToString(*record.source)) : kNone; }

std::span<const LogField> LogFields() { return kFields; }

const LogField* FindLogField(std::string_view name) {
  for (const LogField& field : kFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace portlaw::audit
