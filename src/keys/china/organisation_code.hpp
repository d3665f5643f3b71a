// Organisation code 组织机构代码, GB 11714-1997: the characters 9 to 17 of a unified social credit code.
#pragma once
#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// The check character (0-9 or X) for eight capitals and digits.
char organisation_check(std::string_view body);

/// Eight capitals or digits and a check character that is right.
class OrganisationCode {
public:
    /// Nine characters, with or without a hyphen before the last. key_length, key_character, key_check.
    static Result<OrganisationCode> parse(std::string_view text, Reading reading = Reading::folded);
    std::string_view text() const { return {characters_.data(), 9}; }
    std::string_view body() const { return {characters_.data(), 8}; }
    char check() const { return characters_[8]; }
    /// 60003734-1
    std::string printed() const { return std::string(body()) + '-' + check(); }
    friend auto operator<=>(const OrganisationCode&, const OrganisationCode&) = default;

private:
    std::array<char, 9> characters_{};
};

}  // namespace yiguan::keys
