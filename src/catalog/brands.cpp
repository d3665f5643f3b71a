#include "catalog/brands.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/brands_store.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
Result<void> add_brand(db::Tx& tx, const auth::Actor& actor, std::string_view name) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    TRY_VOID(registry::require_approved(tx, actor.org));
    const auto refuse = [](std::string rule) {
        return Error{.code = Code::conflict, .pointer = "/name", .detail = std::move(rule), .field = "品牌名称"};
    };
    const std::string_view known = "本企业已有这个品牌";
    if (store::has_brand(tx, actor.org, name)) return refuse(std::string(known));
    if (store::count_brands(tx, actor.org, brands_max) >= brands_max)
        return refuse(fmt::format("品牌最多 {} 个", brands_max));
    if (!store::insert_brand(tx, actor.org, actor.user, name)) return refuse(std::string(known));
    auth::audit(tx, actor,
                {.action = "brand.add",
                 .object_kind = "organisation",
                 .object_id = actor.org.value,
                 .detail = std::string(name)});
    return outcome::success();
}

Result<std::vector<std::string>> list_brands(db::Tx& tx, const auth::Actor& actor, std::string_view part) {
    TRY_VOID(auth::require(actor, auth::Permission::read_product));
    return store::brands(tx, actor.org, part, brands_shown_max);
}

}  // namespace yiguan::catalog
