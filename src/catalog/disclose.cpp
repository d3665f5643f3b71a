// The one place that decides what a viewer may see (X8, ECO-31, C-29, NAT-56).
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

Viewer Viewer::of(const auth::Actor& actor) {
    if (actor.anonymous()) return {};
    if (actor.roles.has(auth::Role::top_regulator)) return {Kind::top_regulator, actor.org};
    if (actor.roles.has(auth::Role::regulator)) return {Kind::regulator, actor.org};
    return {Kind::organisation, actor.org};
}

bool sees_hidden(const Viewer& viewer, OrgId owner) {
    switch (viewer.kind) {
        case Viewer::Kind::top_regulator:
            return true;
        case Viewer::Kind::organisation:
        case Viewer::Kind::regulator:
            return owner && viewer.org == owner;  // an account without organisation owns nothing
        case Viewer::Kind::public_:
            return false;
    }
    return false;
}

std::vector<Shown> disclose(const Template& tmpl, const FieldValues& values, std::span<const Step> steps, OrgId owner,
                            const Viewer& viewer) {
    const bool everything = sees_hidden(viewer, owner);
    std::vector<Shown> out;
    for (const Field& field : tmpl.fields) {
        if (std::ranges::find(steps, field.step) == steps.end()) continue;
        Shown& shown = out.emplace_back(Shown{&field, Shown::State::missing, {}});
        const auto given = values.values.find(field.key);
        const std::string_view value =
            given != values.values.end() ? std::string_view(given->second) : std::string_view(field.fixed_value);
        if (value.empty()) continue;
        if (!field.choosable() || everything || values.open.contains(field.key)) {
            shown.state = Shown::State::shown;
            shown.value = value;
        } else {
            shown.state = Shown::State::withheld;
        }
    }
    return out;
}

}  // namespace yiguan::catalog
