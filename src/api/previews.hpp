// What the two previews of a consumer's page share: who looks, and taking parts of a body.
#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "core/json.hpp"

namespace yiguan::api {

/// "stranger", "owner", "regulator", "top_regulator"; "" stands for the stranger.
inline bool is_viewer(std::string_view text) {
    return text.empty() || text == "stranger" || text == "owner" || text == "regulator" || text == "top_regulator";
}
inline catalog::Viewer viewer_of(std::string_view text, OrgId owner) {
    using Kind = catalog::Viewer::Kind;
    if (text == "owner") return {Kind::organisation, owner};
    if (text == "regulator") return {Kind::regulator, {}};
    if (text == "top_regulator") return {Kind::top_regulator, {}};
    return {};
}
/// A text of the body, taken out of it; "" if there is none.
inline std::string take_text(json::object& body, std::string_view key) {
    std::string text;
    if (const auto* v = body.if_contains(key); v && v->is_string())
        text.assign(v->get_string().data(), v->get_string().size());
    body.erase(key);
    return text;
}

}  // namespace yiguan::api
