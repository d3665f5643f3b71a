#include "trade/sale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "registry/registry.hpp"
#include "trade/documents.hpp"
#include "trade/sale_facts.hpp"
#include "trade/sale_parts.hpp"
#include "trade/stock_out.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeAt;
using events::Slot;

constexpr auto sell_goods = auth::Permission::sell_codes;
/// 客户名称 of the event (NAT-55): what the law demands of the field, without a person in it. Who bought stands in the
/// customer's form alone (C-24): what was erased there must not be left in the log.
constexpr std::string_view nobody = "个人消费者";
constexpr std::string_view months_words[] = {"个月", "月"};

Error no_sale() {
    return {Code::not_found, "", "没有这张销售单"};
}

std::vector<codes::CodeRange> range_of(const CodeAt& code) {
    return {{code.block, code.counter, code.counter}};
}

/// "12个月", "2 年", "180天" from a day on; "" for other texts.
std::string warranty_end(std::string_view text, UtcMs from) {
    const std::string folded = fold_width(trim(text));
    int number = 0;
    const auto [end, error] = std::from_chars(folded.data(), folded.data() + folded.size(), number);
    if (error != std::errc{} || number <= 0 || number > 1200) return {};
    const std::string_view unit = trim(std::string_view(end, folded.data() + folded.size()));
    Date day = beijing_date(from);
    const auto add_months = [&](int months) {
        const int all = day.year * 12 + day.month - 1 + months;
        day.year = all / 12;
        day.month = all % 12 + 1;
        // 31 January and a month: the last day of February.
        while (parse_date(to_string(day)).has_error() && day.day > 28) --day.day;
        return parse_date(to_string(day)).has_error() ? std::string() : to_string(day);
    };
    if (unit == "年") return add_months(number * 12);
    if (std::ranges::find(months_words, unit) != std::end(months_words)) return add_months(number);
    if (unit == "天" || unit == "日") return to_string(beijing_date(from + std::int64_t{number} * 86'400'000));
    return {};
}

Result<void> require_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id) {
    if (!id) return outcome::success();
    const auto row = store::find_customer(tx, id);
    if (!row || row->customer.org != actor.org || row->customer.state == CustomerState::erased ||
        (actor.scope.own_only && row->customer.created_by != actor.user) ||
        !may_see_store(tx, actor, row->customer.store))
        return Error{Code::not_found, "/customerForm", "没有这份顾客信息表", "顾客信息"};
    if (!store::sales_of_customer(tx, id, 1).empty())
        return Error{Code::conflict, "/customerForm", "这份顾客信息表已用于另一张销售单", "顾客信息"};
    return outcome::success();
}

/// Done when everything that the type asks of the customer was given.
SaleState state_for(db::Tx& tx, const SaleRules& rules, SaleType type, CustomerId id) {
    const auto& needs = rules.customer_of(type);
    if (needs.empty()) return SaleState::completed;
    const auto row = id ? store::find_customer(tx, id) : std::nullopt;
    if (!row || row->customer.state != CustomerState::filled) return SaleState::in_progress;
    const auto given = [&](const std::string& need) {
        return std::ranges::find(row->customer.needs, need) != row->customer.needs.end();
    };
    return std::ranges::all_of(needs, given) ? SaleState::completed : SaleState::in_progress;
}

// One sale on its way: judged, linked, sold, written down.
class Selling {
public:
    Selling(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewSale& input)
        : tx_(tx), names_(names), actor_(actor), input_(input), rules_(sale_rules(tx)) {}

