#include "keys/uscc.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

namespace {

// GB 32100-2015: 31 characters without I, O, S, V, Z; the weight of position i is 3^(i-1) mod 31.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

bool allowed(char c) {
    return alphabet.find(c) != std::string_view::npos;
}

constexpr std::array<CodeName, 12> departments{{{"1", "机构编制"},
                                                {"2", "外交"},
                                                {"3", "司法行政"},
                                                {"4", "文化"},
                                                {"5", "民政"},
                                                {"6", "旅游"},
                                                {"7", "宗教"},
                                                {"8", "工会"},
                                                {"9", "市场监管(工商)"},
                                                {"A", "中央军委改革和编制办公室"},
                                                {"N", "农业农村"},
                                                {"Y", "其他"}}};
// Department and kind in two characters. The kinds of the amendment's departments are not known.
constexpr std::array<CodeName, 13> kinds{{{"11", "机关"},
                                          {"12", "事业单位"},
                                          {"13", "编办直接管理的群众团体"},
                                          {"19", "其他"},
                                          {"51", "社会团体"},
                                          {"52", "民办非企业单位"},
                                          {"53", "基金会"},
                                          {"59", "其他"},
                                          {"91", "企业"},
                                          {"92", "个体工商户"},
                                          {"93", "农民专业合作社"},
                                          {"99", "其他"},
                                          {"Y1", "其他"}}};

std::optional<std::string_view> find(std::span<const CodeName> table, std::string_view code) {
    const auto found = std::ranges::find(table, code, &CodeName::code);
    if (found == table.end()) return std::nullopt;
    return found->name;
}

bool kinds_known(char department) {
    return std::ranges::any_of(kinds, [&](const CodeName& kind) { return kind.code[0] == department; });
}

}  // namespace

std::optional<UsccSum> uscc_sum(std::string_view text) {
    if (text.size() < weights.size() || first_not(text.substr(0, 17), allowed) != std::string_view::npos)
        return std::nullopt;
    UsccSum out;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        out.products[i] = static_cast<int>(alphabet.find(text[i])) * weights[i];
        out.sum += out.products[i];
    }
    out.check_value = (31 - out.sum % 31) % 31;
    out.check = alphabet[static_cast<std::size_t>(out.check_value)];
    return out;
}

Result<Uscc> Uscc::parse(std::string_view raw) {
    std::string text = fold(raw);
    for (char& c : text) c = to_upper(c);
    const std::size_t length = is_utf8(text) ? utf8_length(text) : text.size();
    if (length != 18)
        return Error{Code::uscc_length, "", fmt::format("统一社会信用代码应为 18 位，这里有 {} 位", length), "",
                     shorten(text, 40)};
    if (const auto at = first_not(text, allowed); at != std::string_view::npos)
        return Error{
            Code::uscc_character, fmt::format("@{}", at),
            fmt::format("统一社会信用代码第 {} 位的字符不允许：只能是数字和除 I、O、S、V、Z 以外的大写字母", at + 1),
            "", shorten(text, 40)};
    if (uscc_sum(text)->check != text[17])
        return Error{Code::uscc_check, "", "统一社会信用代码的校验码不对（GB 32100），请逐位核对", "", text};
    std::array<char, 18> characters;
    std::copy(text.begin(), text.end(), characters.begin());
    return Uscc{characters};
}

std::vector<Warning> Uscc::warnings() const {
    std::vector<Warning> out;
    if (!uscc_department(department()))
        out.push_back({"department", fmt::format("登记管理部门代码 {} 不在代码表内", department())});
    else if (kinds_known(department()) && !uscc_kind(department(), kind()))
        out.push_back({"kind", fmt::format("机构类别代码 {} 不在代码表内", kind())});
    if (!find_division(division()))
        out.push_back({"division", fmt::format("登记机关行政区划码 {} 不在行政区划代码表内", division())});
    if (organisation_check(organisation_code()) != organisation_code()[8])
        out.push_back({"org_check", "第 9 到 17 位的组织机构代码自身的校验码不对（GB 11714）"});
    return out;
}

std::optional<std::string_view> uscc_department(char department) {
    return find(departments, {&department, 1});
}

std::optional<std::string_view> uscc_kind(char department, char kind) {
    const std::array<char, 2> both{department, kind};
    return find(kinds, {both.data(), both.size()});
}

}  // namespace yiguan::keys
