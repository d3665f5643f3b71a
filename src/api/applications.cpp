// Applications of every kind: who asked for what, who has it, what was decided; and the rules of their review.
#include <algorithm>

#include "api/initial_password.hpp"
#include "api/operation.hpp"
#include "core/text.hpp"
#include "review/review_json.hpp"

namespace yiguan::api {
namespace {

using review::ApplicationId;

Result<bool> flag_of(const http::Request& request, std::string_view key, std::string_view zh) {
    const auto value = request.query_param(key);
    if (value && *value != "true" && *value != "false")
        return Error{Code::invalid, "/" + std::string(key), "只能是 true 或 false", std::string(zh)};
    return value == "true";
}

Result<review::Filter> filter_of(const http::Request& request) {
    review::Filter filter;
    if (const auto kind = request.query_param("kind")) {
        filter.kind = review::parse_kind(*kind);
        if (!filter.kind) return Error{Code::invalid, "/kind", "没有这种申请", "申请类型"};
    }
    if (const auto states = request.query_param("state")) {
        std::string_view rest = *states;
        for (bool more = true; more;) {
            const auto comma = rest.find(',');
            const auto state = review::parse_state(rest.substr(0, comma));
            if (!state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
            filter.states.push_back(*state);
            more = comma != std::string_view::npos;
            if (more) rest.remove_prefix(comma + 1);
        }
    }
    if (const auto q = request.query_param("q")) {
        filter.q = std::string(trim(*q));
        if (utf8_length(filter.q) > 100) return Error{Code::too_long, "/q", "查找的文字不能超过 100 个字", "关键词"};
    }
    if (const auto region = request.query_param("region")) {
        filter.region = *region;
        if (filter.region.size() > 6 || !std::ranges::all_of(filter.region, is_digit))
            return Error{Code::invalid, "/region", "地区应是行政区划代码的前几位", "地区"};
    }
    TRY(filter.mine, flag_of(request, "mine", "只看我领取的"));
    TRY(filter.overdue, flag_of(request, "overdue", "只看超时的"));
    return filter;
}

// GET /api/v1/applications?kind=&state=&q=&region=&mine=&overdue=&cursor=&limit=
Result<Step> list_applications(Services&, const http::Request& request) {
    TRY(auto filter, filter_of(request));
    TRY(const int limit, limit_of(request));
    std::optional<review::Cursor> after;
    if (const auto cursor = request.query_param("cursor")) {
        TRY(after, review::decode_cursor(*cursor));
    }
    return Step{Read{
        [filter = std::move(filter), after, limit](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto page, review::list(tx, actor, filter, after, limit));
            json::array items;
            for (const auto& a : page.items) items.push_back(review::encode(tx, actor, a));
            json::object out{{"items", std::move(items)}, {"total", std::min(page.total, review::total_max)}};
            if (page.total > review::total_max) out["totalIsAbout"] = true;
            if (page.next) out["nextCursor"] = review::encode_cursor(*page.next);
            return ok(std::move(out));
        }}};
}

// GET /api/v1/applications/{id}
Result<Step> get_application(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto application, review::read(tx, actor, id));
        return ok(review::encode_whole(tx, actor, application));
    }}};
}

/// A write that moves one application and answers with it. Others' are not found, so that ids cannot be probed.
template <class Move>
Step moving(ApplicationId id, Move move) {
    return Write{[id, move = std::move(move)](db::Tx& tx, const auth::Actor& actor) mutable -> Result<http::Response> {
        TRY_VOID(review::read(tx, actor, id));
        TRY(const auto moved, move(tx, actor));
        return ok(review::encode_whole(tx, actor, moved));
    }};
}

Result<Step> claim_application(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    reader.finish();
    TRY_VOID(violations.result());
    return moving(id, [id](db::Tx& tx, const auth::Actor& actor) { return review::claim(tx, actor, id); });
}

