// MA codes (ISO/IEC 15459, issuing agency MA): MA.156.<nodes>, the ID-code form with use, category and model behind a
// slash, and the medical UDI form MA.156.M0.<enterprise>.<product> with production fields.
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

class MaCode {
public:
    enum class Kind {
        identifier,         ///< MA.156.1003.1629
        id_code,            ///< MA.156.1003.1629/10.46100000.model, with or without a slash at the end
        device,             ///< MA.156.M0.100761.21234561
        device_production,  ///< ... .Sx00008.M220117.L20220117
    };
    /// S serial, M made, L lot, D lot of sterilisation, E expiry, V valid until, C check; others are kept.
    struct Field {
        char letter = 'S';
        std::string value;         ///< without its letter
        std::optional<Date> date;  ///< of M, E and V: YYMMDD
        friend auto operator<=>(const Field&, const Field&) = default;
    };

    /// Blanks and full-width forms are folded (`folded`), letters keep their case but for the mark MA. The nodes are
    /// letters, digits and hyphens; behind the slash every visible character but a further slash may stand, at most 200
    /// characters in all. key_form, key_character, key_length, bad_date. Neither check character of the UDI form is
    /// verified: their rule was not published.
    static Result<MaCode> parse(std::string_view text, Reading reading = Reading::folded);

    const std::string& text() const { return text_; }
    Kind kind() const { return kind_; }
    std::string_view country() const { return nodes_[1]; }            ///< ISO 3166 numeric, 156 = China
    const std::vector<std::string>& nodes() const { return nodes_; }  ///< from "MA" to the slash
    /// Of a device: the code without production fields.
    std::string device_identifier() const;
    std::string_view enterprise() const;  ///< of a device
    std::string_view product() const;     ///< of a device
    /// Of a product of eight digits: level 1, goods 6, check 1; else empty.
    std::string_view package_level() const { return product_part(0, 1); }
    std::string_view goods() const { return product_part(1, 6); }
    std::string_view product_check() const { return product_part(7, 1); }
    const std::vector<Field>& production() const { return production_; }
    const std::string& use() const { return use_; }            ///< of an ID code: 10 = product
    const std::string& category() const { return category_; }  ///< of an ID code
    const std::string& model() const { return model_; }        ///< of an ID code
    friend auto operator<=>(const MaCode&, const MaCode&) = default;

private:
    std::string_view product_part(std::size_t first, std::size_t count) const;
    std::string text_;
    Kind kind_ = Kind::identifier;
    std::vector<std::string> nodes_;
    std::vector<Field> production_;
    std::string use_, category_, model_;
};

}  // namespace yiguan::keys
