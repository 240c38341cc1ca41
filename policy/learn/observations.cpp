// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/observations.h"

#include <utility>

#include "policy/text/names.h"

namespace portlaw::learn {

namespace {

bool TooLong(const ContainerIdentity& identity) {
  return identity.name.size() > kMaxNameBytes || identity.compose_project.size() > kMaxNameBytes ||
         identity.compose_service.size() > kMaxNameBytes || identity.override_name.size() > kMaxNameBytes;
}

}  // namespace

void Observations::Add(ObservedBind bind, const std::string& process, const Source& source, std::uint64_t times) {
  if (bind.binder == Binder::kContainer && (bind.identity == ContainerIdentity() || TooLong(bind.identity))) {
    bind.binder = Binder::kNameless;
  }
  if (bind.binder == Binder::kNameless || TooLong(bind.identity)) bind.identity = {};
  const auto place = binds_.find(bind);
  if (place != binds_.end()) {
    place->second.times += times;
  } else if (binds_.size() < kMaxBinds) {
    binds_.emplace(std::move(bind), Sightings{times, process.substr(0, kMaxNameBytes), source});
  } else {
    dropped_ += times;
  }
}

}  // namespace portlaw::learn
