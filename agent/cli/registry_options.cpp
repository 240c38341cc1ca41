// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/registry_options.h"

namespace portlaw::cli {

Option RegistryOptions::AddTo(Command command) {
  command.AddOption("--settings", settings, "Policy settings (YAML)");
  return command.AddOption("REGISTRY", registries, "Registry documents").Required();
}

ResultOfMany<io::LoadedRegistries> RegistryOptions::Load(bool explain) const {
  const ResultOfMany<Settings> parsed = io::LoadSettings(settings, io::FileKind::kAny);
  if (!parsed) return tl::make_unexpected(parsed.error());
  return io::LoadRegistries(registries, *parsed, io::FileKind::kAny, explain);
}

}  // namespace portlaw::cli
