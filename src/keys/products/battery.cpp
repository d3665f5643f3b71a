#include "keys/products/battery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "keys/china/organisation_code.hpp"

namespace yiguan::keys {

namespace {

constexpr std::string_view model = "型号编码", lithium = "锂电池编码", traction = "动力电池编码";
constexpr std::string_view capitals = "只能是数字和大写字母";
constexpr std::string_view no_ioz = "只能是数字和除 I、O、Z 以外的大写字母";
constexpr std::string_view specification_alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXY";

// GB/T 34014-2017. The letters are those met in public programs; the names of the chemistries are common knowledge.
constexpr std::array<CodeName, 3> product_types{{{"P", "电池包"}, {"M", "模组"}, {"C", "单体"}}};
constexpr std::array<CodeName, 8> chemistries{{{"A", "镍氢"},
                                               {"B", "磷酸铁锂"},
                                               {"C", "锰酸锂"},
                                               {"D", "钴酸锂"},
                                               {"E", "三元"},
                                               {"F", "超级电容器"},
                                               {"G", "钛酸锂"},
                                               {"Z", "其他"}}};

std::optional<std::string_view> find(std::span<const CodeName> table, std::string_view code) {
    const auto found = std::ranges::find(table, code, &CodeName::code);
    if (found == table.end()) return std::nullopt;
    return found->name;
}

Error not_in_table(std::string_view text, std::size_t at, std::string_view what, std::string_view rule) {
    return {Code::key_value, fmt::format("@{}", at), fmt::format("第 {} 位是{}：{}", at + 1, what, rule), "",
            shorten(text, 40)};
}

}  // namespace

Result<ModelCode> ModelCode::parse(std::string_view raw, Reading reading) {
    const std::string text = read_text(raw, reading);
    if (text.size() == 13 && text.find('-') == std::string::npos)
        return Error{Code::key_form, "", "型号编码的三部分之间必须有“-”，例如 600037341-24-00", "", shorten(text, 40)};
    TRY_VOID(require_length(text, 15, "型号编码连同两个“-”"));
    if (text.size() != 15 || text[9] != '-' || text[12] != '-')
        return Error{Code::key_form, "", "型号编码应为 9 位企业代码-2 位年份-2 位型号规格代码，以“-”分隔", "",
                     shorten(text, 40)};
    TRY_VOID(require_characters(text, 0, 8, is_capital_or_digit, model, capitals));
    TRY_VOID(require_characters(
        text, 8, 1, [](char c) { return is_digit(c) || c == 'X'; }, model, "企业代码的末位只能是数字或 X"));
    TRY_VOID(require_characters(text, 10, 2, is_digit, model, "年份代码是两位数字"));
    TRY_VOID(require_characters(text, 13, 2, is_serial_character, model, no_ioz));
    return ModelCode(text);
}

Result<ModelCode> ModelCode::make(std::string_view credit_code, int year, std::string_view specification) {
    const std::string credit = read_text(credit_code, Reading::folded);
    TRY_VOID(require_length(credit, 18, "统一社会信用代码"));
    TRY_VOID(require_characters(credit, 0, 18, is_capital_or_digit, "统一社会信用代码", capitals));
    if (year < 2000 || year > 2099)
        return Error{Code::out_of_bounds, "", "生产年份应在 2000 到 2099 之间", "", fmt::to_string(year)};
    return parse(fmt::format("{}-{:02}-{}", credit.substr(8, 9), year % 100, specification), Reading::exact);
}

Result<void> ModelCode::check_production(Date production) const {
    if (production.year == year()) return outcome::success();
    return Error{Code::key_value, "@10",
                 fmt::format("型号编码中的年份是 {}，生产日期是 {}：两者应为同一年", year(), to_string(production)), "",
                 text_};
}

Result<void> ModelCode::check_producer(std::string_view credit_code) const {
    const std::string credit = read_text(credit_code, Reading::folded);
    TRY_VOID(require_length(credit, 18, "统一社会信用代码"));
    if (credit.compare(8, 9, producer()) == 0) return outcome::success();
    return Error{Code::key_value, "@0", "型号编码的前 9 位应为统一社会信用代码的第 9 到 17 位", "", text_};
}

std::vector<Warning> ModelCode::warnings() const {
    if (organisation_check(producer()) == producer()[8]) return {};
    return {{"org_check", "企业代码（组织机构代码）自身的校验码不对（GB 11714）"}};
}

std::string ModelCode::specification_of(int n) {
    return {specification_alphabet[static_cast<std::size_t>(n / 33)],
            specification_alphabet[static_cast<std::size_t>(n % 33)]};
}

int ModelCode::number_of(std::string_view specification) {
    return static_cast<int>(specification_alphabet.find(specification[0]) * 33 +
                            specification_alphabet.find(specification[1]));
}

bool ModelCode::is_specification(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) {
               return specification_alphabet.find(c) != specification_alphabet.npos;
           });
}

Result<LithiumSerial> LithiumSerial::parse(std::string_view raw, Date today, Reading reading,
                                           const LithiumRules& rules) {
    LithiumSerial out;
    out.text_ = read_text(raw, reading);
    const std::string& text = out.text_;
    TRY_VOID(require_length(text, 19, lithium));
    TRY_VOID(require_characters(text, 0, 7, rules.factory_character, lithium, capitals));
    TRY_VOID(require_characters(text, 7, 3, rules.feature_character, lithium, capitals));
    if (!rules.materials.empty() && !find(rules.materials, out.material()))
        return not_in_table(text, 7, "材料类型", "不在材料类型代码表内");
    // In front of the date: there the characters have a reason of their own.
    TRY_VOID(require_characters(text, 13, 6, is_serial_character, lithium, no_ioz));
    TRY(out.date_, decode_date(out.date_code(), today, rules.dates, 10));
    return out;
}

Result<void> LithiumSerial::check_production(Date production, const DateCodeTable& dates) const {
    return check_date_code(date_code(), production, dates, 10);
}

Result<TractionCode> TractionCode::parse(std::string_view raw, Date today, Reading reading, Lengths lengths,
                                         const DateCodeTable& dates) {
    TractionCode out;
    out.text_ = read_text(raw, reading);
    const std::string& text = out.text_;
    if (lengths == Lengths::all) {
        if (text.size() == 17) out.form_ = Form::second_life;
        if (text.size() == 19 || text.size() == 25) out.form_ = Form::unverified;
    }
    if (out.form_ == Form::full) {
        TRY_VOID(require_length(text, 24, traction));
    }
    TRY_VOID(require_characters(text, 0, text.size(), is_capital_or_digit, traction, capitals));
    if (out.form_ == Form::unverified) return out;
    if (!traction_product_type(out.product_type()))
        return not_in_table(text, 3, "产品类型", "只能是 P（电池包）、M（模组）或 C（单体）");
    if (!traction_chemistry(out.chemistry())) return not_in_table(text, 4, "电池类型", "只能是 A 到 G 或 Z");
    TRY(out.date_, decode_date(out.date_code(), today, dates, out.date_at()));
    return out;
}

Result<void> TractionCode::check_production(Date production, const DateCodeTable& dates) const {
    if (form_ == Form::unverified) return outcome::success();
    return check_date_code(date_code(), production, dates, date_at());
}

std::optional<std::string_view> traction_product_type(std::string_view code) {
    return find(product_types, code);
}

std::optional<std::string_view> traction_chemistry(std::string_view code) {
    return find(chemistries, code);
}

}  // namespace yiguan::keys
