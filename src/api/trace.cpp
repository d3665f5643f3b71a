// Views of the event log: the trace graph of a code, the reach of a recall, the mass balance.
#include "events/trace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/operation.hpp"
#include "codes/codes_json.hpp"
#include "core/text.hpp"
#include "epcis/units.hpp"
#include "events/ask.hpp"
#include "events/balance.hpp"
#include "events/recall.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t text_max = 2048;

/// "(01)09521234543213(21)12345" as the Digital Link it stands for; nothing for other texts.
std::optional<std::string> from_element_string(std::string_view text) {
    std::string out = "https://id.gs1.org";
    while (!text.empty()) {
        const auto close = text.find(')');
        if (text[0] != '(' || close == text.npos || close < 3 || close > 5) return std::nullopt;
        const auto ai = text.substr(1, close - 1);
        if (!std::ranges::all_of(ai, is_digit)) return std::nullopt;
        text.remove_prefix(close + 1);
        const auto next = std::min(text.find('('), text.size());
        if (next == 0) return std::nullopt;
        out += fmt::format("/{}/{}", ai, percent_encode(text.substr(0, next)));
        text.remove_prefix(next);
    }
    return out;
}

/// What a person or a program writes for a thing, as the identifier that the log knows: an address or the digits of an
/// Ecode, an EPC URN, a Digital Link, an element string in brackets, the 18 digits of an SSCC. Nothing for other texts.
std::optional<std::string> identifier_of(std::string_view written) {
    const std::string_view text = trim(written);
    if (text.empty() || text.size() > static_cast<std::size_t>(text_max) || has_control(text, false))
        return std::nullopt;
    if (std::ranges::all_of(text, is_digit)) {
        if (text.size() == mint::code_digits) return "ecode:" + std::string(text);
        if (text.size() == 18) return "https://id.gs1.org/00/" + std::string(text);
        return std::nullopt;
    }
    if (text[0] == '(') return from_element_string(text);
    if (text.starts_with("E=")) return identifier_of(text.substr(2));
    if (!epcis::is_uri(text)) return std::nullopt;
    return std::string(text);
}

Error bad(std::string_view name, std::string detail) {
    return {.code = Code::invalid,
            .pointer = "/" + std::string(name),
            .detail = std::move(detail),
            .field = std::string(name)};
}

Result<std::optional<std::int64_t>> number_of(const http::Request& request, std::string_view name, std::int64_t min,
                                              std::int64_t max) {
    const auto text = request.query_param(name);
    if (!text) return std::optional<std::int64_t>();
    std::int64_t value = -1;
    if (!text->empty() && text->size() <= 9 && std::ranges::all_of(*text, is_digit)) value = std::stoll(*text);
    if (value < min || value > max) return bad(name, fmt::format("{} 必须是 {} 到 {} 的整数", name, min, max));
    return std::optional(value);
}

Result<std::optional<UtcMs>> time_of(const http::Request& request, std::string_view name) {
    const auto text = request.query_param(name);
    if (!text) return std::optional<UtcMs>();
    const auto time = parse_time(*text);
    if (time.has_error()) return bad(name, fmt::format("{} 必须是日期或带时区的时间", name));
    return std::optional(time.value());
}

// The media that a client asks for, in the order in which it should be taken when it takes anything.
bool takes(const http::Request& request, std::string_view media) {
    return request.header("Accept").find(media) != std::string_view::npos;
}

// ---- GET /api/v1/trace/{code}

