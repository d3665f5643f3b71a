#include "dossier/orders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/records.hpp"
#include "keys/china/division.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto manage_orders = auth::Permission::bind_codes;
constexpr TextRule batch_rule{.chars_max = 60}, item_rule{.chars_max = 200};

Error order_taken() {
    return {.code = Code::conflict, .pointer = "/number", .detail = "已有这个订单编号的销售订单", .field = "订单编号"};
}

/// A list of texts, each once; blank ones and those that stand there twice are told.
std::vector<std::string> read_texts(ObjectReader& in, std::string_view key, std::string_view zh, TextRule rule,
                                    Violations& violations) {
    std::vector<std::string> out;
    const json::array* list = in.array(key, zh, false);
    if (!list) return out;
    if (list->size() > order_rows_max) {
        in.violation(Code::too_long, key, zh, fmt::format("{}最多 {} 个", zh, order_rows_max));
        return out;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const json::object one{{"text", (*list)[i]}};
        Violations wrong;
        ObjectReader reader(one, wrong);
        auto text = reader.text("text", zh, rule);
        const auto refuse = [&](Error error) {
            error.pointer = fmt::format("/{}/{}", key, i);
            violations.add(std::move(error));
        };
        if (auto read = wrong.result(); read.has_error())
            refuse(std::move(read).error());
        else if (std::ranges::find(out, text) != out.end())
            refuse({.code = Code::invalid,
                    .pointer = {},
                    .detail = fmt::format("{}重复", zh),
                    .field = std::string(zh),
                    .value = shorten(text, 40)});
        else
            out.push_back(std::move(text));
    }
    return out;
}

store::OrderRow order_row_for(db::Tx& tx, const Order& order, UserId created_by) {
    return {.order = order,
            .content = to_stored(order.data),
            .personal = auth::seal(tx, order.id.value, personal_of(order.data)),
            .number = order.data.number,
            .seller = order.data.seller,
            .created_by = created_by};
}

/// Nothing when somebody else was quicker with the number.
std::optional<Order> keep_new_order(db::Tx& tx, const auth::Actor& actor, const OrderData& data) {
    const auto row = order_row_for(
        tx,
        {.id = tx.next_id<OrderId>(), .org = actor.org, .data = data, .created_at = tx.now(), .updated_at = tx.now()},
        actor.user);
    if (!store::insert(tx, row)) return std::nullopt;
    record(tx, actor, store::Kind::order, store::Act::add, row.order.id.value, 1,
           sealed_content(row.content, row.personal));
    return row.order;
}

/// False when somebody else was quicker.
bool keep_order_change(db::Tx& tx, const auth::Actor& actor, Order& order, UserId created_by) {
    order.version += 1;
    order.updated_at = tx.now();
    const auto row = order_row_for(tx, order, created_by);
    if (!store::update(tx, row)) return false;
    record(tx, actor, store::Kind::order, store::Act::update, order.id.value, order.version,
           sealed_content(row.content, row.personal));
    return true;
}

Result<store::OrderRow> own_order(db::Tx& tx, const auth::Actor& actor, OrderId id) {
    auto found = store::find_any(tx, id);
    if (!found || found->deleted || found->order.org != actor.org ||
        (actor.scope.own_only && found->created_by != actor.user))
        return Error{Code::not_found, "", "没有这个销售订单"};
    return std::move(*found);
}

json::array texts_json(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}
std::vector<std::string> texts_of(const json::value& list) {
    std::vector<std::string> out;
    for (const auto& one : list.as_array()) out.emplace_back(one.as_string());
    return out;
}
std::string order_text(const json::object& o, std::string_view key) {
    return std::string(o.at(key).as_string());
}

}  // namespace

bool Order::complete() const {
    const auto place = keys::find_division(data.region);
    if (data.number.empty() || !place) return false;
    // 省份及城市: a province alone will do only where there are no cities below it.
    if (place->level != keys::Division::Level::province) return true;
    for (const auto& below : keys::division_children(place->code))
        if (below.level == keys::Division::Level::city) return false;
    return true;
}

