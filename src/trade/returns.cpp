#include "trade/returns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "registry/registry.hpp"
#include "trade/documents.hpp"
#include "trade/sale_parts.hpp"
#include "trade/stock_out.hpp"

namespace yiguan::trade {
namespace {

using events::Slot;

constexpr auto take_goods_back = auth::Permission::sell_codes;
constexpr std::size_t return_words_max = 200;

struct ReturnWord {
    std::string_view name, zh;
};
// By number, from 1 on.
constexpr std::array<ReturnWord, 2> source_words{{{"customer", "顾客退货"}, {"store", "门店更正"}}};
constexpr std::array<ReturnWord, 3> disposal_words{{{"resell", "可再售"}, {"inspect", "待检"}, {"scrap", "报损"}}};
constexpr std::array<ReturnWord, 3> state_words{
    {{"restocked", "已入库可再售"}, {"inspecting", "待检"}, {"scrapped", "已报损"}}};

template <class E, std::size_t n>
std::optional<E> parse_return_word(const std::array<ReturnWord, n>& words, std::string_view name) {
    for (std::size_t i = 0; i < n; ++i)
        if (words[i].name == name) return static_cast<E>(i + 1);
    return std::nullopt;
}

ReturnState state_after(Disposal disposal) {
    return static_cast<ReturnState>(disposal);
}
static_assert(static_cast<int>(Disposal::resell) == static_cast<int>(ReturnState::restocked) &&
              static_cast<int>(Disposal::inspect) == static_cast<int>(ReturnState::inspecting) &&
              static_cast<int>(Disposal::scrap) == static_cast<int>(ReturnState::scrapped));

Result<std::string> read_words(std::string_view given, std::string_view pointer, std::string_view zh, bool needed) {
    const std::string_view words = trim(given);
    if (words.empty() && needed)
        return Error{Code::missing_field, std::string(pointer), fmt::format("请填写{}", zh), std::string(zh)};
    if (utf8_length(words) > return_words_max)
        return Error{Code::too_long, std::string(pointer), fmt::format("{}不超过 {} 个字", zh, return_words_max),
                     std::string(zh)};
    return std::string(words);
}

std::vector<std::string> uris_of(db::Tx& tx, const events::Names& names, const std::vector<ReturnItem>& items) {
    std::vector<std::string> out;
    for (const auto& item : items) out.push_back(uri_of(tx, names, item.code));
    return out;
}

/// What is done with goods that are back, as an event: nothing for those that may be sold again and never were held.
Result<void> dispose(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const Return& r,
                     Disposal disposal, UtcMs at, bool held) {
    if (disposal == Disposal::resell && !held) return outcome::success();
    auto event = event_at(at, disposal == Disposal::scrap ? registry::StoreId{} : r.store,
                          fmt::format("urn:yiguan:return:{}:{}:{}", r.id.value, r.version, name(disposal)));
    event.epcs.epcs = uris_of(tx, names, r.items);
    switch (disposal) {
        case Disposal::resell:
            event.biz_step = "inspecting", event.disposition = "sellable_accessible";
            break;
        case Disposal::inspect:
            event.biz_step = "holding", event.disposition = "non_sellable_other";
            break;
        case Disposal::scrap:
            event.biz_step = "destroying", event.disposition = "destroyed";
            event.action = epcis::Action::remove;
            break;
    }
    TRY_VOID(log_event(tx, names, actor, std::move(event)));
    return outcome::success();
}

// Goods on their way back: found, taken in, parted, judged.
class TakingBack {
public:
    TakingBack(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewReturn& input)
        : tx_(tx), names_(names), actor_(actor), input_(input) {}

    Result<Return> run() {
        TRY(const auto at, time_of(tx_, input_.at));
        TRY(const auto store, store_of(tx_, actor_, input_.store));
        TRY(const auto reason, read_words(input_.reason, "/reason", "退货原因", true));
        return_ = {.id = tx_.next_id<ReturnId>(),
                   .org = actor_.org,
                   .store = store,
                   .number = {},
                   .sale = input_.sale,
                   .source = input_.source,
                   .state = state_after(input_.disposal),
                   .disposal = input_.disposal,
                   .reason = reason,
                   .returned_at = at,
                   .items = {},
                   .created_by = actor_.user,
                   .created_at = tx_.now()};
        TRY_VOID(input_.sale ? find_of_sale() : find_of_texts());
        TRY_VOID(require_whole());
        TRY_VOID(part());
        TRY_VOID(take_in());
        TRY_VOID(dispose(tx_, names_, actor_, return_, input_.disposal, at, false));
        TRY_VOID(mark_sales());
        return_.number = store::next_number(tx_, actor_.org, "TH");
        store::insert(tx_, return_);
        note_move(tx_, return_.org, return_.store, Move::returned, static_cast<std::int64_t>(return_.items.size()),
                  return_.returned_at);
        record_sale(tx_, actor_, store::SaleKind::taken_back, return_.org, return_.id.value, return_.version,
                    store::to_stored(return_), "return.add");
        return return_;
    }

private:
    Result<void> find_of_sale() {
        TRY(auto sale, get_sale(tx_, actor_, input_.sale));
        for (const SaleItem& item : sale.items) {
            if (item.back) continue;
            const auto segment = codes::find_segment(tx_, item.code.block, item.code.counter);
            if (!segment || segment->state.holder != actor_.org || segment->state.status != codes::Status::sold)
                return Error{Code::wrong_state, "/sale", fmt::format("尾号 {} 不是已售状态，不能退货", item.tail),
                             "销售单"};
            return_.items.push_back({item.slot, item.code, item.product, item.tail, sale.id});
        }
        if (return_.items.empty())
            return Error{Code::wrong_state, "/sale", fmt::format("销售单{}", name_zh(sale.state)), "销售单"};
        sales_.emplace(sale.id, std::move(sale));
        return outcome::success();
    }

