// SPDX-License-Identifier: Apache-2.0
// Comma-separated values (RFC 4180), for spreadsheets.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_CSV_H_
#define PORTLAW_AGENT_AUDIT_QUERY_CSV_H_

#include <span>
#include <string>
#include <string_view>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

// One cell. On one line and printable, quoted where it has to be; an apostrophe is put before what a spreadsheet would
// take for a formula (a beginning of = + - @, also their wide forms).
std::string CsvCell(std::string_view text);

// One line, with CRLF at its end.
std::string CsvLine(std::span<const std::string> cells);

// The names of the columns that EventCsv writes, and an event. What is not known, or not there, is empty.
std::string EventCsvHeader();
std::string EventCsv(const LogRecord& record);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_CSV_H_
