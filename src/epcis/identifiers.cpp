#include "epcis/identifiers.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "crypto/module.hpp"

namespace yiguan::epcis {
namespace {

bool is_address(std::string_view text) {
    const auto front = [&](std::string_view scheme) {
        return text.size() > scheme.size() &&
               std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, [](char c) { return to_lower(c); });
    };
    return front("https://") || front("http://");
}

bool is_ecode_digits(std::string_view text) {
    // V, an NSI of four digits, at least one digit of MD; V3 is the longest with 1 + 5 + 39.
    return text.size() >= 6 && text.size() <= 45 && text[0] >= '1' && text[0] <= '4' &&
           std::ranges::all_of(text, is_digit);
}

// The digits of an address whose path ends in /E=<digits>, or of `ecode:<digits>`.
std::optional<std::string_view> ecode_digits(std::string_view text) {
    std::string_view digits;
    if (text.size() > 6 && to_lower(text[0]) == 'e' &&
        std::ranges::equal(text.substr(0, 6), std::string_view("ecode:"), {}, to_lower)) {
        digits = text.substr(6);
    } else if (is_address(text)) {
        std::string_view path = text.substr(0, text.find_first_of("?#"));
        if (path.ends_with('/')) path.remove_suffix(1);
        const auto slash = path.rfind('/');
        const std::string_view segment = path.substr(slash + 1);
        if (slash < 8 || segment.size() < 2 || to_lower(segment[0]) != 'e' || segment[1] != '=') return std::nullopt;
        digits = segment.substr(2);
    }
    if (!is_ecode_digits(digits)) return std::nullopt;
    return digits;
}

bool may_be_gs1(std::string_view text) {
    return text.starts_with("urn:epc:") || is_address(text);
}

// The first 62 bits, negative.
std::int64_t space_of_text(std::string_view text) {
    const auto digest = crypto::module().digest(crypto::Digest::sha256, as_bytes(text));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | std::to_integer<std::uint64_t>(digest[i]);
    return -static_cast<std::int64_t>(bits >> 2) - 1;
}

}  // namespace

std::string canonical(std::string_view text) {
    if (const auto digits = ecode_digits(text)) return "ecode:" + std::string(*digits);
    if (may_be_gs1(text)) {
        auto link = keys::gs1::epcis_digital_link(text);
        if (link.has_value()) return std::move(link).value();
    }
    return std::string(text);
}

bool is_uri(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
    if (!is_lower(to_lower(text[0]))) return false;
    for (const char c : text.substr(1, colon - 1))
        if (!is_lower(to_lower(c)) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7f;
    });
}

std::string in_form(std::string_view text, EpcForm form, const keys::gs1::CompanyPrefixes& prefixes) {
    if (form == EpcForm::digital_link && text.starts_with("urn:epc:")) {
        auto link = keys::gs1::epcis_digital_link(text);
        if (link.has_value()) return std::move(link).value();
    }
    if (form == EpcForm::urn && is_address(text)) {
        // With a judged check digit only: a URN has none, so that a wrong one would become another key.
        const auto link = keys::gs1::parse_digital_link(text, {.convenience_alphas = true});
        if (link.has_value() && keys::gs1::epcis_digital_link(text).has_value()) {
            const auto epc = keys::gs1::epc_of(link.value().path(), prefixes);
            if (epc.has_value()) return epc.value().text();
        }
    }
    return std::string(text);
}

Place place_of(std::string_view canonical) {
    constexpr std::size_t digits_max = 18;  // what a signed 64-bit number holds
    std::size_t first = canonical.size();
    while (first > 0 && canonical.size() - first < digits_max && is_digit(canonical[first - 1])) --first;
    const std::string_view stem = canonical.substr(0, first), digits = canonical.substr(first);
    std::int64_t number = 0;
    for (const char c : digits) number = number * 10 + (c - '0');
    const bool fixed_width = digits.size() > 1 && digits[0] == '0';

    // Runs of serial numbers come one after the other and share the stem.
    struct Last {
        std::string key;
        std::int64_t space = 0;
    };
    thread_local Last last;
    const char width = static_cast<char>(fixed_width ? digits.size() : 0);
    if (last.key.size() != stem.size() + 2 || last.key[1] != width || last.key.compare(2, stem.size(), stem) != 0) {
        last.key.assign(1, '\0');
        last.key.push_back(width);
        last.key.append(stem);
        last.space = space_of_text(last.key);
    }
    return {last.space, number};
}

std::int64_t space_of(Facet facet, std::string_view canonical) {
    std::string key(1, static_cast<char>(facet));
    if (facet == Facet::item) return place_of(canonical).space;
    return space_of_text(key.append(canonical));
}

}  // namespace yiguan::epcis
