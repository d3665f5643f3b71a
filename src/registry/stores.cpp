#include "registry/stores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "registry/party_store.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"
#include "registry/stores_store.hpp"

namespace yiguan::registry {
namespace {

constexpr auto manage_stores = auth::Permission::change_organisation;
constexpr std::string_view location_prefix = "urn:yiguan:store:";

constexpr std::pair<std::string_view, std::string_view> store_products[]{{"vehicle", "电动自行车"},
                                                                         {"battery", "电池"},
                                                                         {"charger", "充电器"},
                                                                         {"motorcycle", "电动摩托车"},
                                                                         {"helmet", "头盔"}};
static_assert(std::size(store_products) == store_product_count);

Error no_store() {
    return {Code::not_found, "", "没有这个门店"};
}
Error store_name_taken(std::string_view pointer) {
    return {.code = Code::conflict,
            .pointer = std::string(pointer) + "/name",
            .detail = "本企业已有同名的门店",
            .field = "门店名称"};
}
Error stale_store() {
    return {Code::conflict, "/version", "门店资料刚被他人修改，请刷新后重试"};
}

/// Reads the fields that are there; those of a new store must all be.
class StoreReader {
public:
    StoreReader(const json::object& body, ObjectReader& in, const Store* before)
        : body_(body), in_(in), before_(before) {}

    StoreData read() {
        StoreData d{.name = text("name", "门店名称", store_name_chars, &Store::name),
                    .contact_person = text("contactPerson", "联系人", 50, &Store::contact_person),
                    .phone = read_phone(),
                    .region = read_region(),
                    .address = text("address", "门店详细地址", 200, &Store::address),
                    .brand = text("brand", "所属品牌", store_brand_chars, &Store::brand)};
        d.repairs = before_ ? in_.boolean("repairs", "是否涉及维修业务", before_->repairs) : read_repairs();
        d.product_types = read_products();
        d.licence = given("licence") ? in_.id<DocumentId>("licence", "营业执照") : before_->licence;
        return d;
    }

private:
    bool given(std::string_view key) const { return !before_ || in_.has(key); }
    std::string text(std::string_view key, std::string_view zh, std::size_t chars_max, std::string Store::*field) {
        return given(key) ? in_.text(key, zh, {.chars_max = chars_max}) : before_->*field;
    }
    std::string read_phone() {
        if (!given("phone")) return before_->phone;
        const auto written = in_.text("phone", "手机号", {.chars_max = 30});
        if (written.empty()) return {};
        return in_.take("phone", "手机号", auth::parse_phone(written)).value_or("");
    }
    std::string read_region() {
        if (!given("region")) return before_->region;
        constexpr std::string_view key = "region", zh = "行政区划";
        auto code = in_.text(key, zh, {.chars_max = 6});
        if (code.empty()) return code;
        using Level = keys::Division::Level;
        const auto division = keys::find_division(code);
        if (!division || division->abolished() || division->level == Level::gathering)
            in_.violation(Code::invalid, key, zh, "行政区划应是现行的六位行政区划代码", shorten(code, 6));
        else if (division->level != Level::county && keys::division_children(code).begin() != std::default_sentinel)
            in_.violation(Code::invalid, key, zh, "行政区划须选择到区县", code);
        return code;
    }
    bool read_repairs() {
        const auto* told = body_.if_contains("repairs");
        if (!told || told->is_null()) {
            in_.violation(Code::missing_field, "repairs", "是否涉及维修业务", "请选择是否涉及维修业务");
            return false;
        }
        return in_.boolean("repairs", "是否涉及维修业务", false);
    }
    std::int64_t read_products() {
        if (!given("productTypes")) return before_->product_types;
        constexpr std::string_view key = "productTypes", zh = "销售产品类型";
        const json::array* list = in_.array(key, zh);
        if (!list) return 0;
        std::int64_t bits = 0;
        for (const json::value& one : *list) {
            const auto* word = one.if_string();
            const auto product =
                word ? parse_store_product(std::string_view(word->data(), word->size())) : std::nullopt;
            if (!product) {
                in_.violation(Code::invalid, key, zh, "销售产品类型只能是电动自行车、电池、充电器、电动摩托车、头盔");
                return 0;
            }
            bits |= std::int64_t{1} << static_cast<int>(*product);
        }
        if (bits == 0) in_.violation(Code::missing_field, key, zh, "请至少选择一种销售产品类型");
        return bits;
    }

