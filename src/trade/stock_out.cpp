#include "trade/stock_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/auth.hpp"
#include "codes/batches.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "message/message.hpp"
#include "registry/partners.hpp"
#include "registry/stores.hpp"
#include "trade/records.hpp"
#include "trade/trade_json.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeRange;
using codes::Placed;
using codes::Status;

constexpr std::int64_t remind_every_ms = 86'400'000;
constexpr std::size_t reason_chars_max = 200;

Error no_stock_out() {
    return {Code::not_found, "", "没有这张出库单"};
}

// Where the caller said what a fact refuses.
Error in_words_of_call(Error error) {
    const auto move = [](Error& one) {
        if (one.pointer == "/fields/saleTime")
            one.pointer = "/at";
        else if (one.pointer.starts_with("/fields/buyer"))
            one.pointer = one.pointer.substr(7);
        else if (one.pointer == "/codes" || one.pointer == "/block" || one.pointer == "/first" ||
                 one.pointer == "/last")
            one.pointer = "/texts", one.value.clear();
    };
    move(error);
    for (Error& other : error.others) move(other);
    return error;
}

std::string range_text(std::vector<Placed> parts) {
    std::ranges::sort(parts, {}, [](const Placed& p) { return std::pair(p.block, p.segment.first); });
    std::string text;
    for (std::size_t i = 0, next = 0; i < parts.size(); i = next) {
        std::int64_t last = parts[i].segment.last;
        for (next = i + 1;
             next < parts.size() && parts[next].block == parts[i].block && parts[next].segment.first == last + 1;
             ++next)
            last = parts[next].segment.last;
        text += fmt::format("{}:{}-{};", parts[i].block.value, parts[i].segment.first, last);
    }
    return text;
}

std::string sha256(std::string_view text) {
    crypto::Sha256 digest;
    digest.add(text);
    return to_hex(digest.done());
}

// One document on its way out.
class Sending {
public:
    Sending(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const Place& place, StockOut& out)
        : tx_(tx), names_(names), actor_(actor), place_(place), out_(out) {}

    // Whom the goods go to; what is missing stands in `violations`.
    void address(const StockOutInput& input, Violations& violations) {
        out_.partner_uscc = input.buyer_uscc, out_.partner_name = input.buyer_name;
        out_.delivery = {.address = input.buyer_address, .contact = input.buyer_contact};
        if (input.partner) take_partner(input.partner, violations);
        if (input.order) take_order(input.order, violations);
        if (out_.type == StockOutType::transfer && (input.target_store || registry::has_stores(tx_, actor_.org))) {
            take_target(input, violations);
            return;
        }
        if (input.target_store) violations.add({Code::invalid, "/targetStore", "只有调拨出库才选目标门店", "目标门店"});
        if (out_.partner_uscc.empty() && out_.partner_name.empty())
            violations.add({Code::missing_field, "/buyerName", "请填写收货方名称或统一社会信用代码", "收货方"});
        if (out_.partner_uscc.empty()) return;
        const auto uscc = keys::Uscc::parse(out_.partner_uscc);
        if (uscc.has_error()) {
            Error error = uscc.error();
            error.pointer = "/buyerUscc", error.field = "收货方统一社会信用代码";
            violations.add(std::move(error));
            return;
        }
        out_.partner_uscc = uscc.value().text();
        const auto buyer = registry::find_org_by_uscc(tx_, uscc.value());
        if (!buyer || registry::require_approved(tx_, buyer->id).has_error()) return;
        if (buyer->id == actor_.org) {
            violations.add({Code::invalid, "/buyerUscc", "收货方不能是本单位；门店之间请用调拨出库", "收货方"});
            return;
        }
        out_.consignee = buyer->id;
        out_.partner_name = buyer->data.name;
        if (out_.delivery.address.empty()) out_.delivery.address = buyer->data.address;
        if (out_.delivery.contact.empty()) out_.delivery.contact = buyer->data.contact;
    }

