#include "keys/uscc.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

namespace {

// GB 32100-2015: 31 characters without I, O, S, V, Z; the weight of position i is 3^(i-1) mod 31.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

bool allowed(char c) {
    return alphabet.find(c) != std::string_view::npos;
}

}  // namespace

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
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += static_cast<int>(alphabet.find(text[i])) * weights[i];
    if (alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)] != text[17])
        return Error{Code::uscc_check, "", "统一社会信用代码的校验码不对（GB 32100），请逐位核对", "", text};
    std::array<char, 18> characters;
    std::copy(text.begin(), text.end(), characters.begin());
    return Uscc{characters};
}

}  // namespace yiguan::keys
