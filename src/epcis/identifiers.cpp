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

// The forms that nearly all identifiers have, without the general parsers; a test compares them with those.
struct UsualKey {
    enum Kind : std::uint8_t { sgtin, lgtin, sscc, sgln, pgln } kind;
    std::string_view prefix, reference, last;
};

// Characters of serial numbers and batches that URNs and links both write as they are.
bool is_usual_serial(std::string_view text) {
    return !text.empty() && text.size() <= 20 && text[0] != '.' && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '.' || c == '_';
    });
}

bool has_digits(std::string_view text, std::size_t first, std::size_t count) {
    return text.size() >= first + count && std::ranges::all_of(text.substr(first, count), is_digit);
}

std::optional<UsualKey> usual_urn(std::string_view text) {
    struct Scheme {
        std::string_view front;
        UsualKey::Kind kind;
        std::size_t digits;  // of prefix and reference
    };
    static constexpr std::array<Scheme, 5> schemes{{{"urn:epc:id:sgtin:", UsualKey::sgtin, 13},
                                                    {"urn:epc:id:sscc:", UsualKey::sscc, 17},
                                                    {"urn:epc:id:sgln:", UsualKey::sgln, 12},
                                                    {"urn:epc:id:pgln:", UsualKey::pgln, 12},
                                                    {"urn:epc:class:lgtin:", UsualKey::lgtin, 13}}};
    const auto scheme = std::ranges::find_if(schemes, [&](const Scheme& s) { return text.starts_with(s.front); });
    if (scheme == schemes.end()) return std::nullopt;
    text.remove_prefix(scheme->front.size());
    const auto dot = text.find('.');
    if (dot < 6 || dot > 12 || text.size() < scheme->digits + 1 || !has_digits(text, 0, dot) ||
        !has_digits(text, dot + 1, scheme->digits - dot))
        return std::nullopt;
    UsualKey key{scheme->kind, text.substr(0, dot), text.substr(dot + 1, scheme->digits - dot), {}};
    text.remove_prefix(scheme->digits + 1);
    if (key.kind == UsualKey::sscc || key.kind == UsualKey::pgln)
        return text.empty() ? std::optional(key) : std::nullopt;
    if (!text.starts_with('.') || !is_usual_serial(text.substr(1))) return std::nullopt;
    key.last = text.substr(1);
    return key;
}

// A link that is its own canonical form.
std::optional<UsualKey::Kind> usual_link(std::string_view text) {
    constexpr std::string_view stem = "https://id.gs1.org/";
    if (!text.starts_with(stem)) return std::nullopt;
    text.remove_prefix(stem.size());
    if (text.starts_with("01/") && has_digits(text, 3, 14)) {
        text.remove_prefix(17);
        if (text.starts_with("/21/") && is_usual_serial(text.substr(4))) return UsualKey::sgtin;
        if (text.starts_with("/10/") && is_usual_serial(text.substr(4))) return UsualKey::lgtin;
    } else if (text.starts_with("00/") && text.size() == 21 && has_digits(text, 3, 18)) {
        return UsualKey::sscc;
    } else if (text.starts_with("414/") && has_digits(text, 4, 13)) {
        text.remove_prefix(17);
        if (text.empty() || (text.starts_with("/254/") && is_usual_serial(text.substr(5)))) return UsualKey::sgln;
    }
    return std::nullopt;
}

std::string link_of(const UsualKey& key) {
    // The indicator or extension digit stands in front of the company prefix.
    const bool leading = key.kind != UsualKey::sgln && key.kind != UsualKey::pgln;
    std::array<char, 17> digits;
    char* end = digits.data();
    if (leading) *end++ = key.reference[0];
    end = std::ranges::copy(key.prefix, end).out;
    end = std::ranges::copy(key.reference.substr(leading ? 1 : 0), end).out;
    const std::string_view body(digits.data(), static_cast<std::size_t>(end - digits.data()));

    struct Ais {
        std::string_view key, serial;
    };
    static constexpr std::array<Ais, 5> ais{
        {{"01/", "/21/"}, {"01/", "/10/"}, {"00/", {}}, {"414/", "/254/"}, {"417/", {}}}};  // in the order of Kind
    const Ais& ai = ais[key.kind];
    std::string out;
    out.reserve(64);
    out.append("https://id.gs1.org/").append(ai.key).append(body).push_back(keys::check_digit(body));
    if (key.last.empty() || (key.kind == UsualKey::sgln && key.last == "0")) return out;
    return out.append(ai.serial).append(key.last);
}

// Of a canonical link of EPCIS: whether it names one thing. Source: CBV 2.0, 8.2 and 8.3.
IdentifierKind kind_of_link(std::string_view canonical) {
    std::string_view rest = canonical.substr(keys::gs1::canonical_stem.size() + 1);
    const std::string_view ai = rest.substr(0, rest.find('/'));
    rest.remove_prefix(ai.size() + 1);
    const auto slash = rest.find('/');
    const std::string_view value = rest.substr(0, slash);
    const std::string_view qualifier = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    bool one = true;
    if (ai == "01" || ai == "8006")
        one = qualifier.starts_with("21/") || qualifier.starts_with("235/");
    else if (ai == "8010")
        one = !qualifier.empty();
    else if (ai == "8003")
        one = value.size() > 14;
    else if (ai == "253" || ai == "255")
        one = value.size() > 13;
    return one ? IdentifierKind::instance : IdentifierKind::item_class;
}

// The path of a link on GS1's own host begins with a key that EPCIS knows.
bool claims_gs1_key(std::string_view text) {
    for (const std::string_view stem : {"https://id.gs1.org/", "http://id.gs1.org/"}) {
        if (!text.starts_with(stem)) continue;
        const std::string_view ai = text.substr(stem.size(), text.substr(stem.size()).find('/'));
        static constexpr std::array<std::string_view, 14> keys{"00",  "01",   "253",  "255",  "401",  "402",  "414",
                                                               "417", "8003", "8004", "8006", "8010", "8017", "8018"};
        return std::ranges::find(keys, ai) != keys.end();
    }
    return false;
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
    if (const auto key = usual_urn(text)) return link_of(*key);
    if (usual_link(text)) return std::string(text);
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

IdentifierKind kind_of(std::string_view text) {
    using enum IdentifierKind;
    const auto of_usual = [](UsualKey::Kind kind) { return kind == UsualKey::lgtin ? item_class : instance; };
    if (const auto key = usual_urn(text)) return of_usual(key->kind);
    if (const auto link = usual_link(text)) return of_usual(*link);
    if (!is_uri(text)) return not_uri;
    if (text.starts_with("urn:epc:")) {
        const auto epc = keys::gs1::Epc::parse(text);
        if (epc.has_error()) return broken_key;
        return epc.value().form() == keys::gs1::EpcForm::identity ? instance : item_class;
    }
    if (ecode_digits(text)) return instance;
    if (!is_address(text)) return other;
    const auto link = keys::gs1::epcis_digital_link(text);
    if (link.has_value()) return kind_of_link(link.value());
    return claims_gs1_key(text) ? broken_key : other;
}

std::string in_form(std::string_view text, EpcForm form, const keys::gs1::CompanyPrefixes& prefixes) {
    if (form == EpcForm::digital_link && text.starts_with("urn:epc:")) return canonical(text);
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
    const char width = static_cast<char>(digits.empty() ? 0xff : fixed_width ? digits.size() : 0);
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
