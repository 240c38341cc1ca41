// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_GERMAN_H_
#define PORTLAW_POLICY_READERS_WORDS_GERMAN_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kGerman[] = {
    {Concept::kPorts, "portnummern"},
    {Concept::kService, "dienst|anwendung|programmname"},
    {Concept::kServices, "dienste|anwendungen"},
    {Concept::kContainer, "behalter"},
    {Concept::kProject, "projekt|projekte"},
    {Concept::kHost, "rechner|knoten"},
    {Concept::kStage, "entwicklung|produktion"},
    {Concept::kEnvironment, "umgebung|umgebungen"},
    {Concept::kPurpose, "beschreibung|zweck|hinweis|hinweise|anmerkung|anmerkungen|bemerkung|bemerkungen|verwendung"},
    {Concept::kStatus, "zustand"},
    {Concept::kRange, "bereich|bereiche"},
    {Concept::kProtocol, "protokoll"},
    {Concept::kUrl, "adresse des dienstes"},
    {Concept::kReserved, "reserviert|reservierte|reservierung"},
    {Concept::kFree, "frei|verfugbar|unbenutzt|nicht vergeben|nicht belegt"},
    {Concept::kNever, "verboten|nicht verwenden|nicht benutzen|nicht verwendbar|vermeide|vermeiden|gesperrt"},
    {Concept::kFuture, "zukunft|geplant|zukunftig|spater"},
    {Concept::kGone,
     "abgeschaltet|stillgelegt|entfernt|geloscht|nicht mehr verwendet|nicht mehr benutzt|"
     "nicht mehr in gebrauch|nicht mehr|ausser betrieb"},
    {Concept::kDeprecated, "veraltet"},
    {Concept::kInUse, "belegt|verwendet|benutzt|aktiv|vergeben"},
    {Concept::kInternalOnly, "nur intern|nicht veroffentlicht"},
    {Concept::kOld, "alte|alter|bisher"},
    {Concept::kNew, "neu|neue|neuer"},
    {Concept::kMove, "umzug|umziehen|verschoben nach|wechsel zu"},
    {Concept::kPast, "war|fruher|vorher|statt"},
    {Concept::kExample, "beispiel|beispiele|z b"},
    {Concept::kConflict, "konflikt|konflikte"},
    {Concept::kNoConflict, "konfliktfrei|nicht andern"},
    {Concept::kHistory, "anderungen|datum"},
    {Concept::kChangelog, "verlauf"},
    {Concept::kCommand, "fehlersuche|prufen"},
    {Concept::kHowTo, "hinzufug*|hinzuzufugen"},
    {Concept::kAdvice, "bekannte probleme|regeln|empfehl*"},
    {Concept::kSummary, "zusammenfassung|ubersicht"},
    {Concept::kRedirect, "weiterleitung"},
    {Concept::kUsedBy, "verantwortlich|zustandig"},
    {Concept::kListens, "lauft|laeuft|lauscht|nutzt|lauft auf"},
    {Concept::kSentence, "wird|werden|ist|sind|nicht|wenn|aber|sowie"},
    {Concept::kSmall, "der|das|die|dem|den|auf|fur den"},
    {Concept::kTo, "bis"},
    {Concept::kAnd, "und|oder"},
    {Concept::kFor, "fur|belegt von"},
    {Concept::kSystem, "betriebssystem"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_GERMAN_H_
