// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/lexicon.h"

#include <algorithm>
#include <bitset>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/readers/fold.h"

namespace portlaw::readers {
namespace {

struct Entry {
  Concepts concepts;
  std::string_view words;  // folded, separated by '|'; a word that ends in '*' is a beginning
};

// English, Spanish, Portuguese, Italian, French, German, Dutch; some Polish, Czech, Turkish, Azerbaijani, Vietnamese,
// Indonesian, Swedish; Russian, Ukrainian; Chinese, Japanese, Korean.
// CJK is written without spaces, so those words are looked for inside of others.
constexpr Entry kEntries[] = {
    {kWordPort,
     "port|ports|portnumber|hostport|poort|poorten|cong|portu|portlar|porty|portow|puerto|puertos|porta|portas|porto|"
     "porte|порт|порта|порты|портов|порту|портам|"
     "портах"
     "|端口|端口号|埠|ポート|포트"},
    {kWordService,
     "service|services|svc|servicename|app|apps|application|applications|component|components|name|names|process|"
     "processes|daemon|tool|tools|agent|program|module|modules|microservice|workload|system|software|product|item|"
     "servicio|servicios|aplicacion|aplicaciones|nombre|componente|herramienta|proceso|programa|servico|servicos|"
     "aplicacao|aplicacoes|nome|ferramenta|servizio|applicazione|dienst|dienste|anwendung|usluga|uslugi|sluzba|servis|"
     "hizmet|xidmet|dich|layanan|aplikasi|tjanst|service-name|сервис|сервисы|сервиса|"
     "служба|служб*|приложение|приложения|название|имя|компонент|компонента|процесс|"
     "服务|服務|应用|應用|名称|名稱|组件|模块|程序|サービス|アプリ|名前|プロセス|コンポーネント|서비스|애플리케이션|앱|"
     "이름|"
     "컴포넌트|용도명|used|usedby|assigned|allocated|owner|held|who|what"},
    {kWordPlural, "services|apps|projects|containers|servicios|servicos|сервисы|proyectos|projetos"},
    {kWordContainer,
     "container|containers|containername|contenedor|contenedores|conteiner|conteneur|контейнер|"
     "контейнера|контейнеры|контейнере|容器|コンテナ|컨테이너|pod"},
    {kWordProject,
     "project|projects|stack|stacks|repo|repos|repository|repositories|team|proyecto|proyectos|projeto|projetos|projet|"
     "projekt|проект|проекты|проекта|项目|專案|プロジェクト|プロジェクト名|프로젝트|tenant|customer|client|instance|"
     "monorepo|workspace|worktree"},
    {kWordHost,
     "host|hosts|machine|server|serveur|serveurs|node|vm|hostname|location|vps|maquina|servidor|servidores|equipo|"
     "anfitrion|хост|хоста|"
     "хосте|сервер|сервера|машина|узел|主机|宿主机|服务器|主機|伺服器|ホスト|サーバー|サーバ|호스트|서버|nas|site"},
    {kWordInside,
     "internal|inside|inner|target|targetport|containerport|private|interno|interna|internos|internas|внутренний|"
     "внутренние|внутри|内部|容器内|内網|内网|コンテナ側|내부|intern|interne|native|listen|listens|listening|bind"},
    {kWordOutside,
     "external|outside|outer|public|published|exposed|expose|mapped|forwarded|externo|externa|externos|publicado|"
     "publicados|publico|expuesto|exposto|внешний|внешние|наружу|снаружи|外部|对外|對外|公開|公开|映射|宿主|ホスト側|"
     "외부|"
     "hostport|extern|externe|ingress|forward|published"},
    {kWordReserved,
     "reserved|reserve|reserves|reservation|reservations|reservado|reservada|reservados|reservadas|reserva|reserviert|"
     "gereserveerd|zarezerwowan*|rezervovan*|rezerve|ayrilmis|riservat*|dicadangkan|reserverad|зарезервован*|"
     "reserve*|зарезервирован*|резерв*|保留|预留|預留|予約|予約済み|예약|예약됨"},
    {kWordFree,
     "vago|vaga|vagos|free|available|unused|unallocated|unassigned|vacant|spare|libre|libres|disponible|disponibles|"
     "livre|"
     "livres|disponivel|disponiveis|frei|verfugbar|vrij|beschikbaar|wolny|wolne|bos|musait|mevcut|libero|liberi|"
     "tersedia|вільний|вільні|свободен|свободно|свободны*|свободный|доступен|доступны*|空闲|空閒|"
     "可用|"
     "未使用|未分配|未割当|未割り当て|空き|利用可能|사용가능|비어|미사용|여유"},
    {kWordNever,
     "never|avoid|avoided|evitado|evitada|evitados|forbidden|prohibited|banned|blocked|off-limits|disallowed|interdit|"
     "interdits|verboten|evitar|"
     "prohibido|prohibidos|"
     "proibido|"
     "proibidos|нельзя|запрещен*|избегать|禁止|禁用|避免|勿用|不可用|不要使用|使用禁止|使用不可|避ける|금지|사용금지|"
     "피해야"},
    {kWordFuture,
     "future|later|planned|expansion|growth|upcoming|futuro|futuros|futura|expansao|expansion|будущ*|расширен*|未来|"
     "將來|"
     "将来|扩展|擴展|拡張|예정|향후|확장"},
    {kWordProtocol,
     "protocol|protocols|proto|transport|protocolo|protocolos|protocollo|protokoll|протокол|протоколы|协议|協議|協定|"
     "プロトコル|프로토콜|tcp/udp|type"},
    {kWordPurpose,
     "purpose|description|notes|note|usage|use|comment|comments|remark|remarks|details|detail|function|role|info|about|"
     "proposito|descripcion|notas|nota|uso|usos|comentario|comentarios|detalle|detalles|funcion|descricao|proposito|"
     "observacao|observacoes|finalidade|funcao|beschreibung|zweck|hinweis|hinweise|anmerkung|bemerkung|beschrijving|"
     "omschrijving|opis|popis|aciklama|tesvir|"
     "keterangan|deskripsi|utilisation|remarque|descrizione|beskrivning|опис|назначение|описание|примечание|примечания|"
     "комментарий|"
     "说明|說明|描述|用途|备注|備註|備考|説明|内容|役割|설명|용도|비고|목적|역할"},
    {kWordStatus, "status|state|health|active|estado|situacao|статус|состояние|状态|狀態|状態|상태|enabled"},
    {kWordEnvironment,
     "environment|environments|env|envs|entorno|entornos|ambiente|ambientes|umgebung|omgeving|srodowisko|ortam|среда|"
     "окружение|окружения|环境|"
     "環境|"
     "환경|profile|stage"},
    {kWordEnvironmentName,
     "dev|development|develop|local|localhost|prod|production|prd|staging|stage|stg|test|testing|tests|qa|uat|preprod|"
     "sandbox|demo|preview|e2e|ci|desarrollo|produccion|pruebas|desenvolvimento|producao|homologacao|testes|разработка|"
     "продакшн|прод|дев|тест|开发|開發|生产|生產|测试|測試|预发|開発|本番|検証|ステージング|テスト|개발|운영|테스트|"
     "스테이징|"
     "docker|k8s|kubernetes|laptop"},
    {kWordRange,
     "range|ranges|block|blocks|interval|band|rango|rangos|faixa|faixas|intervalo|bereich|bereik|plage|plages|zakres|"
     "rozsah|aralik|araligi|intervallo|rentang|dai|bloque|bloques|bloco|"
     "диапазон|"
     "диапазоны|блок|范围|範圍|区间|段|号段|レンジ|範囲|帯|범위|대역|portrange"},
    {kWordOffset, "offset|offsets|desplazamiento|deslocamento|смещение|偏移|偏移量|オフセット|오프셋|increment|delta"},
    {kWordBase, "base|базовый|基础|ベース|base-port|baseport|start"},
    {kWordSlot, "slot|slots|слот"},
    {kWordOld,
     "old|legacy|previous|previously|before|former|formerly|was|deprecated|original|from|obsolete|antes|anterior|"
     "antiguo|"
     "viejo|antigo|antiga|старый|старые|раньше|прежний|было|旧|舊|原|以前|旧ポート|이전|기존|retired|removed"},
    {kWordNew,
     "new|after|proposed|now|to|changed|updated|final|nuevo|nueva|despues|novo|nova|depois|новый|новые|стало|теперь|新|"
     "変更後|修改后|新しい|변경|신규"},
    {kWordMove,
     "migration|migrate|migrations|migrating|move|moved|moving|moves|remap|remapped|remapping|renumber*|reassign*|"
     "relocat*|migracion|migrar|migracao|migrado|миграция|миграции|перенос|перенесен*|迁移|遷移|移行|마이그레이션|"
     "이전하기"},
    {kWordExample,
     "example|examples|exemple|exemples|contoh|sample|samples|e.g|ejemplo|ejemplos|exemplo|exemplos|beispiel|"
     "пример|примеры|示例|"
     "例子|例|"
     "サンプル|예시|예제"},
    {kWordTemplate, "template|templates|placeholder|plantilla|modelo|шаблон|模板|テンプレート|템플릿|snippet"},
    {kWordConflict,
     "conflict|conflicts|collision|collisions|clash|clashes|conflicting|overlap|overlaps|conflicto|conflictos|conflito|"
     "conflitos|colision|конфликт|конфликты|冲突|衝突|競合|重複|충돌"},
    {kWordResolved, "resolved|resolution|fixed|resuelto|resueltos|resolvido|resolvidos|решен*|解决|解決|해결|solved"},
    {kWordVariable,
     "variable|variables|envvar|var|vars|переменная|переменные|变量|變量|変数|環境変数|环境变量|변수|환경변수|key"},
    {kWordUrl,
     "url|urls|uri|endpoint|endpoints|domain|domains|subdomain|address|link|access|route|path|dominio|direccion|acceso|"
     "endereco|acesso|адрес|ссылка|домен|доступ|地址|访问地址|访问|網址|域名|アドレス|ドメイン|アクセス|주소|접속|"
     "도메인|fqdn"},
    {kWordRedis, "redis|valkey"},
    {kWordDatabase, "db|dbs|database|databases|бд|数据库|データベース|데이터베이스"},
    {kWordLayer,
     "layer|layers|tier|category|categories|group|groups|class|zone|area|segment|section|kind|domain|capa|categoria|"
     "grupo|camada|категория|группа|слой|уровень|类别|分类|分類|层|層|组|カテゴリ|カテゴリー|区分|グループ|種別|"
     "카테고리|"
     "분류|그룹|계층|구분"},
    {kWordDefault,
     "default|defaults|standard|predeterminado|padrao|по умолчанию|默认|預設|デフォルト|標準|기본|기본값|usual"},
    {kWordNext, "next|siguiente|proximo|следующий|下一个|次|다음"},
    {kWordRelated,
     "corresponds|corresponding|depends|dependency|dependencies|upstream|upstreams|connects|connect|consumes|calls|"
     "pairs|"
     "paired|backend-port|proxy|proxies|proxied|proxying|зависит|зависимости|依赖|依存|의존|matching|talks|clients|"
     "consumer|consumers|peers"},
    {kWordHistory,
     "changelog|history|changes|change|date|dates|updated|revision|version|versions|historial|cambios|fecha|historico|"
     "alteracoes|mudancas|история|изменения|изменений|дата|历史|歷史|变更|變更|更新|日期|履歴|更新履歴|변경|이력|"
     "날짜|"
     "when|author"},
    {kWordCommand,
     "command|commands|verification|verify|verifying|check|checking|troubleshooting|troubleshoot|testing|howto|usage|"
     "comandos|comando|verificacion|verificacao|проверка|команды|команда|命令|验证|驗證|排查|故障|コマンド|確認|"
     "トラブルシューティング|명령|명령어|확인|debugging|quickstart|startup|script|scripts"},
    {kWordCount,
     "count|counts|size|total|limit|memory|cpu|ram|replicas|timeout|interval|pid|lines|number|amount|weight|priority|"
     "delay|latency|time|ms|seconds|minutes|ttl|users|vlan|cost|width|disk|rate|duration|uid|gid|year|bytes|cantidad|"
     "quantidade|количество|数量|個数|件数|"
     "개수|"
     "issue|pr|ticket|commit|lines"},
    {kWordRole,
     "http|https|grpc|bolt|rest|graphql|api|apis|ws|wss|websocket|websockets|debug|debugger|metrics|metric|admin|ui|"
     "web|gui|"
     "console|dashboard|frontend|backend|front-end|back-end|front|back|db|database|cache|prometheus-metrics|health|"
     "healthcheck|management|actuator|jdwp|pprof|profiling|hmr|vite|rpc|json-rpc|p2p|smtp|imap|pop3|dns|mqtt|amqp|jmx|"
     "tcp|udp|sctp|ssl|tls|ssh|sftp|ftp|stun|turn|rtp|rtmp|webrtc|sse|main|primary|secondary|replica|docs|swagger|"
     "rcon|query|voice|worker|client|server|cluster|transport|gossip|tracing|monitoring|telemetry|otlp|exporter|"
     "inspector|livereload|"
     "ports|port|internal|external|host|http/ws|web-ui|http-port|default|public|private|panel|webhook|webhooks|"
     "ports|порт|порты|端口|ポート|포트|puerto|puertos|porta|portas|后端|前端|后台|管理|バックエンド|フロントエンド|"
     "프론트엔드|"
     "백엔드|фронтенд|бэкенд"},
    {kWordIndex, "#|no|num|id|vmid|ctid|lxc|idx|№|序号|編號|番号|순번|n"},
};

// Phrases of several words, looked for in the folded text.
struct Phrase {
  Concepts concepts;
  std::string_view text;
};
constexpr Phrase kPhrases[] = {
    {kWordNever, "do not use"},
    {kWordNever, "don't use"},
    {kWordNever, "dont use"},
    {kWordNever, "do not assign"},
    {kWordNever, "do not bind"},
    {kWordNever, "must not be used"},
    {kWordNever, "not to be used"},
    {kWordNever, "off limits"},
    {kWordNever, "no usar"},
    {kWordNever, "nao usar"},
    {kWordNever, "nao utilizar"},
    {kWordNever, "не использовать"},
    {kWordNever, "nicht verwenden"},
    {kWordNever, "ne pas utiliser"},
    {kWordNever, "do not touch"},
    {kWordNever, "stay away"},
    {kWordNever, "not allowed"},
    {kWordNever, "off-limits"},
    {kWordNever, "already in use by"},
    {kWordNever, "cannot be used"},
    {kWordNever, "can not be used"},
    {kWordNever, "can't be used"},
    {kWordNever, "no se pueden usar"},
    {kWordNever, "no se puede usar"},
    {kWordNever, "no se pueden utilizar"},
    {kWordNever, "nao podem ser usad"},
    {kWordNever, "nao pode ser usad"},
    {kWordNever, "не могут использ"},
    {kWordNever, "nicht verwendbar"},
    {kWordNever, "不能使用"},
    {kWordNever, "使用できない"},
    {kWordNever, "사용할 수 없"},
    {kWordReserved, "欠番"},
    {kWordNever, "protected"},
    {kWordInternalOnly, "not exposed"},
    {kWordInternalOnly, "internal only"},
    {kWordInternalOnly, "internal-only"},
    {kWordInternalOnly, "no external port"},
    {kWordInternalOnly, "not published"},
    {kWordInternalOnly, "no host port"},
    {kWordInternalOnly, "docker network only"},
    {kWordInternalOnly, "solo interno"},
    {kWordInternalOnly, "sin publicar"},
    {kWordInternalOnly, "no expuesto"},
    {kWordInternalOnly, "nao exposto"},
    {kWordInternalOnly, "только внутри"},
    {kWordInternalOnly, "не публику"},
    {kWordInternalOnly, "不对外"},
    {kWordInternalOnly, "仅内部"},
    {kWordInternalOnly, "内部のみ"},
    {kWordInternalOnly, "非公開"},
    {kWordInternalOnly, "내부 전용"},
    {kWordInternalOnly, "내부전용"},
    {kWordInternalOnly, "container only"},
    {kWordInternalOnly, "container-only"},
    {kWordInternalOnly, "not bound on the host"},
    {kWordService, "bound by"},
    {kWordService, "owned by"},
    {kWordFree, "con trong"},
    {kWordInside, "trong container"},
    {kWordFree, "belum terpakai"},
    {kWordFree, "belum digunakan"},
    {kWordFree, "port aman"},
    {kWordFree, "safe to use"},
    {kWordFree, "safe ports"},
    {kWordFree, "not used"},
    {kWordFree, "not assigned"},
    {kWordFree, "in reserve"},
    {kWordVariable, "env var"},
    {kWordVariable, "environment variable"},
    {kWordNext, "next available"},
    {kWordNext, "next free"},
    {kWordDefault, "по умолчанию"},
    {kWordExample, "for example"},
    {kWordExample, "vi du"},
    {kWordExample, "por ejemplo"},
    {kWordExample, "например"},
    {kWordFuture, "на будущее"},
};

// "Forbidden to change" and "conflict avoided" are said of what is in use, not of what nobody may use.
constexpr std::string_view kFixed[] = {
    "conflict avoided", "conflicts avoided", "avoid conflict", "avoids conflict", "avoid collision",
    "do not change",    "don't change",      "do not modify",  "don't modify",    "must not change",
    "к изменению",      "изменять",          "менять",         "no cambiar",      "no modificar",
    "nao alterar",      "nao modificar",     "nao altere",     "nicht andern",    "ne pas modifier",
    "禁止修改",         "禁止更改",          "禁止变更",       "変更禁止",        "勿改",
    "변경 금지",        "수정 금지",
};

// Which phrases stand in a text: looked up by their first two bytes, so that most texts cost one pass.
class PhraseFinder {
 public:
  PhraseFinder() {
    for (const Phrase& phrase : kPhrases) Add(phrase);
    for (std::string_view phrase : kFixed) Add({kFixedMark, phrase});
  }

