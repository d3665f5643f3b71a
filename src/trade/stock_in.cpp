#include "trade/stock_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "events/transition.hpp"
#include "message/message.hpp"
#include "registry/documents.hpp"
#include "registry/stores.hpp"
#include "trade/records.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeRange;
using codes::Placed;
using codes::Status;

constexpr std::size_t reason_chars_max = 200, answer_chars_max = 300;

Error no_stock_in() {
    return {Code::not_found, "", "没有这张入库单"};
}

Error in_words_of_call(Error error) {
    const auto move = [](Error& one) {
        if (one.pointer == "/fields/purchaseTime")
            one.pointer = "/at";
        else if (one.pointer == "/fields/supplierName")
            one.pointer = "/supplier";
        else if (one.pointer == "/codes" || one.pointer == "/block" || one.pointer == "/first" ||
                 one.pointer == "/last")
            one.pointer = "/texts", one.value.clear();
    };
    move(error);
    for (Error& other : error.others) move(other);
    return error;
}

std::int64_t size_of(const Placed& p) {
    return p.segment.last - p.segment.first + 1;
}

std::int64_t size_of(const std::vector<Placed>& parts) {
    std::int64_t n = 0;
    for (const Placed& p : parts) n += size_of(p);
    return n;
}

bool is_of(db::Tx& tx, const auth::Actor& actor, const StockIn& in) {
    return in.org == actor.org && (!actor.scope.own_only || in.created_by == actor.user) &&
           may_see_store(tx, actor, in.store);
}

// One document on its way in.
class Receiving {
public:
    Receiving(db::Tx& tx, const auth::Actor& actor, const Place& place, StockIn& in)
        : tx_(tx), actor_(actor), place_(place), in_(in) {}

    Result<void> receive(const std::vector<Placed>& parts, std::string_view supplier, Scans& known, UtcMs at) {
        // Each shipper is a supplier of its own: what a fact says of it is true of all its codes.
        std::map<OrgId, std::vector<Placed>> by_shipper;
        for (const Placed& p : parts) by_shipper[p.segment.state.holder].push_back(p);
        for (const auto& [shipper, theirs] : by_shipper) {
            const auto org = registry::find_org(tx_, shipper);
            const std::string name = !supplier.empty() ? std::string(supplier) : org ? org->data.name : std::string();
            TRY_VOID(receive_from(theirs, name, known, at));
            if (in_.supplier_name.empty() && by_shipper.size() == 1) in_.supplier_name = name, in_.supplier = shipper;
            if (org && shipper != actor_.org)
                registry::note_dealing(tx_, actor_.org, org->data.uscc.text(), org->data.name, tx_.now());
        }
        in_.lines = lines_of(tx_, taken_, known);
        for (const Line& line : in_.lines) in_.quantity += line.quantity;
        in_.received_at = at;
        note_move(tx_, actor_.org, place_.store, Move::in, in_.quantity, at);
        return outcome::success();
    }

    // What the document counts, as it was before: without what a vehicle brought along.
    const std::vector<Placed>& taken() const { return taken_; }
    void keep_events() { store::add_events(tx_, events_); }
    std::string warning() const {
        return in_.quantity > products_advised_max
                   ? fmt::format("本单 {} 件，建议一次不超过 {} 件，以便核对", in_.quantity, products_advised_max)
                   : std::string();
    }

private:
    Result<void> receive_from(const std::vector<Placed>& parts, const std::string& supplier, Scans& known, UtcMs at) {
        TRY(auto lots, lots_of(tx_, parts, known));
        bool takes_along = false;
        for (FactLot& lot : lots) {
            if (takes_along) drop_moved(tx_, lot);
            if (lot.ranges.empty()) continue;
            takes_along = takes_along || lot.tmpl->family == catalog::Family::vehicle;
            events::FieldInput input;
            const auto fill = [&](std::string_view key, std::string_view value) {
                const auto* field = lot.tmpl->find(key);
                if (field && field->step == catalog::Step::receiving && !value.empty()) input.fields[key] = value;
            };
            fill("supplierName", supplier);
            fill("purchaseTime", iso_utc(at));
            const auto received = events::receive_at(tx_, actor_, lot.ranges, input, place_.location);
            if (received.has_error()) return in_words_of_call(received.error());
            const events::Event& event = received.value();
            events_.push_back({in_.id.value, {event.id, event.home.value}, EventRole::received});
            taken_.insert(taken_.end(), lot.parts.begin(), lot.parts.end());
        }
        return outcome::success();
    }

