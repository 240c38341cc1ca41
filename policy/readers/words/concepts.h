// SPDX-License-Identifier: Apache-2.0
// What a word in a port registry can mean to a reader. Each word of each language means one of these.
#ifndef PORTLAW_POLICY_READERS_WORDS_CONCEPTS_H_
#define PORTLAW_POLICY_READERS_WORDS_CONCEPTS_H_

#include <cstdint>
#include <string_view>

namespace portlaw::readers {

// A set of concepts, one bit each.
__extension__ using Concepts = unsigned __int128;

enum class Concept : std::uint8_t {
  // What columns, keys and headings are about.
  kPort,         // port
  kPorts,        // the plural: also what is counted in "100 ports"
  kService,      // service, application, name: what listens
  kServices,     // the plural: a cell that lists several
  kContainer,    // container, pod
  kProject,      // project, stack, repository: the owner of several services
  kPartOf,       // belongs to, part of
  kUsedBy,       // used by, owner, contact: persons and clients
  kHost,         // host, server, node
  kPlace,        // laptop, nas, windows, cloud: names of kinds of hosts
  kStage,        // dev, staging, production
  kEnvironment,  // the word "environment"
  kInside,       // internal, target: the side of the container
  kOutside,      // external, published: the side of the host
  kDirect,       // direct: without the proxy between
  kProtocol,     // protocol
  kTransport,    // tcp, udp, sctp
  kPurpose,      // purpose, description, notes
  kStatus,       // status
  kRange,        // range, block
  kOffset,       // offset
  kBase,         // base
  kSlot,         // slot
  kVariable,     // variable
  kUrl,          // URL, endpoint, address
  kRedis,        // redis
  kDatabase,     // database
  kLayer,        // layer, category, group
  kDefault,      // default, standard
  kNext,         // next
  kRelated,      // corresponds to, upstream, via: about somebody else's port
  kOther,        // other, additional
  kCount,        // count, size, limit: numbers that are no ports
  kUnit,         // seconds, MB: stands right after a number that is no port
  kIndex,        // no., id
  kRole,         // http, metrics, admin: what one port of a service is for
  kMedia,        // passive, rtp, relay: one program listens on a range
  kConnection,   // source, destination: the ends of a connection
  kCategory,     // infrastructure, core, shared: names a kind, not a service
  kFile,         // file, configuration: where something is set
  // What is said of a port.
  kReserved,
  kReservation,  // reservations, reserved block: held for whom they name
  kFree,
  kNever,         // do not use, forbidden
  kFuture,        // future, planned
  kGone,          // retired, removed, no longer used
  kDeprecated,    // deprecated, legacy: still runs
  kInUse,         // in use, active, assigned
  kNothing,       // n/a, none, tbd
  kInternalOnly,  // not exposed
  kOld,           // old, former
  kNew,           // new, proposed
  kMove,          // migration, move to
  kPast,          // was, from, instead of: leads to a port of the past
  kElse,          // fallback, otherwise
  kExample,       // example
  kTemplate,      // template, placeholder
  kConflict,      // conflict, versus
  kNoConflict,    // conflict-free, avoids conflicts
  kHistory,       // changes, resolved, date
  kChangelog,     // changelog, revision history
  kEphemeral,     // ephemeral, random
  kRedirect,      // redirects to
  kSystem,        // the operating system's
  // What a section is for.
  kCommand,  // commands, verification, troubleshooting
  kHowTo,    // adding a service
  kAdvice,   // rules, recommendations, next steps
  kSummary,  // summary, quick access
  kFix,      // fixes, formula: what is not in force
  kRequest,  // request form
  // What sentences are made of.
  kVerb,        // begins an instruction: check, run
  kVerbOrName,  // the same, but begins names, too: open, test
  kSentence,    // is, which, should: stands in sentences and in no name
  kSmall,       // articles, prepositions: stands between a name and its port
  kListens,     // uses, runs on, listens: ties a name to its port
  kTo,          // to, until: between the ends of a range
  kAnd,         // and
  kFor,         // for, used by: stands between a port and its name
  kAll,         // all, every
  kSame,        // ditto
  kNoName,      // my-app, the file: names nobody
};

constexpr Concepts Of(Concept one) { return Concepts{1} << static_cast<unsigned>(one); }
template <class... More>
constexpr Concepts Of(Concept one, More... more) {
  return Of(one) | Of(more...);
}

constexpr bool Has(Concepts concepts, Concepts any_of) { return (concepts & any_of) != 0; }
template <class... More>
constexpr bool Has(Concepts concepts, Concept one, More... more) {
  return Has(concepts, Of(one, more...));
}

// Words of one concept, folded (text/unicode.h), separated by '|'. A word that ends in '*' is a beginning. Several
// words are a phrase: it counts where they follow each other. Chinese, Japanese and Korean words are found inside of
// others; the longest wins.
struct WordList {
  Concept concept_of;
  std::string_view words;
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_WORDS_CONCEPTS_H_
