// The linters of the GS1 Barcode Syntax Dictionary: what the parts of a value must satisfy beside type and length.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace yiguan::keys::gs1 {

enum class Linter : std::uint8_t {
#define X(name) name,
#include "keys/gs1/linters.inc"
#undef X
};

/// What a linter found; named as in the dictionary's reference list ("incorrect_check_digit").
enum class LintError : std::uint8_t {
#define X(name, zh) name,
#include "keys/gs1/lint_errors.inc"
#undef X
};

std::string_view name_of(Linter linter);
std::string_view name_of(LintError error);
/// The rule in Chinese, without the AI and without a full stop.
std::string_view rule_of(LintError error);
std::optional<Linter> find_linter(std::string_view name);
std::optional<LintError> find_lint_error(std::string_view name);

/// `error` is LintError::ok, or the bytes [at, at + length) of the data break the rule.
struct Lint {
    LintError error = LintError::ok;
    std::size_t at = 0;
    std::size_t length = 0;
    bool ok() const { return error == LintError::ok; }
};

/// What is known of GS1 company prefixes, for the linters gcppos1, gcppos2 and of coupons.
enum class PrefixVerdict : std::uint8_t { known, unknown, offline };
class PrefixSource {
public:
    virtual ~PrefixSource() = default;
    /// Whether the digits begin with an issued company prefix.
    virtual PrefixVerdict ask(std::string_view digits) = 0;
};

/// Applies one linter to one component. Allocates nothing; data of any length and bytes is allowed.
/// @param prefixes  Null: every company prefix counts as issued.
/// Source: GS1 Barcode Syntax Dictionary and the functional descriptions of its linters; GS1 General Specifications
/// 3 (formats of the AIs) and 7.9 (check digits); coupons: GS1 US, North American Coupon Application Guideline.
Lint lint(Linter linter, std::string_view data, PrefixSource* prefixes = nullptr);

}  // namespace yiguan::keys::gs1
