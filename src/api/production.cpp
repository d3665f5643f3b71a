// 今日生产, its records and how they are taken back; items piece by piece.
#include "events/production.hpp"

#include <fmt/format.h>

#include <map>

#include "api/operation.hpp"
#include "auth/auth.hpp"
#include "codes/codes_json.hpp"
#include "core/text.hpp"
#include "events/events_json.hpp"
#include "keys/keys.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using events::Production;
using events::ProductionInput;

events::ProductionRules rules_of(const Services& services) {
    const auto& limits = services.limits->settings();
    return {.domain = services.domain,
            .quota = {limits.applications_per_day_max, limits.codes_per_day_max},
            .empty_rate_max = limits.empty_code_rate_max};
}

// What answers name beside ids, each read once.
class Names {
public:
    Names(Services& services, db::Tx& tx) : services_(services), tx_(tx) {}

    const catalog::Product& product(ProductId id) {
        const auto at = products_.find(id);
        if (at != products_.end()) return at->second;
        return products_.emplace(id, catalog::get_product(tx_, id).value()).first->second;
    }
    const std::string& login(UserId id) {
        const auto [at, fresh] = logins_.try_emplace(id);
        if (const auto user = fresh ? auth::find_user(tx_, id) : std::nullopt) at->second = user->login;
        return at->second;
    }
    const codes::Block& block(BlockId id) {
        const auto at = blocks_.find(id);
        if (at != blocks_.end()) return at->second;
        return blocks_.emplace(id, codes::get_block(tx_, id).value()).first->second;
    }
    std::string code(const codes::CodeAt& at) {
        return services_.directory.minter(block(at.block).epoch).mint(at.counter);
    }

private:
    Services& services_;
    db::Tx& tx_;
    std::map<ProductId, catalog::Product> products_;
    std::map<UserId, std::string> logins_;
    std::map<BlockId, codes::Block> blocks_;
};

json::object encode(Names& names, const Production& p, UtcMs now) {
    const auto& product = names.product(p.product);
    json::object out{{"id", to_string(p.id)},
                     {"product", to_string(p.product)},
                     {"productName", product.name},
                     {"model", product.model()},
                     {"batchNumber", p.batch_number},
                     {"productionDate", p.production_date},
                     {"quantity", std::to_string(p.quantity)},
                     {"ranges", codes::encode(p.ranges)},
                     {"method", events::name(p.method)},
                     {"activated", p.activated},
                     {"createdAt", iso_utc(p.created_at)},
                     {"createdBy", names.login(p.created_by)},
                     {"undone", p.undone_at.value != 0},
                     {"canUndo", events::can_undo(p, now)}};
    if (p.report) out["report"] = to_string(p.report);
    if (p.undone_at.value != 0)
        out["undoneAt"] = iso_utc(p.undone_at);
    else
        out["undoUntil"] = iso_utc(UtcMs{p.created_at.value + events::undo_window_ms});
    out["firstCode"] = names.code({p.ranges.front().block, p.ranges.front().first});
    out["lastCode"] = names.code({p.ranges.back().block, p.ranges.back().last});
    return out;
}

// The parts that both forms of recording share.
ProductionInput read_common(ObjectReader& in, const json::object& body) {
    ProductionInput input{.product = in.id<ProductId>("product", "产品"),
                          .batch_number = in.optional_text("batchNumber", "批次号", {.chars_max = 60}).value_or(""),
                          .production_date = {},
                          .ranges = {},
                          .pieces = {},
                          .input = events::read_fields_input(in)};
    if (body.contains("productionDate"))
        input.production_date = in.date("productionDate", "生产日期");
    else
        input.production_date = beijing_date(utc_now());
    if (const auto report = in.optional_id<DocumentId>("report", "检验报告")) input.report = *report;
    input.activate = in.boolean("activate", "绑码后立即激活", false);
    return input;
}

// For the directory, once the commit is on disk.
std::optional<codes::Block> made_block(db::Tx& tx, const Production& production) {
    return events::made_codes(production.method) ? codes::find_block(tx, production.home) : std::nullopt;
}

