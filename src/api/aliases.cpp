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

// GET /api/v1/codes/{code}/aliases: for the code's owner and regulators.
Result<Step> list_aliases(Services& services, const http::Request& request) {
    const auto placed = services.directory.place(request.path_param("code"));
    if (!placed) return Error{Code::code_forged, "", "不是本平台发出的码"};
    return Step{Read{[at = *placed](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        if (auth::require(actor, auth::Permission::read_codes, at.org).has_error())
            return Error{Code::not_found, "", "没有这个追溯码"};
        json::array items;
        for (const Alias& alias : codes::aliases_of(tx, {at.block, at.counter})) items.push_back(encode(alias));
        return ok({{"items", std::move(items)}});
    }}};
}

// One line of what was pasted.
class Asking {
public:
    Asking(Services& services, db::Tx& tx, const auth::Actor& actor)
        : services_(services),
          tx_(tx),
          actor_(actor),
          everywhere_(auth::may_everywhere(actor, auth::Permission::read_codes)) {}

    json::object answer(const std::string& text) {
        json::object out{{"text", text}};
        if (const auto placed = placed_in(services_.directory, text)) {
            out["found"] = 1;
            out["by"] = "code", out["byZh"] = "追溯码";
            describe({placed->block, placed->counter}, placed->org, out);
            out["code"] = code_of({placed->block, placed->counter});  // whoever has it may be told it again
            return out;
        }
        // Only one's own, but for those who read everywhere: a text can be guessed.
        const auto found = codes::find_aliases(tx_, everywhere_ ? OrgId{} : actor_.org, codes::alias_forms(text));
        out["found"] = found.size();
        if (found.size() != 1) return out;
        const auto& rule = codes::rule_of(found.front().kind);
        out["by"] = rule.name, out["byZh"] = rule.name_zh;
        describe(found.front().code, found.front().org, out);
        if (catalog::sees_hidden(catalog::Viewer::of(actor_), found.front().org))
            out["code"] = code_of(found.front().code);
        return out;
    }

private:
    std::string code_of(const CodeAt& at) {
        return services_.directory.minter(codes::get_block(tx_, at.block).value().epoch).mint(at.counter);
    }

    // Of others' codes what their public page says: nothing before they are active.
    void describe(const CodeAt& at, OrgId org, json::object& out) {
        const auto segment = codes::find_segment(tx_, at.block, at.counter);
        out["status"] = segment ? codes::name(segment->state.status) : "issued";
        out["statusZh"] = segment ? codes::name_zh(segment->state.status) : "空码";
        if (!segment || !segment->state.batch) return;
        const bool own = catalog::sees_hidden(catalog::Viewer::of(actor_), org);
        if (!own && !everywhere_) return;
        const auto batch = codes::find_batch(tx_, at.block, segment->state.batch);
        if (!batch) return;
        const auto product = catalog::get_product(tx_, batch->product);
        if (product.has_value()) out["productName"] = product.value().name, out["model"] = product.value().model();
        out["productionDate"] = batch->production_date;
        out["number"] = batch->numbers.of(at.counter);
    }

    Services& services_;
    db::Tx& tx_;
    const auth::Actor& actor_;
    bool everywhere_;
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
            Asking asking(services, tx, actor);
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
