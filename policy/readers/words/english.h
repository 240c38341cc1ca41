// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_ENGLISH_H_
#define PORTLAW_POLICY_READERS_WORDS_ENGLISH_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kEnglish[] = {
    {Concept::kPort, "port|portnumber|port number"},
    {Concept::kPorts, "ports"},
    {Concept::kService,
     "service|svc|servicename|service name|app|application|applications|component|components|name|names|process|"
     "processes|daemon|tool|tools|agent|program|module|modules|microservice|workload|software|product|item|held|who|"
     "what|bound by|owned by|assigned to|allocated to|listener"},
    {Concept::kServices, "services|apps|projects|containers|microservices"},
    {Concept::kContainer, "container|containername|container name|pod"},
    {Concept::kProject,
     "project|stack|stacks|repo|repos|repository|repositories|team|tenant|customer|instance|monorepo|workspace|"
     "worktree|checkout"},
    {Concept::kPartOf, "belongs to|part of|parent service|embedded in|shares block of|inside block of"},
    {Concept::kUsedBy, "used by|usedby|owner|owners|contact|responsible|maintainer|owner agent"},
    {Concept::kHost, "host|hosts|machine|machines|server|servers|node|nodes|vm|vms|hostname|location|site|host name"},
    {Concept::kPlace,
     "laptop|workstation|vps|nas|homelab|raspberry|macbook|desktop|droplet|ec2|windows|linux|mac|macos|gpu|ubuntu|"
     "debian|cloud|edge|home|remote|mini|box"},
    {Concept::kStage,
     "dev|development|develop|local|localhost|prod|production|prd|staging|stg|test|testing|tests|qa|uat|preprod|"
     "sandbox|demo|preview|e2e|ci|docker|k8s|kubernetes|compose"},
    {Concept::kEnvironment, "environment|environments|env|envs|profile|stage|stages"},
    {Concept::kInside,
     "internal|inside|inner|target|targetport|containerport|private|intern|interne|native|"
     "bind|binding|bind address|bound to|guest|in container"},
    {Concept::kOutside,
     "external|outside|outer|public|published|publish|exposed|expose|mapped|mapping|mappings|forwarded|extern|externe|"
     "ingress|forward|hostport"},
    {Concept::kDirect, "direct|proxy|proxy port"},
    {Concept::kProtocol, "protocol|protocols|proto|transport|type"},
    {Concept::kTransport, "tcp|udp|sctp"},
    {Concept::kPurpose,
     "purpose|description|notes|note|usage|use|comment|comments|remark|remarks|details|detail|function|role|info|"
     "about|why|reason|desc|important"},
    {Concept::kStatus, "status|state|states"},
    {Concept::kRange, "range|ranges|block|blocks|interval|band|portrange|port block|port range|port ranges"},
    {Concept::kOffset, "offset|offsets|increment|delta"},
    {Concept::kBase, "base|bases|baseport|base port"},
    {Concept::kSlot, "slot|slots"},
    {Concept::kVariable, "variable|variables|envvar|var|vars|key|env var|environment variable|environment variables"},
    {Concept::kUrl,
     "url|urls|uri|endpoint|endpoints|domain|domains|subdomain|address|addresses|link|links|access|route|routes|path|"
     "fqdn|access points|health endpoints"},
    {Concept::kRedis, "redis|valkey"},
    {Concept::kDatabase, "db|dbs|database|databases"},
    {Concept::kLayer,
     "layer|layers|tier|category|categories|group|groups|class|zone|area|segment|section|kind|level|phase"},
    {Concept::kDefault, "default|defaults|standard|usual|normal"},
    {Concept::kNext, "next|next available|next free|next number"},
    {Concept::kRelated,
     "corresponds|corresponding|corresponds to|depends|depends on|dependency|dependencies|upstream|upstreams|connects|"
     "connect|consumes|calls|pairs|paired|proxies|proxied|proxying|matching|matches|talks|clients|consumer|"
     "consumers|peers|via|through|behind|forwards|points|pointing|like|backend port"},
    {Concept::kOther, "aux|other|others|extra|extras|additional|other ports|extra ports|additional ports"},
    {Concept::kCount,
     "count|counts|size|sizes|total|totals|limit|limits|memory|cpu|ram|replicas|timeout|timeouts|pid|pids|line|number|"
     "amount|weight|priority|delay|latency|time|ttl|vlan|cost|width|disk|rate|duration|uid|gid|year|years|issue|issues|"
     "pr|ticket|commit|max|min|maximum|minimum|every|per|retries|since|version|versions|node version"},
    {Concept::kUnit,
     "ms|sec|second|seconds|minute|minutes|hour|hours|day|days|mb|gb|kb|tb|mib|gib|bytes|byte|users|requests|times|"
     "files|lines|rows|connections|items|entries|percent|k|tokens|params|workers|threads|cores|instances|characters"},
    {Concept::kIndex, "num|id|ids|vmid|ctid|lxc|idx|n|nn"},
    {Concept::kRole,
     "http|https|grpc|bolt|rest|graphql|api|apis|ws|wss|websocket|websockets|debug|debugger|metrics|metric|admin|ui|"
     "web|gui|console|dashboard|frontend|backend|front|back|front end|back end|cache|health|healthcheck|management|"
     "actuator|jdwp|pprof|profiling|hmr|vite|rpc|json rpc|p2p|smtp|imap|pop3|dns|mqtt|amqp|jmx|ssl|tls|ssh|sftp|ftp|"
     "stun|turn|webrtc|sse|main|primary|secondary|replica|docs|swagger|rcon|query|voice|worker|client|cluster|gossip|"
     "tracing|monitoring|telemetry|otlp|exporter|inspector|livereload|prometheus metrics|web "
     "ui|panel|webhook|webhooks"},
    {Concept::kMedia, "passive|pasv|rtp|rtc|rtmp|relay|media|media ports"},
    {Concept::kConnection, "source|src|origin|destination|dest|dst"},
    {Concept::kCategory,
     "infrastructure|infra|core|shared|common|backends|frontends|uis|observability|overview|current|list|map|registry|"
     "reference|assignments|assignment|allocation|allocations|misc|table|schema|scheme|quick|"
     "storage|messaging|networking|network|networks|security|platform|support|libraries|systems|settings|identity"},
    {Concept::kFile, "file|config|configuration|script file"},

    {Concept::kReserved, "reserved|reserve|reserves"},
    {Concept::kReservation, "reservation|reservations|reserved block|reserved blocks"},
    {Concept::kFree,
     "free|available|unused|unallocated|unassigned|vacant|spare|unclaimed|open for use|not used|not assigned|"
     "not in use|in reserve|safe to use|safe ports|not allocated|free to use"},
    {Concept::kNever,
     "never|avoid|avoided|avoids|forbidden|prohibited|banned|blocked|disallowed|off limits|do not use|don t use|"
     "dont use|do not assign|do not bind|do not allocate|must not be used|not to be used|do not touch|stay away|"
     "not allowed|already in use by|cannot be used|can not be used|can t be used|never use|excluded|exclude|exclusions|"
     "blacklist|blacklisted|denylist|blocklist|denied|hands off"},
    {Concept::kFuture, "future|later|planned|expansion|growth|upcoming|coming soon|not yet assigned"},
    {Concept::kGone,
     "gone|retired|removed|deleted|decommission*|dropped|discontinued|defunct|archived|freed|"
     "no longer used|no longer in use|no longer needed|no longer|not used any more|not used anymore|taken out|"
     "switched off|shut down|turned off|graveyard|free again|sunset|disused|abandoned"},
    {Concept::kDeprecated, "deprecated|legacy|obsolete|obsolet*|outdated|phasing out|phased out|end of life"},
    {Concept::kInUse,
     "used|in use|active|assigned|allocated|existing|occupied|taken|taken by|enabled|disabled|current usage|"
     "inactive|separate project|other project|other projects|ok|optional|configured|healthy|live"},
    {Concept::kNothing,
     "n a|none|null|nil|tbd|tba|todo|unknown|no port|not applicable|yes|true|false|x|dynamic|no external port"},
    {Concept::kInternalOnly,
     "not exposed|not exposed to host|internal only|internally only|not published|no host port|"
     "docker network only|container only|not bound on the host|not exposed to the host"},
    {Concept::kOld, "old|previous|before|former|original|earlier"},
    {Concept::kNew, "new|after|proposed|now|changed|updated|final"},
    {Concept::kMove,
     "migration|migrations|migrate|migrates|migrated|migrating|move|moves|moved|moving|remap|remapped|remapping|"
     "renumber*|reassign*|relocat*|move to|moves to|moved to|migrate to|keep at|change to|switch to|should be|rename*"},
    {Concept::kPast,
     "was|were|from|instead|instead of|formerly|previously|originally|replaces|replaced|replacing|not|until|than"},
    {Concept::kElse,
     "fallback|fallbacks|fall|otherwise|alternatively|alternative|alternatives|alternate|alt|else|backup|candidate|"
     "candidates"},
    {Concept::kExample, "example|examples|sample|samples|e g|eg|for example|such as"},
    {Concept::kTemplate, "template|templates|placeholder|snippet"},
    {Concept::kConflict,
     "want|wants|conflict|conflicts|collision|collisions|clash|clashes|conflicting|overlap|overlaps|vs|versus|collide|"
     "collides"},
    {Concept::kNoConflict,
     "no conflict|no conflicts|conflict free|collision free|without conflicts|without conflict|no collision|"
     "no collisions|zero conflict|zero conflicts|conflict avoided|conflicts avoided|avoid conflict|avoid conflicts|"
     "avoids conflict|avoids conflicts|avoid collision|avoid collisions|prevent conflicts|avoiding conflicts|"
     "avoid port conflicts|do not change|don t change|do not modify|don t modify|must not change|free of"},
    {Concept::kHistory,
     "history|changes|change|date|dates|revision|author|when|resolved|resolution|fixed|solved|"
     "last updated|not allocations|files modified|modified files|"
     "files changed|changed files|files updated|what changed|changed from"},
    {Concept::kChangelog, "changelog|change log|revision history|version history|change history"},
    {Concept::kEphemeral, "ephemeral|random"},
    {Concept::kRedirect, "redirect|redirects|redirected"},
    {Concept::kSystem, "system|os|operating"},

    {Concept::kCommand,
     "command|commands|verification|troubleshooting|troubleshoot|howto|debugging|"
     "quickstart|startup|script|scripts|port check"},
    {Concept::kHowTo,
     "how to add|adding a|add a new|adding new|new service|new project|new app|when creating|adding services|"
     "how to allocate|how to assign|how to|adding ports|adding a port"},
    {Concept::kAdvice,
     "cors|firewall|recommend*|next steps|best practice|best practices|known issue|known issues|known problems|"
     "known problem|gotcha|gotchas|pitfall|pitfalls|bit me|statistics|utilization|faq|rules|rule|procedure|procedures|"
     "convention|conventions|guidelines|guideline|scenario|scenarios|checklist|check list|benefits|security "
     "notes|important notes|principles"},
    {Concept::kSummary, "summary|quick access|recap|at a glance"},
    {Concept::kFix, "fixes|fix plan|constants|formula|proposal|proposals"},
    {Concept::kRequest, "request form"},

    {Concept::kVerb,
     "check|checking|verify|verifying|kill|run|runs "
     "one|start|stop|ensure|make|add|added|adds|if|find|allocate|see|visit|warning|always|do|don|pick|"
     "choose|assign|please|then|replace|modified|supports|follow|neither|fix|keep|remember|confirm|configure|restart|"
     "update|with|without|serves|fetches"},
    {Concept::kVerbOrName,
     "open|copy|get|error|last|only|any|two|three|edit|create|cd|curl|lsof|netstat|ss|sudo|npm|pnpm|yarn|export|"
     "echo|kubectl|git|nc|wget|telnet|fuser|nmap|ping|psql|mysql|grpcurl"},
    {Concept::kSentence,
     "is|are|be|been|being|has|have|had|will|would|should|must|may|might|can|could|declares|declare|declared|listed|"
     "lists|which|that|this|these|those|typically|usually|normally|already|carries|prints|says|claims|gives|"
     "spawn|spawns|stays|out|because|so|but|however|doesn|isn|it|they|their|you|your|we|our|while|"
     "there|here|where|also|still|just|cannot"},
    {Concept::kSmall, "the|an|on|at|in|set|own|of|by|as|high|its"},
    {Concept::kListens,
     "uses|using|runs|ran|run on|runs on|lives|sits on|served|listen|listens|listens on|listening|listening on|is on|"
     "running|running on|on port|at port"},
    {Concept::kTo, "to|thru"},
    {Concept::kAnd, "and|or|both"},
    {Concept::kFor, "for|used for|belongs|occupied by"},
    {Concept::kAll, "all|everywhere|every host|all hosts|all environments"},
    {Concept::kSame, "ditto|idem|same"},
    {Concept::kNoName,
     "myapp|my app|my service|myservice|your service|your app|new service name|placeholder name|project name here"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_ENGLISH_H_
