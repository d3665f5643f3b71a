#include "dossier/dossier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "auth/auth.hpp"
#include "catalog/editions.hpp"
#include "core/text.hpp"
#include "dossier/dossier_json.hpp"
#include "dossier/products.hpp"
#include "dossier/records.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto describe = auth::Permission::bind_codes;
constexpr auto look = auth::Permission::read_codes;
constexpr int segments_page = 1'000;

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

// Of those who see their own alone (FIL-12), what they described themselves.
bool is_within_own(const auth::Actor& actor, const Dossier& dossier) {
    return !actor.scope.own_only || dossier.created_by == actor.user;
}

Result<Dossier> own_dossier(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY_VOID(auth::require(actor, describe));
    auto found = store::find(tx, id);
    if (!found || found->org != actor.org || !is_within_own(actor, *found)) return no_dossier();
    TRY_VOID(registry::require_approved(tx, actor.org));
    return std::move(*found);
}

/// Publishing is not the recorder's to decide (FIL-12): the switches are for who sets openness.
Result<void> check_switches(const auth::Actor& actor, const Content& before, const Content& after) {
    const auto refused = auth::require(actor, auth::Permission::open_sections);
    if (refused.has_value()) return outcome::success();
    Violations violations;
    const auto demand = [&](bool was, bool is, std::string_view pointer, std::string_view zh) {
        if (was == is) return;
        Error error = refused.error();
        error.pointer = pointer;
        error.field = zh;
        violations.add(std::move(error));
    };
    demand(before.purchases_open, after.purchases_open, "/purchasesOpen", "进货信息是否公开");
    demand(before.sales_open, after.sales_open, "/salesOpen", "销售信息是否公开");
    return violations.result();
}

/// What was typed is offered next time (GDP-37); sellers and orders also come into their lists (GDP-40), orders only
/// when the batch did not name them `before`: what was deleted or corrected there since then stays so.
void keep_names(db::Tx& tx, const auth::Actor& actor, const Content& c, const Content* before) {
    std::set<std::string_view> known;
    if (before && before->number == c.number)
        for (const Sale& s : before->sales) known.insert(s.order);
    for (const Purchase& p : c.purchases) {
        store::keep_name(tx, actor.org, NameKind::supplier, p.supplier);
        store::keep_name(tx, actor.org, NameKind::material, p.material);
    }
    for (const Sale& s : c.sales) {
        store::keep_name(tx, actor.org, NameKind::order, s.order);
        keep_seller(tx, actor, {.name = s.seller, .region = s.region});
        if (known.insert(s.order).second) keep_order(tx, actor, s, c.number);
    }
}

/// Segments of the codes that were bound under the number, until `see` answers false.
template <class F>
void each_segment(db::Tx& tx, const Dossier& dossier, F see) {
    each_joined(tx, dossier, [&](const codes::Batch& batch) {
        if (batch.count == 0) return true;
        const auto range = batch.codes();
        for (std::int64_t from = range.first;;) {
            const auto page = codes::list_segments(tx, batch.block, from, segments_page);
            for (auto segment : page) {
                if (segment.first > range.last) return true;
                from = segment.last + 1;
                segment.first = std::max(segment.first, range.first);
                segment.last = std::min(segment.last, range.last);
                if (!see(segment)) return false;
            }
            if (page.size() < segments_page) return true;
        }
    });
}

bool has_joined(db::Tx& tx, const Dossier& dossier) {
    bool found = false;
    each_joined(tx, dossier, [&](const codes::Batch&) {
        found = true;
        return false;
    });
    return found;
}

/// A batch is not inspected before it is made: its reports hold the day of production back.
Result<void> check_reports(db::Tx& tx, DossierId id, const Content& content) {
    const std::string& made = content.production.date;
    if (made.empty()) return outcome::success();
    for (const Report& report : reports_of(tx, id)) {
        if (report.data.date.empty() || report.data.date >= made) continue;
        return Error{.code = Code::invalid,
                     .pointer = "/production/date",
                     .detail = fmt::format("生产日期 {} 不能晚于该批次检验报告的检验日期 {}", made, report.data.date),
                     .field = "生产日期",
                     .value = made};
    }
    return outcome::success();
}

