// Further texts for one trace code (C-10), and asking for many codes at once by whatever is printed on the goods.
#include "codes/aliases.hpp"

#include <fmt/format.h>

#include "api/operation.hpp"
#include "codes/batches.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/mint.hpp"

namespace yiguan::api {
namespace {

using codes::Alias;
using codes::CodeAt;

constexpr std::size_t texts_max = 500;

json::object encode(const Alias& alias) {
    return {{"id", to_string(alias.id)},
            {"kind", codes::rule_of(alias.kind).name},
            {"kindZh", codes::rule_of(alias.kind).name_zh},
            {"text", alias.text},
            {"withItem", static_cast<bool>(alias.item)},
            {"createdAt", iso_utc(alias.created_at)}};
}

std::optional<codes::PlacedCode> placed_in(const codes::Directory& directory, std::string_view text) {
    if (const auto placed = directory.place(text)) return placed;
    const auto ecode = keys::parse_ecode(text);
    return ecode.has_value() ? directory.place(ecode.value().text()) : std::nullopt;
}

// POST /api/v1/aliases {"code","kind","text"}
Result<Step> add_alias(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto code = in.text("code", "追溯码", {.chars_max = 200});
    const auto kind_name = in.text("kind", "编码种类", {.chars_max = 20});
    const auto text = in.text("text", "编码", {.chars_max = 300});
    const auto placed = code.empty() ? std::nullopt : placed_in(services.directory, code);
    if (!code.empty() && !placed) in.violation(Code::code_forged, "code", "追溯码", "不是本平台发出的码");
    const auto kind = codes::parse_alias_kind(kind_name);
    if (!kind_name.empty() && !kind) in.violation(Code::invalid, "kind", "编码种类", "没有这种编码");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[at = CodeAt{placed->block, placed->counter}, kind = *kind, text](
                          db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto alias, codes::add_alias(tx, actor, at, kind, text));
        return ok(encode(alias));
    }}};
}

// POST /api/v1/aliases/{id}/close
Result<Step> close_alias(Services&, const http::Request& request) {
    TRY(const auto id, path_id<codes::AliasId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto alias, codes::close_alias(tx, actor, id));
        return ok(encode(alias));
    }}};
}

// The batch of a code, if this member or regulator may look into it.
std::optional<codes::Batch> batch_in(db::Tx& tx, const codes::BatchScope& scope,
                                     const std::optional<codes::Segment>& segment) {
    if (!segment || !segment->state.batch) return std::nullopt;
    return codes::find_batch(tx, scope, segment->state.batch);
}

// GET /api/v1/codes/{code}/aliases: for the code's owner and regulators, as far as their scope goes.
Result<Step> list_aliases(Services& services, const http::Request& request) {
    const auto placed = services.directory.place(request.path_param("code"));
    if (!placed) return Error{Code::code_forged, "", "不是本平台发出的码"};
    return Step{Read{[at = *placed](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (auth::require(actor, auth::Permission::read_codes, at.org).has_error())
            return Error{Code::not_found, "", "没有这个追溯码"};
        TRY(const auto scope, codes::batch_scope(actor, std::nullopt));
        json::array items;
        // A free code has no batch and carries nothing; one outside the scope is not there.
        const auto segment = codes::find_segment(tx, at.block, at.counter);
        if (segment && segment->state.batch && !batch_in(tx, scope, segment))
            return Error{Code::not_found, "", "没有这个追溯码"};
        for (const Alias& alias : codes::aliases_of(tx, {at.block, at.counter})) items.push_back(encode(alias));
        return ok({{"items", std::move(items)}});
    }}};
}

// One line of what was pasted.
class Asking {
public:
    Asking(Services& services, db::Tx& tx, const auth::Actor& actor, codes::BatchScope scope)
        : services_(services), tx_(tx), actor_(actor), scope_(std::move(scope)) {}

    json::object answer(const std::string& text) {
        json::object out{{"text", text}};
        if (const auto placed = placed_in(services_.directory, text)) {
            out["found"] = 1;
            out["by"] = "code", out["byZh"] = "追溯码";
            const auto segment = codes::find_segment(tx_, placed->block, placed->counter);
            describe(segment, {placed->block, placed->counter}, batch_in(tx_, scope_, segment), out);
            out["code"] = code_of({placed->block, placed->counter});  // whoever has it may be told it again
            return out;
        }
        // Only what the scope holds: a text can be guessed.
        auto found = codes::find_aliases(tx_, scope_.org, codes::alias_forms(text));
        std::erase_if(found, [&](const Alias& alias) {
            return !batch_in(tx_, scope_, codes::find_segment(tx_, alias.code.block, alias.code.counter));
        });
        out["found"] = found.size();
        if (found.size() != 1) return out;
        const Alias& alias = found.front();
        const auto& rule = codes::rule_of(alias.kind);
        out["by"] = rule.name, out["byZh"] = rule.name_zh;
        const auto segment = codes::find_segment(tx_, alias.code.block, alias.code.counter);
        describe(segment, alias.code, batch_in(tx_, scope_, segment), out);
        if (catalog::sees_hidden(catalog::Viewer::of(actor_), alias.org)) out["code"] = code_of(alias.code);
        return out;
    }

private:
    std::string code_of(const CodeAt& at) {
        return services_.directory.minter(codes::get_block(tx_, at.block).value().epoch).mint(at.counter);
    }

