// The linters couponcode (AI 8110) and couponposoffer (AI 8112). Both are sequences of fields, most of them with a
// length digit in front (VLI). What is missing or cut off marks what is left, or the whole when nothing is left.
#include <algorithm>

#include "keys/gs1/linters_impl.hpp"

namespace yiguan::keys::gs1 {
namespace {

class Fields {
public:
    Fields(std::string_view data, PrefixSource* prefixes) : data_(data), prefixes_(prefixes) {}

    Lint result() const { return found_; }
    bool good() const { return found_.ok(); }
    bool at_end() const { return at_ == data_.size(); }
    /// Takes an optional field's leading digit if it stands here.
    bool option(char id) {
        if (!good() || at_end() || data_[at_] != id) return false;
        ++at_;
        return true;
    }
    /// One digit that must be among `allowed`; '\0' when something is wrong.
    char digit(LintError missing, std::string_view allowed, LintError invalid) {
        if (!good()) return '\0';
        if (at_end()) return fail_rest(missing), '\0';
        if (allowed.find(data_[at_]) == std::string_view::npos) {
            found_ = {invalid, at_, 1};
            return '\0';
        }
        return data_[at_++];
    }
    std::string_view fixed(std::size_t length, LintError truncated) {
        if (!good()) return {};
        if (data_.size() - at_ < length) return fail_rest(truncated), std::string_view();
        const auto field = data_.substr(at_, length);
        at_ += length;
        return field;
    }
    /// A length digit and as many digits as it says, plus `base`.
    void counted(std::size_t base, std::string_view allowed, LintError missing, LintError invalid,
                 LintError truncated) {
        const char length = digit(missing, allowed, invalid);
        if (good()) fixed(base + static_cast<std::size_t>(length - '0'), truncated);
    }
    /// The same for a company prefix of 6 to 12 digits (a GLN has 13); a length of 9 says there is none.
    void prefix(std::string_view allowed, LintError missing, LintError invalid, LintError truncated) {
        const char length = digit(missing, allowed, invalid);
        if (!good() || length == '9') return;
        const auto digits = fixed(6 + static_cast<std::size_t>(length - '0'), truncated);
        if (!good() || prefixes_ == nullptr) return;
        const auto verdict = prefixes_->ask(digits);
        if (verdict == PrefixVerdict::known) return;
        found_ = {verdict == PrefixVerdict::offline ? LintError::gcp_datasource_offline : LintError::invalid_gcp_prefix,
                  at_ - digits.size(), digits.size()};
    }
    std::string_view date(LintError truncated, LintError invalid) {
        const auto digits = fixed(6, truncated);
        if (good() && !lint_date(digits, 2, DayZero::refused).ok()) found_ = {invalid, at_ - 6, 6};
        return digits;
    }
    void fail(LintError error, std::size_t at, std::size_t length) { found_ = {error, at, length}; }
    std::size_t position() const { return at_; }
    void finish() {
        if (good() && !at_end()) fail_rest(LintError::coupon_excess_data);
    }

private:
    void fail_rest(LintError error) { found_ = at_end() ? whole(error, data_) : Lint{error, at_, data_.size() - at_}; }

