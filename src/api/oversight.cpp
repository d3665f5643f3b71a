// The audit trail, and the calendar that time limits are reckoned by (P42, X4, X20).
#include <map>

#include "api/operation.hpp"
#include "calendar/calendar.hpp"

namespace yiguan::api {
namespace {

// Objects are called here as everywhere in the API.
std::string_view object_type(std::string_view kind) {
    return kind == "org" ? "organisation" : kind;
}
std::string object_kind(std::string_view type) {
    return std::string(type == "organisation" ? "org" : type);
}

/// Logins of the users of one page, each read once.
class Logins {
public:
    explicit Logins(db::Tx& tx) : tx_(tx) {}
    const std::string& of(UserId id) {
        const auto [at, added] = known_.try_emplace(id);
        if (added)
            if (const auto user = auth::find_user(tx_, id)) at->second = user->login;
        return at->second;
    }

private:
    db::Tx& tx_;
    std::map<UserId, std::string> known_;
};

json::object encode(const auth::AuditRow& row, Logins& logins) {
    json::object out{{"id", std::to_string(row.id)},
                     {"at", iso_utc(row.ts)},
                     {"action", row.action},
                     {"actionZh", auth::action_zh(row.action)},
                     {"objectType", object_type(row.object_kind)},
                     {"object", std::to_string(row.object_id)},
                     {"address", row.address},
                     {"requestId", row.request_id}};
    if (row.user) out["user"] = to_string(row.user), out["userName"] = logins.of(row.user);
    if (row.org) out["organisation"] = to_string(row.org);
    if (row.detail.starts_with('{')) {
        auto changes = parse_json_object(row.detail);
        if (changes.has_value() && changes.value().contains("before") && changes.value().contains("after")) {
            out["before"] = std::move(changes.value()["before"]);
            out["after"] = std::move(changes.value()["after"]);
            return out;
        }
    }
    if (!row.detail.empty()) out["detail"] = row.detail;
    return out;
}

template <class I>
Result<I> id_of(const http::Request& request, std::string_view name, const char* zh) {
    const auto text = request.query_param(name);
    if (!text) return I{};
    if (const auto id = parse_id_as<I>(*text)) return *id;
    return Error{.code = Code::invalid, .pointer = "/" + std::string(name), .detail = "应是编号", .field = zh};
}

constexpr std::int64_t words_max = 64;

Result<std::string> words_of(const http::Request& request, std::string_view name, const char* zh) {
    auto text = request.query_param(name).value_or("");
    if (text.size() <= words_max) return text;
    return Error{.code = Code::too_long, .pointer = "/" + std::string(name), .detail = "最多 64 个字符", .field = zh};
}

Result<std::optional<UtcMs>> time_of(const http::Request& request, std::string_view name, const char* zh) {
    const auto text = request.query_param(name);
    if (!text) return std::optional<UtcMs>();
    const auto time = parse_time(*text);
    if (time.has_value()) return std::optional(time.value());
    return Error{.code = time.error().code,
                 .pointer = "/" + std::string(name),
                 .detail = time.error().detail,
                 .field = zh,
                 .value = time.error().value};
}

// GET /api/v1/audit?user=&organisation=&action=&objectType=&object=&from=&to=&cursor=&limit=
Result<Step> list_audit(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    auth::AuditFilter filter;
    TRY(filter.user, id_of<UserId>(request, "user", "用户"));
    TRY(filter.org, id_of<OrgId>(request, "organisation", "企业"));
    TRY(const auto object, id_of<Id<struct AnyTag>>(request, "object", "对象"));
    filter.object_id = object.value;
    TRY(filter.action, words_of(request, "action", "操作"));
    TRY(const auto type, words_of(request, "objectType", "对象类型"));
    filter.object_kind = object_kind(type);
    TRY(filter.from, time_of(request, "from", "起始时间"));
    TRY(filter.to, time_of(request, "to", "截止时间"));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, auth::list_audit(tx, actor, filter, cursor, limit + 1));
        Logins logins(tx);
        return page_of(
            found, limit, [&](const auth::AuditRow& row) { return encode(row, logins); },
            [](const auth::AuditRow& last, const auth::AuditRow&) { return json::string(std::to_string(last.id)); });
    }}};
}

// ---- calendar

Result<int> year_of(const http::Request& request) {
    const auto year = parse_id(request.path_param("year"));
    if (year && *year >= calendar::year_min && *year <= calendar::year_max) return static_cast<int>(*year);
    return Error{Code::not_found, "", "没有这一年的日历"};
}

