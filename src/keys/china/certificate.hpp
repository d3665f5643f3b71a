// CCC certificate and mark numbers 强制性产品认证, production licence numbers 工业产品生产许可证.
#pragma once
#include <compare>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// Certification bodies and product classes by their codes: reference data that an operator may replace, because the
/// classes of the e-bike batteries and chargers were published nowhere.
struct CccTables {
    std::span<const CodeName> bodies, classes;
};
CccTables ccc_tables();

/// 16 digits: year of the first issue (20xx), body, product class (two digits group, two digits kind), sequence. There
/// is no check digit: whether it was ever issued, only the body can tell.
class CccCertificate {
public:
    /// key_length (some early certificates were shorter; they are text, not this), key_character, key_value (the year).
    static Result<CccCertificate> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    std::string_view year() const { return std::string_view(text_).substr(0, 4); }
    std::string_view body() const { return std::string_view(text_).substr(4, 2); }
    std::string_view product_class() const { return std::string_view(text_).substr(6, 4); }
    std::string_view sequence() const { return std::string_view(text_).substr(10); }
    /// "year" if it lies after `today`, "body" and "class" if the tables do not have them.
    std::vector<Warning> warnings(Date today, const CccTables& tables = ccc_tables()) const;
    friend auto operator<=>(const CccCertificate&, const CccCertificate&) = default;

private:
    explicit CccCertificate(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// The number on a bought standard mark. Its form is published nowhere: 1 to 32 characters without controls, trimmed.
Result<std::string> parse_ccc_mark(std::string_view text);

/// XK08-001-04763; (鄂)XK12-001-00018 when a province issued it.
class ProductionLicence {
public:
    /// exact: brackets of either width, the abbreviation of one Chinese character. folded: also small letters, other
    /// dashes, no hyphens at all, 【】〔〕[], and the province's name (湖北, 湖北省). key_length, key_character,
    /// key_form.
    static Result<ProductionLicence> parse(std::string_view text, Reading reading = Reading::folded);
    /// The canonical form: ASCII brackets, capitals, hyphens.
    std::string text() const;
    const std::string& province() const { return province_; }  ///< empty for a national licence
    std::string_view trade() const { return std::string_view(digits_).substr(0, 2); }
    std::string_view product() const { return std::string_view(digits_).substr(2, 3); }
    std::string_view enterprise() const { return std::string_view(digits_).substr(5); }
    /// "province" for an abbreviation that no province has.
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const ProductionLicence&, const ProductionLicence&) = default;

private:
    std::string province_, digits_;
};

}  // namespace yiguan::keys
