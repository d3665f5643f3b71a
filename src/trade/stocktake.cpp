#include "trade/stocktake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "events/capture.hpp"
#include "registry/stores.hpp"
#include "trade/records.hpp"
#include "trade/stocktake_store.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeAt;
using codes::CodeRange;
using codes::Placed;

constexpr std::size_t stock_segments_max = 100'000;

Error no_stocktake() {
    return {Code::not_found, "", "没有这张盘点单"};
}

Place place_at(db::Tx& tx, StoreId store) {
    if (!store) return {};
    Place place{.store = store, .location = registry::store_location(store)};
    place.location_id = codes::find_name_id(tx, place.location);
    return place;
}

Result<Stocktake> own_stocktake(db::Tx& tx, const auth::Actor& actor, StocktakeId id) {
    const auto take = store::find_stocktake(tx, id);
    if (!take || take->org != actor.org || (actor.scope.own_only && take->created_by != actor.user) ||
        !may_see_store(tx, actor, take->store))
        return no_stocktake();
    return *take;
}

std::vector<CodeRange> joined(std::vector<CodeAt> codes) {
    std::ranges::sort(codes);
    std::vector<CodeRange> out;
    for (const CodeAt& c : codes) {
        if (!out.empty() && out.back().block == c.block && out.back().last + 1 == c.counter)
            out.back().last = c.counter;
        else
            out.push_back({c.block, c.counter, c.counter});
    }
    return out;
}

struct Compared {
    std::vector<CodeRange> missing, surplus;
    std::int64_t expected = 0, scanned = 0;
};

// Both lists ascend: what stands in one of them only is a difference.
Compared compare(const std::vector<Placed>& stock, const std::vector<CodeAt>& scanned) {
    Compared out{.missing = {}, .surplus = {}, .scanned = static_cast<std::int64_t>(scanned.size())};
    std::vector<CodeAt> surplus;
    auto next = scanned.begin();
    for (const Placed& p : stock) {
        out.expected += p.segment.last - p.segment.first + 1;
        for (; next != scanned.end() && *next < CodeAt{p.block, p.segment.first}; ++next) surplus.push_back(*next);
        std::int64_t from = p.segment.first;
        for (; next != scanned.end() && next->block == p.block && next->counter <= p.segment.last; ++next) {
            if (from < next->counter) out.missing.push_back({p.block, from, next->counter - 1});
            from = next->counter + 1;
        }
        if (from <= p.segment.last) out.missing.push_back({p.block, from, p.segment.last});
    }
    surplus.insert(surplus.end(), next, scanned.end());
    out.surplus = joined(std::move(surplus));
    return out;
}

Result<Compared> compared(db::Tx& tx, const Stocktake& take) {
    auto stock =
        stock_at(tx, take.org, place_at(tx, take.store), take.product, 0, static_cast<int>(stock_segments_max) + 1);
    // What lies beyond would be put on record as surplus, or as nothing.
    if (stock.size() > stock_segments_max) return Error{Code::too_many_ranges, "", "库存过于零散，请按产品分别盘点"};
    std::ranges::sort(stock, {}, [](const Placed& p) { return std::pair(p.block, p.segment.first); });
    return compare(stock, store::codes_of(tx, take.id));
}

std::string text_of(const std::vector<CodeRange>& ranges) {
    std::string text;
    for (const CodeRange& r : ranges) text += fmt::format("{}:{}-{};", r.block.value, r.first, r.last);
    return text;
}

std::vector<CodeRange> ranges_of(std::string_view text) {
    std::vector<CodeRange> out;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = text.find(';', from);
        const auto one = text.substr(from, end - from);
        const auto colon = one.find(':'), dash = one.find('-');
        const auto number = [](std::string_view digits) { return std::stoll(std::string(digits)); };
        out.push_back({BlockId{number(one.substr(0, colon))}, number(one.substr(colon + 1, dash - colon - 1)),
                       number(one.substr(dash + 1))});
        from = end + 1;
    }
    return out;
}