    db::Tx& tx_;
    const auth::Actor& actor_;
    const Place& place_;
    StockIn& in_;
    std::vector<store::EventOf> events_;
    std::vector<Placed> taken_;
};

StockIn new_stock_in(db::Tx& tx, const auth::Actor& actor, StockInType type, const Place& place) {
    const auto front = number_front("RK", tx.now());
    return {.id = tx.next_id<StockInId>(),
            .org = actor.org,
            .number = next_number(store::last_in_number(tx, actor.org, front), front),
            .type = type,
            .store = place.store};
}

Result<void> check_differences(db::Tx& tx, const auth::Actor& actor, const std::vector<NewDifference>& all,
                               std::int64_t there) {
    if (static_cast<std::size_t>(there) + all.size() > differences_max)
        return Error{Code::too_long, "/differences", fmt::format("一张单最多记 {} 条差异", differences_max), "差异"};
    Violations violations;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto at = [&](std::string_view key) { return fmt::format("/differences/{}/{}", i, key); };
        if (all[i].photo)
            if (const auto photo = registry::require_document(tx, all[i].photo, actor.org); photo.has_error()) {
                Error error = photo.error();
                error.pointer = at("photo"), error.field = "照片";
                violations.add(std::move(error));
            }
        if (all[i].product && catalog::get_product(tx, all[i].product).has_error())
            violations.add({Code::not_found, at("product"), "没有这个产品", "产品"});
    }
    return violations.result();
}

// Rows behind those that are there; tells the shipper.
void keep_differences(db::Tx& tx, const auth::Actor& actor, StockIn& in, const std::vector<NewDifference>& all,
                      OrgId shipper) {
    if (all.empty()) return;
    std::map<DifferenceKind, std::int64_t> sums;
    for (const NewDifference& d : all) {
        store::insert(tx, in.id,
                      {.row = ++in.differences,
                       .kind = d.kind,
                       .text = d.text,
                       .product = d.product,
                       .quantity = d.quantity,
                       .remark = d.remark,
                       .photo = d.photo,
                       .created_by = actor.user,
                       .created_at = tx.now()});
        sums[d.kind] += d.quantity;
    }
    in.state = StockInState::differing;
    if (!shipper || shipper == actor.org) return;
    std::string words;
    for (const auto& [kind, n] : sums) words += fmt::format("{}{} {} 件", words.empty() ? "" : "，", name_zh(kind), n);
    const auto org = registry::find_org(tx, actor.org);
    message::notify(
        tx, shipper, message::Kind::party, "收货有差异",
        fmt::format("{}收货时登记了差异：{}（入库单 {}），请答复", org ? org->data.name : "收货方", words, in.number),
        {"stock_in", in.id.value});
}

// In part: the rest came back to the shipper.
bool was_called_off(db::Tx& tx, const StockOut& note) {
    return std::ranges::any_of(store::events_of(tx, note.id.value),
                               [](const store::EventOf& e) { return e.role == EventRole::voided; });
}

// The note's state behind what happened to it.
Result<void> update_note(db::Tx& tx, const auth::Actor& actor, StockOut& note, std::int64_t received, bool differs,
                         UtcMs at) {
    note.received += received;
    if (differs)
        note.state = StockOutState::differing;
    else if (note.state == StockOutState::sent && note.received >= note.quantity)
        note.state = StockOutState::received;
    else if (note.state == StockOutState::sent && was_called_off(tx, note) && on_the_way(tx, note).empty())
        note.state = StockOutState::settled;  // as it was before its stock-in was undone
    if (note.received > 0 && note.received_at.value == 0) note.received_at = at;
    return keep_change(tx, actor, note);
}

// Pieces of notes that were received one by one count for their notes.
Result<void> count_for_notes(db::Tx& tx, const auth::Actor& actor, StockIn& in, const std::vector<Placed>& parts,
                             Senders& senders, UtcMs at) {
    std::map<StockOutId, std::int64_t> pieces;
    for (const Placed& p : parts)
        if (const auto* note = senders.note_of(p)) pieces[note->id] += size_of(p);
    for (const auto& [id, n] : pieces) {
        auto note = find_stock_out(tx, id);
        if (!note) continue;
        if (pieces.size() == 1) in.note = note->id;
        TRY_VOID(update_note(tx, actor, *note, n, false, at));
    }
    return outcome::success();
}

}  // namespace