    const json::object& body_;
    ObjectReader& in_;
    const Store* before_;
};

Result<StoreData> read_store_data(const json::object& body, std::string_view pointer, const Store* before) {
    Violations violations;
    ObjectReader in(body, violations, std::string(pointer));
    auto data = StoreReader(body, in, before).read();
    in.optional_known("version");
    in.finish();
    if (auto read = violations.result(); read.has_error()) {
        // What is personal is not repeated.
        Error error = std::move(read).error();
        const auto hide = [](Error& one) {
            if (one.pointer.ends_with("/phone") || one.pointer.ends_with("/contactPerson")) one.value.clear();
        };
        hide(error);
        for (Error& other : error.others) hide(other);
        return error;
    }
    return data;
}

void lay_over(Store& s, const StoreData& d) {
    s.name = d.name;
    s.contact_person = d.contact_person;
    s.phone = d.phone;
    s.region = d.region;
    s.address = d.address;
    s.brand = d.brand;
    s.repairs = d.repairs;
    s.product_types = d.product_types;
    s.licence = d.licence;
}

Result<void> check_store_licence(db::Tx& tx, DocumentId licence, OrgId org, std::string_view pointer) {
    const auto document = require_document_for(tx, licence, org, purpose("licence"));
    if (document.has_error())
        return Error{.code = document.error().code,
                     .pointer = std::string(pointer) + "/licence",
                     .detail = document.error().detail,
                     .field = "营业执照"};
    return outcome::success();
}

store::StoreRow row_of_store(db::Tx& tx, const Store& s, UserId created_by) {
    return {.store = s,
            .content = store::stored_store(s),
            .personal = auth::seal(tx, s.id.value, store::personal_of(s)),
            .created_by = created_by};
}

void keep_store(db::Tx& tx, const auth::Actor& actor, const store::StoreRow& row, store::PartyAct act,
                std::string_view detail = {}) {
    keep_party(tx, actor,
               {.id = row.store.id.value,
                .version = row.store.version,
                .org = row.store.org,
                .kind = store::PartyKind::store,
                .act = act,
                .content = with_sealed(row.content, row.personal)},
               detail);
}

/// Of the actor's organisation, approved, by who may change it.
Result<store::StoreRow> changeable(db::Tx& tx, const auth::Actor& actor, StoreId id) {
    TRY_VOID(auth::require(actor, manage_stores));
    auto row = store::find_store_row(tx, id);
    if (!row || !actor.org || row->store.org != actor.org) return no_store();
    TRY_VOID(require_approved(tx, actor.org));
    return std::move(*row);
}

Result<Store> store_changed(db::Tx& tx, const auth::Actor& actor, const store::StoreRow& before, Store next,
                            store::PartyAct act, std::string_view detail = {}) {
    ++next.version;
    next.updated_at = tx.now();
    const auto row = row_of_store(tx, next, before.created_by);
    if (!store::update_store(tx, row)) return stale_store();
    if (next.staff != before.store.staff) store::replace_staff(tx, next);
    keep_store(tx, actor, row, act, detail);
    return next;
}

/// Nothing when he may work in every store.
std::optional<std::vector<StoreId>> only_stores(db::Tx& tx, const auth::Actor& actor) {
    if (!actor.membership || auth::may(actor, manage_stores)) return std::nullopt;
    auto stores = store::stores_of_member(tx, actor.org, actor.membership);
    if (stores.empty()) return std::nullopt;
    return stores;
}

}  // namespace

std::string_view name(StoreStatus status) {
    return status == StoreStatus::active ? "active" : "suspended";
}
std::string_view name_zh(StoreStatus status) {
    return status == StoreStatus::active ? "营业中" : "已停用";
}
std::optional<StoreStatus> parse_store_status(std::string_view text) {
    for (const auto status : {StoreStatus::active, StoreStatus::suspended})
        if (name(status) == text) return status;
    return std::nullopt;
}
std::string_view name(StoreProduct product) {
    return store_products[static_cast<std::size_t>(product)].first;
}
std::string_view name_zh(StoreProduct product) {
    return store_products[static_cast<std::size_t>(product)].second;
}
std::optional<StoreProduct> parse_store_product(std::string_view text) {
    for (int p = 0; p < store_product_count; ++p)
        if (const auto product = static_cast<StoreProduct>(p); name(product) == text) return product;
    return std::nullopt;
}

std::string store_location(StoreId id) {
    return std::string(location_prefix) + to_string(id);
}
std::optional<StoreId> store_of_location(std::string_view location) {
    if (!location.starts_with(location_prefix)) return std::nullopt;
    return parse_id_as<StoreId>(location.substr(location_prefix.size()));
}

std::optional<Store> find_store(db::Tx& tx, StoreId id) {
    auto row = store::find_store_row(tx, id);
    if (!row) return std::nullopt;
    return std::move(row->store);
}

Result<Store> require_store(db::Tx& tx, const auth::Actor& actor, StoreId id) {
    auto found = find_store(tx, id);
    if (!found || !actor.org || found->org != actor.org) return no_store();
    if (const auto only = only_stores(tx, actor); only && !std::ranges::binary_search(*only, id)) return no_store();
    if (found->status != StoreStatus::active)
        return Error{.code = Code::wrong_state,
                     .pointer = "",
                     .detail = fmt::format("门店“{}”已停用，恢复后才能办理业务", found->name),
                     .field = "门店"};
    return std::move(*found);
}

std::vector<Store> list_stores(db::Tx& tx, OrgId org) {
    std::vector<Store> found;
    for (auto& row : store::stores_of_org(tx, org, static_cast<int>(stores_max))) found.push_back(std::move(row.store));
    return found;
}

std::vector<Store> stores_of(db::Tx& tx, const auth::Actor& actor) {
    if (!actor.org) return {};
    auto found = list_stores(tx, actor.org);
    if (const auto only = only_stores(tx, actor))
        std::erase_if(found, [&](const Store& s) { return !std::ranges::binary_search(*only, s.id); });
    return found;
}

bool has_stores(db::Tx& tx, OrgId org) {
    return !store::store_ids_of_org(tx, org, 1).empty();
}

Result<StoreData> decode_store(const json::object& body, std::string_view pointer) {
    return read_store_data(body, pointer, nullptr);
}
Result<StoreData> decode_store_change(const json::object& body, const Store& before) {
    return read_store_data(body, {}, &before);
}

Result<Store> add_store(db::Tx& tx, const auth::Actor& actor, const StoreData& data, std::string_view pointer) {
    TRY_VOID(auth::require(actor, manage_stores));
    TRY_VOID(require_approved(tx, actor.org));
    TRY_VOID(check_store_licence(tx, data.licence, actor.org, pointer));
    if (store::store_ids_of_org(tx, actor.org, stores_max).size() >= stores_max)
        return Error{Code::too_long, std::string(pointer), fmt::format("一个企业最多登记 {} 个门店", stores_max)};
    if (store::find_store_by_name(tx, actor.org, data.name)) return store_name_taken(pointer);
    Store made{.id = tx.next_id<StoreId>(), .org = actor.org, .created_at = tx.now(), .updated_at = tx.now()};
    lay_over(made, data);
    const auto row = row_of_store(tx, made, actor.user);
    if (!store::insert_store(tx, row)) return store_name_taken(pointer);
    keep_store(tx, actor, row, store::PartyAct::add);
    return made;
}

Result<Store> change_store(db::Tx& tx, const auth::Actor& actor, StoreId id, std::int64_t version,
                           const StoreData& data) {
    TRY(const auto before, changeable(tx, actor, id));
    if (before.store.version != version) return stale_store();
    if (data.licence != before.store.licence) {
        TRY_VOID(check_store_licence(tx, data.licence, actor.org, {}));
    }
    if (data.name != before.store.name && store::find_store_by_name(tx, actor.org, data.name))
        return store_name_taken({});
    Store next = before.store;
    lay_over(next, data);
    try {
        return store_changed(tx, actor, before, std::move(next), store::PartyAct::change);
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::unique_violation) throw;
        return store_name_taken({});  // somebody else took the name in between
    }
}

