#include "trade/sale_parts.hpp"

#include "auth/auth.hpp"
#include "codes/directory.hpp"
#include "events/capture.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::trade {
namespace {

constexpr std::size_t tail_characters = 6;
constexpr std::int64_t clock_ahead_ms = 5 * 60 * 1000;

std::string_view kind_word(store::SaleKind kind) {
    static constexpr std::string_view words[] = {"sale", "customer", "return", "sale_rules"};
    return words[static_cast<std::size_t>(kind) - 1];
}

}  // namespace

void record_sale(db::Tx& tx, const auth::Actor& actor, store::SaleKind kind, OrgId org, std::int64_t id,
                 std::int64_t version, std::string content, std::string_view act) {
    const store::SaleVersion row{.id = id,
                                 .version = version,
                                 .kind = kind,
                                 .org = org,
                                 .changed_at = tx.now(),
                                 .changed_by = actor.user,
                                 .content = std::move(content)};
    store::insert_version(tx, row);
    ledger::append(tx, ledger::Object::sale, id, version, store::content_of(row));
    auth::audit(tx, actor, {.action = act, .object_kind = kind_word(kind), .object_id = id});
}

Result<events::EventKey> log_event(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                                   epcis::Event event) {
    epcis::Document document;
    document.count = 1;
    document.events.push_back(std::move(event));
    events::Prepared prepared = events::prepare(names, std::move(document));
    auto stored = events::capture_own(tx, names, actor, prepared);
    if (stored.has_error()) {
        Error error = stored.error();
        error.pointer.clear();
        error.value.clear();
        return error;
    }
    if (stored.value().empty())
        throw db::Fault(db::Fault::Kind::other, "an event with a new identity was known: run yiguan fsck");
    return stored.value().front();
}

epcis::Event event_at(UtcMs at, registry::StoreId store, std::string id) {
    epcis::Event event;
    event.type = epcis::EventType::object;
    event.action = epcis::Action::observe;
    event.event_time = at;
    event.offset_minutes = 480;
    event.event_id = std::move(id);
    if (store) event.biz_location = registry::store_location(store);
    return event;
}

std::string uri_of(db::Tx& tx, const events::Names& names, const codes::CodeAt& code) {
    return names.uri(codes::get_block(tx, code.block).value(), code.counter);
}

std::string tail_of(db::Tx& tx, const events::Names& names, const codes::CodeAt& code) {
    const auto block = codes::find_block(tx, code.block);
    if (!block) return {};
    const std::string text = names.directory().text(*block, code.counter);
    return text.size() <= tail_characters ? text : text.substr(text.size() - tail_characters);
}

Result<UtcMs> time_of(db::Tx& tx, const std::optional<UtcMs>& at) {
    if (!at) return tx.now();
    if (*at > tx.now() + clock_ahead_ms)
        return Error{Code::out_of_bounds, "/at", "发生时间不能晚于现在，请校准手机时间", "发生时间"};
    if (*at < tx.now() + -offline_ms)
        return Error{Code::out_of_bounds, "/at", "离线记录最多补传 7 天以内的，请联系管理员", "发生时间"};
    return std::min(*at, tx.now());
}

Result<registry::StoreId> store_of(db::Tx& tx, const auth::Actor& actor,
                                   const std::optional<registry::StoreId>& given) {
    if (given) {
        TRY(const auto store, registry::require_store(tx, actor, *given));
        return store.id;
    }
    if (!registry::list_stores(tx, actor.org).empty())
        return Error{Code::missing_field, "/store", "请选择门店", "门店"};
    return registry::StoreId{};
}

Result<void> keep_sale(db::Tx& tx, const auth::Actor& actor, Sale& sale, std::string_view act) {
    sale.version += 1;
    if (!store::update(tx, sale)) return Error{Code::conflict, "", "销售单刚被另一位操作员修改，请刷新后重试"};
    record_sale(tx, actor, store::SaleKind::sale, sale.org, sale.id.value, sale.version, store::to_stored(sale), act);
    return outcome::success();
}

}  // namespace yiguan::trade
