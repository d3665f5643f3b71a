#include "review/records.hpp"

#include <fmt/format.h>

#include <map>

#include "auth/digest.hpp"
#include "core/text.hpp"
#include "review/check.hpp"
#include "review/steps.hpp"

namespace yiguan::review {
namespace {

using ledger::Object;

constexpr int page_size = 500;

/// What the row says beside its newest version, and that the contents are those that were recorded.
std::optional<std::string> defect_of(db::Tx& tx, ApplicationId id, const std::vector<store::Version>& versions) {
    const auto a = store::find(tx, id);
    if (!a) return "已不存在，而它的记录还在";
    const auto& last = versions.back();
    if (a->version != last.version || a->state != last.to || a->round != last.round || a->kind != last.kind ||
        a->org != last.org)
        return "与它最近一次记录不符：未经系统修改";
    // Of each round the last version that speaks of it.
    std::map<int, std::string_view> hashes;
    for (const auto& v : versions) {
        const bool with_applicant = v.action == Action::save && v.from != State::draft;
        hashes[with_applicant ? v.round + 1 : v.round] = v.content_hash;
    }
    for (const auto& [round, hash] : hashes) {
        const auto content = store::content_of(tx, id, round);
        // A save in a later round may repeat what the row of the round itself says.
        if (content && hash_of(*content) != hash)
            return fmt::format("第 {} 轮的申请内容与记录不符：未经系统修改", round);
    }
    return std::nullopt;
}

std::vector<std::string> check_applications(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::application);
    std::vector<store::Version> versions;  // of one application
    const auto close = [&] {
        if (versions.empty()) return;
        const auto id = versions.front().application;
        if (const auto defect = defect_of(tx, id, versions)) check.say("申请 " + to_string(id) + " " + *defect);
        versions.clear();
    };
    ApplicationId id{INT64_MIN};
    std::int64_t version = 0;
    for (bool more = true; more;) {
        auto page = store::history_after(tx, id, version, page_size);
        more = page.size() == page_size;
        for (auto& row : page) {
            if (!versions.empty() && versions.front().application != row.application) close();
            id = row.application, version = row.version;
            check.stored(id.value, version, row.at, content_of(row));
            versions.push_back(std::move(row));
        }
    }
    close();
    ApplicationId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::applications_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const auto& a : page) {
            after = a.id;
            if (store::history_of(tx, a.id).empty()) check.say("申请 " + to_string(a.id) + " 没有记录：未经系统添加");
        }
    }
    return check.finish();
}

std::vector<std::string> check_rules(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::review_rule);
    for (const auto& v : store::all_rules(tx))
        check.stored(static_cast<std::int64_t>(v.rule.kind), v.rule.version, v.changed_at, content_of(v));
    return check.finish();
}

}  // namespace

std::string hash_of(std::string_view content) {
    return to_hex(auth::sha256(content));
}

std::string content_of(const store::Version& v) {
    const auto number = [](auto e) { return static_cast<std::int64_t>(e); };
    return ledger::content_of(
        "application/v1",
        {v.application.value, v.version, number(v.kind), v.object, v.org.value, v.round, number(v.action),
         number(v.from), number(v.to), v.by.value, number(v.role), v.assignee.value, v.at.value},
        v.content_hash + "\n" + v.detail + "\n" + v.reason);
}

std::string content_of(const store::RuleVersion& v) {
    return ledger::content_of("review-rule/v1",
                              {static_cast<std::int64_t>(v.rule.kind), v.rule.version, v.rule.second_review ? 1 : 0,
                               v.rule.first_days, v.rule.total_days, v.changed_by.value, v.changed_at.value});
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    auto found = check_applications(tx, log);
    for (auto& complaint : check_rules(tx, log)) found.push_back(std::move(complaint));
    return found;
}

}  // namespace yiguan::review
