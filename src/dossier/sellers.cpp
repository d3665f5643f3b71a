#include "dossier/sellers.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "catalog/editions.hpp"
#include "core/text.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/records.hpp"
#include "keys/china/division.hpp"
#include "keys/keys.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto manage_sellers = auth::Permission::bind_codes;

Error name_taken() {
    return {.code = Code::conflict, .pointer = "/name", .detail = "销售商列表中已有这个名称", .field = "销售商名称"};
}

Result<void> check_seller(db::Tx& tx, OrgId org, const SellerData& data, SellerId id) {
    Violations violations;
    if (const auto same = store::find_by_name(tx, org, data.name); same && same->seller.id != id)
        violations.add(name_taken());
    if (data.qualification) {
        const auto document =
            registry::require_document_for(tx, data.qualification, org, registry::purpose("qualification"));
        if (document.has_error()) {
            Error error = document.error();
            error.pointer = "/qualification";
            error.field = "销售商资质信息";
            violations.add(std::move(error));
        }
    }
    return violations.result();
}

store::SellerRow row_for(db::Tx& tx, const Seller& seller, UserId created_by) {
    return {.seller = seller,
            .content = to_stored(seller.data),
            .personal = auth::seal(tx, seller.id.value, personal_of(seller.data)),
            .created_by = created_by};
}

/// That a name was kept secret outlives the entry: neither deleting nor renaming it opens the name.
void remember_secrecy(db::Tx& tx, const Seller& seller) {
    if (seller.data.secret)
        store::keep_name(tx, seller.org, NameKind::secret_seller, seller.data.name);
    else
        store::drop_name(tx, seller.org, NameKind::secret_seller, seller.data.name);
}

/// Nothing when somebody else was quicker with the name.
std::optional<Seller> keep_new(db::Tx& tx, const auth::Actor& actor, const SellerData& data) {
    const auto row = row_for(
        tx,
        {.id = tx.next_id<SellerId>(), .org = actor.org, .data = data, .created_at = tx.now(), .updated_at = tx.now()},
        actor.user);
    if (!store::insert(tx, row)) return std::nullopt;
    record(tx, actor, store::Kind::seller, store::Act::add, row.seller.id.value, 1,
           sealed_content(row.content, row.personal));
    remember_secrecy(tx, row.seller);
    catalog::raise_page_version(tx);  // names of sellers that the list has not are not shown
    return row.seller;
}

Result<store::SellerRow> own_seller(db::Tx& tx, const auth::Actor& actor, SellerId id) {
    auto found = store::find_any(tx, id);
    if (!found || found->deleted || found->seller.org != actor.org ||
        (actor.scope.own_only && found->created_by != actor.user))
        return Error{Code::not_found, "", "没有这个销售商"};
    return std::move(*found);
}

std::string string_at(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? std::string(v->as_string()) : std::string();
}

}  // namespace

bool Seller::complete() const {
    return !data.region.empty() && !data.address.empty() && !data.phone.empty() && !data.contact.empty();
}

Result<SellerData> decode_seller(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    SellerData d{.name = in.text("name", "销售商名称", {.chars_max = 100}),
                 .region = in.text("region", "省份及城市", {.chars_max = 6}),
                 .address = in.text("address", "地址", {.chars_max = 200}),
                 .phone = in.text("phone", "电话", {.chars_max = 30}),
                 .contact = in.text("contact", "联系人", {.chars_max = 40}),
                 .email = in.optional_text("email", "邮箱", {.chars_max = 100}).value_or(""),
                 .licence = in.optional_text("licence", "生产许可证号", {.chars_max = 60}).value_or("")};
    if (!d.region.empty() && !keys::find_division(d.region))
        in.violation(Code::invalid, "region", "省份及城市", "没有这个省份或城市", d.region);
    // Personal: what is wrong with it is said without its value.
    if (!d.phone.empty() &&
        !std::ranges::all_of(d.phone, [](char c) { return is_digit(c) || c == '-' || c == '+' || c == ' '; }))
        in.violation(Code::invalid, "phone", "电话", "电话只能由数字、空格、“-”和“+”组成");
    if (!d.email.empty() &&
        (d.email.find('@') == std::string::npos || d.email.starts_with('@') || d.email.ends_with('@')))
        in.violation(Code::invalid, "email", "邮箱", "邮箱应为“名称@域名”的形式");
    if (const auto uscc = in.optional_text("uscc", "社会统一信用代码", {.chars_max = 40}))
        if (const auto read = in.take("uscc", "社会统一信用代码", keys::Uscc::parse(*uscc))) d.uscc = read->text();
    if (const auto gln = in.optional_text("gln", "销售商 GLN", {.chars_max = 40}))
        if (const auto read = in.take("gln", "销售商 GLN", keys::Gln::parse(*gln))) d.gln = read->text();
    d.secret = in.boolean("secret", "是否保密", false);
    d.qualification = in.optional_id<DocumentId>("qualification", "销售商资质信息").value_or(DocumentId{});
    in.finish();
    if (auto read = violations.result(); read.has_error()) {
        // Forms and lengths are checked with the value at hand; what is personal is not repeated.
        Error error = std::move(read.error());
        const auto hide = [](Error& one) {
            for (const std::string_view pointer : {"/phone", "/contact", "/email"})
                if (one.pointer == pointer) one.value.clear();
        };
        hide(error);
        for (Error& other : error.others) hide(other);
        return error;
    }
    return d;
}