Result<Step> get_trace(Services& services, const http::Request& request) {
    const std::string written(request.path_param("code"));
    const std::string direction = request.query_param("direction").value_or("both");
    static constexpr std::string_view directions[] = {"both", "backward", "forward"};
    const auto found = std::ranges::find(directions, direction);
    if (found == std::end(directions)) return bad("direction", "direction 只能是 both、backward 或 forward");
    const auto way = static_cast<events::TraceDirection>(found - std::begin(directions));
    TRY(const auto depth, number_of(request, "depth", 0, events::trace_depth_max));
    TRY(const auto nodes, number_of(request, "nodes", 1, events::trace_nodes_max));
    const std::string format = request.query_param("format").value_or(takes(request, "image/svg+xml") ? "svg" : "json");
    if (format != "json" && format != "svg") return bad("format", "format 只能是 json 或 svg");
    const auto identifier = identifier_of(written);
    const Error unknown{Code::not_found, "", "没有这个编码的追溯记录"};
    if (!identifier) return unknown;
    events::TraceLimits limits;
    if (depth) limits.depth = static_cast<int>(*depth);
    if (nodes) limits.nodes = static_cast<int>(*nodes);
    return Step{Read{[&services, written, identifier = *identifier, way, limits, svg = format == "svg", unknown](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events));
        const events::Names names(services.directory, services.base_url);
        events::LogSource source(tx, names);
        const auto reach = names.reach_of(identifier);
        const auto graph = events::trace(source, events::TraceReader::of(actor),
                                         {{reach, epcis::role::epc, identifier, identifier}}, way, limits);
        // The same answer for codes that nobody knows and for those that this reader has nothing to do with.
        if (graph.events.empty()) return unknown;
        http::Response response;
        if (svg) {
            response.content_type = "image/svg+xml; charset=utf-8";
            response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            response.body = events::draw(graph, source, written, tx.now());
        } else {
            response.body = events::encode(graph, source, written, way);
        }
        response.headers.emplace_back("Vary", "Accept");
        return response;
    }}};
}

// The events of a period that the actor sees; the last 31 days when nothing is said.
Result<std::vector<events::Logged>> events_of_period(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                                                     std::optional<UtcMs> from, std::optional<UtcMs> before) {
    constexpr std::int64_t month_ms = 31LL * 24 * 3600 * 1000;
    constexpr std::size_t events_max = 20'000;
    epcis::Query query;
    query.event_time_before = before ? *before : tx.now() + 1;
    query.event_time_from = from ? *from : UtcMs{query.event_time_before->value - month_ms};
    std::vector<events::Logged> all;
    events::Position at;
    for (;;) {
        TRY(auto page, events::ask(tx, names, events::Scope::of(actor), query, at, events::per_page_max));
        std::ranges::move(page.events, std::back_inserter(all));
        if (all.size() > events_max)
            return Error{.code = Code::out_of_bounds,
                         .pointer = "/from",
                         .detail = fmt::format("这段时间的事件超过 {} 个，请缩短时间段", events_max),
                         .field = "开始时间"};
        if (!page.next) return all;
        at = *page.next;
    }
}

// ---- POST /api/v1/recall-reach

enum class Form : std::uint8_t { json, ndjson, xlsx };

struct RecallCall {
    events::RecallQuestion question;
    BlockId block;
    bool by_time = false;  ///< Begins with what happened between `from` and `before`, nothing else was named.
    Form form = Form::json;
};

std::vector<std::string> identifiers(ObjectReader& in, Violations& violations, std::string_view key,
                                     std::string_view zh, bool things) {
    std::vector<std::string> out;
    const auto* all = in.array(key, zh, false);
    if (!all) return out;
    if (all->size() > events::recall_starts_max) {
        in.violation(Code::out_of_bounds, key, zh, fmt::format("最多 {} 项", events::recall_starts_max));
        return out;
    }
    for (std::size_t i = 0; i < all->size(); ++i) {
        const auto* text = (*all)[i].if_string();
        auto one = !text                                    ? std::nullopt
                   : things                                 ? identifier_of(*text)
                   : epcis::is_uri(std::string_view(*text)) ? std::optional(std::string(*text))
                                                            : std::nullopt;
        if (one)
            out.push_back(*std::move(one));
        else
            violations.add({.code = Code::invalid,
                            .pointer = fmt::format("{}/{}", in.pointer(key), i),
                            .detail = "不是可识别的编码",
                            .field = std::string(zh)});
    }
    return out;
}