// POST /api/v1/production
Result<Step> record_production(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auto input = read_common(in, body);
    const bool given = body.contains("ranges") || body.contains("firstCode") || body.contains("lastCode");
    if (given && !body.contains("ranges") && !body.contains("firstCode")) {
        in.text("lastCode", "末码", {.chars_max = 200});
        in.text("firstCode", "首码", {.chars_max = 200});
    } else if (given) {
        input.ranges = codes::read_ranges(in, body, violations, services.directory);
    }
    if (given && body.contains("quantity")) {
        in.integer("quantity", "数量", 1, codes::quantity_max);
        in.violation(Code::invalid, "quantity", "数量", "数量与起止码只填一种");
    }
    if (!given) {
        input.quantity = in.integer("quantity", "数量", 1, codes::quantity_max);
    }
    in.finish();
    TRY_VOID(violations.result());
    const auto made = std::make_shared<std::optional<codes::Block>>();
    return Step{Write{
        [&services, input = std::move(input), made](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto production, events::record_production(tx, actor, rules_of(services), input));
            *made = made_block(tx, production);
            Names names(services, tx);
            return created("/api/v1/production/" + to_string(production.id), encode(names, production, tx.now()));
        },
        [&services, made] {
            if (*made) services.directory.add(**made);
        }}};
}

Result<std::string> recorded_day(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto day = request.query_param(name);
    if (!day) return std::string();
    if (parse_date(*day).has_value()) return *day;
    return Error{.code = Code::bad_date,
                 .pointer = "/" + std::string(name),
                 .detail = "日期应写作 2026-11-21",
                 .field = std::string(zh)};
}

Result<std::optional<ProductId>> asked_product(const http::Request& request) {
    const auto text = request.query_param("product");
    if (!text) return std::optional<ProductId>();
    if (const auto id = parse_id_as<ProductId>(*text)) return std::optional(*id);
    return Error{Code::invalid, "/product", "没有这个产品", "产品"};
}

// GET /api/v1/production?product=&from=&to=&cursor=&limit=: `from` and `to` are days in Beijing, both included.
Result<Step> list_production(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    events::ProductionFilter filter;
    TRY(filter.from, recorded_day(request, "from", "记录日期起"));
    TRY(filter.to, recorded_day(request, "to", "记录日期止"));
    TRY(const auto product, asked_product(request));
    filter.product = product.value_or(ProductId{});
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, events::list_productions(tx, actor, filter, events::ProductionId{cursor}, limit + 1));
            Names names(services, tx);
            return page_of(
                found, limit, [&](const Production& p) { return encode(names, p, tx.now()); },
                [](const Production& last, const Production&) { return to_string(last.id); });
        }}};
}

// GET /api/v1/production/suggestion?product=
Result<Step> suggest_production(Services& services, const http::Request& request) {
    TRY(const auto product, asked_product(request));
    return Step{Read{[&services, product](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto suggestion, events::suggest_production(tx, actor, product));
        json::object out{{"batchNumber", suggestion.batch_number}, {"productionDate", suggestion.production_date}};
        Names names(services, tx);
        if (product || suggestion.last) {
            const auto& of = names.product(product ? *product : suggestion.last->product);
            out["family"] = catalog::name(of.tmpl->family);
            out["piecesOnly"] = codes::is_lithium(of);
            json::array fields;
            for (const auto& field : codes::item_fields(of.tmpl->family))
                fields.push_back(json::object{
                    {"key", field.key},
                    {"nameZh", field.zh},
                    {"required", field.required || (field.key == "serialNumber" && codes::is_lithium(of))}});
            out["itemFields"] = std::move(fields);
        }
        if (suggestion.last) {
            auto last = encode(names, *suggestion.last, tx.now());
            last["given"] = parse_json_object(suggestion.last->given).value();
            out["last"] = std::move(last);
        }
        return ok(std::move(out));
    }}};
}

// POST /api/v1/production/{id}/undo
Result<Step> undo_production(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<events::ProductionId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto undone, events::undo_production(tx, actor, id));
        Names names(services, tx);
        return ok(encode(names, undone, tx.now()));
    }}};
}

// ---- items

json::object encode(Names& names, db::Tx& tx, const codes::Item& item, const auth::Actor& actor,
                    std::int64_t version = 0) {
    const auto& product = names.product(item.product);
    const auto segment = codes::find_segment(tx, item.code.block, item.code.counter);
    json::object out{{"id", to_string(item.id)},
                     {"product", to_string(item.product)},
                     {"family", catalog::name(item.family)},
                     {"model", item.model},
                     {"productName", product.name},
                     {"productionDate", item.production_date},
                     {"frameNumber", item.frame_number},
                     {"serialNumber", item.serial_number},
                     {"fields", parse_json_object(item.values).value()},
                     {"state", codes::item_state(segment)},
                     {"stateZh", codes::item_state_zh(segment)},
                     {"createdAt", iso_utc(item.created_at)},
                     {"version", std::to_string(version)}};
    if (const auto org = registry::find_org(tx, item.org)) out["maker"] = org->data.name;
    // EBM-81, EBM-82: of the filing, where its template shows it to everybody.
    const auto type = product.values.values.find("batteryType");
    const auto* field = product.tmpl->find("batteryType");
    if (field && !field->choosable() && type != product.values.values.end()) out["batteryType"] = type->second;
    // A code is for who holds the goods: those outside learn its number from the label.
    if (catalog::sees_hidden(catalog::Viewer::of(actor), item.org)) out["code"] = names.code(item.code);
    return out;
}

