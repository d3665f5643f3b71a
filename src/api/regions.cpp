// Administrative divisions, for forms and filters: the table of keys/china/division.hpp.
#include "api/operation.hpp"
#include "keys/china/division.hpp"

namespace yiguan::api {
namespace {

json::array children_of(std::string_view code) {
    json::array out;
    const auto children = keys::division_children(code);
    for (auto it = children.begin(); it != children.end(); ++it) {
        json::object one{{"code", it->code}, {"name", it->name}};
        if (it->level != keys::Division::Level::county) one["children"] = children_of(it->code);
        out.push_back(std::move(one));
    }
    return out;
}

const std::string& regions() {
    static const std::string text =
        json::serialize(json::object{{"version", keys::divisions_version()}, {"items", children_of("")}});
    return text;
}

// GET /api/v1/regions
Result<Step> list_regions(Services&, const http::Request&) {
    http::Response response{.status = 200, .body = regions()};
    response.headers.emplace_back("Content-Type", "application/json");
    response.headers.emplace_back("Cache-Control", "public, max-age=86400");
    return Step{std::move(response)};
}

}  // namespace

std::vector<Operation> region_operations() {
    using namespace schema;
    return {{.method = http::Method::get,
             .path = "/api/v1/regions",
             .id = "listRegions",
             .tag = "企业",
             .zh = "行政区划：省、市、区县",
             .en = "Administrative divisions in force, as a tree.",
             .who = Who::anybody(),
             .answer = {200, "行政区划",
                        answer({{"version", {{"type", "string"}, {"title", "来源与日期"}}},
                                {"items", {{"type", "array"}, {"items", free_object("行政区划")}}}})},
             .run = list_regions}};
}

}  // namespace yiguan::api