    Result<void> gather(Violations& violations) {
        TRY(scans_, scan(tx_, names_, actor_, place_, Purpose::ship, out_.texts));
        std::vector<Error> refused;
        for (std::size_t i = 0; i < scans_.items.size(); ++i) {
            const Scan& s = scans_.items[i];
            auto error = s.problem;
            if (!error && s.kind == ScanKind::note) error = Error{Code::invalid, "", "这是随货单，不能出库"};
            if (error) {
                error->pointer = fmt::format("/texts/{}", i), error->field = "扫码", error->value = shorten(s.text, 60);
                refused.push_back(*std::move(error));
                continue;
            }
            if (s.kind == ScanKind::box) out_.boxes.push_back(s.box);
            parts_.insert(parts_.end(), s.parts.begin(), s.parts.end());
        }
        if (!refused.empty())
            violations.add(
                {Code::invalid, "/texts", fmt::format("有 {} 个编码不能出库，全部没有办理", refused.size()), "扫码"});
        for (Error& error : refused) violations.add(std::move(error));
        const auto besides = left_out(of_order_, parts_);  // what was scanned is there already
        parts_.insert(parts_.end(), besides.begin(), besides.end());
        if (parts_.empty() && violations.empty())
            violations.add({Code::missing_field, "/texts", "没有可以出库的商品", "扫码"});
        return outcome::success();
    }

    void count() {
        out_.lines = lines_of(tx_, parts_, scans_);
        out_.quantity = 0;
        for (const Line& line : out_.lines) out_.quantity += line.quantity;
    }

    Result<void> ship(UtcMs at) {
        TRY(auto lots, lots_of(tx_, parts_, scans_));
        std::vector<Placed> gone;
        std::vector<store::EventOf> events;
        bool takes_along = false;
        for (FactLot& lot : lots) {
            if (takes_along) drop_moved(tx_, lot);
            if (lot.ranges.empty()) continue;
            takes_along = takes_along || lot.tmpl->family == catalog::Family::vehicle;
            const auto shipped = ship_lot(lot, at);
            if (shipped.has_error()) return in_words_of_call(shipped.error());
            const events::Event& event = shipped.value();
            events.push_back({out_.id.value, {event.id, event.home.value}, EventRole::shipped});
            gone.insert(gone.end(), lot.parts.begin(), lot.parts.end());
        }
        parts_ = std::move(gone);
        count();
        out_.state = StockOutState::sent;
        out_.sent_at = at;
        out_.codes_digest = sha256(range_text(parts_));
        out_.texts.clear();
        TRY(const auto org, registry::get_org(tx_, actor_.org));
        out_.digest = sha256(note_text(out_, org.data.name, org.data.uscc.text()));
        store::add_events(tx_, events);
        note_move(tx_, actor_.org, out_.store, out_.target_store ? Move::transfer : Move::out, out_.quantity, at);
        if (!out_.target_store)
            registry::note_dealing(tx_, actor_.org, out_.partner_uscc, out_.partner_name, tx_.now());
        if (out_.consignee && out_.consignee != actor_.org)
            message::notify(
                tx_, out_.consignee, message::Kind::party, "有货物待收",
                fmt::format("{}发来 {} 件商品，随货单 {}，请扫码收货", org.data.name, out_.quantity, out_.number),
                {"stock_out", out_.id.value});
        return outcome::success();
    }

private:
    void take_partner(registry::PartnerId id, Violations& violations) {
        const auto partner = registry::find_partner(tx_, actor_.org, id);
        if (!partner) {
            violations.add({Code::not_found, "/partner", "没有这个往来单位", "收货方"});
            return;
        }
        const auto& data = partner->data;
        if (out_.partner_uscc.empty()) out_.partner_uscc = data.uscc;
        if (out_.partner_name.empty()) out_.partner_name = data.name;
        if (out_.delivery.contact.empty()) out_.delivery.contact = trim(fmt::format("{} {}", data.contact, data.phone));
    }

    void take_order(dossier::OrderId id, Violations& violations) {
        const auto order = dossier::read_order(tx_, actor_, id);
        if (order.has_error()) {
            violations.add({Code::not_found, "/order", "没有这个销售订单", "销售订单"});
            return;
        }
        const auto& data = order.value().data;
        out_.order = id.value;
        if (out_.partner_name.empty()) out_.partner_name = data.seller;
        if (out_.delivery.address.empty()) out_.delivery.address = data.destination;
        if (out_.delivery.contact.empty()) out_.delivery.contact = data.receiver;
        if (!out_.texts.empty() && out_.texts != data.items) return;
        out_.texts = data.items;
        for (const std::string& number : data.batches) take_batch(number, violations);
    }