events::PieceRow read_row(Services& services, const json::object& row, const std::string& pointer,
                          Violations& violations) {
    ObjectReader in(row, violations, pointer);
    events::PieceRow piece;
    if (const auto code = in.optional_text("code", "追溯码", {.chars_max = 200})) {
        const auto ecode = keys::parse_ecode(*code);
        const auto placed = services.directory.place(ecode.has_value() ? ecode.value().text() : *code);
        if (placed)
            piece.code = {placed->block, placed->counter};
        else
            in.violation(Code::code_forged, "code", "追溯码", "不是本平台发出的码");
    }
    if (const auto* fields = in.object("fields", "单件信息")) piece.fields = *fields;
    in.finish();
    return piece;
}

// POST /api/v1/items {"product","productionDate"?,"rows":[{"code"?,"fields":{}}],...}
Result<Step> bind_items(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auto input = read_common(in, body);
    const auto* rows = in.array("rows", "单件");
    if (rows && (rows->empty() || rows->size() > codes::items_max)) {
        in.violation(Code::out_of_bounds, "rows", "单件", fmt::format("一次登记 1 至 {} 件", codes::items_max));
    } else if (rows) {
        for (std::size_t i = 0; i < rows->size(); ++i) {
            const auto pointer = fmt::format("/rows/{}", i);
            if (const auto* row = (*rows)[i].if_object())
                input.pieces.push_back(read_row(services, *row, pointer, violations));
            else
                violations.add({Code::wrong_type, pointer, "单件应是 {code, fields}", "单件"});
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    const auto made = std::make_shared<std::optional<codes::Block>>();
    return Step{Write{
        [&services, input = std::move(input), made](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto bound, events::bind_pieces(tx, actor, rules_of(services), input));
            Names names(services, tx);
            json::array items;
            for (const auto& item : bound.items) items.push_back(encode(names, tx, item, actor));
            json::object out{{"items", std::move(items)}};
            if (bound.production) {
                *made = made_block(tx, *bound.production);
                out["production"] = encode(names, *bound.production, tx.now());
            }
            return created("/api/v1/items", std::move(out));
        },
        [&services, made] {
            if (*made) services.directory.add(**made);
        }}};
}

// POST /api/v1/items/{id}/close
Result<Step> close_item(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<codes::ItemId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto item, codes::close_item(tx, actor, id));
        Names names(services, tx);
        return ok(encode(names, tx, item, actor, codes::versions_of(tx, {id}).front()));
    }}};
}

// POST /api/v1/items/{id}/corrections {"fields":{},"reason","version"}
Result<Step> correct_item(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<codes::ItemId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto* fields = in.object("fields", "单件信息");
    const auto reason = in.text("reason", "更正原因", {.chars_max = codes::correction_reason_chars_max});
    const auto version = in.integer("version", "版本", 0, codes::corrections_max);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, given = *fields, reason, version](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto item, codes::correct_item(tx, actor, id, given, reason, version));
        Names names(services, tx);
        return ok(encode(names, tx, item, actor, version + 1));
    }}};
}

Result<std::string> asked_text(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto text = request.query_param(name);
    if (!text) return std::string();
    if (utf8_length(*text) > 60)
        return Error{Code::too_long, "/" + std::string(name), "不超过 60 个字", std::string(zh)};
    return *text;
}