Result<Step> release_application(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    return moving(id, [id](db::Tx& tx, const auth::Actor& actor) { return review::release(tx, actor, id); });
}

Result<Step> assign_application(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    const auto user = reader.id<UserId>("user", "审核人员");
    reader.finish();
    TRY_VOID(violations.result());
    return moving(id, [id, user](db::Tx& tx, const auth::Actor& actor) { return review::assign(tx, actor, id, user); });
}

// POST /api/v1/applications/{id}/decisions. An approval may bring the applicant's first password, which is made off the
// writer.
Result<Step> decide_application(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto verdict, review::decode_verdict(body));
    const bool registration = verdict.decision == review::Decision::approve;
    if (!registration)
        return moving(id, [id, verdict = std::move(verdict)](db::Tx& tx, const auth::Actor& actor) {
            return review::decide(tx, actor, id, verdict);
        });
    return Step{ReadThen{[id, verdict = std::move(verdict)](db::Tx& tx,
                                                            const auth::Actor& actor) mutable -> Result<Step> {
        TRY(const auto application, review::read(tx, actor, id));
        if (application.kind != review::Kind::registration)
            return moving(id, [id, verdict = std::move(verdict)](db::Tx& t, const auth::Actor& a) {
                return review::decide(t, a, id, verdict);
            });
        return Step{Offload{[id, verdict = std::move(verdict)]() mutable -> Result<Step> {
                                verdict.password = initial_password();
                                return moving(id, [id, verdict = std::move(verdict)](db::Tx& t, const auth::Actor& a) {
                                    return review::decide(t, a, id, verdict);
                                });
                            },
                            Lane::passwords}};
    }}};
}

using Reasoned = Result<review::Application> (*)(db::Tx&, const auth::Actor&, ApplicationId, std::string_view);

template <Reasoned move>
Result<Step> with_reason(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ApplicationId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader reader(body, violations);
    auto reason = reader.optional_text("reason", "原因", {.chars_max = 500, .multiline = true}).value_or("");
    reader.finish();
    TRY_VOID(violations.result());
    return moving(id, [id, reason = std::move(reason)](db::Tx& tx, const auth::Actor& actor) {
        return move(tx, actor, id, reason);
    });
}

http::Response rules_answer(db::Tx& tx) {
    json::array items;
    for (const auto& rule : review::rules(tx)) items.push_back(review::encode(rule));
    return ok({{"items", std::move(items)}});
}
http::Response reasons_answer(db::Tx& tx) {
    json::array items;
    for (const auto& one : review::reason_templates(tx)) items.push_back(review::encode(one));
    return ok({{"items", std::move(items)}});
}

Result<Step> get_rules(Services&, const http::Request&) {
    return Step{Read{[](db::Tx& tx, const auth::Actor&) -> Result<http::Response> { return rules_answer(tx); }}};
}
Result<Step> put_rules(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto rules, review::decode_rules(body));
    return Step{Write{[rules = std::move(rules)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(review::set_rules(tx, actor, rules));
        return rules_answer(tx);
    }}};
}
Result<Step> get_reasons(Services&, const http::Request&) {
    return Step{Read{[](db::Tx& tx, const auth::Actor&) -> Result<http::Response> { return reasons_answer(tx); }}};
}
Result<Step> put_reasons(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto all, review::decode_reason_templates(body));
    return Step{Write{[all = std::move(all)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(review::set_reason_templates(tx, actor, all));
        return reasons_answer(tx);
    }}};
}

Schema kind_choice() {
    return schema::choice("申请类型", {"registration", "organisation_change", "organisation_transfer", "product_filing",
                                       "product_correction", "product_change", "product_disable", "template_request",
                                       "enterprise_filing", "supply_filing", "production_filing", "model"});
}

