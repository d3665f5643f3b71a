// Resident identity number 公民身份号码, GB 11643-1999. Errors never carry the number.
#pragma once
#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// Cards of foreign permanent residents (issued since 2023) are not described in a standard that could be read.
enum class ForeignCards { accepted, refused };

class ResidentId {
public:
    enum class Kind {
        resident,
        residence_permit,  ///< 港澳台居民居住证: 810000, 820000, 830000
        foreign_resident,  ///< 外国人永久居留身份证: 9, two digits of the province, three of the nationality
    };
    enum class Sex { female, male };

    /// 18 characters; blanks removed, x folded to X. `today` bounds the birth date. The first fault in this order:
    /// key_length, key_character, key_check, bad_date, future_date, key_value (a province that does not exist; a county
    /// that is not in the table is only warned of, because numbers keep abolished divisions).
    static Result<ResidentId> parse(std::string_view text, Date today, ForeignCards foreign = ForeignCards::accepted);
    /// The 18 characters of a number of 15 digits as given out until 1999 and void since 2013: for history only.
    static Result<ResidentId> from_15(std::string_view text, Date today);

    std::string_view text() const { return {characters_.data(), characters_.size()}; }
    Kind kind() const;
    /// Six digits; of a foreign resident province and nationality (156 = China does not occur).
    std::string_view division() const;
    Date birth() const;
    std::string_view sequence() const { return text().substr(14, 3); }
    Sex sex() const { return (characters_[16] - '0') % 2 == 1 ? Sex::male : Sex::female; }
    char check() const { return characters_[17]; }
    /// "division" for a county that no table has.
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const ResidentId&, const ResidentId&) = default;

private:
    std::array<char, 18> characters_{};
};

/// ISO 7064 MOD 11-2 over 17 digits: 0-9 or X.
char resident_check(std::string_view digits);

/// `lead` characters, stars, `trail` characters; nothing but stars where there would be none in between. 3 and 4 is
/// usual practice for identity and phone numbers; no document prescribes it.
std::string mask(std::string_view text, std::size_t lead = 3, std::size_t trail = 4);

}  // namespace yiguan::keys