Result<RecallCall> decode_recall(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    RecallCall call;
    for (const auto& [key, zh] : {std::pair{"lots", "批次"}, {"components", "零部件"}})
        for (auto& text : identifiers(in, violations, key, zh, true))
            call.question.identifiers.push_back(std::move(text));
    call.question.documents = identifiers(in, violations, "documents", "单据", false);
    call.question.stations = identifiers(in, violations, "stations", "地点", false);
    if (in.has("ranges")) {
        if (in.array("ranges", "码段区间", false))
            for (const auto& r :
                 codes::read_ranges(in, json::object{{"ranges", body.at("ranges")}}, violations, services.directory))
                call.question.codes.push_back({r.block.value, r.first, r.last});
    }
    if (const auto batch = in.optional_id<BatchId>("batch", "批次编号")) call.question.batch = *batch;
    if (const auto block = in.optional_id<BlockId>("block", "码段")) call.block = *block;
    call.question.from = in.optional_time("from", "开始时间");
    call.question.before = in.optional_time("before", "截止时间");
    call.form = takes(request, "application/x-ndjson") ? Form::ndjson
                : takes(request, "spreadsheetml")      ? Form::xlsx
                                                       : Form::json;
    if (const auto format = in.optional_text("format", "格式", {.chars_max = 10})) {
        if (*format == "json")
            call.form = Form::json;
        else if (*format == "ndjson")
            call.form = Form::ndjson;
        else if (*format == "xlsx")
            call.form = Form::xlsx;
        else
            in.violation(Code::invalid, "format", "格式", "只能是 json、ndjson 或 xlsx");
    }
    in.finish();
    TRY_VOID(violations.result());
    const auto& q = call.question;
    call.by_time = q.identifiers.empty() && q.documents.empty() && q.stations.empty() && q.codes.empty() && !q.batch;
    if (call.by_time && !(q.from && q.before))
        return Error{.code = Code::missing_field,
                     .pointer = "/lots",
                     .detail = "请至少给出批次、零部件、单据、地点、码段之一，或一段时间的起止",
                     .field = "批次"};
    return call;
}

Result<http::Response> answer_recall(Services& services, db::Tx& tx, const auth::Actor& actor, RecallCall& call) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    const auto reader = events::TraceReader::of(actor);
    if (!reader.everything && !actor.roles.has(auth::Role::producer) && !actor.roles.has(auth::Role::integrator))
        return Error{Code::forbidden, "", "召回范围只供监管部门和生产企业查询"};
    const auto issued = [&](BlockId block) -> Result<void> {
        TRY(const auto found, codes::get_block(tx, block));
        if (reader.everything || found.org == actor.org) return outcome::success();
        return Error{Code::codes_not_yours, "/ranges", "只能查询本企业产品的召回范围"};
    };
    for (const auto& reach : call.question.codes) {
        TRY_VOID(issued(BlockId{reach.space}));
    }
    if (call.question.batch) {
        if (call.block) {
            TRY_VOID(issued(call.block));
            call.question.batch_blocks.push_back(call.block);
        } else {
            for (BlockId before;;) {
                const auto page = codes::list_blocks(tx, actor.org, before, 100);
                for (const auto& block : page)
                    if (block.bound > 0) call.question.batch_blocks.push_back(block.id);
                if (page.size() < 100) break;
                before = page.back().id;
            }
        }
    }
    const events::Names names(services.directory, services.base_url);
    events::LogSource source(tx, names);
    events::LogStates states(tx);
    if (call.by_time) {
        TRY(const auto found, events_of_period(tx, names, actor, call.question.from, call.question.before));
        for (const auto& logged : found) call.question.events.push_back(logged.key);
    }
    http::Response response;
    if (call.form == Form::xlsx) {
        events::RecallSheet sheet;
        const auto summary = events::recall(source, states, reader, call.question,
                                            [&](const events::RecallRow& row) { sheet.add(row); });
        response.body = sheet.finish(summary);
        response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        response.headers.emplace_back("Content-Disposition", "attachment; filename=\"recall-reach.xlsx\"");
        return response;
    }
    const bool lines = call.form == Form::ndjson;
    std::string& out = response.body;
    if (!lines) out += "{\"items\":[";
    bool first = true;
    const auto summary = events::recall(source, states, reader, call.question, [&](const events::RecallRow& row) {
        if (!lines && !first) out += ',';
        first = false;
        encode(row, out);
        if (lines) out += '\n';
    });
    std::string sum;
    encode(summary, sum);
    if (lines) {
        out += sum + '\n';
        response.content_type = "application/x-ndjson; charset=utf-8";
    } else {
        out += "]," + sum.substr(1);
    }
    return response;
}