Result<Received> add_stock_in(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                              const StockInInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto place, require_place(tx, actor, input.store));
    TRY(const auto at, happened_at(tx, input.at));
    Received out{.in = new_stock_in(tx, actor, input.type, place), .refused = {}};
    out.in.remark = input.remark, out.in.supplier_name = input.supplier;
    TRY(auto scans, scan(tx, names, actor, place, Purpose::receive, input.texts));
    std::vector<Placed> parts;
    Senders senders(tx);
    for (std::size_t i = 0; i < scans.items.size(); ++i) {
        Scan& s = scans.items[i];
        if (!s.problem && s.kind == ScanKind::note)
            s.problem = Error{Code::invalid, "", "这是随货单，请按随货单整单收货"};
        const auto goes_elsewhere = [&](const Placed& p) {
            const auto* note = senders.note_of(p);
            return note && note->target_store && note->target_store != place.store;
        };
        if (!s.problem && std::ranges::any_of(s.parts, goes_elsewhere))
            s.problem = Error{Code::codes_not_addressed, "", "这件商品发往本单位的另一门店"};
        if (s.problem) {
            out.refused.emplace_back(i, *s.problem);
            continue;
        }
        if (s.kind == ScanKind::box) out.in.boxes.push_back(s.box);
        parts.insert(parts.end(), s.parts.begin(), s.parts.end());
    }
    if (parts.empty()) {
        Violations violations;
        violations.add({Code::invalid, "/texts", "没有可以入库的商品", "扫码"});
        for (auto& [i, error] : out.refused) {
            error.pointer = fmt::format("/texts/{}", i), error.field = "扫码";
            error.value = shorten(input.texts[i], 60);
            violations.add(error);
        }
        TRY_VOID(violations.result());
    }
    Receiving receiving(tx, actor, place, out.in);
    TRY_VOID(receiving.receive(parts, input.supplier, scans, at));
    if (!out.in.supplier && !input.supplier.empty()) {
        std::set<OrgId> shippers;
        for (const Placed& p : parts) shippers.insert(p.segment.state.holder);
        if (shippers.size() == 1) out.in.supplier = *shippers.begin();
    }
    TRY_VOID(count_for_notes(tx, actor, out.in, receiving.taken(), senders, at));
    TRY_VOID(keep_new(tx, actor, out.in));
    receiving.keep_events();
    out.warning = receiving.warning();
    return out;
}

Result<Received> receive_note(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                              const NoteReceipt& input) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto at, happened_at(tx, input.at));
    const auto ref = parse_note(input.note);
    const auto at_note = [](Error error, std::string_view pointer) {
        error.pointer = pointer, error.field = "随货单";
        return error;
    };
    if (!ref)
        return Error{Code::invalid, "/note", "随货单号应写作 CK20261122-000001，或扫二维码", "随货单",
                     shorten(input.note, 60)};
    const std::string digest = !input.digest.empty() ? input.digest : ref->digest;
    auto found = find_note(tx, actor, ref->number, digest);
    if (found.has_error()) return at_note(found.error(), "/note");
    StockOut& note = found.value();
    TRY(const auto place, require_place(tx, actor, input.store));
    if (!digest.empty() && digest != note.digest)
        return at_note({Code::conflict, "", "随货单的内容与二维码不符，请与发货方核对"}, "/digest");
    if (note.org == actor.org && note.consignee != actor.org)
        return at_note({Code::codes_not_addressed, "", "这是本单位发出的随货单，不能自己收货"}, "/note");
    if (note.target_store && note.target_store != place.store)
        return at_note({Code::codes_not_addressed, "", "这批货发往本单位的另一门店"}, "/store");
    if (note.state != StockOutState::sent)
        return at_note({Code::wrong_state, "",
                        note.state == StockOutState::cancelled ? "随货单已由发货方作废" : "随货单已收货，请勿重复"},
                       "/note");
    TRY_VOID(check_differences(tx, actor, input.differences, static_cast<std::int64_t>(input.except.size())));

    events::MoveJudge judge(tx, registry::get_org(tx, actor.org).value());
    std::vector<Placed> parts;
    for (const Placed& p : on_the_way(tx, note))
        if (judge.judge(events::Asked::receive, p).has_value()) parts.push_back(p);
    std::vector<NewDifference> differences = input.differences;
    Scans scans;
    if (!input.except.empty()) {
        TRY(scans, scan(tx, names, actor, place, Purpose::receive, input.except));
        Violations violations;
        for (std::size_t i = 0; i < scans.items.size(); ++i) {
            const Scan& s = scans.items[i];
            // What is in an excepted code (a vehicle's battery) did not come either.
            std::vector<CodeRange> named;
            for (const Placed& q : s.parts) named.push_back({q.block, q.segment.first, q.segment.last});
            TRY(named, events::joined(std::move(named)));
            TRY(auto absent, events::contents_of(tx, named));
            absent.insert(absent.end(), s.parts.begin(), s.parts.end());
            const auto missing = size_of(parts) - size_of(left_out(parts, s.parts));
            if (missing == 0) {
                violations.add({Code::invalid, fmt::format("/except/{}", i), "不在这张随货单内，或已收货", "未到的商品",
                                shorten(s.text, 60)});
                continue;
            }
            parts = left_out(std::move(parts), absent);
            differences.push_back({.kind = DifferenceKind::less, .text = s.text, .quantity = missing});
        }
        TRY_VOID(violations.result());
    }
    if (parts.empty()) return at_note({Code::wrong_state, "", "随货单上没有还在途中的商品"}, "/note");

    Received out{
        .in = new_stock_in(tx, actor, note.target_store ? StockInType::transfer : StockInType::purchase, place),
        .refused = {}};
    out.in.note = note.id;
    out.in.supplier = note.org;
    const auto shipper = registry::find_org(tx, note.org);
    out.in.supplier_name = shipper ? shipper->data.name : std::string();
    out.in.boxes = note.boxes;
    Receiving receiving(tx, actor, place, out.in);
    TRY_VOID(receiving.receive(parts, out.in.supplier_name, scans, at));
    keep_differences(tx, actor, out.in, differences, note.org);
    TRY_VOID(keep_new(tx, actor, out.in));
    receiving.keep_events();
    TRY_VOID(update_note(tx, actor, note, out.in.quantity, !differences.empty(), at));
    return out;
}