Result<Store> suspend_store(db::Tx& tx, const auth::Actor& actor, StoreId id, std::string_view reason) {
    const auto why = trim(reason);
    if (why.empty())
        return Error{
            .code = Code::missing_field, .pointer = "/reason", .detail = "请填写停用原因", .field = "停用原因"};
    if (!is_utf8(why) || has_control(why, true) || utf8_length(why) > 200)
        return Error{
            .code = Code::too_long, .pointer = "/reason", .detail = "停用原因不能超过 200 个字", .field = "停用原因"};
    TRY(const auto before, changeable(tx, actor, id));
    if (before.store.status == StoreStatus::suspended) return Error{Code::wrong_state, "", "门店已经停用"};
    Store next = before.store;
    next.status = StoreStatus::suspended;
    return store_changed(tx, actor, before, std::move(next), store::PartyAct::suspend, why);
}

Result<Store> resume_store(db::Tx& tx, const auth::Actor& actor, StoreId id) {
    TRY(const auto before, changeable(tx, actor, id));
    if (before.store.status == StoreStatus::active) return Error{Code::wrong_state, "", "门店没有停用"};
    Store next = before.store;
    next.status = StoreStatus::active;
    return store_changed(tx, actor, before, std::move(next), store::PartyAct::resume);
}

