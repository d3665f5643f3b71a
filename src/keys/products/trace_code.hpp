// Codes of other traceability systems: electronic supervision, drugs, veterinary drugs. No public rule checks them.
#pragma once
#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// 药品追溯码: 20 digits, identification 7 (one for each pack level) and serial 13. GS1 based codes are allowed for
/// drugs as well and are read as such.
class DrugCode {
public:
    /// folded also takes hyphens, which are layout. key_length, key_character.
    static Result<DrugCode> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    std::string_view identification() const { return std::string_view(text_).substr(0, 7); }
    std::string_view serial() const { return std::string_view(text_).substr(7); }
    friend auto operator<=>(const DrugCode&, const DrugCode&) = default;

private:
    explicit DrugCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// 产品质量电子监管码: 20 digits, 16 in early years. Structure and enciphering were never published: text.
class SupervisionCode {
public:
    static Result<SupervisionCode> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    friend auto operator<=>(const SupervisionCode&, const SupervisionCode&) = default;

private:
    explicit SupervisionCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// 兽药追溯码: 24 digits, date of application 8, enterprise 5, random 11.
class VeterinaryCode {
public:
    static Result<VeterinaryCode> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    std::string_view date_digits() const { return std::string_view(text_).substr(0, 8); }
    std::string_view enterprise() const { return std::string_view(text_).substr(8, 5); }
    std::string_view random() const { return std::string_view(text_).substr(13); }
    /// "date" when the first eight digits are no day.
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const VeterinaryCode&, const VeterinaryCode&) = default;

private:
    explicit VeterinaryCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace yiguan::keys