    Result<void> find_of_texts() {
        Violations violations;
        for (std::size_t i = 0; i < input_.texts.size(); ++i) {
            const auto refuse = [&](Code code, std::string detail) {
                violations.add({.code = code,
                                .pointer = fmt::format("/texts/{}", i),
                                .detail = std::move(detail),
                                .field = "编码",
                                .value = {}});
            };
            const auto found = events::find_scanned(tx_, names_, actor_, input_.texts[i]);
            if (found.has_error()) {
                refuse(found.error().code, found.error().detail);
                continue;
            }
            const auto& piece = found.value();
            const std::string tail = tail_of(tx_, names_, piece.code);
            const auto same = [&](const ReturnItem& item) { return item.code == piece.code; };
            if (std::ranges::any_of(return_.items, same)) {
                refuse(Code::codes_overlap, fmt::format("尾号 {} 扫了两次，请移除一条", tail));
                continue;
            }
            if (piece.segment.state.status != codes::Status::sold) {
                refuse(Code::wrong_state, fmt::format("尾号 {} 的状态是“{}”，只有已售的产品可以退货", tail,
                                                      codes::name_zh(piece.segment.state.status)));
                continue;
            }
            auto sale = sale_of(tx_, actor_.org, piece.code);
            if (sale && actor_.scope.own_only && sale->created_by != actor_.user) {
                refuse(Code::not_found, "没有查到这个编码的销售单");
                continue;
            }
            std::optional<Slot> slot;
            if (const auto family = piece.product.family(); family != catalog::Family::none)
                slot = static_cast<Slot>(static_cast<int>(family) - 1);
            return_.items.push_back({slot, piece.code, piece.product.id, tail, sale ? sale->id : SaleId{}});
            if (sale) sales_.emplace(sale->id, std::move(*sale));
        }
        if (sales_.size() == 1 &&
            std::ranges::all_of(return_.items, [&](const auto& item) { return item.sale == sales_.begin()->first; }))
            return_.sale = sales_.begin()->first;
        return violations.result();
    }

    Result<void> take_in() {
        auto event =
            event_at(return_.returned_at, return_.store, fmt::format("urn:yiguan:return:{}", return_.id.value));
        event.biz_step = "receiving";
        event.disposition = "returned";
        event.epcs.epcs = uris_of(tx_, names_, return_.items);
        TRY_VOID(log_event(tx_, names_, actor_, std::move(event)));
        return outcome::success();
    }

    bool comes_back(const codes::CodeAt& code) const {
        return std::ranges::find(return_.items, code, &ReturnItem::code) != return_.items.end();
    }

    // What the factory linked moves as one: a vehicle does not come back without its battery.
    Result<void> require_whole() {
        for (const auto& [id, sale] : sales_) {
            const auto vehicle = std::ranges::find(sale.items, std::optional(Slot::vehicle), &SaleItem::slot);
            if (vehicle == sale.items.end() || !comes_back(vehicle->code) ||
                !events::assembly_with(tx_, Slot::vehicle, vehicle->code))
                continue;
            for (const SaleItem& item : sale.items)
                if (!item.back && !comes_back(item.code))
                    return Error{Code::conflict, "/texts",
                                 fmt::format("这辆车与{}（尾号 {}）是出厂原配，请一起退回",
                                             events::name_zh(item.slot.value_or(Slot::battery)), item.tail),
                                 "编码"};
        }
        return outcome::success();
    }

    // A link that was made at the sale ends with it, of what comes back; the factory's stands, and is not the store's
    // to end.
    Result<void> part() {
        for (const auto& [id, sale] : sales_) {
            if (!sale.link.id) continue;
            const auto vehicle = std::ranges::find(sale.items, std::optional(Slot::vehicle), &SaleItem::slot);
            if (vehicle == sale.items.end() || vehicle->back ||
                events::assembly_with(tx_, Slot::vehicle, vehicle->code))
                continue;
            auto event = event_at(return_.returned_at, {},
                                  fmt::format("urn:yiguan:return:{}:part:{}", return_.id.value, id.value));
            event.type = epcis::EventType::association;
            event.action = epcis::Action::remove;
            event.biz_step = "disassembling";
            event.parent_id = uri_of(tx_, names_, vehicle->code);
            // Whatever leaves the vehicle, or all when that comes back.
            for (const SaleItem& item : sale.items)
                if (item.slot != Slot::vehicle && !item.back && (comes_back(vehicle->code) || comes_back(item.code)))
                    event.epcs.epcs.push_back(uri_of(tx_, names_, item.code));
            if (event.epcs.epcs.empty()) continue;
            TRY_VOID(log_event(tx_, names_, actor_, std::move(event)));
        }
        return outcome::success();
    }

