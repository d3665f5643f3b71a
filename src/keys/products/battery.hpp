// Codes of batteries and chargers. Several schemes overlap and none derives from another (C-05): one type each.
#pragma once
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keys/products/date_code.hpp"

namespace yiguan::keys {

/// The code of 13 characters for a model of charger or battery (GB 42296; EBM-59 to EBM-68): producer, year and
/// specification, written 600037341-24-00 with its two hyphens (C-03). One per model and year, not per piece.
class ModelCode {
public:
    /// exact: capitals and the hyphens as printed. key_length, key_form (a hyphen is missing), key_character.
    static Result<ModelCode> parse(std::string_view text, Reading reading = Reading::folded);
    /// Characters 9 to 17 of the credit code, which are all that is looked at (C-04: the example in the rules has no
    /// valid check character), the last two digits of the year (2000 to 2099) and the specification.
    static Result<ModelCode> make(std::string_view credit_code, int year, std::string_view specification);

    const std::string& text() const { return text_; }
    std::string_view producer() const { return std::string_view(text_).substr(0, 9); }
    int year() const { return 2000 + number(std::string_view(text_).substr(10, 2)); }
    std::string_view specification() const { return std::string_view(text_).substr(13); }
    /// key_value if the code's year is not the one of the production date.
    Result<void> check_production(Date production) const;
    /// key_value if the producer is not the characters 9 to 17 of this credit code.
    Result<void> check_producer(std::string_view credit_code) const;
    /// "org_check": the producer's organisation code fails its own check (EBM-61).
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const ModelCode&, const ModelCode&) = default;

    /// A producer must not use a specification twice (EBM-64): there are 33 * 33 of them.
    static constexpr int specifications = 1089;
    /// The n-th specification, 0 <= n < specifications: 00, 01, ... YY.
    static std::string specification_of(int n);
    static int number_of(std::string_view specification);
    /// Two of 0-9 and A-Z without I, O, Z, in capitals (EBM-63, C-06).
    static bool is_specification(std::string_view text);

private:
    explicit ModelCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// What the rules for the 19 characters leave open: an operator may narrow it.
struct LithiumRules {
    DateCodeTable dates;
    bool (*factory_character)(char) = is_capital_or_digit;
    bool (*feature_character)(char) = is_capital_or_digit;
    std::span<const CodeName> materials;  ///< empty: every material letter is taken
};

/// The serial number of an e-bike lithium battery, 19 characters (EBM-84 to EBM-91): factory 7, material 1,
/// specification 2, date 3, serial 6. There is no check character. Lead-acid and sodium-ion batteries have none.
class LithiumSerial {
public:
    /// key_length, key_character, key_value (a material that is not in the table, a date character that does not
    /// exist), bad_date.
    static Result<LithiumSerial> parse(std::string_view text, Date today, Reading reading = Reading::folded,
                                       const LithiumRules& rules = {});
    const std::string& text() const { return text_; }
    std::string_view factory() const { return std::string_view(text_).substr(0, 7); }
    std::string_view material() const { return std::string_view(text_).substr(7, 1); }
    std::string_view specification() const { return std::string_view(text_).substr(8, 2); }
    std::string_view date_code() const { return std::string_view(text_).substr(10, 3); }
    std::string_view serial() const { return std::string_view(text_).substr(13); }
    /// As decode_date(): the cycle of 30 years is guessed from the day of parsing. With the row's own production date
    /// use check_production().
    Date date() const { return date_; }
    Result<void> check_production(Date production, const DateCodeTable& dates = {}) const;
    friend auto operator<=>(const LithiumSerial&, const LithiumSerial&) = default;

private:
    std::string text_;
    Date date_;
};

/// Traction battery code of GB/T 34014-2017: maker 3, product type P pack, M module, C cell, chemistry 1, specification
/// 2, trace information 7, date 3, serial 7: 24 characters. Second-life codes leave out the trace information: 17.
class TractionCode {
public:
    enum class Form {
        full,         ///< 24
        second_life,  ///< 17
        unverified,   ///< 19 or 25, met on the market: text, its parts are unknown
    };
    enum class Lengths { full_only, all };
    /// key_length, key_character, key_value (product type, chemistry, date), bad_date.
    static Result<TractionCode> parse(std::string_view text, Date today, Reading reading = Reading::folded,
                                      Lengths lengths = Lengths::full_only, const DateCodeTable& dates = {});
    const std::string& text() const { return text_; }
    Form form() const { return form_; }
    // Empty in an unverified code; trace() in a second-life code too.
    std::string_view maker() const { return part(0, 3); }
    std::string_view product_type() const { return part(3, 1); }
    std::string_view chemistry() const { return part(4, 1); }
    std::string_view specification() const { return part(5, 2); }
    std::string_view trace() const { return form_ == Form::full ? part(7, 7) : std::string_view(); }
    std::string_view date_code() const { return part(date_at(), 3); }
    std::string_view serial() const { return part(date_at() + 3, 7); }
    std::optional<Date> date() const { return date_; }
    Result<void> check_production(Date production, const DateCodeTable& dates = {}) const;
    friend auto operator<=>(const TractionCode&, const TractionCode&) = default;

private:
    std::size_t date_at() const { return form_ == Form::full ? 14 : 7; }
    std::string_view part(std::size_t first, std::size_t count) const {
        return form_ == Form::unverified ? std::string_view() : std::string_view(text_).substr(first, count);
    }
    std::string text_;
    Form form_ = Form::full;
    std::optional<Date> date_;
};
/// P 电池包, M 模组, C 单体; nothing for another letter.
std::optional<std::string_view> traction_product_type(std::string_view code);
/// A to G and Z.
std::optional<std::string_view> traction_chemistry(std::string_view code);

}  // namespace yiguan::keys
