// SPDX-License-Identifier: Apache-2.0
// A bundle's annotations, which whoever starts a pod chooses, and the other files that tell of a container.
#include "agent/containers/engines/oci_bundle.h"

#include <cstdint>
#include <string>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/oci_state.h"
#include "tests/fuzz/require.h"

using namespace portlaw;
using namespace portlaw::containers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string id(64, 'a');
  if (const auto known = IdentityOfBundle(text, id, "cri-o")) {
    fuzz::RequireBounded(known->identity);
    fuzz::Require(known->details.id == id, "a bundle does not say whose it is");
    fuzz::Require(known->pod.empty(), "nor for whom it binds");
  }
  fuzz::Require(NameInStorage(text, id).size() <= 255, "a name is bounded");
  (void)ParseOciState(text);
  return 0;
}
