#include "catalog/certificates.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/certificates_store.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "registry/documents.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using auth::Permission;
using store::CertificateAction;

constexpr auto manage = Permission::manage_certificates;
constexpr std::size_t documents_max = 20, products_max = 500;

struct TypeWords {
    CertificateType type;
    std::string_view name, zh;
};
constexpr TypeWords type_words[certificate_type_count] = {
    {CertificateType::business_licence, "business_licence", "企业法人营业执照"},
    {CertificateType::production_licence, "production_licence", "工业产品生产许可证"},
    {CertificateType::ccc, "ccc", "强制性产品认证（CCC）证书"},
    {CertificateType::type_test_report, "type_test_report", "型式检验报告"},
    {CertificateType::factory_report, "factory_report", "出厂检验报告"},
    {CertificateType::conformity, "conformity", "产品合格证"},
    {CertificateType::iso, "iso", "ISO 相关认证"},
    {CertificateType::organic, "organic", "有机、绿色食品认证"},
    {CertificateType::food_circulation, "food_circulation", "食品流通许可证"},
    {CertificateType::other, "other", "其他"},
};

template <class I>
std::vector<I> read_ids(ObjectReader& in, std::string_view key, std::string_view zh, std::size_t most) {
    std::vector<I> out;
    const json::array* list = in.array(key, zh, false);
    if (!list) return out;
    if (list->size() > most) in.violation(Code::too_long, key, zh, fmt::format("{}最多 {} 项", zh, most));
    for (const json::value& v : *list) {
        const auto id =
            v.is_string() ? parse_id_as<I>({v.get_string().data(), v.get_string().size()}) : std::optional<I>();
        if (!id) {
            in.violation(Code::wrong_type, key, zh, fmt::format("{}应以编号列出", zh));
            return out;
        }
        if (std::ranges::find(out, *id) == out.end()) out.push_back(*id);
    }
    return out;
}

Error at(Error error, std::string pointer, std::string field) {
    error.pointer = std::move(pointer);
    error.field = std::move(field);
    return error;
}

Result<void> check(db::Tx& tx, OrgId org, const NewCertificate& data, CertificateId id) {
    Violations violations;
    for (std::size_t i = 0; i < data.documents.size(); ++i) {
        const auto document =
            registry::require_document_for(tx, data.documents[i], org, registry::purpose("certificate"));
        if (document.has_error()) violations.add(at(document.error(), fmt::format("/documents/{}", i), "证书文件"));
    }
    for (std::size_t i = 0; i < data.products.size(); ++i) {
        const auto product = get_product(tx, data.products[i]);
        if (product.has_error() || product.value().org != org)
            violations.add({.code = Code::invalid,
                            .pointer = fmt::format("/products/{}", i),
                            .detail = "只能关联本企业的产品备案",
                            .field = "关联产品"});
    }
    if (store::number_taken(tx, org, data.type, data.number, id))
        violations.add({.code = Code::conflict,
                        .pointer = "/number",
                        .detail = "本企业已有同类型、同编号的证书",
                        .field = "证书编号",
                        .value = shorten(data.number, 40)});
    return violations.result();
}

constexpr std::string_view audit_words[] = {"certificate.add", "certificate.update", "certificate.delete"};

void record(db::Tx& tx, const auth::Actor& actor, const Certificate& c, CertificateAction act) {
    const store::CertificateVersion version{.id = c.id.value,
                                            .version = c.version,
                                            .changed_at = tx.now(),
                                            .changed_by = actor.user,
                                            .act = act,
                                            .content = store::content_text(c)};
    store::insert_history(tx, version);
    ledger::append(tx, ledger::Object::certificate, c.id.value, c.version, store::content_of(version));
    auth::audit(
        tx, actor,
        {.action = audit_words[static_cast<std::size_t>(act)], .object_kind = "certificate", .object_id = c.id.value});
    store::raise_page_version(tx);
}

Result<Certificate> own_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id) {
    TRY_VOID(auth::require(actor, manage));
    auto found = store::find_certificate(tx, id);
    if (!found || found->org != actor.org) return Error{Code::not_found, "", "没有这个证书"};
    return std::move(*found);
}

std::string day_after(UtcMs now, int days) {
    return to_string(beijing_date({now.value + days * day_ms}));
}

}  // namespace

std::string_view name(CertificateType type) {
    return type_words[static_cast<std::size_t>(type) - 1].name;
}
std::string_view name_zh(CertificateType type) {
    return type_words[static_cast<std::size_t>(type) - 1].zh;
}
std::optional<CertificateType> parse_certificate_type(std::string_view name) {
    for (const TypeWords& w : type_words)
        if (w.name == name) return w.type;
    return std::nullopt;
}

