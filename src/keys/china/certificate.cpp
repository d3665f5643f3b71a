#include "keys/china/certificate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

constexpr std::array<CodeName, 1> ccc_bodies{{{"01", "中国质量认证中心（CQC）"}}};
constexpr std::array<CodeName, 2> ccc_classes{{{"0901", "计算机"}, {"1119", "电动自行车"}}};

bool has(std::span<const CodeName> table, std::string_view code) {
    return std::ranges::find(table, code, &CodeName::code) != table.end();
}

// Abbreviation and name of the provinces that issue licences.
constexpr std::array<CodeName, 31> provinces{{
    {"京", "北京"},   {"津", "天津"}, {"冀", "河北"}, {"晋", "山西"}, {"蒙", "内蒙古"}, {"辽", "辽宁"}, {"吉", "吉林"},
    {"黑", "黑龙江"}, {"沪", "上海"}, {"苏", "江苏"}, {"浙", "浙江"}, {"皖", "安徽"},   {"闽", "福建"}, {"赣", "江西"},
    {"鲁", "山东"},   {"豫", "河南"}, {"鄂", "湖北"}, {"湘", "湖南"}, {"粤", "广东"},   {"桂", "广西"}, {"琼", "海南"},
    {"渝", "重庆"},   {"川", "四川"}, {"贵", "贵州"}, {"云", "云南"}, {"藏", "西藏"},   {"陕", "陕西"}, {"甘", "甘肃"},
    {"青", "青海"},   {"宁", "宁夏"}, {"新", "新疆"},
}};

constexpr std::array<std::string_view, 2> narrow_brackets{"(", ")"};
constexpr std::array<std::array<std::string_view, 2>, 4> brackets{
    {{"（", "）"}, {"【", "】"}, {"〔", "〕"}, {"[", "]"}}};

Error licence_form(std::string_view text) {
    return {Code::key_form, "", "生产许可证编号应为 XK 加 2 位-3 位-5 位数字，省级发证的前面有括号内的省份简称", "",
            shorten(text, 40)};
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// One character of U+4E00 to U+9FA5.
bool is_one_han(std::string_view text) {
    if (text.size() != 3 || !is_utf8(text)) return false;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
    const unsigned point = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    return point >= 0x4E00 && point <= 0x9FA5;
}

/// 湖北, 湖北省, 广西壮族自治区 to the abbreviation; anything else stays.
std::string_view abbreviation(std::string_view name) {
    for (const auto& province : provinces) {
        if (!name.starts_with(province.name)) continue;
        const std::string_view rest = name.substr(province.name.size());
        if (rest.empty() || rest == "省" || rest == "市" || rest.ends_with("自治区")) return province.code;
    }
    return name;
}

}  // namespace

CccTables ccc_tables() {
    return {ccc_bodies, ccc_classes};
}

Result<CccCertificate> CccCertificate::parse(std::string_view raw, Reading reading) {
    const std::string text = read_text(raw, reading);
    TRY_VOID(require_length(text, 16, "CCC 证书编号"));
    TRY_VOID(require_characters(text, 0, 16, is_digit, "CCC 证书编号", "只能是数字"));
    if (!text.starts_with("20"))
        return Error{Code::key_value, "@0", "CCC 证书编号的前四位是首次发证年份，应以 20 开头", "", text};
    return CccCertificate(text);
}

std::vector<Warning> CccCertificate::warnings(Date today, const CccTables& tables) const {
    std::vector<Warning> out;
    if (number(year()) > today.year)
        out.push_back({"year", fmt::format("CCC 证书编号中的首次发证年份 {} 晚于今年", year())});
    if (!has(tables.bodies, body())) out.push_back({"body", fmt::format("认证机构代码 {} 不在代码表内", body())});
    if (!has(tables.classes, product_class()))
        out.push_back({"class", fmt::format("产品类别代码 {} 不在代码表内", product_class())});
    return out;
}

Result<std::string> parse_ccc_mark(std::string_view raw) {
    const std::string_view text = trim(raw);
    if (!is_utf8(text) || has_control(text, false))
        return Error{Code::key_character, "", "CCC 标志编号含有不允许的控制字符", "", shorten(text, 40)};
    if (text.empty() || utf8_length(text) > 32)
        return Error{Code::key_length, "", "CCC 标志编号应为 1 到 32 个字符", "", shorten(text, 40)};
    return std::string(text);
}

Result<ProductionLicence> ProductionLicence::parse(std::string_view raw, Reading reading) {
    std::string text = read_text(raw, reading);
    const std::size_t pairs = reading == Reading::exact ? 1 : brackets.size();
    for (std::size_t i = 0; i < pairs; ++i)
        for (std::size_t side = 0; side < 2; ++side) replace_all(text, brackets[i][side], narrow_brackets[side]);

    ProductionLicence licence;
    std::string_view rest = text;
    if (rest.starts_with('(')) {
        const auto close = rest.find(')');
        if (close == std::string_view::npos) return licence_form(text);
        std::string_view province = rest.substr(1, close - 1);
        if (reading == Reading::folded) province = abbreviation(province);
        if (!is_one_han(province))
            return Error{Code::key_form, "@1", "生产许可证编号括号内应为一个字的省份简称，例如（鄂）", "",
                         shorten(text, 40)};
        licence.province_ = province;
        rest.remove_prefix(close + 1);
    }
    if (!rest.starts_with("XK")) return licence_form(text);
    rest.remove_prefix(2);
    std::string hyphened(rest);
    if (reading == Reading::folded && rest.size() == 10 && first_not(rest, is_digit) == std::string_view::npos)
        hyphened = hyphened.substr(0, 2) + '-' + hyphened.substr(2, 3) + '-' + hyphened.substr(5);
    if (hyphened.size() != 12 || hyphened[2] != '-' || hyphened[6] != '-') return licence_form(text);
    licence.digits_ = hyphened.substr(0, 2) + hyphened.substr(3, 3) + hyphened.substr(7);
    if (first_not(licence.digits_, is_digit) != std::string_view::npos) return licence_form(text);
    return licence;
}

std::string ProductionLicence::text() const {
    const std::string number = fmt::format("XK{}-{}-{}", trade(), product(), enterprise());
    return province_.empty() ? number : fmt::format("({}){}", province_, number);
}

std::vector<Warning> ProductionLicence::warnings() const {
    if (province_.empty() || has(provinces, province_)) return {};
    return {{"province", fmt::format("括号内的“{}”不是省级行政区的简称", province_)}};
}

}  // namespace yiguan::keys
