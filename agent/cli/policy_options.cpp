// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_options.h"

#include <iostream>

#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {
constexpr std::size_t kMaxNoteBytes = 2048;
}

Result<PortArgument> ParsePortArgument(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto port = ParsePort(std::string_view(text).substr(0, slash));
  if (!port) return Fail({}, "'" + Printable(text) + "' is not a port", "use 1 to 65535, like 4100 or 53/udp");
  if (slash == std::string::npos) return PortArgument{*port, Protocol::kTcp};
  const auto protocol = ParseProtocol(std::string_view(text).substr(slash + 1));
  if (!protocol || *protocol == Protocol::kAny) {
    return Fail({}, "'" + Printable(text.substr(slash + 1)) + "' is not a protocol", "use tcp, udp or sctp");
  }
  return PortArgument{*port, *protocol};
}

ResultOfMany<std::shared_ptr<const CompiledPolicy>> LoadPolicy(const RegistryOptions& options) {
  auto policy = io::LoadPolicy(options.registries, options.settings);
  if (!policy) return policy;
  for (const Finding& note : (*policy)->Notes()) {
    std::cerr << "portlaw: " << ToString(note.severity) << ": " << Printable(ToString(note.source), kMaxNoteBytes)
              << ": " << Printable(note.message, kMaxNoteBytes) << " [" << note.code << "]\n";
  }
  return policy;
}

}  // namespace portlaw::cli
