// Templates and the catalogue of regulated products: data read once, strictly, so that a defect cannot hide.
#include <fmt/format.h>

#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "catalog/catalog.hpp"
#include "core/text.hpp"

namespace yiguan::embedded {
std::string_view templates_json();
std::string_view product_catalogue_json();
}  // namespace yiguan::embedded

namespace yiguan::catalog {
namespace {

// Reads one object of a data file. Everything wrong is a fault with the place in it: the file is part of the program.
class Part {
public:
    Part(std::string where, const json::value& value) : where_(std::move(where)) {
        if (!value.is_object()) fail("is no object");
        object_ = &value.get_object();
    }

    [[noreturn]] void fail(std::string_view what) const {
        throw std::runtime_error(fmt::format("data file: {} {}", where_, what));
    }
    const std::string& where() const { return where_; }

    std::string text(std::string_view key) const {
        std::string t = optional_text(key);
        if (t.empty()) fail(fmt::format("lacks the text \"{}\"", key));
        return t;
    }
    std::string optional_text(std::string_view key) const {
        const json::value* v = object_->if_contains(key);
        if (!v) return {};
        if (!v->is_string()) fail(fmt::format("has a \"{}\" that is no text", key));
        return {v->get_string().data(), v->get_string().size()};
    }
    int optional_integer(std::string_view key) const {
        const json::value* v = object_->if_contains(key);
        if (!v) return 0;
        if (!v->is_int64() || v->get_int64() < 1 || v->get_int64() > 1000)
            fail(fmt::format("has a \"{}\" outside 1..1000", key));
        return static_cast<int>(v->get_int64());
    }
    bool flag(std::string_view key) const {
        const json::value* v = object_->if_contains(key);
        if (!v) return false;
        if (!v->is_bool()) fail(fmt::format("has a \"{}\" that is neither true nor false", key));
        return v->get_bool();
    }
    const json::array& array(std::string_view key) const {
        const json::value* v = object_->if_contains(key);
        if (!v || !v->is_array() || v->get_array().empty()) fail(fmt::format("lacks the list \"{}\"", key));
        return v->get_array();
    }
    template <class E>
    E word(std::string_view key, std::initializer_list<std::pair<std::string_view, E>> words) const {
        const std::string written = text(key);
        for (const auto& [w, e] : words)
            if (w == written) return e;
        fail(fmt::format("has the unknown \"{}\": \"{}\"", key, written));
    }

private:
    std::string where_;
    const json::object* object_ = nullptr;
};

json::value parse_file(std::string_view text, std::string_view file) {
    auto value = parse_json(text);
    if (value.has_error()) throw std::runtime_error(fmt::format("data file: {} is no JSON", file));
    return std::move(value).value();
}

FromOrg parse_from_org(const Part& part) {
    if (part.optional_text("from_org").empty()) return FromOrg::none;
    return part.word<FromOrg>("from_org", {{"name", FromOrg::name},
                                           {"uscc", FromOrg::uscc},
                                           {"address", FromOrg::address},
                                           {"contact", FromOrg::contact}});
}

bool is_key(std::string_view key) {
    return !key.empty() && is_lower(key.front()) &&
           std::ranges::all_of(key, [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); });
}

Field parse_field(const Part& part) {
    Field f;
    f.order = part.optional_integer("order");
    f.printed_no = part.optional_integer("printed_no");
    f.key = part.text("key");
    f.group_zh = part.text("group");
    f.name_zh = part.text("name_zh");
    f.name_en = part.text("name_en");
    f.required = part.word<Required>("required", {{"always", Required::always},
                                                  {"if_applicable", Required::if_applicable},
                                                  {"optional", Required::optional},
                                                  {"platform_generated", Required::platform_generated}});
    f.visibility = part.word<Visibility>("visibility", {{"public", Visibility::public_},
                                                        {"producer_chooses", Visibility::producer_chooses},
                                                        {"seller_chooses", Visibility::seller_chooses}});
    f.default_open = part.flag("default_open");
    f.step = part.word<Step>("step", {{"registration", Step::registration},
                                      {"filing", Step::filing},
                                      {"binding", Step::binding},
                                      {"shipping", Step::shipping},
                                      {"receiving", Step::receiving},
                                      {"selling", Step::selling}});
    f.fixed_value = part.optional_text("fixed_value");
    f.kind = part.word<FieldKind>("kind", {{"text", FieldKind::text},
                                           {"date", FieldKind::date},
                                           {"time", FieldKind::time},
                                           {"uscc", FieldKind::uscc},
                                           {"gtin", FieldKind::gtin},
                                           {"address", FieldKind::address},
                                           {"contact", FieldKind::contact}});
    f.from_org = parse_from_org(part);
    f.extension = part.flag("extension");

    if (!is_key(f.key)) part.fail("has a key that is not camelCase ASCII");
    if (f.default_open && !f.choosable()) part.fail("has a default for a choice that does not exist");
    if (!f.fixed_value.empty() && f.required != Required::platform_generated)
        part.fail("has a fixed value but is filled in by somebody");
    const bool seller = f.step == Step::receiving || f.step == Step::selling;
    if ((f.visibility == Visibility::seller_chooses && !seller) ||
        (f.visibility == Visibility::producer_chooses && seller))
        part.fail("is opened by another party than the one that fills it in");
    return f;
}

Template parse_template(const Part& part) {
    Template t;
    t.id = part.text("id");
    t.name_zh = part.text("name_zh");
    t.name_en = part.text("name_en");
    t.for_filing = part.flag("for_filing");
    t.picture_required = part.flag("picture_required");
    if (const std::string family = part.optional_text("family"); !family.empty()) {
        const auto known = parse_family(family);
        if (!known) part.fail(fmt::format("has the family \"{}\"", family));
        t.family = *known;
    }
    for (const json::value& value : part.array("fields")) {
        const Part at(fmt::format("{} field {}", part.where(), t.fields.size() + 1), value);
        Field f = parse_field(at);
        if (f.order != static_cast<int>(t.fields.size()) + 1) at.fail("has an order that is not its position");
        if (t.find(f.key)) at.fail(fmt::format("repeats the key \"{}\"", f.key));
        t.fields.push_back(std::move(f));
    }
    if (t.for_filing && !t.find("productName")) part.fail("is for filing but has no productName");
    if (part.optional_integer("printed_count") !=
        std::ranges::count_if(t.fields, [](const Field& f) { return !f.extension; }))
        part.fail("has another number of fields than printed_count");
    return t;
}

}  // namespace