Result<Step> recall_reach(Services& services, const http::Request& request) {
    TRY(auto call, decode_recall(services, request));
    return Step{Read{[&services, call = std::move(call)](db::Tx& tx, const auth::Actor& actor) mutable {
        return answer_recall(services, tx, actor, call);
    }}};
}

// ---- GET /api/v1/mass-balance

Result<Step> mass_balance(Services& services, const http::Request& request) {
    std::optional<std::string> lot;
    if (const auto text = request.query_param("lot")) {
        lot = identifier_of(*text);
        if (!lot) return bad("lot", "lot 必须是批次的 EPC URN、Digital Link 或 (01)…(10)… 形式的编码");
    }
    std::optional<ProductId> product;
    if (const auto text = request.query_param("product")) {
        product = parse_id_as<ProductId>(*text);
        if (!product) return bad("product", "product 必须是产品备案的编号");
    }
    TRY(const auto from, time_of(request, "from"));
    TRY(const auto before, time_of(request, "to"));
    return Step{
        Read{[&services, lot, product, from, before](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY_VOID(auth::require(actor, auth::Permission::read_events));
            const events::Names names(services.directory, services.base_url);
            events::LogSource source(tx, names);
            events::BalanceQuestion question{.lots = {}, .from = from, .before = before};
            std::vector<events::Logged> kept;
            if (lot) question.lots.push_back({names.reach_of(*lot), epcis::role::epc_class, *lot, *lot});
            if (product) {
                TRY(const auto filing, catalog::read_product(tx, actor, *product));
                for (BlockId last;;) {
                    const auto page = codes::list_blocks(tx, filing.org, last, 100);
                    for (const auto& block : page)
                        if (block.product == *product)
                            question.lots.push_back({.reach = {block.id.value, block.first, block.last},
                                                     .role = epcis::role::epc,
                                                     .first = {},
                                                     .last = {}});
                    if (page.size() < 100) break;
                    last = page.back().id;
                }
            }
            if (!lot && !product) {
                TRY(kept, events_of_period(tx, names, actor, from, before));
                for (const auto& logged : kept)
                    for (const auto& m : events::mentions(source, logged.event)) question.lots.push_back(m);
            }
            const auto result = events::balance(source, events::TraceReader::of(actor), question, epcis::convert);
            return ok(events::encode(result, source));
        }}};
}

}  // namespace

