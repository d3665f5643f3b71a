#include "print/letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/json.hpp"

namespace yiguan::embedded {
std::string_view letter_general_json();
std::string_view letter_vehicle_json();
std::string_view letter_battery_json();
std::string_view letter_charger_json();
}  // namespace yiguan::embedded

namespace yiguan::print {
namespace {

std::string text_of(const json::object& o, std::string_view key) {
    const auto& s = o.at(key).as_string();
    return {s.data(), s.size()};
}

std::vector<std::string> texts_of(const json::object& o, std::string_view key) {
    std::vector<std::string> out;
    for (const auto& one : o.at(key).as_array()) out.emplace_back(one.as_string().data(), one.as_string().size());
    return out;
}

Letter read_letter(std::string_view text) {
    const auto data = json::parse(text);
    const auto& o = data.as_object();
    return {.type = text_of(o, "type"),
            .zh = text_of(o, "zh"),
            .en = text_of(o, "en"),
            .edition = static_cast<int>(o.at("edition").to_number<int>()),
            .title = text_of(o, "title"),
            .opening = text_of(o, "opening"),
            .seal = text_of(o, "seal"),
            .articles = texts_of(o, "articles"),
            .signatures = texts_of(o, "signatures"),
            .notes = texts_of(o, "notes")};
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : "、") + text;
    return out;
}

/// 一 to 九十九.
std::string chinese_number(std::size_t n) {
    constexpr std::array<std::string_view, 10> digits{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    std::string out;
    if (n >= 20) out += digits[n / 10 % 10];
    if (n >= 10) out += "十";
    return out + std::string(digits[n % 10]);
}

}  // namespace

std::span<const Letter> letters() {
    static const std::vector<Letter> all{
        read_letter(embedded::letter_vehicle_json()), read_letter(embedded::letter_battery_json()),
        read_letter(embedded::letter_charger_json()), read_letter(embedded::letter_general_json())};
    return all;
}

const Letter* find_letter(std::string_view type) {
    const auto found = std::ranges::find(letters(), type, &Letter::type);
    return found == letters().end() ? nullptr : &*found;
}

Document letter_document(const Letter& letter, const LetterFacts& facts) {
    using Kind = Block::Kind;
    Document document{.title = letter.title,
                      .number = facts.number.empty() ? "" : "编号：" + facts.number,
                      .blocks = {{.kind = Kind::field, .text = facts.name, .label = "企业名称"},
                                 {.kind = Kind::field, .text = facts.uscc, .label = "统一社会信用代码"},
                                 {.kind = Kind::field, .text = joined(facts.brands), .label = "品牌"},
                                 {.kind = Kind::paragraph, .text = letter.opening}},
                      .footer = facts.number.empty() ? letter.title : letter.title + "　" + facts.number,
                      .qr = facts.number};
    for (std::size_t i = 0; i < letter.articles.size(); ++i)
        document.blocks.push_back(
            {.kind = Kind::article, .text = letter.articles[i], .label = chinese_number(i + 1) + "、"});
    for (const auto& signature : letter.signatures) document.blocks.push_back({.kind = Kind::sign, .label = signature});
    document.blocks.push_back({.kind = Kind::seal, .label = letter.seal});
    for (const auto& note : letter.notes) document.blocks.push_back({.kind = Kind::note, .text = "注：" + note});
    return document;
}

}  // namespace yiguan::print
