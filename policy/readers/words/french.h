// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_FRENCH_H_
#define PORTLAW_POLICY_READERS_WORDS_FRENCH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kFrench[] = {
    {Concept::kPort, "porte"},
    {Concept::kService, "logiciel|composant"},
    {Concept::kContainer, "conteneur|conteneurs"},
    {Concept::kProject, "projet|projets"},
    {Concept::kHost, "serveur|serveurs|hote"},
    {Concept::kStage, "developpement|recette"},
    {Concept::kEnvironment, "environnement|environnements"},
    {Concept::kPurpose, "utilisation|remarque|remarques|observation"},
    {Concept::kStatus, "etat"},
    {Concept::kRange, "plage|plages"},
    {Concept::kLayer, "categorie|couche"},
    {Concept::kUrl, "adresse|acces"},
    {Concept::kDefault, "par defaut"},
    {Concept::kOther, "autres"},
    {Concept::kReserved, "reserve|reservee|reserves aux|reservees"},
    {Concept::kFree, "inutilise|inutilises"},
    {Concept::kNever, "interdit|interdits|ne pas utiliser|evitez|jamais|a eviter"},
    {Concept::kFuture, "futur|prevu"},
    {Concept::kGone, "supprime|supprimee|supprimes|retire|n est plus utilise|plus utilise|desactive|hors service"},
    {Concept::kDeprecated, "deprecie|perime"},
    {Concept::kInUse, "utilise|occupe"},
    {Concept::kInternalOnly, "non expose|interne uniquement"},
    {Concept::kOld, "ancien|ancienne"},
    {Concept::kNew, "nouveau|nouvelle"},
    {Concept::kMove, "deplacer|deplace vers"},
    {Concept::kPast, "etait|etaient|auparavant|avant"},
    {Concept::kExample, "exemple|exemples|par exemple"},
    {Concept::kConflict, "conflit|conflits"},
    {Concept::kNoConflict, "sans conflit|ne pas modifier"},
    {Concept::kHistory, "modifications"},
    {Concept::kChangelog, "historique"},
    {Concept::kHowTo, "ajouter|ajout"},
    {Concept::kCommand, "depannage"},
    {Concept::kAdvice, "regles|recommand*"},
    {Concept::kListens, "tourne|ecoute|tourne sur"},
    {Concept::kSmall, "le|les|sur"},
    {Concept::kAnd, "et"},
    {Concept::kFor, "pour|occupe par"},
    {Concept::kSystem, "systeme"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_FRENCH_H_
