// SPDX-License-Identifier: Apache-2.0
// Registries kept as data (YAML, JSON, TOML) in any shape: maps of names to ports, lists of objects, nested projects,
// an index by port, compose files.
#ifndef PORTLAW_POLICY_READERS_DATA_READER_H_
#define PORTLAW_POLICY_READERS_DATA_READER_H_

#include <string>
#include <string_view>

#include "policy/readers/context.h"
#include "policy/readers/data_tree.h"
#include "policy/readers/reader.h"

namespace portlaw::readers {

// Adds what `root` says to the context's builder. `first_line` is the line of the tree's first line in the document;
// `text` is what the tree was parsed from, for the comments.
void ReadData(const DataNode& root, std::string_view text, int first_line, Strength strength, Context& context);

// Whether the tree is a compose file: `services:` of maps with an image, a build or ports.
bool IsCompose(const DataNode& root);

int YamlClaims(std::string_view text, std::string_view file);
int JsonClaims(std::string_view text, std::string_view file);
int TomlClaims(std::string_view text, std::string_view file);
ResultOfMany<Document> ReadYaml(std::string_view text, const std::string& file, const ReadOptions& options);
ResultOfMany<Document> ReadJson(std::string_view text, const std::string& file, const ReadOptions& options);
ResultOfMany<Document> ReadToml(std::string_view text, const std::string& file, const ReadOptions& options);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_DATA_READER_H_