json::object encode_data(const SellerData& d) {
    json::object out{{"name", d.name},       {"region", d.region},   {"regionName", keys::division_full_name(d.region)},
                     {"address", d.address}, {"phone", d.phone},     {"contact", d.contact},
                     {"email", d.email},     {"licence", d.licence}, {"uscc", d.uscc},
                     {"gln", d.gln},         {"secret", d.secret}};
    if (d.qualification) out["qualification"] = to_string(d.qualification);
    return out;
}

json::object encode(const Seller& s) {
    auto out = encode_data(s.data);
    out["id"] = to_string(s.id);
    out["complete"] = s.complete();
    out["version"] = std::to_string(s.version);
    out["createdAt"] = iso_utc(s.created_at);
    out["updatedAt"] = iso_utc(s.updated_at);
    return out;
}

std::string to_stored(const SellerData& d) {
    return json::serialize(json::object{{"name", d.name},
                                        {"region", d.region},
                                        {"address", d.address},
                                        {"licence", d.licence},
                                        {"uscc", d.uscc},
                                        {"gln", d.gln},
                                        {"secret", d.secret},
                                        {"qualification", d.qualification.value}});
}

SellerData seller_from_stored(std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    return {.name = string_at(o, "name"),
            .region = string_at(o, "region"),
            .address = string_at(o, "address"),
            .licence = string_at(o, "licence"),
            .uscc = string_at(o, "uscc"),
            .gln = string_at(o, "gln"),
            .secret = o.at("secret").as_bool(),
            .qualification = DocumentId{o.at("qualification").to_number<std::int64_t>()}};
}

std::string personal_of(const SellerData& d) {
    return json::serialize(json::object{{"phone", d.phone}, {"contact", d.contact}, {"email", d.email}});
}

void put_personal(SellerData& d, std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    d.phone = string_at(o, "phone");
    d.contact = string_at(o, "contact");
    d.email = string_at(o, "email");
}

Result<Seller> add_seller(db::Tx& tx, const auth::Actor& actor, const SellerData& data) {
    TRY_VOID(auth::require(actor, manage_sellers));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY_VOID(check_seller(tx, actor.org, data, {}));
    auto made = keep_new(tx, actor, data);
    if (!made) return name_taken();
    return std::move(*made);
}

bool was_secret(db::Tx& tx, OrgId org, std::string_view name) {
    return store::has_name(tx, org, NameKind::secret_seller, name);
}

void keep_seller(db::Tx& tx, const auth::Actor& actor, const SellerData& data) {
    if (data.name.empty() || store::find_by_name(tx, actor.org, data.name)) return;
    SellerData kept = data;
    kept.secret = was_secret(tx, actor.org, data.name);
    keep_new(tx, actor, kept);
}

Result<Seller> update_seller(db::Tx& tx, const auth::Actor& actor, SellerId id, std::int64_t version,
                             const SellerData& data) {
    TRY_VOID(auth::require(actor, manage_sellers));
    TRY(const auto old, own_seller(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    const Error stale{Code::conflict, "/version", "销售商已被他人修改，请刷新后重试"};
    if (old.seller.version != version) return stale;
    TRY_VOID(check_seller(tx, actor.org, data, id));
    Seller seller = old.seller;
    seller.data = data;
    seller.version += 1;
    seller.updated_at = tx.now();
    const auto row = row_for(tx, seller, old.created_by);
    try {
        if (!store::update(tx, row)) return stale;
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::unique_violation) throw;
        return name_taken();  // somebody else took the name in between
    }
    remember_secrecy(tx, seller);
    if (data.name != old.seller.data.name || data.secret != old.seller.data.secret) catalog::raise_page_version(tx);
    record(tx, actor, store::Kind::seller, store::Act::update, id.value, row.seller.version,
           sealed_content(row.content, row.personal));
    return row.seller;
}

Result<void> remove_seller(db::Tx& tx, const auth::Actor& actor, SellerId id) {
    TRY_VOID(auth::require(actor, manage_sellers));
    TRY(auto row, own_seller(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    row.seller.version += 1;
    row.seller.updated_at = tx.now();
    row.deleted = true;
    if (!store::update(tx, row)) return Error{Code::conflict, "", "销售商已被他人修改，请刷新后重试"};
    record(tx, actor, store::Kind::seller, store::Act::remove, id.value, row.seller.version,
           sealed_content(row.content, row.personal));
    catalog::raise_page_version(tx);
    return outcome::success();
}

Result<Seller> read_seller(db::Tx& tx, const auth::Actor& actor, SellerId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    TRY(auto row, own_seller(tx, actor, id));
    return std::move(row.seller);
}

Result<NamedSeller> find_seller(db::Tx& tx, const auth::Actor& actor, std::string_view name) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    auto row = store::find_by_name(tx, actor.org, name);
    if (!row) return NamedSeller{};
    if (actor.scope.own_only && row->created_by != actor.user) return NamedSeller{.of_others = true};
    return NamedSeller{.seller = std::move(row->seller)};
}

Result<SellerPage> list_sellers(db::Tx& tx, const auth::Actor& actor, std::string_view part, SellerId before,
                                int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    const UserId only = actor.scope.own_only ? actor.user : UserId{};
    SellerPage page;
    for (auto& row : store::sellers(tx, actor.org, part, only, before, limit + 1))
        page.items.push_back(std::move(row.seller));
    page.total = store::count_sellers(tx, actor.org, part, only, total_max + 1);
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

}  // namespace yiguan::dossier