    std::string_view data_;
    PrefixSource* prefixes_;
    std::size_t at_ = 0;
    Lint found_;
};

constexpr std::string_view any_digit = "0123456789";
constexpr std::string_view requirement_codes = "012349";

}  // namespace

Lint lint_coupon_code(std::string_view data, PrefixSource* prefixes) {
    using enum LintError;
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    Fields f(data, prefixes);
    f.prefix("0123456", coupon_missing_gcp_vli, coupon_invalid_gcp_length, coupon_truncated_gcp);
    f.fixed(6, coupon_truncated_offer_code);
    f.counted(0, "12345", coupon_missing_save_value_vli, coupon_invalid_save_value_length, coupon_truncated_save_value);
    f.counted(0, "12345", coupon_missing_1st_purchase_requirement_vli, coupon_invalid_1st_purchase_requirement_length,
              coupon_truncated_1st_purchase_requirement);
    f.digit(coupon_missing_1st_purchase_requirement_code, requirement_codes,
            coupon_invalid_1st_purchase_requirement_code);
    f.fixed(3, coupon_truncated_1st_purchase_family_code);
    if (f.option('1')) {
        f.digit(coupon_missing_additional_purchase_rules_code, "0123", coupon_invalid_additional_purchase_rules_code);
        f.counted(0, "12345", coupon_missing_2nd_purchase_requirement_vli,
                  coupon_invalid_2nd_purchase_requirement_length, coupon_truncated_2nd_purchase_requirement);
        f.digit(coupon_missing_2nd_purchase_requirement_code, requirement_codes,
                coupon_invalid_2nd_purchase_requirement_code);
        f.fixed(3, coupon_truncated_2nd_purchase_family_code);
        f.prefix("01234569", coupon_missing_2nd_purchase_gcp_vli, coupon_invalid_2nd_purchase_gcp_length,
                 coupon_truncated_2nd_purchase_gcp);
    }
    if (f.option('2')) {
        f.counted(0, "12345", coupon_missing_3rd_purchase_requirement_vli,
                  coupon_invalid_3rd_purchase_requirement_length, coupon_truncated_3rd_purchase_requirement);
        f.digit(coupon_missing_3rd_purchase_requirement_code, requirement_codes,
                coupon_invalid_3rd_purchase_requirement_code);
        f.fixed(3, coupon_truncated_3rd_purchase_family_code);
        f.prefix("01234569", coupon_missing_3rd_purchase_gcp_vli, coupon_invalid_3rd_purchase_gcp_length,
                 coupon_truncated_3rd_purchase_gcp);
    }
    std::string_view expiration;
    if (f.option('3')) expiration = f.date(coupon_too_short_for_expiration_date, coupon_invalid_exipiration_date);
    if (f.option('4')) {
        const auto start = f.date(coupon_too_short_for_start_date, coupon_invalid_start_date);
        // Two-digit years are compared as they stand: a coupon lives for months, and no date of today is known here.
        if (f.good() && !expiration.empty() && expiration < start)
            f.fail(coupon_expiration_before_start, f.position() - 13, 13);
    }
    if (f.option('5'))
        f.counted(6, any_digit, coupon_missing_serial_number_vli, coupon_excess_data, coupon_truncated_serial_number);
    if (f.option('6'))
        f.prefix("1234567", coupon_missing_retailer_gcp_or_gln_vli, coupon_invalid_retailer_gcp_or_gln_length,
                 coupon_truncated_retailer_gcp_or_gln);
    if (f.option('9')) {
        f.digit(coupon_missing_save_value_code, "01256", coupon_invalid_save_value_code);
        f.digit(coupon_missing_save_value_applies_to_item, "012", coupon_invalid_save_value_applies_to_item);
        f.digit(coupon_missing_store_coupon_flag, any_digit, coupon_missing_store_coupon_flag);
        f.digit(coupon_missing_dont_multiply_flag, "01", coupon_invalid_dont_multiply_flag);
    }
    f.finish();
    return f.result();
}

Lint lint_coupon_offer(std::string_view data, PrefixSource* prefixes) {
    using enum LintError;
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    Fields f(data, prefixes);
    f.digit(coupon_missing_format_code, "01", coupon_invalid_format_code);
    f.prefix("0123456", coupon_missing_funder_vli, coupon_invalid_funder_length, coupon_truncated_funder);
    f.fixed(6, coupon_truncated_offer_code);
    f.counted(6, any_digit, coupon_missing_serial_number_vli, coupon_excess_data, coupon_truncated_serial_number);
    f.finish();
    return f.result();
}

}  // namespace yiguan::keys::gs1
