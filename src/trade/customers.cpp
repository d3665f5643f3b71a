#include "trade/customers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/digest.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"
#include "trade/sale_parts.hpp"
#include "trade/stock_out.hpp"

namespace yiguan::trade {
namespace {

constexpr auto serve_customers = auth::Permission::sell_codes;
constexpr std::int64_t day_milliseconds = 86'400'000;
constexpr std::size_t name_chars = 50, address_chars = 200, reason_chars = 200;
constexpr int purge_page = 200;

Error no_customer() {
    return {Code::not_found, "", "没有这条顾客信息"};
}
Error page_is_over() {
    return {Code::not_found, "", "这个页面已失效，请让店员重新出示二维码"};
}

std::string hash_of_token(std::string_view token) {
    return to_hex(auth::sha256(token));
}
std::string mark_of_tail(db::Tx& tx, OrgId org, std::string_view four_digits) {
    return auth::mark_of(tx, fmt::format("customer phone tail {} {}", org.value, four_digits));
}

/// 张*: the first character.
std::string masked(std::string_view person) {
    if (person.empty()) return {};
    std::size_t end = 1;
    while (end < person.size() && (static_cast<unsigned char>(person[end]) & 0xC0u) == 0x80u) ++end;
    return std::string(person.substr(0, end)) + "*";
}

std::string to_sealed_text(const CustomerData& d) {
    return json::serialize(json::object{
        {"name", d.name}, {"phone", d.phone}, {"idNumber", d.id_number}, {"region", d.region}, {"address", d.address}});
}
CustomerData from_sealed_text(std::string_view text) {
    const auto o = parse_json_object(text).value();
    const auto at = [&](std::string_view key) {
        const auto& s = o.at(key).as_string();
        return std::string(s.data(), s.size());
    };
    return {at("name"), at("phone"), at("idNumber"), at("region"), at("address")};
}

Result<store::CustomerRow> own_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id) {
    auto found = store::find_customer(tx, id);
    if (!found || found->customer.org != actor.org ||
        (actor.scope.own_only && found->customer.created_by != actor.user) ||
        !may_see_store(tx, actor, found->customer.store))
        return no_customer();
    return std::move(*found);
}

Result<void> keep_customer(db::Tx& tx, const auth::Actor& actor, store::CustomerRow& row, std::string_view act) {
    Customer& c = row.customer;
    c.version += 1;
    c.digest = store::digest_of(row.personal);
    if (!store::update(tx, row)) return Error{Code::conflict, "", "顾客信息刚被修改，请刷新后重试"};
    record_sale(tx, actor, store::SaleKind::customer, c.org, c.id.value, c.version, store::to_stored(c), act);
    return outcome::success();
}

Result<Customer> fill(db::Tx& tx, const auth::Actor& by, store::CustomerRow row, const json::object& fields) {
    Customer& c = row.customer;
    TRY(const auto data, read_customer(c.needs, fields, tx.now()));
    c.state = CustomerState::filled;
    c.filled_by = by.user;
    c.filled_at = tx.now();
    c.purge_at = tx.now() + sale_rules(tx).customer_days * day_milliseconds;
    c.masked_name = masked(data.name);
    c.masked_phone = data.phone.empty() ? std::string() : auth::masked_phone(data.phone);
    row.tail_mark = data.phone.empty() ? std::string() : mark_of_tail(tx, c.org, data.phone.substr(7));
    row.phone_mark = data.phone.empty() ? std::string() : auth::mark_of(tx, data.phone);
    row.token_hash.clear();
    row.personal = auth::seal(tx, c.id.value, to_sealed_text(data));
    TRY_VOID(keep_customer(tx, by, row, "customer.fill"));
    TRY_VOID(settle_customer(tx, by, c));
    return c;
}

Result<void> forget(db::Tx& tx, const auth::Actor& by, store::CustomerRow& row, std::string_view reason) {
    Customer& c = row.customer;
    c.state = CustomerState::erased;
    c.erased_by = by.user;
    c.erased_at = tx.now();
    c.purge_at = {};
    c.reason = reason;
    c.masked_name.clear();
    c.masked_phone.clear();
    row.tail_mark.clear();
    row.phone_mark.clear();
    row.token_hash.clear();
    row.personal.clear();
    return keep_customer(tx, by, row, "customer.erase");
}

Result<std::string> read_reason(std::string_view given, std::string_view zh) {
    const std::string_view reason = trim(given);
    if (reason.empty()) return Error{Code::missing_field, "/reason", fmt::format("请填写{}", zh), std::string(zh)};
    if (utf8_length(reason) > reason_chars)
        return Error{Code::too_long, "/reason", fmt::format("{}不超过 {} 个字", zh, reason_chars), std::string(zh)};
    return std::string(reason);
}

}  // namespace

