// 整车三码关联 (P15): a vehicle, its battery and its charger.
#include "events/assemblies.hpp"

#include <fmt/format.h>

#include <map>

#include "api/operation.hpp"
#include "auth/auth.hpp"
#include "catalog/models.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using events::Assembly;
using events::Slot;

constexpr std::size_t scanned_chars_max = 300;

json::array encode_allowed(const catalog::Product& vehicle, catalog::Family part) {
    json::array out;
    for (const auto& allowed : catalog::allowed_models(vehicle, part))
        out.push_back(json::object{
            {"model", allowed.model}, {"uscc", allowed.uscc}, {"edition", static_cast<int>(allowed.edition)}});
    return out;
}

// Answers name pieces beside their ids: each product, member and organisation is read once.
class AssemblyWords {
public:
    AssemblyWords(Services& services, db::Tx& tx, const auth::Actor& actor)
        : services_(services), tx_(tx), actor_(actor) {}

    json::object part(const codes::CodeAt& code, ProductId id) {
        const auto& product = product_of(id);
        const auto block = codes::get_block(tx_, code.block).value();
        const auto segment = codes::find_segment(tx_, code.block, code.counter);
        json::object out{{"code", services_.directory.text(block, code.counter)},
                         {"product", to_string(id)},
                         {"productName", product.name},
                         {"model", product.model()},
                         {"maker", org_name(product.org)},
                         {"number", number_of(code)}};
        // Where goods of others went on to is none of the assembler's business.
        if (segment && (block.org == actor_.org || segment->state.holder == actor_.org))
            out["status"] = codes::name(segment->state.status), out["statusZh"] = codes::name_zh(segment->state.status);
        return out;
    }

    json::object encode(const Assembly& a) {
        const auto& vehicle = product_of(a.part(Slot::vehicle).product);
        json::object out{{"id", to_string(a.id)},
                         {"state", a.stands() ? "standing" : "undone"},
                         {"frameNumber", a.frame_number},
                         {"model", a.vehicle_model},
                         {"allowedBatteries", encode_allowed(vehicle, catalog::Family::battery)},
                         {"allowedChargers", encode_allowed(vehicle, catalog::Family::charger)},
                         {"createdAt", iso_utc(a.created_at)},
                         {"createdBy", login(a.created_by)}};
        for (const Slot slot : events::slots) out[events::name(slot)] = part(a.part(slot).code, a.part(slot).product);
        if (!a.stands()) {
            out["undoneAt"] = iso_utc(a.undone_at);
            out["undoneBy"] = login(a.undone_by);
            out["reason"] = a.reason;
        }
        return out;
    }

    json::object encode(const codes::Item& item) {
        const auto& product = product_of(item.product);
        json::object out = part(item.code, item.product);
        out["id"] = to_string(item.id);
        out["frameNumber"] = item.frame_number;
        out["productionDate"] = item.production_date;
        out["allowedBatteries"] = encode_allowed(product, catalog::Family::battery);
        out["allowedChargers"] = encode_allowed(product, catalog::Family::charger);
        return out;
    }

private:
    const catalog::Product& product_of(ProductId id) {
        const auto known = products_.find(id);
        if (known != products_.end()) return known->second;
        return products_.emplace(id, catalog::get_product(tx_, id).value()).first->second;
    }
    const std::string& org_name(OrgId id) {
        const auto [known, fresh] = orgs_.try_emplace(id);
        if (const auto org = fresh ? registry::find_org(tx_, id) : std::nullopt) known->second = org->data.name;
        return known->second;
    }
    const std::string& login(UserId id) {
        const auto [known, fresh] = logins_.try_emplace(id);
        if (const auto user = fresh ? auth::find_user(tx_, id) : std::nullopt) known->second = user->login;
        return known->second;
    }
    std::string number_of(const codes::CodeAt& code) {
        const auto item = codes::find_item(tx_, code);
        if (!item) return {};
        return item->frame_number.empty() ? item->serial_number : item->frame_number;
    }

    Services& services_;
    db::Tx& tx_;
    const auth::Actor& actor_;
    std::map<ProductId, catalog::Product> products_;
    std::map<OrgId, std::string> orgs_;
    std::map<UserId, std::string> logins_;
};

// POST /api/v1/assemblies {"vehicle","battery","charger"}: trace codes, frame or serial numbers
Result<Step> assemble(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    events::AssemblyTexts texts;
    for (const Slot slot : events::slots)
        texts[static_cast<std::size_t>(slot)] =
            in.text(events::name(slot), events::name_zh(slot), {.chars_max = scanned_chars_max});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, events::assemble(tx, services.names, actor, texts));
        return created("/api/v1/assemblies/" + to_string(made.id), AssemblyWords(services, tx, actor).encode(made));
    }}};
}