  // The concepts of all phrases in `folded`.
  Concepts Find(std::string_view folded) const {
    Concepts concepts = 0;
    for (std::size_t i = 0; i + 1 < folded.size(); ++i) {
      if (!begins_[Key(folded.substr(i))]) continue;
      for (const Phrase& phrase : by_key_.at(Key(folded.substr(i)))) {
        if (folded.substr(i, phrase.text.size()) == phrase.text) concepts |= phrase.concepts;
      }
    }
    return concepts;
  }

  static constexpr Concepts kFixedMark = Concepts{1} << 63;

 private:
  static std::uint16_t Key(std::string_view text) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(text[0]) << 8 | static_cast<unsigned char>(text[1]));
  }

  void Add(const Phrase& phrase) {
    begins_.set(Key(phrase.text));
    by_key_[Key(phrase.text)].push_back(phrase);
  }

  std::bitset<1 << 16> begins_;
  std::unordered_map<std::uint16_t, std::vector<Phrase>> by_key_;
};

const PhraseFinder& ThePhrases() {
  static const PhraseFinder phrases;
  return phrases;
}

struct Lexicon {
  std::unordered_map<std::string_view, Concepts> words;
  std::vector<std::pair<std::string_view, Concepts>> beginnings;
  std::vector<std::pair<std::string_view, Concepts>> inner;  // CJK
};

