// 数据质量 (P32): the score of an organisation's data, what is wrong with them, and what is ignored of that.
#include "quality/quality.hpp"

#include <fmt/format.h>

#include "api/operation.hpp"

namespace yiguan::api {
namespace {

json::object points(const std::array<int, quality::part_count>& of) {
    json::object out;
    for (const auto& part : quality::parts()) out[part.key] = of[static_cast<std::size_t>(part.part)];
    return out;
}

json::object encode(const quality::Object& object) {
    json::object out{{"id", std::to_string(object.id)}, {"text", object.text}, {"page", object.page}};
    if (object.ignored) out["ignore"] = quality::encode(*object.ignored);
    return out;
}

json::object encode(const quality::Issue& issue) {
    const auto& type = *issue.type;
    json::array examples;
    for (const auto& object : issue.objects) {
        if (examples.size() == quality::examples_max) break;
        if (!object.ignored) examples.push_back(encode(object));
    }
    json::object out{{"key", type.key},
                     {"zh", type.zh},
                     {"en", type.en},
                     {"part", quality::parts()[static_cast<std::size_t>(type.part)].key},
                     {"weight", type.weight},
                     {"unitZh", type.unit_zh},
                     {"checked", std::to_string(issue.base)},
                     {"count", std::to_string(issue.count)},
                     {"ignored", std::to_string(issue.ignored)},
                     {"deduction", fmt::format("{}.{:02}", issue.deduction / 100, issue.deduction % 100)},
                     {"page", type.page},
                     {"examples", std::move(examples)}};
    if (type.repair != quality::Repair::none) out["repair"] = quality::name(type.repair);
    if (issue.ignore) out["ignore"] = quality::encode(*issue.ignore);
    return out;
}

json::object encode(const quality::Score& score, const std::vector<quality::Day>& trend) {
    json::array parts, issues, days;
    for (const auto& part : quality::parts())
        parts.push_back(json::object{{"key", part.key},
                                     {"zh", part.zh},
                                     {"en", part.en},
                                     {"weight", part.weight},
                                     {"score", score.parts[static_cast<std::size_t>(part.part)]}});
    for (const auto& issue : score.issues) issues.push_back(encode(issue));
    for (const auto& day : trend)
        days.push_back(json::object{{"day", day.day}, {"total", day.total}, {"parts", points(day.parts)}});
    return {{"total", score.total},     {"parts", std::move(parts)}, {"issues", std::move(issues)},
            {"trend", std::move(days)}, {"from", score.from},        {"to", score.to},
            {"cut", score.cut}};
}

Result<quality::Question> question_of(const http::Request& request) {
    quality::Question out;
    if (const auto text = request.query_param("period")) {
        const auto period = quality::parse_period(*text);
        if (!period)
            return Error{.code = Code::invalid,
                         .pointer = "/period",
                         .detail = "周期只能是 week、month、quarter、year 之一",
                         .field = "周期"};
        out.period = *period;
    }
    if (const auto text = request.query_param("product")) {
        const auto id = parse_id_as<ProductId>(*text);
        if (!id) return Error{.code = Code::invalid, .pointer = "/product", .detail = "产品编号无效", .field = "产品"};
        out.product = *id;
    }
    if (const auto text = request.query_param("organisation")) {
        out.org = parse_id_as<OrgId>(*text);
        if (!out.org)
            return Error{.code = Code::invalid, .pointer = "/organisation", .detail = "企业编号无效", .field = "企业"};
    }
    return out;
}

// GET /api/v1/quality: a look at one's own organisation keeps the day's score.
Result<Step> get_quality(Services&, const http::Request& request) {
    TRY(const auto question, question_of(request));
    return Step{ReadThen{[question](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY(auto score, quality::assess(tx, actor, question));
        if (!quality::wants_day(tx, actor, question, score)) {
            TRY(const auto trend, quality::trend(tx, actor, question.org));
            return Step{ok(encode(score, trend))};
        }
        return Step{
            Write{[question, score = std::move(score)](db::Tx& t, const auth::Actor& by) -> Result<http::Response> {
                quality::keep_day(t, by, score);
                TRY(const auto trend, quality::trend(t, by, question.org));
                return ok(encode(score, trend));
            }}};
    }}};
}

Error no_such_issue() {
    return {Code::not_found, "", "没有这种数据质量问题"};
}

// GET /api/v1/quality/issues/{key}
Result<Step> list_objects(Services&, const http::Request& request) {
    TRY(const auto question, question_of(request));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    const auto* type = quality::find_issue_type(request.path_param("key"));
    if (!type) return no_such_issue();
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto score, quality::assess(tx, actor, question, type));
        const auto found = std::ranges::find(score.issues, type, &quality::Issue::type);
        const auto first = std::min(static_cast<std::size_t>(std::max<std::int64_t>(cursor, 0)), found->objects.size());
        const auto end = std::min(first + static_cast<std::size_t>(limit), found->objects.size());
        json::array items;
        for (std::size_t i = first; i < end; ++i) items.push_back(encode(found->objects[i]));
        json::object out{{"items", std::move(items)}};
        if (end < found->objects.size()) out["nextCursor"] = std::to_string(end);
        return ok(std::move(out));
    }}};
}

