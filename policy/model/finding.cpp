// SPDX-License-Identifier: Apache-2.0
#include "policy/model/finding.h"

namespace portlaw {

std::string_view ToString(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      break;
  }
  return "note";
}

}  // namespace portlaw
