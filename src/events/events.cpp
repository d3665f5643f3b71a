#include "events/events.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <set>

#include "core/text.hpp"
#include "events/events_store.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {

std::optional<catalog::Step> step_of(BizStep step) {
    switch (step) {
        case BizStep::commissioning:
            return catalog::Step::binding;
        case BizStep::activating:
            return std::nullopt;
        case BizStep::shipping:
            return catalog::Step::shipping;
        case BizStep::receiving:
            return catalog::Step::receiving;
        case BizStep::retail_selling:
            return catalog::Step::selling;
        default:
            return std::nullopt;
    }
}

namespace {

using codes::CodeRange;
using codes::Segment;
using codes::State;
using codes::Status;

// The product whose template rules the call: the same template for all blocks of it.
struct Touched {
    catalog::Product product;
    bool own = true;  // all codes were issued to the actor's organisation
};
Result<Touched> product_of(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges) {
    std::optional<catalog::Product> product;
    bool own = true;
    BlockId seen;
    for (const CodeRange& range : ranges) {
        if (range.block == seen) continue;
        seen = range.block;
        TRY(const auto block, codes::get_block(tx, range.block));
        own = own && block.org == actor.org;
        if (product && product->id == block.product) continue;
        TRY(auto found, catalog::get_product(tx, block.product));
        if (product && product->tmpl != found.tmpl)
            return Error{.code = Code::conflict,
                         .pointer = "/codes",
                         .detail = "一次操作中的码必须使用同一数据模板",
                         .field = "追溯码"};
        if (!product) product = std::move(found);
    }
    return Touched{*std::move(product), own};
}

Result<catalog::FieldValues> check_fields(const catalog::Template& tmpl, catalog::Step step, const FieldInput& input,
                                          UtcMs now) {
    return catalog::read_fields(tmpl, step, input.fields, input.open ? &*input.open : nullptr, now);
}

catalog::Identity identity(const registry::Org& org) {
    return {.name = org.data.name,
            .uscc = std::string(org.data.uscc.text()),
            .address = org.data.address,
            .contact = org.data.contact};
}

Event new_event(db::Tx& tx, const auth::Actor& actor, BizStep step, const catalog::Template* tmpl,
                std::vector<CodeRange> ranges) {
    Event e{.id = tx.next_id<EventId>(),
            .home = ranges.front().block,
            .step = step,
            .event_time = tx.now(),
            .record_time = tx.now(),
            .org = actor.org,
            .user = actor.user,
            .tmpl = tmpl,
            .ranges = std::move(ranges)};
    switch (step) {
        case BizStep::commissioning:
            e.action = Action::add, e.disposition = Disposition::encoded;
            break;
        case BizStep::activating:
            e.disposition = Disposition::active;
            break;
        case BizStep::shipping:
            e.disposition = Disposition::in_transit;
            break;
        case BizStep::receiving:
            e.disposition = Disposition::in_progress;
            break;
        case BizStep::retail_selling:
            e.disposition = Disposition::retail_sold;
            break;
        default:
            break;
    }
    return e;
}

void take_event_time(Event& event, std::string_view key) {
    const auto at = event.values.values.find(key);
    if (at == event.values.values.end()) return;
    if (const auto time = parse_time(at->second); time.has_value()) event.event_time = time.value();
}

Error refused(Code code, const Segment& part, std::string detail) {
    return {.code = code,
            .pointer = "/codes",
            .detail = std::move(detail),
            .field = "追溯码",
            .value = std::to_string(part.first)};
}

// Counters and the bounds of a block tell how much somebody produces: only the maker is told them.
Error discreet(Error error, bool own) {
    if (own) return error;
    error.value.clear();
    if (error.code == Code::codes_outside_block) error.detail = "所选码超出码段范围";
    return error;
}

// Changes the segments, then stores the event with the chains that came out of it.
Result<void> apply(db::Tx& tx, const Event& event, bool own, const std::function<Result<State>(const Segment&)>& next) {
    const auto chains = codes::change_state(tx, event.ranges, event.id, next);
    if (chains.has_error()) return discreet(chains.error(), own);
    store::insert(tx, event, chains.value());
    return outcome::success();
}

// Goods shipped to somebody who was not registered then: the shipper's words decide who may take them in.
bool names_receiver(db::Tx& tx, const std::vector<CodeRange>& ranges, const Segment& part,
                    const registry::OrgData& org) {
    for (const CodeRange& range : ranges) {
        if (part.first < range.first || part.last > range.last) continue;
        const auto row = store::find_chain(tx, range.block, part.state.chain);
        if (!row || row->event != part.state.event) continue;
        const auto shipping = find_event(tx, row->home, row->event);
        if (!shipping) continue;
        if (!shipping->partner_uscc.empty()) return shipping->partner_uscc == org.uscc.text();
        const auto name = shipping->values.values.find("buyerName");
        return name != shipping->values.values.end() && name->second == org.name;
    }
    return false;
}

struct ReadNumbers {
    codes::FactoryNumbers numbers;
    std::string as_text;  // what the template's rules are checked on
};

// 出厂编号: one text, or {"prefix": "A26-", "first": "000001"}.
Result<ReadNumbers> read_numbers(const json::value& given, std::int64_t count) {
    if (given.is_string()) {
        const std::string text(trim({given.get_string().data(), given.get_string().size()}));
        return ReadNumbers{{.prefix = text}, text};
    }
    Violations violations;
    if (!given.is_object()) {
        return Error{.code = Code::wrong_type,
                     .pointer = "/fields/factoryNumber",
                     .detail = "出厂编号应是文字，或写作 {\"prefix\": 前缀, \"first\": 起始流水号}",
                     .field = "出厂编号"};
    }
    ObjectReader in(given.get_object(), violations, "/fields/factoryNumber");
    const std::string prefix = in.optional_text("prefix", "编号前缀", {.chars_max = 60}).value_or("");
    const std::string first = in.text("first", "起始流水号", {.chars_max = 18});
    in.finish();
    TRY_VOID(violations.result());
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(first.data(), first.data() + first.size(), value);
    if (error != std::errc{} || end != first.data() + first.size() || !std::ranges::all_of(first, is_digit))
        return Error{.code = Code::wrong_type,
                     .pointer = "/fields/factoryNumber/first",
                     .detail = "起始流水号只能是数字，最多 18 位",
                     .field = "起始流水号",
                     .value = first};
    if (fmt::formatted_size("{}", value + count - 1) > std::max<std::size_t>(first.size(), 1))
        return Error{.code = Code::out_of_bounds,
                     .pointer = "/fields/factoryNumber/first",
                     .detail = fmt::format("{} 位流水号不够 {} 件使用，请增加位数", first.size(), count),
                     .field = "起始流水号",
                     .value = first};
    return ReadNumbers{{.prefix = prefix, .width = static_cast<int>(first.size()), .first = value}, prefix + first};
}

}  // namespace