bool IsCjk(std::string_view word) { return !word.empty() && static_cast<unsigned char>(word[0]) >= 0xE3; }

bool HasCjk(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

void AddWord(std::string_view word, Concepts concepts, Lexicon& lexicon) {
  if (IsCjk(word)) {
    lexicon.inner.emplace_back(word, concepts);
  } else if (word.back() == '*') {
    lexicon.beginnings.emplace_back(word.substr(0, word.size() - 1), concepts);
  } else {
    lexicon.words[word] |= concepts;
  }
}

Lexicon MakeLexicon() {
  Lexicon lexicon;
  for (const Entry& entry : kEntries) {
    std::string_view rest = entry.words;
    while (!rest.empty()) {
      const std::size_t bar = std::min(rest.find('|'), rest.size());
      if (bar > 0) AddWord(rest.substr(0, bar), entry.concepts, lexicon);
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
  }
  return lexicon;
}

const Lexicon& TheLexicon() {
  static const Lexicon lexicon = MakeLexicon();
  return lexicon;
}

Concepts ConceptsOfWord(std::string_view word) {
  const Lexicon& lexicon = TheLexicon();
  Concepts concepts = 0;
  if (const auto found = lexicon.words.find(word); found != lexicon.words.end()) concepts |= found->second;
  for (const auto& [beginning, of] : lexicon.beginnings) {
    if (word.substr(0, beginning.size()) == beginning) concepts |= of;
  }
  if (IsCjk(word)) {
    for (const auto& [inner, of] : lexicon.inner) {
      if (word.find(inner) != std::string_view::npos) concepts |= of;
    }
  }
  return concepts;
}

}  // namespace

Concepts ConceptsOf(std::string_view text) { return ConceptsOfFolded(Fold(text)); }

Concepts ConceptsOfFolded(std::string_view folded) {
  Concepts concepts = 0;
  ForEachWord(folded, [&](std::string_view word) { concepts |= ConceptsOfWord(word); });
  if (Trim(folded) == "#" || Trim(folded) == "№") concepts |= kWordIndex;
  if (folded.find_first_of(" -'") != std::string::npos || HasCjk(folded)) {
    const Concepts phrases = ThePhrases().Find(folded);
    if (Has(phrases, PhraseFinder::kFixedMark)) concepts &= ~(Concepts{kWordNever} | kWordHistory);
    concepts |= phrases & ~PhraseFinder::kFixedMark;
  }
  return concepts;
}

bool SaysInternalOnly(std::string_view text) {
  return text.size() >= 6 && Has(ThePhrases().Find(Fold(text)), kWordInternalOnly);
}

bool AllWordsAre(std::string_view text, Concepts concepts) {
  const std::string folded = Fold(text);
  bool any = false;
  bool all = true;
  ForEachWord(folded, [&](std::string_view word) {
    any = true;
    all = all && Has(ConceptsOfWord(word), concepts);
  });
  return any && all;
}

}  // namespace portlaw::readers
