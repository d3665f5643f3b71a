#include "catalog/catalog_json.hpp"

namespace yiguan::catalog {
namespace {

std::string_view name(Shown::State state) {
    switch (state) {
        case Shown::State::shown:
            return "shown";
        case Shown::State::withheld:
            return "withheld";
        case Shown::State::missing:
            return "missing";
    }
    return {};
}

json::object encode(const FieldRules& rules, FieldKind kind) {
    json::object out;
    if (rules.chars_max > 0) out["charsMax"] = rules.chars_max;
    if (rules.min) out["min"] = print_millionths(*rules.min);
    if (rules.max) out["max"] = print_millionths(*rules.max);
    if (kind == FieldKind::decimal) out["decimals"] = rules.decimals;
    if (!rules.unit.empty()) out["unit"] = rules.unit;
    if (!rules.options.empty()) {
        json::array options;
        for (const std::string& option : rules.options) options.emplace_back(option);
        out["options"] = std::move(options);
    }
    if (!rules.aliases.empty()) {
        json::object aliases;
        for (const auto& [alias, option] : rules.aliases) aliases[alias] = option;
        out["aliases"] = std::move(aliases);
    }
    return out;
}

std::string_view name(FromOrg from) {
    switch (from) {
        case FromOrg::none:
            return {};
        case FromOrg::name:
            return "name";
        case FromOrg::uscc:
            return "uscc";
        case FromOrg::address:
            return "address";
        case FromOrg::contact:
            return "contact";
    }
    return {};
}

json::object encode(const Field& field) {
    json::object out;
    out["key"] = field.key;
    out["order"] = field.order;
    out["group"] = field.group_zh;
    out["nameZh"] = field.name_zh;
    out["nameEn"] = field.name_en;
    out["required"] = name(field.required);
    out["visibility"] = name(field.visibility);
    if (field.choosable()) out["defaultOpen"] = field.default_open;
    out["step"] = name(field.step);
    out["kind"] = name(field.kind);
    if (!field.fixed_value.empty()) out["fixedValue"] = field.fixed_value;
    if (field.from_org != FromOrg::none) {
        out["fromRegistration"] = true;
        out["registration"] = name(field.from_org);
    }
    if (field.extension) out["extension"] = true;
    if (auto rules = encode(field.rules, field.kind); !rules.empty()) out["rules"] = std::move(rules);
    return out;
}

json::object summary(const Template& tmpl) {
    json::object out;
    out["id"] = tmpl.id;
    out["nameZh"] = tmpl.name_zh;
    out["nameEn"] = tmpl.name_en;
    out["forFiling"] = tmpl.for_filing;
    out["pictureRequired"] = tmpl.picture_required;
    out["edition"] = tmpl.edition;
    out["custom"] = tmpl.id.starts_with("C.");
    out["family"] = name(tmpl.family);
    return out;
}

json::value time_or_null(const std::optional<UtcMs>& time) {
    return time ? json::value(iso_utc(*time)) : json::value(nullptr);
}

}  // namespace

std::string_view name(Required required) {
    switch (required) {
        case Required::always:
            return "always";
        case Required::if_applicable:
            return "if_applicable";
        case Required::optional:
            return "optional";
        case Required::platform_generated:
            return "platform_generated";
    }
    return {};
}

std::string_view name(Visibility visibility) {
    switch (visibility) {
        case Visibility::public_:
            return "public";
        case Visibility::producer_chooses:
            return "producer_chooses";
        case Visibility::seller_chooses:
            return "seller_chooses";
    }
    return {};
}

std::string_view name(Step step) {
    switch (step) {
        case Step::registration:
            return "registration";
        case Step::filing:
            return "filing";
        case Step::binding:
            return "binding";
        case Step::shipping:
            return "shipping";
        case Step::receiving:
            return "receiving";
        case Step::selling:
            return "selling";
    }
    return {};
}

std::string_view name(FieldKind kind) {
    switch (kind) {
        case FieldKind::text:
            return "text";
        case FieldKind::date:
            return "date";
        case FieldKind::time:
            return "time";
        case FieldKind::uscc:
            return "uscc";
        case FieldKind::gtin:
            return "gtin";
        case FieldKind::address:
            return "address";
        case FieldKind::contact:
            return "contact";
        case FieldKind::long_text:
            return "long_text";
        case FieldKind::integer:
            return "integer";
        case FieldKind::decimal:
            return "decimal";
        case FieldKind::choice:
            return "choice";
        case FieldKind::choices:
            return "choices";
        case FieldKind::document:
            return "document";
        case FieldKind::model_code:
            return "model_code";
    }
    return {};
}

json::object encode(const Shown& shown) {
    json::object out;
    out["key"] = shown.field->key;
    out["nameZh"] = shown.field->name_zh;
    out["nameEn"] = shown.field->name_en;
    out["group"] = shown.field->group_zh;
    out["state"] = name(shown.state);
    if (shown.state == Shown::State::shown) out["value"] = shown.value;
    return out;
}

json::array encode(std::span<const Shown> shown) {
    json::array out;
    out.reserve(shown.size());
    for (const Shown& s : shown) out.push_back(encode(s));
    return out;
}

json::object encode(const Product& product, const Viewer& viewer, Audience audience) {
    static constexpr Step filing[] = {Step::filing};
    json::object out;
    out["id"] = to_string(product.id);
    out["organisation"] = to_string(product.org);
    out["template"] = product.tmpl->id;
    out["templateEdition"] = product.tmpl->edition;
    out["edition"] = product.edition;
    out["revision"] = product.revision;
    out["unit"] = product.unit_id;
    out["family"] = name(product.family());
    out["name"] = product.name;
    out["status"] = name(product.status);
    out["statusZh"] = name_zh(product.status);
    out["fields"] = encode(disclose(*product.tmpl, product.values, filing, product.org, viewer));
    json::array pictures;
    for (const DocumentId picture : product.pictures) pictures.emplace_back(to_string(picture));
    out["pictures"] = std::move(pictures);
    if (audience == Audience::anybody) return out;

    out["version"] = std::to_string(product.version);
    out["createdAt"] = iso_utc(product.created_at);
    out["updatedAt"] = iso_utc(product.updated_at);
    out["submittedAt"] = time_or_null(product.submitted_at);
    out["reviewedAt"] = time_or_null(product.reviewed_at);
    out["reason"] = product.reason;
    // The owner's own choices, so that a form can be filled again; whoever may not see hidden values learns of no
    // choice.
    if (sees_hidden(viewer, product.org)) {
        json::array open;
        for (const std::string& key : product.values.open) open.emplace_back(key);
        out["open"] = std::move(open);
    }
    return out;
}

json::object encode_templates(const Templates& templates) {
    json::array items;
    for (const Template& tmpl : templates.all) items.push_back(summary(tmpl));
    json::object out;
    out["items"] = std::move(items);
    return out;
}

json::object encode(const Template& tmpl) {
    json::object out = summary(tmpl);
    json::array fields;
    for (const Field& field : tmpl.fields) fields.push_back(encode(field));
    out["fields"] = std::move(fields);
    return out;
}

json::object encode(const TemplateEntry& entry) {
    const Template& t = entry.newest ? *entry.newest : *entry.info->draft;
    json::object out = summary(t);
    if (!entry.newest) out["edition"] = 0;
    const auto state = entry.info ? entry.info->state : TemplateState::published;
    out["state"] = name(state);
    out["stateZh"] = name_zh(state);
    out["draft"] = entry.info && entry.info->draft;
    out["version"] = std::to_string(entry.info ? entry.info->version : 0);
    if (entry.info && !entry.info->base.empty()) out["base"] = entry.info->base;
    if (entry.info) out["updatedAt"] = iso_utc(entry.info->updated_at);
    return out;
}

json::object encode_full(const TemplateEntry& entry, WhichEdition which) {
    json::object out = encode(entry);
    const bool of_draft = entry.info && entry.info->draft && (which == WhichEdition::draft || !entry.newest);
    const Template& t = of_draft ? *entry.info->draft : *entry.newest;
    for (auto& [key, value] : encode(t)) out[key] = std::move(value);
    json::array organisations;
    for (const OrgId org : t.organisations) organisations.emplace_back(to_string(org));
    out["organisations"] = std::move(organisations);
    return out;
}

json::object encode(const Catalogue& catalogue) {
    json::array items;
    for (const CatalogueCategory& category : catalogue.categories) {
        json::array units;
        for (const CatalogueUnit& unit : category.units)
            units.push_back(json::object{
                {"id", unit.id}, {"nameZh", unit.name_zh}, {"nameEn", unit.name_en}, {"family", name(unit.family)}});
        items.push_back(json::object{{"id", category.id},
                                     {"nameZh", category.name_zh},
                                     {"nameEn", category.name_en},
                                     {"units", std::move(units)}});
    }
    json::object out;
    out["items"] = std::move(items);
    return out;
}

}  // namespace yiguan::catalog