    // What is at hand of the batches of that number.
    void take_batch(const std::string& number, Violations& violations) {
        constexpr int batches_max = 100;
        std::vector<CodeRange> ranges;
        for (const auto& batch :
             codes::list_batches(tx_, codes::BatchScope{.org = actor_.org}, {.number = number}, {}, batches_max))
            if (batch_number_of(batch.numbers) == number) ranges.push_back(batch.codes());
        std::size_t found = of_order_.size();
        for (const Placed& p : codes::segments_of(tx_, ranges)) {
            const auto& now = p.segment.state;
            if (now.holder == actor_.org && now.batch && now.container == 0 &&
                (now.location == 0 || now.location == place_.location_id) &&
                (now.status == Status::active || now.status == Status::in_stock || now.status == Status::returned))
                of_order_.push_back(p);
        }
        if (found == of_order_.size())
            violations.add({Code::codes_not_in_stock, "/order",
                            fmt::format("订单的批次 {} 没有可以出库的商品", shorten(number, 60)), "销售订单"});
    }

    void take_target(const StockOutInput& input, Violations& violations) {
        if (!input.target_store) {
            violations.add({Code::missing_field, "/targetStore", "请选择调往的门店", "目标门店"});
            return;
        }
        const auto target = registry::find_store(tx_, *input.target_store);
        if (!target || target->org != actor_.org) {
            violations.add({Code::not_found, "/targetStore", "没有这个门店", "目标门店"});
            return;
        }
        if (target->status != registry::StoreStatus::active)
            violations.add({Code::wrong_state, "/targetStore", "目标门店已停用", "目标门店"});
        if (target->id == out_.store)
            violations.add({Code::invalid, "/targetStore", "目标门店不能是发出的门店", "目标门店"});
        out_.target_store = target->id;
        out_.consignee = actor_.org;
        out_.partner_uscc.clear();
        out_.partner_name = target->name;
        out_.delivery = {.address = target->address, .contact = target->contact_person + " " + target->phone};
    }

    Result<events::Event> ship_lot(const FactLot& lot, UtcMs at) {
        events::FieldInput input;
        const auto fill = [&](std::string_view key, std::string_view value) {
            const auto* field = lot.tmpl->find(key);
            if (field && field->step == catalog::Step::shipping && !value.empty()) input.fields[key] = value;
        };
        fill("saleTime", iso_utc(at));
        fill("buyerName", out_.partner_name);
        fill("buyerAddress", out_.delivery.address);
        fill("buyerContact", out_.delivery.contact);
        if (out_.target_store) return events::transfer(tx_, actor_, lot.ranges, input);
        return events::ship(tx_, actor_, lot.ranges, input,
                            out_.partner_uscc.empty() ? std::nullopt : std::optional(out_.partner_uscc));
    }

    db::Tx& tx_;
    const events::Names& names_;
    const auth::Actor& actor_;
    const Place& place_;
    StockOut& out_;
    Scans scans_;
    std::vector<Placed> parts_, of_order_;
};

Result<StockOut> own_stock_out(db::Tx& tx, const auth::Actor& actor, StockOutId id) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    auto out = find_stock_out(tx, id);
    if (!out || out->org != actor.org || (actor.scope.own_only && out->created_by != actor.user) ||
        !may_see_store(tx, actor, out->store))
        return no_stock_out();
    return *std::move(out);
}

bool concerns(const StockOut& note, OrgId org) {
    return note.org == org || note.consignee == org;
}

bool may_see(db::Tx& tx, const auth::Actor& actor, const StockOut& out) {
    if (!actor.org) return false;
    const bool own = out.org == actor.org && (!actor.scope.own_only || out.created_by == actor.user) &&
                     may_see_store(tx, actor, out.store);
    const bool to_me = out.consignee == actor.org && out.state != StockOutState::draft &&
                       (!out.target_store || may_see_store(tx, actor, out.target_store));
    return own || to_me;
}

}  // namespace

Result<UtcMs> happened_at(db::Tx& tx, const std::optional<UtcMs>& at) {
    if (!at) return tx.now();
    if (*at - tx.now() > ahead_ms) return Error{Code::future_date, "/at", "发生时间不能晚于现在", "发生时间"};
    if (tx.now() - *at > late_ms)
        return Error{Code::out_of_bounds, "/at", "发生时间不能早于 7 天前，请按今天补录", "发生时间"};
    return std::min(*at, tx.now());
}

