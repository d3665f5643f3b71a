// 往来单位 (P24): suppliers and buyers of one's organisation.
#include "registry/partners.hpp"
#include <algorithm>

#include "api/dossier_json.hpp"
#include "api/operation.hpp"
#include "api/sending.hpp"
#include "core/text.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using registry::Contacts;
using registry::Partner;
using registry::PartnerId;

/// Who deals with partners sees whom to ask for, where one is looked at.
json::object one_partner(db::Tx& tx, const auth::Actor& actor, const Partner& partner) {
    const bool deals = auth::may(actor, auth::Permission::ship_codes);
    auto out = registry::encode(tx, partner, deals ? Contacts::whole : Contacts::masked);
    return out;
}

/// With the names that are nearly the same: perhaps it is there already.
json::object with_similar(db::Tx& tx, const auth::Actor& actor, const Partner& partner) {
    auto out = one_partner(tx, actor, partner);
    json::array names;
    for (const auto& other : registry::similar_partners(tx, partner.org, partner.data.name, partner.id))
        names.emplace_back(other.data.name);
    if (!names.empty()) out["similar"] = std::move(names);
    return out;
}

// GET /api/v1/partners?q=&kind=&region=&similar=
Result<Step> list_partners(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    registry::PartnerFilter filter;
    TRY(filter.text, search_text(request, "q", "名称"));
    filter.region = std::string(request.query_param("region").value_or(""));
    if (filter.region.size() > 6 || !std::ranges::all_of(filter.region, is_digit))
        return Error{
            .code = Code::invalid, .pointer = "/region", .detail = "地区应是行政区划代码的前几位", .field = "地区"};
    TRY(auto like, search_text(request, "similar", "名称"));
    if (const auto kind = request.query_param("kind")) {
        filter.kind = registry::parse_partner_kind(*kind);
        if (!filter.kind)
            return Error{.code = Code::invalid, .pointer = "/kind", .detail = "没有这种类型", .field = "类型"};
    }
    return Step{Read{[cursor, limit, filter = std::move(filter), like = std::move(like)](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        json::array items;
        if (!like.empty()) {
            TRY_VOID(auth::require(actor, auth::Permission::read_codes));
            for (const auto& partner : registry::similar_partners(tx, actor.org, like))
                if (registry::read_partner(tx, actor, partner.id).has_value())
                    items.push_back(registry::encode(tx, partner, Contacts::masked));
            return ok({{"total", items.size()}, {"items", std::move(items)}});
        }
        TRY(auto page, registry::list_partners(tx, actor, filter, PartnerId{cursor}, limit + 1));
        const bool more = page.items.size() > static_cast<std::size_t>(limit);
        if (more) page.items.pop_back();
        for (const auto& partner : page.items) items.push_back(registry::encode(tx, partner, Contacts::masked));
        json::object out{{"items", std::move(items)}, {"total", page.total}};
        if (more) out["nextCursor"] = to_string(page.items.back().id);
        return ok(std::move(out));
    }}};
}

// POST /api/v1/partners
Result<Step> add_partner(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, registry::decode_partner(body));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, registry::add_partner(tx, actor, data));
        return created("/api/v1/partners/" + to_string(made.id), with_similar(tx, actor, made));
    }}};
}

// GET /api/v1/partners/{id}
Result<Step> get_partner(Services&, const http::Request& request) {
    TRY(const auto id, path_id<PartnerId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto partner, registry::read_partner(tx, actor, id));
        return ok(one_partner(tx, actor, partner));
    }}};
}

// PATCH /api/v1/partners/{id}
Result<Step> change_partner(Services&, const http::Request& request) {
    TRY(const auto id, path_id<PartnerId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    return Step{
        Write{[id, version, body = std::move(body)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto before, registry::read_partner(tx, actor, id));
            TRY(const auto data, registry::decode_partner_change(body, before.data));
            TRY(const auto partner, registry::change_partner(tx, actor, id, version, data));
            return ok(with_similar(tx, actor, partner));
        }}};
}

// POST /api/v1/partners/{id}/invitation: to its telephone, else to its e-mail address.
Result<Step> invite_partner(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<PartnerId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        std::int64_t wait_s = 0;
        const auto made = registry::invite_partner(tx, actor, id, wait_s);
        if (made.has_error()) {
            if (wait_s > 0) return http::problem(made.error(), actor.request_id, wait_s);
            return made.error();
        }
        const auto& invitation = made.value();
        TRY_VOID(sending::partner_invitation(tx, actor.org, invitation, services.base_url + "/app/join-platform"));
        return http::Response{.status = 202,
                              .body = json::serialize(json::object{
                                  {"channel", invitation.by_phone ? "sms" : "email"},
                                  {"againAt", iso_utc(UtcMs{tx.now().value + registry::invitation_again_ms})}})};
    }}};
}

