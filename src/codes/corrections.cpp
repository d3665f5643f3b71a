// 编辑: what was said of a piece is said anew.
#include <algorithm>
#include <span>

#include "codes/pieces.hpp"
#include "codes/pieces_store.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "registry/registry.hpp"

namespace yiguan::codes {
namespace {

Correction correction_of(const Item& item, std::int64_t version, UserId by, UtcMs at, std::string reason) {
    return {.item = item.id,
            .version = version,
            .frame_number = item.frame_number,
            .serial_number = item.serial_number,
            .values = item.values,
            .changed_by = by,
            .changed_at = at,
            .reason = std::move(reason)};
}

std::string values_text(const CheckedItem& checked) {
    json::object values;
    for (const auto& [key, value] : checked.values) values[key] = value;
    return json::serialize(values);
}

Error seen_before(std::int64_t version) {
    return {.code = Code::conflict,
            .pointer = "/version",
            .detail = "这件产品的信息刚被修改，请刷新后重试",
            .field = "版本",
            .value = std::to_string(version)};
}

}  // namespace

Result<Item> correct_item(db::Tx& tx, const auth::Actor& actor, ItemId id, const json::object& given,
                          std::string_view reason_text, std::int64_t version) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    auto item = store::find_item(tx, id);
    if (!item || item->org != actor.org || item->closed_at.value != 0 ||
        (actor.scope.own_only && item->created_by != actor.user))
        return Error{Code::not_found, "", "没有这条单件信息"};
    const CodeRange code{item->code.block, item->code.counter, item->code.counter};
    const auto segment = find_segment(tx, item->code.block, item->code.counter);
    if (!segment || !is_at_maker(*segment, actor.org))
        return Error{Code::wrong_state, "", "产品已入库或流转，单件信息不能再修改"};

    const auto known = corrections_of(tx, id);
    const std::int64_t last = known.empty() ? 0 : known.back().version;
    if (version != last) return seen_before(version);
    if (last >= corrections_max)
        return Error{Code::wrong_state, "", "这件产品的信息更正次数已达上限，请删除后重新登记"};

    Violations violations;
    const std::string_view reason = trim(reason_text);
    if (reason.empty()) violations.add({Code::missing_field, "/reason", "请填写更正原因", "更正原因"});
    if (utf8_length(reason) > correction_reason_chars_max)
        violations.add({Code::too_long, "/reason",
                        "更正原因不超过 " + std::to_string(correction_reason_chars_max) + " 个字", "更正原因"});
    TRY(const auto product, catalog::get_product(tx, item->product));
    json::object fields = given;
    // Of which edition of the model it is was so when it was made.
    const json::value before = json::parse(item->values);
    if (const auto* edition = before.as_object().if_contains("modelVersion");
        edition && !fields.contains("modelVersion"))
        fields["modelVersion"] = *edition;
    TRY(const auto production, parse_date(item->production_date));
    const auto checked = check_item(product, production, beijing_date(tx.now()), fields, "/fields", violations);
    require_free({}, KnownTexts(tx, actor.org, std::span(&checked, 1)), item->code, checked, product, "", violations);
    if (checked.frame_number != item->frame_number && holds_contents(tx, {code}))
        violations.add({Code::wrong_state, "/fields/frameNumber", "这辆车已关联电池和充电器，请先解绑再改车架号",
                        "整车编码(车架号)"});
    TRY_VOID(violations.result());

    if (known.empty()) store::insert(tx, correction_of(*item, 0, item->created_by, item->created_at, ""));
    for (Alias& alias : store::aliases_in(tx, code))
        if (alias.item == item->id &&
            std::ranges::find(checked.aliases, alias.text, &std::pair<AliasKind, std::string>::second) ==
                checked.aliases.end())
            store::close(tx, actor.user, alias);
    item->frame_number = checked.frame_number;
    item->serial_number = checked.serial_number;
    item->values = values_text(checked);
    const auto made = correction_of(*item, last + 1, actor.user, tx.now(), std::string(reason));
    if (!store::insert(tx, made)) return seen_before(version);
    store::update(tx, *item);
    ledger::append(tx, ledger::Object::item_correction, id.value, made.version, store::content_of(made));
    if (!add_texts(tx, actor, *item, checked)) return Error{Code::conflict, "", "数据刚被另一个操作修改，请重试"};
    return *std::move(item);
}

std::vector<Correction> corrections_of(db::Tx& tx, ItemId id) {
    return store::corrections_between(tx, id, id);
}

}  // namespace yiguan::codes
