// 批次管理: what an organisation bound, one row a range of codes, and how complete its facts are (C-38).
#include <algorithm>
#include <array>
#include <map>

#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "codes/batches.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t count_most = 100'000;
constexpr std::int64_t status_ranges_most = 10'000;

/// What is asked of a batch at filing and binding, and what of it is not there.
struct Completeness {
    int wanted = 0;
    json::array missing;
    int percent() const {
        return wanted == 0 ? 100 : static_cast<int>((wanted - static_cast<int>(missing.size())) * 100 / wanted);
    }
};

/// Fields that are always required, or wherever they apply, and are filled in by the producer by the time of binding.
Completeness completeness_of(const catalog::Template& tmpl, const catalog::FieldValues& filed,
                             const catalog::FieldValues& bound) {
    Completeness found;
    for (const catalog::Field& f : tmpl.fields) {
        const auto* values = f.step == catalog::Step::filing    ? &filed
                             : f.step == catalog::Step::binding ? &bound
                                                                : nullptr;
        if (!values || f.required == catalog::Required::optional || f.required == catalog::Required::platform_generated)
            continue;
        ++found.wanted;
        const auto value = values->values.find(f.key);
        if (value == values->values.end() || value->second.empty())
            found.missing.push_back(json::object{
                {"key", f.key}, {"nameZh", f.name_zh}, {"required", f.required == catalog::Required::always}});
    }
    return found;
}

/// Products of one page, each read once.
class ProductsOfPage {
public:
    explicit ProductsOfPage(db::Tx& tx) : tx_(tx) {}
    Result<const catalog::Product*> get(ProductId id) {
        if (const auto known = known_.find(id); known != known_.end()) return &known->second;
        TRY(auto product, catalog::get_product(tx_, id));
        return &known_.emplace(id, std::move(product)).first->second;
    }

private:
    db::Tx& tx_;
    std::map<ProductId, catalog::Product> known_;
};

std::string shown_value(const catalog::Product& product, std::string_view key) {
    const auto found = product.values.values.find(key);
    return found == product.values.values.end() ? std::string() : found->second;
}

/// Of batches of more than one organisation: whose each is.
void put_organisation(db::Tx& tx, const auth::Actor& actor, const codes::Batch& batch, json::object& out) {
    if (batch.org == actor.org) return;
    out["organisation"] = to_string(batch.org);
    if (const auto org = registry::find_org(tx, batch.org)) out["organisationName"] = org->data.name;
}

Result<json::object> encode(const codes::Batch& batch, ProductsOfPage& products) {
    TRY(const auto* product, products.get(batch.product));
    const auto bound = catalog::FieldValues::from_json(batch.field_values);
    auto complete = completeness_of(*product->tmpl, product->values, bound);
    const auto codes = batch.codes();
    json::object out{{"id", to_string(batch.id)},
                     {"block", to_string(batch.block)},
                     {"product", to_string(batch.product)},
                     {"productName", product->name},
                     {"model", shown_value(*product, "model")},
                     {"template", product->tmpl->id},
                     {"productionDate", batch.production_date},
                     {"count", std::to_string(batch.count)},
                     {"boundAt", iso_utc(batch.created_at)},
                     {"completeness", complete.percent()},
                     {"missing", std::move(complete.missing)}};
    out["firstNumber"] = batch.numbers.of(codes.first);
    out["lastNumber"] = batch.count > 0 ? batch.numbers.of(codes.last) : batch.numbers.of(codes.first);
    return out;
}

Result<std::string> day_of(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto day = request.query_param(name);
    if (!day) return std::string();
    if (parse_date(*day).has_value()) return *day;
    return Error{.code = Code::bad_date,
                 .pointer = "/" + std::string(name),
                 .detail = "日期应写作 2026-11-21",
                 .field = std::string(zh)};
}

