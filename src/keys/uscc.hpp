// Unified social credit code 统一社会信用代码, GB 32100-2015.
#pragma once
#include <array>
#include <compare>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::keys {

/// The identity of an organisation in China: 18 characters with a correct check character. The first character may be a
/// letter (A, N, Y departments). Neither department, division nor the inner organisation code is judged: issued numbers
/// keep abolished divisions, and the amendment's departments are not all known.
class Uscc {
public:
    /// Letters are folded to capitals, full-width forms to ASCII, blanks removed. The code of the error is uscc_length,
    /// uscc_character (pointer "@<position>", from 0, in the folded text) or uscc_check.
    static Result<Uscc> parse(std::string_view text);
    std::string_view text() const { return {characters_.data(), characters_.size()}; }
    /// Characters 9 to 17: the organisation code of GB 11714 with its own check character, without a hyphen.
    std::string_view organisation_code() const { return text().substr(8, 9); }
    /// Characters 3 to 8: the division of registration, GB/T 2260 at the time of issue.
    std::string_view division() const { return text().substr(2, 6); }
    friend auto operator<=>(const Uscc&, const Uscc&) = default;

private:
    explicit Uscc(const std::array<char, 18>& characters) : characters_(characters) {}
    std::array<char, 18> characters_;
};

}  // namespace yiguan::keys