std::string_view name(CustomerState state) {
    static constexpr std::string_view words[] = {"waiting", "filled", "erased"};
    return words[static_cast<std::size_t>(state) - 1];
}
std::string_view name_zh(CustomerState state) {
    static constexpr std::string_view words[] = {"待填写", "已填写", "已删除"};
    return words[static_cast<std::size_t>(state) - 1];
}

const std::string& CustomerData::at(std::string_view field) const {
    if (field == "name") return name;
    if (field == "phone") return phone;
    if (field == "idNumber") return id_number;
    if (field == "region") return region;
    return address;
}

Result<NewForm> add_customer_form(db::Tx& tx, const auth::Actor& actor, std::optional<registry::StoreId> given,
                                  std::vector<std::string> needs) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto store, store_of(tx, actor, given));
    NewForm out{.customer = {.id = tx.next_id<CustomerId>(),
                             .org = actor.org,
                             .store = store,
                             .needs = std::move(needs),
                             .expires_at = tx.now() + form_ms,
                             // What nobody fills in goes with what is past its time.
                             .purge_at = tx.now() + day_milliseconds * 30,
                             .created_by = actor.user,
                             .created_at = tx.now()},
                .token = random_token(16)};
    const store::CustomerRow row{.customer = out.customer, .token_hash = hash_of_token(out.token)};
    store::insert(tx, row);
    record_sale(tx, actor, store::SaleKind::customer, actor.org, out.customer.id.value, 1,
                store::to_stored(out.customer), "customer.add");
    return out;
}

std::optional<OpenForm> open_customer_form(db::Tx& tx, std::string_view token) {
    auto row = store::customer_of_token(tx, hash_of_token(token));
    if (!row || row->customer.state != CustomerState::waiting || row->customer.expires_at <= tx.now())
        return std::nullopt;
    OpenForm out{
        .customer = std::move(row->customer), .seller = {}, .region = {}, .days = sale_rules(tx).customer_days};
    const auto store = out.customer.store ? registry::find_store(tx, out.customer.store) : std::nullopt;
    const auto org = registry::find_org(tx, out.customer.org);
    if (org) out.seller = org->data.name, out.region = org->region_id;
    if (store) out.seller = store->name, out.region = store->region;
    return out;
}

Result<CustomerData> read_customer(const std::vector<std::string>& needs, const json::object& fields, UtcMs now) {
    Violations violations;
    ObjectReader in(fields, violations);
    CustomerData data;
    const auto refuse = [&](std::string_view key, Code code, std::string rule) {
        in.violation(code, key, customer_field_zh(key), std::move(rule));
    };
    for (const auto& need : needs) {
        const auto text = in.text(need, customer_field_zh(need), {.chars_max = address_chars});
        if (text.empty()) continue;
        if (need == "name") {
            if (utf8_length(text) > name_chars) refuse(need, Code::too_long, fmt::format("不超过 {} 个字", name_chars));
            data.name = text;
        } else if (need == "phone") {
            if (auto phone = auth::parse_phone(text); phone.has_value())
                data.phone = std::move(phone).value();
            else
                refuse(need, Code::invalid, phone.error().detail);
        } else if (need == "idNumber") {
            if (const auto id = keys::ResidentId::parse(text, beijing_date(now)); id.has_value())
                data.id_number = id.value().text();
            else
                refuse(need, id.error().code, id.error().detail);
        } else if (need == "region") {
            const auto place = keys::find_division(text);
            if (!place || place->level == keys::Division::Level::gathering)
                refuse(need, Code::invalid, "没有这个行政区划，请选择省、市、区县");
            data.region = text;
        } else {
            data.address = text;
        }
    }
    in.finish();
    if (auto read = violations.result(); read.has_error()) return without_values(std::move(read).error());
    return data;
}

