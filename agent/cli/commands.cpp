// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

namespace portlaw::cli {

// Each is defined in the file of its name.
void AddAgent(Command app);
void AddAudit(Command app);
void AddCheck(Command app);
void AddComplete(Command app);
void AddDiff(Command app);
void AddDoctor(Command app);
void AddExplain(Command app);
void AddLearn(Command app);
void AddLint(Command app);
void AddManual(Command app);
void AddNext(Command app);
void AddNotify(Command app);
void AddOciHook(Command app);
void AddPreflight(Command app);
void AddReload(Command app);
void AddRun(Command app);
void AddScan(Command app);
void AddShow(Command app);
void AddStatus(Command app);
void AddTest(Command app);
void AddUnload(Command app);
void AddWatch(Command app);
void AddWhy(Command app);

namespace {

// In the order in which `portlaw --help` shows them within their groups (help_texts.cpp); the last two are hidden.
constexpr AddCommand kCommands[] = {
    AddShow,   AddLint,   AddExplain, AddCheck,  AddNext,  AddDiff,     AddTest,      AddLearn,
    AddAgent,  AddRun,    AddOciHook, AddStatus, AddScan,  AddWhy,      AddPreflight, AddReload,
    AddUnload, AddDoctor, AddWatch,   AddNotify, AddAudit, AddComplete, AddManual,
};

}  // namespace

std::span<const AddCommand> Commands() { return kCommands; }

}  // namespace portlaw::cli