std::vector<schema::Field> partner_fields(bool required) {
    using namespace schema;
    std::vector<Field> out{
        {"name", text("名称", 100)},
        {"kinds", list("类型：供应商、采购商", choice("类型", {"supplier", "buyer"}), registry::partner_kind_count)}};
    for (auto& field : out) field.required = required;
    for (auto& field : {maybe("uscc", text("统一社会信用代码", 40)), maybe("region", text("地区，六位行政区划代码", 6)),
                        maybe("contact", text("联系人", 50)), maybe("phone", text("电话", 30)),
                        maybe("email", text("电子邮箱", 254))})
        out.push_back(field);
    return out;
}

}  // namespace

std::vector<Operation> partner_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_codes);
    const auto deal = Who::with(auth::Permission::ship_codes);
    auto changes = partner_fields(false);
    changes.push_back({"version", integer("读取时的版本", 1, INT64_MAX)});
    const std::vector<Code> uscc_errors{Code::uscc_length, Code::uscc_character, Code::uscc_check};
    auto adding = uscc_errors, changing = uscc_errors;
    for (const Code code : {Code::conflict, Code::org_not_approved}) {
        adding.push_back(code);
        changing.push_back(code);
    }
    changing.push_back(Code::not_found);
    return {
        {.method = http::Method::get,
         .path = "/api/v1/partners",
         .id = "listPartners",
         .tag = "往来单位",
         .zh = "本企业的往来单位（供应商、采购商），新的在前；联系人与电话只显示首尾",
         .en = "Suppliers and buyers of one's organisation, newest first, contacts masked.",
         .who = look,
         .query = paging({{"q", "名称中的文字，或统一社会信用代码的开头", text("名称", 100)},
                          {"kind", "只看此类型", choice("类型", {"supplier", "buyer"})},
                          {"region", "行政区划代码的前几位", text("地区", 6)},
                          {"similar", "名称相近的往来单位，最多五个；其他条件不起作用", text("名称", 100)}}),
         .answer = {200, "一页往来单位", page_of("Partner")},
         .errors = {Code::too_long},
         .run = list_partners},
        {.method = http::Method::post,
         .path = "/api/v1/partners",
         .id = "addPartner",
         .tag = "往来单位",
         .zh = "新增往来单位；统一社会信用代码和名称各自不能重复，名称相近的一并提示",
         .en = "Adds a partner; neither its credit code nor its name may be there; names like it are told.",
         .who = deal,
         .body = {{.schema = object(partner_fields(true)),
                   .example = {{"name", "东莞绿源车业有限公司"},
                               {"kinds", json::array{"supplier"}},
                               {"region", "441900"},
                               {"contact", "李明"},
                               {"phone", "13900139000"}}}},
         .answer = {201, "往来单位", ref("Partner")},
         .errors = adding,
         .repeat = Repeat::kept,
         .run = add_partner},
        {.method = http::Method::get,
         .path = "/api/v1/partners/{id}",
         .id = "getPartner",
         .tag = "往来单位",
         .zh = "一个往来单位",
         .en = "One partner.",
         .who = look,
         .answer = {200, "往来单位", ref("Partner")},
         .errors = {Code::not_found},
         .run = get_partner},
        {.method = http::Method::patch,
         .path = "/api/v1/partners/{id}",
         .id = "changePartner",
         .tag = "往来单位",
         .zh = "修改往来单位中列出的项目，每次修改留存一版",
         .en = "Changes the fields that are named; every version is kept.",
         .who = deal,
         .body = {{.schema = object(changes),
                   .example = {{"kinds", json::array{"supplier", "buyer"}}, {"version", "1"}}}},
         .answer = {200, "往来单位", ref("Partner")},
         .errors = changing,
         .repeat = Repeat::kept,
         .run = change_partner},
        {.method = http::Method::post,
         .path = "/api/v1/partners/{id}/invitation",
         .id = "invitePartner",
         .tag = "往来单位",
         .zh = "邀请往来单位入驻：发送到其手机号，没有手机号时发送到电子邮箱；同一单位七天内一次",
         .en = "Invites a partner to join, by its telephone or e-mail; once a week.",
         .who = deal,
         .body = {{.schema = object({}), .example = json::object{}}},
         .answer = {202, "已发送", schema::answer({{"channel", plain("途径")}, {"againAt", time("可再次邀请的时间")}})},
         .errors = {Code::not_found, Code::wrong_state, Code::org_not_approved, Code::too_many_requests},
         .repeat = Repeat::kept,
         .run = invite_partner},
    };
}

}  // namespace yiguan::api
