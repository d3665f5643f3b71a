// 电缆盘线 (P16): drums, what is cut from them, what is left.
#include "events/drums.hpp"

#include <fmt/format.h>

#include <map>

#include "api/operation.hpp"
#include "auth/auth.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using events::Drum;
using events::DrumId;
using events::DrumTexts;

constexpr std::size_t drum_code_chars_max = 300, mark_chars_max = 20, asked_drum_chars_max = 60;

// Each product and member is read once.
class DrumWords {
public:
    DrumWords(Services& services, db::Tx& tx, const auth::Actor& actor) : services_(services), tx_(tx), actor_(actor) {}

    json::object encode(const Drum& drum) {
        const auto block = codes::get_block(tx_, drum.code.block).value();
        json::object out{{"id", to_string(drum.id)},
                         {"number", drum.number},
                         {"code", services_.directory.text(block, drum.code.counter)},
                         {"product", to_string(drum.product)},
                         {"productName", product_of(drum.product).name},
                         {"model", drum.model},
                         {"startMark", events::metres_text(drum.start)},
                         {"endMark", events::metres_text(drum.end)},
                         {"length", events::metres_text(drum.length())},
                         {"cut", events::metres_text(drum.cut)},
                         {"rest", events::metres_text(drum.rest())},
                         {"state", events::name(events::state_of(drum))},
                         {"stateZh", events::name_zh(events::state_of(drum))},
                         {"createdBy", login(drum.created_by)},
                         {"createdAt", iso_utc(drum.created_at)},
                         {"changedAt", iso_utc(drum.changed_at)}};
        if (const auto segment = codes::find_segment(tx_, drum.code.block, drum.code.counter))
            out["status"] = codes::name(segment->state.status), out["statusZh"] = codes::name_zh(segment->state.status);
        if (!drum.mother) return out;
        if (const auto mother = events::get_drum(tx_, actor_, drum.mother); mother.has_value()) {
            out["mother"] = to_string(drum.mother);
            out["motherNumber"] = mother.value().number;
        }
        return out;
    }
    json::object encode_tree(const Drum& drum) {
        json::array cuts, rests;
        const auto pieces = events::cuts_of(tx_, actor_, drum);
        for (const Drum& piece : pieces) cuts.push_back(encode(piece));
        const auto left = events::rests_of(tx_, drum);
        for (const auto& [from, to] : left)
            rests.push_back(
                json::object{{"startMark", events::metres_text(from)}, {"endMark", events::metres_text(to)}});
        return {{"drum", encode(drum)}, {"cuts", std::move(cuts)}, {"rests", std::move(rests)}};
    }

private:
    const catalog::Product& product_of(ProductId id) {
        const auto known = products_.find(id);
        if (known != products_.end()) return known->second;
        return products_.emplace(id, catalog::get_product(tx_, id).value()).first->second;
    }
    const std::string& login(UserId id) {
        const auto [known, fresh] = logins_.try_emplace(id);
        if (const auto user = fresh ? auth::find_user(tx_, id) : std::nullopt) known->second = user->login;
        return known->second;
    }

    Services& services_;
    db::Tx& tx_;
    const auth::Actor& actor_;
    std::map<ProductId, catalog::Product> products_;
    std::map<UserId, std::string> logins_;
};

DrumTexts read_drum_texts(ObjectReader& in) {
    return {.code = in.text("code", "追溯码", {.chars_max = drum_code_chars_max}),
            .number = in.text("number", "盘号", {.chars_max = events::drum_number_chars_max}),
            .start = in.text("startMark", "米标起", {.chars_max = mark_chars_max}),
            .end = in.text("endMark", "米标止", {.chars_max = mark_chars_max})};
}

// POST /api/v1/drums {"code","number","startMark","endMark"}
Result<Step> add_drum(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const DrumTexts texts = read_drum_texts(in);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, events::add_drum(tx, services.names, actor, texts));
        return created("/api/v1/drums/" + to_string(made.id), DrumWords(services, tx, actor).encode(made));
    }}};
}

// POST /api/v1/drums/{id}/cuts {"pieces":[{"code","number","startMark","endMark"},...]}
Result<Step> cut_drum(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DrumId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    std::vector<DrumTexts> pieces;
    const auto* list = in.array("pieces", "裁切");
    if (list && (list->empty() || list->size() > events::drum_pieces_max))
        in.violation(Code::out_of_bounds, "pieces", "裁切",
                     fmt::format("一次裁切 1 至 {} 段", events::drum_pieces_max));
    for (std::size_t i = 0; list && i < std::min(list->size(), events::drum_pieces_max); ++i) {
        const auto pointer = fmt::format("/pieces/{}", i);
        const auto* one = (*list)[i].if_object();
        if (!one) {
            violations.add(
                {.code = Code::wrong_type, .pointer = pointer, .detail = "应是一个 JSON 对象", .field = "裁切"});
            continue;
        }
        ObjectReader piece(*one, violations, pointer);
        pieces.push_back(read_drum_texts(piece));
        piece.finish();
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, pieces](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto cut, events::cut_drum(tx, services.names, actor, id, pieces));
        return ok(DrumWords(services, tx, actor).encode_tree(cut.mother));
    }}};
}

