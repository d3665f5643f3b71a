#include "registry/registry_json.hpp"

#include <algorithm>

#include "auth/auth.hpp"
#include "core/text.hpp"

namespace yiguan::registry {
namespace {

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, is_digit);
}

bool is_postcode(std::string_view text) {
    return text.size() == 6 && all_digits(text);
}

/// 厂商识别代码: the company prefix of 7 to 10 digits that the article numbering centre assigns.
bool is_vendor_code(std::string_view text) {
    return text.size() >= 7 && text.size() <= 10 && all_digits(text);
}

bool is_phone(std::string_view text) {
    const auto digits = std::ranges::count_if(text, is_digit);
    return digits >= 5 && text.size() <= 30 && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || std::string_view("+-() ").find(c) != std::string_view::npos;
           });
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at != text.rfind('@')) return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.find('.');
    return dot != std::string_view::npos && dot > 0 && domain.back() != '.' &&
           std::ranges::none_of(text, [](char c) { return c == ' ' || c == '<' || c == '>' || c == '"' || c == ','; });
}

/// Only what a browser opens as a page: anything else would be a link that runs.
bool is_website(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           std::ranges::none_of(text, [](char c) { return c == ' ' || c == '<' || c == '>' || c == '"'; });
}

/// Reads the fields of one organisation; the names stand beside the rows of Annex A (ECO-21).
class DataReader {
public:
    explicit DataReader(ObjectReader& reader) : reader_(reader) {}

    /// Empty when the credit code was refused; then there is a violation.
    std::optional<OrgData> read() {
        auto name = reader_.text("name", "企业名称", {.chars_max = 100});
        auto address = reader_.text("address", "生产/注册地址", {.chars_max = 200});
        auto contact = reader_.text("contact", "联系方式", {.chars_max = 100});
        const auto written = reader_.text("uscc", "统一社会信用代码", {.chars_max = 60});
        std::optional<keys::Uscc> uscc;
        if (!written.empty()) uscc = reader_.take("uscc", "统一社会信用代码", keys::Uscc::parse(written));
        auto name_en = reader_.optional_text("nameEn", "英文名称", {.chars_max = 200});
        auto postcode = checked("postcode", "邮政编码", 6, is_postcode, "邮政编码应是 6 位数字");
        auto vendor_code = checked("vendorCode", "厂商识别代码", 10, is_vendor_code, "厂商识别代码应是 7 至 10 位数字");
        auto legal_person = reader_.optional_text("legalPerson", "法定代表人", {.chars_max = 50});
        auto legal_person_phone = phone("legalPersonPhone", "法定代表人手机号码");
        auto contact_person = reader_.optional_text("contactPerson", "联系人", {.chars_max = 50});
        auto contact_phone = phone("contactPhone", "联系人手机号码");
        auto fax = phone("fax", "传真");
        auto email = checked("email", "电子邮箱", 254, is_email, "电子邮箱格式不正确");
        auto website = checked("website", "企业网站", 200, is_website, "企业网站应以 http:// 或 https:// 开头");
        auto remark = reader_.optional_text("remark", "备注", {.chars_max = 500, .multiline = true});
        const auto capital = reader_.optional_integer("capital", "注册资金（万元）", 0, 1'000'000'000);
        if (!uscc) return std::nullopt;
        return OrgData{.name = std::move(name),
                       .uscc = *uscc,
                       .address = std::move(address),
                       .contact = std::move(contact),
                       .name_en = std::move(name_en),
                       .postcode = std::move(postcode),
                       .vendor_code = std::move(vendor_code),
                       .legal_person = std::move(legal_person),
                       .legal_person_phone = std::move(legal_person_phone),
                       .contact_person = std::move(contact_person),
                       .contact_phone = std::move(contact_phone),
                       .fax = std::move(fax),
                       .email = std::move(email),
                       .website = std::move(website),
                       .remark = std::move(remark),
                       .capital_10k_yuan = capital,
                       .licence = std::nullopt};
    }

private:
    /// The refused value is left out of the error: telephone numbers and addresses are personal.
    std::optional<std::string> checked(std::string_view key, std::string_view zh, std::size_t chars_max,
                                       bool (*holds)(std::string_view), std::string rule) {
        auto text = reader_.optional_text(key, zh, {.chars_max = chars_max});
        if (text && !holds(*text)) reader_.violation(Code::invalid, key, zh, std::move(rule));
        return text;
    }
    std::optional<std::string> phone(std::string_view key, std::string_view zh) {
        return checked(key, zh, 30, is_phone, std::string(zh) + "应是数字，可以含有 + - ( ) 和空格");
    }

    ObjectReader& reader_;
};

OrgKinds read_kinds(ObjectReader& reader) {
    constexpr std::string_view key = "kinds", zh = "企业类型";
    OrgKinds kinds;
    const auto* array = reader.array(key, zh);
    if (!array) return kinds;
    for (const auto& item : *array) {
        const auto* text = item.if_string();
        const auto kind = text ? parse_org_kind({text->data(), text->size()}) : std::nullopt;
        if (!kind) {
            reader.violation(Code::invalid, key, zh, "企业类型只能是 producer、seller、regulator、platform_operator");
            return kinds;
        }
        kinds = kinds.with(*kind);
    }
    if (kinds.empty()) reader.violation(Code::invalid, key, zh, "企业类型至少选择一项：生产企业、销售企业");
    return kinds;
}

/// The password as it was typed: not trimmed, and never part of an error.
std::string read_password(const json::object& input, std::string_view login, Violations& violations) {
    const auto* found = input.if_contains("password");
    if (!found || found->is_null() || (found->is_string() && found->get_string().empty())) {
        violations.add({Code::missing_field, "/password", "密码必须填写", "密码"});
        return {};
    }
    if (!found->is_string()) {
        violations.add({Code::wrong_type, "/password", "密码应是文字", "密码"});
        return {};
    }
    std::string password(found->get_string().data(), found->get_string().size());
    if (auto weak = auth::check_password(login, password); weak.has_error()) violations.add(std::move(weak).error());
    return password;
}

void put(json::object& out, std::string_view key, const std::optional<std::string>& text) {
    if (text) out[key] = *text;
}

}  // namespace

