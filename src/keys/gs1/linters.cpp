#include "keys/gs1/linters.hpp"

#include <algorithm>
#include <array>

#include "keys/gs1.hpp"
#include "keys/gs1/check_pair.hpp"
#include "keys/gs1/linters_impl.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr auto linter_names = std::to_array<std::string_view>({
#define X(name) #name,
#include "keys/gs1/linters.inc"
#undef X
});
struct ErrorText {
    std::string_view name, zh;
};
constexpr auto error_texts = std::to_array<ErrorText>({
#define X(name, zh) {#name, zh},
#include "keys/gs1/lint_errors.inc"
#undef X
});

using enum LintError;

constexpr ByteSet cset82_set{"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"};
constexpr ByteSet cset39_set{"#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
constexpr ByteSet cset32_set{"23456789ABCDEFGHJKLMNPQRSTUVWXYZ"};
constexpr ByteSet cset64_set{"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"};

Lint cset64(std::string_view data) {
    const auto last = data.find_last_not_of('=');
    const auto length = last == std::string_view::npos ? 0 : last + 1;
    const auto pads = data.size() - length;
    // The dictionary's own rule: one or two pad characters that fill up a multiple of three; judged before the rest.
    if (pads > 0 && (pads > 2 || data.size() % 3 != 0 || length == 0)) return {invalid_cset64_padding, length, pads};
    return all_of(cset64_set, invalid_cset64_character, data.substr(0, length));
}

Lint csum(std::string_view data) {
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    if (data.empty()) return whole(too_short_for_check_digit, data);
    const auto body = data.substr(0, data.size() - 1);
    return check_digit(body) == data.back() ? Lint{} : Lint{incorrect_check_digit, body.size(), 1};
}

Lint csumalpha(std::string_view data) {
    if (data.size() < 2) return whole(too_short_for_check_pair, data);
    const auto body = data.substr(0, data.size() - 2);
    if (body.size() > check_pair_body_max) return whole(too_long_for_check_pair_implementation, data);
    const Lint characters = all_of(cset82_set, invalid_cset82_character, body);
    if (!characters.ok()) return characters;
    const auto pair = check_pair(body);
    return std::string_view(pair.data(), 2) == data.substr(body.size()) ? Lint{}
                                                                        : Lint{incorrect_check_pair, body.size(), 2};
}

Lint exactly(std::string_view data, std::size_t length, LintError shorter, LintError longer) {
    if (data.size() < length) return whole(shorter, data);
    if (data.size() > length) return whole(longer, data);
    return numeric(data);
}

Lint two_below(std::string_view data, int end, LintError shorter, LintError longer, LintError illegal) {
    const Lint form = exactly(data, 2, shorter, longer);
    if (!form.ok()) return form;
    return two_digits(data, 0) < end ? Lint{} : whole(illegal, data);
}

Lint hhmi(std::string_view data) {
    if (data.size() < 4) return whole(hour_with_minute_too_short, data);
    if (data.size() > 4) return whole(hour_with_minute_too_long, data);
    // The hour is judged whole before the minute is looked at.
    const Lint hour = two_below(data.substr(0, 2), 24, hour_too_short, hour_too_long, illegal_hour);
    if (!hour.ok()) return hour;
    Lint minute = two_below(data.substr(2), 60, minute_too_short, minute_too_long, illegal_minute);
    if (!minute.ok()) minute.at += 2;
    return minute;
}

/// ISO 13616: country, two check digits, account; the letters are 10..35, the number modulo 97 is 1. The registry has
/// no account of 10 characters or less; 34 is the limit of the standard.
Lint iban(std::string_view data) {
    constexpr std::size_t head = 4, too_short = 10, longest = 34;
    if (data.size() < head) return whole(iban_too_short, data);
    if (!is_iso3166_alpha2(data.substr(0, 2))) return {illegal_iban_country_code, 0, 2};
    if (data.size() > longest) return whole(iban_too_long, data);
    if (data.size() <= too_short) return whole(iban_too_short, data);
    unsigned remainder = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::size_t at = (i + head) % data.size();
        const char c = data[at];
        if (!is_digit(c) && !is_upper(c)) return {invalid_iban_character, at, 1};
        remainder = is_digit(c) ? (remainder * 10 + static_cast<unsigned>(c - '0')) % 97
                                : (remainder * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
    }
    return remainder == 1 ? Lint{} : Lint{incorrect_iban_checksum, 2, 2};
}

/// Ten digits of degrees with seven decimals, shifted so that nothing is negative. Source: AI 4309.
Lint coordinate(std::string_view data, std::string_view max, LintError length, LintError range) {
    if (data.size() != max.size()) return whole(length, data);
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    return data <= max ? Lint{} : whole(range, data);
}

Lint nonzero(std::string_view data) {
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    return data.find_first_not_of('0') != std::string_view::npos ? Lint{} : whole(illegal_zero_value, data);
}

Lint percent(std::string_view data) {
    const auto is_hex = [](char c) { return is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'F'); };
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] != '%') continue;
        if (data.size() - i < 3 || !is_hex(data[i + 1]) || !is_hex(data[i + 2]))
            return {invalid_percent_sequence, i, std::min<std::size_t>(3, data.size() - i)};
        i += 2;
    }
    return {};
}

