#include "codes/items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "codes/pieces_store.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"

namespace yiguan::codes {
namespace {

using catalog::Family;

constexpr ItemField vehicle_fields[] = {
    {"frameNumber", "整车编码(车架号)", 30, true, AliasKind::frame, true},
    {"motorNumber", "电动机编号", 30, false, AliasKind::motor, true},
    {"colour", "车身颜色", 20, false, AliasKind::own, false},
    {"certificateNumber", "合格证编号", 30, false, AliasKind::certificate, true},
    {"controllerNumber", "控制器编号", 30, false, AliasKind::controller, true},
};
constexpr ItemField battery_fields[] = {
    {"factorySerial", "工厂内部序列号", 30, true, AliasKind::factory_serial, true},
    {"partNumber", "料号", 60, false, AliasKind::own, false},
    {"modelVersion", "型号版本", 30, false, AliasKind::own, false},
    {"traceCode", "电池溯源编码", 30, false, AliasKind::own, false},
    {"serialNumber", "序列号", 30, false, AliasKind::lithium_serial, false},
};
constexpr ItemField charger_fields[] = {
    {"factorySerial", "工厂内部序列号", 30, true, AliasKind::factory_serial, true},
    {"partNumber", "料号", 60, false, AliasKind::own, false},
    {"modelVersion", "型号版本", 30, false, AliasKind::own, false},
    {"traceCode", "充电器溯源编码", 30, false, AliasKind::own, false},
};
constexpr ItemField other_fields[] = {{"serialNumber", "序列号", 30, true, AliasKind::own, true}};

// One row on its way: what is wrong is added where it stands.
class RowCheck {
public:
    RowCheck(const catalog::Product& product, Date production, Date today, const std::string& pointer,
             Violations& violations)
        : product_(product), production_(production), today_(today), pointer_(pointer), violations_(violations) {}

    CheckedItem run(const json::object& fields) {
        ObjectReader in(fields, violations_, pointer_);
        for (const ItemField& field : item_fields(product_.tmpl->family)) {
            const TextRule rule{.chars_max = field.chars_max};
            std::string text;
            if (field.required || (field.key == "serialNumber" && is_lithium(product_)))
                text = in.text(field.key, field.zh, rule);
            else
                text = in.optional_text(field.key, field.zh, rule).value_or("");
            if (!text.empty()) take(field, text);
        }
        in.finish();
        if (product_.tmpl->family == Family::battery || product_.tmpl->family == Family::charger)
            item_.values.emplace("modelVersion", fmt::format("V{}", product_.edition));
        if (item_.serial_number.empty())
            if (const auto serial = item_.values.find("factorySerial"); serial != item_.values.end())
                item_.serial_number = serial->second;
        return std::move(item_);
    }

private:
    void take(const ItemField& field, std::string text) {
        if (field.key == "traceCode") {
            if (const auto code = read(field, keys::ModelCode::parse(text))) {
                require(field, code->check_production(production_));
                text = code->text();
            }
        } else if (field.key == "serialNumber" && product_.tmpl->family == Family::battery && is_lithium(product_)) {
            if (const auto serial = read(field, keys::LithiumSerial::parse(text, today_))) {
                require(field, serial->check_production(production_));
                text = serial->text();
                item_.aliases.emplace_back(AliasKind::lithium_serial, text);
            }
        } else if (field.finds || field.key == "serialNumber") {
            const AliasKind kind = field.finds ? field.alias : AliasKind::own;
            if (auto canonical = read(field, canonical_alias(kind, text, today_))) {
                text = *std::move(canonical);
                item_.aliases.emplace_back(kind, text);
            }
        }
        if (field.key == "frameNumber") item_.frame_number = text;
        if (field.key == "serialNumber") item_.serial_number = text;
        item_.values.emplace(field.key, std::move(text));
    }

    template <class T>
    std::optional<T> read(const ItemField& field, Result<T> result) {
        if (result.has_value()) return std::move(result).value();
        say(field, result.error());
        return std::nullopt;
    }
    void require(const ItemField& field, const Result<void>& result) {
        if (result.has_error()) say(field, result.error());
    }
    void say(const ItemField& field, Error error) {
        error.pointer = pointer_ + "/" + std::string(field.key);
        error.field = field.zh;
        violations_.add(std::move(error));
    }

