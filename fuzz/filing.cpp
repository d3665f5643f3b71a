// catalog/catalog.hpp: decode_filing and read_fields of every step. Oracles: values that were taken are canonical (read
// again they are the same), what may be hidden never reaches an error, and disclosure shows the public nothing that was
// not open.
#include <algorithm>

#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using catalog::Demand;
using catalog::Step;
using fuzz::require;

// 2026-11-21T08:30:00+08:00
constexpr UtcMs now{1'795'221'000'000};

constexpr Step steps[] = {Step::filing, Step::binding, Step::shipping, Step::receiving, Step::selling};

/// No value of a field that its owner may hide, or that names a person, stands in an error.
void check_discreet(const catalog::Template& tmpl, const Error& error) {
    if (error.pointer.starts_with("/fields/")) {
        const auto* field = tmpl.find(std::string_view(error.pointer).substr(8));
        if (field && (field->choosable() || field->kind == catalog::FieldKind::contact))
            require(error.value.empty(), "a value that may be hidden reached an error");
    }
    for (const Error& other : error.others) check_discreet(tmpl, other);
}

void check_values(const catalog::Template& tmpl, Step step, const catalog::FieldValues& values) {
    for (const auto& [key, value] : values.values) {
        const auto* field = tmpl.find(key);
        require(field && field->step == step && field->required != catalog::Required::platform_generated,
                "a field that is not of this step");
        require(!value.empty() && trim(value) == value && is_utf8(value) && !has_control(value, false) &&
                    utf8_length(value) <= 500,
                "a value that breaks its rule");
        require(!catalog::display(*field, value).empty(), "a value that is shown as nothing");
    }
    for (const auto& key : values.open) {
        const auto* field = tmpl.find(key);
        require(field && field->choosable() && field->step == step, "a choice that there is not");
    }
    require(catalog::FieldValues::from_json(values.to_json()) == values, "values are not stored as they were read");

    json::object fields;
    for (const auto& [key, value] : values.values) fields[key] = value;
    json::array open;
    for (const auto& key : values.open) open.emplace_back(key);
    const auto again = catalog::read_fields(tmpl, step, fields, &open, now, "/fields", Demand::draft);
    require(again.has_value() && again.value() == values, "a canonical value is not read as itself");

    const Step one[] = {step};
    for (const auto& shown : catalog::disclose(tmpl, values, one, OrgId{7}, catalog::Viewer{})) {
        const bool open_field = !shown.field->choosable() || values.open.contains(shown.field->key);
        require(open_field ? shown.state != catalog::Shown::State::withheld : shown.value.empty(),
                "a hidden value is shown, or an open one is not");
    }
}

void check_step(const catalog::Template& tmpl, Step step, const json::object& fields, const json::array* open) {
    for (const Demand demand : {Demand::draft, Demand::complete}) {
        auto values = catalog::read_fields(tmpl, step, fields, open, now, "/fields", demand);
        if (values.has_error()) {
            fuzz::require_showable(values.error());
            check_discreet(tmpl, values.error());
            continue;
        }
        check_values(tmpl, step, values.value());
        const bool complete = catalog::require_complete(tmpl, step, values.value()).has_value();
        require(demand == Demand::draft || complete, "a required field is missing");
        const catalog::Identity identity{"宁波甬光电器有限公司", "91330201MA2AG5BR3N", "浙江省宁波市", "0574-87654321"};
        const auto filled = catalog::fill_identity(tmpl, step, values.value(), identity, "/fields", demand);
        if (filled.has_error()) {
            fuzz::require_showable(filled.error());
            check_discreet(tmpl, filled.error());
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = parse_json_object({reinterpret_cast<const char*>(data), size});
    if (body.has_error()) return 0;
    const auto filing = catalog::decode_filing(body.value(), now);
    if (filing.has_value()) {
        const auto* tmpl = catalog::templates().find(filing.value().template_id);
        require(tmpl && tmpl->for_filing && catalog::catalogue().find_unit(filing.value().unit_id),
                "a filing of an unknown template or unit");
        require(std::ranges::all_of(filing.value().pictures, [](DocumentId id) { return id.value > 0; }),
                "a picture without id");
        check_values(*tmpl, Step::filing, filing.value().values);
    } else {
        fuzz::require_showable(filing.error());
    }

    const auto* fields = body.value().if_contains("fields");
    const auto* id = body.value().if_contains("template");
    const auto* open = body.value().if_contains("open");
    if (!fields || !fields->is_object() || !id || !id->is_string()) return 0;
    const auto* tmpl = catalog::templates().find({id->get_string().data(), id->get_string().size()});
    if (!tmpl) return 0;
    for (const Step step : steps) check_step(*tmpl, step, fields->get_object(), open ? open->if_array() : nullptr);
    return 0;
}