std::string_view name(CertificateState state) {
    constexpr std::string_view words[] = {"", "valid", "expiring", "expired", "no_end"};
    return words[static_cast<std::size_t>(state)];
}
std::string_view name_zh(CertificateState state) {
    constexpr std::string_view words[] = {"", "有效", "即将到期", "已到期", "长期有效"};
    return words[static_cast<std::size_t>(state)];
}

std::optional<std::int64_t> days_left(const Certificate& c, UtcMs now) {
    const auto end = parse_date(c.data.valid_to);
    if (c.data.valid_to.empty() || end.has_error()) return std::nullopt;
    return (beijing_midnight(end.value()).value - beijing_midnight(beijing_date(now)).value) / day_ms;
}

CertificateState state_of(const Certificate& c, UtcMs now) {
    const auto days = days_left(c, now);
    if (!days) return CertificateState::no_end;
    if (*days < 0) return CertificateState::expired;
    return *days <= expiring_days ? CertificateState::expiring : CertificateState::valid;
}

Result<NewCertificate> decode_certificate(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    NewCertificate out;
    const std::string type = in.text("type", "证书类型", {.chars_max = 40});
    if (const auto known = parse_certificate_type(type))
        out.type = *known;
    else if (!type.empty())
        in.violation(Code::invalid, "type", "证书类型", "没有这种证书类型", shorten(type, 40));
    out.cert_name = in.optional_text("name", "证书名称", {.chars_max = 100}).value_or(std::string(name_zh(out.type)));
    out.number = in.text("number", "证书编号", {.chars_max = 80});
    out.issuer = in.optional_text("issuer", "签发机构", {.chars_max = 100}).value_or("");
    std::optional<Date> from, to;
    if (in.has("validFrom")) from = in.date("validFrom", "有效期起");
    if (in.has("validTo") && !body.at("validTo").is_null() && body.at("validTo") != "")
        to = in.date("validTo", "有效期止");
    in.optional_known("validTo");
    if (from) out.valid_from = to_string(*from);
    if (to) out.valid_to = to_string(*to);
    if (from && to && *to < *from)
        in.violation(Code::invalid, "validTo", "有效期止", "有效期止不能早于有效期起", out.valid_to);
    out.documents = read_ids<DocumentId>(in, "documents", "证书文件", documents_max);
    out.products = read_ids<ProductId>(in, "products", "关联产品", products_max);
    std::ranges::sort(out.products);
    out.open = in.boolean("public", "是否公开", true);
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<Certificate> add_certificate(db::Tx& tx, const auth::Actor& actor, const NewCertificate& data) {
    TRY_VOID(auth::require(actor, manage));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY_VOID(check(tx, actor.org, data, {}));
    const Certificate made{.id = tx.next_id<CertificateId>(),
                           .org = actor.org,
                           .data = data,
                           .created_at = tx.now(),
                           .updated_at = tx.now()};
    store::insert(tx, made);
    store::replace_links(tx, made);
    record(tx, actor, made, CertificateAction::add);
    return made;
}

Result<Certificate> update_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id, std::int64_t version,
                                       const NewCertificate& data) {
    TRY(auto certificate, own_certificate(tx, actor, id));
    const Error stale{Code::conflict, "/version", "证书已被他人修改，请刷新后重试"};
    if (certificate.version != version) return stale;
    TRY_VOID(check(tx, actor.org, data, id));
    certificate.data = data;
    certificate.version += 1;
    certificate.updated_at = tx.now();
    if (!store::update(tx, certificate, false)) return stale;
    store::replace_links(tx, certificate);
    record(tx, actor, certificate, CertificateAction::update);
    return certificate;
}

Result<void> delete_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id) {
    TRY(auto certificate, own_certificate(tx, actor, id));
    certificate.version += 1;
    certificate.updated_at = tx.now();
    if (!store::update(tx, certificate, true)) return Error{Code::conflict, "", "证书已被他人修改，请刷新后重试"};
    record(tx, actor, certificate, CertificateAction::remove);
    return outcome::success();
}

Result<Certificate> read_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id) {
    auto found = store::find_certificate(tx, id);
    const Error unknown{Code::not_found, "", "没有这个证书"};
    if (!found) return unknown;
    const Viewer viewer = Viewer::of(actor);
    const bool shown =
        decide(viewer, found->org, Openness::owner_chooses, found->data.open, true) == Shown::State::shown;
    if (shown) return std::move(*found);
    if (!is_told_of_closed(viewer) ||
        registry::require_reach(tx, actor, Permission::read_product, found->org).has_error())
        return unknown;
    return std::move(*found);
}