Result<Store> set_store_staff(db::Tx& tx, const auth::Actor& actor, StoreId id, std::int64_t version,
                              std::vector<auth::MembershipId> staff) {
    TRY(const auto before, changeable(tx, actor, id));
    if (before.store.version != version) return stale_store();
    if (staff.size() > store_staff_max)
        return Error{.code = Code::too_long,
                     .pointer = "/staff",
                     .detail = fmt::format("一个门店最多 {} 名员工", store_staff_max),
                     .field = "员工"};
    for (std::size_t i = 0; i < staff.size(); ++i) {
        const auto member = auth::find_membership(tx, staff[i]);
        if (!member || member->org != actor.org)
            return Error{.code = Code::invalid,
                         .pointer = fmt::format("/staff/{}", i),
                         .detail = "员工应是本企业的成员",
                         .field = "员工"};
    }
    std::ranges::sort(staff);
    const auto again = std::ranges::unique(staff);
    staff.erase(again.begin(), again.end());
    Store next = before.store;
    next.staff = std::move(staff);
    return store_changed(tx, actor, before, std::move(next), store::PartyAct::change);
}

Result<Store> read_store(db::Tx& tx, const auth::Actor& actor, StoreId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_organisation));
    auto found = find_store(tx, id);
    if (!found || !actor.org || found->org != actor.org) return no_store();
    return std::move(*found);
}

json::object encode(const Store& s, Phones phones) {
    json::array products, products_zh, staff;
    for (int p = 0; p < store_product_count; ++p)
        if ((s.product_types >> p) & 1) {
            products.emplace_back(name(static_cast<StoreProduct>(p)));
            products_zh.emplace_back(name_zh(static_cast<StoreProduct>(p)));
        }
    return {{"id", to_string(s.id)},
            {"name", s.name},
            {"contactPerson", s.contact_person},
            {"phone", phones == Phones::whole   ? s.phone
                      : auth::is_phone(s.phone) ? auth::masked_phone(s.phone)
                                                : ""},
            {"region", s.region},
            {"regionName", keys::division_full_name(s.region)},
            {"address", s.address},
            {"brand", s.brand},
            {"repairs", s.repairs},
            {"productTypes", std::move(products)},
            {"productTypesZh", std::move(products_zh)},
            {"licence", to_string(s.licence)},
            {"status", name(s.status)},
            {"statusZh", name_zh(s.status)},
            {"staff", s.staff.size()},
            {"version", std::to_string(s.version)},
            {"createdAt", iso_utc(s.created_at)},
            {"updatedAt", iso_utc(s.updated_at)}};
}

}  // namespace yiguan::registry
