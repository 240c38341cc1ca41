// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_TURKISH_H_
#define PORTLAW_POLICY_READERS_WORDS_TURKISH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kTurkish[] = {
    {Concept::kPort, "portlar"},
    {Concept::kService, "servis|hizmet|xidmet"},
    {Concept::kServices, "servisler|hizmetler"},
    {Concept::kPurpose, "aciklama|tesvir"},
    {Concept::kEnvironment, "ortam"},
    {Concept::kRange, "aralik|araligi"},
    {Concept::kReserved, "rezerve|ayrilmis"},
    {Concept::kFree, "bos|musait|mevcut"},
    {Concept::kNever, "kullanmayin|yasak"},
    {Concept::kGone, "kaldirildi|kaldirilmis|artik kullanilmiyor"},
    {Concept::kDeprecated, "kullanimdan kalkiyor"},
    {Concept::kElse, "yedek|aday|adaylar"},
    {Concept::kAdvice, "sorun|sorunlar"},
    {Concept::kExample, "ornek|ornekler"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_TURKISH_H_