    Result<Sale> run() {
        const SaleCall& call = input_.call;
        TRY(const auto at, time_of(tx_, call.at));
        TRY(const auto store, store_of(tx_, actor_, call.store));
        TRY_VOID(require_customer(tx_, actor_, input_.customer));
        gathered_ = gather_pieces(tx_, names_, actor_, store, rules_, to_string(beijing_date(at)), call.texts);
        sale_ = {.id = tx_.next_id<SaleId>(),
                 .org = actor_.org,
                 .store = store,
                 .number = {},
                 .type = call.type,
                 .state = state_for(tx_, rules_, call.type, input_.customer),
                 .sold_at = at,
                 .customer = input_.customer,
                 .remark = input_.remark,
                 .programme = call.programme,
                 .old_kind = input_.old_kind,
                 .old_text = input_.old_text,
                 .items = {},
                 .created_by = actor_.user,
                 .created_at = tx_.now()};
        TRY_VOID(judge());
        for (const auto& found : gathered_.found)
            sale_.items.push_back({.slot = slot_at(sale_.items.size()),
                                   .code = found->code,
                                   .product = found->product.id,
                                   .tail = gathered_.pieces[sale_.items.size()].tail,
                                   .warranty_until = warranty(found->product)});
        if (call.type != SaleType::single) {
            TRY_VOID(link());
        }
        TRY_VOID(sell());
        sale_.number = store::next_number(tx_, actor_.org, "XS");
        store::insert(tx_, sale_);
        note_move(tx_, sale_.org, sale_.store, Move::sold, static_cast<std::int64_t>(sale_.items.size()),
                  sale_.sold_at);
        record_sale(tx_, actor_, store::SaleKind::sale, sale_.org, sale_.id.value, sale_.version,
                    store::to_stored(sale_), "sale.add");
        return sale_;
    }

private:
    std::optional<Slot> slot_at(std::size_t i) const { return gathered_.pieces[i].slot; }

    std::string warranty(const catalog::Product& product) const {
        const auto period = product.values.values.find("warrantyPeriod");
        return period == product.values.values.end() ? std::string() : warranty_end(period->second, sale_.sold_at);
    }

    // Each problem is an error of the text that it is about, in the order of the check: what must stop everything
    // first.
    Result<void> judge() {
        const SaleTerms terms{.type = sale_.type,
                              .day = to_string(beijing_date(sale_.sold_at)),
                              .families = rules_.families_of(sale_.type),
                              .programme = sale_.programme};
        const auto verdict = judge_sale(terms, gathered_.pieces);
        Violations violations;
        for (const Problem& p : verdict.problems)
            violations.add({.code = p.code,
                            .pointer = p.piece ? fmt::format("/texts/{}", *p.piece) : std::string("/texts"),
                            .detail = p.detail,
                            .field = p.field,
                            .value = shorten(p.found, 60)});
        if (sale_.type != SaleType::single)
            for (const Slot slot : events::slots)
                if (!verdict.slots[static_cast<std::size_t>(slot)] && verdict.problems.empty())
                    violations.add(
                        {.code = Code::missing_field,
                         .pointer = "/texts",
                         .detail = fmt::format("还缺{}，整车须与一块电池、一个充电器一起销售", events::name_zh(slot)),
                         .field = std::string(events::name_zh(slot))});
        if (const auto& v = verdict.slots[0]; v && sale_.type == SaleType::trade_in && sale_.programme.empty())
            sale_.programme = gathered_.pieces[*v].programme;
        return violations.result();
    }

    const SaleItem& item_in(Slot slot) const {
        return *std::ranges::find(sale_.items, std::optional(slot), &SaleItem::slot);
    }

    // The consumer finds the bundle in the log: what is not in the vehicle yet is linked with it now.
    Result<void> link() {
        const CodeAt vehicle = item_in(Slot::vehicle).code;
        const std::string parent = uri_of(tx_, names_, vehicle);
        const auto container = codes::find_name_id(tx_, epcis::canonical(parent));
        std::vector<std::string> loose;
        for (const Slot slot : {Slot::battery, Slot::charger}) {
            const CodeAt code = item_in(slot).code;
            const auto segment = codes::find_segment(tx_, code.block, code.counter);
            if (segment && segment->state.container == container) continue;
            if (segment && segment->state.container != 0) {
                TRY_VOID(unpack(code, segment->state.container));
            }
            loose.push_back(uri_of(tx_, names_, code));
        }
        if (loose.empty()) return outcome::success();
        auto event = event_at(sale_.sold_at, sale_.store, fmt::format("urn:yiguan:sale:{}:link", sale_.id.value));
        event.type = epcis::EventType::association;
        event.action = epcis::Action::add;
        event.biz_step = "assembling";
        event.parent_id = parent;
        event.epcs.epcs = std::move(loose);
        TRY(sale_.link, log_event(tx_, names_, actor_, std::move(event)));
        return outcome::success();
    }

