// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/notes.h"

#include <utility>

#include "policy/text/printable.h"

namespace portlaw::learn {

namespace {

constexpr std::size_t kMaxExamples = 5;
constexpr std::size_t kMaxNotesOfCode = 50;

std::string PortText(Port port, Protocol protocol) {
  return std::to_string(port) + (protocol == Protocol::kAny ? "" : "/" + std::string(ToString(protocol)));
}

// "a, b and c"; what is too much is counted.
template <class Names>
std::string Listed(const Names& names, std::size_t all) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == kMaxExamples) break;
    const bool last = shown + 1 == all && shown > 0;
    text += (shown == 0 ? "" : last ? " and " : ", ") + Printable(name);
    ++shown;
  }
  if (all > shown) text += " and " + std::to_string(all - shown) + " more";
  return text;
}

std::string Listed(const std::set<std::string>& names) { return Listed(names, names.size()); }

std::string Example(const ObservedBind& bind, const Sightings& sightings) {
  const std::string& name = bind.identity.name.empty() ? sightings.process : bind.identity.name;
  return (name.empty() ? "" : name + " on ") + PortText(bind.port, bind.protocol);
}

struct Reason {
  std::string_view code;
  std::string_view one;
  std::string_view several;
  std::string_view why;
};

constexpr Reason kReasons[kLeftOut] = {
    {"learn-dynamic", "port that the kernel chose", "ports that the kernel chose", "others each time"},
    {"learn-nameless", "bind by somebody without a name", "binds by somebody without a name", "a row needs one"},
    {"learn-host", "bind by the host itself", "binds by the host itself",
     "a registry gives ports to containers; --host takes them in"},
    {"learn-ephemeral", "port in 32768-60999", "ports in 32768-60999",
     "Linux and container engines give those out at random; --ephemeral takes them in"},
    {"learn-refused", "bind that failed", "binds that failed",
     "portlaw refused it, or the port was in use; --refused takes them in"},
};

}  // namespace

void NoteTaker::Add(std::string_view code, std::string message, const Source& source) {
  if (++notes_of_[std::string(code)] > kMaxNotesOfCode) return;
  notes_.push_back({Severity::kNote, std::string(code), std::move(message), source, {}});
}

void NoteTaker::LeaveOut(LeftOut why, const ObservedBind& bind, const Sightings& sightings) {
  Passed& passed = left_out_[static_cast<std::size_t>(why)];
  ++passed.count;
  if (passed.examples.size() < kMaxExamples) passed.examples.insert(Example(bind, sightings));
}

void NoteTaker::Dropped(std::uint64_t sightings) {
  if (sightings == 0) return;
  Add("learn-too-many", "more than " + std::to_string(Observations::kMaxBinds) +
                            " different binds: " + std::to_string(sightings) + " further sightings are left out");
}

void NoteTaker::Guessed(const GuessedBlock& block) { guessed_.insert(block.service + " " + ToString(block.ports)); }

void NoteTaker::OutsideBlock(const GuessedBlock& block, const Assignment& row) {
  Add("learn-outside-block",
      Printable(row.container) + " has " + ToString(row.ports) + ", outside the block guessed for " +
          Printable(block.service) + ", " + ToString(block.ports) + "; it stands by itself",
      row.source);
}

void NoteTaker::OnlyPrivate(const std::string& name, Port port) {
  only_private_.insert(name + " on " + std::to_string(port));
}

void NoteTaker::SharedInPrivate(Port port, const std::set<std::string>& names) {
  if (!shared_in_private_.insert(port).second) return;
  Add("learn-private-shared", std::to_string(port) + " is used by " + Listed(names) +
                                  ", some of them in a network namespace of their own, where it collides with nobody; "
                                  "those have no row");
}

void NoteTaker::PrivateInBlock(const std::string& name, Port port, const Block& block) {
  Add("learn-private-in-block", Printable(name) + " has " + std::to_string(port) +
                                    " in a network namespace of its own; it has no row, since " +
                                    ToString(block.ports) + " is the block guessed for " + Printable(block.service));
}

void NoteTaker::Shared(Port port, Protocol protocol, const std::set<std::string>& names) {
  Add("learn-shared-port", PortText(port, protocol) + " was bound by " + Listed(names) +
                               ": if both are meant to run on one host, one of them needs another port");
}

void NoteTaker::OfHost(const std::string& name) { of_host_.insert(name); }

void NoteTaker::OneName(const std::string& name, const std::set<std::string>& full_names) {
  Add("learn-one-name", Listed(full_names) + " are written as one container, " + Printable(name));
}

Findings NoteTaker::Take() {
  if (!guessed_.empty()) {
    Add("learn-block",
        "blocks are guesses: where containers whose names begin alike have their ports near each other: " +
            Listed(guessed_));
  }
  if (!of_host_.empty()) {
    Add("learn-host-row", Listed(of_host_) +
                              ": processes of the host that are no systemd service; portlaw cannot tell them from "
                              "others, and warns about every host process on their ports");
  }
  if (!only_private_.empty()) {
    Add("learn-private",
        "seen only in a network namespace of its own, so not exposed to the host: " + Listed(only_private_));
  }
  for (std::size_t i = 0; i < kLeftOut; ++i) {
    const Passed& passed = left_out_[i];
    if (passed.count == 0) continue;
    const std::string_view noun = passed.count == 1 ? kReasons[i].one : kReasons[i].several;
    Add(kReasons[i].code, "left out: " + std::to_string(passed.count) + " " + std::string(noun) + " (" +
                              std::string(kReasons[i].why) + "): " + Listed(passed.examples, passed.count));
  }
  for (const auto& [code, count] : notes_of_) {
    if (count <= kMaxNotesOfCode) continue;
    notes_.push_back({Severity::kNote,
                      code,
                      std::to_string(count - kMaxNotesOfCode) + " more notes like these are left out",
                      {},
                      {}});
  }
  return std::move(notes_);
}

}  // namespace portlaw::learn