Error without_values(Error error) {
    error.value.clear();
    for (Error& other : error.others) other.value.clear();
    return error;
}

Result<Customer> fill_customer_form(db::Tx& tx, std::string_view token, const json::object& fields) {
    auto row = store::customer_of_token(tx, hash_of_token(token));
    if (!row || row->customer.state != CustomerState::waiting || row->customer.expires_at <= tx.now())
        return page_is_over();
    // The customer has no account: what he does is of the organisation that asked him.
    const auth::Actor customer{.user = {}, .org = row->customer.org, .roles = {}};
    return fill(tx, customer, std::move(*row), fields);
}

Result<Customer> fill_customer_form(db::Tx& tx, const auth::Actor& actor, CustomerId id, const json::object& fields) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY(auto row, own_customer(tx, actor, id));
    if (row.customer.state != CustomerState::waiting)
        return Error{Code::wrong_state, "", fmt::format("顾客信息{}，不能再填写", name_zh(row.customer.state))};
    return fill(tx, actor, std::move(row), fields);
}

Result<Customer> get_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY(auto row, own_customer(tx, actor, id));
    return std::move(row.customer);
}

Result<std::vector<Customer>> list_customers(db::Tx& tx, const auth::Actor& actor, const CustomerFilter& filter,
                                             CustomerId before, int limit) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY(const auto store, store_in_reach(tx, actor, filter.store ? std::optional(filter.store) : std::nullopt));
    const std::string mark = filter.phone_tail.empty() ? std::string() : mark_of_tail(tx, actor.org, filter.phone_tail);
    return store::list_customers(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, store, mark, before,
                                 limit);
}

Result<CustomerData> reveal_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id, std::string_view given) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY(const auto row, own_customer(tx, actor, id));
    TRY(const auto reason, read_reason(given, "查看理由"));
    if (row.customer.state != CustomerState::filled)
        return Error{Code::wrong_state, "", fmt::format("顾客信息{}", name_zh(row.customer.state))};
    auth::audit(tx, actor,
                {.action = "customer.read", .object_kind = "customer", .object_id = id.value, .detail = reason});
    const auto open = auth::unseal(tx, id.value, row.personal);
    if (!open) throw db::Fault(db::Fault::Kind::other, "what a customer gave does not open: run yiguan fsck");
    return from_sealed_text(*open);
}

Result<Customer> erase_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id, std::string_view given) {
    TRY_VOID(auth::require(actor, serve_customers));
    TRY(auto row, own_customer(tx, actor, id));
    TRY(const auto reason, read_reason(given, "删除理由"));
    if (row.customer.state == CustomerState::erased) return Error{Code::wrong_state, "", "顾客信息已删除"};
    TRY_VOID(forget(tx, actor, row, reason));
    return row.customer;
}

std::int64_t forget_person(db::Tx& tx, std::string_view person) {
    const auto phone = auth::parse_phone(person);
    if (phone.has_error()) return 0;
    std::int64_t done = 0;
    for (bool more = true; more;) {
        auto found = store::customers_of_phone(tx, auth::mark_of(tx, phone.value()), purge_page);
        more = found.size() == purge_page;
        for (auto& row : found) {
            const auth::Actor platform{.user = {}, .org = row.customer.org, .roles = {}};
            if (forget(tx, platform, row, "本人要求平台删除").has_error())
                throw db::Fault(db::Fault::Kind::other, "a customer changed while being erased: try again");
            ++done;
        }
    }
    return done;
}

std::int64_t purge_customers(db::Tx& tx) {
    std::int64_t done = 0;
    for (auto& row : store::customers_to_purge(tx, purge_page)) {
        const auth::Actor platform{.user = {}, .org = row.customer.org, .roles = {}};
        if (forget(tx, platform, row, "保存期满，自动删除").has_value()) ++done;
    }
    return done;
}

}  // namespace yiguan::trade