std::vector<Operation> trace_operations() {
    using namespace schema;
    using auth::Permission;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/trace/{code}",
         .id = "getTrace",
         .tag = "追溯",
         .zh = "追溯图谱：来源与去向",
         .en =
             "The trace graph of any identifier, backward and forward; as JSON, or as a picture (format=svg or Accept: "
             "image/svg+xml).",
         .who = Who::with(Permission::read_events),
         .query = {{"direction", "both 双向，backward 来源，forward 去向",
                    choice("方向", {"both", "backward", "forward"})},
                   {"depth", "最多经过的事件数，默认 10", integer("深度", 0, events::trace_depth_max)},
                   {"nodes", "最多的节点数，默认 2000", integer("节点数", 1, events::trace_nodes_max)},
                   {"format", "json 或 svg（图片）", choice("格式", {"json", "svg"})}},
         .answer = {200, "追溯图谱",
                    answer(
                        {{"code", Schema{{"type", "string"}, {"title", "所查编码"}}},
                         {"direction", choice("方向", {"both", "backward", "forward"})},
                         {"truncated", boolean("未全部展开")},
                         {"truncatedAt", list("未展开的节点", Schema{{"type", "integer"}}, events::trace_nodes_max)},
                         {"nodes", list("节点", free_object("物品、批次、容器、企业或事件"), events::trace_nodes_max)},
                         {"edges", list("连线", free_object("from 到 to"), 1'000'000)},
                         {"events",
                          list("事件", free_object("事件；withheld 列出未公开的内容"), events::trace_nodes_max)}})},
         .errors = {Code::not_found},
         .run = get_trace},
        {.method = http::Method::post,
         .path = "/api/v1/recall-reach",
         .id = "recallReach",
         .tag = "追溯",
         .zh = "召回范围：受影响的码段、现状、持有企业与购方",
         .en = "Every code range affected by a recall, where it is, who holds it, who bought it; JSON, NDJSON or a "
               "spreadsheet. Changes nothing.",
         .who = Who::with(Permission::read_events),
         .body = {{.schema = object({maybe("lots", list("批次", text("批次编码", text_max), 1000)),
                                     maybe("components", list("零部件", text("编码", text_max), 1000)),
                                     maybe("documents", list("单据", text("业务单据标识", text_max), 1000)),
                                     maybe("stations", list("地点", text("readPoint 或 bizLocation", text_max), 1000)),
                                     maybe("ranges", list("码段区间", free_object("block、first、last"), 1000)),
                                     maybe("batch", id("批次编号")), maybe("block", id("码段")),
                                     maybe("from", time("开始时间")), maybe("before", time("截止时间")),
                                     maybe("format", choice("格式", {"json", "ndjson", "xlsx"}))}),
                   .example = {{"lots", {"urn:epc:class:lgtin:4012345.012345.998877"}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "召回范围",
                    answer({{"items", list("码段", free_object("first 到 last 的一段码与现状"), 1'000'000)},
                            {"summary", free_object("合计")}})},
         .errors = {Code::block_unknown, Code::codes_not_yours, Code::code_forged, Code::codes_outside_block,
                    Code::bad_date, Code::out_of_bounds, Code::epcis_query_too_large, Code::epcis_query_too_complex},
         .run = recall_reach},
        {.method = http::Method::get,
         .path = "/api/v1/mass-balance",
         .id = "massBalance",
         .tag = "追溯",
         .zh = "物料平衡：进货、使用、生产、发货、销售，以及对不上的原因",
         .en = "Purchased, used, produced, shipped and sold by lot or product and period, and what does not add up.",
         .who = Who::with(Permission::read_events),
         .query = {{"lot", "批次编码；不填时为所查期间的全部", text("批次", text_max)},
                   {"product", "产品备案的编号", id("产品备案")},
                   {"from", "从此时起", time("开始时间")},
                   {"to", "到此时止（不含）", time("截止时间")}},
         .answer = {200, "物料平衡",
                    answer({{"lines", list("账目", free_object("一个企业的一种物料"), 100'000)},
                            {"findings", list("异常", free_object("原因"), 1000)},
                            {"truncated", boolean("未全部计入")}})},
         .errors = {Code::not_found, Code::out_of_bounds, Code::epcis_query_too_large, Code::epcis_query_too_complex},
         .run = mass_balance},
    };
}

}  // namespace yiguan::api
