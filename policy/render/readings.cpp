// SPDX-License-Identifier: Apache-2.0
#include "policy/render/readings.h"

#include "policy/printable.h"
#include "policy/render/model_json.h"
#include "policy/render/table.h"

namespace portlaw {

std::string ReadingsText(const std::vector<Document>& documents) {
  Table table;
  for (const Document& document : documents) {
    for (const Reading& reading : document.readings) {
      table.Add({Printable(ToString(reading.source)), Printable(reading.text), Printable(reading.taken),
                 Printable(reading.why, 1024)});
    }
  }
  return table.Text();
}

std::string ReadingsJson(const std::vector<Document>& documents) {
  Json readings = Json::array();
  for (const Document& document : documents) {
    for (const Reading& reading : document.readings) {
      readings.push_back(
          {{"text", reading.text}, {"taken", reading.taken}, {"why", reading.why}, {"source", ToJson(reading.source)}});
    }
  }
  return Dump({{"readings", std::move(readings)}});
}

}  // namespace portlaw
