#include "api/operation.hpp"

#include <algorithm>
#include <set>

namespace yiguan::api {

Result<void> Who::check(const auth::Actor& actor) const {
    if (permission_) return auth::require(actor, *permission_);
    if (needs_user_ && actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    return outcome::success();
}

std::vector<QueryParameter> paging(std::vector<QueryParameter> others) {
    others.push_back({"cursor", "上一页的 nextCursor，没有时从头开始", schema::integer("翻页位置", 0, INT64_MAX)});
    others.push_back({"limit", "每页数量，默认 20", schema::integer("每页数量", 1, 100)});
    return others;
}

bool changes(const Operation& operation) {
    return operation.method != http::Method::get && operation.method != http::Method::options;
}

Limit limit_of(const Operation& operation) {
    if (operation.limit) return *operation.limit;
    if (!operation.who.needs_user()) return Limit::pages;
    return changes(operation) ? Limit::writes : Limit::reads;
}

std::vector<Code> all_errors(const Operation& operation) {
    std::vector<Code> all = operation.errors;
    const auto add = [&](std::initializer_list<Code> more) { all.insert(all.end(), more); };
    if (operation.who.needs_user()) add({Code::unauthenticated});
    if (operation.who.needs_user() && !operation.before_password_change) add({Code::password_change_required});
    if (operation.who.permission()) add({Code::forbidden});
    if (changes(operation) && operation.csrf == Csrf::required) add({Code::csrf});
    if (operation.body) {
        add({Code::body_too_large});
        if (operation.body->media.front() == "application/json")
            add({Code::malformed_json, Code::unsupported_media_type, Code::missing_field, Code::unknown_field,
                 Code::wrong_type, Code::too_long, Code::out_of_bounds, Code::invalid});
    }
    if (!operation.query.empty() && operation.run) add({Code::invalid, Code::out_of_bounds});
    if (operation.run &&
        std::ranges::any_of(operation.query, [](const auto& p) { return p.schema.contains("maxLength"); }))
        add({Code::too_long});
    if (operation.repeat == Repeat::kept) add({Code::idempotency_key_reused, Code::conflict});
    if (limit_of(operation) != Limit::none) add({Code::too_many_requests, Code::overloaded});
    // A bearer key that is no good is refused whoever may call.
    if (operation.run) add({Code::unauthenticated, Code::overloaded, Code::internal_fault});
    std::ranges::stable_sort(all, {}, [](Code c) { return info(c).status; });
    std::set<Code> seen;
    std::erase_if(all, [&](Code c) { return !seen.insert(c).second; });
    return all;
}

std::vector<std::string_view> path_names(std::string_view path) {
    std::vector<std::string_view> names;
    for (std::size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1))
        names.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
    return names;
}

std::vector<Operation> all_operations() {
    std::vector<Operation> all;
    // One a line: everybody adds here.
    // clang-format off
    for (auto* part : {open_operations,
                       console_operations,
                       account_operations,
                       phone_account_operations,
                       member_operations,
                       key_operations,
                       organisation_operations,
                       application_operations,
                       region_operations,
                       help_operations,
                       document_operations,
                       shop_operations,
                       store_operations,
                       partner_operations,
                       licence_operations,
                       product_operations,
                       product_history_operations,
                       trace_code_operations,
                       model_operations,
                       template_operations,
                       certificate_operations,
                       code_operations,
                       assembly_operations,
                       box_operations,
                       drum_operations,
                       production_operations,
                       empty_code_operations,
                       alias_operations,
                       batch_operations,
                       dossier_operations,
                       quality_operations,
                       event_operations,
                       store_sale_operations,
                       customer_operations,
                       sale_return_operations,
                       stock_out_operations,
                       stock_in_operations,
                       stock_operations,
                       filing_operations,
                       import_operations,
                       trace_operations,
                       epcis_operations,
                       bundle_operations,
                       log_operations,
                       message_operations,
                       oversight_operations,
                       system_operations,
                       workbench_operations})
        // clang-format on
        for (auto& operation : part()) all.push_back(std::move(operation));
    return all;
}

}  // namespace yiguan::api
