// SPDX-License-Identifier: Apache-2.0
// The words that port registries are written in, in several languages, and what each one means to a reader.
#ifndef PORTLAW_POLICY_READERS_LEXICON_H_
#define PORTLAW_POLICY_READERS_LEXICON_H_

#include <cstdint>
#include <string_view>

namespace portlaw::readers {

using Concepts = std::uint64_t;

enum Concept : Concepts {
  kWordPort = 1ull << 0,
  kWordService = 1ull << 1,    // service, application, component, name of a thing that listens
  kWordContainer = 1ull << 2,  // container
  kWordProject = 1ull << 3,    // project, stack, repository, team: the owner of several services
  kWordHost = 1ull << 4,       // host, machine, server, node
  kWordInside = 1ull << 5,     // internal, inner, target: the port inside the container
  kWordOutside = 1ull << 6,    // external, public, published, exposed: the port on the host
  kWordReserved = 1ull << 7,
  kWordFree = 1ull << 8,   // free, available, unused
  kWordNever = 1ull << 9,  // do not use, avoid, forbidden, blocked
  kWordFuture = 1ull << 10,
  kWordProtocol = 1ull << 11,
  kWordPurpose = 1ull << 12,
  kWordStatus = 1ull << 13,
  kWordEnvironment = 1ull << 14,      // the word "environment"
  kWordEnvironmentName = 1ull << 15,  // dev, staging, production, ...
  kWordRange = 1ull << 16,
  kWordOffset = 1ull << 17,
  kWordOld = 1ull << 18,
  kWordNew = 1ull << 19,
  kWordMove = 1ull << 20,  // migration, migrate, move, rename
  kWordExample = 1ull << 21,
  kWordConflict = 1ull << 22,
  kWordVariable = 1ull << 23,
  kWordUrl = 1ull << 24,  // URL, endpoint, domain, address
  kWordRedis = 1ull << 25,
  kWordDatabase = 1ull << 26,  // db, database
  kWordLayer = 1ull << 27,     // layer, tier, category, group: what a range is named after
  kWordDefault = 1ull << 28,
  kWordNext = 1ull << 29,
  kWordRelated = 1ull << 30,       // corresponds to, depends on, upstream: a column about someone else's port
  kWordHistory = 1ull << 31,       // changelog, history, date
  kWordCommand = 1ull << 32,       // commands, verification, troubleshooting, usage
  kWordCount = 1ull << 33,         // count, number of, size, limit: numbers that are no ports
  kWordRole = 1ull << 34,          // http, grpc, metrics, admin, ...: what one port of a service is for
  kWordIndex = 1ull << 35,         // "#", no., id
  kWordTemplate = 1ull << 36,      // template, placeholder
  kWordInternalOnly = 1ull << 37,  // not exposed, internal only
  kWordPlural = 1ull << 38,        // services, projects: a cell that lists several
  kWordResolved = 1ull << 39,
  kWordSlot = 1ull << 40,
  kWordBase = 1ull << 41,
};

// The concepts of all words and known phrases of `text`, in any case and with or without accents.
Concepts ConceptsOf(std::string_view text);
// The same for a text that was folded (fold.h).
Concepts ConceptsOfFolded(std::string_view folded);

// Whether `text` says that something is not reachable from outside: "not exposed to host", "internal only".
bool SaysInternalOnly(std::string_view text);

// Whether every word of `text` is in the lexicon with one of `concepts`; false for a text without words.
bool AllWordsAre(std::string_view text, Concepts concepts);

inline bool Has(Concepts concepts, Concepts any_of) { return (concepts & any_of) != 0; }

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LEXICON_H_
