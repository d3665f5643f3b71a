#include "mint/conform.hpp"

#include <fmt/format.h>

#include <array>

#include "core/text.hpp"
#include "mint/conform_impl.hpp"
#include "mint/ff1.hpp"

namespace yiguan::mint {

namespace conform {

std::string_view text_at(const json::object& vector, std::string_view key) {
    const auto& text = vector.at(key).as_string();
    return {text.data(), text.size()};
}

crypto::Bytes bytes_at(const json::object& vector, std::string_view key) {
    const auto bytes = from_hex(text_at(vector, key));
    if (!bytes) throw std::invalid_argument(fmt::format("{} is not hexadecimal", key));
    const auto view = as_bytes(*bytes);
    return {view.begin(), view.end()};
}

std::optional<json::value> document(std::string_view text, keys::conform::Report& report) {
    auto object = parse_json_object(text);
    if (object.has_value()) return std::move(object).value();
    report.fail("", "a JSON object", object.error().detail);
    return std::nullopt;
}

bool each_if_there(const json::value& all, std::string_view pointer, keys::conform::Report& report,
                   const std::function<void(const json::object&, const std::string&)>& check) {
    boost::system::error_code ec;
    if (all.find_pointer(pointer, ec) == nullptr) return false;
    keys::conform::each_element(all, pointer, report, check);
    return true;
}

}  // namespace conform

namespace {

using namespace conform;
using keys::conform::Report;
using Numerals = std::vector<std::uint32_t>;

constexpr std::string_view digits36 = "0123456789abcdefghijklmnopqrstuvwxyz";
/// The name of the rule that a vector file expects to be broken, or "accepted".
std::string rule_of(const Error& error) {
    if (error.pointer == "/numerals") return "charset";
    return error.pointer.empty() ? "refused" : error.pointer.substr(1);
}

/// Nothing for a character that is none of the first `radix` of the alphabet.
std::optional<Numerals> numerals_of(std::string_view text, std::uint32_t radix) {
    Numerals out;
    for (const char c : text) {
        const auto at = digits36.find(c);
        if (at == std::string_view::npos || at >= radix) return std::nullopt;
        out.push_back(static_cast<std::uint32_t>(at));
    }
    return out;
}

Numerals numerals_of(const json::value& list) {
    Numerals out;
    for (const auto& n : list.as_array()) out.push_back(n.to_number<std::uint32_t>());
    return out;
}

std::string text_of(const Result<Numerals>& numerals) {
    return numerals.has_value() ? fmt::format("{}", fmt::join(numerals.value(), " ")) : rule_of(numerals.error());
}

void compare_both_ways(const crypto::Bytes& key, std::uint32_t radix, std::string_view tweak_hex, const Numerals& plain,
                       const Numerals& cipher, const std::string& where, Report& report) {
    const auto tweak = from_hex(tweak_hex);
    const auto ff1 = Ff1::make(key, radix);
    if (ff1.has_error() || !tweak) return report.fail(where, "accepted", tweak ? rule_of(ff1.error()) : "tweak");
    report.compare(where, text_of(cipher) + " | " + text_of(plain),
                   text_of(ff1.value().encrypt(plain, as_bytes(*tweak))) + " | " +
                       text_of(ff1.value().decrypt(cipher, as_bytes(*tweak))));
}

std::uint32_t radix_of(const json::object& vector) {
    return vector.at("radix").to_number<std::uint32_t>();
}

std::string_view tweak_of(const json::object& vector) {
    return vector.contains("tweak") ? text_at(vector, "tweak") : std::string_view();
}

void check_limit(const json::object& vector, const std::string& where, Report& report) {
    const auto outcome = [&]() -> std::string {
        const auto key = vector.contains("key") ? bytes_at(vector, "key") : crypto::Bytes(16);
        const auto ff1 = Ff1::make(key, vector.contains("radix") ? radix_of(vector) : 10);
        if (ff1.has_error()) return rule_of(ff1.error());
        Numerals plain(vector.contains("length") ? vector.at("length").to_number<std::size_t>() : 10, 0);
        if (vector.contains("plaintext")) {
            auto read = numerals_of(text_at(vector, "plaintext"), radix_of(vector));
            if (!read) return "charset";
            plain = std::move(*read);
        }
        const auto cipher = ff1.value().encrypt(plain, {});
        return cipher.has_value() ? "accepted" : rule_of(cipher.error());
    }();
    const auto& expected = vector.at("error");
    report.compare(where, expected.is_null() ? std::string_view("accepted") : text_at(vector, "error"), outcome);
}

void run_ff1(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    const json::value& all = *read;
    bool any = false;
    const auto check_text = [&](const json::object& vector, const crypto::Bytes& key, std::uint32_t radix,
                                const json::object& row, const std::string& where) {
        const auto plain = numerals_of(text_at(row, "plaintext"), radix);
        const auto cipher = numerals_of(text_at(row, "ciphertext"), radix);
        if (!plain || !cipher) return report.fail(where, "numerals of the radix", "charset");
        compare_both_ways(key, radix, tweak_of(vector), *plain, *cipher, where, report);
    };
    for (const auto* part : {"/nist", "/derived"})
        any |= each_if_there(all, part, report, [&](const json::object& vector, const std::string& where) {
            check_text(vector, bytes_at(vector, "key"), radix_of(vector), vector, where);
        });
    any |= each_if_there(all, "/numerals", report, [&](const json::object& vector, const std::string& where) {
        compare_both_ways(bytes_at(vector, "key"), radix_of(vector), tweak_of(vector),
                          numerals_of(vector.at("plaintext_numerals")), numerals_of(vector.at("ciphertext_numerals")),
                          where, report);
    });
    // A key and a radix, and many texts: "sequence_1_to_20".
    for (const auto& [name, value] : all.get_object()) {
        if (!name.starts_with("sequence") || !value.is_object()) continue;
        const json::object& common = value.get_object();
        any |= each_if_there(all, fmt::format("/{}/cases", std::string_view(name.data(), name.size())), report,
                             [&](const json::object& row, const std::string& where) {
                                 check_text(common, bytes_at(common, "key"), radix_of(common), row, where);
                             });
    }
    any |= each_if_there(all, "/limits", report, [&](const json::object& vector, const std::string& where) {
        check_limit(vector, where, report);
    });
    if (!any) report.fail("", "nist, derived, sequence, numerals or limits", "none of them");
}

void run_platform_sign(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    each_if_there(*read, "/platform_sign/vectors", report, [&](const json::object& vector, const std::string& where) {
        report.compare(
            where, text_at(vector, "sign"),
            crypto::platform_sign(text_at(vector, "client_id"), text_at(vector, "time_stamp"), text_at(vector, "key")));
    });
}

}  // namespace

std::span<const keys::conform::Shape> conform_shapes() {
    static constexpr std::array<keys::conform::Shape, 3> shapes{{
        {"ff1.json", run_ff1},
        {"sm.json", conform::run_sm},
        {"ecode.json", run_platform_sign},
    }};
    return shapes;
}

}  // namespace yiguan::mint
