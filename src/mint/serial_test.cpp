#include "mint/serial.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "mint/ff1.hpp"
#include "mint/minter.hpp"
#include "mint/serial_cipher.hpp"
#include "mint/serial_text.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::fixed_keys;
using testing::fixed_keys_with_sm4;

const KeyFile& keys() {
    static const KeyFile file = fixed_keys_with_sm4();
    return file;
}

SerialDomain gs1(int chars = gs1_serial_chars) {
    return SerialDomain::gs1(keys::Gtin::parse("6901234567892").value(), chars).value();
}
SerialDomain brief(int chars = short_code_chars) {
    return SerialDomain::short_code(chars).value();
}

std::vector<std::uint32_t> symbols_of(std::uint64_t high, int high_count, std::uint64_t low, int low_count) {
    std::vector<std::uint32_t> out;
    for (int i = high_count - 1; i >= 0; --i) out.push_back(static_cast<std::uint32_t>(high >> (5 * i)) & 31u);
    for (int i = low_count - 1; i >= 0; --i) out.push_back(static_cast<std::uint32_t>(low >> (5 * i)) & 31u);
    return out;
}

// Radix 32 in 64-bit halves against the algorithm as the standard writes it, both ciphers, every length.
RC_GTEST_PROP(SerialCipher, AgreesWithTheGeneralFf1, ()) {
    const auto symbols = *rc::gen::inRange(11, 20);
    const auto algorithm = *rc::gen::element(crypto::Algorithm::aes, crypto::Algorithm::sm4);
    std::array<std::byte, 16> key;
    for (auto& byte : key) byte = static_cast<std::byte>(*rc::gen::arbitrary<char>());
    const auto tweak =
        *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(0, 9), rc::gen::arbitrary<char>());
    const SerialCipher cipher(key, tweak, symbols, algorithm);
    const auto general = Ff1::make(key, 32, algorithm).value();
    const auto count = *rc::gen::inRange<std::size_t>(1, 300);
    std::vector<std::uint64_t> high(count), low(count);
    for (std::size_t k = 0; k < count; ++k) {
        high[k] = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << cipher.high_bits());
        low[k] = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << cipher.low_bits());
    }
    auto a = high, b = low;
    cipher.encipher(a.data(), b.data(), count);
    const int u = symbols / 2, v = symbols - u;
    for (const std::size_t k : {std::size_t{0}, count / 2, count - 1})
        RC_ASSERT(symbols_of(a[k], u, b[k], v) ==
                  general.encrypt(symbols_of(high[k], u, low[k], v), as_bytes(tweak)).value());
    cipher.decipher(a.data(), b.data(), count);
    RC_ASSERT(a == high);
    RC_ASSERT(b == low);
}

// Serials that are printed somewhere must verify for ever.
TEST(Serial, GivesTheSameSerialsForEver) {
    const SerialMinter item(fixed_keys(), gs1(), 0);
    EXPECT_EQ(item.mint(0), "0E6HYRGQ2QY07FZFZRGX");
    EXPECT_EQ(item.mint(1), "0J9C1HWEVSE9WY5MTAYV");
    EXPECT_EQ(item.mint(counter_max), "0HTCCAEYV19WJQBNH9RR");
    EXPECT_EQ(SerialMinter(fixed_keys(), gs1(12), 0).mint(7), "03HXXTC9MVDV");
    EXPECT_EQ(SerialMinter(keys(), gs1(), 1).mint(0), "1SAHRYDX1XAYD0Z7PA67");
    EXPECT_EQ(SerialMinter(fixed_keys(), brief(), 0).mint(0), "0XJGB96W74HRA");
}

// As docs/formats/serials.md describes it, step by step, with nothing but HKDF and the general FF1.
TEST(Serial, IsWhatTheFormatSays) {
    std::array<std::byte, 16> key;
    fixed_keys().derive("yiguan/mint/1/gs1:06901234567892:20/0", key);
    std::string tweak = "G";
    for (int i = 5; i >= 0; --i) tweak += static_cast<char>(std::uint64_t{6'901'234'567'892} >> (8 * i));
    std::vector<std::uint32_t> plain(19, 0);
    plain[17] = 1;
    plain[18] = 3;  // 35
    std::string serial = "0";
    const auto enciphered = Ff1::make(key, 32).value().encrypt(plain, as_bytes(tweak)).value();
    for (const auto symbol : enciphered) serial += serial_alphabet[symbol];
    EXPECT_EQ(SerialMinter(fixed_keys(), gs1(), 0).mint(35), serial);
}