Result<StockIn> get_stock_in(db::Tx& tx, const auth::Actor& actor, StockInId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    auto row = store::find_in(tx, id);
    if (!row || !actor.org) return no_stock_in();
    if (is_of(tx, actor, row->in)) return std::move(row->in);
    // The shipper sees what became of its note, as far as there is something to answer.
    if (row->in.differences > 0 && row->in.org != actor.org && row->in.supplier == actor.org) return std::move(row->in);
    return no_stock_in();
}

Result<StockIn> undo_stock_in(db::Tx& tx, const auth::Actor& actor, StockInId id, std::string_view given) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(auto in, get_stock_in(tx, actor, id));
    if (in.org != actor.org) return no_stock_in();
    const std::string reason(trim(given));
    if (reason.empty()) return Error{Code::missing_field, "/reason", "请填写撤销原因", "撤销原因"};
    if (utf8_length(reason) > reason_chars_max)
        return Error{Code::too_long, "/reason", fmt::format("不超过 {} 个字", reason_chars_max), "撤销原因"};
    if (in.state == StockInState::undone) return Error{Code::wrong_state, "", "入库单已撤销"};
    const auto named = store::events_of(tx, in.id.value);
    std::set<EventId> ours;
    for (const auto& e : named) ours.insert(e.key.id);
    const auto parts = parts_of(tx, in.id.value, EventRole::received);
    for (const Placed& p : parts)
        if (!ours.contains(p.segment.state.event) || p.segment.state.holder != actor.org ||
            p.segment.state.status != Status::in_stock)
            return Error{Code::wrong_state, "", "单内已有商品出库、销售、装箱或冻结，不能撤销"};
    Senders senders(tx);
    std::map<OrgId, std::vector<Placed>> by_shipper;
    for (const Placed& p : parts) by_shipper[senders.of(p).org].push_back(p);
    std::vector<store::EventOf> events;
    std::int64_t back = 0;
    std::map<EventId, std::int64_t> of_shipments;
    for (const auto& [shipper, theirs] : by_shipper) {
        Scans known;
        TRY(auto lots, lots_of(tx, theirs, known));
        bool takes_along = false;
        for (FactLot& lot : lots) {
            if (takes_along) drop_moved(tx, lot);
            if (lot.ranges.empty()) continue;
            takes_along = takes_along || lot.tmpl->family == catalog::Family::vehicle;
            for (const Placed& p : lot.parts) of_shipments[senders.of(p).event] += size_of(p), back += size_of(p);
            const auto undone = events::undo_receiving(tx, actor, lot.ranges, shipper);
            if (undone.has_error()) return in_words_of_call(undone.error());
            events.push_back({in.id.value, {undone.value().id, undone.value().home.value}, EventRole::undone});
        }
    }
    store::add_events(tx, events);
    note_move(tx, actor.org, in.store, Move::in, -back, in.received_at);
    for (const auto& [event, n] : of_shipments) {
        auto note = find_stock_out(tx, StockOutId{store::documents_of(tx, std::array{event}).front()});
        if (!note) continue;
        note->received -= n;
        note->state = StockOutState::sent;
        if (note->received == 0) note->received_at = {};
        TRY_VOID(keep_change(tx, actor, *note));
    }
    in.state = StockInState::undone;
    in.reason = reason;
    TRY_VOID(keep_change(tx, actor, in));
    return in;
}

