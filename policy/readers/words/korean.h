// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_KOREAN_H_
#define PORTLAW_POLICY_READERS_WORDS_KOREAN_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kKorean[] = {
    {Concept::kPort, "포트"},
    {Concept::kService, "서비스|서비스명|애플리케이션|앱|이름|컴포넌트|용도명|대상"},
    {Concept::kContainer, "컨테이너"},
    {Concept::kProject, "프로젝트"},
    {Concept::kUsedBy, "담당자"},
    {Concept::kHost, "호스트|서버"},
    {Concept::kStage, "개발|운영|테스트|스테이징"},
    {Concept::kEnvironment, "환경"},
    {Concept::kInside, "내부"},
    {Concept::kOutside, "외부|노출"},
    {Concept::kProtocol, "프로토콜"},
    {Concept::kPurpose, "설명|용도|비고|목적|역할"},
    {Concept::kStatus, "상태"},
    {Concept::kRange, "범위|대역"},
    {Concept::kOffset, "오프셋"},
    {Concept::kVariable, "변수|환경변수"},
    {Concept::kUrl, "주소|접속|도메인"},
    {Concept::kDatabase, "데이터베이스"},
    {Concept::kLayer, "카테고리|분류|그룹|계층|구분"},
    {Concept::kDefault, "기본|기본값"},
    {Concept::kNext, "다음"},
    {Concept::kRelated, "의존|경로"},
    {Concept::kOther, "기타|추가 포트"},
    {Concept::kCount, "개수"},
    {Concept::kUnit, "년|월|개|초"},
    {Concept::kIndex, "순번"},
    {Concept::kConnection, "출발지|목적지"},
    {Concept::kRole, "프론트엔드|백엔드"},
    {Concept::kReserved, "예약|예약됨"},
    {Concept::kFree, "사용가능|비어|미사용|여유|쓸 수 있는|사용 가능한"},
    {Concept::kNever, "금지|사용금지|피해야|사용할 수 없|사용 금지"},
    {Concept::kFuture, "예정|향후|확장"},
    {Concept::kGone, "폐기|폐기됨|종료됨|삭제됨|더 이상 사용|사용 안 함|사용 중단"},
    {Concept::kDeprecated, "지원 중단 예정|사용 중단 예정"},
    {Concept::kInUse, "사용 중"},
    {Concept::kNothing, "없음"},
    {Concept::kInternalOnly, "내부 전용|내부전용|호스트 미노출|미노출"},
    {Concept::kOld, "이전|기존"},
    {Concept::kNew, "변경|신규"},
    {Concept::kMove, "마이그레이션|이전하기"},
    {Concept::kPast, "원래"},
    {Concept::kElse, "예비"},
    {Concept::kExample, "예시|예제|예"},
    {Concept::kTemplate, "템플릿"},
    {Concept::kConflict, "충돌"},
    {Concept::kNoConflict, "변경 금지|수정 금지"},
    {Concept::kHistory, "이력|날짜|해결"},
    {Concept::kChangelog, "변경 이력"},
    {Concept::kRedirect, "리다이렉트|리다이렉션"},
    {Concept::kCommand, "명령|명령어|확인|문제 해결"},
    {Concept::kHowTo, "추가"},
    {Concept::kAdvice, "규칙|추천|방화벽|시나리오|절차|원칙|규칙 대상"},
    {Concept::kRequest, "양식|요청 양식|변경 프로토콜"},
    {Concept::kSummary, "요약"},
    {Concept::kSentence, "합니다|하세요"},
    {Concept::kAnd, "또는"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_KOREAN_H_
