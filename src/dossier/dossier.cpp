#include "dossier/dossier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "dossier/dossier_json.hpp"
#include "dossier/records.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto describe = auth::Permission::bind_codes;
constexpr auto look = auth::Permission::read_codes;
constexpr int segments_max = 1'000;  // of one batch, when it is asked where its codes are

Error no_dossier() {
    return {Code::not_found, "", "没有这个批次档案"};
}

Error number_taken(std::string_view number) {
    return {.code = Code::conflict,
            .pointer = "/number",
            .detail = "该产品已有这个生产批次号的批次档案",
            .field = "生产批次号",
            .value = shorten(number, 40)};
}

Result<Dossier> own_dossier(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY_VOID(auth::require(actor, describe));
    auto found = store::find(tx, id);
    if (!found || found->org != actor.org) return no_dossier();
    return std::move(*found);
}

Result<catalog::Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    auto found = catalog::get_product(tx, id);
    if (found.has_error() || found.value().org != actor.org)
        return Error{.code = Code::not_found, .pointer = "/product", .detail = "没有这个产品备案", .field = "产品"};
    return found;
}

std::string gtin_of(const catalog::Product& product) {
    const auto given = product.values.values.find("gtin");
    if (given == product.values.values.end()) return {};
    const auto read = keys::Gtin::parse(given->second);
    return read.has_value() ? std::string(read.value().text()) : std::string();
}

/// What was typed is offered next time (GDP-37); a seller also comes into the list of sellers (GDP-40).
void keep_names(db::Tx& tx, const auth::Actor& actor, const Content& c) {
    for (const Purchase& p : c.purchases) {
        store::keep_name(tx, actor.org, NameKind::supplier, p.supplier);
        store::keep_name(tx, actor.org, NameKind::material, p.material);
    }
    for (const Sale& s : c.sales) {
        store::keep_name(tx, actor.org, NameKind::order, s.order);
        keep_seller(tx, actor, {.name = s.seller, .region = s.region});
    }
}

/// Segments of the codes that were bound under the number.
std::vector<codes::Segment> segments_of(db::Tx& tx, const Dossier& dossier) {
    std::vector<codes::Segment> found;
    for (const auto& batch : joined(tx, dossier)) {
        if (batch.count == 0) continue;
        for (auto segment : codes::list_segments(tx, batch.block, batch.codes().first, segments_max)) {
            if (segment.first > batch.codes().last) break;
            segment.first = std::max(segment.first, batch.codes().first);
            segment.last = std::min(segment.last, batch.codes().last);
            found.push_back(segment);
        }
    }
    return found;
}

bool has_moved(const codes::Segment& segment, OrgId owner) {
    using codes::Status;
    const auto status = segment.state.status;
    return segment.state.holder != owner || (status != Status::bound && status != Status::active);
}

/// Leading digits that say where: 44 of a province, 4401 of a city.
std::string_view leading(std::string_view region) {
    if (region.ends_with("0000")) return region.substr(0, 2);
    if (region.ends_with("00")) return region.substr(0, 4);
    return region;
}

}  // namespace

Result<Dossier> add(db::Tx& tx, const auth::Actor& actor, const Content& content) {
    TRY_VOID(auth::require(actor, describe));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto product, own_product(tx, actor, content.product));
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/product",
                     .detail = "产品备案审核通过后才能填写批次信息",
                     .field = "产品"};
    if (store::find_by_number(tx, actor.org, content.product, content.number)) return number_taken(content.number);
    const Dossier made{.id = tx.next_id<DossierId>(),
                       .org = actor.org,
                       .content = content,
                       .gtin = gtin_of(product),
                       .created_at = tx.now(),
                       .updated_at = tx.now(),
                       .created_by = actor.user};
    store::insert(tx, made);
    store::replace_purchases(tx, made, false);
    keep_names(tx, actor, content);
    record(tx, actor, store::Kind::dossier, store::Act::add, made.id.value, 1, to_stored(content));
    return made;
}

