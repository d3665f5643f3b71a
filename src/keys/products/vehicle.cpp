#include "keys/products/vehicle.hpp"

#include <fmt/format.h>

#include <array>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

// GB 16735: 2001 = 1 ... 2009 = 9, 2010 = A ... 2030 = Y.
constexpr std::string_view model_years = "123456789ABCDEFGHJKLMNPRSTVWXY";

bool is_vin_character(char c) {
    return is_capital_or_digit(c) && c != 'I' && c != 'O' && c != 'Q';
}

int vin_value(char c) {
    // A-H 1-8, J-N 1-5, P 7, R 9, S-Z 2-9.
    constexpr std::string_view values = "12345678.12345.7.923456789";
    return is_digit(c) ? c - '0' : values[static_cast<std::size_t>(c - 'A')] - '0';
}

}  // namespace

Result<EbikeCode> EbikeCode::parse(std::string_view raw, Reading reading) {
    const std::string text = read_text(raw, reading);
    if (text.size() == 17 && first_not(text, is_vin_character) == std::string_view::npos)
        return Error{Code::key_length, "", "17 位是机动车的车辆识别代号（VIN），电动自行车整车编码是 15 位数字", "",
                     text};
    TRY_VOID(require_length(text, 15, "整车编码"));
    TRY_VOID(require_characters(text, 0, 15, is_digit, "整车编码", "只能是数字"));
    if (!ebike_kind(text[4]))
        return Error{Code::key_value, "@4", "整车编码第 5 位是车辆种类：1 自行车、2 电动自行车、3 轻便摩托车", "",
                     text};
    return EbikeCode(text);
}

Result<void> EbikeCode::check_production(Date production) const {
    if (production.year % 100 == number(year())) return outcome::success();
    return Error{Code::key_value, "@5",
                 fmt::format("整车编码中的年份是 {}，生产日期是 {}：两者应为同一年", year(), to_string(production)), "",
                 text_};
}

std::optional<std::string_view> ebike_kind(char kind) {
    switch (kind) {
        case '1':
            return "自行车";
        case '2':
            return "电动自行车";
        case '3':
            return "轻便摩托车";
        default:
            return std::nullopt;
    }
}

char vin_check(std::string_view vin) {
    constexpr std::array<int, 17> weights{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (weights[i] != 0) sum += vin_value(vin[i]) * weights[i];
    return "0123456789X"[sum % 11];
}

Result<Vin> Vin::parse(std::string_view raw, Reading reading) {
    const std::string text = read_text(raw, reading);
    TRY_VOID(require_length(text, 17, "车辆识别代号"));
    TRY_VOID(
        require_characters(text, 0, 17, is_vin_character, "车辆识别代号", "只能是数字和除 I、O、Q 以外的大写字母"));
    return Vin(text);
}

std::optional<int> Vin::model_year(Date today) const {
    const auto at = model_years.find(text_[9]);
    if (at == std::string_view::npos) return std::nullopt;
    int year = 2001 + static_cast<int>(at);
    while (year + 30 <= today.year + 1) year += 30;
    // The cycle began in 1971, before there were VINs of 17 characters in use: 1981 is the earliest.
    if (year > today.year + 1 && year - 30 >= 1981) year -= 30;
    return year;
}

std::vector<Warning> Vin::warnings() const {
    std::vector<Warning> out;
    if (vin_check(text_) != text_[8]) out.push_back({"check_digit", "车辆识别代号第 9 位的校验码不对（GB 16735）"});
    if (model_years.find(text_[9]) == std::string_view::npos)
        out.push_back({"model_year", "车辆识别代号第 10 位不是年份代码"});
    return out;
}

}  // namespace yiguan::keys