// GET /api/v1/items?frame=&serial=&model=&family=&from=&to=&cursor=&limit=
Result<Step> list_items(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    codes::ItemFilter filter;
    TRY(const auto frame, asked_text(request, "frame", "整车编码(车架号)"));
    TRY(const auto serial, asked_text(request, "serial", "序列号"));
    TRY(filter.model, asked_text(request, "model", "型号"));
    filter.frame_number = keys::read_text(frame, keys::Reading::folded);
    filter.serial_number = keys::read_text(serial, keys::Reading::folded);
    TRY(filter.from, recorded_day(request, "from", "生产日期起"));
    TRY(filter.to, recorded_day(request, "to", "生产日期止"));
    if (const auto family = request.query_param("family")) {
        filter.family = catalog::parse_family(*family);
        if (!filter.family) return Error{Code::invalid, "/family", "没有这种类别", "类别"};
    }
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto scope, codes::batch_scope(actor, std::nullopt));
            Names names(services, tx);
            const auto found = codes::list_items(tx, scope, filter, codes::ItemId{cursor}, limit + 1);
            std::vector<codes::ItemId> ids;
            for (const auto& item : found) ids.push_back(item.id);
            const auto versions = codes::versions_of(tx, ids);
            return page_of(
                found, limit,
                [&](const codes::Item& item) {
                    return encode(names, tx, item, actor, versions[static_cast<std::size_t>(&item - found.data())]);
                },
                [](const codes::Item& last, const codes::Item&) { return to_string(last.id); });
        }}};
}

const std::vector<Code> refusals{Code::not_found,
                                 Code::conflict,
                                 Code::wrong_state,
                                 Code::invalid,
                                 Code::block_unknown,
                                 Code::codes_already_bound,
                                 Code::codes_outside_block,
                                 Code::codes_not_yours,
                                 Code::codes_overlap,
                                 Code::too_many_ranges,
                                 Code::code_forged,
                                 Code::quantity,
                                 Code::document_unknown,
                                 Code::org_not_approved,
                                 Code::product_not_published,
                                 Code::template_field_unknown,
                                 Code::template_field_stage,
                                 Code::template_field_fixed,
                                 Code::bad_date,
                                 Code::future_date,
                                 Code::openness_not_chooseable};

std::vector<Code> with(std::vector<Code> codes, std::initializer_list<Code> more) {
    codes.insert(codes.end(), more);
    return codes;
}

std::vector<schema::Field> common_fields(std::vector<schema::Field> others) {
    using namespace schema;
    std::vector<Field> fields{{"product", id("产品备案")},
                              maybe("batchNumber", text("批次号，不填则自动编号", 60)),
                              maybe("productionDate", date("生产日期，不填为今天")),
                              maybe("fields", free_object("填报内容，字段由数据模板定义")),
                              maybe("open", list("公开的字段", text("字段", 40), 100)),
                              maybe("report", id("检验报告，已上传的文件")),
                              maybe("activate", boolean("绑码后立即激活"))};
    fields.insert(fields.end(), others.begin(), others.end());
    return fields;
}

}  // namespace

