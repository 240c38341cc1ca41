// SPDX-License-Identifier: Apache-2.0
// Reads documents in tests and writes models as short lines, so that a whole model fits an expectation.
#ifndef PORTLAW_TESTS_UNIT_READERS_READING_H_
#define PORTLAW_TESTS_UNIT_READERS_READING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "policy/readers/reader.h"
#include "tests/paths.h"

namespace portlaw::readers {

using Lines = std::vector<std::string>;

inline std::string DataFile(const std::string& name) { return SourcePath("tests/data/registries/" + name); }

inline std::string TextOf(const std::string& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string Describe(const Errors& errors) {
  std::string text;
  for (const Error& error : errors) text += ToString(error) + "\n";
  return text;
}

// The document as read; an empty one, and a failed test, if it could not be.
inline Document Read(const std::string& text, const std::string& file = "ports.md", const ReadOptions& options = {}) {
  auto document = ReadDocument(text, file, options);
  if (document) return *std::move(document);
  ADD_FAILURE() << Describe(document.error());
  return {};
}

inline Document ReadData(const std::string& name) { return Read(TextOf(DataFile(name)), name); }

// What the document is refused for; fails the test if it is not.
inline Lines Refusals(const std::string& text, const std::string& file = "ports.md") {
  const auto document = ReadDocument(text, file, {});
  EXPECT_FALSE(document.has_value());
  Lines lines;
  if (!document) {
    for (const Error& error : document.error()) lines.push_back(ToString(error));
  }
  return lines;
}

inline std::string Tail(const std::optional<std::string>& host, const Source& source) {
  return (host ? " @" + *host : "") + " :" + std::to_string(source.line);
}

// "7100/udp API|pippin-api|Pippin|Sign-in ->80 internal @host :41"
inline std::string Describe(const Assignment& row) {
  std::string text = ToString(row.ports);
  if (row.protocol != Protocol::kAny) text += "/" + std::string(ToString(row.protocol));
  text += " " + row.label + "|" + row.container + "|" + row.service + "|" + row.purpose;
  if (row.container_ports) text += " ->" + ToString(*row.container_ports);
  if (row.exposure == Exposure::kInternal) text += " internal";
  return text + Tail(row.host, row.source);
}

inline std::string Describe(const Block& row) {
  std::string text = ToString(row.ports) + " " + row.service + " of " + row.layer;
  if (!row.embedded_in.empty()) text += " in " + row.embedded_in;
  return text + Tail(row.host, row.source);
}

inline std::string Describe(const Group& row) {
  std::string text = ToString(row.ports) + " " + row.name;
  for (const std::string& service : row.services) text += ", " + service;
  return text + Tail(row.host, row.source);
}

inline std::string Describe(const ReservedRange& row) {
  return ToString(row.ports) + (row.kind == ReservedKind::kNever ? " never: " : " future: ") + row.reason +
         Tail(row.host, row.source);
}

inline std::string Describe(const Migration& row) {
  std::string text = row.service + ":";
  for (Port port : row.from) text += " " + std::to_string(port);
  text += " ->";
  for (Port port : row.to) text += " " + std::to_string(port);
  return text + Tail(std::nullopt, row.source);
}

inline std::string Describe(const Offset& row) {
  return "+" + std::to_string(row.first) + "-" + std::to_string(row.last) + " " + row.purpose +
         Tail(std::nullopt, row.source);
}

inline std::string Describe(const RedisDatabase& row) {
  return std::to_string(row.db) + " " + row.service + ": " + row.purpose + Tail(std::nullopt, row.source);
}

inline std::string Describe(const Variable& row) { return row.name + "=" + row.value + Tail(std::nullopt, row.source); }

template <class T>
Lines Describe(const std::vector<T>& rows) {
  Lines lines;
  for (const T& row : rows) lines.push_back(Describe(row));
  return lines;
}

// "4100 API" for each assignment: enough where only ports and names matter.
inline Lines PortsAndNames(const Document& document) {
  Lines lines;
  for (const Assignment& row : document.registry.assignments) {
    std::string text = ToString(row.ports);
    if (row.protocol != Protocol::kAny) text += "/" + std::string(ToString(row.protocol));
    text += " " + row.label;
    if (row.service != row.label) text += " of " + row.service;
    if (row.host) text += " @" + *row.host;
    lines.push_back(text);
  }
  return lines;
}

}  // namespace portlaw::readers

#endif  // PORTLAW_TESTS_UNIT_READERS_READING_H_
