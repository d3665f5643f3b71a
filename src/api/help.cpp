// Whom to ask, how codes are marked, how one joins, which other platforms there are: data/help.json.
#include "api/operation.hpp"

namespace yiguan::embedded {
std::string_view help_json();
}

namespace yiguan::api {
namespace {

/// What people read of the file.
const json::object& help() {
    static const json::object all = [] {
        auto read = parse_json_object(embedded::help_json());
        if (read.has_error()) throw std::runtime_error("data/help.json: " + read.error().detail);
        read.value().erase("comment");
        // Which rows of the requirements an entry is of is for who keeps the file.
        for (auto& [key, list] : read.value())
            for (auto& one : list.as_array()) one.as_object().erase("rows");
        return std::move(read).value();
    }();
    return all;
}

// GET /api/v1/help
Result<Step> get_help(Services& services, const http::Request&) {
    auto out = help();
    if (!services.platform_contact.empty()) out["platformContact"] = services.platform_contact;
    return Step{ok(std::move(out))};
}

}  // namespace

std::vector<Operation> help_operations() {
    using namespace schema;
    return {{.method = http::Method::get,
             .path = "/api/v1/help",
             .id = "getHelp",
             .tag = "系统",
             .zh = "帮助：联系方式、加入方式、打码要求、其他平台",
             .en = "Help: whom to ask, how to join, how codes are marked, other platforms.",
             .who = Who::anybody(),
             .answer = {200, "帮助", ref("Help")},
             .run = get_help}};
}

}  // namespace yiguan::api
