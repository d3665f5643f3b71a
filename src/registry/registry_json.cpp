#include "registry/registry_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/china/phone.hpp"
#include "keys/gs1.hpp"
#include "registry/shops.hpp"
#include "review/review_json.hpp"

namespace yiguan::registry {
namespace {

void put(json::object& out, std::string_view key, const std::optional<std::string>& text) {
    if (text) out[key] = *text;
}

}  // namespace

json::array encode_kinds(OrgKinds of) {
    json::array kinds;
    for (int k = 0; k < org_kind_count; ++k)
        if (const auto kind = static_cast<OrgKind>(k); of.has(kind)) kinds.emplace_back(name(kind));
    return kinds;
}

json::object encode_public(const Org& org) {
    return {{"id", to_string(org.id)},      {"name", org.data.name},
            {"uscc", org.data.uscc.text()}, {"address", org.data.address},
            {"contact", org.data.contact},  {"kinds", encode_kinds(org.kinds)},
            {"status", name(org.status)},   {"statusName", name_zh(org.status)}};
}

namespace {

/// What only Annex A asks for, as it has always been written.
void put_annex(json::object& out, const OrgData& d) {
    put(out, "nameEn", d.name_en);
    put(out, "postcode", d.postcode);
    put(out, "vendorCode", d.vendor_code);
    put(out, "legalPerson", d.legal_person);
    put(out, "legalPersonPhone", d.legal_person_phone);
    put(out, "contactPerson", d.contact_person);
    put(out, "contactPhone", d.contact_phone);
    put(out, "fax", d.fax);
    put(out, "email", d.email);
    put(out, "website", d.website);
    put(out, "remark", d.remark);
    if (d.capital_10k_yuan) out["capital"] = std::to_string(*d.capital_10k_yuan);
    if (d.licence) out["licence"] = to_string(*d.licence);
}

json::array texts(const std::vector<std::string>& from) {
    json::array out;
    for (const auto& text : from) out.emplace_back(text);
    return out;
}
json::array encode_letters(const std::vector<Letter>& letters) {
    json::array out;
    for (const auto& l : letters) out.push_back({{"type", name(l.type)}, {"document", to_string(l.document)}});
    return out;
}

/// Only what was told, so that versions from before read the same.
void put_more(json::object& out, const OrgData& d) {
    if (!d.region.empty() && d.region != d.uscc.division()) out["regionCode"] = d.region;
    put(out, "productionAddress", d.production_address);
    put(out, "gln", d.gln);
    put(out, "cardNumber", d.card_number);
    if (d.company_type != CompanyType::ordinary) out["companyType"] = name(d.company_type);
    if (d.product_types) out["productTypes"] = product_types_of(d.product_types);
    if (d.categories) out["categories"] = categories_of(d.categories);
    if (!d.brands.empty()) out["brands"] = texts(d.brands);
    if (!d.letters.empty()) out["letters"] = encode_letters(d.letters);
}

}  // namespace

json::array product_types_of(std::int64_t bits) {
    json::array out;
    for (int t = 0; t < product_type_count; ++t)
        if ((bits >> t) & 1) out.emplace_back(name(static_cast<ProductType>(t)));
    return out;
}

json::array categories_of(std::int64_t bits) {
    json::array out;
    for (int c = 1; c <= 62; ++c)
        if ((bits >> (c - 1)) & 1) out.emplace_back(fmt::format("CAT-{:02}", c));
    return out;
}

json::object proposed(const OrgData& data, OrgKinds kinds) {
    json::object out{{"name", data.name},
                     {"uscc", data.uscc.text()},
                     {"address", data.address},
                     {"contact", data.contact},
                     {"kinds", encode_kinds(kinds)}};
    put_annex(out, data);
    put_more(out, data);
    return out;
}

json::object encode(const Introduction& i) {
    json::object out;
    put(out, "overview", i.overview);
    put(out, "business", i.business);
    put(out, "strengths", i.strengths);
    return out;
}

json::object stored_content(const Org& org) {
    auto out = encode_public(org);
    put_annex(out, org.data);
    out["regionId"] = org.region_id;
    if (!org.review_reason.empty()) out["reviewReason"] = org.review_reason;
    if (org.reviewed_at) out["reviewedAt"] = iso_utc(*org.reviewed_at);
    out["submittedAt"] = iso_utc(org.submitted_at);
    out["reviewDueAt"] = iso_utc(org.review_due_at);
    out["createdAt"] = iso_utc(org.created_at);
    out["version"] = std::to_string(org.version);
    put_more(out, org.data);
    if (const auto introduction = encode(org.introduction); !introduction.empty()) out["introduction"] = introduction;
    put(out, "industry", org.industry);
    if (org.settings) out["settings"] = review::encode(*org.settings);
    if (org.successor) out["successor"] = to_string(org.successor);
    return out;
}

json::object encode_own(const Org& org) {
    auto out = stored_content(org);
    const auto& d = org.data;
    out["statusZh"] = name_zh(org.status);
    json::array kinds_zh;
    for (int k = 0; k < org_kind_count; ++k)
        if (const auto kind = static_cast<OrgKind>(k); org.kinds.has(kind)) kinds_zh.emplace_back(name_zh(kind));
    out["kindsZh"] = std::move(kinds_zh);
    out["regionCode"] = org.region_id;
    out["regionName"] = review::region_name(org.region_id);
    out["companyType"] = name(d.company_type);
    out["companyTypeZh"] = name_zh(d.company_type);
    out["productTypes"] = product_types_of(d.product_types);
    out["categories"] = categories_of(d.categories);
    out["brands"] = texts(d.brands);
    out["letters"] = encode_letters(d.letters);
    out["organisationCode"] = d.uscc.organisation_code();
    out["introduction"] = encode(org.introduction);
    if (org.application) out["application"] = to_string(org.application);
    if (is_trial(org)) out["trial"] = true;
    return out;
}

json::object encode(const Org& org, const auth::Actor& viewer) {
    const bool all = auth::require(viewer, auth::Permission::read_organisation, org.id).has_value();
    if (all) return encode_own(org);
    auto out = encode_public(org);
    out["statusZh"] = name_zh(org.status);
    // 填写即展示，不填写不展示 (GDP-67).
    if (auto introduction = encode(org.introduction); !introduction.empty())
        out["introduction"] = std::move(introduction);
    return out;
}

std::string_view field_zh(std::string_view key) {
    static constexpr std::pair<std::string_view, std::string_view> fields[]{
        {"name", "企业名称"},
        {"uscc", "统一社会信用代码"},
        {"address", "生产/注册地址"},
        {"contact", "联系方式"},
        {"kinds", "企业类型"},
        {"nameEn", "英文名称"},
        {"postcode", "邮政编码"},
        {"vendorCode", "厂商识别代码"},
        {"legalPerson", "法定代表人"},
        {"legalPersonPhone", "法定代表人手机号码"},
        {"contactPerson", "联系人"},
        {"contactPhone", "联系人手机号码"},
        {"fax", "传真"},
        {"email", "电子邮箱"},
        {"website", "企业网站"},
        {"remark", "备注"},
        {"capital", "注册资金（万元）"},
        {"licence", "营业执照"},
        {"regionId", "行政区域"},
        {"regionCode", "行政区域"},
        {"productionAddress", "生产地址"},
        {"gln", "企业 GLN"},
        {"cardNumber", "条码卡号"},
        {"companyType", "企业性质"},
        {"productTypes", "产品类型"},
        {"categories", "产品品类"},
        {"brands", "品牌"},
        {"letters", "承诺书"},
        {"introduction", "企业介绍"},
        {"industry", "所属行业"},
        {"settings", "审核设置"},
        {"successor", "承接企业"},
        {"reviewReason", "审批意见"},
    };
    const auto* found = std::ranges::find(fields, key, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(fields) ? std::string_view() : found->second;
}

json::array encode_history(db::Tx& tx, OrgId id) {
    json::array items;
    json::object before;
    for (const auto& v : org_history(tx, id)) {
        auto content = parse_json_object(v.content).value();
        json::array changes;
        const auto compare = [&](std::string_view key) {
            const auto zh = field_zh(key);
            if (zh.empty() || key == "regionCode") return;
            const auto *a = before.if_contains(key), *b = content.if_contains(key);
            if ((!a && !b) || (a && b && *a == *b)) return;
            changes.push_back({{"key", key},
                               {"zh", zh},
                               {"before", a ? *a : json::value(nullptr)},
                               {"after", b ? *b : json::value(nullptr)}});
        };
        if (!items.empty()) {
            for (const auto& [key, value] : content) compare({key.data(), key.size()});
            for (const auto& [key, value] : before)
                if (!content.contains(key)) compare({key.data(), key.size()});
        }
        const auto user = auth::find_user(tx, v.changed_by);
        json::object row{{"version", std::to_string(v.version)},
                         {"at", iso_utc(v.changed_at)},
                         {"by", to_string(v.changed_by)},
                         {"byName", user ? user->login : std::string()},
                         {"status", name(v.status)},
                         {"statusZh", name_zh(v.status)},
                         {"changes", std::move(changes)}};
        items.push_back(std::move(row));
        before = std::move(content);
    }
    return items;
}

// ---- columns that hold JSON

std::string stored_brands(const std::vector<std::string>& brands) {
    return brands.empty() ? std::string() : json::serialize(texts(brands));
}
std::vector<std::string> brands_of(std::string_view stored) {
    std::vector<std::string> out;
    if (stored.empty()) return out;
    const auto parsed = parse_json(stored).value();
    for (const auto& item : parsed.as_array()) out.emplace_back(json::value_to<std::string>(item));
    return out;
}
std::string stored_letters(const std::vector<Letter>& letters) {
    return letters.empty() ? std::string() : json::serialize(encode_letters(letters));
}
std::vector<Letter> letters_of(std::string_view stored) {
    std::vector<Letter> out;
    if (stored.empty()) return out;
    const auto parsed = parse_json(stored).value();
    for (const auto& item : parsed.as_array()) {
        const auto type = json::value_to<std::string>(item.as_object().at("type"));
        const auto document = json::value_to<std::string>(item.as_object().at("document"));
        out.push_back({parse_letter_type(type).value(), parse_id_as<DocumentId>(document).value()});
    }
    return out;
}
std::string stored_introduction(const Introduction& introduction) {
    const auto out = encode(introduction);
    return out.empty() ? std::string() : json::serialize(out);
}
Introduction introduction_of(std::string_view stored) {
    if (stored.empty()) return {};
    return decode_introduction(parse_json_object(stored).value()).value();
}

Result<Introduction> decode_introduction(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    constexpr TextRule rule{.chars_max = 2000, .multiline = true};
    Introduction out{.overview = reader.optional_text("overview", "企业概况", rule),
                     .business = reader.optional_text("business", "主营产品与业务", rule),
                     .strengths = reader.optional_text("strengths", "优势与产品特色", rule)};
    reader.finish();
    TRY_VOID(violations.result());
    return out;
}

// "name" is for the organisation and its reviewers: the callers show documents to nobody else.
json::object encode(const Document& document) {
    const StoredFile& file = document.file;
    json::object out{{"id", to_string(document.id)},
                     {"sha256", file.sha256},
                     {"kind", kind_name(file.media_type)},
                     {"mediaType", media_type_name(file.media_type)},
                     {"bytes", file.bytes},
                     {"createdAt", iso_utc(document.created_at)}};
    if (file.width > 0) {
        out["width"] = file.width;
        out["height"] = file.height;
    }
    if (!file.name.empty()) out["name"] = file.name;
    if (!file.purpose.empty()) out["purpose"] = file.purpose;
    return out;
}

}  // namespace yiguan::registry
