#include "codes/disabling.hpp"

#include "codes/codes.hpp"

namespace yiguan::codes {
namespace {

using catalog::CodesBound;
using review::Kind;

CodesBound bound_of(db::Tx& tx, OrgId org, ProductId product) {
    return has_bound_codes(tx, org, product) ? CodesBound::yes : CodesBound::no;
}

std::string reason_of(const json::object& content) {
    const auto* reason = content.if_contains("reason");
    return reason && reason->is_string() ? json::value_to<std::string>(*reason) : std::string();
}

Result<void> moved(db::Tx& tx, const auth::Actor& actor, const review::Application& a, const review::Move& m) {
    if (m.action != review::Action::approve || m.to != review::State::approved) return outcome::success();
    const ProductId id{a.object};
    // The reviewer's words, else those of the application: the page of the filing shows them.
    const auto reason =
        m.reason.empty() ? reason_of(parse_json_object(review::content_of(tx, a.id)).value()) : std::string(m.reason);
    TRY_VOID(catalog::disable_product(tx, actor, id, bound_of(tx, a.org, id), reason));
    return outcome::success();
}

std::vector<review::Check> checks(db::Tx& tx, const review::Application& a, const json::object&) {
    const bool bound = has_bound_codes(tx, a.org, ProductId{a.object});
    const auto product = catalog::get_product(tx, ProductId{a.object});
    const bool published = product.has_value() && product.value().status == catalog::ProductStatus::published;
    return {{"codes_unbound", "没有已绑定的追溯码", !bound, bound ? "已绑定追溯码的备案不能停用" : ""},
            {"published", "备案仍在发布状态", published, published ? "" : "备案已不是“已发布”状态"}};
}

const review::KindEntry entry{{.kind = Kind::product_disable,
                               .object_type = "product",
                               .apply = auth::Permission::file_product,
                               .first = auth::Permission::review_first,
                               .second = auth::Permission::review_second,
                               .moved = moved,
                               .checks = checks,
                               .field = [](const review::Application&, std::string_view pointer) -> std::string {
                                   return pointer == "/reason" ? "停用原因" : "";
                               }}};

}  // namespace

Result<review::Application> apply_for_disabling(db::Tx& tx, const auth::Actor& actor, ProductId id,
                                                std::string_view reason) {
    TRY(auto application, catalog::disabling_of(tx, actor, id, reason));
    if (bound_of(tx, application.org, id) == CodesBound::yes)
        return Error{Code::conflict, "", "已绑定追溯码的备案不能停用"};
    const auto open = review::find_open(tx, Kind::product_disable, id.value);
    if (open && review::is_with_applicant(open->state))
        return review::amend(tx, actor, open->id, application.proposal, review::Submit::yes);
    return review::start(tx, actor, application, review::Submit::yes);
}

Result<catalog::Product> disable_product(db::Tx& tx, const auth::Actor& actor, ProductId id, std::string_view reason) {
    TRY_VOID(auth::require(actor, auth::Permission::review_product));
    TRY(const auto product, catalog::get_product(tx, id));
    const auto open = review::find_open(tx, Kind::product_disable, id.value);
    if (!open || !review::is_open(open->state))
        return catalog::disable_product(tx, actor, id, bound_of(tx, product.org, id), reason);
    TRY_VOID(review::decide(tx, actor, open->id, {.reason = std::string(reason)}));
    return catalog::get_product(tx, id);
}

}  // namespace yiguan::codes
