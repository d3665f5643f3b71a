// The value of one cell.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "keys/china/phone.hpp"
#include "keys/ecode.hpp"
#include "keys/gs1.hpp"
#include "keys/products/battery.hpp"
#include "keys/uscc.hpp"
#include "sheet/builder.hpp"
#include "sheet/check.hpp"
#include "sheet/words.hpp"

namespace yiguan::sheet {
namespace {

Error refuse(Code code, std::string rule) {
    return {code, "", std::move(rule)};
}

Result<std::string> read_text_cell(const Cell& cell, const Column& column) {
    std::string text = clean_text(cell.text);
    if (cell.kind == CellKind::number && cell.precision_lost)
        return refuse(Code::sheet_precision, "数字超过 15 位，表格软件已丢失尾数，请把单元格设为文本格式后重新填写");
    if (utf8_length(text) > column.chars_max)
        return refuse(Code::too_long, fmt::format("不能超过 {} 个字", column.chars_max));
    return text;
}

Result<std::string> read_number_cell(const Cell& cell, const Column& column, int shift) {
    const auto rule = [&] {
        return column.units.empty() ? std::string("应为数字，如 48 或 0.5")
                                    : fmt::format("应为数字，单位 {}，如 48 或 0.5", column.units.front().name);
    };
    if (cell.kind == CellKind::date)
        return refuse(Code::wrong_type, "单元格是日期，应为数字，请把单元格设为常规格式后重新填写");
    std::string text(cell.text);
    if (cell.kind == CellKind::number && text.find('E') != std::string::npos)
        text = fmt::format("{:.12f}", cell.number);
    std::string unit;
    auto decimal = read_decimal(text, unit);
    if (!decimal) return refuse(Code::wrong_type, rule());
    if (!unit.empty()) {
        const auto known =
            std::ranges::find_if(column.units, [&](const UnitName& u) { return fold_name(u.name) == unit; });
        if (known == column.units.end()) return refuse(Code::wrong_type, rule());
        shift = known->shift;
    }
    std::string value = shift == 0 ? *decimal : shift_decimal(*decimal, shift);
    if (column.minimum && compare_decimals(value, *column.minimum) < 0)
        return refuse(Code::out_of_bounds, fmt::format("不能小于 {}", *column.minimum));
    if (column.maximum && compare_decimals(value, *column.maximum) > 0)
        return refuse(Code::out_of_bounds, fmt::format("不能大于 {}", *column.maximum));
    if (decimals_of(value) > column.decimals)
        return refuse(Code::out_of_bounds,
                      column.decimals == 0 ? "应为整数" : fmt::format("最多 {} 位小数", column.decimals));
    return value;
}

Result<std::string> read_date_cell(const Cell& cell, const Column& column, Date today) {
    std::optional<Date> day;
    if (cell.kind == CellKind::number && cell.number >= 32'874 && cell.number < 73'051) {
        // A date whose format was lost when it was pasted: days since 1899-12-30, 1990 to 2099.
        if (const auto shown = show_date(std::floor(cell.number))) day = read_day(*shown);
    } else {
        day = read_day(cell.text);
    }
    if (!day) return refuse(Code::bad_date, "应为存在的日期，写作 2024/1/1（年份四位）");
    if (!column.future && *day > today) return refuse(Code::future_date, "日期不能晚于今天");
    return to_string(*day);
}

Result<std::string> read_option_cell(const Cell& cell, const Column& column) {
    for (const Option& option : column.options)
        if (cell.text == option.value) return option.value;
    const std::string folded = fold_name(cell.text);
    for (const Option& option : column.options)
        if (folded == fold_name(option.value) ||
            std::ranges::any_of(option.synonyms, [&](const auto& s) { return folded == fold_name(s); }))
            return option.value;
    std::string list;
    for (const Option& option : column.options) list += (list.empty() ? "" : "、") + option.value;
    return refuse(Code::sheet_option, "只能填：" + list);
}

bool is_visible_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c);
}

/// Codes that stand below each other or side by side in one cell would become one when blanks are dropped.
bool holds_several(std::string_view text) {
    const std::string_view inside = trim(text);
    for (const std::string_view between : {"\n", "\r", "\t", ",", ";", "，", "；", "、"})
        if (inside.find(between) != std::string_view::npos) return true;
    return false;
}

template <class T>
Result<std::string> checked(std::string text, const Result<T>& parsed) {
    if (parsed.has_error()) return refuse(parsed.error().code, parsed.error().detail);
    return text;
}

