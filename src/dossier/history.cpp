#include "dossier/history.hpp"

#include "auth/auth.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/records.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto look_back = auth::Permission::read_codes;

/// A list of one organisation's own: its members, of those who see their own alone who entered it, and the regulators
/// above it who see hidden data.
bool knows(db::Tx& tx, const auth::Actor& actor, OrgId owner, UserId entered_by) {
    if (actor.scope.own_only && entered_by != actor.user) return false;  // also of what was inherited
    if (owner == actor.org) return true;
    return registry::require_reach(tx, actor, look_back, owner).has_value();
}

/// Whom a list names is for its organisation alone.
json::object without_personal(const auth::Actor& actor, OrgId owner, json::object content,
                              std::initializer_list<std::string_view> personal) {
    if (owner != actor.org)
        for (const auto key : personal) content.erase(key);
    return content;
}

/// Versions below `before`, for who sees hidden data; `nothing` for others.
template <class F>
Result<RecordHistory> versions_for(db::Tx& tx, const auth::Actor& actor, OrgId owner, std::int64_t id,
                                   std::int64_t before, int limit, const Error& nothing, F content) {
    if (!catalog::sees_hidden(catalog::Viewer::of(actor), owner)) return nothing;
    RecordHistory out;
    for (const auto& row : store::history_of(tx, id, before > 0 ? before : INT64_MAX, limit + 1))
        out.items.push_back({.version = row.version,
                             .changed_at = row.changed_at,
                             .changed_by = row.changed_by,
                             .removed = row.act == store::Act::remove,
                             .content = content(row)});
    if (out.items.size() > static_cast<std::size_t>(limit)) {
        out.items.pop_back();
        out.next = out.items.back().version;
    }
    return out;
}

}  // namespace

Result<RecordHistory> seller_history(db::Tx& tx, const auth::Actor& actor, SellerId id, std::int64_t before,
                                     int limit) {
    TRY_VOID(auth::require(actor, look_back));
    const Error nothing{Code::not_found, "", "没有这个销售商的历史"};
    const auto found = store::find_any(tx, id, store::Unseal::no);
    if (!found || !knows(tx, actor, found->seller.org, found->created_by)) return nothing;
    return versions_for(tx, actor, found->seller.org, id.value, before, limit, nothing,
                        [&](const store::VersionRow& row) {
                            const auto [open, personal] = open_content(tx, id.value, row.content);
                            auto data = seller_from_stored(open);
                            if (!personal.empty()) put_personal(data, personal);
                            return without_personal(actor, row.org, encode_data(data), {"phone", "contact", "email"});
                        });
}

Result<RecordHistory> order_history(db::Tx& tx, const auth::Actor& actor, OrderId id, std::int64_t before, int limit) {
    TRY_VOID(auth::require(actor, look_back));
    const Error nothing{Code::not_found, "", "没有这个销售订单的历史"};
    const auto found = store::find_any(tx, id, store::Unseal::no);
    if (!found || !knows(tx, actor, found->order.org, found->created_by)) return nothing;
    return versions_for(tx, actor, found->order.org, id.value, before, limit, nothing,
                        [&](const store::VersionRow& row) {
                            const auto [open, personal] = open_content(tx, id.value, row.content);
                            auto data = order_from_stored(open);
                            if (!personal.empty()) put_personal(data, personal);
                            return without_personal(actor, row.org, encode_data(data), {"sender", "receiver"});
                        });
}

Result<RecordHistory> report_history(db::Tx& tx, const auth::Actor& actor, ReportId id, std::int64_t before,
                                     int limit) {
    TRY_VOID(auth::require(actor, look_back));
    const Error nothing{Code::not_found, "", "没有这份检验报告的历史"};
    const auto found = store::find_any(tx, id);
    if (!found) return nothing;
    const auto of = store::find_any(tx, found->report.data.dossier);
    if (!of || require_read(tx, actor, of->dossier).has_error()) return nothing;
    return versions_for(tx, actor, found->report.org, id.value, before, limit, nothing,
                        [&](const store::VersionRow& row) { return encode_data(report_from_stored(row.content)); });
}

}  // namespace yiguan::dossier
