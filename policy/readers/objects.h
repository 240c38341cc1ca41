// SPDX-License-Identifier: Apache-2.0
// Maps of data below the keys that lead to them.
#ifndef PORTLAW_POLICY_READERS_OBJECTS_H_
#define PORTLAW_POLICY_READERS_OBJECTS_H_

#include "policy/readers/builder.h"
#include "policy/readers/path.h"
#include "policy/readers/record.h"

namespace portlaw::readers {

// Reads the records of one document of data. `path` is where it stands in a written document; empty for a file.
void ReadObjects(const Records& records, Strength strength, const Path& path, RegistryBuilder& builder);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_OBJECTS_H_
