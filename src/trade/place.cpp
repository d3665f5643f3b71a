#include "registry/stores.hpp"
#include "trade/stock_out.hpp"

namespace yiguan::trade {

Result<Place> require_place(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> given) {
    if (!given) {
        const auto mine = registry::stores_of(tx, actor);
        if (mine.size() == 1 && mine.front().status == registry::StoreStatus::active)
            given = mine.front().id;  // nothing to choose
        else if (registry::has_stores(tx, actor.org))
            return Error{Code::missing_field, "/store", "本单位有多个门店，请选择门店", "门店"};
        else
            return Place{};
    }
    const auto store = registry::require_store(tx, actor, *given);
    if (store.has_error()) {
        Error error = store.error();
        error.pointer = "/store", error.field = "门店";
        return error;
    }
    Place place{.store = *given, .location = registry::store_location(*given)};
    place.location_id = codes::find_name_id(tx, place.location);
    return place;
}

bool may_see_store(db::Tx& tx, const auth::Actor& actor, StoreId store) {
    if (!actor.membership) return true;
    const auto mine = registry::stores_of(tx, actor);
    if (std::ranges::find(mine, store, &registry::Store::id) != mine.end()) return true;
    return mine.size() == registry::list_stores(tx, actor.org).size();  // of no store, or one that is not there
}

Result<StoreId> store_in_reach(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> asked) {
    const auto mine = registry::stores_of(tx, actor);
    if (asked) {
        if (std::ranges::find(mine, *asked, &registry::Store::id) == mine.end())
            return Error{Code::not_found, "/store", "没有这个门店", "门店"};
        return *asked;
    }
    if (mine.empty() || mine.size() == registry::list_stores(tx, actor.org).size()) return StoreId{};
    return mine.front().id;
}

}  // namespace yiguan::trade
