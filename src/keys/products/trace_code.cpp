#include "keys/products/trace_code.hpp"

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

constexpr std::string_view digits = "只能是数字";

std::string read_digits(std::string_view raw, Reading reading) {
    std::string text = read_text(raw, reading);
    if (reading == Reading::folded) std::erase(text, '-');
    return text;
}

Result<std::string> parse_digits(std::string_view raw, Reading reading, std::size_t length, std::string_view what) {
    std::string text = read_digits(raw, reading);
    TRY_VOID(require_length(text, length, what));
    TRY_VOID(require_characters(text, 0, length, is_digit, what, digits));
    return text;
}

}  // namespace

Result<DrugCode> DrugCode::parse(std::string_view raw, Reading reading) {
    TRY(auto text, parse_digits(raw, reading, 20, "药品追溯码"));
    return DrugCode(std::move(text));
}

Result<SupervisionCode> SupervisionCode::parse(std::string_view raw, Reading reading) {
    const bool early = read_digits(raw, reading).size() == 16;
    TRY(auto text, parse_digits(raw, reading, early ? 16 : 20, "电子监管码"));
    return SupervisionCode(std::move(text));
}

Result<VeterinaryCode> VeterinaryCode::parse(std::string_view raw, Reading reading) {
    TRY(auto text, parse_digits(raw, reading, 24, "兽药追溯码"));
    return VeterinaryCode(std::move(text));
}

std::vector<Warning> VeterinaryCode::warnings() const {
    const std::string_view date = date_digits();
    if (is_calendar_day(number(date.substr(0, 4)), number(date.substr(4, 2)), number(date.substr(6)))) return {};
    return {{"date", "兽药追溯码的前 8 位应为申请日期，这里不是一个存在的日期"}};
}

}  // namespace yiguan::keys