Lint piece_of_total(std::string_view data) {
    if (const Lint digits = numeric(data); !digits.ok()) return digits;
    if (data.empty() || data.size() % 2 != 0) return whole(invalid_length_for_piece_of_total, data);
    const auto half = data.size() / 2;
    const auto piece = data.substr(0, half);
    const auto total = data.substr(half);
    if (piece.find_first_not_of('0') == std::string_view::npos) return {zero_piece_number, 0, half};
    if (total.find_first_not_of('0') == std::string_view::npos) return {zero_total_pieces, half, half};
    return piece <= total ? Lint{} : whole(piece_number_exceeds_total, data);
}

/// "3/12"
Lint position_in_sequence(std::string_view data) {
    const auto slash = data.find('/');
    if (slash == std::string_view::npos) return whole(position_in_sequence_malformed, data);
    const auto position = data.substr(0, slash);
    const auto end = data.substr(slash + 1);
    if (position.empty() || end.empty() || !numeric(position).ok() || !numeric(end).ok())
        return whole(position_in_sequence_malformed, data);
    if (position[0] == '0') return {illegal_zero_prefix, 0, position.size()};
    if (end[0] == '0') return {illegal_zero_prefix, slash + 1, end.size()};
    const bool exceeds = position.size() != end.size() ? position.size() > end.size() : position > end;
    return exceeds ? whole(position_exceeds_end, data) : Lint{};
}

Lint one_of(bool in, LintError error, std::string_view data) {
    return in ? Lint{} : whole(error, data);
}
bool is_one_of(std::string_view data, std::string_view allowed) {
    return data.size() == 1 && allowed.find(data[0]) != std::string_view::npos;
}

}  // namespace

Lint lint_date(std::string_view data, std::size_t year_digits, DayZero day_zero) {
    const Lint form = exactly(data, year_digits + 4, date_too_short, date_too_long);
    if (!form.ok()) return form;
    int year = two_digits(data, 0);
    if (year_digits == 4) year = year * 100 + two_digits(data, 2);
    const int month = two_digits(data, year_digits);
    const int day = two_digits(data, year_digits + 2);
    if (month < 1 || month > 12) return {illegal_month, year_digits, 2};
    // Of two digits, 00 is taken for 2000: a leap year in the centuries that the sliding window can mean.
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int last = month == 2 && leap ? 29 : lengths[static_cast<std::size_t>(month - 1)];
    if (day > last || (day == 0 && day_zero == DayZero::refused)) return {illegal_day, year_digits + 2, 2};
    return {};
}

Lint lint_prefix(std::string_view data, std::size_t from, PrefixSource* prefixes) {
    constexpr std::size_t shortest = 4;  // GS1 General Specifications 1.4.2: company prefixes have 4 to 12 digits
    if (data.size() <= from) return whole(too_short_for_gcp, data);
    if (data.size() < from + shortest) return {too_short_for_gcp, from, data.size() - from};
    const auto end = std::min(digits_set.first_other(data.substr(from)), std::min<std::size_t>(12, data.size() - from));
    if (end < shortest) return {invalid_gcp_prefix, from + end, 1};
    if (prefixes == nullptr) return {};
    const auto verdict = prefixes->ask(data.substr(from, end));
    if (verdict == PrefixVerdict::known) return {};
    return {verdict == PrefixVerdict::offline ? gcp_datasource_offline : invalid_gcp_prefix, from, data.size() - from};
}

std::string_view name_of(Linter linter) {
    return linter_names[static_cast<std::size_t>(linter)];
}

std::string_view name_of(LintError error) {
    return error_texts[static_cast<std::size_t>(error)].name;
}