Result<Dossier> update(db::Tx& tx, const auth::Actor& actor, DossierId id, std::int64_t version,
                       const Content& content) {
    TRY(auto dossier, own_dossier(tx, actor, id));
    const Error stale{Code::conflict, "/version", "批次档案已被他人修改，请刷新后重试"};
    if (dossier.version != version) return stale;
    if (content.product != dossier.content.product)
        return Error{
            .code = Code::invalid, .pointer = "/product", .detail = "批次档案所属的产品不能更改", .field = "产品"};
    if (content.number != dossier.content.number) {
        if (!joined(tx, dossier).empty())
            return Error{.code = Code::wrong_state,
                         .pointer = "/number",
                         .detail = "已有追溯码按此生产批次号绑定，批次号不能更改",
                         .field = "生产批次号"};
        if (store::find_by_number(tx, actor.org, content.product, content.number)) return number_taken(content.number);
    }
    TRY(const auto product, own_product(tx, actor, content.product));
    dossier.content = content;
    dossier.gtin = gtin_of(product);
    dossier.version += 1;
    dossier.updated_at = tx.now();
    if (!store::update(tx, dossier, false)) return stale;
    store::replace_purchases(tx, dossier, false);
    keep_names(tx, actor, content);
    record(tx, actor, store::Kind::dossier, store::Act::update, id.value, dossier.version, to_stored(content));
    return dossier;
}

Result<void> remove(db::Tx& tx, const auth::Actor& actor, DossierId id, Queried queried) {
    TRY(auto dossier, own_dossier(tx, actor, id));
    if (queried == Queried::yes) return Error{Code::wrong_state, "", "该批次的追溯码已被公众查询，批次档案不能删除"};
    for (const auto& segment : segments_of(tx, dossier))
        if (has_moved(segment, dossier.org))
            return Error{Code::wrong_state, "", "该批次的追溯码已经流转，批次档案不能删除"};
    dossier.version += 1;
    dossier.updated_at = tx.now();
    if (!store::update(tx, dossier, true)) return Error{Code::conflict, "", "批次档案已被他人修改，请刷新后重试"};
    store::replace_purchases(tx, dossier, true);
    record(tx, actor, store::Kind::dossier, store::Act::remove, id.value, dossier.version, to_stored(dossier.content));
    return outcome::success();
}

Result<Dossier> read(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY_VOID(auth::require(actor, look));
    auto found = store::find(tx, id);
    if (!found) return no_dossier();
    if (found->org != actor.org && registry::require_reach(tx, actor, look, found->org).has_error())
        return no_dossier();
    return std::move(*found);
}