// POST /api/v1/quality/ignores {"issue","object"?,"reason","days"?}
Result<Step> add_ignore(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto input, quality::decode_ignore(body));
    return Step{Write{[input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, quality::add_ignore(tx, actor, input));
        return created("/api/v1/quality/ignores/" + to_string(made.id), quality::encode(made));
    }}};
}

// DELETE /api/v1/quality/ignores/{id}
Result<Step> end_ignore(Services&, const http::Request& request) {
    TRY(const auto id, path_id<quality::IgnoreId>(request, "id"));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(quality::end_ignore(tx, actor, id));
        return no_content();
    }}};
}

// POST /api/v1/quality/issues/{key}/repairs {"objects":[...],"certificate"|"report"|"fill"}
Result<Step> repair_issue(Services&, const http::Request& request) {
    const auto* type = quality::find_issue_type(request.path_param("key"));
    if (!type) return no_such_issue();
    TRY(const auto body, json_body(request));
    TRY(auto input, quality::decode_repair(*type, body));
    return Step{Write{[type, input = std::move(input)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(quality::repair(tx, actor, *type, input));
        return ok(json::object{{"repaired", std::to_string(input.objects.size())}});
    }}};
}

std::vector<QueryParameter> asked() {
    using namespace schema;
    return {{"period", "周期：近 7、30、90、365 天，默认 month", choice("周期", {"week", "month", "quarter", "year"})},
            {"product", "只看此产品", id("产品备案")},
            {"organisation", "企业，默认本企业", id("企业")}};
}

}  // namespace

std::vector<Operation> quality_operations() {
    using namespace schema;
    using auth::Permission;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/quality",
         .id = "getQuality",
         .tag = "数据质量",
         .zh = "数据质量分：总分、六个分项、各问题的扣分和趋势",
         .en = "The score of an organisation's data, what is deducted for which issue, and how it went.",
         .who = Who::with(Permission::read_codes),
         .query = asked(),
         .answer = {200, "数据质量", ref("Quality")},
         .errors = {Code::not_found, Code::invalid},
         .run = get_quality},
        {.method = http::Method::get,
         .path = "/api/v1/quality/issues/{key}",
         .id = "listQualityObjects",
         .tag = "数据质量",
         .zh = "一个问题影响的对象，新的在前",
         .en = "What has one issue, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging(asked()),
         .answer = {200, "对象", page_of("QualityObject")},
         .errors = {Code::not_found, Code::invalid},
         .run = list_objects},
        {.method = http::Method::post,
         .path = "/api/v1/quality/issues/{key}/repairs",
         .id = "repairQuality",
         .tag = "数据质量",
         .zh = "批量修复一种问题的多个对象，全部成功或都不改变；各对象的权限、校验和版本与逐个修改相同",
         .en = "Puts many objects of one issue right with one value, all or none; each refusal is named.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema =
                       object({{"objects", list("有此问题的对象", id("对象"), quality::repairs_max)},
                               maybe("certificate", id("关联的证书或报告（repair 为 certificate）")),
                               maybe("report", free_object("检验报告，不含 dossier（repair 为 report）")),
                               maybe("fill", free_object("补全的 purchases、production、sales（repair 为 fill）"))}),
                   .example = {{"objects", json::array{"246813579"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "已修复", answer({{"repaired", plain("修复的对象数")}})},
         .errors = {Code::not_found, Code::conflict, Code::wrong_state, Code::invalid, Code::out_of_bounds,
                    Code::org_not_approved, Code::document_unknown, Code::bad_date, Code::future_date},
         .repeat = Repeat::kept,
         .run = repair_issue},
        {.method = http::Method::post,
         .path = "/api/v1/quality/ignores",
         .id = "addQualityIgnore",
         .tag = "数据质量",
         .zh = "忽略一个问题，或其中一个对象，须说明原因",
         .en = "Ignores an issue, or one object of it, for a reason and a time.",
         .who = Who::with(Permission::open_sections),
         .body = {{.schema = object({{"issue", text("问题", 40)},
                                     maybe("object", id("对象")),
                                     {"reason", text("说明", 200)},
                                     maybe("days", integer("忽略天数", 1, quality::ignore_days_max))}),
                   .example = {{"issue", "boundLate"}, {"reason", "备案前生产的存货，已逐批核对"}, {"days", 90}}}},
         .answer = {201, "忽略", ref("QualityIgnore")},
         .errors = {Code::conflict, Code::wrong_state, Code::org_not_approved, Code::invalid},
         .repeat = Repeat::kept,
         .run = add_ignore},
        {.method = http::Method::delete_,
         .path = "/api/v1/quality/ignores/{id}",
         .id = "endQualityIgnore",
         .tag = "数据质量",
         .zh = "取消忽略",
         .en = "What was ignored counts again.",
         .who = Who::with(Permission::open_sections),
         .answer = {204, "已取消", {}},
         .errors = {Code::not_found},
         .repeat = Repeat::not_needed,
         .run = end_ignore},
    };
}

}  // namespace yiguan::api