// GET /api/v1/batches?product=&number=&from=&to=&cursor=&limit=
Result<Step> list_batches(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    const auto number = request.query_param("number");
    if (number && utf8_length(*number) > 100)
        return Error{Code::too_long, "/number", "出厂编号的开头不超过 100 个字", "出厂编号"};
    codes::BatchFilter filter{.number = number.value_or(""), .from = {}, .to = {}};
    TRY(filter.from, day_of(request, "from", "生产日期起"));
    TRY(filter.to, day_of(request, "to", "生产日期止"));
    if (const auto product = request.query_param("product"); product) {
        const auto id = parse_id_as<ProductId>(*product);
        if (!id) return Error{Code::invalid, "/product", "没有这个产品", "产品"};
        filter.product = *id;
    }
    std::optional<OrgId> organisation;
    if (const auto text = request.query_param("organisation")) {
        organisation = parse_id_as<OrgId>(*text);
        if (!organisation) return Error{Code::invalid, "/organisation", "没有这个企业", "企业"};
    }
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto scope, codes::batch_scope(actor, organisation));
        const auto found = codes::list_batches(tx, scope, filter, BatchId{cursor}, limit + 1);
        const std::size_t shown = std::min(found.size(), static_cast<std::size_t>(limit));
        ProductsOfPage products(tx);
        json::array items;
        for (std::size_t i = 0; i < shown; ++i) {
            TRY(auto item, encode(found[i], products));
            put_organisation(tx, actor, found[i], item);
            items.push_back(std::move(item));
        }
        json::object out{{"items", std::move(items)}};
        if (shown < found.size()) out["nextCursor"] = to_string(found[shown - 1].id);
        const auto total = codes::count_batches(tx, scope, filter, count_most + 1);
        out["total"] = std::min(total, count_most);
        if (total > count_most) out["totalIsAbout"] = true;
        return ok(std::move(out));
    }}};
}

/// How many codes of the batch are in which state now; the last entry has "more" when there are too many ranges.
json::array states_of(db::Tx& tx, const codes::Batch& batch) {
    std::map<codes::Status, std::int64_t> counts;
    std::int64_t ranges = 0, from = batch.codes().first;
    while (from <= batch.codes().last && ranges < status_ranges_most) {
        const auto page = codes::list_segments(tx, batch.block, from, 1'000);
        for (const auto& segment : page) {
            if (segment.first > batch.codes().last) break;
            counts[segment.state.status] += std::min(segment.last, batch.codes().last) - segment.first + 1;
        }
        ranges += static_cast<std::int64_t>(page.size());
        if (page.size() < 1'000) break;
        from = page.back().last + 1;
    }
    json::array out;
    for (const auto& [status, count] : counts)
        out.push_back(json::object{
            {"status", codes::name(status)}, {"statusZh", codes::name_zh(status)}, {"count", std::to_string(count)}});
    return out;
}

// GET /api/v1/batches/{id}
Result<Step> get_batch(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BatchId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto scope, codes::batch_scope(actor, std::nullopt));
        const auto batch = codes::find_batch(tx, scope, id);
        if (!batch) return Error{Code::not_found, "", "没有这个批次"};
        ProductsOfPage products(tx);
        TRY(auto out, encode(*batch, products));
        TRY(const auto* product, products.get(batch->product));
        const auto bound = catalog::FieldValues::from_json(batch->field_values);
        const auto viewer = catalog::Viewer::of(actor);
        out["fields"] = catalog::encode(
            catalog::disclose(*product->tmpl, bound, std::array{catalog::Step::binding}, batch->org, viewer));
        out["states"] = states_of(tx, *batch);
        put_organisation(tx, actor, *batch, out);
        // A code is for who holds the goods: those outside learn its number from the label.
        if (!catalog::sees_hidden(viewer, batch->org)) return ok(std::move(out));
        TRY(const auto block, codes::get_block(tx, batch->block));
        const auto& minter = services.directory.minter(block.epoch);
        const auto codes = batch->codes();
        out["firstCode"] = minter.mint(codes.first);
        if (batch->count > 0) out["lastCode"] = minter.mint(codes.last);
        return ok(std::move(out));
    }}};
}

}  // namespace

std::vector<Operation> batch_operations() {
    using namespace schema;
    return {
        {.method = http::Method::get,
         .path = "/api/v1/batches",
         .id = "listBatches",
         .tag = "追溯码",
         .zh = "本企业的批次，新的在前，带资料完整度；监管看其范围内各企业的",
         .en = "The own organisation's batches, newest first, with how complete their facts are; regulators see those "
               "of their scope.",
         .who = Who::with(auth::Permission::read_codes),
         .query = paging({{"product", "只看此产品", id("产品备案")},
                          {"organisation", "只看此企业", id("企业")},
                          {"number", "出厂编号的开头", text("出厂编号", 100)},
                          {"from", "生产日期起", date("生产日期起")},
                          {"to", "生产日期止", date("生产日期止")}}),
         .answer = {200, "一页批次", page_of("Batch")},
         .errors = {Code::bad_date, Code::too_long},
         .run = list_batches},
        {.method = http::Method::get,
         .path = "/api/v1/batches/{id}",
         .id = "getBatch",
         .tag = "追溯码",
         .zh = "一个批次：填报内容、首末码和各状态的数量",
         .en = "One batch: its facts, first and last code, and how many codes are in which state.",
         .who = Who::with(auth::Permission::read_codes),
         .answer = {200, "批次", ref("Batch")},
         .errors = {Code::not_found},
         .run = get_batch},
    };
}

}  // namespace yiguan::api
