// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/registry_options.h"

namespace portlaw::cli {

CLI::Option* RegistryOptions::AddTo(CLI::App& command) {
  command.add_option("--settings", settings, "Policy settings (YAML)");
  return command.add_option("REGISTRY", registries, "Registry documents")->required();
}

ResultOfMany<io::LoadedRegistries> RegistryOptions::Load(bool explain) const {
  const ResultOfMany<Settings> parsed = io::LoadSettings(settings);
  if (!parsed) return tl::make_unexpected(parsed.error());
  return io::LoadRegistries(registries, *parsed, explain);
}

}  // namespace portlaw::cli