Result<std::string> check_rule(std::string text, const Column& column, Date today) {
    switch (column.rule) {
        case CodeRule::any:
            return text;
        case CodeRule::trace_code:
            if (!is_visible_ascii(text)) return refuse(Code::key_character, "追溯码只能由字母、数字和符号组成");
            // One code, however it is written: rows that mean the same are found by their texts.
            if (const auto code = keys::parse_ecode(text); code.has_value()) return code.value().text();
            return text;
        case CodeRule::model_code: {
            const auto code = keys::ModelCode::parse(text);
            if (code.has_error()) return refuse(code.error().code, code.error().detail);
            return code.value().text();
        }
        case CodeRule::lithium_serial: {
            const auto code = keys::LithiumSerial::parse(text, today);
            if (code.has_error()) return refuse(code.error().code, code.error().detail);
            return code.value().text();
        }
        case CodeRule::specification: {
            std::ranges::transform(text, text.begin(), to_upper);
            if (text.size() != 2 || !std::ranges::all_of(text, keys::is_serial_character))
                return refuse(Code::key_character, "应为两位数字或大写字母，不含 I、O、Z");
            return text;
        }
        case CodeRule::frame:
            if (text.size() < 6 || text.size() > 32 || !std::ranges::all_of(text, is_letter_or_digit))
                return refuse(Code::key_form, "应为 6 至 32 位字母或数字");
            return text;
        case CodeRule::uscc:
            return checked(text, keys::Uscc::parse(text));
        case CodeRule::gtin:
            return checked(text, keys::Gtin::parse(text));
        case CodeRule::gln:
            return checked(text, keys::Gln::parse(text));
        case CodeRule::email: {
            const auto at = text.find('@');
            if (!is_visible_ascii(text) || at == 0 || at == std::string::npos ||
                text.find('@', at + 1) != std::string::npos || text.find('.', at) == std::string::npos ||
                text.back() == '.')
                return refuse(Code::key_form, "应为电子邮箱，如 name@example.com");
            return text;
        }
        case CodeRule::phone:
            return checked(text, keys::parse_phone(text));
    }
    return text;
}

Result<std::string> read_code_cell(const Cell& cell, const Column& column, Date today) {
    if (cell.kind == CellKind::date)
        return refuse(Code::sheet_cell, "编号被表格软件变成了日期，请把单元格设为文本格式后重新填写");
    if (cell.precision_lost)
        return refuse(Code::sheet_precision,
                      "编号被表格软件变成了科学计数，尾数已丢失，请把单元格设为文本格式后重新填写");
    if (cell.kind == CellKind::number && cell.text.find_first_not_of("0123456789") != std::string_view::npos)
        return refuse(Code::key_character, "编号不能是小数或负数");
    std::string_view written = trim(cell.text);
    // The mark by which people keep a program from reading a number.
    if (written.starts_with('\'')) written.remove_prefix(1);
    const bool free = column.rule == CodeRule::any;
    if (!free && holds_several(written)) return refuse(Code::key_form, "一个单元格只能填一个编号");
    std::string text = free ? clean_text(fold_width(written)) : keys::fold(written);
    if (utf8_length(text) > column.chars_max)
        return refuse(Code::too_long, fmt::format("不能超过 {} 位", column.chars_max));
    return check_rule(std::move(text), column, today);
}

}  // namespace

Result<std::string> read_cell(const Cell& cell, const Column& column, int shift, Date today) {
    if (cell.kind == CellKind::error)
        return refuse(Code::sheet_cell, cell.formula && cell.text.starts_with('=')
                                            ? "公式还没有计算结果，请用表格软件打开并保存后再上传"
                                            : "单元格是公式错误，请改为内容本身");
    if (clean_text(cell.text).empty()) return std::string();
    if (cell.kind == CellKind::date && column.kind == Kind::text)
        return refuse(Code::sheet_cell, "内容被表格软件变成了日期，请把单元格设为文本格式后重新填写");
    switch (column.kind) {
        case Kind::text:
            return read_text_cell(cell, column);
        case Kind::number:
            return read_number_cell(cell, column, shift);
        case Kind::date:
            return read_date_cell(cell, column, today);
        case Kind::option:
            return read_option_cell(cell, column);
        case Kind::code:
            return read_code_cell(cell, column, today);
    }
    return std::string();
}

}  // namespace yiguan::sheet