http::Response encode(const calendar::Year& year) {
    json::array days;
    for (const auto& day : year.days)
        days.push_back(json::object{{"day", to_string(day.date)}, {"working", day.working}, {"name", day.name}});
    return ok(json::object{{"year", year.year},
                           {"declared", year.declared},
                           {"version", std::to_string(year.version)},
                           {"days", std::move(days)}});
}

// GET /api/v1/calendar/{year}
Result<Step> get_calendar(Services&, const http::Request& request) {
    TRY(const int year, year_of(request));
    return Step{Read{[year](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        TRY(const auto found, calendar::find_year(tx, year));
        return encode(found);
    }}};
}

// PUT /api/v1/calendar/{year}
Result<Step> put_calendar(Services&, const http::Request& request) {
    TRY(const int year, year_of(request));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto version = reader.integer("version", "版本", 0, INT64_MAX);
    std::vector<SpecialDay> days;
    if (const auto* list = reader.array("days", "日期")) {
        for (std::size_t i = 0; i < list->size() && i <= calendar::days_max; ++i) {
            const std::string pointer = "/days/" + std::to_string(i);
            const auto* object = (*list)[i].if_object();
            if (!object) {
                violations.add({Code::wrong_type, pointer, "应是日期、是否上班和名称", "日期"});
                continue;
            }
            ObjectReader day(*object, violations, pointer);
            days.push_back({.date = day.date("day", "日期"),
                            .working = day.boolean("working", "上班", false),
                            .name = day.optional_text("name", "名称", {.chars_max = 40}).value_or("")});
            day.finish();
        }
    }
    reader.finish();
    TRY_VOID(violations.result());
    return Step{Write{[=, days = std::move(days)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto set, calendar::set_year(tx, actor, year, version, days));
        return encode(set);
    }}};
}

}  // namespace

std::vector<Operation> oversight_operations() {
    using namespace schema;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/audit",
         .id = "listAudit",
         .tag = "日志",
         .zh = "操作日志，新的在前：运营可看全部，企业看本企业的",
         .en = "Who did what to which object, newest first: all for the operator, an organisation's own for itself.",
         .who = Who::with(auth::Permission::read_audit),
         .query = paging({{"user", "只看此用户", Schema{{"type", "string"}}},
                          {"organisation", "只看此企业（运营）", Schema{{"type", "string"}}},
                          {"action", "只看此操作，如 org.approve", text("操作", words_max)},
                          {"objectType", "只看此类对象，如 product", text("对象类型", words_max)},
                          {"object", "只看此对象", Schema{{"type", "string"}}},
                          {"from", "不早于", Schema{{"type", "string"}}},
                          {"to", "早于", Schema{{"type", "string"}}}}),
         .answer = {200, "一页操作日志", page_of("AuditRow")},
         .errors = {Code::bad_date, Code::too_long},
         .run = list_audit},
        {.method = http::Method::get,
         .path = "/api/v1/calendar/{year}",
         .id = "getCalendar",
         .tag = "日历",
         .zh = "一年的节假日与调休上班日；declared 为 false 时只知道周末",
         .en = "Holidays of a year, and the weekend days worked instead.",
         .who = Who::signed_in(),
         .answer = {200, "一年的日历", ref("CalendarYear")},
         .errors = {Code::not_found},
         .run = get_calendar},
        {.method = http::Method::put,
         .path = "/api/v1/calendar/{year}",
         .id = "putCalendar",
         .tag = "日历",
         .zh = "录入一年的节假日与调休上班日，代替原有的",
         .en = "The operator enters the holidays of a year; they replace what was known of it.",
         .who = Who::with(auth::Permission::manage_review_rules),
         .body = {{.schema = object({{"version", integer("版本", 0, INT64_MAX)},
                                     {"days", list("日期",
                                                   object({{"day", date("日期")},
                                                           {"working", boolean("上班")},
                                                           maybe("name", text("名称", 40))}),
                                                   static_cast<std::int64_t>(calendar::days_max))}}),
                   .example = {{"version", "0"},
                               {"days", json::array{json::object{
                                            {"day", "2027-01-01"}, {"working", false}, {"name", "元旦"}}}}},
                   .bytes_max = 16 * 1024}},
         .answer = {200, "一年的日历", ref("CalendarYear")},
         .errors = {Code::not_found, Code::conflict, Code::bad_date, Code::too_long},
         .repeat = Repeat::kept,
         .run = put_calendar},
    };
}

}  // namespace yiguan::api