    Result<void> mark_sales() {
        for (auto& [id, sale] : sales_) {
            for (SaleItem& item : sale.items)
                if (!item.back && comes_back(item.code)) item.back = return_.id;
            if (std::ranges::all_of(sale.items, [](const SaleItem& item) { return static_cast<bool>(item.back); }))
                sale.state = return_.source == ReturnSource::store ? SaleState::voided : SaleState::returned;
            TRY_VOID(keep_sale(tx_, actor_, sale, "sale.return"));
        }
        return outcome::success();
    }

    db::Tx& tx_;
    const events::Names& names_;
    const auth::Actor& actor_;
    const NewReturn& input_;
    Return return_;
    std::map<SaleId, Sale> sales_;
};

Result<Return> own_return(db::Tx& tx, const auth::Actor& actor, ReturnId id) {
    auto found = store::find_return(tx, id);
    if (!found || found->org != actor.org || (actor.scope.own_only && found->created_by != actor.user) ||
        !may_see_store(tx, actor, found->store))
        return Error{Code::not_found, "", "没有这张退货单"};
    return std::move(*found);
}

}  // namespace

std::string_view name(ReturnSource source) {
    return source_words.at(static_cast<std::size_t>(source) - 1).name;
}
std::string_view name_zh(ReturnSource source) {
    return source_words.at(static_cast<std::size_t>(source) - 1).zh;
}
std::optional<ReturnSource> parse_return_source(std::string_view name) {
    return parse_return_word<ReturnSource>(source_words, name);
}
std::string_view name(Disposal disposal) {
    return disposal_words.at(static_cast<std::size_t>(disposal) - 1).name;
}
std::string_view name_zh(Disposal disposal) {
    return disposal_words.at(static_cast<std::size_t>(disposal) - 1).zh;
}
std::optional<Disposal> parse_disposal(std::string_view name) {
    return parse_return_word<Disposal>(disposal_words, name);
}
std::string_view name(ReturnState state) {
    return state_words.at(static_cast<std::size_t>(state) - 1).name;
}
std::string_view name_zh(ReturnState state) {
    return state_words.at(static_cast<std::size_t>(state) - 1).zh;
}
std::optional<ReturnState> parse_return_state(std::string_view name) {
    return parse_return_word<ReturnState>(state_words, name);
}

Result<Return> take_back(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewReturn& input) {
    TRY_VOID(auth::require(actor, take_goods_back));
    TRY_VOID(registry::require_approved(tx, actor.org));
    return TakingBack(tx, names, actor, input).run();
}

Result<Return> judge_return(db::Tx& tx, const events::Names& names, const auth::Actor& actor, ReturnId id,
                            Disposal disposal, std::string_view remark) {
    TRY_VOID(auth::require(actor, take_goods_back));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto r, own_return(tx, actor, id));
    if (disposal == Disposal::inspect)
        return Error{Code::invalid, "/disposition", "判定结果只能是可再售或报损", "处置"};
    if (r.state != ReturnState::inspecting)
        return Error{Code::wrong_state, "", fmt::format("退货单{}，不能再判定", name_zh(r.state))};
    TRY(r.remark, read_words(remark, "/remark", "判定说明", false));
    r.version += 1;
    r.disposal = disposal;
    r.state = state_after(disposal);
    r.judged_by = actor.user;
    r.judged_at = tx.now();
    TRY_VOID(dispose(tx, names, actor, r, disposal, tx.now(), true));
    if (!store::update(tx, r)) return Error{Code::conflict, "", "退货单刚被另一位操作员判定，请刷新后重试"};
    record_sale(tx, actor, store::SaleKind::taken_back, r.org, r.id.value, r.version, store::to_stored(r),
                "return.judge");
    return r;
}

Result<Return> get_return(db::Tx& tx, const auth::Actor& actor, ReturnId id) {
    TRY_VOID(auth::require(actor, take_goods_back));
    return own_return(tx, actor, id);
}

Result<std::vector<Return>> list_returns(db::Tx& tx, const auth::Actor& actor, const ReturnFilter& filter,
                                         ReturnId before, int limit) {
    TRY_VOID(auth::require(actor, take_goods_back));
    ReturnFilter reach = filter;
    TRY(reach.store, store_in_reach(tx, actor, filter.store ? std::optional(filter.store) : std::nullopt));
    return store::list_returns(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, reach, before, limit);
}

}  // namespace yiguan::trade