std::string_view name(Family family) {
    constexpr std::string_view names[family_count] = {"none", "vehicle", "battery", "charger"};
    return names[static_cast<std::size_t>(family)];
}
std::string_view name_zh(Family family) {
    constexpr std::string_view names[family_count] = {"其他", "整车", "电池", "充电器"};
    return names[static_cast<std::size_t>(family)];
}
std::optional<Family> parse_family(std::string_view text) {
    for (int i = 0; i < family_count; ++i)
        if (name(static_cast<Family>(i)) == text) return static_cast<Family>(i);
    return std::nullopt;
}

const Field* Template::find(std::string_view key) const {
    const auto at = std::ranges::find(fields, key, &Field::key);
    return at == fields.end() ? nullptr : &*at;
}

const Template* Templates::find(std::string_view id) const {
    const auto at = std::ranges::find(all, id, &Template::id);
    return at == all.end() ? nullptr : &*at;
}

Templates parse_templates(std::string_view text) {
    const json::value file = parse_file(text, "templates.json");
    const Part root("templates.json", file);
    Templates out;
    for (const json::value& value : root.array("templates")) {
        const Part part(fmt::format("templates.json template {}", out.all.size() + 1), value);
        Template t = parse_template(part);
        if (out.find(t.id)) part.fail(fmt::format("repeats the id \"{}\"", t.id));
        out.all.push_back(std::move(t));
    }
    return out;
}

std::string Template::ref() const {
    return edition == 1 ? id : fmt::format("{}@{}", id, edition);
}

bool Template::is_open_to(OrgId org) const {
    return organisations.empty() || std::ranges::find(organisations, org) != organisations.end();
}

const Templates& templates() {
    static const Templates loaded = parse_templates(embedded::templates_json());
    return loaded;
}

const CatalogueCategory* Catalogue::find_category(std::string_view id) const {
    const auto at = std::ranges::find(categories, id, &CatalogueCategory::id);
    return at == categories.end() ? nullptr : &*at;
}

const CatalogueUnit* Catalogue::find_unit(std::string_view id) const {
    for (const CatalogueCategory& category : categories) {
        const auto at = std::ranges::find(category.units, id, &CatalogueUnit::id);
        if (at != category.units.end()) return &*at;
    }
    return nullptr;
}

Catalogue parse_catalogue(std::string_view text) {
    const json::value file = parse_file(text, "product_catalogue.json");
    const Part root("product_catalogue.json", file);
    Catalogue out;
    for (const json::value& value : root.array("categories")) {
        const Part part(fmt::format("product_catalogue.json category {}", out.categories.size() + 1), value);
        CatalogueCategory category{part.text("id"), part.text("name_zh"), part.text("name_en"), {}};
        if (out.find_category(category.id)) part.fail("repeats an id");
        for (const json::value& unit_value : part.array("units")) {
            const Part at(fmt::format("{} unit {}", part.where(), category.units.size() + 1), unit_value);
            CatalogueUnit unit{at.text("id"), at.text("name_zh"), at.text("name_en"), category.id};
            if (!unit.id.starts_with(category.id + "-")) at.fail("has an id of another category");
            if (std::ranges::count(category.units, unit.id, &CatalogueUnit::id) != 0) at.fail("repeats an id");
            category.units.push_back(std::move(unit));
        }
        out.categories.push_back(std::move(category));
    }
    return out;
}

const Catalogue& catalogue() {
    static const Catalogue loaded = parse_catalogue(embedded::product_catalogue_json());
    return loaded;
}

}  // namespace yiguan::catalog
