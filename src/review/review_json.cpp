#include "review/review_json.hpp"

#include <charconv>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "review/steps.hpp"

namespace yiguan::review {
namespace {

std::optional<Settings> read_settings(ObjectReader& reader, Violations& violations) {
    const auto* object = reader.object("settings", "审核设置", false);
    if (!object) return std::nullopt;
    Settings out;
    ObjectReader inner(*object, violations, "/settings");
    out.industry = inner.optional_text("industry", "所属行业", {.chars_max = 50});
    if (const auto* limit = inner.object("returnRateLimit", "用户回传率限制", false)) {
        ObjectReader rate(*limit, violations, "/settings/returnRateLimit");
        out.return_rate_limit = rate.boolean("on", "用户回传率限制", false);
        out.return_rate_pct = rate.optional_integer("percent", "限制回传比率", 0, 100);
        if (out.return_rate_limit && !out.return_rate_pct)
            rate.violation(Code::missing_field, "percent", "限制回传比率", "开启回传率限制时必须填写比率");
        rate.finish();
    }
    out.initialise_password = inner.boolean("initialisePassword", "用户密码初始化", false);
    out.short_url = inner.boolean("shortUrl", "是否开启短网址", false);
    inner.finish();
    return out;
}

void read_notes(ObjectReader& reader, Violations& violations, std::vector<Note>& notes) {
    const auto* array = reader.array("notes", "批注", false);
    if (!array) return;
    for (std::size_t i = 0; i < array->size() && i <= notes_max; ++i) {
        const auto at = "/notes/" + std::to_string(i);
        const auto* object = (*array)[i].if_object();
        if (!object) {
            violations.add({Code::wrong_type, at, "批注应是对象", "批注"});
            continue;
        }
        ObjectReader inner(*object, violations, at);
        auto pointer = inner.text("pointer", "批注位置", {.chars_max = 200});
        auto text = inner.text("text", "批注", {.chars_max = 500, .multiline = true});
        inner.finish();
        notes.push_back({.pointer = std::move(pointer), .text = std::move(text)});
    }
}

/// Those inside see who works on it and what was set.
bool is_inside(const auth::Actor& viewer, const Application& a) {
    return may_review(viewer, a) || auth::may_everywhere(viewer, auth::Permission::read_applications);
}

json::array encode_fields(const Check& check) {
    json::array out;
    for (const auto& f : check.fields) {
        json::object one{{"key", f.key}, {"zh", f.zh}};
        if (!f.typed.empty()) one["typed"] = f.typed;
        if (!f.read.empty()) {
            one["read"] = f.read;
            one["confidence"] = f.confidence;
        }
        one["ok"] = f.ok ? json::value(*f.ok) : json::value(nullptr);
        out.push_back(std::move(one));
    }
    return out;
}

json::object encode(const Note& n) {
    return {{"pointer", n.pointer}, {"field", n.field},
            {"text", n.text},       {"round", n.round},
            {"at", iso_utc(n.at)},  {"stepZh", name_zh(n.step == State::second_review ? By::second : By::first)}};
}

}  // namespace

json::object encode(const Settings& s) {
    json::object rate{{"on", s.return_rate_limit}};
    if (s.return_rate_pct) rate["percent"] = *s.return_rate_pct;
    json::object out;
    if (s.industry) out["industry"] = *s.industry;
    out["returnRateLimit"] = std::move(rate);
    out["initialisePassword"] = s.initialise_password;
    out["shortUrl"] = s.short_url;
    return out;
}

Settings stored_settings(std::string_view text) {
    json::object whole{{"settings", parse_json_object(text).value()}};
    Violations violations;
    ObjectReader reader(whole, violations);
    return read_settings(reader, violations).value();
}

Result<Verdict> decode_verdict(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    Verdict out;
    const auto decision = reader.text("decision", "审批结果", {.chars_max = 20});
    if (decision == "approve")
        out.decision = Decision::approve;
    else if (decision == "reject")
        out.decision = Decision::reject;
    else if (decision == "to_complete")
        out.decision = Decision::to_complete;
    else if (!decision.empty())
        reader.violation(Code::invalid, "decision", "审批结果",
                         "审批结果只能是 approve（通过）、reject（驳回）或 to_complete（退回完善）");
    out.reason = reader.optional_text("reason", "审批意见", {.chars_max = 500, .multiline = true}).value_or("");
    if (decision == "reject" && out.reason.empty())
        reader.violation(Code::missing_field, "reason", "审批意见", "驳回时必须填写原因");
    read_notes(reader, violations, out.notes);
    if (decision == "to_complete" && out.reason.empty() && out.notes.empty())
        reader.violation(Code::missing_field, "reason", "审批意见", "退回完善时必须填写原因或批注");
    out.settings = read_settings(reader, violations);
    out.version = reader.optional_integer("version", "版本", 1, INT64_MAX);
    reader.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<std::vector<Rule>> decode_rules(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    std::vector<Rule> out;
    if (const auto* items = reader.array("items", "审核规则")) {
        for (std::size_t i = 0; i < items->size() && i < kind_count; ++i) {
            const auto at = "/items/" + std::to_string(i);
            const auto* object = (*items)[i].if_object();
            if (!object) {
                violations.add({Code::wrong_type, at, "每条审核规则应是对象", "审核规则"});
                continue;
            }
            ObjectReader inner(*object, violations, at);
            const auto kind = parse_kind(inner.text("kind", "申请类型", {.chars_max = 40}));
            if (!kind) inner.violation(Code::invalid, "kind", "申请类型", "没有这种申请");
            inner.optional_known("kindZh");
            const bool second = inner.boolean("secondReview", "复审", false);
            const auto first_days = inner.integer("firstDays", "初审时限", 0, 60);
            const auto total_days = inner.integer("totalDays", "办理时限", 0, 60);
            inner.finish();
            if (kind) out.push_back({*kind, second, static_cast<int>(first_days), static_cast<int>(total_days)});
        }
    }
    reader.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<std::vector<ReasonTemplate>> decode_reason_templates(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    std::vector<ReasonTemplate> out;
    if (const auto* items = reader.array("items", "常用意见")) {
        if (items->size() > reason_templates_max)
            reader.violation(Code::too_long, "items", "常用意见", "常用意见不能超过 100 条");
        for (std::size_t i = 0; i < items->size() && i < reason_templates_max; ++i) {
            const auto at = "/items/" + std::to_string(i);
            const auto* object = (*items)[i].if_object();
            if (!object) {
                violations.add({Code::wrong_type, at, "每条常用意见应是对象", "常用意见"});
                continue;
            }
            ObjectReader inner(*object, violations, at);
            ReasonTemplate one;
            if (const auto kind = inner.optional_text("kind", "申请类型", {.chars_max = 40})) {
                one.kind = parse_kind(*kind);
                if (!one.kind) inner.violation(Code::invalid, "kind", "申请类型", "没有这种申请");
            }
            one.text = inner.text("text", "常用意见", {.chars_max = 500, .multiline = true});
            inner.optional_known("kindZh");
            inner.finish();
            out.push_back(std::move(one));
        }
    }
    reader.finish();
    TRY_VOID(violations.result());
    return out;
}

json::object encode(const Rule& r) {
    return {{"kind", name(r.kind)},
            {"kindZh", name_zh(r.kind)},
            {"secondReview", r.second_review},
            {"firstDays", r.first_days},
            {"totalDays", r.total_days}};
}

json::object encode(const ReasonTemplate& one) {
    json::object out;
    if (one.kind) out = {{"kind", name(*one.kind)}, {"kindZh", name_zh(*one.kind)}};
    out["text"] = one.text;
    return out;
}

json::object encode(db::Tx& tx, const auth::Actor& viewer, const Application& a) {
    const auto& rules = *find_rules(a.kind);
    json::object out{
        {"id", to_string(a.id)}, {"number", a.number}, {"kind", name(a.kind)}, {"kindZh", name_zh(a.kind)}};
    json::object object{{"type", rules.object_type}, {"name", a.title}};
    if (a.object) object["id"] = std::to_string(a.object);
    if (rules.columns)
        for (auto& [key, value] : rules.columns(tx, a)) object[key] = std::move(value);
    out["object"] = std::move(object);
    if (a.org) out["organisation"] = to_string(a.org);
    out["organisationName"] = a.org_name;
    out["region"] = a.region;
    out["regionName"] = region_name(a.region);
    out["state"] = name(a.state);
    out["stateZh"] = name_zh(a.state);
    out["round"] = a.round;
    out["version"] = std::to_string(a.version);
    out["secondReview"] = a.second_review;
    out["created"] = iso_utc(a.created_at);
    if (a.submitted_at) out["submitted"] = iso_utc(*a.submitted_at);
    if (a.due_at) out["due"] = iso_utc(*a.due_at);
    out["overdue"] = overdue(a, tx.now());
    if (a.decided_at) out["decided"] = iso_utc(*a.decided_at);
    if (!a.reason.empty()) out["reason"] = a.reason;
    if (const auto place = place_of(tx, a))
        out["queue"] = {{"position", place->position}, {"expected", iso_utc(place->expected)}};
    if (is_inside(viewer, a)) {
        if (a.claimed_by) {
            out["claimedBy"] = {{"user", to_string(a.claimed_by)}, {"name", called(tx, a.claimed_by)}};
        }
        if (a.settings) out["settings"] = encode(*a.settings);
    }
    return out;
}

json::object encode_whole(db::Tx& tx, const auth::Actor& viewer, const Application& a) {
    auto out = encode(tx, viewer, a);
    const auto& rules = *find_rules(a.kind);
    const auto content = parse_json_object(content_of(tx, a.id)).value();
    const auto as_seen = [&](json::object whole) {
        return rules.shown ? rules.shown(tx, viewer, a, std::move(whole)) : whole;
    };
    out["content"] = as_seen(content);
    if (rules.before) out["before"] = as_seen(rules.before(tx, a));
    json::array checks;
    if (rules.checks)
        for (const auto& c : rules.checks(tx, a, content)) {
            json::object one{{"rule", c.rule}, {"zh", c.zh}};
            one["ok"] = c.ok ? json::value(*c.ok) : json::value(nullptr);
            if (!c.message.empty()) one["message"] = c.message;
            if (!c.fields.empty()) one["fields"] = encode_fields(c);
            checks.push_back(std::move(one));
        }
    out["checks"] = std::move(checks);
    json::array notes;
    for (const auto& n : notes_of(tx, a.id)) notes.push_back(encode(n));
    out["notes"] = std::move(notes);
    json::array history;
    for (const auto& h : history_of(tx, a.id)) {
        json::object row{{"at", iso_utc(h.at)},   {"action", name(h.action)},  {"actionZh", name_zh(h.action)},
                         {"from", name(h.from)},  {"fromZh", name_zh(h.from)}, {"to", name(h.to)},
                         {"toZh", name_zh(h.to)}, {"round", h.round},          {"byZh", name_zh(h.role)}};
        if (!h.reason.empty()) row["reason"] = h.reason;
        history.push_back(std::move(row));
    }
    out["history"] = std::move(history);
    return out;
}

std::string region_name(std::string_view code) {
    std::string out;
    for (const std::size_t digits : {2u, 4u, 6u}) {
        if (code.size() != 6) break;
        const auto whole = std::string(code.substr(0, digits)) + std::string(6 - digits, '0');
        if (digits > 2 && whole == std::string(code.substr(0, digits - 2)) + std::string(8 - digits, '0')) continue;
        const auto division = keys::find_division(whole);
        if (!division || division->level == keys::Division::Level::gathering) continue;
        if (!out.empty()) out += ' ';
        out += division->name;
    }
    return out;
}

std::string encode_cursor(const Cursor& cursor) {
    return std::to_string(cursor.submitted_at.value) + "-" + to_string(cursor.id);
}

Result<Cursor> decode_cursor(std::string_view text) {
    const auto dash = text.find('-');
    std::int64_t at = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + std::min(dash, text.size()), at);
    const auto id = dash == std::string_view::npos ? std::nullopt : parse_id_as<ApplicationId>(text.substr(dash + 1));
    if (failed != std::errc{} || end != text.data() + std::min(dash, text.size()) || at < 0 || !id)
        return Error{Code::invalid, "/cursor", "翻页标记不正确", "翻页"};
    return Cursor{UtcMs{at}, *id};
}

}  // namespace yiguan::review