// What the organisation holds of these, as one event of the log.
std::optional<epcis::Event> counted_event(db::Tx& tx, const events::Names& names, const Stocktake& take,
                                          const std::vector<CodeRange>& ranges, std::string_view disposition,
                                          std::string_view location) {
    epcis::Event event;
    for (const Placed& p : codes::segments_of(tx, ranges)) {
        const auto& now = p.segment.state;
        if (now.holder != take.org || now.status == codes::Status::voided || now.status == codes::Status::in_transit ||
            now.status == codes::Status::sold)
            continue;
        const auto block = codes::find_block(tx, p.block);
        if (p.segment.first == p.segment.last)
            event.epcs.epcs.push_back(names.uri(*block, p.segment.first));
        else
            event.epcs.ranges.push_back({names.uri(*block, p.segment.first), names.uri(*block, p.segment.last)});
    }
    if (event.epcs.epcs.empty() && event.epcs.ranges.empty()) return std::nullopt;
    event.type = epcis::EventType::object;
    event.action = epcis::Action::observe;
    event.event_time = tx.now();
    event.offset_minutes = 480;
    event.event_id = fmt::format("urn:yiguan:stocktake:{}:{}", take.id.value, disposition);
    event.biz_step = "stock_taking";
    event.disposition = disposition;
    event.biz_location = location;
    return event;
}

Result<void> keep_take(db::Tx& tx, const auth::Actor& actor, Stocktake& take) {
    ++take.version;
    take.changed_by = actor.user, take.changed_at = tx.now();
    if (!store::update(tx, take))
        return Error{Code::conflict, "", fmt::format("盘点单 {} 刚被另一位操作员处理，请刷新后再试", take.number)};
    record(tx, actor, store::Kind::stocktake, take.org, take.id.value, take.version, recorded(take));
    return outcome::success();
}

void put_counts(Stocktake& take, const Compared& c) {
    take.expected = c.expected, take.scanned = c.scanned;
    take.missing = codes::count(c.missing), take.surplus = codes::count(c.surplus);
}

}  // namespace

std::string_view name(StocktakeState state) {
    return state == StocktakeState::counting ? "counting" : "finished";
}
std::string_view name_zh(StocktakeState state) {
    return state == StocktakeState::counting ? "盘点中" : "已完成";
}

std::string recorded(const Stocktake& t) {
    return fmt::format("{}\n{} {} {} {} {} {} {}\n{}", t.number, static_cast<int>(t.state), t.store.value,
                       t.product.value, t.expected, t.scanned, t.missing, t.surplus, t.content);
}

Result<Stocktake> start_stocktake(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                  ProductId product) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto place, require_place(tx, actor, store));
    if (product && stock_at(tx, actor.org, place, product, 0, 1).empty())
        return Error{Code::not_found, "/product", "库存中没有这个产品", "产品"};
    const auto front = number_front("PD", tx.now());
    Stocktake take{.id = tx.next_id<StocktakeId>(),
                   .org = actor.org,
                   .number = next_number(store::last_stocktake_number(tx, actor.org, front), front),
                   .store = place.store,
                   .product = product,
                   .created_by = actor.user,
                   .changed_by = actor.user,
                   .created_at = tx.now(),
                   .changed_at = tx.now()};
    TRY(const auto found, compared(tx, take));
    put_counts(take, found);
    if (!store::insert(tx, take)) return Error{Code::conflict, "", "盘点单号刚被另一位操作员使用，请重试"};
    record(tx, actor, store::Kind::stocktake, take.org, take.id.value, take.version, recorded(take));
    return take;
}