    // Out of the carton that it came in.
    Result<void> unpack(const CodeAt& code, std::int64_t container) {
        const auto carton = codes::name_of(tx_, container);
        if (!carton) return outcome::success();
        auto event =
            event_at(sale_.sold_at, sale_.store,
                     fmt::format("urn:yiguan:sale:{}:unpack:{}:{}", sale_.id.value, code.block.value, code.counter));
        event.type = epcis::EventType::aggregation;
        event.action = epcis::Action::remove;
        event.biz_step = "unpacking";
        event.parent_id = *carton;
        event.epcs.epcs = {uri_of(tx_, names_, code)};
        TRY_VOID(log_event(tx_, names_, actor_, std::move(event)));
        return outcome::success();
    }

    // What is in the vehicle goes with it, so that a bundle is one fact; whatever is left is sold by itself.
    Result<void> sell() {
        std::vector<SaleItem*> order;
        for (SaleItem& item : sale_.items) order.push_back(&item);
        std::ranges::stable_sort(order, {}, [](const SaleItem* item) { return item->slot != Slot::vehicle; });
        for (SaleItem* item : order) {
            const auto segment = codes::find_segment(tx_, item->code.block, item->code.counter);
            if (segment && segment->state.status == codes::Status::sold && vehicle_sold_) {
                item->event = *vehicle_sold_;
                continue;
            }
            auto sold = events::sell(tx_, actor_, range_of(item->code), fields());
            if (sold.has_error()) return named(sold.error(), *item);
            item->event = {sold.value().id, sold.value().home.value};
            if (item->slot == Slot::vehicle) vehicle_sold_ = item->event;
        }
        return outcome::success();
    }

    events::FieldInput fields() const {
        return {.fields = {{"customerName", nobody}, {"soldTime", iso_utc(sale_.sold_at)}}, .open = json::array{}};
    }

    // The caller scanned texts; counters of others' blocks are none of his business.
    Error named(Error error, const SaleItem& item) const {
        const auto at = static_cast<std::size_t>(&item - sale_.items.data());
        error.pointer = fmt::format("/texts/{}", at);
        error.value.clear();
        error.others.clear();
        return error;
    }

    db::Tx& tx_;
    const events::Names& names_;
    const auth::Actor& actor_;
    const NewSale& input_;
    SaleRules rules_;
    GatheredPieces gathered_;
    Sale sale_;
    std::optional<events::EventKey> vehicle_sold_;
};

Result<Sale> own_sale(db::Tx& tx, const auth::Actor& actor, SaleId id) {
    auto found = store::find_sale(tx, id);
    if (!found || found->org != actor.org || (actor.scope.own_only && found->created_by != actor.user) ||
        !may_see_store(tx, actor, found->store))
        return no_sale();
    return std::move(*found);
}

}  // namespace

std::string_view name(SaleState state) {
    static constexpr std::string_view words[] = {"in_progress", "completed", "returned", "voided"};
    return words[static_cast<std::size_t>(state) - 1];
}
std::string_view name_zh(SaleState state) {
    static constexpr std::string_view words[] = {"进行中", "已完成", "已退", "已作废"};
    return words[static_cast<std::size_t>(state) - 1];
}
std::optional<SaleState> parse_sale_state(std::string_view word) {
    for (const auto state : {SaleState::in_progress, SaleState::completed, SaleState::returned, SaleState::voided})
        if (name(state) == word) return state;
    return std::nullopt;
}

