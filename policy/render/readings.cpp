// SPDX-License-Identifier: Apache-2.0
#include "policy/render/readings.h"

#include <nlohmann/json.hpp>

#include "policy/render/model_json.h"
#include "policy/render/table.h"
#include "policy/text/printable.h"

namespace portlaw {

std::string ReadingsText(const std::vector<Reading>& readings) {
  Table table;
  for (const Reading& reading : readings) {
    table.Add({Printable(ToString(reading.source)), Printable(reading.text), Printable(reading.taken),
               Printable(reading.why, 1024)});
  }
  return table.Text();
}

std::string ReadingsJson(const std::vector<Reading>& readings) {
  Json array = Json::array();
  for (const Reading& reading : readings) {
    array.push_back(
        {{"text", reading.text}, {"taken", reading.taken}, {"why", reading.why}, {"source", ToJson(reading.source)}});
  }
  return Dump({{"readings", std::move(array)}});
}

}  // namespace portlaw
