// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

namespace portlaw::cli {

// Each is defined in the file of its name.
void AddAgent(CLI::App& app, int& exit_code);
void AddAudit(CLI::App& app, int& exit_code);
void AddCheck(CLI::App& app, int& exit_code);
void AddDiff(CLI::App& app, int& exit_code);
void AddDoctor(CLI::App& app, int& exit_code);
void AddExplain(CLI::App& app, int& exit_code);
void AddLearn(CLI::App& app, int& exit_code);
void AddLint(CLI::App& app, int& exit_code);
void AddNext(CLI::App& app, int& exit_code);
void AddOciHook(CLI::App& app, int& exit_code);
void AddReload(CLI::App& app, int& exit_code);
void AddRun(CLI::App& app, int& exit_code);
void AddScan(CLI::App& app, int& exit_code);
void AddShow(CLI::App& app, int& exit_code);
void AddStatus(CLI::App& app, int& exit_code);
void AddTest(CLI::App& app, int& exit_code);
void AddUnload(CLI::App& app, int& exit_code);
void AddWatch(CLI::App& app, int& exit_code);

namespace {

// In the order in which `portlaw --help` shows them: on documents, then on the host.
constexpr AddCommand kCommands[] = {
    AddLint, AddShow,    AddExplain, AddCheck, AddNext, AddDiff,  AddTest,   AddLearn,  AddAgent,
    AddRun,  AddOciHook, AddStatus,  AddWatch, AddScan, AddAudit, AddReload, AddUnload, AddDoctor,
};

}  // namespace

std::span<const AddCommand> Commands() { return kCommands; }

}  // namespace portlaw::cli