// POST /api/v1/assemblies/check {"texts":[...]}: reads only; a POST because what was scanned may be long.
Result<Step> check_assembly(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    std::vector<std::string> texts;
    const auto* list = in.array("texts", "扫到的编码");
    if (list && (list->empty() || list->size() > events::assembly_texts_max))
        in.violation(Code::out_of_bounds, "texts", "扫到的编码",
                     fmt::format("一次检查 1 至 {} 个", events::assembly_texts_max));
    for (std::size_t i = 0; list && i < std::min(list->size(), events::assembly_texts_max); ++i) {
        const auto* text = (*list)[i].if_string();
        if (text && !trim(*text).empty() && utf8_length(*text) <= scanned_chars_max)
            texts.emplace_back(trim(*text));
        else
            violations.add({.code = text ? Code::too_long : Code::wrong_type,
                            .pointer = fmt::format("/texts/{}", i),
                            .detail = fmt::format("应是 1 至 {} 个字的文字", scanned_chars_max),
                            .field = "扫到的编码"});
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{Read{[&services, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto checked, events::check_assembly(tx, services.names, actor, texts));
        AssemblyWords words(services, tx, actor);
        json::array pieces;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            json::object piece{{"text", texts[i]}};
            json::array problems;
            for (const auto& [at, error] : checked.defects)
                if (at == i) problems.emplace_back(error.detail);
            piece["problems"] = std::move(problems);
            if (const auto slot = checked.slot_of[i]) {
                piece["slot"] = events::name(*slot);
                const auto& found = checked.found[static_cast<std::size_t>(*slot)];
                if (found) piece["piece"] = words.part(found->code, found->product.id);
            }
            pieces.push_back(std::move(piece));
        }
        json::object out{{"pieces", std::move(pieces)}, {"complete", checked.complete}};
        if (const auto& vehicle = checked.found[0]) {
            out["allowedBatteries"] = encode_allowed(vehicle->product, catalog::Family::battery);
            out["allowedChargers"] = encode_allowed(vehicle->product, catalog::Family::charger);
        }
        return ok(std::move(out));
    }}};
}

// POST /api/v1/assemblies/{id}/undo {"reason"}
Result<Step> undo_assembly(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<events::AssemblyId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto reason = in.text("reason", "解绑原因", {.chars_max = 200});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto undone, events::undo_assembly(tx, services.names, actor, id, reason));
        return ok(AssemblyWords(services, tx, actor).encode(undone));
    }}};
}

// GET /api/v1/assemblies/{id}
Result<Step> get_assembly(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<events::AssemblyId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, events::get_assembly(tx, actor, id));
        return ok(AssemblyWords(services, tx, actor).encode(found));
    }}};
}

Result<std::string> asked_words(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto text = request.query_param(name);
    if (!text) return std::string();
    if (utf8_length(*text) > 60)
        return Error{Code::too_long, "/" + std::string(name), "不超过 60 个字", std::string(zh)};
    return *text;
}

// GET /api/v1/assemblies?frame=&model=&state=&cursor=&limit=
Result<Step> list_assemblies(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    events::AssemblyFilter filter;
    TRY(const auto frame, asked_words(request, "frame", "整车编码(车架号)"));
    TRY(filter.model, asked_words(request, "model", "型号"));
    filter.frame_number = keys::read_text(frame, keys::Reading::folded);
    if (const auto state = request.query_param("state")) {
        if (*state == "standing")
            filter.state = events::AssemblyState::standing;
        else if (*state == "undone")
            filter.state = events::AssemblyState::undone;
        else
            return Error{Code::invalid, "/state", "状态只能是 standing 或 undone", "状态"};
    }
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, events::list_assemblies(tx, actor, filter, events::AssemblyId{cursor}, limit + 1));
            AssemblyWords words(services, tx, actor);
            return page_of(
                found, limit, [&](const Assembly& a) { return words.encode(a); },
                [](const Assembly& last, const Assembly&) { return to_string(last.id); });
        }}};
}

// GET /api/v1/assemblies/vehicles?frame=&model=&cursor=&limit=: those that have no battery and charger yet
Result<Step> list_bare_vehicles(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    codes::ItemFilter filter{.family = catalog::Family::vehicle, .unassembled = true};
    TRY(const auto frame, asked_words(request, "frame", "整车编码(车架号)"));
    TRY(filter.model, asked_words(request, "model", "型号"));
    filter.frame_number = keys::read_text(frame, keys::Reading::folded);
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(auto scope, codes::batch_scope(actor, std::nullopt));
            scope.org = actor.org;
            AssemblyWords words(services, tx, actor);
            // Of no organisation, not of all.
            const auto found = actor.org ? codes::list_items(tx, scope, filter, codes::ItemId{cursor}, limit + 1)
                                         : std::vector<codes::Item>{};
            return page_of(
                found, limit, [&](const codes::Item& item) { return words.encode(item); },
                [](const codes::Item& last, const codes::Item&) { return to_string(last.id); });
        }}};
}

}  // namespace

