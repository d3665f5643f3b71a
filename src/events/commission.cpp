// 绑码, the first fact of every code, and what it shares with captured events.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "catalog/certificates.hpp"
#include "codes/items.hpp"
#include "core/text.hpp"
#include "epcis/body.hpp"
#include "epcis/json.hpp"
#include "events/events_store.hpp"
#include "events/steps.hpp"
#include "registry/shops.hpp"

namespace yiguan::events {

using codes::CodeRange;

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

Error discreet(Error error, bool own) {
    if (own) return error;
    error.value.clear();
    if (error.code == Code::codes_outside_block) error.detail = "所选码超出码段范围";
    return error;
}

namespace {

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

Result<Binding> check_binding(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges,
                              const FieldInput& input, Numbered numbered) {
    TRY(auto touched, product_of(tx, actor, ranges));
    Binding binding{.product = std::move(touched.product), .own = touched.own};
    if (binding.product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/block",
                     .detail = "产品备案未发布或已停用，不能绑码",
                     .field = "产品备案"};
    if (numbered == Numbered::no && codes::is_lithium(binding.product))
        return Error{.code = Code::invalid,
                     .pointer = "/codes",
                     .detail = "锂电池每件须有 19 位序列号，不能按数量或区间绑码，请逐件登记",
                     .field = "追溯码"};
    FieldInput checked = input;
    if (const auto* factory_number = input.fields.if_contains("factoryNumber");
        factory_number && !factory_number->is_null()) {
        TRY(auto numbers, read_numbers(*factory_number, codes::count(ranges)));
        binding.numbers = std::move(numbers.numbers);
        checked.fields["factoryNumber"] = numbers.as_text;
    }
    TRY(binding.values, check_fields(*binding.product.tmpl, catalog::Step::binding, checked, tx.now()));
    // Numbers and dates of certificates are not told to strangers, who are refused as such when the codes are bound.
    if (const auto day = binding.values.values.find("productionDate");
        binding.own && day != binding.values.values.end()) {
        TRY_VOID(catalog::require_certified(tx, binding.product.id, day->second));
    }
    return binding;
}

Result<std::vector<codes::ChainStep>> bind_batch(db::Tx& tx, const auth::Actor& actor,
                                                 const std::vector<CodeRange>& ranges, const Binding& binding,
                                                 EventId event, codes::Status status, std::int64_t location) {
    codes::Batch batch{.product = binding.product.id,
                       .org = actor.org,
                       .numbers = binding.numbers,
                       .field_values = binding.values.to_json()};
    if (const auto date = binding.values.values.find("productionDate"); date != binding.values.values.end())
        batch.production_date = date->second;
    if (const auto bound = codes::bind(tx, actor, ranges, batch, event, status, location); bound.has_error())
        return discreet(bound.error(), binding.own);
    std::vector<codes::ChainStep> chains;
    for (const CodeRange& range : ranges)
        if (chains.empty() || chains.back().block != range.block)
            chains.push_back({range.block, 0, codes::chain_after(0, event)});
    return chains;
}

Result<Event> commission(db::Tx& tx, const auth::Actor& actor, std::vector<CodeRange> given, const FieldInput& input,
                         Numbered numbered) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto ranges, codes::normalise(std::move(given)));
    TRY(auto binding, check_binding(tx, actor, ranges, input, numbered));
    Event event{.id = tx.next_id<EventId>(),
                .home = ranges.front().block,
                .action = Action::add,
                .step = BizStep::commissioning,
                .disposition = Disposition::encoded,
                .event_time = tx.now(),
                .record_time = tx.now(),
                .org = actor.org,
                .user = actor.user,
                .tmpl = binding.product.tmpl,
                .ranges = std::move(ranges),
                .values = binding.values};
    TRY(const auto chains, bind_batch(tx, actor, event.ranges, binding, event.id, codes::Status::bound, 0));
    store::insert(tx, event, chains);
    return event;
}

std::vector<std::string> own_prefixes(const epcis::Event& event) {
    std::vector<std::string> found;
    for (const auto& [prefix, space] : event.context)
        if (space == epcis::yiguan_namespace) found.push_back(prefix + ":");
    return found;
}

Addressee addressee_of(const epcis::Event& event) {
    constexpr std::string_view front = "urn:yiguan:uscc:";
    Addressee found;
    for (const std::string_view type : {"owning_party", "possessing_party"})
        for (const epcis::TypedId& to : event.destinations)
            if (found.uscc.empty() && to.type == type && to.id.starts_with(front))
                found.uscc = to.id.substr(front.size());
    for (const std::string& prefix : own_prefixes(event))
        if (const auto* name = event.extensions.if_contains(prefix + "buyerName"); name && name->is_string())
            found.name = trim(std::string_view(name->get_string()));
    return found;
}

bool names_receiver(db::Tx& tx, BlockId block, const codes::State& state, const registry::Org& org) {
    for (std::int64_t chain = state.chain; chain != 0;) {
        const auto row = store::find_chain(tx, block, chain);
        if (!row) return false;
        const auto event = find_event(tx, row->home, row->event);
        if (!event) return false;
        const Effect effect = effect_of(*event);
        if (effect == Effect::ship || effect == Effect::depart) {
            Addressee to{.uscc = event->partner_uscc};
            if (event->tmpl) {
                const auto name = event->values.values.find("buyerName");
                if (name != event->values.values.end()) to.name = name->second;
            } else if (to.uscc.empty()) {
                const EventKey key{event->id, event->home.value};
                for (const auto& stored : store::load(tx, std::span(&key, 1)))
                    to = addressee_of(epcis::unpack(stored.body));
            }
            if (!to.uscc.empty()) return to.uscc == org.data.uscc.text();
            // Whoever opens a shop by himself may call it as he likes until somebody has reviewed it.
            if (!to.name.empty()) return to.name == org.data.name && !registry::is_trial(org);
            if (effect == Effect::ship) return false;
        } else if (effect != Effect::note && effect != Effect::release) {
            return false;
        }
        chain = row->prev;
    }
    return false;
}

}  // namespace yiguan::events
