#include <algorithm>
#include <array>

#include "auth/audit_all.hpp"
#include "auth/auth_store.hpp"
#include "core/address.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t detail_bytes_max = 4000;

// Cut between two characters, because a broken one would be no text for PostgreSQL.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
    return text.substr(0, bytes_max);
}

// Its first 200 characters; of what is no text, as JSON.
json::value shortened(const json::value& value) {
    if (value.is_string()) return json::value(shorten({value.as_string().data(), value.as_string().size()}, 200));
    if (!value.is_structured()) return value;
    return json::value(shorten(json::serialize(value), 200));
}

Result<void> require_reader(const Actor& actor) {
    TRY_VOID(require(actor, Permission::read_audit));
    if (actor.org || actor.roles.has(Role::platform_admin)) return outcome::success();
    return Error{Code::forbidden, "", "操作日志属于企业，您没有所属企业"};
}

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array objects{
    Word{"org", "企业"},
    Word{"user", "账号"},
    Word{"product", "产品备案"},
    Word{"api_key", "接口密钥"},
    Word{"calendar", "工作日历"},
    Word{"document", "文件"},
    Word{"member", "成员"},
    Word{"invitation", "邀请"},
    Word{"application", "申请"},
    Word{"template", "数据模板"},
    Word{"certificate", "证书"},
    Word{"section", "栏目"},
    Word{"filing", "备案"},
    Word{"message", "消息"},
    Word{"session", "会话"},
    Word{"review_rule", "审核规则"},
    Word{"key", "接口密钥"},
    Word{"setting", "设置"},
    Word{"membership", "员工"},
    Word{"dossier", "批次档案"},
    Word{"seller", "销售商"},
    Word{"batch_report", "检验报告"},
    Word{"trace_code", "商品追溯码"},
    Word{"sales_order", "销售订单"},
    Word{"brand", "品牌"},
    Word{"store", "门店"},
    Word{"partner", "往来单位"},
    Word{"stock_out", "出库单"},
    Word{"stock_in", "入库单"},
    Word{"stocktake", "盘点单"},
    Word{"quality", "数据质量"},
    Word{"sale", "销售单"},
    Word{"customer", "顾客信息"},
    Word{"return", "退货单"},
    Word{"sale_rules", "销售规则"},
    Word{"feedback", "消费者反馈"},
};

constexpr std::array verbs{
    Word{"register", "注册"},
    Word{"save", "保存"},
    Word{"submit", "提交"},
    Word{"withdraw", "撤回"},
    Word{"approve", "通过"},
    Word{"reject", "驳回"},
    Word{"disable", "停用"},
    Word{"enable", "恢复"},
    Word{"suspend", "停用"},
    Word{"resume", "恢复"},
    Word{"deregister", "注销"},
    Word{"cancel", "注销"},
    Word{"password", "修改密码"},
    Word{"roles", "调整角色"},
    Word{"sign_in", "登录"},
    Word{"sign_in_failed", "登录失败"},
    Word{"sign_out", "退出"},
    Word{"first_admin", "创建首个管理员"},
    Word{"create", "创建"},
    Word{"revoke", "撤销"},
    Word{"change", "修改"},
    Word{"publish", "发布"},
    Word{"stop", "停用"},
    Word{"retire", "停用"},
    Word{"add", "添加"},
    Word{"remove", "移除"},
    Word{"delete", "删除"},
    Word{"update", "修改"},
    Word{"claim", "领取"},
    Word{"release", "退回"},
    Word{"assign", "指派"},
    Word{"decide", "审定"},
    Word{"confirm", "确认"},
    Word{"refuse", "拒绝"},
    Word{"accept", "接受"},
    Word{"invite", "邀请"},
    Word{"open", "公开"},
    Word{"close", "关闭"},
    Word{"correct", "订正"},
    Word{"transfer", "转移"},
    Word{"reset", "重置"},
    Word{"repair", "修正"},
    Word{"retry", "重发"},
    Word{"upload", "上传"},
    Word{"switch", "切换"},
    Word{"forward", "转企业"},
    Word{"reply", "回复"},
    Word{"phone", "查看手机号"},
    Word{"reset_password", "重置密码"},
    Word{"restore", "恢复"},
    Word{"contact", "修改联系方式"},
    Word{"make", "新建"},
    Word{"reasons", "修改意见模板"},
    Word{"ask_to_complete", "退回完善"},
    Word{"to_complete", "退回完善"},
    Word{"submit_to_party", "提交对方确认"},
    Word{"introduction", "修改企业介绍"},
    Word{"activate", "激活"},
    Word{"fill", "填写"},
    Word{"read", "查看"},
    Word{"erase", "删除个人信息"},
    Word{"return", "退货"},
    Word{"judge", "判定"},
};

