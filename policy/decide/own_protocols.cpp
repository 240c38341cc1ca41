// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/own_protocols.h"

namespace portlaw {

namespace {

bool IsAssigned(const CompiledPolicy& policy, const Subject& subject, BindRequest request, Protocol protocol) {
  request.protocol = protocol;
  request.chosen = false;
  const Reason reason = Evaluate(policy, subject, request).reason;
  return reason == Reason::kAssigned || reason == Reason::kContested || reason == Reason::kAssignedReserved;
}

}  // namespace

std::vector<Protocol> OwnProtocols(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request) {
  std::vector<Protocol> own;
  if (request.port == 0 || IsAssigned(policy, subject, request, request.protocol)) return own;
  for (const Protocol protocol : {Protocol::kTcp, Protocol::kUdp, Protocol::kSctp}) {
    if (IsAssigned(policy, subject, request, protocol)) own.push_back(protocol);
  }
  return own;
}

}  // namespace portlaw
