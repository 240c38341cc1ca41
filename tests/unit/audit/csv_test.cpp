// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/audit/query_record.h"

namespace portlaw::audit {
namespace {

TEST(Csv, QuotesWhatHasToBe) {
  EXPECT_EQ(CsvCell("plain"), "plain");
  EXPECT_EQ(CsvCell(""), "");
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"no\""), "\"say \"\"no\"\"\"");
  const std::string cells[] = {"", "", "a,b", "c"};
  EXPECT_EQ(CsvLine(cells), ",,\"a,b\",c\r\n");
}

TEST(Csv, DefusesFormulas) {
  EXPECT_EQ(CsvCell("=1+1"), "'=1+1");
  EXPECT_EQ(CsvCell("+1"), "'+1");
  EXPECT_EQ(CsvCell("-1"), "'-1");
  EXPECT_EQ(CsvCell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(CsvCell("\t=1"), "'\\t=1");
  EXPECT_EQ(CsvCell("=cmd|' /C calc'!A0,\"x\""), "\"'=cmd|' /C calc'!A0,\"\"x\"\"\"");
  EXPECT_EQ(CsvCell("\xEF\xBC\x9D"
                    "1"),
            "'\xEF\xBC\x9D"
            "1");
  EXPECT_EQ(CsvCell("a=b"), "a=b");
}

TEST(Csv, EveryEventIsOneLineWithEveryColumn) {
  LogRecord record = RecordAt("2026-11-01T00:00:00Z");
  record.container->name = "x\r\n=evil\n\x1b[2J";
  record.message = "a\nb";
  const std::string line = EventCsv(record);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  const std::string header = EventCsvHeader();
  EXPECT_EQ(std::count(line.begin(), line.end(), ','), std::count(header.begin(), header.end(), ','));
  EXPECT_TRUE(header.starts_with("time,action,reason,port,protocol,")) << header;
  EXPECT_TRUE(line.starts_with("2026-11-01T00:00:00.000000000Z,deny,foreign,4101,tcp,host,")) << line;
}

}  // namespace
}  // namespace portlaw::audit