Result<SaleCheck> check_sale(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const SaleCall& call) {
    TRY_VOID(auth::require(actor, sell_goods));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto at, time_of(tx, call.at));
    TRY(const auto store, store_of(tx, actor, call.store));
    const std::string day = to_string(beijing_date(at));
    const SaleRules rules = sale_rules(tx);
    auto gathered = gather_pieces(tx, names, actor, store, rules, day, call.texts);
    SaleCheck out{.pieces = std::move(gathered.pieces), .products = {}, .verdict = {}};
    for (const auto& found : gathered.found)
        out.products.push_back(found ? std::optional(found->product.id) : std::nullopt);
    out.verdict = judge_sale(
        {.type = call.type, .day = day, .families = rules.families_of(call.type), .programme = call.programme},
        out.pieces);
    return out;
}

Result<Sale> sell_in_store(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewSale& sale) {
    TRY_VOID(auth::require(actor, sell_goods));
    TRY_VOID(registry::require_approved(tx, actor.org));
    return Selling(tx, names, actor, sale).run();
}

Result<Sale> add_to_sale(db::Tx& tx, const auth::Actor& actor, SaleId id, const SaleMore& more) {
    TRY_VOID(auth::require(actor, sell_goods));
    TRY(auto sale, own_sale(tx, actor, id));
    if (sale.state == SaleState::returned || sale.state == SaleState::voided)
        return Error{Code::wrong_state, "", fmt::format("销售单{}，不能追加信息", name_zh(sale.state))};
    if (sale.additions.size() + more.items.size() > additions_max)
        return Error{Code::too_long, "/items", fmt::format("一张销售单最多追加 {} 条信息", additions_max),
                     "追加销售信息"};
    if (more.customer) {
        if (sale.customer) return Error{Code::conflict, "/customerForm", "这张销售单已有顾客信息", "顾客信息"};
        TRY_VOID(require_customer(tx, actor, more.customer));
        sale.customer = more.customer;
        sale.state = state_for(tx, sale_rules(tx), sale.type, sale.customer);
    }
    for (const auto& [name, value] : more.items) sale.additions.push_back({name, value, actor.user, tx.now()});
    TRY_VOID(keep_sale(tx, actor, sale, "sale.update"));
    return sale;
}

Result<void> settle_customer(db::Tx& tx, const auth::Actor& actor, const Customer& customer) {
    for (auto& sale : store::sales_of_customer(tx, customer.id, 1)) {
        if (sale.state != SaleState::in_progress) continue;
        if (state_for(tx, sale_rules(tx), sale.type, sale.customer) != SaleState::completed) continue;
        sale.state = SaleState::completed;
        TRY_VOID(keep_sale(tx, actor, sale, "sale.update"));
    }
    return outcome::success();
}

Result<Sale> get_sale(db::Tx& tx, const auth::Actor& actor, SaleId id) {
    TRY_VOID(auth::require(actor, sell_goods));
    return own_sale(tx, actor, id);
}

Result<std::vector<Sale>> list_sales(db::Tx& tx, const auth::Actor& actor, const SaleFilter& filter, SaleId before,
                                     int limit) {
    TRY_VOID(auth::require(actor, sell_goods));
    SaleFilter reach = filter;
    TRY(reach.store, store_in_reach(tx, actor, filter.store ? std::optional(filter.store) : std::nullopt));
    return store::list_sales(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, reach, before, limit);
}

std::optional<Sale> sale_of(db::Tx& tx, OrgId org, const codes::CodeAt& code) {
    constexpr int looked_at = 20;
    for (auto& sale : store::sales_of_code(tx, code, looked_at)) {
        const bool with_customer =
            std::ranges::any_of(sale.items, [&](const SaleItem& item) { return item.code == code && !item.back; });
        if (sale.org == org && with_customer) return std::move(sale);
    }
    return std::nullopt;
}

std::string sale_numbered(db::Tx& tx, SaleId id) {
    const auto found = store::find_sale(tx, id);
    return found ? found->number : std::string();
}

std::optional<Sale> sale_of_customer(db::Tx& tx, const Customer& customer) {
    auto found = store::sales_of_customer(tx, customer.id, 1);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::string clerk_name(db::Tx& tx, UserId user) {
    auto contact = auth::contact_of(tx, user);
    if (!contact.name.empty()) return std::move(contact.name);
    const auto found = auth::find_user(tx, user);
    return found ? found->login : std::string("系统");
}

}  // namespace yiguan::trade
