// 空码率 and 作废空码.
#include <fmt/format.h>

#include "api/operation.hpp"
#include "codes/empty_rate.hpp"
#include "core/text.hpp"
#include "events/events_json.hpp"
#include "events/production.hpp"
#include "mint/mint.hpp"

namespace yiguan::api {
namespace {

// GET /api/v1/code-rates
Result<Step> list_code_rates(Services& services, const http::Request&) {
    return Step{Read{[&services](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_codes));
        const auto limit = codes::empty_rate_limit(tx, actor.org, services.limits->settings().empty_code_rate_max);
        json::array items;
        for (const auto& rate : codes::empty_rates(tx, actor.org)) {
            json::array blocks;
            for (const auto& b : codes::free_blocks(tx, actor.org, rate.type.key, codes::free_blocks_told))
                blocks.push_back(json::object{{"block", to_string(b.block)},
                                              {"product", to_string(b.product)},
                                              {"free", std::to_string(b.free)},
                                              {"first", std::to_string(b.first)},
                                              {"last", std::to_string(b.last)}});
            items.push_back(json::object{{"type", rate.type.key},
                                         {"typeZh", rate.type.name_zh},
                                         {"issued", std::to_string(rate.issued)},
                                         {"bound", std::to_string(rate.bound)},
                                         {"voided", std::to_string(rate.voided)},
                                         {"free", std::to_string(rate.free())},
                                         {"percent", rate.text()},
                                         {"limit", limit},
                                         {"blocked", limit < 100 && rate.is_over(limit)},
                                         {"blocks", std::move(blocks)}});
        }
        return ok({{"items", std::move(items)}});
    }}};
}

// POST /api/v1/blocks/{id}/voidings {"ranges":[{"first","last"}]?}
Result<Step> void_codes(Services&, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const bool all = in.boolean("all", "全部空码", false);
    std::optional<std::vector<codes::CodeRange>> ranges;
    if (const auto* list = in.array("ranges", "序号区间", false)) {
        ranges.emplace();
        if (list->size() > codes::ranges_max)
            in.violation(Code::too_many_ranges, "ranges", "序号区间",
                         fmt::format("一次最多处理 {} 个区间", codes::ranges_max));
        for (std::size_t i = 0; i < list->size() && i < codes::ranges_max; ++i) {
            const auto pointer = fmt::format("/ranges/{}", i);
            const auto* one = (*list)[i].if_object();
            if (!one) {
                violations.add({Code::wrong_type, pointer, "区间应是 {first, last}", "序号区间"});
                continue;
            }
            ObjectReader each(*one, violations, pointer);
            const auto first = each.integer("first", "首号", 0, mint::counter_max);
            const auto last = each.integer("last", "末号", 0, mint::counter_max);
            each.finish();
            ranges->push_back({id, first, last});
        }
    }
    if (all == ranges.has_value() && violations.empty())
        in.violation(Code::invalid, all ? "ranges" : "all", "作废范围", "请指明全部空码 (all)，或序号区间 (ranges)");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, ranges = std::move(ranges)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto voided, events::void_free_codes(tx, actor, id, ranges));
        json::object out{{"voided", std::to_string(voided.codes)}, {"left", std::to_string(voided.left)}};
        if (voided.event) out["event"] = events::encode(*voided.event, catalog::Viewer::of(actor));
        return ok(std::move(out));
    }}};
}

}  // namespace

std::vector<Operation> empty_code_operations() {
    using namespace schema;
    using auth::Permission;
    const Schema span =
        object({{"first", integer("首号", 0, mint::counter_max)}, {"last", integer("末号", 0, mint::counter_max)}});
    return {
        {.method = http::Method::get,
         .path = "/api/v1/code-rates",
         .id = "listCodeRates",
         .tag = "追溯码",
         .zh = "本企业各类产品的空码率，和空码所在的码段",
         .en = "Which share of the organisation's codes is unbound, by type of product, and where they are.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "空码率", answer({{"items", {{"type", "array"}, {"items", ref("CodeRate")}}}})},
         .run = list_code_rates},
        {.method = http::Method::post,
         .path = "/api/v1/blocks/{id}/voidings",
         .id = "voidCodes",
         .tag = "追溯码",
         .zh = "作废空码，不可恢复",
         .en = "Voids free codes for good; what is void already is passed over.",
         .who = Who::with(Permission::apply_codes),
         .body = {{.schema = object(
                       {maybe("all", boolean("全部空码")), maybe("ranges", list("序号区间", span, codes::ranges_max))}),
                   .example = {{"ranges", json::array{json::object{{"first", "999"}, {"last", "999"}}}}},
                   .bytes_max = 256 * 1024}},
         .answer = {200, "作废的数量",
                    answer({{"voided", integer("作废", 0, codes::quantity_max)},
                            {"left", integer("尚余空码", 0, codes::quantity_max)},
                            maybe("event", ref("Event"))})},
         .errors = {Code::not_found, Code::block_unknown, Code::org_not_approved, Code::codes_already_bound,
                    Code::codes_outside_block, Code::codes_overlap, Code::too_many_ranges, Code::conflict,
                    Code::invalid},
         .repeat = Repeat::kept,
         .run = void_codes},
    };
}

}  // namespace yiguan::api
