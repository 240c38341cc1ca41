// SPDX-License-Identifier: Apache-2.0
#include "policy/cases/policy_tests.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "policy/naming/naming.h"
#include "policy/text/yaml_fields.h"

namespace portlaw {

namespace {

using Node = YAML::Node;

constexpr std::string_view kTopKeys[] = {"registries", "settings", "cases"};
constexpr std::string_view kCaseKeys[] = {"container", "compose_project", "compose_service", "label",   "port",
                                          "protocol",  "netns",           "action",          "verdict", "reason"};
constexpr std::string_view kActions[] = {"allow", "warn", "deny", "would-deny"};
constexpr std::string_view kReasonWords[] = {"contested", "assigned-reserved", "assigned", "legacy",     "reserved",
                                             "sibling",   "in-block",          "foreign",  "unallocated"};
constexpr std::string_view kProtocols[] = {"tcp", "udp", "sctp"};
constexpr std::string_view kNamespaces[] = {"host", "private"};

std::optional<PortRange> ParsePorts(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = ParsePort(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : ParsePort(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

class TestsReader {
 public:
  explicit TestsReader(const std::string& file) : yaml_(file) {}

  ResultOfMany<PolicyTests> Read(std::string_view text) {
    const Node root = yaml_.Load(text, kMaxPolicyTestsBytes);
    if (yaml_.ok()) ReadTop(root);
    if (yaml_.ok() && tests_.cases.empty()) yaml_.AddError(0, "holds no cases", "list some under 'cases:'");
    if (!yaml_.ok()) return tl::make_unexpected(yaml_.TakeErrors());
    return std::move(tests_);
  }

 private:
  void ReadTop(const Node& root) {
    if (root.IsSequence()) return ReadCases(root);
    const YamlNodes fields = yaml_.Fields(root, "tests", kTopKeys);
    With(fields, "registries", [&](const Node& node) { ReadRegistries(node); });
    With(fields, "settings", [&](const Node& node) { tests_.settings = Text(node, "settings"); });
    With(fields, "cases", [&](const Node& node) { ReadCases(node); });
  }

  void ReadRegistries(const Node& node) {
    if (node.IsScalar()) return tests_.registries.push_back(Text(node, "registries"));
    if (!node.IsSequence()) return yaml_.AddError(yaml_.LineOf(node), "registries is not a list", "list paths");
    for (const Node& path : node) tests_.registries.push_back(Text(path, "registries"));
  }

  void ReadCases(const Node& node) {
    if (!node.IsSequence()) return yaml_.AddError(yaml_.LineOf(node), "cases is not a list", "begin each with '-'");
    for (const Node& entry : node) {
      if (yaml_.Full()) return;
      ReadCase(entry);
    }
  }

  void ReadCase(const Node& node) {
    const YamlNodes fields = yaml_.Fields(node, "a case", kCaseKeys);
    PolicyCase test;
    test.source = {yaml_.file(), yaml_.LineOf(node)};
    ReadContainer(fields, test);
    With(fields, "protocol", [&](const Node& value) { ReadProtocol(yaml_.ScalarOf(value), value, test); });
    With(fields, "port", [&](const Node& value) { ReadPort(value, test); });
    With(fields, "netns", [&](const Node& value) {
      if (const auto word = yaml_.Word(value, "netns", kNamespaces)) test.scope = static_cast<Scope>(*word);
    });
    for (const char* key : {"action", "verdict"}) {
      With(fields, key, [&](const Node& value) {
        if (const auto word = yaml_.Word(value, key, kActions)) test.action = *ParseAction(kActions[*word]);
      });
    }
    With(fields, "reason", [&](const Node& value) {
      if (const auto word = yaml_.Word(value, "reason", kReasonWords)) test.reason = ParseReason(kReasonWords[*word]);
    });
    Require(fields, test);
    tests_.cases.push_back(std::move(test));
  }

  void ReadContainer(const YamlNodes& fields, PolicyCase& test) {
    ContainerFacts facts;
    bool any = false;
    const std::pair<const char*, std::string*> names[] = {
        {"container", &facts.name},
        {"compose_project", &facts.labels["com.docker.compose.project"]},
        {"compose_service", &facts.labels["com.docker.compose.service"]},
        {"label", &facts.labels[std::string(kContainerLabel)]}};
    for (const auto& [key, name] : names) {
      const auto found = fields.find(key);
      if (found == fields.end() || found->second.IsNull()) continue;
      *name = Text(found->second, key);
      any = true;
    }
    if (any) test.container = IdentityOf(facts);
  }

  void ReadPort(const Node& node, PolicyCase& test) {
    const std::string text = yaml_.ScalarOf(node);
    const std::size_t slash = text.find('/');
    if (slash != std::string::npos) ReadProtocol(text.substr(slash + 1), node, test);
    if (const auto ports = ParsePorts(std::string_view(text).substr(0, slash))) {
      test.ports = *ports;
    } else {
      yaml_.AddError(yaml_.LineOf(node), "port is not a port or a range", "use 1 to 65535, like 4100, 53/udp or 80-89");
    }
  }

  void ReadProtocol(std::string_view text, const Node& node, PolicyCase& test) {
    for (std::string_view word : kProtocols) {
      if (word == text) {
        test.protocol = *ParseProtocol(word);
        return;
      }
    }
    yaml_.AddError(yaml_.LineOf(node), "protocol is none that is known", "use tcp, udp or sctp");
  }

  void Require(const YamlNodes& fields, const PolicyCase& test) {
    if (!fields.contains("port")) yaml_.AddError(test.source.line, "a case has no port", "add 'port:'");
    if (!fields.contains("action") && !fields.contains("verdict")) {
      yaml_.AddError(test.source.line, "a case does not say what it expects", "add 'verdict: allow', warn or deny");
    }
    if (!fields.contains("container") && !test.container) {
      yaml_.AddError(test.source.line, "a case does not say who binds",
                     "add 'container: NAME', or 'container: null' for a host process");
    }
  }

  std::string Text(const Node& node, std::string_view key) { return yaml_.Text(node, key).value_or(""); }

  YamlFields yaml_;
  PolicyTests tests_;
};

bool IsAsExpected(const PolicyCase& test, const Verdict& verdict) {
  return verdict.action == test.action && (!test.reason || verdict.reason == *test.reason);
}

PolicyCaseResult RunCase(const CompiledPolicy& policy, const PolicyCase& test) {
  const Subject subject = test.container ? Resolve(policy, *test.container) : HostSubject();
  const auto verdict_on = [&](Port port) {
    return Evaluate(policy, subject, {port, test.protocol, test.scope, false});
  };
  PolicyCaseResult result{true, test.ports.first, verdict_on(test.ports.first)};
  result.passed = IsAsExpected(test, result.verdict);
  // Verdicts change at boundaries only.
  const std::vector<std::uint32_t>& boundaries = policy.Boundaries();
  auto next = std::upper_bound(boundaries.begin(), boundaries.end(), test.ports.first);
  for (; result.passed && next != boundaries.end() && *next <= test.ports.last; ++next) {
    const Verdict verdict = verdict_on(static_cast<Port>(*next));
    if (!IsAsExpected(test, verdict)) result = {false, static_cast<Port>(*next), verdict};
  }
  return result;
}

std::string WithReason(Action action, std::optional<Reason> reason) {
  std::string text(ToString(action));
  return reason ? text + " (" + std::string(ToString(*reason)) + ")" : text;
}

}  // namespace

ResultOfMany<PolicyTests> ParsePolicyTests(std::string_view text, const std::string& file) {
  return TestsReader(file).Read(text);
}

std::vector<PolicyCaseResult> RunPolicyTests(const CompiledPolicy& policy, const std::vector<PolicyCase>& cases) {
  std::vector<PolicyCaseResult> results;
  for (const PolicyCase& test : cases) results.push_back(RunCase(policy, test));
  return results;
}

std::string Title(const PolicyCase& test) {
  std::string who = "a host process";
  if (test.container) who = test.container->name;
  if (who.empty() && !test.container->names.empty()) who = test.container->names.front();
  return who + " " + ToString(test.ports) + "/" + std::string(ToString(test.protocol)) +
         (test.scope == Scope::kHost ? "" : " in a private network namespace");
}

std::string Failure(const PolicyCase& test, const PolicyCaseResult& result) {
  if (result.passed) return {};
  std::string text = "expected " + WithReason(test.action, test.reason) + ", got " +
                     WithReason(result.verdict.action, result.verdict.reason) + " on " + std::to_string(result.port);
  if (result.verdict.rule) text += ": " + result.verdict.rule_text + " (" + ToString(*result.verdict.rule) + ")";
  return text;
}

}  // namespace portlaw