Result<OrderData> decode_order(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    const auto some = [&](std::string_view key, std::string_view zh, std::size_t chars_max) {
        return in.optional_text(key, zh, {.chars_max = chars_max}).value_or("");
    };
    OrderData d{.number = in.text("number", "订单编号", batch_rule),
                .region = in.text("region", "省份及城市", {.chars_max = 6}),
                .seller = some("seller", "销售商", 100)};
    if (!d.region.empty()) {
        const auto place = keys::find_division(d.region);
        if (!place || place->level == keys::Division::Level::gathering)
            in.violation(Code::invalid, "region", "省份及城市", "没有这个省份或城市", d.region);
    }
    if (const auto gln = in.optional_text("gln", "发货地 GLN", {.chars_max = 40}))
        if (const auto read = in.take("gln", "发货地 GLN", keys::Gln::parse(*gln))) d.gln = read->text();
    if (const auto text = in.optional_text("sentOn", "发货时间", {.chars_max = 40}))
        if (const auto day = in.take("sentOn", "发货时间", parse_date(*text))) d.sent_on = to_string(*day);
    d.origin = some("origin", "始发地", 200);
    d.destination = some("destination", "目的地", 200);
    d.sender = some("sender", "发货人", 60);
    d.receiver = some("receiver", "收货人", 60);
    d.batches = read_texts(in, "batches", "产品批次号", batch_rule, violations);
    d.items = read_texts(in, "items", "单品详情信息", item_rule, violations);
    in.finish();
    if (auto read = violations.result(); read.has_error()) {
        // What is personal is not repeated.
        Error error = std::move(read).error();
        const auto hide = [](Error& one) {
            if (one.pointer == "/sender" || one.pointer == "/receiver") one.value.clear();
        };
        hide(error);
        for (Error& other : error.others) hide(other);
        return error;
    }
    return d;
}

json::object encode_data(const OrderData& d) {
    json::object out{{"number", d.number},
                     {"region", d.region},
                     {"regionName", keys::division_full_name(d.region)},
                     {"seller", d.seller},
                     {"gln", d.gln},
                     {"origin", d.origin},
                     {"destination", d.destination},
                     {"sender", d.sender},
                     {"receiver", d.receiver},
                     {"batches", texts_json(d.batches)},
                     {"items", texts_json(d.items)}};
    if (!d.sent_on.empty()) out["sentOn"] = d.sent_on;
    return out;
}

json::object encode(const Order& o) {
    auto out = encode_data(o.data);
    out["id"] = to_string(o.id);
    out["complete"] = o.complete();
    out["version"] = std::to_string(o.version);
    out["createdAt"] = iso_utc(o.created_at);
    out["updatedAt"] = iso_utc(o.updated_at);
    return out;
}

std::string to_stored(const OrderData& d) {
    return json::serialize(json::object{{"number", d.number},
                                        {"region", d.region},
                                        {"seller", d.seller},
                                        {"gln", d.gln},
                                        {"sentOn", d.sent_on},
                                        {"origin", d.origin},
                                        {"destination", d.destination},
                                        {"batches", texts_json(d.batches)},
                                        {"items", texts_json(d.items)}});
}

OrderData order_from_stored(std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    return {.number = order_text(o, "number"),
            .region = order_text(o, "region"),
            .seller = order_text(o, "seller"),
            .gln = order_text(o, "gln"),
            .sent_on = order_text(o, "sentOn"),
            .origin = order_text(o, "origin"),
            .destination = order_text(o, "destination"),
            .batches = texts_of(o.at("batches")),
            .items = texts_of(o.at("items"))};
}

std::string personal_of(const OrderData& d) {
    return json::serialize(json::object{{"sender", d.sender}, {"receiver", d.receiver}});
}