/// Pages of codes show it once codes carry the number; that of the batch trace code is made anew each time.
void raise_pages(db::Tx& tx, const Dossier& dossier) {
    if (has_joined(tx, dossier)) catalog::raise_page_version(tx);
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

Result<catalog::Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    auto found = catalog::get_product(tx, id);
    if (found.has_error() || found.value().org != actor.org ||
        (actor.scope.own_only && catalog::read_product(tx, actor, id).has_error()))
        return Error{.code = Code::not_found, .pointer = "/product", .detail = "没有这个产品备案", .field = "产品"};
    return found;
}

std::string gtin_of(const catalog::Product& product) {
    const auto given = product.values.values.find("gtin");
    if (given == product.values.values.end()) return {};
    const auto read = keys::Gtin::parse(given->second);
    return read.has_value() ? std::string(read.value().text()) : std::string();
}

Result<Dossier> add(db::Tx& tx, const auth::Actor& actor, const Content& content) {
    TRY_VOID(auth::require(actor, describe));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto product, own_product(tx, actor, content.product));
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/product",
                     .detail = "产品备案审核通过后才能填写批次信息",
                     .field = "产品"};
    TRY_VOID(check_switches(actor, Content{.product = {}}, content));
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
    keep_names(tx, actor, content, nullptr);
    record(tx, actor, store::Kind::dossier, store::Act::add, made.id.value, 1, to_stored(made));
    raise_pages(tx, made);
    return made;
}

Result<Dossier> update(db::Tx& tx, const auth::Actor& actor, DossierId id, std::int64_t version,
                       const Content& content) {
    store::lock(tx, id, actor.org);
    TRY(auto dossier, own_dossier(tx, actor, id));
    const Error stale{Code::conflict, "/version", "批次档案已被他人修改，请刷新后重试"};
    if (dossier.version != version) return stale;
    if (content.product != dossier.content.product)
        return Error{
            .code = Code::invalid, .pointer = "/product", .detail = "批次档案所属的产品不能更改", .field = "产品"};
    if (content.number != dossier.content.number) {
        const auto fixed = [](std::string detail) {
            return Error{
                .code = Code::wrong_state, .pointer = "/number", .detail = std::move(detail), .field = "生产批次号"};
        };
        if (has_joined(tx, dossier)) return fixed("已有追溯码按此生产批次号绑定，批次号不能更改");
        if (store::was_queried(tx, id)) return fixed("该批次追溯码已被公众查询，批次号不能更改");
        if (store::find_by_number(tx, actor.org, content.product, content.number)) return number_taken(content.number);
    }
    TRY_VOID(check_switches(actor, dossier.content, content));
    TRY_VOID(check_reports(tx, id, content));
    TRY(const auto product, own_product(tx, actor, content.product));
    const Content before = std::exchange(dossier.content, content);
    dossier.gtin = gtin_of(product);
    dossier.version += 1;
    dossier.updated_at = tx.now();
    if (!store::update(tx, dossier, false)) return stale;
    store::replace_purchases(tx, dossier, false);
    keep_names(tx, actor, content, &before);
    record(tx, actor, store::Kind::dossier, store::Act::update, id.value, dossier.version, to_stored(dossier));
    raise_pages(tx, dossier);
    return dossier;
}

