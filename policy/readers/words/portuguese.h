// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_PORTUGUESE_H_
#define PORTLAW_POLICY_READERS_WORDS_PORTUGUESE_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kPortuguese[] = {
    {Concept::kPort, "porta"},
    {Concept::kPorts, "portas"},
    {Concept::kService, "servico|aplicacao|nome|ferramenta|aplicativo"},
    {Concept::kServices, "servicos|projetos"},
    {Concept::kContainer, "conteiner|conteineres"},
    {Concept::kProject, "projeto"},
    {Concept::kStage, "desenvolvimento|producao|homologacao|testes"},
    {Concept::kEnvironment, "ambiente|ambientes"},
    {Concept::kOutside, "exposto|exposta|publicada na"},
    {Concept::kPurpose, "descricao|observacao|observacoes|finalidade|funcao|comentarios gerais"},
    {Concept::kStatus, "situacao"},
    {Concept::kRange, "faixa|faixas|bloco|blocos"},
    {Concept::kOffset, "deslocamento"},
    {Concept::kUrl, "endereco|enderecos|acesso"},
    {Concept::kDatabase, "banco de dados"},
    {Concept::kLayer, "camada|camadas"},
    {Concept::kDefault, "padrao"},
    {Concept::kOther, "outros|outras|portas adicionais"},
    {Concept::kCount, "quantidade"},
    {Concept::kReservation, "bloco reservado"},
    {Concept::kFree, "livre|livres|disponivel|disponiveis|vago|vaga|vagos|nao usado|nao alocada"},
    {Concept::kNever,
     "nao usar|nao utilizar|proibido|proibida|proibidos|nao podem ser usad*|nao pode ser usad*|evitado|"
     "evitada|evitados"},
    {Concept::kFuture, "expansao"},
    {Concept::kGone,
     "removido|removida|removidos|desligad*|nao e mais usad*|nao mais usad*|nao usado mais|nao usada mais|aposentad*|"
     "excluid*"},
    {Concept::kDeprecated, "descontinuad*"},
    {Concept::kInUse, "em uso|ocupada por outro|ativo|ativa"},
    {Concept::kNothing, "nenhum|nenhuma"},
    {Concept::kInternalOnly, "nao exposto|nao exposta|nao publicado"},
    {Concept::kOld, "antigo|antiga"},
    {Concept::kNew, "novo|nova|novos|novas|depois"},
    {Concept::kMove, "migracao|mudar para|migrado|mudar"},
    {Concept::kExample, "exemplo|exemplos|por exemplo"},
    {Concept::kTemplate, "modelo"},
    {Concept::kConflict, "conflito|conflitos"},
    {Concept::kNoConflict, "sem conflitos|evitar conflitos de|nao alterar|nao modificar|nao altere"},
    {Concept::kHistory, "alteracoes|mudancas|historico|resolvido|resolvidos|arquivos modificados"},
    {Concept::kRedirect, "redireciona"},
    {Concept::kCommand, "verificacao de portas|verificacao|solucao de problemas"},
    {Concept::kHowTo, "adicionar|adicionando"},
    {Concept::kAdvice, "regras|lista de verificacao"},
    {Concept::kSummary, "resumo"},
    {Concept::kVerb, "testar|acessar|executar servico|rodar"},
    {Concept::kListens, "roda|rodando|escutando|usa|usam"},
    {Concept::kSentence, "sao usados"},
    {Concept::kSmall, "na|no|em|nos|da"},
    {Concept::kTo, "ate"},
    {Concept::kFor, "pelo"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_PORTUGUESE_H_
