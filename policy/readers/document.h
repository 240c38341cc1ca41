// SPDX-License-Identifier: Apache-2.0
// A document from its first record to its last.
#ifndef PORTLAW_POLICY_READERS_DOCUMENT_H_
#define PORTLAW_POLICY_READERS_DOCUMENT_H_

#include <string>

#include "policy/readers/builder.h"
#include "policy/readers/record.h"

namespace portlaw::readers {

// Tells `builder` what scanned records say. `file` may tell that the document is about ports.
void ReadRecords(const Records& records, const std::string& file, RegistryBuilder& builder);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_DOCUMENT_H_
