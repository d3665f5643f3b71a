// 门店 (P49, EBS-08..12): where an organisation sells. A store is a location that events name, and has its own staff.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/memberships.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::registry {

using StoreId = Id<struct StoreTag>;

enum class StoreStatus : std::uint8_t { active = 1, suspended = 2 };
std::string_view name(StoreStatus status);     ///< "active"
std::string_view name_zh(StoreStatus status);  ///< 营业中
std::optional<StoreStatus> parse_store_status(std::string_view name);

/// 销售产品类型 (EBS-11); bits of Store::product_types: append only.
enum class StoreProduct : std::uint8_t { vehicle, battery, charger, motorcycle, helmet };
inline constexpr int store_product_count = 5;
std::string_view name(StoreProduct product);     ///< "motorcycle"
std::string_view name_zh(StoreProduct product);  ///< 电动摩托车
std::optional<StoreProduct> parse_store_product(std::string_view name);

struct Store {
    StoreId id;
    OrgId org;
    std::string name{}, contact_person{}, phone{}, region{}, address{},
        brand{};                     ///< Contact and phone: sealed at rest.
    bool repairs = false;            ///< 是否涉及维修业务 (EBS-10)
    std::int64_t product_types = 0;  ///< Bits of StoreProduct.
    DocumentId licence{};            ///< 营业执照, a document of the organisation.
    StoreStatus status = StoreStatus::active;
    std::int64_t version = 1;
    std::vector<auth::MembershipId> staff{};  ///< Members who work in the stores that name them, and nowhere else.
    UtcMs created_at{}, updated_at{};
};
inline constexpr std::size_t stores_max = 500;        ///< Of one organisation.
inline constexpr std::size_t store_staff_max = 200;   ///< Of one store.
inline constexpr std::size_t store_name_chars = 60;   ///< 门店名称
inline constexpr std::size_t store_brand_chars = 60;  ///< 所属品牌

/// The location that events name (bizLocation): "urn:yiguan:store:<id>".
std::string store_location(StoreId id);
/// The other way; nothing for any other text.
std::optional<StoreId> store_of_location(std::string_view location);

std::optional<Store> find_store(db::Tx& tx, StoreId id);
/// A store of the actor's organisation that is active and that he may work in: who is staff of some store works there
/// alone, unless he administers the organisation. not_found for others', wrong_state for suspended ones.
Result<Store> require_store(db::Tx& tx, const auth::Actor& actor, StoreId id);
/// An organisation's, by id, at most stores_max.
std::vector<Store> list_stores(db::Tx& tx, OrgId org);
/// Those of the actor's organisation that require_store() would let him work in, suspended ones too.
std::vector<Store> stores_of(db::Tx& tx, const auth::Actor& actor);
/// True if the organisation has any store, suspended ones too: then goods lie in one of them.
bool has_stores(db::Tx& tx, OrgId org);

/// What is said of a store; every field is mandatory (EBS-09).
struct StoreData {
    std::string name{}, contact_person{}, phone{}, region{}, address{}, brand{};
    bool repairs = false;
    std::int64_t product_types = 0;
    DocumentId licence{};
};
/// {"name","contactPerson","phone","region","address","brand","repairs","productTypes":["vehicle"],"licence"}: all
/// violations at once, phone and contact without their values.
Result<StoreData> decode_store(const json::object& body, std::string_view pointer = {});
/// The same fields, each optional: laid over `store`.
Result<StoreData> decode_store_change(const json::object& body, const Store& store);

/// With Permission::change_organisation, of an approved organisation. conflict at "/name" (one of its stores has it),
/// document_unknown, document_type, body_too_large at "/licence", too_long (stores_max).
/// @param pointer  Where the store stands in what came in.
Result<Store> add_store(db::Tx& tx, const auth::Actor& actor, const StoreData& data, std::string_view pointer = {});
/// conflict at "/version" and "/name".
Result<Store> change_store(db::Tx& tx, const auth::Actor& actor, StoreId id, std::int64_t version,
                           const StoreData& data);
/// 停用: nothing comes in, nothing is sold there. A reason of 1..200 characters at "/reason"; wrong_state.
Result<Store> suspend_store(db::Tx& tx, const auth::Actor& actor, StoreId id, std::string_view reason);
Result<Store> resume_store(db::Tx& tx, const auth::Actor& actor, StoreId id);
/// Who works there. invalid at "/staff/<i>" for who is no member of the organisation.
Result<Store> set_store_staff(db::Tx& tx, const auth::Actor& actor, StoreId id, std::int64_t version,
                              std::vector<auth::MembershipId> staff);
/// For every member of the organisation; not_found for everybody else.
Result<Store> read_store(db::Tx& tx, const auth::Actor& actor, StoreId id);

enum class Phones : std::uint8_t { masked, whole };
/// For the API. Phones::whole is for those who may change stores.
json::object encode(const Store& store, Phones phones);

}  // namespace yiguan::registry