// GET /api/v1/drums/{id}
Result<Step> get_drum(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DrumId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, events::get_drum(tx, actor, id));
        return ok(DrumWords(services, tx, actor).encode_tree(found));
    }}};
}

Result<std::string> asked_drum(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto text = request.query_param(name);
    if (!text) return std::string();
    if (utf8_length(*text) > asked_drum_chars_max)
        return Error{Code::too_long, "/" + std::string(name), fmt::format("不超过 {} 个字", asked_drum_chars_max),
                     std::string(zh)};
    return *text;
}

// GET /api/v1/drums?number=&model=&state=&cursor=&limit=
Result<Step> list_drums(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    events::DrumFilter filter;
    TRY(const auto number, asked_drum(request, "number", "盘号"));
    TRY(filter.model, asked_drum(request, "model", "型号"));
    filter.number = events::read_drum_number(number);
    if (const auto state = request.query_param("state")) {
        for (const auto one : {events::DrumState::whole, events::DrumState::partly, events::DrumState::used_up})
            if (events::name(one) == *state) filter.state = one;
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, events::list_drums(tx, actor, filter, DrumId{cursor}, limit + 1));
            DrumWords words(services, tx, actor);
            return page_of(
                found, limit, [&](const Drum& drum) { return words.encode(drum); },
                [](const Drum& last, const Drum&) { return to_string(last.id); });
        }}};
}

}  // namespace

std::vector<Operation> drum_operations() {
    using namespace schema;
    using auth::Permission;
    const std::vector<Code> of_drums{Code::invalid,        Code::conflict,        Code::wrong_state,
                                     Code::not_found,      Code::code_forged,     Code::codes_not_bound,
                                     Code::codes_not_held, Code::codes_not_yours, Code::org_not_approved};
    const Schema drum = object({{"code", text("追溯码，或本企业登记的其他编码", drum_code_chars_max)},
                                {"number", text("盘号", events::drum_number_chars_max)},
                                {"startMark", text("米标起，米，最多三位小数", mark_chars_max)},
                                {"endMark", text("米标止，大于米标起", mark_chars_max)}});
    const json::object example{{"code", "2CABLE-000001"}, {"number", "P-001"}, {"startMark", "0"}, {"endMark", "1000"}};
    return {
        {.method = http::Method::post,
         .path = "/api/v1/drums",
         .id = "addDrum",
         .tag = "电缆盘线",
         .zh = "登记一盘电缆：追溯码、盘号和米标起止",
         .en = "A drum of the maker's cable: its trace code, number and length marks in metres.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = drum, .example = example}},
         .answer = {201, "盘", ref("Drum")},
         .errors = of_drums,
         .repeat = Repeat::kept,
         .run = add_drum},
        {.method = http::Method::post,
         .path = "/api/v1/drums/{id}/cuts",
         .id = "cutDrum",
         .tag = "电缆盘线",
         .zh = "从一盘裁切，各段有自己的追溯码、盘号和米标；有一段不行则全部不变",
         .en = "Cuts pieces from what is left of a drum, all or none; one TransformationEvent.",
         .who = Who::with(Permission::bind_codes),
         .body = {{.schema = object({{"pieces", list("裁切的各段", drum, events::drum_pieces_max)}}),
                   .example = {{"pieces", json::array{example}}},
                   .bytes_max = 64 * 1024}},
         .answer = {200, "母盘、各段和余段", ref("DrumTree")},
         .errors = of_drums,
         .repeat = Repeat::kept,
         .run = cut_drum},
        {.method = http::Method::get,
         .path = "/api/v1/drums",
         .id = "listDrums",
         .tag = "电缆盘线",
         .zh = "本企业的电缆盘线，新的在前",
         .en = "The own organisation's drums and pieces, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"number", "盘号的开头", text("盘号", asked_drum_chars_max)},
                          {"model", "型号的开头", text("型号", asked_drum_chars_max)},
                          {"state", "状态", choice("状态", {"whole", "partly", "usedUp"})}}),
         .answer = {200, "一页盘线", page_of("Drum")},
         .errors = {Code::too_long},
         .run = list_drums},
        {.method = http::Method::get,
         .path = "/api/v1/drums/{id}",
         .id = "getDrum",
         .tag = "电缆盘线",
         .zh = "一盘、从它裁切的各段和余段",
         .en = "A drum, what was cut from it, and what is left.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "母盘、各段和余段", ref("DrumTree")},
         .errors = {Code::not_found},
         .run = get_drum},
    };
}

}  // namespace yiguan::api
