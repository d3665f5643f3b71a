// The registry of kinds.
#include "auth/auth.hpp"
#include "imports/filing_kind.hpp"
#include "imports/kind.hpp"
#include "imports/product_kind.hpp"
#include "imports/seller_kind.hpp"

namespace yiguan::imports {
namespace {

/// One family of kinds.
struct Source {
    KindPtr (*find)(db::Tx& tx, const auth::Actor& actor, std::string_view id);
    std::vector<KindPtr> (*list)(db::Tx& tx, const auth::Actor& actor);
};
constexpr Source sources[] = {
    {find_model_kind, list_model_kinds},
    {find_product_kind, list_product_kinds},
    {find_filing_kind, list_filing_kinds},
    {find_seller_kind, list_seller_kinds},
};

}  // namespace

sheet::RepairPlan Kind::mend(db::Tx&, const Task&, const sheet::Checking&) const {
    return {};
}

KindPtr find_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id) {
    for (const Source& source : sources)
        if (auto kind = source.find(tx, actor, id)) return auth::may(actor, kind->permission()) ? kind : nullptr;
    return nullptr;
}

std::vector<KindPtr> list_kinds(db::Tx& tx, const auth::Actor& actor) {
    std::vector<KindPtr> out;
    for (const Source& source : sources)
        for (auto& kind : source.list(tx, actor))
            if (auth::may(actor, kind->permission())) out.push_back(std::move(kind));
    return out;
}

}  // namespace yiguan::imports