Schema verdict_schema() {
    using namespace schema;
    const auto rate =
        object({maybe("on", boolean("用户回传率限制")), maybe("percent", integer("限制回传比率", 0, 100))});
    return object(
        {{"decision", choice("审批结果", {"approve", "reject", "to_complete"})},
         maybe("reason", text("审批意见", 500)),
         maybe("notes", list("批注", object({{"pointer", text("批注位置", 200)}, {"text", text("批注", 500)}}),
                             static_cast<std::int64_t>(review::notes_max))),
         maybe("settings", object({maybe("industry", text("所属行业", 50)), maybe("returnRateLimit", rate),
                                   maybe("initialisePassword", boolean("用户密码初始化")),
                                   maybe("shortUrl", boolean("是否开启短网址"))})),
         maybe("version", id("版本"))});
}

Schema reason_schema() {
    return schema::object({schema::maybe("reason", schema::text("原因", 500))});
}

Operation move_operation(http::Method method, std::string path, std::string id, std::string_view zh,
                         std::string_view en) {
    return {.method = method,
            .path = "/api/v1/applications/{id}" + std::move(path),
            .id = std::move(id),
            .tag = "审核",
            .zh = zh,
            .en = en,
            .who = Who::signed_in(),
            .answer = {200, "申请", schema::ref("Application")},
            .errors = {Code::not_found, Code::forbidden, Code::self_review, Code::wrong_state, Code::conflict},
            .repeat = Repeat::kept};
}

}  // namespace

review::InitialPassword initial_password() {
    // Sixteen characters of 64: nobody has to type it twice.
    auto text = random_token(12);
    auto hash = auth::hash_password(text);
    return {std::move(text), std::move(hash)};
}

