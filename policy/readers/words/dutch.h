// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_DUTCH_H_
#define PORTLAW_POLICY_READERS_WORDS_DUTCH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kDutch[] = {
    {Concept::kPort, "poort"},
    {Concept::kPorts, "poorten"},
    {Concept::kPurpose, "beschrijving|omschrijving|doel"},
    {Concept::kEnvironment, "omgeving"},
    {Concept::kRange, "bereik"},
    {Concept::kReserved, "gereserveerd"},
    {Concept::kFree, "vrij|beschikbaar"},
    {Concept::kNever, "niet gebruiken|verboden toegang"},
    {Concept::kGone, "verwijderd|niet meer in gebruik|niet meer gebruikt"},
    {Concept::kDeprecated, "verouderd"},
    {Concept::kExample, "bijvoorbeeld"},
    {Concept::kHowTo, "toevoegen"},
    {Concept::kSmall, "op|het|de"},
    {Concept::kStatus, "toestand"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_DUTCH_H_