std::string note_text(const StockOut& out, std::string_view shipper, std::string_view shipper_uscc) {
    json::array lines;
    for (const Line& l : out.lines)
        lines.push_back(json::object{{"batch", l.batch},
                                     {"gs1Code", l.gs1_code()},
                                     {"gtin", l.gtin},
                                     {"model", l.model},
                                     {"product", l.name},
                                     {"quantity", std::to_string(l.quantity)},
                                     {"specification", l.specification}});
    json::array boxes;
    for (const std::string& box : out.boxes) boxes.emplace_back(box);
    return json::serialize(json::object{{"boxes", std::move(boxes)},
                                        {"codes", out.codes_digest},
                                        {"lines", std::move(lines)},
                                        {"number", out.number},
                                        {"quantity", std::to_string(out.quantity)},
                                        {"receiver", out.partner_name},
                                        {"receiverUscc", out.partner_uscc},
                                        {"sentAt", iso_utc(out.sent_at)},
                                        {"shipper", shipper},
                                        {"shipperUscc", shipper_uscc},
                                        {"v", "1"}});
}

std::string note_url(std::string_view base_url, const StockOut& out) {
    return fmt::format("{}/n/{}?d={}", base_url, out.number, out.digest);
}

Result<StockOut> add_stock_out(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                               const StockOutInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto place, require_place(tx, actor, input.store));
    TRY(const auto at, happened_at(tx, input.at));
    StockOut out{.id = tx.next_id<StockOutId>(), .org = actor.org, .type = input.type, .store = place.store};
    out.remark = input.remark, out.texts = input.texts;
    const auto front = number_front("CK", tx.now());
    out.number = next_number(store::last_out_number(tx, actor.org, front), front);
    Violations violations;
    Sending sending(tx, names, actor, place, out);
    sending.address(input, violations);
    if (input.draft) {
        TRY_VOID(violations.result());
        Violations later;  // what may not leave is told when the draft is sent
        TRY_VOID(sending.gather(later));
        sending.count();
        out.boxes.clear();
    } else {
        TRY_VOID(sending.gather(violations));
        TRY_VOID(violations.result());
        TRY_VOID(sending.ship(at));
    }
    TRY_VOID(keep_new(tx, actor, out));
    return out;
}

