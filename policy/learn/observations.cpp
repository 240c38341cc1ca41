// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/observations.h"

#include <algorithm>
#include <utility>

#include "policy/text/names.h"

namespace portlaw::learn {

namespace {

bool TooLong(const ContainerIdentity& identity) {
  const auto too_long = [](const std::string& name) { return name.size() > kMaxNameBytes; };
  return too_long(identity.name) || std::any_of(identity.names.begin(), identity.names.end(), too_long);
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
