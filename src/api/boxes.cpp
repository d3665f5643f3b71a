// 装箱 (P14): boxes, what is scanned into them, by ranges, out again.
#include "events/boxes.hpp"

#include <fmt/format.h>

#include <map>

#include "api/operation.hpp"
#include "auth/auth.hpp"
#include "codes/codes_json.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"

namespace yiguan::api {
namespace {

using events::Box;
using events::BoxId;

constexpr std::size_t box_code_chars_max = 60, piece_chars_max = 300;
constexpr int contents_max = 500;
constexpr std::int64_t day_in_ms = 86'400'000;

// Each product and member is read once.
class BoxWords {
public:
    BoxWords(Services& services, db::Tx& tx) : services_(services), tx_(tx) {}

    json::object encode(const Box& box) { return encode(box, events::box_count(tx_, box)); }
    json::object encode(const Box& box, const codes::ContentCount& count) {
        const auto& product = product_of(box.product);
        return {{"id", to_string(box.id)},
                {"code", box.code},
                {"level", events::name(box.level)},
                {"product", to_string(box.product)},
                {"productName", product.name},
                {"model", product.model()},
                {"expected", std::to_string(box.expected)},
                {"packed", std::to_string(count.all)},
                {"away", std::to_string(count.away)},
                {"state", events::name(box.state)},
                {"stateZh", events::name_zh(box.state)},
                {"createdBy", login(box.created_by)},
                {"createdAt", iso_utc(box.created_at)},
                {"changedBy", login(box.changed_by)},
                {"changedAt", iso_utc(box.changed_at)}};
    }

    json::object encode(const codes::Placed& part) {
        const auto known = blocks_.find(part.block);
        const auto& block = known != blocks_.end()
                                ? known->second
                                : blocks_.emplace(part.block, codes::get_block(tx_, part.block).value()).first->second;
        json::object out{{"block", to_string(part.block)},
                         {"first", std::to_string(part.segment.first)},
                         {"last", std::to_string(part.segment.last)},
                         {"firstCode", services_.directory.text(block, part.segment.first)},
                         {"lastCode", services_.directory.text(block, part.segment.last)},
                         {"count", std::to_string(part.segment.last - part.segment.first + 1)},
                         {"status", codes::name(part.segment.state.status)},
                         {"statusZh", codes::name_zh(part.segment.state.status)}};
        if (const auto batch = codes::find_batch(tx_, part.block, part.segment.state.batch)) {
            out["productionDate"] = batch->production_date;
            out["firstNumber"] = batch->numbers.of(part.segment.first);
            out["lastNumber"] = batch->numbers.of(part.segment.last);
        }
        return out;
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
    std::map<ProductId, catalog::Product> products_;
    std::map<UserId, std::string> logins_;
    std::map<BlockId, codes::Block> blocks_;
};

events::BoxLevel read_level(ObjectReader& in) {
    const auto text = in.optional_text("level", "层级", {.chars_max = 20});
    if (!text) return events::BoxLevel::carton;
    const auto level = events::parse_box_level(*text);
    if (!level) in.violation(Code::invalid, "level", "层级", "层级只能是 inner、carton 或 pallet");
    return level.value_or(events::BoxLevel::carton);
}

// Texts as they were scanned: an empty one is a mistake of the caller, a wrong one of who scans.
std::vector<std::string> read_scans(ObjectReader& in, Violations& violations) {
    std::vector<std::string> texts;
    const auto* list = in.array("codes", "追溯码");
    if (!list) return texts;
    if (list->empty() || list->size() > events::box_scans_max) {
        in.violation(Code::out_of_bounds, "codes", "追溯码", fmt::format("一次 1 至 {} 个", events::box_scans_max));
        return texts;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* text = (*list)[i].if_string();
        if (text && !trim(*text).empty() && utf8_length(*text) <= piece_chars_max)
            texts.emplace_back(trim(*text));
        else
            violations.add({.code = text ? Code::too_long : Code::wrong_type,
                            .pointer = fmt::format("/codes/{}", i),
                            .detail = fmt::format("应是 1 至 {} 个字的文字", piece_chars_max),
                            .field = "追溯码"});
    }
    return texts;
}

// POST /api/v1/boxes {"code","product","expected","level"?}
Result<Step> open_box(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    events::NewBox box{.code = in.text("code", "箱码", {.chars_max = box_code_chars_max}),
                       .product = in.id<ProductId>("product", "产品"),
                       .expected = in.integer("expected", "应装", 1, events::box_pieces_max)};
    box.level = read_level(in);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, box](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        bool goes_on = false;
        TRY(const auto made, events::open_box(tx, actor, box, &goes_on));
        auto words = BoxWords(services, tx).encode(made);
        return goes_on ? ok(std::move(words)) : created("/api/v1/boxes/" + to_string(made.id), std::move(words));
    }}};
}

