// 商品追溯码 (GDP-23..26): the trace code of a product, which is there once its maker activates it and from then on.
#pragma once
#include <span>

#include "dossier/dossier.hpp"

namespace yiguan::dossier {

struct TraceCode {
    ProductId product;
    OrgId org;
    std::string gtin{};  ///< 14 digits, as they were when it was activated.
    UtcMs activated_at;
    UserId activated_by;
};

/// Of the actor's approved organisation and its published product with a bar code. Nothing takes it back (GDP-24).
/// not_found; product_not_published; wrong_state without a bar code, and when it is activated already;
/// conflict at "/gtin" when another product of the organisation has the bar code: a label would be of both.
Result<TraceCode> activate(db::Tx& tx, const auth::Actor& actor, ProductId product);
/// No right is checked: that a code is activated its label says.
std::optional<TraceCode> trace_code_of(db::Tx& tx, ProductId product);
/// Of a page of products, in one round trip; one entry for each.
std::vector<std::optional<TraceCode>> trace_codes_of(db::Tx& tx, std::span<const catalog::Product> products);
/// Whether the filing says the bar code still that was activated.
bool agrees(const TraceCode& code, const catalog::Product& product);

}  // namespace yiguan::dossier