Result<StockOut> send(db::Tx& tx, const events::Names& names, const auth::Actor& actor, StockOutId id) {
    TRY(auto out, own_stock_out(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    if (out.state != StockOutState::draft)
        return Error{Code::wrong_state, "", fmt::format("出库单{}，不能再发出", name_zh(out.state))};
    TRY(const auto place, require_place(tx, actor, out.store ? std::optional(out.store) : std::nullopt));
    StockOutInput input{.type = out.type,
                        .buyer_uscc = out.partner_uscc,
                        .buyer_name = out.partner_name,
                        .buyer_address = out.delivery.address,
                        .buyer_contact = out.delivery.contact,
                        .order = dossier::OrderId{out.order}};
    if (out.target_store) input.target_store = out.target_store;
    Violations violations;
    Sending sending(tx, names, actor, place, out);
    sending.address(input, violations);
    TRY_VOID(sending.gather(violations));
    TRY_VOID(violations.result());
    TRY_VOID(sending.ship(tx.now()));
    TRY_VOID(keep_change(tx, actor, out));
    return out;
}

Result<StockOut> cancel(db::Tx& tx, const auth::Actor& actor, StockOutId id, std::string_view given) {
    TRY(auto out, own_stock_out(tx, actor, id));
    const std::string reason(trim(given));
    if (reason.empty()) return Error{Code::missing_field, "/reason", "请填写作废原因", "作废原因"};
    if (utf8_length(reason) > reason_chars_max)
        return Error{Code::too_long, "/reason", fmt::format("不超过 {} 个字", reason_chars_max), "作废原因"};
    if (out.state == StockOutState::cancelled) return Error{Code::wrong_state, "", "出库单已作废"};
    out.reason = reason;
    if (out.state == StockOutState::draft) {
        out.state = StockOutState::cancelled;
        out.texts.clear();
        TRY_VOID(keep_change(tx, actor, out));
        return out;
    }
    Scans known;
    const auto left = on_the_way(tx, out);
    if (left.empty()) return Error{Code::wrong_state, "", "商品已全部收货，不能作废"};
    TRY(auto lots, lots_of(tx, left, known));
    std::vector<store::EventOf> events;
    std::int64_t back = 0;
    bool takes_along = false;
    for (FactLot& lot : lots) {
        if (takes_along) drop_moved(tx, lot);
        if (lot.ranges.empty()) continue;
        takes_along = takes_along || lot.tmpl->family == catalog::Family::vehicle;
        const auto location = out.store ? registry::store_location(out.store) : std::string();
        const auto voided = events::void_shipping(tx, actor, lot.ranges, location);
        if (voided.has_error()) return in_words_of_call(voided.error());
        events.push_back({out.id.value, {voided.value().id, voided.value().home.value}, EventRole::voided});
        for (const CodeRange& r : lot.ranges) back += r.size();
    }
    store::add_events(tx, events);
    note_move(tx, actor.org, out.store, out.target_store ? Move::transfer : Move::out, -back, out.sent_at);
    out.state = out.received == 0 ? StockOutState::cancelled : StockOutState::settled;
    TRY_VOID(keep_change(tx, actor, out));
    if (out.consignee && out.consignee != actor.org)
        message::notify(tx, out.consignee, message::Kind::party, "随货单已作废",
                        fmt::format("随货单 {} 已由发货方作废：{}", out.number, shorten(reason, 100)),
                        {"stock_out", out.id.value});
    return out;
}

Result<StockOut> remind(db::Tx& tx, const auth::Actor& actor, StockOutId id) {
    TRY(auto out, own_stock_out(tx, actor, id));
    if (out.state != StockOutState::sent) return Error{Code::wrong_state, "", "只有待收货的出库单可以催收"};
    if (!out.consignee) return Error{Code::wrong_state, "", "收货方还没有在平台注册，请直接联系收货方"};
    if (out.reminded_at.value != 0 && tx.now() - out.reminded_at < remind_every_ms)
        return Error{Code::too_many_requests, "", "今天已催收过，请明天再试"};
    TRY(const auto org, registry::get_org(tx, actor.org));
    message::notify(
        tx, out.consignee, message::Kind::party, "请收货",
        fmt::format("{}催收：随货单 {} 的 {} 件商品尚未收货", org.data.name, out.number, out.quantity - out.received),
        {"stock_out", out.id.value});
    out.reminded_at = tx.now();
    TRY_VOID(keep_change(tx, actor, out));
    return out;
}

Result<StockOut> get_stock_out(db::Tx& tx, const auth::Actor& actor, StockOutId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    auto out = find_stock_out(tx, id);
    if (!out || !may_see(tx, actor, *out)) return no_stock_out();
    return *std::move(out);
}

Result<std::vector<StockOut>> list_stock_outs(db::Tx& tx, const auth::Actor& actor, const StockOutFilter& f,
                                              StockOutId before, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    if (!actor.org) return std::vector<StockOut>{};
    store::OutMatch match{.type = f.type ? static_cast<int>(*f.type) : 0,
                          .state = f.state ? static_cast<int>(*f.state) : 0,
                          .number = f.number,
                          .partner = f.partner,
                          .from = f.from,
                          .to = f.to};
    TRY(const auto store, store_in_reach(tx, actor, f.store));
    if (f.incoming) {
        match.consignee = actor.org, match.sent_only = true;
        match.target_store = store;
    } else {
        match.org = actor.org;
        match.store = store;
        if (actor.scope.own_only) match.created_by = actor.user;
    }
    return store::list_out(tx, match, before, limit);
}

bool may_know_note(const StockOut& note, OrgId org, std::string_view digest) {
    return concerns(note, org) || (!digest.empty() && note.digest == digest);
}

Result<StockOut> find_note(db::Tx& tx, const auth::Actor& actor, std::string_view number, std::string_view digest) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    const Error unknown{Code::not_found, "", "没有发给本单位的这张随货单"};
    const auto org = registry::find_org(tx, actor.org);
    if (!org) return unknown;
    auto found =
        store::notes_numbered(tx, std::array{std::string(number)}, actor.org, org->data.uscc.text(), org->data.name);
    std::erase_if(found, [&](const StockOut& n) {
        return n.state == StockOutState::draft || !may_know_note(n, actor.org, digest) ||
               (concerns(n, actor.org) && !may_see(tx, actor, n));
    });
    if (found.empty()) return unknown;
    if (found.size() == 1) return std::move(found.front());
    const auto at = std::ranges::find(found, digest, &StockOut::digest);
    if (digest.empty() || at == found.end())
        return Error{Code::conflict, "", "有多张同号的随货单，请扫随货单上的二维码"};
    return std::move(*at);
}

}  // namespace yiguan::trade
