#include "keys/products/ma_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

constexpr std::size_t characters_max = 200;
constexpr std::size_t device_nodes = 5;  // MA, country, M0, enterprise, product

bool is_node_character(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c) || c == '-';
}

Error form(std::string_view text, std::string_view rule) {
    return {Code::key_form, "", std::string(rule), "", shorten(text, 60)};
}

Result<MaCode::Field> read_field(std::string_view node, std::string_view text) {
    MaCode::Field field{node[0], std::string(node.substr(1)), {}};
    if (!is_upper(field.letter) || field.value.empty())
        return form(text, "MA 码的生产信息应为一个大写字母加内容，例如 M220117");
    if (field.letter != 'M' && field.letter != 'E' && field.letter != 'V') return field;
    const std::string_view digits = field.value;
    const bool six = digits.size() == 6 && first_not(digits, is_digit) == std::string_view::npos;
    if (six)
        field.date = Date{2000 + number(digits.substr(0, 2)), number(digits.substr(2, 2)), number(digits.substr(4))};
    if (!six || !is_calendar_day(field.date->year, field.date->month, field.date->day))
        return Error{Code::bad_date, "", fmt::format("MA 码中 {} 之后应为存在的日期，写作年月日各两位", field.letter),
                     "", shorten(text, 60)};
    return field;
}

}  // namespace

Result<MaCode> MaCode::parse(std::string_view raw, Reading reading) {
    MaCode out;
    out.text_ = reading == Reading::folded ? fold(raw) : std::string(raw);
    std::string& text = out.text_;
    if (reading == Reading::folded)
        for (std::size_t i = 0; i < std::min<std::size_t>(2, text.size()); ++i) text[i] = to_upper(text[i]);
    if (!text.starts_with("MA.")) return form(text, "MA 码应以“MA.”开头");
    // The written form has nothing that folding takes away, behind the slash either.
    if (!is_utf8(text) || has_control(text, false) || fold(text) != text)
        return Error{Code::key_character, "", "MA 码含有无效字符、空格或全角字符", "", shorten(text, 60)};
    if (utf8_length(text) > characters_max)
        return Error{Code::key_length, "", fmt::format("MA 码不能超过 {} 个字符", characters_max), "",
                     shorten(text, 60)};

    const std::string_view all = text;
    const auto slash = all.find('/');
    std::string_view head = all.substr(0, slash);
    const auto wrong = first_not(head, [](char c) { return is_node_character(c) || c == '.'; });
    if (wrong != std::string_view::npos)
        return Error{Code::key_character, fmt::format("@{}", wrong),
                     fmt::format("MA 码第 {} 位的字符不允许：各级只能是字母、数字和“-”，以“.”分隔", wrong + 1), "",
                     shorten(text, 60)};
    for (bool more = true; more;) {
        const auto dot = head.find('.');
        out.nodes_.emplace_back(head.substr(0, dot));
        more = dot != std::string_view::npos;
        if (more) head.remove_prefix(dot + 1);
    }
    if (std::ranges::any_of(out.nodes_, &std::string::empty)) return form(text, "MA 码的“.”之间不能为空");
    if (out.nodes_.size() < 3 || out.nodes_[1].size() != 3 ||
        first_not(out.nodes_[1], is_digit) != std::string_view::npos)
        return form(text, "MA 码应为“MA.”加三位国家代码（中国为 156）和至少一级编号");

    if (out.nodes_[2] == "M0") {
        if (out.nodes_.size() < device_nodes || slash != std::string_view::npos)
            return form(text, "MA 码的医疗器械形式应为 MA.156.M0.企业.产品，其后只能是生产信息");
        out.kind_ = out.nodes_.size() == device_nodes ? Kind::device : Kind::device_production;
        for (std::size_t i = device_nodes; i < out.nodes_.size(); ++i) {
            TRY(auto field, read_field(out.nodes_[i], text));
            if (std::ranges::find(out.production_, field.letter, &Field::letter) != out.production_.end())
                return form(text, fmt::format("MA 码的生产信息 {} 重复", field.letter));
            out.production_.push_back(std::move(field));
        }
        return out;
    }
    if (slash == std::string_view::npos) return out;

    out.kind_ = Kind::id_code;
    std::string_view tail = all.substr(slash + 1);
    if (tail.ends_with('/')) tail.remove_suffix(1);
    const auto first = tail.find('.');
    const auto second = first == std::string_view::npos ? first : tail.find('.', first + 1);
    if (second == std::string_view::npos || tail.find('/') != std::string_view::npos)
        return form(text, "MA 码“/”之后应为用途.品类.型号");
    out.use_ = tail.substr(0, first);
    out.category_ = tail.substr(first + 1, second - first - 1);
    out.model_ = tail.substr(second + 1);
    const auto digits = [](std::string_view part) {
        return !part.empty() && first_not(part, is_digit) == std::string_view::npos;
    };
    if (!digits(out.use_) || !digits(out.category_) || out.model_.empty())
        return form(text, "MA 码“/”之后应为用途.品类.型号：用途和品类是数字，型号不能为空");
    return out;
}

std::string MaCode::device_identifier() const {
    if (production_.empty()) return text_;
    std::string out = nodes_[0];
    for (std::size_t i = 1; i < device_nodes; ++i) out += '.' + nodes_[i];
    return out;
}

std::string_view MaCode::enterprise() const {
    return kind_ == Kind::device || kind_ == Kind::device_production ? std::string_view(nodes_[3]) : std::string_view();
}

std::string_view MaCode::product() const {
    return kind_ == Kind::device || kind_ == Kind::device_production ? std::string_view(nodes_[4]) : std::string_view();
}

std::string_view MaCode::product_part(std::size_t first, std::size_t count) const {
    const std::string_view all = product();
    if (all.size() != 8 || first_not(all, is_digit) != std::string_view::npos) return {};
    return all.substr(first, count);
}

}  // namespace yiguan::keys
