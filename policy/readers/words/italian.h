// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_ITALIAN_H_
#define PORTLAW_POLICY_READERS_WORDS_ITALIAN_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kItalian[] = {
    {Concept::kPort, "porto"},
    {Concept::kService, "servizio|applicazione"},
    {Concept::kServices, "servizi"},
    {Concept::kEnvironment, "ambiente di"},
    {Concept::kPurpose, "descrizione|scopo"},
    {Concept::kRange, "intervalli"},
    {Concept::kProtocol, "protocollo"},
    {Concept::kReserved, "riservat*"},
    {Concept::kFree, "libero|liberi|libera|disponibili"},
    {Concept::kNever, "non usare|vietato"},
    {Concept::kGone, "rimosso|rimossa|ritirato|dismesso|dismessa|non piu usato|non piu in uso"},
    {Concept::kDeprecated, "deprecato|deprecata"},
    {Concept::kMove, "spostato a|spostare"},
    {Concept::kPast, "prima era"},
    {Concept::kExample, "esempio|esempi|ad es"},
    {Concept::kChangelog, "storico"},
    {Concept::kHowTo, "aggiungere"},
    {Concept::kRelated, "tramite"},
    {Concept::kSmall, "il|lo|sulla|nella"},
    {Concept::kFor, "per il"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_ITALIAN_H_
