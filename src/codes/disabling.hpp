// 产品停用 (ECO-29, C-28): the producer asks for a published filing to be taken away, the operator decides; refused
// once codes are bound. The one kind of application that needs to know of codes.
#pragma once
#include "catalog/applications.hpp"

namespace yiguan::codes {

/// By the owner, with a reason; after a rejection the next round of the same application.
/// @return not_found, wrong_state (not published), conflict (codes are bound, or another application is under way).
Result<review::Application> apply_for_disabling(db::Tx& tx, const auth::Actor& actor, ProductId product,
                                                std::string_view reason);
/// The operator's own decision, with a reason. Where an application waits it is decided by it.
Result<catalog::Product> disable_product(db::Tx& tx, const auth::Actor& actor, ProductId product,
                                         std::string_view reason);

}  // namespace yiguan::codes
