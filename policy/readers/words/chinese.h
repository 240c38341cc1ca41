// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_CHINESE_H_
#define PORTLAW_POLICY_READERS_WORDS_CHINESE_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kChinese[] = {
    {Concept::kPort, "端口|端口号|埠|埠號|端口號"},
    {Concept::kService, "服务|服務|应用|應用|名称|名稱|组件|組件|模块|模組|程序|服务名|服务名称|对象"},
    {Concept::kContainer, "容器"},
    {Concept::kProject, "项目|專案|产品|產品"},
    {Concept::kUsedBy, "负责人|負責人"},
    {Concept::kHost, "主机|主機|服务器|伺服器"},
    {Concept::kStage, "开发|開發|生产|生產|测试|測試|预发"},
    {Concept::kEnvironment, "环境|環境"},
    {Concept::kInside, "内部|容器内|內部|内网|內網"},
    {Concept::kOutside, "外部|对外|對外|公开|公開|映射|宿主|宿主机"},
    {Concept::kProtocol, "协议|協議|協定"},
    {Concept::kPurpose, "说明|說明|描述|用途|备注|備註|注意|注意事项|现况|現況"},
    {Concept::kStatus, "状态|狀態"},
    {Concept::kRange, "范围|範圍|区间|段|号段|端口段"},
    {Concept::kOffset, "偏移|偏移量"},
    {Concept::kBase, "基础"},
    {Concept::kVariable, "变量|變量|环境变量|環境變數"},
    {Concept::kUrl, "地址|访问地址|访问|網址|域名"},
    {Concept::kDatabase, "数据库|資料庫"},
    {Concept::kLayer, "类别|分类|分類|层|層|组"},
    {Concept::kDefault, "默认|預設|默认连接|默认使用|默認使用"},
    {Concept::kNext, "下一个|下一个可用"},
    {Concept::kRelated, "依赖|指向|连接到"},
    {Concept::kOther, "其他|其它|额外端口|其他端口"},
    {Concept::kCount, "数量"},
    {Concept::kUnit, "年|月|个|個|件|秒|分钟"},
    {Concept::kIndex, "序号|編號|编号"},
    {Concept::kRole, "后端|前端|后台|管理|後端"},
    {Concept::kConnection, "源|来源|源地址|目的|目标|目的地|目的地址"},
    {Concept::kFile, "配置文件|命令行|字段|文件|配置"},
    {Concept::kReserved, "保留|预留|預留"},
    {Concept::kFree, "空闲|空閒|可用|未使用|未分配|未占用"},
    {Concept::kNever, "禁止|禁用|避免|勿用|不可用|不要使用|使用禁止|使用不可|不能使用|请勿使用|別碰|别碰|避开|避開"},
    {Concept::kFuture, "未来|將來|将来|扩展|擴展|計劃中|计划中"},
    {Concept::kGone,
     "已废弃|已弃用|已棄用|已棄|已弃|废止|廢止|退役|已退役|下线|下線|已下线|已下線|停用|已停用|已移除|已删除|不再使用|"
     "废弃|廢棄"},
    {Concept::kDeprecated, "不推荐|过时|過時|即将下线"},
    {Concept::kInUse, "使用中|已占用|已分配|占用|项目端口|已使用"},
    {Concept::kNothing, "无|無"},
    {Concept::kInternalOnly, "不对外|仅内部|不對外|不暴露"},
    {Concept::kOld, "旧|舊"},
    {Concept::kNew, "新"},
    {Concept::kMove, "迁移|遷移|迁移到|改为|改為|移至|迁至"},
    {Concept::kPast, "原|以前|原来|原來|原本"},
    {Concept::kElse, "备用|備用"},
    {Concept::kExample, "示例|例子|例如|比如"},
    {Concept::kTemplate, "模板"},
    {Concept::kConflict, "冲突|衝突"},
    {Concept::kNoConflict, "避免冲突|避免端口冲突|无冲突|禁止修改|禁止更改|禁止变更|勿改"},
    {Concept::kHistory, "变更|變更|更新|日期|修改清单|修改的文件|解决|解決|本次已做"},
    {Concept::kChangelog, "历史|歷史|異動|变动记录|變更紀錄"},
    {Concept::kEphemeral, "临时"},
    {Concept::kRedirect, "重定向"},
    {Concept::kSystem, "系统|系統"},
    {Concept::kCommand, "命令|验证|驗證|排查|故障"},
    {Concept::kHowTo, "新增|添加"},
    {Concept::kAdvice, "规范|規範|规则|規則|推荐|推薦|流程|防火墙|检查清单|政策"},
    {Concept::kSummary, "总结|總結|小结|摘要"},
    {Concept::kFix, "修复|修復|修正案"},
    {Concept::kSentence,
     "可以|自动|自動|如果|需要|应该|應該|仍使用|统一|不要|请|請|运行在|选择|原因|哪个|什么|如何|怎么|的端口|解决了|"
     "已经|已經|保持不变|保持不變|跑在|解掉"},
    {Concept::kTo, "至|到"},
    {Concept::kAnd, "和|与|及|與"},
    {Concept::kAll, "全部|所有"},
    {Concept::kSame, "同上"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_CHINESE_H_