    const catalog::Product& product_;
    Date production_, today_;
    const std::string& pointer_;
    Violations& violations_;
    CheckedItem item_;
};

bool went_nowhere(const Segment& s) {
    return s.state.status == Status::bound || s.state.status == Status::active;
}

}  // namespace

std::span<const ItemField> item_fields(Family family) {
    switch (family) {
        case Family::vehicle:
            return vehicle_fields;
        case Family::battery:
            return battery_fields;
        case Family::charger:
            return charger_fields;
        case Family::none:
            break;
    }
    return other_fields;
}

const ItemField* field_saying(Family family, const CheckedItem& item, std::string_view text) {
    const auto fields = item_fields(family);
    const auto found = std::ranges::find_if(fields, [&](const ItemField& field) {
        const auto value = item.values.find(field.key);
        return value != item.values.end() && value->second == text;
    });
    return found == fields.end() ? nullptr : &*found;
}

bool is_lithium(const catalog::Product& product) {
    if (product.tmpl->family != Family::battery) return false;
    const auto type = product.values.values.find("batteryType");
    return type != product.values.values.end() && type->second.starts_with("锂");
}

CheckedItem check_item(const catalog::Product& product, Date production, Date today, const json::object& fields,
                       const std::string& pointer, Violations& violations) {
    return RowCheck(product, production, today, pointer, violations).run(fields);
}

std::optional<Item> find_item(db::Tx& tx, const CodeAt& code) {
    auto found = store::items_in(tx, CodeRange{code.block, code.counter, code.counter});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Item> items_of(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    return store::items_in(tx, ranges);
}

bool is_at_maker(const Segment& segment, OrgId maker) {
    return went_nowhere(segment) && segment.state.batch && segment.state.holder == maker;
}

Result<Item> close_item(db::Tx& tx, const auth::Actor& actor, ItemId id) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    auto item = store::find_item(tx, id);
    if (!item || item->org != actor.org || item->closed_at.value != 0 ||
        (actor.scope.own_only && item->created_by != actor.user))
        return Error{Code::not_found, "", "没有这条单件信息"};
    const auto segment = find_segment(tx, item->code.block, item->code.counter);
    if (!segment || !is_at_maker(*segment, actor.org))
        return Error{Code::wrong_state, "", "产品已入库或流转，单件信息不能再删除"};
    if (holds_contents(tx, {{item->code.block, item->code.counter, item->code.counter}}))
        return Error{Code::wrong_state, "", "这辆车已关联电池和充电器，请先解绑"};
    for (Alias& alias : store::aliases_in(tx, CodeRange{item->code.block, item->code.counter, item->code.counter}))
        if (alias.item == item->id) store::close(tx, actor.user, alias);
    store::close(tx, actor.user, *item);
    return *std::move(item);
}

std::string_view item_state(const std::optional<Segment>& segment) {
    if (!segment) return "free";
    return went_nowhere(*segment) ? "awaiting_stock_in" : name(segment->state.status);
}

std::string_view item_state_zh(const std::optional<Segment>& segment) {
    if (!segment) return "空码";
    return went_nowhere(*segment) ? "待入库" : name_zh(segment->state.status);
}

std::vector<std::string> check_items(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr std::size_t page_size = 500;
    ledger::ObjectCheck check(tx, log, ledger::Object::item);
    ledger::ObjectCheck corrected(tx, log, ledger::Object::item_correction);
    ItemId after{INT64_MIN};
    for (std::size_t read = page_size; read == page_size;) {
        const std::vector<Item> page = store::items_after(tx, after, page_size);
        read = page.size();
        if (read == 0) break;
        std::map<ItemId, std::vector<Correction>> said;
        for (Correction& c : store::corrections_between(tx, page.front().id, page.back().id))
            said[c.item].push_back(std::move(c));
        for (const Item& item : page) {
            after = item.id;
            Item bound = item;
            if (const auto found = said.find(item.id); found != said.end()) {
                const Correction& last = found->second.back();
                store::take_back(bound, found->second.front());
                for (const Correction& c : found->second)
                    if (c.version > 0) corrected.stored(item.id.value, c.version, c.changed_at, store::content_of(c));
                if (last.frame_number != item.frame_number || last.serial_number != item.serial_number ||
                    last.values != item.values)
                    check.say("单件 " + to_string(item.id) + " 与它最近一次更正不符：未经系统修改");
            }
            check.stored(item.id.value, 1, item.created_at, store::content_of(bound));
            if (item.closed_at.value != 0)
                check.stored(item.id.value, 2, item.closed_at, store::content_of_closed(item));
            else if (!can_carry(find_segment(tx, item.code.block, item.code.counter)))
                check.say("单件 " + to_string(item.id) + " 的追溯码没有绑定，或已作废");
        }
    }
    auto found = check.finish();
    for (auto& more : corrected.finish()) found.push_back(std::move(more));
    return found;
}

}  // namespace yiguan::codes
