// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/report_errors.h"

#include <iostream>

#include "agent/cli/command.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {
constexpr std::size_t kMaxErrorBytes = 2048;
}

int ReportErrors(const Errors& errors) {
  for (const Error& error : errors) ReportError(error);
  return kCouldNotRun;
}

int ReportError(const Error& error) {
  std::cerr << "portlaw: " << Printable(ToString(error), kMaxErrorBytes) << "\n";
  return kCouldNotRun;
}

}  // namespace portlaw::cli