// POST /api/v1/boxes/{id}/pieces {"codes":[...]}
Result<Step> pack_pieces(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto texts = read_scans(in, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto packed, events::pack(tx, services.names, actor, id, texts));
        json::array taken, refused;
        for (const std::size_t i : packed.packed) taken.emplace_back(texts[i]);
        for (const auto& [i, error] : packed.refused)
            refused.push_back(json::object{{"code", texts[i]}, {"detail", error.detail}});
        return ok({{"box", BoxWords(services, tx).encode(packed.box)},
                   {"packed", std::move(taken)},
                   {"refused", std::move(refused)}});
    }}};
}

// POST /api/v1/boxes/{id}/moves {"to"?,"codes":[...]}
Result<Step> move_pieces(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto to = in.optional_id<BoxId>("to", "换到").value_or(BoxId{});
    const auto texts = read_scans(in, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id, to, texts](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto moved, events::move_pieces(tx, services.names, actor, id, to, texts));
        return ok(BoxWords(services, tx).encode(moved.box));
    }}};
}

// POST /api/v1/boxes/{id}/unpack
Result<Step> unpack_box(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto box, events::unpack(tx, services.names, actor, id));
        return ok(BoxWords(services, tx).encode(box));
    }}};
}

// POST /api/v1/boxes/{id}/state {"state":"open"|"closed"}
Result<Step> set_box_state(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto text = in.text("state", "状态", {.chars_max = 20});
    if (!text.empty() && text != "open" && text != "closed")
        in.violation(Code::invalid, "state", "状态", "状态只能是 open 或 closed");
    in.finish();
    TRY_VOID(violations.result());
    const auto to = text == "open" ? events::BoxState::open : events::BoxState::closed;
    return Step{Write{[&services, id, to](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto box, events::close_box(tx, actor, id, to));
        return ok(BoxWords(services, tx).encode(box));
    }}};
}

// POST /api/v1/boxes/ranges {"product","perBox","firstBox","level"?,"firstCode","lastCode"}
Result<Step> pack_ranges(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    events::RangePacking packing{.product = in.id<ProductId>("product", "产品"),
                                 .ranges = {},
                                 .per_box = in.integer("perBox", "每箱件数", 1, events::box_pieces_max),
                                 .first_code = in.text("firstBox", "首箱箱码", {.chars_max = box_code_chars_max})};
    packing.level = read_level(in);
    if (body.contains("firstCode") && body.contains("lastCode")) {
        packing.ranges = codes::read_ranges(in, body, violations, services.directory);
    } else {
        in.text("firstCode", "首码", {.chars_max = 200});
        in.text("lastCode", "末码", {.chars_max = 200});
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, packing](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto boxes, events::pack_ranges(tx, services.names, actor, packing));
        BoxWords words(services, tx);
        json::array items;
        const auto counts = events::box_counts(tx, boxes);
        for (std::size_t i = 0; i < boxes.size(); ++i) items.push_back(words.encode(boxes[i], counts[i]));
        return created("/api/v1/boxes/" + to_string(boxes.front().id), json::object{{"items", std::move(items)}});
    }}};
}

// GET /api/v1/boxes/suggestion
Result<Step> suggest_box(Services&, const http::Request&) {
    return Step{Read{[](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto code, events::suggest_box_code(tx, actor));
        return ok({{"code", code}});
    }}};
}

// GET /api/v1/boxes/{id}
Result<Step> get_box(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto box, events::get_box(tx, actor, id));
        return ok(BoxWords(services, tx).encode(box));
    }}};
}

// GET /api/v1/boxes/{id}/contents
Result<Step> box_contents(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BoxId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto box, events::get_box(tx, actor, id));
        auto inside = events::box_contents(tx, box, contents_max + 1);
        const bool more = inside.size() > static_cast<std::size_t>(contents_max);
        if (more) inside.pop_back();
        BoxWords words(services, tx);
        json::array items;
        for (const auto& part : inside) items.push_back(words.encode(part));
        return ok({{"items", std::move(items)}, {"more", more}});
    }}};
}

Result<UtcMs> asked_midnight(const http::Request& request, std::string_view name, std::string_view zh, UtcMs otherwise,
                             std::int64_t later_ms) {
    const auto text = request.query_param(name);
    if (!text) return otherwise;
    const auto day = parse_date(*text);
    if (day.has_error())
        return Error{.code = Code::bad_date,
                     .pointer = "/" + std::string(name),
                     .detail = "日期应写作 2026-11-21",
                     .field = std::string(zh)};
    return UtcMs{beijing_midnight(day.value()).value + later_ms};
}

