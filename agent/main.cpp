// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <iostream>

#include "agent/cli/command.h"
#include "agent/version.h"

int main(int argc, char** argv) {
  using namespace portlaw::cli;
  CLI::App app("portlaw: the port registry is law");
  app.set_version_flag("--version", portlaw::Version());
  app.require_subcommand(1);
  int exit_code = kFine;
  for (AddCommand add : Commands()) add(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kCouldNotRun;
  } catch (const std::exception& error) {
    std::cerr << "portlaw: " << error.what() << "\n";
    return kCouldNotRun;
  }
  return exit_code;
}
