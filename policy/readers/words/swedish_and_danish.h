// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_SWEDISH_AND_DANISH_H_
#define PORTLAW_POLICY_READERS_WORDS_SWEDISH_AND_DANISH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kSwedishAndDanish[] = {
    {Concept::kService, "tjanst|tjeneste"},
    {Concept::kServices, "tjanster|tjenester"},
    {Concept::kPurpose, "beskrivning|beskrivelse"},
    {Concept::kReserved, "reserverad|reserveret|reservert"},
    {Concept::kFree, "ledig|lediga|ledige"},
    {Concept::kNever, "anvand inte|brug ikke"},
    {Concept::kGone, "borttagen|fjernet|anvands inte langre"},
    {Concept::kDeprecated, "foraldrad|foraeldet"},
    {Concept::kExample, "exempel"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_SWEDISH_AND_DANISH_H_
