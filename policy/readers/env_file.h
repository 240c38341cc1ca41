// SPDX-License-Identifier: Apache-2.0
// Environment files as a registry: API_PORT=4100.
#ifndef PORTLAW_POLICY_READERS_ENV_FILE_H_
#define PORTLAW_POLICY_READERS_ENV_FILE_H_

#include <string>
#include <string_view>

#include "policy/readers/reader.h"

namespace portlaw::readers {

int EnvFileClaims(std::string_view text, std::string_view file);
ResultOfMany<Document> ReadEnvFile(std::string_view text, const std::string& file, const ReadOptions& options);

// "JANUA_API_PORT" names a port, and "janua-api" the service that has it; empty for other variables.
std::string ServiceOfVariable(std::string_view name);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_ENV_FILE_H_
