// SPDX-License-Identifier: Apache-2.0
// portlaw's own form of a registry, in YAML (or JSON, which is YAML): what `show --format yaml` writes and the schema
// registry.schema.json describes. It can say everything the model holds; reading what was written gives the model back.
//
//   portlaw: 1                      # says that this is the own form; unknown keys are then mistakes
//   assignments:
//     - first: 4100                 # or `port: 4100`, or `ports: "5810-5819"`
//       last: 4100                  # optional: `first`
//       protocol: any               # any (default), tcp, udp, sctp
//       label: API                  # at least one of label, container, service
//       container: janua-api
//       service: Janua
//       purpose: FastAPI backend
//       host: laptop                # optional; null: everywhere
//       exposure: host              # host (default), internal
//       container_ports: {first: 80, last: 80}                      # optional
//       section: "Janua - 4100-4199"                                # optional
//       section_ports: {first: 4100, last: 4199}                    # optional
//       source: {file: PORTS.md, line: 57}                          # optional; else where it stands here
//   blocks:     [{first, last, service, layer, embedded_in, host, source}]
//   groups:     [{first, last, name, services: [..], host, source}]
//   reserved:   [{first, last, protocol, reason, kind: never|future, host, source}]
//   migrations: [{service, from: [4900], to: [4600], source}]
//   offsets:    [{first: 10, last: 19, purpose, source}]
//   redis:      [{db: 0, service, purpose, source}]
//   variables:  [{name, value, source}]
//   findings:   ...                 # of `show --format json`; not read
#ifndef PORTLAW_POLICY_READERS_FORM_H_
#define PORTLAW_POLICY_READERS_FORM_H_

#include <string>
#include <string_view>

#include "policy/readers/reader.h"

namespace portlaw::readers {

int OwnFormClaims(std::string_view text, std::string_view file);
ResultOfMany<Document> ReadOwnForm(std::string_view text, const std::string& file, const ReadOptions& options);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_FORM_H_