    // Of codes outside the scope the status alone: nothing of the product.
    void describe(const std::optional<codes::Segment>& segment, const CodeAt& at,
                  const std::optional<codes::Batch>& batch, json::object& out) {
        out["status"] = segment ? codes::name(segment->state.status) : "issued";
        out["statusZh"] = segment ? codes::name_zh(segment->state.status) : "空码";
        if (!batch) return;
        const auto product = catalog::get_product(tx_, batch->product);
        if (product.has_value()) out["productName"] = product.value().name, out["model"] = product.value().model();
        out["productionDate"] = batch->production_date;
        out["number"] = batch->numbers.of(at.counter);
        json::array numbers;
        for (const Alias& alias : codes::aliases_of(tx_, at))
            numbers.push_back(json::object{{"kind", codes::rule_of(alias.kind).name},
                                           {"kindZh", codes::rule_of(alias.kind).name_zh},
                                           {"text", alias.text}});
        if (!numbers.empty()) out["numbers"] = std::move(numbers);
    }

    Services& services_;
    db::Tx& tx_;
    const auth::Actor& actor_;
    codes::BatchScope scope_;
};

// POST /api/v1/code-queries {"texts":[...]}: reads only; a POST because 500 lines fit no address.
Result<Step> query_codes(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto* list = in.array("texts", "所查内容");
    std::vector<std::string> texts;
    if (list && (list->empty() || list->size() > texts_max)) {
        in.violation(Code::out_of_bounds, "texts", "所查内容", fmt::format("一次查询 1 至 {} 行", texts_max));
    } else if (list) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* text = (*list)[i].if_string();
            const auto pointer = fmt::format("/texts/{}", i);
            if (!text)
                violations.add({Code::wrong_type, pointer, "应为文字", "所查内容"});
            else if (!is_utf8(*text) || utf8_length(*text) > 500)
                violations.add({Code::too_long, pointer, "每行不超过 500 个字", "所查内容"});
            else
                texts.emplace_back(trim(*text));
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Read{[&services, texts = std::move(texts)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY_VOID(auth::require(actor, auth::Permission::read_codes));
            TRY(auto scope, codes::batch_scope(actor, std::nullopt));
            Asking asking(services, tx, actor, std::move(scope));
            json::array items;
            for (const auto& text : texts) items.push_back(asking.answer(text));
            return ok({{"items", std::move(items)}});
        }}};
}

}  // namespace

std::vector<Operation> alias_operations() {
    using namespace schema;
    using auth::Permission;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/aliases",
         .id = "addAlias",
         .tag = "追溯码",
         .zh = "为一个追溯码关联其他编码",
         .en = "Lets another text mean a trace code of one's own.",
         .who = Who::with(Permission::bind_codes),
         .body =
             {{.schema = object({{"code", text("追溯码", 200)},
                                 {"kind", choice("编码种类", {"own", "gs1", "frame", "motor", "controller",
                                                              "certificate", "factorySerial", "lithiumSerial"})},
                                 {"text", text("编码", 300)}}),
               .example = {{"code", "201281234567890123456789012345678"}, {"kind", "own"}, {"text", "OWN-000001"}}}},
         .answer = {200, "关联的编码", ref("Alias")},
         .errors = {Code::block_unknown, Code::code_forged, Code::codes_not_bound, Code::conflict, Code::invalid,
                    Code::org_not_approved, Code::key_length, Code::key_character, Code::key_form, Code::key_value,
                    Code::key_check, Code::bad_date},
         .repeat = Repeat::kept,
         .run = add_alias},
        {.method = http::Method::post,
         .path = "/api/v1/aliases/{id}/close",
         .id = "closeAlias",
         .tag = "追溯码",
         .zh = "取消一个关联编码，该编码可以重新使用",
         .en = "Ends a further text for a code; the text is free again.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "取消的编码", ref("Alias")},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = close_alias},
        {.method = http::Method::get,
         .path = "/api/v1/codes/{code}/aliases",
         .id = "listAliases",
         .tag = "追溯码",
         .zh = "一个追溯码关联的其他编码，供其企业与监管",
         .en = "The other texts that mean a code, for its owner and regulators.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "关联的编码", answer({{"items", {{"type", "array"}, {"items", ref("Alias")}}}})},
         .errors = {Code::code_forged, Code::not_found},
         .run = list_aliases},
        {.method = http::Method::post,
         .path = "/api/v1/code-queries",
         .id = "queryCodes",
         .tag = "追溯码",
         .zh = "按追溯码、车架号、序列号等一次查询多行",
         .en = "Up to 500 codes at once, by trace code, frame number, serial number and the like.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({{"texts", list("所查内容", text("一行", 500), texts_max)}}),
                   .example = {{"texts", json::array{"OWN-000001"}}},
                   .bytes_max = 512 * 1024}},
         .answer = {200, "每行的结果", answer({{"items", {{"type", "array"}, {"items", ref("CodeAnswer")}}}})},
         .run = query_codes},
    };
}

}  // namespace yiguan::api