Result<void> remove(db::Tx& tx, const auth::Actor& actor, DossierId id, Queried queried) {
    TRY(auto dossier, own_dossier(tx, actor, id));
    if (queried == Queried::yes) return Error{Code::wrong_state, "", "该批次的追溯码已被公众查询，批次档案不能删除"};
    if (store::was_queried(tx, id)) return Error{Code::wrong_state, "", "该批次追溯码已被公众查询，批次档案不能删除"};
    bool moved = false;
    each_segment(tx, dossier,
                 [&](const codes::Segment& segment) { return !(moved = has_moved(segment, dossier.org)); });
    if (moved) return Error{Code::wrong_state, "", "该批次的追溯码已经流转，批次档案不能删除"};
    raise_pages(tx, dossier);
    remove_reports(tx, actor, id);
    dossier.version += 1;
    dossier.updated_at = tx.now();
    if (!store::update(tx, dossier, true)) return Error{Code::conflict, "", "批次档案已被他人修改，请刷新后重试"};
    store::replace_purchases(tx, dossier, true);
    record(tx, actor, store::Kind::dossier, store::Act::remove, id.value, dossier.version, to_stored(dossier));
    return outcome::success();
}

Result<void> require_read(db::Tx& tx, const auth::Actor& actor, const Dossier& dossier) {
    if (dossier.org == actor.org) {
        if (!is_within_own(actor, dossier)) return no_dossier();
        return outcome::success();
    }
    if (registry::require_reach(tx, actor, look, dossier.org).has_error()) return no_dossier();
    if (actor.scope.categories.empty()) return outcome::success();
    const auto product = catalog::get_product(tx, dossier.content.product);
    if (product.has_error() || !actor.scope.has_category(std::string_view(product.value().unit_id).substr(0, 6)))
        return no_dossier();
    return outcome::success();
}

Result<Dossier> read(db::Tx& tx, const auth::Actor& actor, DossierId id) {
    TRY_VOID(auth::require(actor, look));
    auto found = store::find(tx, id);
    if (!found) return no_dossier();
    TRY_VOID(require_read(tx, actor, *found));
    return std::move(*found);
}

namespace {

std::string listed(const std::vector<std::string>& all) {
    std::string text = all.empty() ? "" : ",";
    for (const auto& one : all) text += one + ",";
    return text;
}

}  // namespace

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
                             .stage = filter.complete_only ? 2 : 0,
                             .created_by = org == actor.org && actor.scope.own_only ? actor.user : UserId{},
                             .categories = org == actor.org ? std::string() : listed(actor.scope.categories)};
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

Result<History> history(db::Tx& tx, const auth::Actor& actor, DossierId id, std::int64_t before, int limit) {
    TRY_VOID(auth::require(actor, look));
    const auto found = store::find_any(tx, id);
    if (!found) return no_dossier();
    TRY_VOID(require_read(tx, actor, found->dossier));
    if (!catalog::sees_hidden(catalog::Viewer::of(actor), found->dossier.org))
        return Error{Code::not_found, "", "没有这个批次档案的历史"};
    History out;
    for (const auto& row : store::history_of(tx, id.value, before > 0 ? before : INT64_MAX, limit + 1))
        out.items.push_back({.version = row.version,
                             .changed_at = row.changed_at,
                             .changed_by = row.changed_by,
                             .removed = row.act == store::Act::remove,
                             .content = from_stored(row.content)});
    if (out.items.size() > static_cast<std::size_t>(limit)) {
        out.items.pop_back();
        out.next = out.items.back().version;
    }
    return out;
}

void each_joined(db::Tx& tx, const Dossier& d, const std::function<bool(const codes::Batch&)>& see) {
    std::map<std::string, bool, std::less<>> others;  // "B1-" may be a batch number of its own
    const auto is_others = [&](const std::string& prefix) {
        if (prefix == d.content.number) return false;
        const auto known = others.find(prefix);
        if (known != others.end()) return known->second;
        const auto other = store::find_by_number(tx, d.org, d.content.product, prefix);
        return others.emplace(prefix, other && other->id != d.id).first->second;
    };
    for (BatchId after{};;) {
        const auto page = codes::batches_numbered(tx, d.org, d.content.product, d.content.number, after, joined_max);
        for (const auto& batch : page) {
            after = batch.id;
            if (!is_others(batch.numbers.prefix) && !see(batch)) return;
        }
        if (page.size() < joined_max) return;
    }
}

std::vector<codes::Batch> joined(db::Tx& tx, const Dossier& d) {
    std::vector<codes::Batch> found;
    each_joined(tx, d, [&](const codes::Batch& batch) {
        found.push_back(batch);
        return found.size() < joined_max;
    });
    return found;
}