Result<Event> commission(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/block",
                     .detail = "产品备案未发布或已停用，不能绑码",
                     .field = "产品备案"};

    FieldInput checked = input;
    ReadNumbers numbers;
    if (const auto* factory_number = input.fields.if_contains("factoryNumber");
        factory_number && !factory_number->is_null()) {
        TRY(numbers, read_numbers(*factory_number, codes::count(ranges)));
        checked.fields["factoryNumber"] = numbers.as_text;
    }
    Event event = new_event(tx, actor, BizStep::commissioning, product.tmpl, std::move(ranges));
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::binding, checked, tx.now()));

    codes::Batch batch{
        .product = product.id, .org = actor.org, .numbers = numbers.numbers, .field_values = event.values.to_json()};
    if (const auto date = event.values.values.find("productionDate"); date != event.values.values.end())
        batch.production_date = date->second;
    if (const auto bound = codes::bind(tx, actor, event.ranges, batch, event.id); bound.has_error())
        return discreet(bound.error(), touched.own);

    std::vector<codes::ChainStep> chains;
    for (const CodeRange& range : event.ranges)
        if (chains.empty() || chains.back().block != range.block)
            chains.push_back({range.block, 0, codes::chain_after(0, event.id)});
    store::insert(tx, event, chains);
    return event;
}

