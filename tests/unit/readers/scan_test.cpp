// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/scan.h"

#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Written(const Number& number) {
  std::string text = number.host_known ? ToString(number.ports()) : "?";
  if (number.kind == NumberKind::kOpenEnd) text += "+";
  if (number.container) text += ">" + ToString(*number.container);
  if (number.protocol) text += "/" + std::string(ToString(*number.protocol));
  if (!number.address.empty()) text += " at " + number.address;
  return text;
}

std::vector<Number> NumbersIn(std::string_view text) { return Scanned(text).numbers; }

Lines Ports(std::string_view text) {
  Lines lines;
  for (const Number& number : NumbersIn(text)) {
    if (number.Valid() || !number.host_known) lines.push_back(Written(number));
  }
  return lines;
}

TEST(Scan, NumbersAndRanges) {
  EXPECT_THAT(Ports("4100"), ElementsAre("4100"));
  EXPECT_THAT(Ports("4100-4299"), ElementsAre("4100-4299"));
  EXPECT_THAT(Ports("4100–4299, 4300 — 4399; 50 to 60"), ElementsAre("4100-4299", "4300-4399", "50-60"));
  EXPECT_THAT(Ports("5810-19"), ElementsAre("5810-5819"));
  EXPECT_THAT(Ports("4900/3060 or 80,443"), ElementsAre("4900", "3060", "80", "443"));
  EXPECT_THAT(Ports("端口3000，ポート：3001、3002番"), ElementsAre("3000", "3001", "3002"));
}

TEST(Scan, PatternsAndOpenEnds) {
  EXPECT_THAT(Ports("19xxx 30NN 50xx 6xxxx"), ElementsAre("19000-19999", "3000-3099", "5000-5099", "60000-65535"));
  EXPECT_THAT(Ports("8081+"), ElementsAre("8081+"));
  ASSERT_EQ(NumbersIn("+06-09").size(), 1u);
  EXPECT_EQ(NumbersIn("+06-09")[0].kind, NumberKind::kOffset);
  EXPECT_EQ(NumbersIn("+06-09")[0].last, 9);
}

TEST(Scan, HostAndContainer) {
  EXPECT_THAT(Ports("5434:5432"), ElementsAre("5434>5432"));
  EXPECT_THAT(Ports("127.0.0.1:18000:8000/tcp"), ElementsAre("18000>8000/tcp at 127.0.0.1"));
  EXPECT_THAT(Ports("${X:-5433}:5432"), ElementsAre("5433>5432"));
  EXPECT_THAT(Ports("${X-5433}:${Y:-80}"), ElementsAre("5433>80"));
  EXPECT_THAT(Ports("${X}:5432"), ElementsAre("?>5432"));
  EXPECT_THAT(Ports("8000-8010:9000-9010"), ElementsAre("8000-8010>9000-9010"));
}

TEST(Scan, Protocols) {
  EXPECT_THAT(Ports("3478/UDP"), ElementsAre("3478/udp"));
  EXPECT_THAT(Ports("25565 (TCP/UDP), 53/tcp+udp"), ElementsAre("25565/any", "53/any"));
  EXPECT_THAT(Ports("UDP 53, tcp/80"), ElementsAre("53/udp", "80/tcp"));
  EXPECT_THAT(Ports("49152-65535/UDP"), ElementsAre("49152-65535/udp"));
}

TEST(Scan, Addresses) {
  EXPECT_THAT(Ports("http://localhost:4100/v1/3000?x=5000"), ElementsAre("4100 at localhost"));
  EXPECT_THAT(Ports("janua-api:4100 and *:81"), ElementsAre("4100 at janua-api", "81 at *"));
}

TEST(Scan, NumbersThatAreNoPorts) {
  for (const char* text : {"2025-12-30",
                           "30/12/2025",
                           "2026-03-28T03:02:12Z",
                           "17:44",
                           "192.168.178.11",
                           "10.0.0.0/8",
                           "v1.2.3",
                           "3.11",
                           "#1234",
                           "$5000",
                           "80%",
                           "10,000",
                           "550e8400-e29b-41d4-a716-446655440000",
                           "14099cc42c",
                           "gpt-4000",
                           "llama3",
                           "deploy.sh:286-287",
                           "x86_64",
                           "4096px",
                           "2025年",
                           "70000",
                           "1234567890"}) {
    EXPECT_THAT(Ports(text), IsEmpty()) << text;
  }
}

TEST(Scan, CountsAndYearsAreMarked) {
  EXPECT_TRUE(NumbersIn("100 ports per service")[0].counted);
  EXPECT_FALSE(NumbersIn("4100 ws")[0].counted);
  EXPECT_TRUE(NumbersIn("since 2024")[0].yearlike);
}

TEST(Scan, HostileTextIsLinear) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "${";
  EXPECT_THAT(Ports(text), IsEmpty());
  EXPECT_THAT(Ports(std::string(500000, '9')), IsEmpty());
}

TEST(Scan, AnIPv6AddressIsNoPort) {
  for (const Number& number : NumbersIn("listening on ::1 and [::1]:4100")) {
    EXPECT_TRUE(!number.Valid() || number.first == 4100) << number.first;
  }
}

}  // namespace
}  // namespace portlaw::readers