std::optional<Dossier> of_batch(db::Tx& tx, const codes::Batch& batch) {
    for (const auto& number : codes::batch_numbers_of(batch.numbers))
        if (auto found = store::find_by_number(tx, batch.org, batch.product, number)) return found;
    return std::nullopt;
}

namespace {

/// Another organisation than `but` describes batches of this bar code.
bool is_filed_by_others(db::Tx& tx, std::string_view gtin14, OrgId but) {
    return store::any_of_gtin(tx, gtin14, INT64_MIN, but.value - 1) ||
           store::any_of_gtin(tx, gtin14, but.value + 1, INT64_MAX);
}

}  // namespace

Linked of_gtin(db::Tx& tx, std::string_view gtin14, std::string_view number) {
    using catalog::ProductStatus;
    auto found = store::find_by_gtin(tx, gtin14, number, ProductStatus::published, {});
    if (!found) {
        // The label is still there when its product was disabled; its page says so.
        Linked gone{.dossier = store::find_by_gtin(tx, gtin14, number, ProductStatus::disabled, {})};
        if (gone.dossier) gone.contested = is_filed_by_others(tx, gtin14, gone.dossier->org);
        return gone;
    }
    if (store::find_by_gtin(tx, gtin14, number, ProductStatus::published, found->org))
        return {.contested = true, .several = true};
    const bool contested = is_filed_by_others(tx, gtin14, found->org);
    return {.dossier = std::move(found), .contested = contested};
}

Linked product_of_gtin(db::Tx& tx, std::string_view gtin14) {
    const auto found = store::any_of_gtin(tx, gtin14, INT64_MIN, INT64_MAX);
    if (!found) return {};
    if (is_filed_by_others(tx, gtin14, found->org)) return {.contested = true, .several = true};
    const auto product = catalog::get_product(tx, found->product);
    if (product.has_error() || gtin_of(product.value()) != gtin14) return {};
    return {.product = found->product};
}

void note_queried(db::Tx& tx, DossierId id) {
    store::note_queried(tx, id);
}

bool was_queried(db::Tx& tx, DossierId id) {
    return store::was_queried(tx, id);
}

bool is_contested(db::Tx& tx, const Dossier& d) {
    return !d.gtin.empty() &&
           store::find_by_gtin(tx, d.gtin, d.content.number, catalog::ProductStatus::published, d.org).has_value();
}

std::vector<Strayed> strayed(db::Tx& tx, const Dossier& dossier) {
    std::vector<Strayed> out;
    if (!dossier.content.diversion) return out;
    std::vector<std::string_view> sold_to;
    for (const Sale& s : dossier.content.sales)
        if (!s.region.empty()) sold_to.push_back(leading(s.region));
    if (sold_to.empty()) return out;
    std::map<OrgId, std::int64_t> held;
    each_segment(tx, dossier, [&](const codes::Segment& segment) {
        if (segment.state.holder != dossier.org) held[segment.state.holder] += segment.last - segment.first + 1;
        return true;
    });
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
    std::map<std::string, bool> open;
    for (Sale& s : sales) {
        const auto [at, fresh] = open.try_emplace(s.seller, false);
        if (fresh) at->second = store::is_open_name(tx, d.org, s.seller);
        if (!at->second) s.seller.clear();
    }
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
    if (actor.scope.own_only) return std::vector<std::string>();
    return store::names(tx, actor.org, kind, part, 50);
}

Result<MaterialPage> materials(db::Tx& tx, const auth::Actor& actor, std::string_view part, std::int64_t skip,
                               int limit) {
    TRY_VOID(auth::require(actor, look));
    MaterialPage page{
        .items = store::materials(tx, actor.org, part, actor.scope.own_only ? actor.user : UserId{}, skip, limit + 1)};
    page.more = page.items.size() > static_cast<std::size_t>(limit);
    if (page.more) page.items.pop_back();
    return page;
}

}  // namespace yiguan::dossier
