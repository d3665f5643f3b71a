#include "codes/aliases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "codes/pieces_store.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "ledger/ledger.hpp"
#include "registry/registry.hpp"

namespace yiguan::codes {
namespace {

using catalog::Family;
using keys::read_text;
using keys::Reading;

constexpr unsigned of(auto... families) {
    return ((1u << static_cast<unsigned>(families)) | ...);
}
constexpr unsigned every = of(Family::none, Family::vehicle, Family::battery, Family::charger);
constexpr AliasRule rules[] = {
    {AliasKind::own, "own", "企业自有编码", every},
    {AliasKind::gs1, "gs1", "商品条码与序列号", every},
    {AliasKind::frame, "frame", "整车编码(车架号)", of(Family::vehicle)},
    {AliasKind::motor, "motor", "电动机编号", of(Family::vehicle)},
    {AliasKind::controller, "controller", "控制器编号", of(Family::vehicle)},
    {AliasKind::certificate, "certificate", "合格证编号", of(Family::vehicle)},
    {AliasKind::factory_serial, "factorySerial", "工厂内部序列号", of(Family::battery, Family::charger)},
    {AliasKind::lithium_serial, "lithiumSerial", "锂电池序列号", of(Family::battery)},
};

constexpr std::size_t chars_min = 4, chars_max = 30, gs1_chars_max = 60;

bool is_alias_character(char c) {
    return keys::is_capital_or_digit(c) || c == '-' || c == '/' || c == '.' || c == '_';
}

std::string gs1_form(std::string_view gtin, std::string_view serial) {
    return fmt::format("(01){}(21){}", gtin, serial);
}

template <class M>
std::optional<std::string> gs1_of(const Result<M>& read) {
    if (read.has_error()) return std::nullopt;
    const auto *gtin = read.value().find("01"), *serial = read.value().find("21");
    if (!gtin || !serial) return std::nullopt;
    return gs1_form(gtin->value, serial->value);
}

std::optional<std::string> gs1_in(std::string_view text) {
    if (auto link = gs1_of(keys::gs1::parse_digital_link(text))) return link;
    if (text.starts_with("(")) return gs1_of(keys::gs1::parse_bracketed(text));
    return gs1_of(keys::gs1::parse_transmitted(text));
}

Result<void> check_plain(std::string_view text) {
    if (text.size() < chars_min || text.size() > chars_max)
        return Error{Code::key_length, "", fmt::format("应为 {} 至 {} 个字符", chars_min, chars_max)};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!is_alias_character(text[i]))
            return Error{Code::key_character, fmt::format("@{}", i), "只能含有字母、数字和 - / . _"};
    return outcome::success();
}

// What a text of this kind is, its form says: no producer makes it up.
bool speaks_for_itself(AliasKind kind) {
    return kind == AliasKind::gs1 || kind == AliasKind::frame || kind == AliasKind::lithium_serial;
}

bool is_in_use(const std::optional<Segment>& segment) {
    return segment && segment->state.batch && segment->state.status != Status::bound &&
           segment->state.status != Status::voided;
}

Error at(Error error, std::string_view pointer, std::string_view zh) {
    error.pointer = pointer;
    error.field = zh;
    return error;
}

}  // namespace

std::span<const AliasRule> alias_rules() {
    return rules;
}

const AliasRule& rule_of(AliasKind kind) {
    return *std::ranges::find(rules, kind, &AliasRule::kind);
}

std::optional<AliasKind> parse_alias_kind(std::string_view name) {
    const auto found = std::ranges::find(rules, name, &AliasRule::name);
    return found == std::end(rules) ? std::nullopt : std::optional(found->kind);
}

Result<std::string> canonical_alias(AliasKind kind, std::string_view given, Date today) {
    if (kind == AliasKind::gs1) {
        const auto form = gs1_in(trim(given));
        if (!form || form->size() > gs1_chars_max)
            return Error{Code::key_form, "", "应是含商品条码 (01) 和序列号 (21) 的 GS1 数字链接或单元数据串"};
        return *form;
    }
    std::string text = read_text(given, Reading::folded);
    TRY_VOID(check_plain(text));
    if (kind == AliasKind::lithium_serial) {
        TRY(const auto serial, keys::LithiumSerial::parse(text, today));
        return serial.text();
    }
    if (kind == AliasKind::frame && text.size() == 17) {
        TRY(const auto vin, keys::Vin::parse(text));
        return vin.text();
    }
    if (kind == AliasKind::frame && text.size() == 15 && std::ranges::all_of(text, is_digit)) {
        TRY(const auto code, keys::EbikeCode::parse(text));
        return code.text();
    }
    return text;
}

std::vector<std::string> alias_forms(std::string_view given) {
    if (given.size() > 500 || !is_utf8(given)) return {};
    std::vector<std::string> forms;
    if (auto gs1 = gs1_in(trim(given)); gs1 && gs1->size() <= gs1_chars_max) forms.push_back(*std::move(gs1));
    if (auto text = read_text(given, Reading::folded); check_plain(text).has_value()) forms.push_back(std::move(text));
    return forms;
}

