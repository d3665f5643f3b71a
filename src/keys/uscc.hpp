// Unified social credit code 统一社会信用代码, GB 32100-2015.
#pragma once
#include <array>
#include <compare>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// The identity of an organisation in China: 18 characters with a correct check character. The first character may be a
/// letter (A, N, Y departments). Neither department, division nor the inner organisation code is judged: issued numbers
/// keep abolished divisions, and the amendment's departments are not all known. warnings() tells of them.
class Uscc {
public:
    /// Letters are folded to capitals, full-width forms to ASCII, blanks removed. The code of the error is uscc_length,
    /// uscc_character (pointer "@<position>", from 0, in the folded text) or uscc_check.
    static Result<Uscc> parse(std::string_view text);
    std::string_view text() const { return {characters_.data(), characters_.size()}; }
    /// Character 1, the department of registration; uscc_department() names it.
    char department() const { return characters_[0]; }
    /// Character 2, the kind of organisation, counted within the department.
    char kind() const { return characters_[1]; }
    /// Characters 3 to 8: the division of registration, GB/T 2260 at the time of issue.
    std::string_view division() const { return text().substr(2, 6); }
    /// Characters 9 to 17: the organisation code of GB 11714 with its own check character, without a hyphen.
    std::string_view organisation_code() const { return text().substr(8, 9); }
    char check() const { return characters_[17]; }
    /// "department", "kind", "division" for what no table has, "org_check" for an organisation code whose own check
    /// character is wrong.
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const Uscc&, const Uscc&) = default;

private:
    explicit Uscc(const std::array<char, 18>& characters) : characters_(characters) {}
    std::array<char, 18> characters_;
};

/// 市场监管(工商) for '9'. 1, 5, 9 and Y stand in the text of 2015, the others in the amendment.
std::optional<std::string_view> uscc_department(char department);
/// 企业 for '9', '1'. Nothing for a department whose kinds are not known.
std::optional<std::string_view> uscc_kind(char department, char kind);

/// The steps of the check character, for showing where a number goes wrong.
struct UsccSum {
    std::array<int, 17> products{};  ///< value of each character times its weight
    int sum = 0;
    int check_value = 0;  ///< index of the right check character in the alphabet, 0 to 30
    char check = '0';
};
/// Of the first 17 characters of `text`, which are of the alphabet; nothing otherwise.
std::optional<UsccSum> uscc_sum(std::string_view text);

}  // namespace yiguan::keys
