// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_JAPANESE_H_
#define PORTLAW_POLICY_READERS_WORDS_JAPANESE_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kJapanese[] = {
    {Concept::kPort, "ポート|ポート番号"},
    {Concept::kService, "サービス|アプリ|名前|プロセス|コンポーネント|サービス名|項目"},
    {Concept::kContainer, "コンテナ"},
    {Concept::kProject, "プロジェクト|プロジェクト名"},
    {Concept::kUsedBy, "担当"},
    {Concept::kHost, "ホスト|サーバー|サーバ"},
    {Concept::kStage, "本番|検証|ステージング|テスト"},
    {Concept::kInside, "コンテナ側"},
    {Concept::kOutside, "ホスト側"},
    {Concept::kProtocol, "プロトコル"},
    {Concept::kPurpose, "備考|内容|役割|説明"},
    {Concept::kStatus, "状態|ステータス"},
    {Concept::kRange, "レンジ|範囲|帯"},
    {Concept::kOffset, "オフセット"},
    {Concept::kBase, "ベース"},
    {Concept::kVariable, "変数|環境変数"},
    {Concept::kUrl, "アドレス|ドメイン|アクセス"},
    {Concept::kDatabase, "データベース"},
    {Concept::kLayer, "カテゴリ|カテゴリー|区分|グループ|種別"},
    {Concept::kDefault, "デフォルト|標準"},
    {Concept::kNext, "次|次に使える"},
    {Concept::kOther, "その他|追加ポート"},
    {Concept::kCount, "個数|件数"},
    {Concept::kUnit, "件以上"},
    {Concept::kConnection, "出発地|送信元|宛先|送信先"},
    {Concept::kFile, "設定|設定ファイル|設定場所"},
    {Concept::kRole, "バックエンド|フロントエンド"},
    {Concept::kReserved, "予約|予約済み|欠番"},
    {Concept::kFree, "未割当|未割り当て|空き|利用可能|予備"},
    {Concept::kNever, "避ける|使用できない|使わない|使用しない"},
    {Concept::kFuture, "拡張|予定"},
    {Concept::kGone, "廃止|廃止済み|停止済み|撤去|撤去済み"},
    {Concept::kDeprecated, "非推奨"},
    {Concept::kNothing, "なし"},
    {Concept::kInternalOnly, "内部のみ|非公開|公開しない"},
    {Concept::kOld, "旧ポート|旧"},
    {Concept::kNew, "変更後|修改后|新しい"},
    {Concept::kMove, "移行"},
    {Concept::kPast, "元々"},
    {Concept::kElse, "代替"},
    {Concept::kExample, "サンプル|例"},
    {Concept::kTemplate, "テンプレート"},
    {Concept::kConflict, "競合|重複"},
    {Concept::kNoConflict, "変更禁止"},
    {Concept::kHistory, "履歴|変更ファイル"},
    {Concept::kChangelog, "変更履歴|更新履歴"},
    {Concept::kRedirect, "リダイレクト"},
    {Concept::kCommand, "コマンド|確認|トラブルシューティング"},
    {Concept::kHowTo, "追加"},
    {Concept::kAdvice, "ルール|おすすめ|ファイアウォール|チェックリスト"},
    {Concept::kSummary, "まとめ"},
    {Concept::kSentence, "してください|ください|する場合|しない"},
    {Concept::kTo, "から"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_JAPANESE_H_
