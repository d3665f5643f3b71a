#include <fmt/format.h>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "review/records.hpp"
#include "review/review_store.hpp"

namespace yiguan::review {
namespace {

constexpr int days_max = 60;
constexpr std::size_t reason_chars_max = 500;

// What a new node offers; ECO-20 names the common ones.
constexpr std::array<std::string_view, 6> built_in_reasons{
    "统一社会信用代码与营业执照不一致", "注册地址的行政区划填写不完整", "营业执照图片不清晰或已过期",
    "承诺书未盖章或与所选类型不符",     "专业机构意见为不通过",         "填报内容与证书或报告不一致",
};

Result<void> require_operator(const auth::Actor& actor) {
    return auth::require(actor, auth::Permission::manage_review_rules);
}

}  // namespace

Rule rule_of(db::Tx& tx, Kind kind) {
    return store::newest_rule(tx, kind).value_or(Rule{.kind = kind});
}

std::vector<Rule> rules(db::Tx& tx) {
    std::vector<Rule> out;
    for (int k = 1; k <= kind_count; ++k) out.push_back(rule_of(tx, static_cast<Kind>(k)));
    return out;
}

Result<void> set_rules(db::Tx& tx, const auth::Actor& actor, std::span<const Rule> changed) {
    TRY_VOID(require_operator(actor));
    for (std::size_t i = 0; i < changed.size(); ++i) {
        const auto& r = changed[i];
        const auto at = "/items/" + std::to_string(i);
        if (r.first_days < 0 || r.first_days > days_max)
            return Error{Code::out_of_bounds, at + "/firstDays", fmt::format("初审时限应为 0 至 {} 个工作日", days_max),
                         "初审时限"};
        if (r.total_days < r.first_days || r.total_days > days_max)
            return Error{Code::out_of_bounds, at + "/totalDays",
                         fmt::format("办理时限不能短于初审时限，最多 {} 个工作日", days_max), "办理时限"};
    }
    for (Rule r : changed) {
        const auto before = rule_of(tx, r.kind);
        if (before.second_review == r.second_review && before.first_days == r.first_days &&
            before.total_days == r.total_days)
            continue;
        r.version = before.version + 1;
        const store::RuleVersion version{.rule = r, .changed_by = actor.user, .changed_at = tx.now()};
        store::insert_rule(tx, version);
        ledger::append(tx, ledger::Object::review_rule, static_cast<std::int64_t>(r.kind), r.version,
                       content_of(version));
        const auto detail = fmt::format("{}：复审{}，初审 {} 个工作日，办理 {} 个工作日", name_zh(r.kind),
                                        r.second_review ? "开启" : "关闭", r.first_days, r.total_days);
        auth::audit(tx, actor,
                    {.action = "review_rule.change",
                     .object_kind = "review_rule",
                     .object_id = static_cast<std::int64_t>(r.kind),
                     .detail = detail});
    }
    return outcome::success();
}

std::vector<ReasonTemplate> reason_templates(db::Tx& tx) {
    auto found = store::reason_templates(tx);
    if (found.empty())
        for (const auto text : built_in_reasons) found.push_back({std::nullopt, std::string(text)});
    return found;
}

Result<void> set_reason_templates(db::Tx& tx, const auth::Actor& actor, std::span<const ReasonTemplate> all) {
    TRY_VOID(require_operator(actor));
    if (all.size() > reason_templates_max)
        return Error{Code::too_long, "/items", fmt::format("常用意见不能超过 {} 条", reason_templates_max), "常用意见"};
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].text.empty() || utf8_length(all[i].text) > reason_chars_max)
            return Error{Code::invalid, fmt::format("/items/{}/text", i), "常用意见应为 1 至 500 个字", "常用意见"};
    store::replace_reason_templates(tx, all);
    auth::audit(tx, actor, {.action = "review_rule.reasons", .object_kind = "review_rule", .object_id = 0});
    return outcome::success();
}

}  // namespace yiguan::review
