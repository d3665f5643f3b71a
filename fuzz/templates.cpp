// catalog/catalog.hpp: parse_templates and parse_catalogue. Oracles: only the exception that the contract names, with
// the place in it; a file that is taken keeps the promises of the structures that come from it.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using catalog::Step;
using fuzz::require;

void check_template(const catalog::Template& t) {
    require(!t.id.empty() && !t.name_zh.empty() && !t.name_en.empty() && !t.fields.empty(), "a template without name");
    require(!t.for_filing || t.find("productName"), "a template for filing without productName");
    std::set<std::string> keys;
    int order = 0;
    for (const auto& f : t.fields) {
        require(f.order == ++order, "an order that is not the position");
        require(keys.insert(f.key).second && t.find(f.key) == &f, "a key twice");
        require(std::ranges::all_of(f.key, [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); }),
                "a key that is not ASCII");
        require(!f.group_zh.empty() && !f.name_zh.empty() && !f.name_en.empty(), "a field without name");
        require(f.fixed_value.empty() || f.required == catalog::Required::platform_generated,
                "a fixed field that is filled in");
        require(!f.default_open || f.choosable(), "a default without choice");
    }
    // A form without any field: each field that is always required is missed, and nothing else.
    for (const Step step : catalog::producer_steps) {
        const auto values = catalog::read_fields(t, step, {}, nullptr, UtcMs{0});
        const auto missed = std::ranges::count_if(t.fields, [&](const catalog::Field& f) {
            return f.step == step && f.required == catalog::Required::always && f.from_org == catalog::FromOrg::none;
        });
        require(values.has_value() == (missed == 0), "a required field is not missed");
        if (values.has_error())
            require(static_cast<std::ptrdiff_t>(values.error().others.size()) + 1 == missed,
                    "another number is missed");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const auto templates = catalog::parse_templates(text);
        require(!templates.all.empty(), "no template at all");
        for (const auto& t : templates.all) {
            require(templates.find(t.id) == &t, "an id twice");
            check_template(t);
        }
    } catch (const std::runtime_error& defect) {
        require(std::string_view(defect.what()).starts_with("data file: "), "a fault that does not name the file");
    }
    try {
        const auto catalogue = catalog::parse_catalogue(text);
        for (const auto& category : catalogue.categories) {
            require(catalogue.find_category(category.id) == &category, "an id twice");
            for (const auto& unit : category.units)
                require(unit.category_id == category.id && unit.id.starts_with(category.id + "-"), "a unit elsewhere");
        }
    } catch (const std::runtime_error& defect) {
        require(std::string_view(defect.what()).starts_with("data file: "), "a fault that does not name the file");
    }
    return 0;
}