Result<StockIn> add_differences(db::Tx& tx, const auth::Actor& actor, StockInId id,
                                const std::vector<NewDifference>& differences) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(auto in, get_stock_in(tx, actor, id));
    if (in.org != actor.org) return no_stock_in();
    if (in.state == StockInState::undone) return Error{Code::wrong_state, "", "入库单已撤销，不能登记差异"};
    if (differences.empty()) return Error{Code::missing_field, "/differences", "请至少登记一条差异", "差异"};
    TRY_VOID(check_differences(tx, actor, differences, in.differences));
    keep_differences(tx, actor, in, differences, in.supplier);
    TRY_VOID(keep_change(tx, actor, in));
    if (in.note)
        if (auto note = find_stock_out(tx, in.note)) {
            TRY_VOID(update_note(tx, actor, *note, 0, true, tx.now()));
        }
    return in;
}

Result<StockIn> answer_difference(db::Tx& tx, const auth::Actor& actor, StockInId id, std::int64_t row,
                                  std::string_view given) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    auto found = store::find_in(tx, id);
    if (!found || !actor.org || found->in.supplier != actor.org || found->in.differences == 0) return no_stock_in();
    StockIn& in = found->in;
    const std::string text(trim(given));
    if (text.empty()) return Error{Code::missing_field, "/answer", "请填写答复", "答复"};
    if (utf8_length(text) > answer_chars_max)
        return Error{Code::too_long, "/answer", fmt::format("不超过 {} 个字", answer_chars_max), "答复"};
    auto all = store::differences_of(tx, id);
    const auto at = std::ranges::find(all, row, &Difference::row);
    if (at == all.end()) return Error{Code::not_found, "", "没有这条差异"};
    if (at->answered_at.value != 0) return Error{Code::wrong_state, "", "这条差异已答复"};
    at->answer = text, at->answered_by = actor.user, at->answered_at = tx.now();
    if (!store::answer(tx, id, *at)) return Error{Code::wrong_state, "", "这条差异已答复"};
    const bool settled = std::ranges::all_of(all, [](const Difference& d) { return d.answered_at.value != 0; });
    if (settled && in.state == StockInState::differing) in.state = StockInState::settled;
    TRY_VOID(keep_change(tx, actor, in));
    if (settled && in.note)
        if (auto note = find_stock_out(tx, in.note); note && note->state == StockOutState::differing) {
            note->state = StockOutState::settled;
            TRY_VOID(keep_change(tx, actor, *note));
        }
    if (in.org != actor.org)
        message::notify(
            tx, in.org, message::Kind::party, "差异已答复",
            fmt::format("入库单 {} 的差异“{}”已由发货方答复：{}", in.number, name_zh(at->kind), shorten(text, 100)),
            {"stock_in", in.id.value});
    return std::move(in);
}

bool was_sent_photo(db::Tx& tx, const auth::Actor& actor, DocumentId photo) {
    return actor.org && auth::may(actor, auth::Permission::read_events) && store::is_photo_for(tx, photo, actor.org);
}

std::vector<Difference> differences_of(db::Tx& tx, StockInId id) {
    return store::differences_of(tx, id);
}

Result<std::vector<StockIn>> list_stock_ins(db::Tx& tx, const auth::Actor& actor, const StockInFilter& f,
                                            StockInId before, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_events));
    if (!actor.org) return std::vector<StockIn>{};
    TRY(const auto store, store_in_reach(tx, actor, f.store));
    return store::list_in(tx,
                          {.org = actor.org,
                           .created_by = actor.scope.own_only ? actor.user : UserId{},
                           .store = store,
                           .type = f.type ? static_cast<int>(*f.type) : 0,
                           .state = f.state ? static_cast<int>(*f.state) : 0,
                           .number = f.number,
                           .supplier = f.supplier,
                           .from = f.from,
                           .to = f.to},
                          before, limit);
}

}  // namespace yiguan::trade