Result<Alias> add_alias(db::Tx& tx, const auth::Actor& actor, const CodeAt& code, AliasKind kind,
                        std::string_view text) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    const auto block = find_block(tx, code.block);
    if (!block || block->org != actor.org) return Error{Code::block_unknown, "/code", "没有这个追溯码", "追溯码"};
    TRY_VOID(registry::require_approved(tx, actor.org));
    const auto segment = find_segment(tx, code.block, code.counter);
    if (!can_carry(segment))
        return Error{Code::codes_not_bound, "/code", "只能为已绑定且未作废的追溯码关联其他编码", "追溯码"};
    TRY(const auto product, catalog::get_product(tx, block->product));
    const AliasRule& rule = rule_of(kind);
    if (!rule.fits(product.tmpl->family))
        return Error{Code::invalid, "/kind", fmt::format("此产品不能关联“{}”", rule.name_zh), "编码种类"};
    const auto canonical = canonical_alias(kind, text, beijing_date(tx.now()));
    if (canonical.has_error()) return at(canonical.error(), "/text", rule.name_zh);
    for (const Alias& known : find_aliases(tx, actor.org, {canonical.value()})) {
        if (known.code == code) return known;
        return Error{.code = Code::conflict,
                     .pointer = "/text",
                     .detail = fmt::format("“{}”已关联本企业的另一个追溯码", canonical.value()),
                     .field = std::string(rule.name_zh),
                     .value = canonical.value()};
    }
    if (aliases_of(tx, code).size() >= aliases_of_code_max)
        return Error{Code::conflict, "", fmt::format("一个追溯码最多关联 {} 个其他编码", aliases_of_code_max)};
    const Alias alias{.id = tx.next_id<AliasId>(),
                      .org = actor.org,
                      .kind = kind,
                      .text = canonical.value(),
                      .code = code,
                      .created_by = actor.user,
                      .created_at = tx.now()};
    if (!store::insert_alias(tx, alias)) return Error{Code::conflict, "", "数据刚被另一个操作修改，请重试"};
    ledger::append(tx, ledger::Object::code_alias, alias.id.value, 1, store::content_of(alias));
    return alias;
}

bool can_carry(const std::optional<Segment>& segment) {
    return segment && segment->state.batch && segment->state.status != Status::voided;
}

std::vector<Alias> find_aliases(db::Tx& tx, OrgId org, const std::vector<std::string>& forms) {
    return store::aliases_by_texts(tx, forms, org, 10);
}

std::vector<Alias> find_public_aliases(db::Tx& tx, const std::vector<std::string>& forms) {
    constexpr int producers_max = 50;
    std::vector<Alias> found;
    for (const std::string& form : forms)
        for (Alias& alias : store::aliases_by_text(tx, form, OrgId{}, producers_max)) {
            const auto same = std::ranges::find(found, alias.org, &Alias::org);
            if (same == found.end())
                found.push_back(std::move(alias));
            else if (speaks_for_itself(alias.kind) && !speaks_for_itself(same->kind))
                *same = std::move(alias);
        }
    const auto keep = [&](auto fits) {
        if (std::ranges::any_of(found, fits)) std::erase_if(found, std::not_fn(fits));
    };
    keep([](const Alias& a) { return speaks_for_itself(a.kind); });
    const auto in_use = [&](const Alias& a) { return is_in_use(find_segment(tx, a.code.block, a.code.counter)); };
    keep(in_use);
    if (found.size() > 1 && !in_use(found.front())) found.resize(1);  // nothing is told of any of them
    return found;
}

std::vector<Alias> aliases_of(db::Tx& tx, const CodeAt& code) {
    return store::aliases_in(tx, CodeRange{code.block, code.counter, code.counter});
}

Result<Alias> close_alias(db::Tx& tx, const auth::Actor& actor, AliasId id) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    auto alias = store::find_alias(tx, id);
    if (!alias || alias->org != actor.org || alias->closed_at.value != 0 ||
        (actor.scope.own_only && alias->created_by != actor.user))
        return Error{Code::not_found, "", "没有这个关联编码"};
    // The item is found by it, even if the code had it first.
    const auto item = find_item(tx, alias->code);
    if (alias->item || (item && (item->frame_number == alias->text || item->serial_number == alias->text)))
        return Error{Code::wrong_state, "", "这个编码随单件信息登记，请删除该单件信息"};
    store::close(tx, actor.user, *alias);
    return *std::move(alias);
}

void close_pieces(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges) {
    for (const CodeRange& range : ranges) {
        for (Item& item : store::items_in(tx, range)) store::close(tx, actor.user, item);
        for (Alias& alias : store::aliases_in(tx, range)) store::close(tx, actor.user, alias);
    }
}

std::vector<std::string> check_aliases(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr int page_size = 500;
    ledger::ObjectCheck check(tx, log, ledger::Object::code_alias);
    AliasId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::aliases_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Alias& alias : page) {
            after = alias.id;
            check.stored(alias.id.value, 1, alias.created_at, store::content_of(alias));
            if (alias.closed_at.value != 0)
                check.stored(alias.id.value, 2, alias.closed_at, store::content_of_closed(alias));
            const auto segment = find_segment(tx, alias.code.block, alias.code.counter);
            if (alias.closed_at.value == 0 && !can_carry(segment))
                check.say("关联编码 " + to_string(alias.id) + " 指向的追溯码没有绑定，或已作废");
        }
    }
    return check.finish();
}

}  // namespace yiguan::codes
