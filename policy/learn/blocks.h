// SPDX-License-Identifier: Apache-2.0
// Which containers seem to belong to one service, and which block of ports would be that service's.
#ifndef PORTLAW_POLICY_LEARN_BLOCKS_H_
#define PORTLAW_POLICY_LEARN_BLOCKS_H_

#include <string>
#include <vector>

#include "policy/model/port.h"

namespace portlaw::learn {

struct NamedPorts {
  std::string container;
  PortRange ports;
};

struct GuessedBlock {
  std::string service;              // "Janua"
  std::string stem;                 // "janua": what the names begin with
  std::size_t words = 0;            // how many words of the names the stem is
  PortRange ports;                  // of 100 ports, or of 10 where another container is too near
  std::vector<std::size_t> inside;  // places of the service's rows in what was given
  std::vector<std::size_t> outside;
};

// Two containers or more whose names begin with the same words, and whose ports lie in one aligned block in which
// nobody else has a port of their own, are a service. Where they lie too far apart, the next word may tell them apart
// ("acme-shop-", "acme-mail-"); else the block is where most of them are, if it is half of them at least, and the
// others are left outside. Blocks are disjoint, and begin at 1024 or above. n log n.
std::vector<GuessedBlock> GuessBlocks(const std::vector<NamedPorts>& rows);

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_BLOCKS_H_
