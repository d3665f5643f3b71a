#include "keys/china/organisation_code.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::keys {

// GB 11714-1997: digits count as they are, A to Z as 10 to 35; 11 - S mod 11, where 10 is X and 11 is 0.
char organisation_check(std::string_view body) {
    constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += (is_digit(body[i]) ? body[i] - '0' : body[i] - 'A' + 10) * weights[i];
    const int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

Result<OrganisationCode> OrganisationCode::parse(std::string_view raw, Reading reading) {
    std::string text = read_text(raw, reading);
    // The hyphen in front of the check character is layout.
    if (text.size() >= 2 && text[text.size() - 2] == '-') text.erase(text.size() - 2, 1);
    TRY_VOID(require_length(text, 9, "组织机构代码"));
    TRY_VOID(require_characters(text, 0, 9, is_capital_or_digit, "组织机构代码", "只能是数字和大写字母"));
    if (organisation_check(text) != text[8])
        return Error{Code::key_check, "@8", "组织机构代码的校验码不对（GB 11714），请逐位核对", "", text};
    OrganisationCode code;
    std::ranges::copy(text, code.characters_.begin());
    return code;
}

}  // namespace yiguan::keys