std::vector<Operation> assembly_operations() {
    using namespace schema;
    using auth::Permission;
    const std::vector<Code> of_pieces{Code::invalid,        Code::conflict,        Code::wrong_state,
                                      Code::not_found,      Code::code_forged,     Code::codes_not_bound,
                                      Code::codes_not_held, Code::codes_not_yours, Code::org_not_approved};
    const auto scanned = [](std::string_view zh) { return text(zh, scanned_chars_max); };
    return {
        {.method = http::Method::post,
         .path = "/api/v1/assemblies",
         .id = "assemble",
         .tag = "生产",
         .zh = "整车三码关联：一车一池一充；编码可以是追溯码、车架号或序列号",
         .en = "Links a vehicle with its battery and its charger, by trace code, frame or serial number.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({{"vehicle", scanned("整车编码")},
                                     {"battery", scanned("电池编码")},
                                     {"charger", scanned("充电器编码")}}),
                   .example = {{"vehicle", "YG26-000001"}, {"battery", "BAT-000001"}, {"charger", "CHG-000001"}}}},
         .answer = {201, "关联", ref("Assembly")},
         .errors = of_pieces,
         .repeat = Repeat::kept,
         .run = assemble},
        {.method = http::Method::post,
         .path = "/api/v1/assemblies/check",
         .id = "checkAssembly",
         .tag = "生产",
         .zh = "检查扫到的编码各是什么、能否关联，不作记录；顺序不限",
         .en = "What was scanned so far, in any order: what each is, and whether they go together. Nothing is stored.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({{"texts", list("扫到的编码", scanned("编码"), events::assembly_texts_max)}}),
                   .example = {{"texts", json::array{"YG26-000001", "BAT-000001"}}},
                   .bytes_max = 32 * 1024}},
         .answer = {200, "各编码",
                    answer({{"pieces", array_of("各编码", answer({{"text", plain("编码")},
                                                                  {"problems", array_of("问题", plain("问题"))},
                                                                  maybe("slot", plain("vehicle、battery、charger")),
                                                                  maybe("piece", ref("AssemblyPart"))}))},
                            {"complete", boolean("三件齐全且没有问题")},
                            maybe("allowedBatteries", array_of("允许配套的电池型号", ref("AllowedPart"))),
                            maybe("allowedChargers", array_of("允许配套的充电器型号", ref("AllowedPart")))})},
         .errors = {Code::org_not_approved},
         .run = check_assembly},
        {.method = http::Method::post,
         .path = "/api/v1/assemblies/{id}/undo",
         .id = "undoAssembly",
         .tag = "生产",
         .zh = "解绑，整车出厂前",
         .en = "Ends a link, as long as the vehicle is at its maker.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({{"reason", text("解绑原因", 200)}}), .example = {{"reason", "更换电池"}}}},
         .answer = {200, "关联", ref("Assembly")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = undo_assembly},
        {.method = http::Method::get,
         .path = "/api/v1/assemblies",
         .id = "listAssemblies",
         .tag = "生产",
         .zh = "本企业的整车三码关联，新的在前",
         .en = "The own organisation's links of vehicle, battery and charger, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"frame", "整车编码(车架号)", text("整车编码(车架号)", 60)},
                          {"model", "整车型号的开头", text("型号", 60)},
                          {"state", "状态", choice("状态", {"standing", "undone"})}}),
         .answer = {200, "一页关联", page_of("Assembly")},
         .errors = {Code::too_long},
         .run = list_assemblies},
        {.method = http::Method::get,
         .path = "/api/v1/assemblies/vehicles",
         .id = "listBareVehicles",
         .tag = "生产",
         .zh = "本企业还没有关联电池和充电器的整车，新的在前",
         .en = "The own organisation's vehicles without battery and charger, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"frame", "整车编码(车架号)", text("整车编码(车架号)", 60)},
                          {"model", "整车型号的开头", text("型号", 60)}}),
         .answer = {200, "一页整车", page_of("BareVehicle")},
         .errors = {Code::too_long},
         .run = list_bare_vehicles},
        {.method = http::Method::get,
         .path = "/api/v1/assemblies/{id}",
         .id = "getAssembly",
         .tag = "生产",
         .zh = "一条整车三码关联",
         .en = "One link of vehicle, battery and charger.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "关联", ref("Assembly")},
         .errors = {Code::not_found},
         .run = get_assembly},
    };
}

}  // namespace yiguan::api