Result<Event> activate(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given) {
    TRY_VOID(auth::require(actor, auth::Permission::activate_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    const Event event = new_event(tx, actor, BizStep::activating, product.tmpl, std::move(ranges));
    TRY_VOID(apply(tx, event, touched.own, [&](const Segment& part) -> Result<State> {
        if (part.state.holder != actor.org) return refused(Code::codes_not_held, part, "只能激活本企业持有的码");
        if (part.state.status != Status::bound)
            return refused(Code::codes_already_active, part, "所选码中有已激活的码");
        State state = part.state;
        state.status = Status::active;
        return state;
    }));
    return event;
}

Result<Event> ship(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input,
                   const std::optional<std::string>& buyer_uscc) {
    TRY_VOID(auth::require(actor, auth::Permission::ship_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;

    FieldInput checked = input;
    OrgId consignee;
    std::string addressed_to;
    if (buyer_uscc) {
        const auto uscc = keys::Uscc::parse(*buyer_uscc);
        if (uscc.has_error()) {
            Error error = uscc.error();
            error.pointer = "/buyerUscc";
            error.field = "购方统一社会信用代码";
            return error;
        }
        addressed_to = uscc.value().text();
        if (const auto buyer = registry::find_org_by_uscc(tx, uscc.value());
            buyer && registry::require_approved(tx, buyer->id).has_value()) {
            consignee = buyer->id;
            const auto fill = [&](const char* key, const std::string& value) {
                if (!checked.fields.contains(key)) checked.fields[key] = value;
            };
            fill("buyerName", buyer->data.name);
            fill("buyerAddress", buyer->data.address);
            fill("buyerContact", buyer->data.contact);
        }
        if (consignee == actor.org)
            return Error{.code = Code::invalid,
                         .pointer = "/buyerUscc",
                         .detail = "购方不能是本企业",
                         .field = "购方统一社会信用代码"};
    }
    Event event = new_event(tx, actor, BizStep::shipping, product.tmpl, std::move(ranges));
    event.partner = consignee;
    event.partner_uscc = addressed_to;
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::shipping, checked, tx.now()));
    take_event_time(event, "saleTime");
    TRY_VOID(apply(tx, event, touched.own, [&](const Segment& part) -> Result<State> {
        if (part.state.holder != actor.org) return refused(Code::codes_not_held, part, "所选码中有不由本企业持有的码");
        if (part.state.status == Status::bound)
            return refused(Code::codes_not_active, part, "所选码中有未激活的码，请先激活");
        if (part.state.status != Status::active && part.state.status != Status::in_stock &&
            part.state.status != Status::returned)
            return refused(Code::codes_not_held, part,
                           fmt::format("所选码中有{}的码，不能发货", codes::name_zh(part.state.status)));
        State state = part.state;
        state.status = Status::in_transit;
        state.consignee = consignee;
        return state;
    }));
    return event;
}

Result<Event> receive(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::receive_codes));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    Event event = new_event(tx, actor, BizStep::receiving, product.tmpl, std::move(ranges));
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::receiving, input, tx.now()));
    TRY_VOID(catalog::fill_identity(*product.tmpl, catalog::Step::receiving, event.values, identity(org)));
    take_event_time(event, "purchaseTime");
    std::map<EventId, bool> named;  // by shipping event, for goods without a registered consignee
    TRY_VOID(apply(tx, event, touched.own, [&](const Segment& part) -> Result<State> {
        if (part.state.status != Status::in_transit)
            return refused(Code::codes_not_in_transit, part, "所选码中有不在途的码");
        bool addressed = part.state.consignee == actor.org;
        if (!part.state.consignee) {
            const auto [known, fresh] = named.try_emplace(part.state.event, false);
            if (fresh) known->second = names_receiver(tx, event.ranges, part, org.data);
            addressed = known->second;
        }
        if (!addressed) return refused(Code::codes_not_addressed, part, "所选码中有发往其他企业的码");
        if (part.state.holder == actor.org) return refused(Code::codes_not_addressed, part, "不能接收本企业发出的码");
        State state = part.state;
        state.status = Status::in_stock;
        state.holder = actor.org;
        state.consignee = {};
        return state;
    }));
    return event;
}

Result<Event> sell(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::sell_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(const auto touched, product_of(tx, actor, ranges));
    const catalog::Product& product = touched.product;
    Event event = new_event(tx, actor, BizStep::retail_selling, product.tmpl, std::move(ranges));
    TRY(event.values, check_fields(*product.tmpl, catalog::Step::selling, input, tx.now()));
    take_event_time(event, "soldTime");
    TRY_VOID(apply(tx, event, touched.own, [&](const Segment& part) -> Result<State> {
        if (part.state.holder != actor.org) return refused(Code::codes_not_held, part, "所选码中有不由本企业持有的码");
        if (part.state.status != Status::in_stock && part.state.status != Status::active &&
            part.state.status != Status::returned)
            return refused(Code::codes_not_in_stock, part,
                           fmt::format("所选码中有{}的码，不能销售", codes::name_zh(part.state.status)));
        State state = part.state;
        state.status = Status::sold;
        state.consignee = {};
        return state;
    }));
    return event;
}

std::vector<Event> history(db::Tx& tx, BlockId block, std::int64_t chain) {
    std::vector<Event> events;
    while (chain != 0) {
        const auto row = store::find_chain(tx, block, chain);
        if (!row) throw db::Fault(db::Fault::Kind::other, "a chain is broken: run yiguan fsck");
        auto event = find_event(tx, row->home, row->event);
        if (!event) throw db::Fault(db::Fault::Kind::other, "a chain names a missing event: run yiguan fsck");
        events.push_back(*std::move(event));
        chain = row->prev;
    }
    std::ranges::reverse(events);
    return events;
}

std::vector<Event> events_of(db::Tx& tx, const codes::Block& block, std::int64_t counter) {
    const auto level_max = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(block.size())));
    std::vector<Event> events;
    for (const auto& [home, id] : store::touching(tx, block.id, spans_holding(counter, level_max)))
        if (auto event = find_event(tx, home, id); event && event->holds(block.id, counter))
            events.push_back(*std::move(event));
    return events;
}

}  // namespace yiguan::events