// GET /api/v1/boxes?code=&product=&state=&from=&to=&cursor=&limit=
Result<Step> list_boxes(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    events::BoxFilter filter;
    if (const auto code = request.query_param("code")) {
        if (utf8_length(*code) > box_code_chars_max)
            return Error{Code::too_long, "/code", fmt::format("不超过 {} 个字", box_code_chars_max), "箱码"};
        // Whole codes in any form; of others the beginning.
        const auto whole = events::read_box_code(*code);
        filter.code = whole.has_value() ? whole.value() : keys::read_text(*code, keys::Reading::folded);
    }
    if (const auto match = request.query_param("match")) {
        if (*match != "whole" && *match != "beginning")
            return Error{Code::invalid, "/match", "只能是 whole 或 beginning", "箱码的比较"};
        filter.whole = *match == "whole";
    }
    if (const auto product = request.query_param("product")) {
        const auto id = parse_id_as<ProductId>(*product);
        if (!id) return Error{Code::invalid, "/product", "没有这个产品", "产品"};
        filter.product = *id;
    }
    if (const auto state = request.query_param("state")) {
        for (const auto one : {events::BoxState::open, events::BoxState::closed, events::BoxState::unpacked})
            if (events::name(one) == *state) filter.state = one;
        if (!filter.state) return Error{Code::invalid, "/state", "没有这种状态", "状态"};
    }
    TRY(filter.from, asked_midnight(request, "from", "时间起", filter.from, 0));
    TRY(filter.to, asked_midnight(request, "to", "时间止", filter.to, day_in_ms - 1));
    return Step{Read{[&services, cursor, limit, filter](db::Tx& tx,
                                                        const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, events::list_boxes(tx, actor, filter, BoxId{cursor}, limit + 1));
        BoxWords words(services, tx);
        const auto counts = events::box_counts(tx, found);
        return page_of(
            found, limit,
            [&](const Box& box) { return words.encode(box, counts[static_cast<std::size_t>(&box - found.data())]); },
            [](const Box& last, const Box&) { return to_string(last.id); });
    }}};
}

}  // namespace

