// SPDX-License-Identifier: Apache-2.0
// SARIF: Static Analysis Results Interchange Format 2.1.0 (OASIS standard), as code scanning takes it.
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "policy/render/findings.h"
#include "policy/render/model_json.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

// An RFC 3986 path: everything but unreserved characters and "/" is percent-encoded.
std::string Uri(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri;
  for (unsigned char c : path) {
    if (std::isalnum(c) != 0 || std::string_view("-._~/").find(static_cast<char>(c)) != std::string::npos) {
      uri += static_cast<char>(c);
    } else {
      uri += {'%', kHex[c >> 4], kHex[c & 15]};
    }
  }
  return uri.starts_with('/') ? "file://" + uri : uri;
}

Json Location(const Source& source) {
  Json physical = {{"artifactLocation", {{"uri", Uri(source.file)}}}};
  if (source.line > 0) physical["region"] = {{"startLine", source.line}};
  return {{"physicalLocation", std::move(physical)}};
}

void AddLocations(const std::vector<Source>& sources, std::string_view text, Json& related) {
  for (const Source& source : sources) {
    Json location = Location(source);
    location["id"] = related.size() + 1;
    location["message"] = {{"text", text}};
    related.push_back(std::move(location));
  }
}

Json RelatedLocations(const ToldFinding& told) {
  Json related = Json::array();
  AddLocations(told.finding.related, "takes part", related);
  AddLocations(told.alike, "the same again", related);
  return related;
}

// Stays the same when lines move, so that code scanning knows a finding again.
std::string Fingerprint(const Finding& finding) {
  return finding.code + ":" + Printable(finding.message, kMaxMessageBytes);
}

Json ResultOf(const ToldFinding& told, std::size_t rule) {
  const Finding& finding = told.finding;
  Json result = {{"ruleId", finding.code},
                 {"ruleIndex", rule},
                 {"level", ToString(finding.severity)},
                 {"message", {{"text", Printable(finding.message, kMaxMessageBytes)}}},
                 {"locations", Json::array({Location(finding.source)})}};
  if (Json related = RelatedLocations(told); !related.empty()) result["relatedLocations"] = std::move(related);
  if (told.count > 1) result["occurrenceCount"] = told.count;
  result["partialFingerprints"] = {{"portlaw/v1", Fingerprint(finding)}};
  return result;
}

// The rules of a run and the place of each code among them.
class Rules {
 public:
  explicit Rules(std::span<const RuleText> texts) {
    for (const RuleText& text : texts) {
      Add(std::string(text.code),
          {{"id", text.code}, {"shortDescription", {{"text", text.summary}}}, {"help", {{"text", text.help}}}});
    }
  }

  std::size_t IndexOf(const std::string& code) {
    const auto found = places_.find(code);
    return found != places_.end() ? found->second : Add(code, {{"id", code}});
  }

  Json Take() { return std::move(rules_); }

 private:
  std::size_t Add(const std::string& code, Json rule) {
    rules_.push_back(std::move(rule));
    return places_.emplace(code, rules_.size() - 1).first->second;
  }

  Json rules_ = Json::array();
  std::map<std::string, std::size_t> places_;
};

}  // namespace

std::string FindingsSarif(const ToldFindings& findings, std::span<const RuleText> texts) {
  Rules rules(texts);
  Json results = Json::array();
  for (const ToldFinding& told : findings) results.push_back(ResultOf(told, rules.IndexOf(told.finding.code)));
  const Json driver = {{"name", "portlaw"}, {"rules", rules.Take()}};
  Json run = {{"tool", {{"driver", driver}}}, {"columnKind", "utf16CodeUnits"}, {"results", std::move(results)}};
  return Dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({std::move(run)})}});
}

}  // namespace portlaw
