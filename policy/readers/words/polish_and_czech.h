// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_POLISH_AND_CZECH_H_
#define PORTLAW_POLICY_READERS_WORDS_POLISH_AND_CZECH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kPolishAndCzech[] = {
    {Concept::kPort, "portu|porty|portow|cislo portu"},
    {Concept::kService, "usluga|sluzba|nazwa|nazev"},
    {Concept::kServices, "uslugi|sluzby"},
    {Concept::kPurpose, "opis|popis"},
    {Concept::kEnvironment, "srodowisko|prostredi"},
    {Concept::kRange, "zakres|rozsah"},
    {Concept::kReserved, "zarezerwowan*|rezervovan*"},
    {Concept::kFree, "wolny|wolne|volny|volne"},
    {Concept::kNever, "nie uzywac|zakazan*|nepouzivat"},
    {Concept::kGone, "usuniet*|wycofan*|nieuzywan*|zrusen*"},
    {Concept::kDeprecated, "przestarzal*|zastaral*"},
    {Concept::kExample, "przyklad|priklad"},
    {Concept::kHost, "maszyna"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_POLISH_AND_CZECH_H_
