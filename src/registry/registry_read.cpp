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
#include "review/review_json.hpp"

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

bool is_card_number(std::string_view text) {
    return text.size() >= 6 && text.size() <= 20 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || is_upper(c) || is_lower(c); });
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
        const auto organisation_code = reader_.optional_text("organisationCode", "组织机构代码", {.chars_max = 20});
        auto region = read_region();
        auto production_address = reader_.optional_text("productionAddress", "生产地址", {.chars_max = 200});
        auto gln = read_gln();
        auto card_number = checked("cardNumber", "条码卡号", 20, is_card_number, "条码卡号应是 6 至 20 位字母或数字");
        const auto company_type = read_company_type();
        const auto product_types = read_product_types();
        const auto categories = read_categories();
        auto brands = read_brands();
        auto letters = read_letters();
        if (!uscc) return std::nullopt;
        if (organisation_code) check_organisation_code(*organisation_code, *uscc);
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
                       .licence = std::nullopt,
                       .region = std::move(region),
                       .production_address = std::move(production_address),
                       .gln = std::move(gln),
                       .card_number = std::move(card_number),
                       .company_type = company_type,
                       .product_types = product_types,
                       .categories = categories,
                       .brands = std::move(brands),
                       .letters = std::move(letters)};
    }

private:
    /// EBM-07; ECO-20: an incomplete division is the commonest fault. Province, city and county, in force.
    std::string read_region() {
        constexpr std::string_view key = "regionCode", zh = "行政区域";
        const auto code = reader_.optional_text(key, zh, {.chars_max = 6});
        if (!code) return {};
        const auto division = keys::find_division(*code);
        using Level = keys::Division::Level;
        if (!division || division->abolished() || division->level == Level::gathering)
            reader_.violation(Code::invalid, key, zh, "行政区域应是现行的六位行政区划代码", shorten(*code, 6));
        else if (division->level != Level::county && keys::division_children(*code).begin() != std::default_sentinel)
            reader_.violation(Code::invalid, key, zh, "行政区域须选择到区县", *code);
        return *code;
    }

    /// C-41: the sellers' form asks for it, and it stands in the credit code.
    void check_organisation_code(std::string_view text, const keys::Uscc& uscc) {
        constexpr std::string_view key = "organisationCode", zh = "组织机构代码";
        const auto code = reader_.take(key, zh, keys::OrganisationCode::parse(text));
        if (code && code->text() != uscc.organisation_code())
            reader_.violation(Code::invalid, key, zh, "组织机构代码应是统一社会信用代码的第 9 至 17 位",
                              std::string(text));
    }

    std::optional<std::string> read_gln() {
        const auto text = reader_.optional_text("gln", "企业 GLN", {.chars_max = 30});
        if (!text) return std::nullopt;
        const auto gln = reader_.take("gln", "企业 GLN", keys::Gln::parse(*text));
        return gln ? std::optional(std::string(gln->text())) : std::nullopt;
    }

    CompanyType read_company_type() {
        const auto text = reader_.optional_text("companyType", "企业性质", {.chars_max = 20});
        if (!text) return CompanyType::ordinary;
        const auto type = parse_company_type(*text);
        if (!type)
            reader_.violation(Code::invalid, "companyType", "企业性质",
                              "企业性质只能是普通企业、保健品企业、涉及冷链企业", shorten(*text, 20));
        return type.value_or(CompanyType::ordinary);
    }

    /// The texts of a short list, each once.
    std::vector<std::string> read_texts(std::string_view key, std::string_view zh, std::size_t items_max,
                                        std::size_t chars_max) {
        std::vector<std::string> out;
        const auto* array = reader_.array(key, zh, false);
        if (!array) return out;
        if (array->size() > items_max)
            reader_.violation(Code::too_long, key, zh,
                              std::string(zh) + "不能超过 " + std::to_string(items_max) + " 个");
        for (const auto& item : *array) {
            const auto* text = item.if_string();
            const auto trimmed = text ? trim({text->data(), text->size()}) : std::string_view();
            if (trimmed.empty() || !is_utf8(trimmed) || has_control(trimmed, false) ||
                utf8_length(trimmed) > chars_max) {
                reader_.violation(Code::invalid, key, zh,
                                  std::string(zh) + "每项应为 1 至 " + std::to_string(chars_max) + " 个字");
                return out;
            }
            if (std::ranges::find(out, trimmed) == out.end()) out.emplace_back(trimmed);
        }
        return out;
    }

    std::int64_t read_product_types() {
        std::int64_t bits = 0;
        for (const auto& text : read_texts("productTypes", "产品类型", product_type_count, 20)) {
            const auto type = parse_product_type(text);
            if (type)
                bits |= std::int64_t{1} << static_cast<int>(*type);
            else
                reader_.violation(Code::invalid, "productTypes", "产品类型", "产品类型只能是电动自行车、电池、充电器");
        }
        return bits;
    }

    std::int64_t read_categories() {
        std::int64_t bits = 0;
        for (const auto& text : read_texts("categories", "产品品类", 62, 10)) {
            const auto bit = review::category_bit(text);
            if (!bit) reader_.violation(Code::invalid, "categories", "产品品类", "没有这个产品品类", shorten(text, 10));
            bits |= bit;
        }
        return bits;
    }

    std::vector<std::string> read_brands() { return read_texts("brands", "品牌", 50, 50); }

    std::vector<Letter> read_letters() {
        constexpr std::string_view key = "letters", zh = "承诺书";
        std::vector<Letter> out;
        const auto* array = reader_.array(key, zh, false);
        if (!array) return out;
        for (const auto& item : *array) {
            const auto* object = item.if_object();
            const auto* type = object ? object->if_contains("type") : nullptr;
            const auto* document = object ? object->if_contains("document") : nullptr;
            const auto* name = type ? type->if_string() : nullptr;
            const auto* id = document ? document->if_string() : nullptr;
            const auto parsed = name ? parse_letter_type({name->data(), name->size()}) : std::nullopt;
            const auto number = id ? parse_id_as<DocumentId>({id->data(), id->size()}) : std::nullopt;
            const bool again = parsed && std::ranges::find(out, *parsed, &Letter::type) != out.end();
            if (!parsed || !number || again || object->size() != 2) {
                reader_.violation(Code::invalid, key, zh,
                                  "承诺书应按产品类型各上传一份，没有这些产品的企业上传通用承诺书");
                return out;
            }
            out.push_back({*parsed, *number});
        }
        std::ranges::sort(out, {}, &Letter::type);
        return out;
    }

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
            reader.violation(Code::invalid, key, zh, "没有这种企业类型");
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
    const auto submit = reader.boolean("submit", "提交", true) ? review::Submit::yes : review::Submit::no;
    std::string secret, mobile;
    if (const auto text = reader.optional_text("phone", "手机号", {.chars_max = 30})) {
        const auto phone = keys::parse_mobile(*text);
        if (phone.has_error())
            reader.violation(Code::invalid, "phone", "手机号", "手机号应是 11 位的大陆手机号码");
        else
            mobile = phone.value().text;
    }
    auto code = reader.optional_text("phoneCode", "短信验证码", {.chars_max = 6}).value_or("");
    const auto* password = input.if_contains("password");
    if (password && !password->is_null())
        secret = read_password(input, login, violations);
    else if (mobile.empty())
        violations.add({Code::missing_field, "/password", "密码必须填写，或者填写手机号以便接收初始密码", "密码"});
    reader.finish();
    TRY_VOID(violations.result());
    return RegistrationInput{.org = std::move(data).value(),
                             .kinds = kinds,
                             .login = std::move(login),
                             .password = std::move(secret),
                             .phone = std::move(mobile),
                             .phone_code = std::move(code),
                             .submit = submit};
}

Result<OrgFacts> decode_facts(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    auto data = DataReader(reader).read();
    const auto kinds = read_kinds(reader);
    const auto licence = reader.optional_id<DocumentId>("licence", "营业执照");
    reader.finish();
    TRY_VOID(violations.result());
    data->licence = licence;
    return OrgFacts{std::move(data).value(), kinds};
}

Result<OrgUpdate> decode_org_update(const json::object& input) {
    Violations violations;
    ObjectReader reader(input, violations);
    auto data = DataReader(reader).read();
    const auto licence = reader.optional_id<DocumentId>("licence", "营业执照");
    OrgUpdate out;
    out.submit = reader.boolean("submit", "提交", true) ? review::Submit::yes : review::Submit::no;
    out.version = reader.optional_integer("version", "版本", 1, INT64_MAX);
    reader.finish();
    TRY_VOID(violations.result());
    out.data = std::move(data);
    out.data->licence = licence;
    return out;
}

Result<OrgData> decode_org_data(const json::object& input) {
    TRY(auto update, decode_org_update(input));
    return *std::move(update.data);
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

}  // namespace yiguan::registry