std::vector<Operation> production_operations() {
    using namespace schema;
    using auth::Permission;
    const Schema range = object({{"block", id("码段")},
                                 {"first", integer("首号", 0, mint::counter_max)},
                                 {"last", integer("末号", 0, mint::counter_max)}});
    const Schema row =
        object({maybe("code", text("追溯码", 200)), {"fields", free_object("单件信息，字段随产品类别")}});
    return {
        {.method = http::Method::post,
         .path = "/api/v1/production",
         .id = "recordProduction",
         .tag = "生产",
         .zh = "今日生产：申码（或用已有的码）、绑码、激活，一次完成",
         .en =
             "Records a batch: codes are applied for, or taken from those there are, bound and activated in one step.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object(
                       common_fields({maybe("quantity", integer("数量，与起止码只填一种", 1, codes::quantity_max)),
                                      maybe("ranges", list("已有的码", range, codes::ranges_max)),
                                      maybe("firstCode", text("首码", 200)), maybe("lastCode", text("末码", 200))})),
                   .example = {{"product", "246813579"},
                               {"productionDate", "2026-06-01"},
                               {"quantity", "10"},
                               {"activate", false}},
                   .bytes_max = 256 * 1024}},
         .answer = {201, "生产记录", ref("Production")},
         .errors = refusals,
         .repeat = Repeat::kept,
         .run = record_production},
        {.method = http::Method::get,
         .path = "/api/v1/production",
         .id = "listProduction",
         .tag = "生产",
         .zh = "本企业的生产与绑码记录，新的在前",
         .en = "What the own organisation recorded as made, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"product", "只看此产品", id("产品备案")},
                          {"from", "记录日期起", date("记录日期起")},
                          {"to", "记录日期止", date("记录日期止")}}),
         .answer = {200, "一页生产记录", page_of("Production")},
         .errors = {Code::bad_date},
         .run = list_production},
        {.method = http::Method::get,
         .path = "/api/v1/production/suggestion",
         .id = "suggestProduction",
         .tag = "生产",
         .zh = "下一个批次号，和本人上次填写的内容",
         .en = "The next batch number, and what the caller filled in last time.",
         .who = Who::with(Permission::bind_codes),
         .query = {{"product", "产品，不填为上次的产品", id("产品备案")}},
         .answer = {200, "建议",
                    answer({{"batchNumber", Schema{{"type", "string"}}},
                            {"productionDate", Schema{{"type", "string"}}},
                            maybe("family", Schema{{"type", "string"}}),
                            maybe("piecesOnly", boolean("只能逐件登记")),
                            maybe("itemFields", Schema{{"type", "array"},
                                                       {"items", answer({{"key", Schema{{"type", "string"}}},
                                                                         {"nameZh", Schema{{"type", "string"}}},
                                                                         {"required", boolean("必填")}})}}),
                            maybe("last", ref("Production"))})},
         .errors = {Code::not_found, Code::product_not_published},
         .run = suggest_production},
        {.method = http::Method::post,
         .path = "/api/v1/production/{id}/undo",
         .id = "undoProduction",
         .tag = "生产",
         .zh = "十分钟内撤销一条生产记录",
         .en = "Takes a record back within ten minutes, as long as none of its codes went on.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "生产记录", ref("Production")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = undo_production},
        {.method = http::Method::post,
         .path = "/api/v1/items",
         .id = "bindItems",
         .tag = "生产",
         .zh = "逐件登记：车架号、序列号等；空码随之绑定，不填追溯码则同时申请",
         .en = "Piece by piece: what each code carries. Free codes are bound, missing ones applied for.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object(common_fields({{"rows", list("单件", row, codes::items_max)}})),
                   .example = {{"product", "246813579"},
                               {"productionDate", "2026-06-01"},
                               {"rows",
                                json::array{json::object{{"fields", json::object{{"serialNumber", "SN26-000001"}}}}}}},
                   .bytes_max = 1024 * 1024}},
         .answer = {201, "登记的单件",
                    answer({{"items", {{"type", "array"}, {"items", ref("Item")}}},
                            maybe("production", ref("Production"))})},
         .errors =
             with(refusals, {Code::key_length, Code::key_character, Code::key_form, Code::key_value, Code::key_check}),
         .repeat = Repeat::kept,
         .run = bind_items},
        {.method = http::Method::post,
         .path = "/api/v1/items/{id}/close",
         .id = "closeItem",
         .tag = "生产",
         .zh = "删除一件的单件信息，产品尚在生产企业时；追溯码可以重新登记",
         .en = "Takes back what was said of one piece, as long as it is at its maker.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "单件", ref("Item")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = close_item},
        {.method = http::Method::post,
         .path = "/api/v1/items/{id}/corrections",
         .id = "correctItem",
         .tag = "生产",
         .zh = "更正一件的单件信息，产品尚在生产企业时；原来的内容留有版本",
         .en = "Says the fields of one piece anew, as long as it is at its maker; what was said before is kept.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({{"fields", free_object("单件信息，全部字段")},
                                     {"reason", text("更正原因", codes::correction_reason_chars_max)},
                                     {"version", integer("看到的版本", 0, codes::corrections_max)}}),
                   .example = {{"fields", json::object{{"serialNumber", "SN-000001"}}},
                               {"reason", "录入有误"},
                               {"version", "0"}}}},
         .answer = {200, "单件", ref("Item")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::invalid, Code::org_not_approved,
                    Code::key_length, Code::key_character, Code::key_form, Code::key_value, Code::key_check},
         .repeat = Repeat::kept,
         .run = correct_item},
        {.method = http::Method::get,
         .path = "/api/v1/items",
         .id = "listItems",
         .tag = "生产",
         .zh = "逐件登记的产品，新的在前；监管看其范围内各企业的",
         .en = "Items of the own organisation, newest first; regulators see those of their scope.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"frame", "整车编码(车架号)", text("整车编码(车架号)", 60)},
                          {"serial", "序列号", text("序列号", 60)},
                          {"model", "型号的开头", text("型号", 60)},
                          {"family", "类别", choice("类别", {"vehicle", "battery", "charger", "none"})},
                          {"from", "生产日期起", date("生产日期起")},
                          {"to", "生产日期止", date("生产日期止")}}),
         .answer = {200, "一页单件", page_of("Item")},
         .errors = {Code::bad_date, Code::too_long},
         .run = list_items},
    };
}

}  // namespace yiguan::api