void put_personal(OrderData& d, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    d.sender = order_text(o, "sender");
    d.receiver = order_text(o, "receiver");
}

Result<Order> add_order(db::Tx& tx, const auth::Actor& actor, const OrderData& data) {
    TRY_VOID(auth::require(actor, manage_orders));
    TRY_VOID(registry::require_approved(tx, actor.org));
    if (store::find_order(tx, actor.org, data.number)) return order_taken();
    auto made = keep_new_order(tx, actor, data);
    if (!made) return order_taken();
    return std::move(*made);
}

// Batches share orders, so that another server may write the same order now: it is locked before it is read, and who
// makes it first makes it for both.
void keep_order(db::Tx& tx, const auth::Actor& actor, const Sale& sale, std::string_view batch) {
    if (sale.order.empty()) return;
    if (!store::lock_order(tx, actor.org, sale.order)) {
        const OrderData data{
            .number = sale.order, .region = sale.region, .seller = sale.seller, .batches = {std::string(batch)}};
        if (keep_new_order(tx, actor, data) || !store::lock_order(tx, actor.org, sale.order)) return;
    }
    auto found = store::find_order(tx, actor.org, sale.order);
    if (!found) return;
    auto& order = found->order;
    if (std::ranges::find(order.data.batches, batch) != order.data.batches.end() ||
        order.data.batches.size() >= order_rows_max)
        return;
    order.data.batches.emplace_back(batch);
    if (!keep_order_change(tx, actor, order, found->created_by))
        throw db::Fault(db::Fault::Kind::other, "an order changed though it was locked");
}

Result<Order> update_order(db::Tx& tx, const auth::Actor& actor, OrderId id, std::int64_t version,
                           const OrderData& data) {
    TRY_VOID(auth::require(actor, manage_orders));
    TRY(auto row, own_order(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    const Error stale{Code::conflict, "/version", "销售订单已被他人修改，请刷新后重试"};
    if (row.order.version != version) return stale;
    if (data.number != row.order.data.number && store::find_order(tx, actor.org, data.number)) return order_taken();
    row.order.data = data;
    try {
        if (!keep_order_change(tx, actor, row.order, row.created_by)) return stale;
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::unique_violation) throw;
        return order_taken();  // somebody else took the number in between
    }
    return row.order;
}

Result<void> remove_order(db::Tx& tx, const auth::Actor& actor, OrderId id) {
    TRY_VOID(auth::require(actor, manage_orders));
    TRY(auto row, own_order(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    row.order.version += 1;
    row.order.updated_at = tx.now();
    row.deleted = true;
    if (!store::update(tx, row)) return Error{Code::conflict, "", "销售订单已被他人修改，请刷新后重试"};
    record(tx, actor, store::Kind::order, store::Act::remove, id.value, row.order.version,
           sealed_content(row.content, row.personal));
    return outcome::success();
}

Result<Order> read_order(db::Tx& tx, const auth::Actor& actor, OrderId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    TRY(auto row, own_order(tx, actor, id));
    return std::move(row.order);
}

Result<OrderPage> list_orders(db::Tx& tx, const auth::Actor& actor, const OrderFilter& filter, OrderId before,
                              int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    constexpr std::int64_t day_ms = 86'400'000;
    const store::OrderMatch match{.org = actor.org,
                                  .number = filter.number,
                                  .seller = filter.seller,
                                  .from = filter.from ? beijing_midnight(*filter.from).value : 0,
                                  .to = filter.to ? beijing_midnight(*filter.to).value + day_ms : INT64_MAX,
                                  .created_by = actor.scope.own_only ? actor.user : UserId{}};
    OrderPage page;
    for (auto& row : store::orders(tx, match, before, limit + 1)) page.items.push_back(std::move(row.order));
    page.total = store::count_orders(tx, match, total_max + 1);
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

}  // namespace yiguan::dossier