std::string_view rule_of(LintError error) {
    return error_texts[static_cast<std::size_t>(error)].zh;
}

std::optional<Linter> find_linter(std::string_view name) {
    const auto found = std::ranges::find(linter_names, name);
    if (found == linter_names.end()) return std::nullopt;
    return static_cast<Linter>(found - linter_names.begin());
}

std::optional<LintError> find_lint_error(std::string_view name) {
    const auto found = std::ranges::find(error_texts, name, &ErrorText::name);
    if (found == error_texts.end()) return std::nullopt;
    return static_cast<LintError>(found - error_texts.begin());
}

Lint lint(Linter linter, std::string_view data, PrefixSource* prefixes) {
    switch (linter) {
        case Linter::couponcode:
            return lint_coupon_code(data, prefixes);
        case Linter::couponposoffer:
            return lint_coupon_offer(data, prefixes);
        case Linter::cset32:
            return all_of(cset32_set, invalid_cset32_character, data);
        case Linter::cset39:
            return all_of(cset39_set, invalid_cset39_character, data);
        case Linter::cset64:
            return cset64(data);
        case Linter::cset82:
            return all_of(cset82_set, invalid_cset82_character, data);
        case Linter::csetnumeric:
            return numeric(data);
        case Linter::csum:
            return csum(data);
        case Linter::csumalpha:
            return csumalpha(data);
        case Linter::gcppos1:
            return lint_prefix(data, 0, prefixes);
        case Linter::gcppos2:
            return lint_prefix(data, 1, prefixes);
        case Linter::hasnondigit:
            return one_of(!numeric(data).ok(), requires_non_digit_character, data);
        case Linter::hh:
            return two_below(data, 24, hour_too_short, hour_too_long, illegal_hour);
        case Linter::hhmi:
            return hhmi(data);
        case Linter::hyphen:
            return one_of(!data.empty() && data.find_first_not_of('-') == std::string_view::npos, not_hyphen, data);
        case Linter::iban:
            return iban(data);
        case Linter::importeridx:
            if (data.size() != 1) return whole(importer_idx_must_be_one_character, data);
            return all_of(cset64_set, invalid_import_idx_character, data);
        case Linter::iso3166:
            return one_of(is_iso3166(data), not_iso3166, data);
        case Linter::iso3166999:
            return one_of(data == "999" || is_iso3166(data), not_iso3166_or_999, data);
        case Linter::iso3166alpha2:
            return one_of(is_iso3166_alpha2(data), not_iso3166_alpha2, data);
        case Linter::iso4217:
            return one_of(is_iso4217(data), not_iso4217, data);
        case Linter::iso5218:
            return one_of(is_one_of(data, "0129"), invalid_biological_sex_code, data);
        case Linter::latitude:
            return coordinate(data, "1800000000", latitude_invalid_length, invalid_latitude);
        case Linter::longitude:
            return coordinate(data, "3600000000", longitude_invalid_length, invalid_longitude);
        case Linter::mediatype:
            return one_of(is_media_type(data), invalid_media_type, data);
        case Linter::mi:
            return two_below(data, 60, minute_too_short, minute_too_long, illegal_minute);
        case Linter::nonzero:
            return nonzero(data);
        case Linter::nozeroprefix:
            return data.starts_with('0') ? Lint{illegal_zero_prefix, 0, 1} : numeric(data);
        case Linter::packagetype:
            return one_of(is_package_type(data), invalid_package_type, data);
        case Linter::pcenc:
            return percent(data);
        case Linter::pieceoftotal:
            return piece_of_total(data);
        case Linter::posinseqslash:
            return position_in_sequence(data);
        case Linter::ss:
            return two_below(data, 60, second_too_short, second_too_long, illegal_second);
        case Linter::winding:
            return one_of(is_one_of(data, "019"), invalid_winding_direction, data);
        case Linter::yesno:
            return one_of(is_one_of(data, "01"), not_zero_or_one, data);
        case Linter::yymmd0:
            return lint_date(data, 2, DayZero::allowed);
        case Linter::yymmdd:
            return lint_date(data, 2, DayZero::refused);
        case Linter::yyyymmd0:
            return lint_date(data, 4, DayZero::allowed);
        case Linter::yyyymmdd:
            return lint_date(data, 4, DayZero::refused);
        case Linter::zero:
            return one_of(!data.empty() && data.find_first_not_of('0') == std::string_view::npos, not_zero, data);
    }
    return {};
}

}  // namespace yiguan::keys::gs1
