// SPDX-License-Identifier: Apache-2.0
// Lines that are no tables: items of lists, running text, lines of code.
#ifndef PORTLAW_POLICY_READERS_ITEMS_H_
#define PORTLAW_POLICY_READERS_ITEMS_H_

#include <span>

#include "policy/readers/builder.h"
#include "policy/readers/path.h"
#include "policy/readers/record.h"

namespace portlaw::readers {

// Reads one line as an item of a list. False if nobody got anything by it.
bool ReadItem(const Text& text, Strength strength, const Path& path, RegistryBuilder& builder);

// Lines of a paragraph. Its first line may be the title of what follows: see IsCaption.
void ReadParagraph(std::span<const Record> lines, const Path& path, RegistryBuilder& builder);

// "4100  api", "api: 4100": a port with its name and hardly more.
bool IsNamedPortLine(Span line);
// Whether a paragraph of one line acts as a title: it ends in a colon, or all of it is bold.
bool IsCaption(const Text& line);

// Lines of a block of code that holds no data and no table.
void ReadCodeLines(std::span<const Record> lines, const Path& path, RegistryBuilder& builder);

// "4300 - web" as a title, unless a line below says more of that port.
void ReadPortOfHeading(const Text& text, const Path& path, RegistryBuilder& builder);

// A variable; its port is somebody's where `listed`, unless another line gives that port (`strength`).
void ReadVariable(Span name, Span value, std::string purpose, int line, bool listed, bool any_name, Strength strength,
                  RegistryBuilder& builder);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_ITEMS_H_