Result<RegistrationInput> decode_registration(const json::object& input) {
    Violations violations;
    auto others = input;
    others.erase("password");
    ObjectReader reader(others, violations);
    auto data = DataReader(reader).read();
    const auto kinds = read_kinds(reader);
    auto login = reader.text("login", "用户名", {.chars_max = 64});
    if (!login.empty()) {
        const auto parsed = auth::parse_login(login);
        if (parsed.has_error())
            violations.add(parsed.error());
        else
            login = parsed.value();
    }
    auto password = read_password(input, login, violations);
    reader.finish();
    TRY_VOID(violations.result());
    return RegistrationInput{std::move(data).value(), kinds, std::move(login), std::move(password)};
}

Result<OrgData> decode_org_data(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    auto data = DataReader(reader).read();
    const auto licence = reader.optional_id<DocumentId>("licence", "营业执照");
    reader.finish();
    TRY_VOID(violations.result());
    data.value().licence = licence;
    return std::move(data).value();
}

Result<ReviewInput> decode_review(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    const auto decision = reader.text("decision", "审批结果", {.chars_max = 20});
    if (!decision.empty() && decision != "approve" && decision != "reject")
        reader.violation(Code::invalid, "decision", "审批结果", "审批结果只能是 approve（通过）或 reject（驳回）");
    auto reason = reader.optional_text("reason", "审批意见", {.chars_max = 500, .multiline = true}).value_or("");
    if (decision == "reject" && reason.empty())
        reader.violation(Code::missing_field, "reason", "审批意见", "驳回时必须填写原因");
    reader.finish();
    TRY_VOID(violations.result());
    return ReviewInput{decision == "approve" ? Decision::approve : Decision::reject, std::move(reason)};
}

json::object encode_public(const Org& org) {
    json::array kinds;
    for (int k = 0; k < org_kind_count; ++k)
        if (const auto kind = static_cast<OrgKind>(k); org.kinds.has(kind)) kinds.emplace_back(name(kind));
    return {{"id", to_string(org.id)},      {"name", org.data.name},
            {"uscc", org.data.uscc.text()}, {"address", org.data.address},
            {"contact", org.data.contact},  {"kinds", std::move(kinds)},
            {"status", name(org.status)},   {"statusName", name_zh(org.status)}};
}

json::object encode_own(const Org& org) {
    auto out = encode_public(org);
    const auto& d = org.data;
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
    out["regionId"] = org.region_id;
    if (!org.review_reason.empty()) out["reviewReason"] = org.review_reason;
    if (org.reviewed_at) out["reviewedAt"] = iso_utc(*org.reviewed_at);
    out["submittedAt"] = iso_utc(org.submitted_at);
    out["reviewDueAt"] = iso_utc(org.review_due_at);
    out["createdAt"] = iso_utc(org.created_at);
    out["version"] = std::to_string(org.version);
    return out;
}

json::object encode(const Org& org, const auth::Actor& viewer) {
    const bool all = auth::require(viewer, auth::Permission::read_organisation, org.id).has_value();
    return all ? encode_own(org) : encode_public(org);
}

json::object encode(const Document& document) {
    return {{"id", to_string(document.id)},
            {"sha256", document.file.sha256},
            {"mediaType", media_type_name(document.file.media_type)},
            {"bytes", document.file.bytes},
            {"createdAt", iso_utc(document.created_at)}};
}

}  // namespace yiguan::registry
