// sm.json. Signatures and ciphertexts hold a random number, so those of the file are verified and deciphered, and fresh
// ones are made and read back.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "mint/conform_impl.hpp"

namespace yiguan::mint::conform {

namespace {

using crypto::Bytes;
using crypto::module;
using keys::conform::Report;

/// "/message" as text, "/message_hex" as bytes, or `length` bytes made by the one generator that the file names.
Bytes message_of(const json::object& vector) {
    if (vector.contains("message")) {
        const auto text = as_bytes(text_at(vector, "message"));
        return {text.begin(), text.end()};
    }
    if (vector.contains("generator")) {
        if (text_at(vector, "generator") != "byte i = i mod 251") throw std::invalid_argument("an unknown generator");
        Bytes made(vector.at("length").to_number<std::size_t>());
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = static_cast<std::byte>(i % 251);
        if (vector.at("message_hex").is_string() && bytes_at(vector, "message_hex") != made)
            throw std::invalid_argument("message_hex and generator differ");
        return made;
    }
    return bytes_at(vector, "message_hex");
}

std::array<std::byte, 32> number_at(const json::object& vector, std::string_view key) {
    const Bytes bytes = bytes_at(vector, key);
    std::array<std::byte, 32> number{};
    if (bytes.size() != number.size()) throw std::invalid_argument(fmt::format("{} has not 32 bytes", key));
    std::ranges::copy(bytes, number.begin());
    return number;
}

crypto::Sm2Public public_at(const json::object& vector) {
    return {number_at(vector, "public_x"), number_at(vector, "public_y")};
}

std::string_view id_of(const json::object& vector) {
    return vector.contains("id") ? text_at(vector, "id") : crypto::sm2_default_id;
}

std::string hex_of(const Result<Bytes>& bytes) {
    return bytes.has_value() ? to_hex(bytes.value()) : "refused";
}

/// What is true of a vector, one name behind the other; compared with all names.
class Facts {
public:
    void add(std::string_view name, bool holds) {
        expected_ += fmt::format("{} ", name);
        got_ += fmt::format("{}{} ", holds ? "" : "NOT ", name);
    }
    void report(const std::string& where, Report& report) const { report.compare(where, expected_, got_); }

private:
    std::string expected_, got_;
};

/// The number of blocks that a text of "ECB x 1000000" goes through, one of the result of the one before.
std::size_t repeats_of(std::string_view mode) {
    constexpr std::string_view mark = "ECB x ";
    if (!mode.starts_with(mark)) return 0;
    std::size_t n = 0;
    for (const char c : mode.substr(mark.size())) {
        if (!is_digit(c) || n > 10'000'000) throw std::invalid_argument("an unknown mode");
        n = n * 10 + static_cast<std::size_t>(c - '0');
    }
    return n;
}

void check_sm4(const json::object& vector, const std::string& where, Report& report) {
    using crypto::Algorithm, crypto::Mode;
    const std::string_view name = text_at(vector, "mode");
    const Bytes key = bytes_at(vector, "key"), plain = bytes_at(vector, "plaintext");
    const Bytes cipher = bytes_at(vector, "ciphertext");
    if (const std::size_t repeats = repeats_of(name)) {
        const auto blocks = module().block_cipher(Algorithm::sm4, key);
        if (blocks.has_error() || plain.size() != 16) return report.fail(where, "a key and a block", "others");
        Bytes block = plain;
        auto* const bytes = reinterpret_cast<std::uint8_t*>(block.data());
        for (std::size_t i = 0; i < repeats; ++i) blocks.value()->encrypt(bytes, bytes, 1);
        return report.compare(where, to_hex(cipher), to_hex(block));
    }
    static constexpr std::array<std::pair<std::string_view, Mode>, 6> modes{
        {{"ECB", Mode::ecb},
         {"CBC", Mode::cbc},
         {"CBC with PKCS#7 padding", Mode::cbc_padded},
         {"CFB", Mode::cfb},
         {"OFB", Mode::ofb},
         {"CTR", Mode::ctr}}};
    const auto mode = std::ranges::find(modes, name, &std::pair<std::string_view, Mode>::first);
    if (mode == modes.end()) return report.fail(where, "a mode of SM4", std::string(name));
    const bool with_iv = vector.contains("iv") && vector.at("iv").is_string();
    const Bytes iv = with_iv ? bytes_at(vector, "iv") : Bytes{};
    report.compare(where, to_hex(cipher) + " | " + to_hex(plain),
                   hex_of(module().encrypt(Algorithm::sm4, mode->second, key, iv, plain)) + " | " +
                       hex_of(module().decrypt(Algorithm::sm4, mode->second, key, iv, cipher)));
}

void check_gcm(const json::object& vector, const std::string& where, Report& report) {
    const auto gcm = crypto::Gcm::make(crypto::Algorithm::sm4, bytes_at(vector, "key"));
    if (gcm.has_error()) return report.fail(where, "accepted", gcm.error().detail);
    const Bytes nonce = bytes_at(vector, "iv"), associated = bytes_at(vector, "aad");
    const Bytes plain = bytes_at(vector, "plaintext");
    Bytes sealed = bytes_at(vector, "ciphertext");
    const Bytes tag = bytes_at(vector, "tag");
    sealed.insert(sealed.end(), tag.begin(), tag.end());
    report.compare(where, to_hex(sealed) + " | " + to_hex(plain),
                   hex_of(gcm.value().seal(nonce, associated, plain)) + " | " +
                       hex_of(gcm.value().open(nonce, associated, sealed)));
}

void check_signature(const json::object& vector, const std::string& where, Report& report) {
    const crypto::Sm2Private key{number_at(vector, "private_key")};
    const crypto::Sm2Public pub = public_at(vector);
    const std::string_view id = id_of(vector);
    const Bytes message = message_of(vector), der = bytes_at(vector, "der");
    const crypto::Sm2Signature signature{number_at(vector, "r"), number_at(vector, "s")};
    Facts facts;
    const auto derived = module().sm2_public(key);
    facts.add("public key", derived.has_value() && derived.value() == pub);
    facts.add("Z", hex_of(crypto::sm2_z(pub, id)) == text_at(vector, "Z"));
    facts.add("e", hex_of(crypto::sm2_e(pub, id, message)) == text_at(vector, "e"));
    facts.add("DER written", crypto::to_der(signature) == der);
    const auto read = crypto::sm2_signature_from_der(der);
    facts.add("DER read", read.has_value() && read.value() == signature);
    const auto raw = crypto::sm2_signature_from_raw(crypto::to_raw(signature));
    facts.add("raw", raw.has_value() && raw.value() == signature);
    facts.add("verified", module().sm2_verify(pub, id, message, signature));
    const auto fresh = module().sm2_sign(key, id, message);
    facts.add("signed", fresh.has_value() && module().sm2_verify(pub, id, message, fresh.value()));
    facts.report(where, report);
}

void check_encryption(const json::object& vector, const std::string& where, Report& report) {
    using crypto::Sm2Order;
    const crypto::Sm2Private key{number_at(vector, "private_key")};
    const Bytes message = message_of(vector), der = bytes_at(vector, "asn1_der"), raw = bytes_at(vector, "c1c3c2");
    const auto text = crypto::sm2_ciphertext_from_raw(raw, Sm2Order::c1c3c2);
    if (text.has_error()) return report.fail(where, "a ciphertext", text.error().detail);
    Facts facts;
    facts.add("C1C3C2", crypto::to_raw(text.value(), Sm2Order::c1c3c2) == raw);
    const Bytes old = crypto::to_raw(text.value(), Sm2Order::c1c2c3);
    facts.add("C1C2C3", to_hex(old) ==
                            fmt::format("{}{}{}", text_at(vector, "C1"), text_at(vector, "C2"), text_at(vector, "C3")));
    const auto from_old = crypto::sm2_ciphertext_from_raw(old, Sm2Order::c1c2c3);
    facts.add("C1C2C3 read", from_old.has_value() && from_old.value() == text.value());
    facts.add("DER written", crypto::to_der(text.value()) == der);
    const auto from_der = crypto::sm2_ciphertext_from_der(der);
    facts.add("DER read", from_der.has_value() && from_der.value() == text.value());
    if (vector.contains("k")) {
        const auto point = module().sm2_public(crypto::Sm2Private{number_at(vector, "k")});
        facts.add("C1", point.has_value() && point.value() == text.value().c1);
    }
    facts.add("deciphered", hex_of(module().sm2_decrypt(key, text.value())) == to_hex(message));
    const auto pub = module().sm2_public(key);
    const auto fresh = pub.has_value() ? module().sm2_encrypt(pub.value(), message) : text;
    facts.add("enciphered", fresh.has_value() && hex_of(module().sm2_decrypt(key, fresh.value())) == to_hex(message));
    facts.report(where, report);
}

void check_curve(const json::object& curve, Report& report) {
    // The generator is the public key of 1. The largest private key is n - 2.
    std::array<std::byte, 32> one{}, last = number_at(curve, "n");
    one[31] = std::byte{1};
    const auto generator = module().sm2_public(crypto::Sm2Private{one});
    Facts facts;
    facts.add("G", generator.has_value() && to_hex(generator.value().x) == text_at(curve, "Gx") &&
                       to_hex(generator.value().y) == text_at(curve, "Gy"));
    for (const auto& [less, allowed] : {std::pair{1, false}, std::pair{2, true}}) {
        auto d = last;
        d[31] = static_cast<std::byte>(static_cast<int>(d[31]) - less);
        facts.add(allowed ? "n - 2" : "n - 1", module().sm2_public(crypto::Sm2Private{d}).has_value() == allowed);
    }
    facts.report("/curve", report);
}

}  // namespace

void run_sm(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    const json::value& all = *read;
    bool any = false;
    const json::object& parts = all.get_object();
    if (const auto* curve = parts.if_contains("curve")) {
        any = true;
        try {
            check_curve(curve->as_object(), report);
        } catch (const std::exception& e) {
            report.fail("/curve", "the curve's numbers", e.what());
        }
    }
    any |= each_if_there(all, "/sm3", report, [&](const json::object& vector, const std::string& where) {
        report.compare(where, text_at(vector, "digest"),
                       to_hex(module().digest(crypto::Digest::sm3, message_of(vector))));
    });
    any |= each_if_there(all, "/hmac_sm3", report, [&](const json::object& vector, const std::string& where) {
        report.compare(where, text_at(vector, "mac"),
                       to_hex(module().hmac(crypto::Digest::sm3, bytes_at(vector, "key"), message_of(vector))));
    });
    using Check = void (*)(const json::object&, const std::string&, Report&);
    for (const auto& [part, check] :
         {std::pair<const char*, Check>{"/sm4", check_sm4}, std::pair<const char*, Check>{"/sm4_gcm", check_gcm},
          std::pair<const char*, Check>{"/sm2_sign", check_signature},
          std::pair<const char*, Check>{"/sm2_encrypt", check_encryption}}) {
        const Check run = check;
        any |= each_if_there(all, part, report,
                             [&](const json::object& vector, const std::string& where) { run(vector, where, report); });
    }
    // These name no key: they are about the first one of sm2_sign.
    any |= each_if_there(all, "/sm2_verify_fail", report, [&](const json::object& vector, const std::string& where) {
        const bool own = vector.contains("public_x");
        const auto pub = public_at(own ? vector : parts.at("sm2_sign").as_array().at(0).as_object());
        const auto signature = crypto::sm2_signature_from_der(bytes_at(vector, "der"));
        const bool verifies =
            signature.has_value() && module().sm2_verify(pub, id_of(vector), message_of(vector), signature.value());
        report.compare(where, "refused", verifies ? "accepted" : "refused");
    });
    if (!any) report.fail("", "a part of sm.json", "none of them");
}

}  // namespace yiguan::mint::conform