Result<Page> list(db::Tx& tx, const auth::Actor& actor, const Filter& filter, DossierId before, int limit) {
    const OrgId org = filter.org.value_or(actor.org);
    if (org == actor.org) {
        TRY_VOID(auth::require(actor, look));
    } else {
        TRY_VOID(registry::require_reach(tx, actor, look, org));
    }
    const store::Match match{.org = org,
                             .product = filter.product.value_or(ProductId{}),
                             .part = filter.number,
                             .stage = filter.complete_only ? 2 : 0};
    Page page{.items = store::matching(tx, match, before, limit + 1),
              .next = {},
              .total = store::count_matching(tx, match, total_max + 1)};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

std::int64_t count_of(db::Tx& tx, OrgId org, ProductId product) {
    return store::count_matching(tx, {.org = org, .product = product, .part = {}, .stage = 2}, total_max);
}

Result<std::vector<Version>> history(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY_VOID(read(tx, actor, id));
    std::vector<Version> out;
    for (const auto& row : store::history_of(tx, id.value, 200))
        out.push_back({.version = row.version,
                       .changed_at = row.changed_at,
                       .changed_by = row.changed_by,
                       .removed = row.act == store::Act::remove,
                       .content = from_stored(row.content)});
    return out;
}

std::vector<codes::Batch> joined(db::Tx& tx, const Dossier& d) {
    return codes::batches_numbered(tx, d.org, d.content.product, d.content.number, joined_max);
}

std::optional<Dossier> of_batch(db::Tx& tx, const codes::Batch& batch) {
    for (const auto& number : codes::batch_numbers_of(batch.numbers))
        if (auto found = store::find_by_number(tx, batch.org, batch.product, number)) return found;
    return std::nullopt;
}

std::optional<Dossier> of_gtin(db::Tx& tx, std::string_view gtin14, std::string_view number) {
    return store::find_by_gtin(tx, gtin14, number);
}

std::optional<ProductId> product_of_gtin(db::Tx& tx, std::string_view gtin14) {
    return store::product_of_gtin(tx, gtin14);
}

std::vector<Strayed> strayed(db::Tx& tx, const Dossier& dossier) {
    std::vector<Strayed> out;
    if (!dossier.content.diversion) return out;
    std::vector<std::string_view> sold_to;
    for (const Sale& s : dossier.content.sales)
        if (!s.region.empty()) sold_to.push_back(leading(s.region));
    if (sold_to.empty()) return out;
    std::map<OrgId, std::int64_t> held;
    for (const auto& segment : segments_of(tx, dossier))
        if (segment.state.holder != dossier.org) held[segment.state.holder] += segment.last - segment.first + 1;
    for (const auto& [holder, count] : held) {
        const auto org = registry::find_org(tx, holder);
        if (!org || std::ranges::any_of(sold_to, [&](auto at) { return org->region_id.starts_with(at); })) continue;
        out.push_back({.holder = holder, .name = org->data.name, .region = org->region_id, .codes = count});
    }
    return out;
}

std::vector<Block> blocks_of(const Dossier& d, const catalog::Viewer& viewer) {
    using catalog::Openness;
    std::vector<Block> out;
    const auto take = [&](std::string_view key, std::string_view zh, std::string_view en, Openness openness, bool open,
                          bool filled) {
        if (!filled) return;
        const auto state = catalog::decide(viewer, d.org, openness, open, filled);
        if (state == catalog::Shown::State::shown || catalog::is_told_of_closed(viewer))
            out.push_back({.key = key, .zh = zh, .en = en, .state = state, .open = open});
    };
    const Content& c = d.content;
    take("production", "生产信息", "Production", Openness::always, true, true);
    take("purchases", "进货信息", "Purchases", Openness::owner_chooses, c.purchases_open, !c.purchases.empty());
    take("sales", "销售信息", "Sales", Openness::owner_chooses, c.sales_open, !c.sales.empty());
    return out;
}

std::vector<Sale> opened_sales(db::Tx& tx, const Dossier& d, const catalog::Viewer& viewer) {
    auto sales = d.content.sales;
    if (catalog::sees_hidden(viewer, d.org)) return sales;
    for (Sale& s : sales)
        if (const auto row = store::find_by_name(tx, d.org, s.seller); row && row->seller.data.secret) s.seller.clear();
    return sales;
}

json::object opened(db::Tx& tx, const Dossier& d, const catalog::Viewer& viewer) {
    json::object out{{"number", d.content.number}};
    json::array withheld;
    for (const Block& block : blocks_of(d, viewer)) {
        if (block.state != catalog::Shown::State::shown) {
            withheld.emplace_back(block.key);
        } else if (block.key == "production") {
            out["production"] = encode(d.content.production);
        } else {
            json::array rows;
            if (block.key == "purchases")
                for (const auto& p : d.content.purchases) rows.push_back(encode(p));
            else
                for (const auto& s : opened_sales(tx, d, viewer)) rows.push_back(encode(s));
            out[block.key] = std::move(rows);
        }
    }
    if (!withheld.empty()) out["withheld"] = std::move(withheld);
    return out;
}

std::optional<NameKind> parse_name_kind(std::string_view name) {
    if (name == "supplier") return NameKind::supplier;
    if (name == "material") return NameKind::material;
    if (name == "order") return NameKind::order;
    return std::nullopt;
}

Result<std::vector<std::string>> names(db::Tx& tx, const auth::Actor& actor, NameKind kind, std::string_view part) {
    TRY_VOID(auth::require(actor, look));
    return store::names(tx, actor.org, kind, part, 50);
}

Result<MaterialPage> materials(db::Tx& tx, const auth::Actor& actor, std::string_view part, std::int64_t skip,
                               int limit) {
    TRY_VOID(auth::require(actor, look));
    MaterialPage page{.items = store::materials(tx, actor.org, part, skip, limit + 1)};
    page.more = page.items.size() > static_cast<std::size_t>(limit);
    if (page.more) page.items.pop_back();
    return page;
}

}  // namespace yiguan::dossier