TEST(Serial, HasNoLettersThatLookAlike) {
    EXPECT_EQ(serial_alphabet.size(), 32u);
    EXPECT_EQ(serial_alphabet.find_first_of("ILOU"), std::string_view::npos);
    EXPECT_EQ(fold_short_code("oOiIlLaz09U"), "001111AZ09U");
    EXPECT_TRUE(is_serial(serial_alphabet));
    for (int c = 0; c < 256; ++c)
        EXPECT_EQ(is_serial(std::string(1, static_cast<char>(c))),
                  c != 0 && serial_alphabet.find(static_cast<char>(c)) != std::string_view::npos);
}

TEST(Serial, NamesItsDomains) {
    EXPECT_EQ(gs1().text(), "gs1:06901234567892:20");
    EXPECT_EQ(gs1(12).text(), "gs1:06901234567892:12");
    EXPECT_EQ(brief().text(), "short:13");
    EXPECT_EQ(gs1().gtin(), "06901234567892");
    EXPECT_EQ(brief().gtin(), "");
    EXPECT_EQ(gs1(12).counter_max(), 33'554'431);
    EXPECT_EQ(brief(13).counter_max(), 1'073'741'823);
    EXPECT_EQ(gs1(18).counter_max(), (std::int64_t{1} << 55) - 1);
    EXPECT_EQ(gs1(19).counter_max(), counter_max);
    EXPECT_EQ(gs1(20).counter_max(), counter_max);
    for (const int chars : {-1, 0, 11, 21}) {
        EXPECT_EQ(SerialDomain::short_code(chars).error().pointer, "/length");
        EXPECT_EQ(SerialDomain::gs1(keys::Gtin::parse("6901234567892").value(), chars).error().code, Code::invalid);
    }
}

RC_GTEST_PROP(Serial, VerifiesWhatItMinted, ()) {
    const auto chars = *rc::gen::inRange(12, 21);
    const auto domain = *rc::gen::element(gs1(chars), brief(chars));
    const auto epoch = *rc::gen::inRange(0, 2);
    const auto count = *rc::gen::inRange<std::size_t>(0, 300);
    const auto first = *rc::gen::inRange<std::int64_t>(0, domain.counter_max() - static_cast<std::int64_t>(count) + 1);
    const auto prefix = *rc::gen::element<std::string>("", "(01)06901234567892(21)", "x");
    const SerialMinter minter(keys(), domain, epoch);
    const std::size_t line = prefix.size() + static_cast<std::size_t>(chars) + 1;
    std::string text(count * line + 1, '#');
    minter.mint_many(first, count, text.data(), prefix, '\n');
    RC_ASSERT(text.back() == '#');
    const SerialVerifier verifier(keys(), domain);
    std::vector<std::string_view> serials;
    for (std::size_t k = 0; k < count; ++k) {
        const auto one = std::string_view(text).substr(k * line, line);
        RC_ASSERT(one.starts_with(prefix));
        RC_ASSERT(one.back() == '\n');
        serials.push_back(one.substr(prefix.size(), static_cast<std::size_t>(chars)));
        RC_ASSERT(serials.back()[0] == static_cast<char>('0' + epoch));
        RC_ASSERT(is_serial(serials.back()));
    }
    std::vector<std::optional<SerialMinted>> found(count, SerialMinted{9, 9});
    verifier.verify_many(serials, found);
    for (std::size_t k = 0; k < count; ++k) {
        RC_ASSERT(found[k] == (SerialMinted{epoch, first + static_cast<std::int64_t>(k)}));
        if (k % 64 == 0) {
            RC_ASSERT(minter.mint(first + static_cast<std::int64_t>(k)) == serials[k]);
            RC_ASSERT(verifier.verify(serials[k]) == found[k]);
        }
    }
}

TEST(Serial, MintsToTheLastCounterAndNoFurther) {
    for (const auto& domain : {gs1(), gs1(12), brief(13), brief(18), brief(19)}) {
        const SerialMinter minter(keys(), domain, 0);
        const auto last = domain.counter_max();
        EXPECT_EQ(SerialVerifier(keys(), domain).verify(minter.mint(last)), (SerialMinted{0, last}));
        char out[64];
        EXPECT_THROW(minter.mint(-1, out), std::out_of_range);
        EXPECT_THROW(minter.mint(last + 1, out), std::out_of_range);
        EXPECT_THROW(minter.mint_many(last, 2, out), std::out_of_range);
    }
    EXPECT_THROW(SerialMinter(keys(), gs1(), 10), std::invalid_argument);
    EXPECT_THROW(SerialMinter(keys(), gs1(), -1), std::invalid_argument);
}

TEST(Serial, RefusesEverythingElse) {
    const auto serial = SerialMinter(keys(), gs1(), 0).mint(42);
    const SerialVerifier verifier(keys(), gs1());
    ASSERT_TRUE(verifier.verify(serial));
    for (const std::string& text : std::vector<std::string>{
             "", serial.substr(1), serial + "0", " " + serial.substr(1), std::string(20, '\0'), "A" + serial.substr(1),
             "2" + serial.substr(1), "1" + serial.substr(1), serial.substr(0, 19) + "I", serial.substr(0, 19) + "\x80"})
        EXPECT_EQ(verifier.verify(text), std::nullopt) << text;
    std::string small = serial;
    for (char& c : small) c = to_lower(c);
    ASSERT_NE(small, serial);
    EXPECT_EQ(verifier.verify(small), std::nullopt) << "serials of GS1 tell capitals from small letters";
    const auto other = SerialDomain::gs1(keys::Gtin::parse("6901234567885").value()).value();
    EXPECT_EQ(SerialVerifier(keys(), other).verify(serial), std::nullopt);
    EXPECT_EQ(SerialVerifier(testing::random_keys(), gs1()).verify(serial), std::nullopt);
    EXPECT_EQ(SerialVerifier(fixed_keys(), gs1()).verify(SerialMinter(keys(), gs1(), 1).mint(42)), std::nullopt)
        << "an epoch that the file does not list";
    const auto short_code = SerialMinter(keys(), brief(20), 0).mint(42);
    EXPECT_EQ(verifier.verify(short_code), std::nullopt);
}

TEST(FindSerial, ReadsWhatIsPrintedAndScanned) {
    const std::string s = SerialMinter(keys(), gs1(), 0).mint(42), c = SerialMinter(keys(), brief(), 0).mint(7);
    const auto is = [](const std::optional<FoundSerial>& found, const SerialDomain& domain, const std::string& serial) {
        return found && found->domain == domain && found->serial == serial;
    };
    const std::string transmitted = "010690123456789221" + s;
    for (const auto& text : std::vector<std::string>{
             "(01)06901234567892(21)" + s, "(01)06901234567892(10)LOT(21)" + s,
             "https://id.gs1.org/01/06901234567892/21/" + s,
             "HTTPS://example.cn/a/b/01/06901234567892/21/" + s + "?linkType=all", transmitted, "]Q3" + transmitted,
             "]d2" + transmitted +
                 "\x1d"
                 "10LOT",
             "^" + transmitted, "\x1d" + transmitted, "]Q1https://example.cn/01/06901234567892/21/" + s,
             "urn:epc:id:sgtin:6901234.056789." + s})
        EXPECT_TRUE(is(find_serial(text), gs1(), s)) << text;
    std::string small = c;
    for (char& one : small) one = one == '0' ? 'o' : to_lower(one);
    for (const auto& text : {c, small, "https://t.example.cn/" + c, "http://t.example.cn/s/" + c + "?from=app",
                             "https://t.example.cn/" + small, "]Q1https://t.example.cn/" + c, "]Q1" + c})
        EXPECT_TRUE(is(find_serial(text), brief(), c)) << text;
    for (const auto& text : std::vector<std::string>{
             "", "0", "(01)06901234567893(21)" + s, "(01)06901234567892", "(21)" + s, "https://example.cn/", "https://",
             "(01)06901234567892(21)" + s.substr(0, 11), "urn:epc:idpat:sgtin:6901234.056789.*",
             "urn:epc:id:sscc:6901234.1234567890", "https://example.cn/01/06901234567892", std::string(20, '-'),
             std::string(300, '('), "你好你好你好你好"})
        EXPECT_FALSE(find_serial(text)) << text;
}

}  // namespace
}  // namespace yiguan::mint
