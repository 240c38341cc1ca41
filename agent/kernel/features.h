// SPDX-License-Identifier: Apache-2.0
// What this kernel lets our programs do, found by trying.
#ifndef PORTLAW_AGENT_KERNEL_FEATURES_H_
#define PORTLAW_AGENT_KERNEL_FEATURES_H_

#include "bpf/abi.h"

namespace portlaw::kernel {

// Loads a program of one call for each helper and type of program in question; needs what loading programs needs.
portlaw_features TryFeatures();

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_FEATURES_H_
