// What the published vectors of the linters leave out (conform/conform_elements_test.cpp runs those).
#include "keys/gs1/linters.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "keys/gs1/ai_table.hpp"

namespace yiguan::keys::gs1 {
namespace {

std::string marked(Linter linter, std::string_view data, PrefixSource* prefixes = nullptr) {
    const Lint found = lint(linter, data, prefixes);
    if (found.ok()) return "ok";
    return fmt::format("{} {}*{}*{}", name_of(found.error), data.substr(0, found.at),
                       data.substr(found.at, found.length), data.substr(found.at + found.length));
}

class Answers : public PrefixSource {
public:
    explicit Answers(PrefixVerdict verdict) : verdict_(verdict) {}
    PrefixVerdict ask(std::string_view digits) override {
        asked = digits;
        return verdict_;
    }
    std::string asked;

private:
    PrefixVerdict verdict_;
};

TEST(Linters, HaveNamesThatAreFoundAgain) {
    std::size_t linters = 0;
    for (const AiInfo& info : all_ais())
        for (const Component& part : info.components)
            for (const Linter linter : part.linters()) {
                EXPECT_EQ(find_linter(name_of(linter)), linter);
                ++linters;
            }
    EXPECT_GT(linters, 100u);
    EXPECT_EQ(find_linter("key"), std::nullopt);
    EXPECT_EQ(find_lint_error("incorrect_check_digit"), LintError::incorrect_check_digit);
    EXPECT_EQ(find_lint_error("nonesuch"), std::nullopt);
    for (int e = 0; e <= static_cast<int>(LintError::coupon_excess_data); ++e) {
        const auto error = static_cast<LintError>(e);
        EXPECT_EQ(find_lint_error(name_of(error)), error);
        EXPECT_TRUE(is_utf8(rule_of(error)) && !rule_of(error).empty()) << name_of(error);
    }
}

TEST(Linters, CompanyPrefixes) {
    EXPECT_EQ(marked(Linter::gcppos1, "123"), "too_short_for_gcp *123*");
    EXPECT_EQ(marked(Linter::gcppos1, "1234"), "ok");
    EXPECT_EQ(marked(Linter::gcppos1, "123A5"), "invalid_gcp_prefix 123*A*5");
    EXPECT_EQ(marked(Linter::gcppos2, "1234"), "too_short_for_gcp 1*234*");
    EXPECT_EQ(marked(Linter::gcppos2, "1"), "too_short_for_gcp *1*");
    EXPECT_EQ(marked(Linter::gcppos2, "1A234"), "invalid_gcp_prefix 1*A*234");
    EXPECT_EQ(marked(Linter::gcppos2, "12345"), "ok");
    Answers known(PrefixVerdict::known), unknown(PrefixVerdict::unknown), offline(PrefixVerdict::offline);
    EXPECT_EQ(marked(Linter::gcppos2, "06900000011225", &known), "ok");
    EXPECT_EQ(known.asked, "690000001122");
    EXPECT_EQ(marked(Linter::gcppos1, "6901234ASSET", &unknown), "invalid_gcp_prefix *6901234ASSET*");
    EXPECT_EQ(unknown.asked, "6901234");
    EXPECT_EQ(marked(Linter::gcppos2, "06900000011225", &offline), "gcp_datasource_offline 0*6900000011225*");
}

TEST(Linters, TimesAndDates) {
    EXPECT_EQ(marked(Linter::hhmi, "2400"), "illegal_hour *24*00");
    EXPECT_EQ(marked(Linter::hhmi, "2360"), "illegal_minute 23*60*");
    EXPECT_EQ(marked(Linter::mi, "60"), "illegal_minute *60*");
    EXPECT_EQ(marked(Linter::ss, "60"), "illegal_second *60*");
    EXPECT_EQ(marked(Linter::ss, "0x"), "non_digit_character 0*x*");
    EXPECT_EQ(marked(Linter::yymmdd, "261100"), "illegal_day 2611*00*");
    EXPECT_EQ(marked(Linter::yymmd0, "261100"), "ok");
    EXPECT_EQ(marked(Linter::yymmd0, "000229"), "ok");
    EXPECT_EQ(marked(Linter::yyyymmd0, "19000229"), "illegal_day 190002*29*");
    EXPECT_EQ(marked(Linter::yyyymmdd, "20000229"), "ok");
    EXPECT_EQ(marked(Linter::yyyymmdd, "202611200"), "date_too_long *202611200*");
}

TEST(Linters, Places) {
    EXPECT_EQ(marked(Linter::latitude, "1800000000"), "ok");
    EXPECT_EQ(marked(Linter::latitude, "1800000001"), "invalid_latitude *1800000001*");
    EXPECT_EQ(marked(Linter::latitude, "180000000"), "latitude_invalid_length *180000000*");
    EXPECT_EQ(marked(Linter::longitude, "3600000000"), "ok");
    EXPECT_EQ(marked(Linter::longitude, "3600000001"), "invalid_longitude *3600000001*");
    EXPECT_EQ(marked(Linter::longitude, "36000000x0"), "non_digit_character 36000000*x*0");
    EXPECT_EQ(marked(Linter::iso3166, "156"), "ok");
    EXPECT_EQ(marked(Linter::iso3166999, "999"), "ok");
    EXPECT_EQ(marked(Linter::iso3166alpha2, "cn"), "not_iso3166_alpha2 *cn*");
    EXPECT_EQ(marked(Linter::iso4217, "156"), "ok");
}

TEST(Linters, SmallOnes) {
    EXPECT_EQ(marked(Linter::nonzero, "000"), "illegal_zero_value *000*");
    EXPECT_EQ(marked(Linter::nozeroprefix, "0"), "illegal_zero_prefix *0*");
    EXPECT_EQ(marked(Linter::nozeroprefix, "1A"), "non_digit_character 1*A*");
    EXPECT_EQ(marked(Linter::hyphen, ""), "not_hyphen **");
    EXPECT_EQ(marked(Linter::hyphen, "-A"), "not_hyphen *-A*");
    EXPECT_EQ(marked(Linter::zero, ""), "not_zero **");
    EXPECT_EQ(marked(Linter::hhmi, "82B3"), "illegal_hour *82*B3");
    EXPECT_EQ(marked(Linter::hhmi, "12B3"), "non_digit_character 12*B*3");
    EXPECT_EQ(marked(Linter::hhmi, "1260"), "illegal_minute 12*60*");
    EXPECT_EQ(marked(Linter::pieceoftotal, "0A3"), "non_digit_character 0*A*3");
    EXPECT_EQ(marked(Linter::packagetype, "OP"), "invalid_package_type *OP*");
    EXPECT_EQ(marked(Linter::csum, ""), "too_short_for_check_digit **");
    EXPECT_EQ(marked(Linter::csumalpha, "2"), "too_short_for_check_pair *2*");
    EXPECT_EQ(marked(Linter::csumalpha, std::string(100, '2')),
              "too_long_for_check_pair_implementation *" + std::string(100, '2') + "*");
    EXPECT_EQ(marked(Linter::importeridx, "AB"), "importer_idx_must_be_one_character *AB*");
    EXPECT_EQ(marked(Linter::importeridx, "-"), "ok");
    EXPECT_EQ(marked(Linter::iso5218, "9"), "ok");
    EXPECT_EQ(marked(Linter::winding, "9"), "ok");
    EXPECT_EQ(marked(Linter::mediatype, "01"), "ok");
    EXPECT_EQ(marked(Linter::mediatype, "00"), "invalid_media_type *00*");
    EXPECT_EQ(marked(Linter::mediatype, "99"), "ok");
    EXPECT_EQ(marked(Linter::cset64, "1=2="), "invalid_cset64_padding 1=2*=*");  // before the characters
    EXPECT_EQ(marked(Linter::cset64, "12="), "ok");
    EXPECT_EQ(marked(Linter::cset64, "1=="), "ok");
    EXPECT_EQ(marked(Linter::cset32, "0"), "invalid_cset32_character *0*");
    EXPECT_EQ(marked(Linter::posinseqslash, "1/02"), "illegal_zero_prefix 1/*02*");
    EXPECT_EQ(marked(Linter::posinseqslash, "1/"), "position_in_sequence_malformed *1/*");
    EXPECT_EQ(marked(Linter::pcenc, "A%2"), "invalid_percent_sequence A*%2*");
    EXPECT_EQ(marked(Linter::iban, "GB82WEST12345698765432"), "ok");
    EXPECT_EQ(marked(Linter::iban, "ZZ82WEST12345698765432"), "illegal_iban_country_code *ZZ*82WEST12345698765432");
    EXPECT_EQ(marked(Linter::iban, "GB8"), "iban_too_short *GB8*");
    EXPECT_EQ(marked(Linter::iban, "ZZ8A"), "illegal_iban_country_code *ZZ*8A");
    EXPECT_EQ(marked(Linter::iban, "GB82WEST12"), "iban_too_short *GB82WEST12*");
    EXPECT_EQ(marked(Linter::iban, "GB82WEST1234569876543212345698765432"),
              "iban_too_long *GB82WEST1234569876543212345698765432*");
    EXPECT_EQ(marked(Linter::iban, "GB82west12345698765432"), "invalid_iban_character GB82*w*est12345698765432");
    EXPECT_EQ(marked(Linter::packagetype, "PX"), "ok");
    EXPECT_EQ(marked(Linter::packagetype, ""), "invalid_package_type **");
}

TEST(Linters, Coupons) {
    EXPECT_EQ(marked(Linter::couponposoffer, ""), "coupon_missing_format_code **");
    EXPECT_EQ(marked(Linter::couponposoffer, "0012345"), "coupon_truncated_funder 00*12345*");
    EXPECT_EQ(marked(Linter::couponcode,
                     "0123456123456111101233500606"
                     "4500607"),
              "coupon_expiration_before_start 0123456123456111101233*5006064500607*");
    EXPECT_EQ(marked(Linter::couponcode,
                     "0123456123456111101233500607"
                     "4500606"),
              "ok");
    EXPECT_EQ(marked(Linter::couponcode,
                     "012345612345611110"
                     "1236"),
              "coupon_missing_retailer_gcp_or_gln_vli *0123456123456111101236*");
    Answers unknown(PrefixVerdict::unknown);
    EXPECT_EQ(marked(Linter::couponcode, "012345612345611110123", &unknown),
              "invalid_gcp_prefix 0*123456*12345611110123");
}

RC_GTEST_PROP(Linters, MarkAPlaceInsideTheData, (const std::string& data)) {
    for (int l = 0; l <= static_cast<int>(Linter::zero); ++l) {
        const Lint found = lint(static_cast<Linter>(l), data);
        RC_ASSERT(found.at <= data.size());
        RC_ASSERT(found.length <= data.size() - found.at);
        RC_ASSERT(!found.ok() || found.length == 0u);
    }
}

}  // namespace
}  // namespace yiguan::keys::gs1