template <std::size_t n>
std::string_view word_of(const std::array<Word, n>& words, std::string_view name) {
    const auto found = std::ranges::find(words, name, &Word::first);
    return found == words.end() ? std::string_view() : found->second;
}

}  // namespace

void audit(db::Tx& tx, const Actor& actor, const AuditEntry& entry) {
    auto kept = entry;
    kept.detail = cut(entry.detail, detail_bytes_max);
    store::insert_audit(tx, actor, kept);
}

void audit_all(db::Tx& tx, const Actor& actor, std::span<const AuditEntry> entries) {
    std::vector<AuditEntry> kept(entries.begin(), entries.end());
    for (AuditEntry& entry : kept) entry.detail = cut(entry.detail, detail_bytes_max);
    store::insert_audits(tx, actor, kept);
}

std::vector<AuditRow> audit_trail(db::Tx& tx, std::string_view object_kind, std::int64_t object_id, std::int64_t after,
                                  int limit) {
    return store::audit_rows(tx, object_kind, object_id, after, std::clamp(limit, 1, 1000));
}

Result<std::vector<AuditRow>> list_audit(db::Tx& tx, const Actor& actor, const AuditFilter& wanted, std::int64_t before,
                                         int limit) {
    TRY_VOID(require_reader(actor));
    auto filter = wanted;
    const bool everything = actor.roles.has(Role::platform_admin);
    if (!everything) filter.org = actor.org;
    // Ids grow with time: a span of time is a range of them.
    const std::int64_t first = filter.from ? first_id_at(filter.from->value) : 0;
    std::int64_t end = filter.to ? first_id_at(filter.to->value) : INT64_MAX;
    if (before > 0) end = std::min(end, before);
    auto found = store::list_audit(tx, filter, first, end, std::clamp(limit, 1, 1000));
    if (!everything)
        for (auto& row : found)
            if (const auto address = IpAddress::parse(row.address)) row.address = address->masked();
    return found;
}

std::string differences(const json::object& before, const json::object& after) {
    json::object was, is;
    for (const auto& [key, value] : before)
        if (const auto* now = after.if_contains(key); !now || *now != value) was[key] = shortened(value);
    for (const auto& [key, value] : after)
        if (const auto* then = before.if_contains(key); !then || *then != value) is[key] = shortened(value);
    if (was.empty() && is.empty()) return {};
    for (;;) {
        std::string text = json::serialize(json::object{{"before", was}, {"after", is}});
        if (text.size() <= detail_bytes_max) return text;
        auto& longer = was.size() > is.size() ? was : is;
        longer.erase(std::prev(longer.end()));
    }
}

std::string action_zh(std::string_view action) {
    const auto dot = action.find('.');
    const auto object = word_of(objects, action.substr(0, dot));
    const auto verb = dot == action.npos ? std::string_view() : word_of(verbs, action.substr(dot + 1));
    return object.empty() || verb.empty() ? std::string(action) : std::string(object).append("·").append(verb);
}

}  // namespace yiguan::auth
