#include "codes/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codes/pieces_store.hpp"
#include "ledger/append_all.hpp"

namespace yiguan::codes {
namespace {

std::vector<CodeRange> runs_of(std::vector<CodeAt> wanted) {
    std::ranges::sort(wanted);
    std::vector<CodeRange> runs;
    for (const CodeAt& code : wanted) {
        if (!runs.empty() && runs.back().block == code.block && runs.back().last + 1 >= code.counter)
            runs.back().last = code.counter;
        else
            runs.push_back({code.block, code.counter, code.counter});
    }
    return runs;
}

// Written member by member: an import has 100,000 of these.
std::string text_of(const CheckedItem& checked) {
    std::string out = "{";
    for (const auto& [key, value] : checked.values) {
        if (out.size() > 1) out += ',';
        out += json::serialize(json::string(key)) + ':' + json::serialize(json::string(value));
    }
    return out + "}";
}

Item item_of(db::Tx& tx, const auth::Actor& actor, const catalog::Product& product, const NewItem& given) {
    return {.id = tx.next_id<ItemId>(),
            .org = actor.org,
            .product = product.id,
            .family = product.tmpl->family,
            .code = given.code,
            .model = product.model(),
            .production_date = std::string(given.production_date),
            .frame_number = given.item->frame_number,
            .serial_number = given.item->serial_number,
            .values = text_of(*given.item),
            .created_by = actor.user,
            .created_at = tx.now()};
}

// Those that the code does not have yet: two fields may say the same of one piece.
void add_aliases(db::Tx& tx, const Item& item, const CheckedItem& checked, std::span<const Alias> there,
                 std::vector<Alias>& out) {
    const std::size_t first = out.size();
    for (const auto& [kind, text] : checked.aliases) {
        const auto says = [&](const Alias& one) { return one.text == text; };
        if (std::ranges::any_of(there, says) || std::any_of(out.begin() + std::ptrdiff_t(first), out.end(), says))
            continue;
        out.push_back({.id = tx.next_id<AliasId>(),
                       .org = item.org,
                       .kind = kind,
                       .text = text,
                       .code = item.code,
                       .item = item.id,
                       .created_by = item.created_by,
                       .created_at = item.created_at});
    }
}

template <class T>
void record(db::Tx& tx, ledger::Object kind, const std::vector<T>& objects) {
    std::vector<std::string> contents;
    std::vector<ledger::Version> versions;
    contents.reserve(objects.size());
    versions.reserve(objects.size());
    for (const T& one : objects) {
        contents.push_back(store::content_of(one));
        versions.push_back({one.id.value, 1, contents.back()});
    }
    ledger::append_all(tx, kind, versions);
}

}  // namespace

CarriedByCodes::CarriedByCodes(db::Tx& tx, std::vector<CodeAt> wanted) {
    const auto runs = runs_of(std::move(wanted));
    for (const auto& [block, segment] : segments_of(tx, runs)) segments_[{block, segment.last}] = segment;
    for (Item& item : items_of(tx, runs)) items_.emplace(item.code, std::move(item));
}

const Segment* CarriedByCodes::segment(const CodeAt& code) const {
    const auto at = segments_.lower_bound(code);
    const bool holds = at != segments_.end() && at->first.block == code.block && at->second.first <= code.counter;
    return holds ? &at->second : nullptr;
}

const Item* CarriedByCodes::item(const CodeAt& code) const {
    const auto at = items_.find(code);
    return at == items_.end() ? nullptr : &at->second;
}

KnownTexts::KnownTexts(db::Tx& tx, OrgId org, std::span<const CheckedItem> items) {
    std::map<AliasKind, std::vector<std::string>> by_kind;
    for (const CheckedItem& item : items)
        for (const auto& [kind, text] : item.aliases) by_kind[kind].push_back(text);
    std::vector<std::string> apart;
    for (auto& [kind, texts] : by_kind) {
        // What stands between the first and the last of them, if it is not much more than themselves.
        const std::size_t most = texts.size() + 100;
        const auto [first, last] = std::ranges::minmax(texts);
        auto found = texts.size() < 3 ? std::nullopt : store::aliases_between(tx, first, last, most);
        if (!found) {
            std::ranges::move(texts, std::back_inserter(apart));
            continue;
        }
        for (Alias& alias : *found)
            if (alias.org == org) known_.emplace(alias.text, std::move(alias));
    }
    for (Alias& alias : find_aliases(tx, org, apart)) known_.emplace(alias.text, std::move(alias));
}

const Alias* KnownTexts::find(std::string_view text) const {
    if (known_.empty()) return nullptr;
    const auto at = known_.find(text);
    return at == known_.end() ? nullptr : &at->second;
}

void require_free(const CarriedByCodes& carried, const KnownTexts& texts, const std::optional<CodeAt>& code,
                  const CheckedItem& item, const catalog::Product& product, const std::string& pointer,
                  Violations& violations) {
    if (code && carried.item(*code))
        violations.add({Code::conflict, pointer + "/code", "这个追溯码已登记过单件信息", "追溯码"});
    for (const auto& [kind, text] : item.aliases) {
        const Alias* known = texts.find(text);
        if (!known || (code && known->code == *code)) continue;
        const ItemField* field = field_saying(product.tmpl->family, item, text);
        violations.add({.code = Code::conflict,
                        .pointer = fmt::format("{}/fields/{}", pointer, field ? field->key : ""),
                        .detail = fmt::format("“{}”已属于本企业的另一件产品", text),
                        .field = std::string(field ? field->zh : rule_of(known->kind).name_zh),
                        .value = text});
    }
}

Result<std::vector<Item>> add_items(db::Tx& tx, const auth::Actor& actor, const catalog::Product& product,
                                    std::span<const NewItem> given) {
    std::vector<CodeAt> codes;
    for (const NewItem& one : given) codes.push_back(one.code);
    const auto stored = store::aliases_in(tx, runs_of(std::move(codes)));  // by code
    std::vector<Item> items;
    std::vector<Alias> aliases;
    items.reserve(given.size());
    for (const NewItem& one : given) {
        items.push_back(item_of(tx, actor, product, one));
        const auto there = std::ranges::equal_range(stored, one.code, {}, &Alias::code);
        add_aliases(tx, items.back(), *one.item, std::span(there.begin(), there.end()), aliases);
    }
    try {
        store::insert_items(tx, items);
        store::insert_aliases(tx, aliases);
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::unique_violation) throw;
        return Error{Code::conflict, "", "数据刚被另一个操作修改，请重试"};
    }
    record(tx, ledger::Object::item, items);
    record(tx, ledger::Object::code_alias, aliases);
    return items;
}

bool add_texts(db::Tx& tx, const auth::Actor& actor, const Item& item, const CheckedItem& checked) {
    Item said = item;
    said.created_by = actor.user;
    said.created_at = tx.now();
    std::vector<Alias> aliases;
    add_aliases(tx, said, checked, aliases_of(tx, item.code), aliases);
    for (const Alias& alias : aliases)
        if (!store::insert_alias(tx, alias)) return false;
    record(tx, ledger::Object::code_alias, aliases);
    return true;
}

}  // namespace yiguan::codes