Result<CertificatePage> find_certificates(db::Tx& tx, const auth::Actor& actor, const CertificateFilter& filter,
                                          CertificateId before, int limit) {
    const OrgId org = filter.org.value_or(actor.org);
    if (org == actor.org) {
        TRY_VOID(auth::require(actor, manage, org));
    } else {
        TRY_VOID(registry::require_reach(tx, actor, Permission::read_product, org));
    }
    const store::CertificateMatch match{.org = org,
                                        .type = filter.type ? static_cast<int>(*filter.type) : 0,
                                        .part = filter.number,
                                        .state = filter.state ? static_cast<int>(*filter.state) : 0,
                                        .today = day_after(tx.now(), 0),
                                        .soon = day_after(tx.now(), expiring_days),
                                        .product = filter.product.value_or(ProductId{})};
    CertificatePage page{.items = store::matching(tx, match, before ? before : CertificateId{INT64_MAX}, limit + 1),
                         .next = {},
                         .total = store::count_matching(tx, match, product_total_max + 1)};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

std::optional<json::object> encode(const Certificate& c, const Viewer& viewer, UtcMs now) {
    const auto state = decide(viewer, c.org, Openness::owner_chooses, c.data.open, true);
    json::object out{{"id", to_string(c.id)}, {"type", name(c.data.type)}, {"typeZh", name_zh(c.data.type)}};
    const auto validity = state_of(c, now);
    out["state"] = name(validity);
    out["stateZh"] = name_zh(validity);
    if (state != Shown::State::shown) {
        if (!is_told_of_closed(viewer)) return std::nullopt;
        out["withheld"] = true;
        return out;
    }
    out["organisation"] = to_string(c.org);
    out["name"] = c.data.cert_name;
    out["number"] = c.data.number;
    out["issuer"] = c.data.issuer;
    if (!c.data.valid_from.empty()) out["validFrom"] = c.data.valid_from;
    if (!c.data.valid_to.empty()) out["validTo"] = c.data.valid_to;
    if (const auto days = days_left(c, now)) out["daysLeft"] = *days;
    json::array documents, products;
    for (const DocumentId id : c.data.documents) documents.emplace_back(to_string(id));
    for (const ProductId id : c.data.products) products.emplace_back(to_string(id));
    out["documents"] = std::move(documents);
    out["products"] = std::move(products);
    out["public"] = c.data.open;
    out["version"] = std::to_string(c.version);
    out["updatedAt"] = iso_utc(c.updated_at);
    return out;
}

std::vector<std::vector<Certificate>> certificates_of(db::Tx& tx, std::span<const ProductId> products) {
    return store::by_products(tx, products);
}

std::vector<Certificate> qualifications_of(db::Tx& tx, OrgId org) {
    return store::without_product(tx, org, 100);
}

bool is_open_certificate_document(db::Tx& tx, DocumentId document) {
    return store::is_open_document(tx, document);
}

bool is_valid_on(const Certificate& c, std::string_view day) {
    return (c.data.valid_from.empty() || c.data.valid_from <= day) &&
           (c.data.valid_to.empty() || c.data.valid_to >= day);
}

Result<void> require_certified(db::Tx& tx, ProductId product, std::string_view day) {
    const auto linked = std::move(certificates_of(tx, {&product, 1}).front());
    const auto end_of = [](const Certificate& c) { return c.data.valid_to.empty() ? "9999" : c.data.valid_to; };
    Violations violations;
    for (const CertificateType type : mandatory_certificates) {
        const Certificate* nearest = nullptr;  // the one that ends last, or never
        bool valid = false;
        for (const Certificate& c : linked) {
            if (c.data.type != type) continue;
            valid = valid || is_valid_on(c, day);
            if (!nearest || end_of(c) > end_of(*nearest)) nearest = &c;
        }
        if (valid || !nearest) continue;
        const auto& d = nearest->data;
        violations.add({.code = Code::invalid,
                        .pointer = "/fields/productionDate",
                        .detail = fmt::format("生产日期 {} 不在{}（编号 {}）的有效期 {} 至 {} 内，请先更新证书", day,
                                              name_zh(type), d.number, d.valid_from.empty() ? "不限" : d.valid_from,
                                              d.valid_to.empty() ? "长期" : d.valid_to),
                        .field = "生产日期",
                        .value = std::string(day)});
    }
    return violations.result();
}

std::int64_t remind_of_ends(db::Tx& tx, const std::function<void(const Certificate&, std::int64_t days)>& tell) {
    std::int64_t told = 0;
    const std::string last = day_after(tx.now(), reminder_days[0]);
    for (const auto& [certificate, reminded] : store::ending(tx, day_after(tx.now(), 0), last, 5000)) {
        const std::int64_t days = days_left(certificate, tx.now()).value_or(0);
        int step = reminder_days[0];
        for (const int at : reminder_days)
            if (days <= at) step = at;
        if (reminded != 0 && reminded <= step) continue;
        store::set_reminded(tx, certificate.id, step);
        tell(certificate, days);
        ++told;
    }
    return told;
}

}  // namespace yiguan::catalog
