#include "mint/ff1.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "keys/testing.hpp"

namespace yiguan::mint {
namespace {

using keys::testing::text_of;
using keys::testing::vectors;
using Numerals = std::vector<std::uint32_t>;

constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
const char* const file = "src/mint/testdata/ff1.json";

std::vector<std::byte> bytes_of(const std::string& hex) {
    const auto bytes = from_hex(hex).value();
    const auto view = as_bytes(bytes);
    return {view.begin(), view.end()};
}

Numerals numerals_of(const std::string& text) {
    Numerals out;
    for (const char c : text) out.push_back(static_cast<std::uint32_t>(alphabet.find(c)));
    return out;
}

Numerals numerals_of(const boost::json::value& list) {
    Numerals out;
    for (const auto& n : list.as_array()) out.push_back(static_cast<std::uint32_t>(n.as_int64()));
    return out;
}

Ff1 ff1_of(const boost::json::value& row) {
    return Ff1::make(bytes_of(text_of(row, "key")), static_cast<std::uint32_t>(row.as_object().at("radix").as_int64()))
        .value();
}

void expect_both_ways(const Ff1& ff1, const std::vector<std::byte>& tweak, const Numerals& plain,
                      const Numerals& cipher) {
    EXPECT_EQ(ff1.encrypt(plain, tweak).value(), cipher);
    EXPECT_EQ(ff1.decrypt(cipher, tweak).value(), plain);
}

// NIST SP 800-38G, samples 1 to 9 (AES-128, -192, -256; radix 10 and 36), and the derived vectors.
TEST(Ff1, GivesTheOfficialVectorsBothWays) {
    const auto all = vectors(file);
    EXPECT_EQ(all.at("nist").as_array().size(), 9u);
    for (const char* part : {"nist", "derived"})
        for (const auto& row : all.at(part).as_array())
            expect_both_ways(ff1_of(row), bytes_of(text_of(row, "tweak")), numerals_of(text_of(row, "plaintext")),
                             numerals_of(text_of(row, "ciphertext")));
    for (const auto& row : all.at("numerals").as_array())
        expect_both_ways(ff1_of(row), bytes_of(text_of(row, "tweak")),
                         numerals_of(row.as_object().at("plaintext_numerals")),
                         numerals_of(row.as_object().at("ciphertext_numerals")));
}

TEST(Ff1, KeepsTheLimits) {
    const std::vector<std::byte> key(16);
    const auto all = vectors(file);
    for (const auto& row : all.at("limits").as_array()) {
        const auto& object = row.as_object();
        if (!object.contains("radix") || !object.contains("length")) continue;
        const auto radix = static_cast<std::uint32_t>(object.at("radix").as_int64());
        const auto length = static_cast<std::size_t>(object.at("length").as_int64());
        const auto ff1 = Ff1::make(key, radix);
        const bool accepted = ff1.has_value() && ff1.value().encrypt(Numerals(length, 0), {}).has_value();
        EXPECT_EQ(accepted, object.at("error").is_null()) << radix << " " << length;
    }
    EXPECT_TRUE(Ff1::make(std::vector<std::byte>(3), 10).has_error());
    EXPECT_TRUE(Ff1::make(key, 1).has_error());
    EXPECT_TRUE(Ff1::make(key, 65537).has_error());
    const auto decimal = Ff1::make(key, 10).value();
    EXPECT_TRUE(decimal.encrypt({}, {}).has_error());
    EXPECT_TRUE(decimal.encrypt(Numerals{1, 2, 3, 4, 5, 10}, {}).has_error());
    EXPECT_TRUE(decimal.decrypt(Numerals{1, 2, 3, 4, 5, 10}, {}).has_error());
}

}  // namespace
}  // namespace yiguan::mint