std::vector<Operation> application_operations() {
    using namespace schema;
    using http::Method;
    std::vector<Operation> out;
    out.push_back({.method = Method::get,
                   .path = "/api/v1/applications",
                   .id = "listApplications",
                   .tag = "审核",
                   .zh = "申请列表：审核人员按提交先后，企业看自己的、新的在前",
                   .en = "Reviewers see what waits for them, the oldest first; organisations their own, newest first.",
                   .who = Who::signed_in(),
                   .query = paging({{"kind", "只看此类", Schema{{"type", "string"}}},
                                    {"state", "只看这些状态，以逗号分隔", Schema{{"type", "string"}}},
                                    {"q", "单号、名称或企业中的文字", Schema{{"type", "string"}, {"maxLength", 100}}},
                                    {"region", "行政区划代码的前几位", Schema{{"type", "string"}, {"maxLength", 6}}},
                                    {"mine", "只看我领取的", Schema{{"type", "string"}}},
                                    {"overdue", "只看超时的", Schema{{"type", "string"}}}}),
                   .answer = {200, "一页申请", page_of("Application")},
                   .errors = {Code::forbidden},
                   .run = list_applications});
    out.push_back({.method = Method::get,
                   .path = "/api/v1/applications/{id}",
                   .id = "getApplication",
                   .tag = "审核",
                   .zh = "一个申请：内容、现状、机器核验、批注与经过",
                   .en = "What is proposed, what stands now, machine checks, remarks and history.",
                   .who = Who::signed_in(),
                   .answer = {200, "申请", ref("Application")},
                   .errors = {Code::not_found},
                   .run = get_application});
    auto claim = move_operation(Method::post, "/claims", "claimApplication", "领取申请", "Takes it for oneself.");
    claim.body = {{.schema = object({}), .example = json::object{}}};
    claim.run = claim_application;
    out.push_back(std::move(claim));
    auto release = move_operation(Method::delete_, "/claims", "releaseApplication", "放回申请", "Gives a claim back.");
    release.repeat = Repeat::not_needed;
    release.run = release_application;
    out.push_back(std::move(release));
    auto assign =
        move_operation(Method::post, "/assignments", "assignApplication", "转派申请", "Gives it to another reviewer.");
    assign.body = {{.schema = object({{"user", id("审核人员")}}), .example = {{"user", "1"}}}};
    assign.run = assign_application;
    out.push_back(std::move(assign));
    auto decide = move_operation(Method::post, "/decisions", "decideApplication", "审核申请",
                                 "Decides the present step, with remarks on fields.");
    decide.body = {{.schema = verdict_schema(),
                    .example = {{"decision", "approve"}, {"reason", "资料齐全"}},
                    .bytes_max = 64 * 1024}};
    decide.run = decide_application;
    out.push_back(std::move(decide));
    auto withdraw = move_operation(Method::post, "/withdrawals", "withdrawApplication", "撤回申请",
                                   "The applicant takes it back before the review begins.");
    withdraw.body = {{.schema = reason_schema(), .example = {{"reason", "填错了"}}}};
    withdraw.run = with_reason<review::withdraw>;
    out.push_back(std::move(withdraw));
    auto cancel = move_operation(Method::post, "/cancellations", "cancelApplication", "注销申请",
                                 "Ends what is with the applicant, or what was approved.");
    cancel.body = {{.schema = reason_schema(), .example = {{"reason", "企业申请注销"}}}};
    cancel.run = with_reason<review::cancel>;
    out.push_back(std::move(cancel));

    const auto rule = object({{"kind", kind_choice()},
                              maybe("kindZh", text("申请类型", 40)),
                              maybe("secondReview", boolean("复审")),
                              {"firstDays", integer("初审时限", 0, 60)},
                              {"totalDays", integer("办理时限", 0, 60)}});
    const auto rule_answer = answer({{"items", {{"type", "array"}, {"items", free_object("审核规则")}}}});
    out.push_back({.method = Method::get,
                   .path = "/api/v1/review-rules",
                   .id = "getReviewRules",
                   .tag = "审核",
                   .zh = "各类申请的审核规则",
                   .en = "Steps and time limits in working days, by kind.",
                   .who = Who::with(auth::Permission::read_applications),
                   .answer = {200, "审核规则", rule_answer},
                   .run = get_rules});
    out.push_back({.method = Method::put,
                   .path = "/api/v1/review-rules",
                   .id = "setReviewRules",
                   .tag = "审核",
                   .zh = "设置审核规则，只影响此后提交的申请",
                   .en = "Holds for what is submitted from now on.",
                   .who = Who::with(auth::Permission::manage_review_rules),
                   .body = {{.schema = object({{"items", list("审核规则", rule, review::kind_count)}}),
                             .example = {{"items", json::array{json::object{{"kind", "model"},
                                                                            {"secondReview", false},
                                                                            {"firstDays", 1},
                                                                            {"totalDays", 5}}}}}}},
                   .answer = {200, "审核规则", rule_answer},
                   .repeat = Repeat::kept,
                   .run = put_rules});
    const auto reason =
        object({maybe("kind", kind_choice()), maybe("kindZh", text("申请类型", 40)), {"text", text("常用意见", 500)}});
    const auto reason_answer = answer({{"items", {{"type", "array"}, {"items", free_object("常用意见")}}}});
    out.push_back({.method = Method::get,
                   .path = "/api/v1/reason-templates",
                   .id = "getReasonTemplates",
                   .tag = "审核",
                   .zh = "审核的常用意见",
                   .en = "Reasons that reviewers choose from.",
                   .who = Who::with(auth::Permission::read_applications),
                   .answer = {200, "常用意见", reason_answer},
                   .run = get_reasons});
    out.push_back(
        {.method = Method::put,
         .path = "/api/v1/reason-templates",
         .id = "setReasonTemplates",
         .tag = "审核",
         .zh = "设置常用意见",
         .en = "Replaces all of them.",
         .who = Who::with(auth::Permission::manage_review_rules),
         .body = {{.schema = object(
                       {{"items", list("常用意见", reason, static_cast<std::int64_t>(review::reason_templates_max))}}),
                   .example = {{"items", json::array{json::object{{"text", "营业执照图片不清晰或已过期"}}}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "常用意见", reason_answer},
         .repeat = Repeat::kept,
         .run = put_reasons});
    return out;
}

}  // namespace yiguan::api
