#include "lookup/flow.hpp"

#include "keys/keys.hpp"

namespace yiguan::lookup {
namespace {

using catalog::Shown;

std::vector<Shown> shown_of(const events::Event& event, const catalog::Viewer& viewer) {
    const auto step = events::step_of(event.step);
    if (!step || !event.tmpl) return {};
    return catalog::disclose(*event.tmpl, event.values, std::array{*step}, event.org, viewer);
}

}  // namespace

std::string_view time_key(events::BizStep step) {
    switch (step) {
        case events::BizStep::shipping:
            return "saleTime";
        case events::BizStep::receiving:
            return "purchaseTime";
        case events::BizStep::retail_selling:
            return "soldTime";
        default:
            return {};
    }
}

bool hides_time(const events::Event& event, const catalog::Viewer& viewer, Nodes::View view) {
    if (view != Nodes::View::whole) return true;
    if (event.step == events::BizStep::commissioning) return false;
    return std::ranges::any_of(shown_of(event, viewer), [&](const Shown& shown) {
        return shown.field->key == time_key(event.step) && shown.state == Shown::State::withheld;
    });
}

std::string city_of(std::string_view region) {
    // Up to the city, or the municipality whose districts no city governs.
    auto division = keys::find_division(region);
    using enum keys::Division::Level;
    for (int up = 0; up < 3 && division && (division->level == county || division->level == gathering); ++up)
        division = keys::find_division(division->parent);
    return division ? std::string(division->name) : std::string();
}

bool shows_all(const events::Event& event, const catalog::Viewer& viewer, Nodes::View view) {
    if (catalog::sees_hidden(viewer, event.org)) return true;
    return view == Nodes::View::whole && event.tmpl &&
           std::ranges::none_of(shown_of(event, viewer),
                                [](const Shown& shown) { return shown.state == Shown::State::withheld; });
}

}  // namespace yiguan::lookup
