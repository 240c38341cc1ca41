// SPDX-License-Identifier: Apache-2.0
// Binds that were seen on a host, from an audit log or from the sockets that listen now.
#ifndef PORTLAW_POLICY_LEARN_OBSERVATIONS_H_
#define PORTLAW_POLICY_LEARN_OBSERVATIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "policy/decide/verdict.h"
#include "policy/model/identity.h"
#include "policy/model/port.h"
#include "policy/model/source.h"

namespace portlaw::learn {

// kNameless: a container that nobody knows by name. kUnit: a service of the host (a systemd unit).
enum class Binder : std::uint8_t { kContainer, kNameless, kUnit, kProcess };

// What makes two sightings the same one. All names are hostile input.
struct ObservedBind {
  Binder binder = Binder::kContainer;
  ContainerIdentity identity;  // of a container; of a unit just its name; of a process, what it calls itself
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Scope scope = Scope::kHost;
  bool chosen = false;   // the kernel chose the port
  bool refused = false;  // portlaw did not let it happen, or another socket had the port

  auto operator<=>(const ObservedBind&) const = default;
};

struct Sightings {
  std::uint64_t times = 0;
  std::string process;  // the first that was seen; empty where nobody knows
  Source source;        // of the first; empty where it is no line of a file
};

// Different binds are kept, sightings of one are counted.
class Observations {
 public:
  // What more there is is counted only: a container that binds every port cannot exhaust memory.
  static constexpr std::size_t kMaxBinds = 100'000;

  // A name that is too long for any registry (kMaxNameBytes) makes the binder nameless.
  void Add(ObservedBind bind, const std::string& process, const Source& source, std::uint64_t times = 1);

  const std::map<ObservedBind, Sightings>& binds() const { return binds_; }
  // Sightings of binds that there was no room for.
  std::uint64_t dropped() const { return dropped_; }

 private:
  std::map<ObservedBind, Sightings> binds_;
  std::uint64_t dropped_ = 0;
};

// Whether Linux may take `port` for a connection by itself: net.ipv4.ip_local_port_range, by default 32768 to 60999
// (Documentation/networking/ip-sysctl.rst). Engines choose random host ports there too.
constexpr bool IsEphemeral(Port port) { return port >= 32768 && port <= 60999; }

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_OBSERVATIONS_H_