std::vector<Operation> box_operations() {
    using namespace schema;
    using auth::Permission;
    const auto level = [] {
        return choice("层级：inner 盒、carton 箱、pallet 托，不填为箱", {"inner", "carton", "pallet"});
    };
    const Schema scans = list("追溯码，或本企业登记的其他编码", text("编码", piece_chars_max), events::box_scans_max);
    const Schema box_code = text("箱码：SSCC，或 4 至 30 个字符的本企业箱码", box_code_chars_max);
    return {
        {.method = http::Method::post,
         .path = "/api/v1/boxes",
         .id = "openBox",
         .tag = "装箱",
         .zh = "开始装一箱；本人按同样的产品、应装和层级开始的箱接着装",
         .en = "Begins a box, or goes on with the open one of that code that the caller began alike.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({{"code", box_code},
                                     {"product", id("产品备案")},
                                     {"expected", integer("应装件数", 1, events::box_pieces_max)},
                                     maybe("level", level())}),
                   .example = {{"code", "BOX-000001"}, {"product", "246813579"}, {"expected", "20"}}}},
         .answer = {.status = 201, .zh = "箱", .schema = ref("Box"), .again = "已开始的这一箱，接着装"},
         .errors = {Code::not_found, Code::conflict, Code::invalid, Code::key_length, Code::key_character,
                    Code::key_check, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = open_box},
        {.method = http::Method::post,
         .path = "/api/v1/boxes/ranges",
         .id = "packRanges",
         .tag = "装箱",
         .zh = "区间装箱：把连续的码按每箱件数装入若干箱，箱码依次递增",
         .en = "Packs ranges of codes into as many boxes as they need; box codes are numbered on.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({{"product", id("产品备案")},
                                     {"perBox", integer("每箱件数", 1, events::box_pieces_max)},
                                     {"firstBox", box_code},
                                     maybe("level", level()),
                                     {"firstCode", text("首码", 200)},
                                     {"lastCode", text("末码", 200)}}),
                   .example = {{"product", "246813579"},
                               {"perBox", "20"},
                               {"firstBox", "BOX-000001"},
                               {"firstCode", "201280123456789012345678901234567"},
                               {"lastCode", "201280123456789012345678901234567"}}}},
         .answer = {201, "各箱", answer({{"items", array_of("各箱", ref("Box"))}})},
         .errors = {Code::not_found, Code::conflict, Code::invalid, Code::wrong_state, Code::key_length,
                    Code::key_character, Code::key_check, Code::block_unknown, Code::codes_not_yours,
                    Code::codes_not_held, Code::codes_not_bound, Code::codes_outside_block, Code::code_forged,
                    Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = pack_ranges},
        {.method = http::Method::post,
         .path = "/api/v1/boxes/{id}/pieces",
         .id = "packPieces",
         .tag = "装箱",
         .zh = "扫码装箱：逐个核对，不能装的说明原因，其余装入；装满自动封箱",
         .en = "Packs what was scanned, each by itself: what may not is told, the rest is packed. A full box closes.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({{"codes", scans}}),
                   .example = {{"codes", json::array{"SN26-000001"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "结果",
                    answer({{"box", ref("Box")},
                            {"packed", array_of("已装入", plain("编码"))},
                            {"refused",
                             array_of("未装入", answer({{"code", plain("编码")}, {"detail", plain("原因")}}))}})},
         .errors = {Code::not_found, Code::conflict, Code::wrong_state, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = pack_pieces},
        {.method = http::Method::post,
         .path = "/api/v1/boxes/{id}/moves",
         .id = "movePieces",
         .tag = "装箱",
         .zh = "换箱：把箱内的产品换到另一箱；不填换到则只取出。全部成功或全部不变",
         .en = "Takes pieces into another box, or only out: all of them or none.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({maybe("to", id("换到，另一箱")), {"codes", scans}}),
                   .example = {{"codes", json::array{"SN26-000001"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "原箱", ref("Box")},
         .errors = {Code::not_found, Code::conflict, Code::invalid, Code::wrong_state, Code::code_forged,
                    Code::codes_not_bound, Code::codes_not_held, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = move_pieces},
        {.method = http::Method::post,
         .path = "/api/v1/boxes/{id}/unpack",
         .id = "unpackBox",
         .tag = "装箱",
         .zh = "拆箱：取出全部产品，箱码可以再用",
         .en = "Takes everything out; the code may be used again.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "箱", ref("Box")},
         .errors = {Code::not_found, Code::conflict, Code::wrong_state, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = unpack_box},
        {.method = http::Method::post,
         .path = "/api/v1/boxes/{id}/state",
         .id = "setBoxState",
         .tag = "装箱",
         .zh = "未装满也封箱，或重新打开",
         .en = "Closes a box that is not full, or opens it again.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({{"state", choice("状态", {"open", "closed"})}}),
                   .example = {{"state", "closed"}}}},
         .answer = {200, "箱", ref("Box")},
         .errors = {Code::not_found, Code::conflict, Code::wrong_state},
         .repeat = Repeat::kept,
         .run = set_box_state},
        {.method = http::Method::get,
         .path = "/api/v1/boxes",
         .id = "listBoxes",
         .tag = "装箱",
         .zh = "本企业的箱，新的在前",
         .en = "The own organisation's boxes, newest first.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"code", "箱码或其开头", text("箱码", box_code_chars_max)},
                          {"match", "箱码须完全相同，或只比较开头（不填）", choice("比较", {"whole", "beginning"})},
                          {"product", "只看此产品", id("产品备案")},
                          {"state", "状态", choice("状态", {"open", "closed", "unpacked"})},
                          {"from", "开始装箱的日期起", date("时间起")},
                          {"to", "开始装箱的日期止", date("时间止")}}),
         .answer = {200, "一页箱", page_of("Box")},
         .errors = {Code::bad_date, Code::too_long},
         .run = list_boxes},
        {.method = http::Method::get,
         .path = "/api/v1/boxes/suggestion",
         .id = "suggestBox",
         .tag = "装箱",
         .zh = "下一箱的箱码：接着上一箱，没有则为企业厂商识别代码的首个 SSCC，都没有则为空",
         .en = "The code of the next box: after the last one, else the first SSCC of the company prefix, else nothing.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "箱码", answer({{"code", plain("箱码")}})},
         .errors = {Code::not_found},
         .run = suggest_box},
        {.method = http::Method::get,
         .path = "/api/v1/boxes/{id}",
         .id = "getBox",
         .tag = "装箱",
         .zh = "一箱",
         .en = "One box.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "箱", ref("Box")},
         .errors = {Code::not_found},
         .run = get_box},
        {.method = http::Method::get,
         .path = "/api/v1/boxes/{id}/contents",
         .id = "getBoxContents",
         .tag = "装箱",
         .zh = "箱内现有的码，按区间",
         .en = "What is in the box now, as ranges.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "内件",
                    answer({{"items", array_of("区间", answer({{"block", id("码段")},
                                                               {"first", plain("首号")},
                                                               {"last", plain("末号")},
                                                               {"firstCode", plain("首码")},
                                                               {"lastCode", plain("末码")},
                                                               {"count", plain("数量")},
                                                               {"status", plain("状态")},
                                                               {"statusZh", plain("状态名称")},
                                                               maybe("productionDate", plain("生产日期")),
                                                               maybe("firstNumber", plain("首个出厂编号")),
                                                               maybe("lastNumber", plain("末个出厂编号"))}))},
                            {"more", boolean("还有更多")}})},
         .errors = {Code::not_found},
         .run = box_contents},
    };
}

}  // namespace yiguan::api
