#include "trade/records.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "trade/check.hpp"
#include "trade/stocktake_store.hpp"
#include "trade/trade_json.hpp"

namespace yiguan::trade {
namespace {

constexpr int page_size = 500;

std::string_view object_of(store::Kind kind) {
    static constexpr std::string_view names[] = {"", "stock_out", "stock_in", "stocktake"};
    return names[static_cast<std::size_t>(kind)];
}
std::string_view zh_of(store::Kind kind) {
    static constexpr std::string_view names[] = {"", "出库单", "入库单", "盘点单"};
    return names[static_cast<std::size_t>(kind)];
}

Error changed_meanwhile(std::string_view what) {
    return {.code = Code::conflict, .pointer = "", .detail = fmt::format("{}刚被另一位操作员处理，请刷新后再试", what)};
}

std::string record_of(const store::VersionRow& v) {
    return ledger::content_of("trade/v1",
                              {v.id, v.version, v.org.value, static_cast<std::int64_t>(v.kind),
                               static_cast<std::int64_t>(v.act), v.changed_at.value, v.changed_by.value},
                              v.content);
}

bool matches(db::Tx& tx, const store::VersionRow& v) {
    switch (v.kind) {
        case store::Kind::stock_out: {
            const auto row = store::find_out(tx, StockOutId{v.id});
            return row && row->out.version == v.version && row->out.org == v.org &&
                   recorded(row->out, row->content, row->personal) == v.content;
        }
        case store::Kind::stock_in: {
            const auto row = store::find_in(tx, StockInId{v.id});
            return row && row->in.version == v.version && row->in.org == v.org &&
                   recorded(row->in, row->content) == v.content;
        }
        case store::Kind::stocktake: {
            const auto row = store::find_stocktake(tx, StocktakeId{v.id});
            return row && row->version == v.version && row->org == v.org && recorded(*row) == v.content;
        }
    }
    return false;
}

bool agrees(db::Tx& tx, const store::VersionRow& v) {
    try {
        return matches(tx, v);
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::string recorded(const StockOut& o, std::string_view content, std::string_view personal) {
    return fmt::format("{}\n{} {} {} {} {} {} {} {} {} {} {}\n{}\n{}\n{}\n{}\n{}", o.number, static_cast<int>(o.type),
                       static_cast<int>(o.state), o.store.value, o.target_store.value, o.consignee.value, o.order,
                       o.quantity, o.received, o.sent_at.value, o.received_at.value, o.reminded_at.value,
                       o.partner_uscc, json::serialize(json::value(o.partner_name)), o.digest, content,
                       to_hex(as_bytes(personal)));
}

std::string recorded(const StockIn& i, std::string_view content) {
    return fmt::format("{}\n{} {} {} {} {} {} {} {}\n{}\n{}", i.number, static_cast<int>(i.type),
                       static_cast<int>(i.state), i.store.value, i.note.value, i.supplier.value, i.quantity,
                       i.differences, i.received_at.value, json::serialize(json::value(i.supplier_name)), content);
}

void record(db::Tx& tx, const auth::Actor& actor, store::Kind kind, OrgId org, std::int64_t id, std::int64_t version,
            std::string content) {
    const auto act = version == 1 ? store::Act::add : store::Act::update;
    const store::VersionRow row{.id = id,
                                .version = version,
                                .kind = kind,
                                .act = act,
                                .changed_at = tx.now(),
                                .changed_by = actor.user,
                                .org = org,
                                .content = std::move(content)};
    store::insert_history(tx, row);
    ledger::append(tx, ledger::Object::trade, id, version, record_of(row));
    const std::string action = fmt::format("{}.{}", object_of(kind), act == store::Act::add ? "add" : "update");
    auth::audit(tx, actor, {.action = action, .object_kind = object_of(kind), .object_id = id});
}

Result<void> keep_new(db::Tx& tx, const auth::Actor& actor, StockOut& out) {
    out.created_by = out.changed_by = actor.user;
    out.created_at = out.changed_at = tx.now();
    const auto content = content_of(out), personal = auth::seal(tx, out.id.value, personal_of(out.delivery));
    if (!store::insert(tx, out, content, personal)) return changed_meanwhile("出库单号");
    record(tx, actor, store::Kind::stock_out, out.org, out.id.value, out.version, recorded(out, content, personal));
    return outcome::success();
}

Result<void> keep_new(db::Tx& tx, const auth::Actor& actor, StockIn& in) {
    in.created_by = in.changed_by = actor.user;
    in.created_at = in.changed_at = tx.now();
    const auto content = content_of(in);
    if (!store::insert(tx, in, content)) return changed_meanwhile("入库单号");
    record(tx, actor, store::Kind::stock_in, in.org, in.id.value, in.version, recorded(in, content));
    return outcome::success();
}

Result<void> keep_change(db::Tx& tx, const auth::Actor& actor, StockOut& out) {
    ++out.version;
    out.changed_by = actor.user;
    out.changed_at = tx.now();
    const auto content = content_of(out), personal = auth::seal(tx, out.id.value, personal_of(out.delivery));
    if (!store::update(tx, out, content, personal)) return changed_meanwhile(fmt::format("出库单 {} ", out.number));
    record(tx, actor, store::Kind::stock_out, out.org, out.id.value, out.version, recorded(out, content, personal));
    return outcome::success();
}

Result<void> keep_change(db::Tx& tx, const auth::Actor& actor, StockIn& in) {
    ++in.version;
    in.changed_by = actor.user;
    in.changed_at = tx.now();
    const auto content = content_of(in);
    if (!store::update(tx, in, content)) return changed_meanwhile(fmt::format("入库单 {} ", in.number));
    record(tx, actor, store::Kind::stock_in, in.org, in.id.value, in.version, recorded(in, content));
    return outcome::success();
}

std::optional<StockOut> find_stock_out(db::Tx& tx, StockOutId id) {
    auto row = store::find_out(tx, id);
    if (!row) return std::nullopt;
    if (const auto open = auth::unseal(tx, id.value, row->personal)) row->out.delivery = delivery_of(*open);
    return std::move(row->out);
}

std::string number_front(std::string_view letters, UtcMs now) {
    std::string day = to_string(beijing_date(now));
    std::erase(day, '-');
    return fmt::format("{}{}-", letters, day);
}

std::string next_number(std::string_view last, std::string_view front) {
    std::int64_t n = 0;
    for (const char c : last.substr(std::min(front.size(), last.size()))) n = n * 10 + (c - '0');
    return fmt::format("{}{:06}", front, n + 1);
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::trade);
    std::optional<store::VersionRow> last;
    const auto close = [&] {
        if (!last) return;
        if (!agrees(tx, *last))
            check.say(fmt::format("{} {} 与它最近一版不符：未经系统修改或已被删除", zh_of(last->kind), last->id));
        for (const auto& event : store::events_of(tx, last->id))
            if (!events::find_event(tx, BlockId{event.key.home}, event.key.id) && event.key.home > 0)
                check.say(fmt::format("{} {} 所述的事件 {} 不存在", zh_of(last->kind), last->id, event.key.id.value));
    };
    for (bool more = true; more;) {
        auto page = store::history_after(tx, last ? last->id : INT64_MIN, last ? last->version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            if (last && last->id != version.id) close();
            check.stored(version.id, version.version, version.changed_at, record_of(version));
            last = std::move(version);
        }
    }
    close();
    for (const auto kind : {store::Kind::stock_out, store::Kind::stock_in, store::Kind::stocktake}) {
        std::int64_t after = INT64_MIN;
        for (bool more = true; more;) {
            const auto page = store::ids_after(tx, kind, after, page_size);
            more = page.size() == page_size;
            for (const std::int64_t id : page) {
                after = id;
                if (!store::has_history(tx, id, kind))
                    check.say(fmt::format("{} {} 没有任何一版内容：未经系统添加", zh_of(kind), id));
            }
        }
    }
    return check.finish();
}

}  // namespace yiguan::trade
