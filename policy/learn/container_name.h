// SPDX-License-Identifier: Apache-2.0
// The name under which a registry would list a container.
#ifndef PORTLAW_POLICY_LEARN_CONTAINER_NAME_H_
#define PORTLAW_POLICY_LEARN_CONTAINER_NAME_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/model/identity.h"

namespace portlaw::learn {

// A name without the number that compose gives to each replica: "deploy-janua-api-1" is "deploy-janua-api". A number
// stays where it may be part of the name ("redis-7"). Resolve finds a row of that name for the container: it is the
// most telling of those that Resolve looks for.
std::string NameInRegistry(const ContainerIdentity& identity);

// "janua-api_2.blue" -> "janua", "api", "2", "blue".
std::vector<std::string> NameWords(std::string_view name);

// Words as a person would write them in a registry: {"acme", "shop"} -> "Acme Shop", {"admin", "api"} -> "Admin API".
std::string Title(const std::vector<std::string>& words);

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_CONTAINER_NAME_H_