Result<Counted> count_scans(db::Tx& tx, const events::Names& names, const auth::Actor& actor, StocktakeId id,
                            const std::vector<std::string>& texts) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(auto take, own_stocktake(tx, actor, id));
    if (take.state != StocktakeState::counting) return Error{Code::wrong_state, "", "盘点单已完成，不能再扫"};
    const Place place = place_at(tx, take.store);
    TRY(const auto scans, scan(tx, names, actor, place, Purpose::stocktake, texts));
    Counted out{.take = take, .refused = {}, .surplus = {}};
    std::vector<CodeAt> found;
    for (std::size_t i = 0; i < scans.items.size(); ++i) {
        const Scan& s = scans.items[i];
        if (s.problem && s.problem->code == Code::codes_overlap) continue;
        if (s.parts.empty()) {
            out.refused.emplace_back(i, s.problem.value_or(Error{Code::not_found, "", "没有查到这个编码"}));
            continue;
        }
        bool there = true;
        for (const Placed& p : s.parts) {
            const auto& now = p.segment.state;
            const bool in_stock = now.status == codes::Status::in_stock || now.status == codes::Status::returned ||
                                  now.status == codes::Status::frozen || now.status == codes::Status::recalled;
            there = there && now.holder == actor.org && in_stock && (!place.store || now.location == place.location_id);
            if (take.product)
                if (const auto* batch = scans.batch_of(p)) there = there && batch->product == take.product;
            if (static_cast<std::int64_t>(found.size()) + p.segment.last - p.segment.first >= counted_max)
                return Error{Code::too_many_ranges, "/texts", fmt::format("一次最多盘点 {} 件", counted_max), "扫码"};
            for (std::int64_t c = p.segment.first; c <= p.segment.last; ++c) found.push_back({p.block, c});
        }
        if (!there) out.surplus.push_back(i);
    }
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    store::add_codes(tx, take.id, found, tx.now());
    TRY(const auto differences, compared(tx, take));
    put_counts(out.take, differences);  // shown, not stored: the document changes when it is finished
    return out;
}

Result<StocktakeView> view_stocktake(db::Tx& tx, const auth::Actor& actor, StocktakeId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    TRY(auto take, own_stocktake(tx, actor, id));
    StocktakeView view{.take = std::move(take), .missing = {}, .surplus = {}};
    if (view.take.state == StocktakeState::finished) {
        const json::value content = json::parse(view.take.content);
        view.missing = ranges_of(std::string(content.at("missing").as_string()));
        view.surplus = ranges_of(std::string(content.at("surplus").as_string()));
        return view;
    }
    TRY(auto found, compared(tx, view.take));
    put_counts(view.take, found);
    view.missing = std::move(found.missing), view.surplus = std::move(found.surplus);
    return view;
}

Result<StocktakeView> finish_stocktake(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                                       StocktakeId id) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto take, own_stocktake(tx, actor, id));
    if (take.state != StocktakeState::counting) return Error{Code::wrong_state, "", "盘点单已完成"};
    TRY(const auto found, compared(tx, take));
    if (found.missing.size() > codes::ranges_max || found.surplus.size() > codes::ranges_max)
        return Error{Code::too_many_ranges, "", "差异过多，请先继续盘点，或按产品分别盘点"};
    put_counts(take, found);
    const Place place = place_at(tx, take.store);
    epcis::Document document;
    // What is missing stays in the books of this place: nobody knows where it is.
    if (auto event = counted_event(tx, names, take, found.missing, "unknown", place.location))
        document.events.push_back(*std::move(event));
    if (auto event = counted_event(tx, names, take, found.surplus, "in_progress", place.location))
        document.events.push_back(*std::move(event));
    document.count = document.events.size();
    if (document.count != 0) {
        auto prepared = events::prepare(names, std::move(document));
        const auto stored = events::capture_own(tx, names, actor, prepared);
        if (stored.has_error()) {
            Error error = stored.error();
            error.pointer.clear();
            return error;
        }
        std::vector<store::EventOf> events;
        for (const auto& key : stored.value()) events.push_back({take.id.value, key, EventRole::counted});
        store::add_events(tx, events);
    }
    take.state = StocktakeState::finished;
    take.content =
        json::serialize(json::object{{"missing", text_of(found.missing)}, {"surplus", text_of(found.surplus)}});
    TRY_VOID(keep_take(tx, actor, take));
    return StocktakeView{.take = std::move(take), .missing = found.missing, .surplus = found.surplus};
}

Result<std::vector<Stocktake>> list_stocktakes(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store,
                                               std::optional<StocktakeState> state, StocktakeId before, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    if (!actor.org) return std::vector<Stocktake>{};
    TRY(const auto asked, store_in_reach(tx, actor, store));
    return store::list_stocktakes(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, asked,
                                  state ? static_cast<int>(*state) : 0, before, limit);
}

}  // namespace yiguan::trade
