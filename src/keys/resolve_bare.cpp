// Texts without any mark: candidates by length, characters and check digits, in the order of recognising a bare scan.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"
#include "keys/fold.hpp"
#include "keys/resolve_impl.hpp"

namespace yiguan::keys {

namespace {

using enum Evidence;

bool digits_only(std::string_view text) {
    return !text.empty() && first_not(text, is_digit) == std::string_view::npos;
}

Date day_of(const ParseContext& context) {
    return context.today ? *context.today : beijing_date(utc_now());
}

/// An AI whose value begins with digits that have a check digit, which is right: elements without FNC1 in front.
const gs1::AiInfo* checked_ai(std::string_view text) {
    constexpr std::size_t shortest = 2 + 14;
    if (text.size() < shortest || !is_digit(text[0])) return nullptr;
    const gs1::AiInfo* info = gs1::match_ai(text);
    if (info == nullptr) return nullptr;
    std::size_t at = info->ai.size();
    for (const gs1::Component& part : info->components) {
        if (text.size() < at + part.chars_max) return nullptr;
        const auto linters = part.linters();
        if (std::ranges::find(linters, gs1::Linter::csum) != linters.end())
            return has_check_digit(text.substr(at, part.chars_max)) ? info : nullptr;
        if (part.chars_min != part.chars_max) return nullptr;
        at += part.chars_max;
    }
    return nullptr;
}

bool add_elements(Candidates& out, std::string_view text) {
    if (checked_ai(text) == nullptr) return false;
    auto message = gs1::parse_transmitted(text);
    if (message.has_error()) return false;
    out.push_back({Kind::gs1_element_string, checked, std::move(message).value(), {}});
    return true;
}

void add_number(Candidates& out, Kind kind, gs1::KeyKind key, std::string_view digits) {
    if (has_check_digit(digits)) add(out, kind, checked, Gs1Number{key, std::string(digits)});
}

/// ISO/IEC 7812 as 3GPP TS 23.003 annex B uses it.
bool has_luhn_digit(std::string_view digits) {
    const auto check = check_characters(CheckScheme::luhn, digits.substr(0, digits.size() - 1));
    return check && *check == digits.substr(digits.size() - 1);
}

void add_item_number(Candidates& out, std::string_view digits) {
    add_if(out, Kind::gtin, checked, Gtin::parse(digits));
    if (digits.size() == 13) add_if(out, Kind::gln, checked, Gln::parse(digits));
    if (digits.size() == 8)
        if (const auto long_form = gs1::expand_upc_e(digits); long_form.has_value())
            add_if(out, Kind::upc_e, checked, Gtin::parse(long_form.value()));
}

void add_digits(Candidates& out, std::string_view digits, Date today) {
    switch (digits.size()) {
        case 33:
            if (digits[0] == '2') add_if(out, Kind::ecode, form, parse_ecode(digits));
            break;
        case 24:
            add_if(out, Kind::veterinary_code, form, VeterinaryCode::parse(digits));
            break;
        case 20:
            if (digits.starts_with("00")) add_number(out, Kind::sscc, gs1::KeyKind::sscc, digits.substr(2));
            add_if(out, Kind::supervision_code, form, SupervisionCode::parse(digits));
            add_if(out, Kind::drug_trace_code, form, DrugCode::parse(digits));
            break;
        case 18:
            add_number(out, Kind::sscc, gs1::KeyKind::sscc, digits);
            break;
        case 17:
            add_number(out, Kind::gsin, gs1::KeyKind::gsin, digits);
            break;
        case 16:
            add_if(out, Kind::ccc_certificate, form, CccCertificate::parse(digits));
            break;
        case 15:
            add_if(out, Kind::ebike_vehicle, form, EbikeCode::parse(digits));
            if (has_luhn_digit(digits)) add(out, Kind::imei, checked, std::string(digits));
            break;
        case 14:
        case 13:
        case 12:
        case 8:
            add_item_number(out, digits);
            break;
        default:
            break;
    }
    if (digits.size() == 18) {
        add_if(out, Kind::resident_id, checked, ResidentId::parse(digits, today));
        add_if(out, Kind::uscc, checked, Uscc::parse(digits));
        add_number(out, Kind::gsrn, gs1::KeyKind::gsrn, digits);
    }
}

void add_mixed(Candidates& out, std::string_view code, Date today) {
    switch (code.size()) {
        case 24:
            add_if(out, Kind::battery_24, form, TractionCode::parse(code, today));
            break;
        case 19:
            add_if(out, Kind::battery_19, form, LithiumSerial::parse(code, today));
            break;
        case 18:
            add_if(out, Kind::uscc, checked, Uscc::parse(code));
            add_if(out, Kind::resident_id, checked, ResidentId::parse(code, today));
            break;
        case 17:
            if (auto vin = Vin::parse(code); vin.has_value()) {
                const auto doubts = vin.value().warnings();
                const bool right = std::ranges::find(doubts, "check_digit", &Warning::name) == doubts.end();
                add(out, Kind::vin, right ? checked : form, std::move(vin).value());
            }
            if (auto code17 = TractionCode::parse(code, today, Reading::folded, TractionCode::Lengths::all);
                code17.has_value()) {
                add(out, Kind::battery_17, form, std::move(code17).value());
                if (out.front().evidence == form && out.size() == 2) std::swap(out[0], out[1]);
            }
            break;
        case 15:
            add_if(out, Kind::ebike_model_code, form, ModelCode::parse(code));
            break;
        case 10:
        case 9:
            add_if(out, Kind::organisation_code, checked, OrganisationCode::parse(code));
            break;
        default:
            break;
    }
}

void add_registered(Candidates& out, const CodeSchemes& schemes, std::string_view text, Date today) {
    for (MatchedCode& match : schemes.find(text, today)) add(out, Kind::registered, form, std::move(match));
}

}  // namespace

void add_bare(Candidates& out, std::string_view text, const ParseContext& context) {
    const bool ecode_first = text.size() == 33 && text[0] == '2' && digits_only(text);
    const bool logistic = text.size() == 20 && text.starts_with("00");
    if (!ecode_first && !logistic && add_elements(out, text) && !digits_only(text)) return;
    const Date today = day_of(context);
    if (context.schemes) add_registered(out, *context.schemes, text, today);
    if (digits_only(text)) {
        // 16 digits may be a certificate by their look: that reading comes first, as nothing else begins with 20.
        if (text.size() == 16 && !out.empty()) {
            Candidates before;
            add_digits(before, text, today);
            out.insert(out.begin(), std::make_move_iterator(before.begin()), std::make_move_iterator(before.end()));
        } else {
            add_digits(out, text, today);
        }
        if (ecode_first) add_elements(out, text);
        if (text.size() == 16) add(out, Kind::old_supervision_code, form, std::string(text));
        if (text.size() == 9) add_mixed(out, text, today);
    } else {
        add_mixed(out, text, today);
    }
    if (context.ecode && context.ecode->bare == EcodeRules::Bare::known_nsi && !ecode_first)
        if (auto code = read_ecode(text, *context.ecode); code.has_value())
            add(out, Kind::ecode, form, std::move(code).value().code);
    // Its rule takes nearly everything with a hyphen.
    if (out.empty()) add_registered(out, CodeSchemes::built_in(), text, today);
}

Error bare_error(std::string_view text, const ParseContext& context) {
    const Date today = day_of(context);
    const auto why = [](auto parsed) { return parsed.has_error() ? std::move(parsed).error() : Error{}; };
    // Elements whose key is right but which break a rule further on.
    if (checked_ai(text) != nullptr)
        if (auto message = gs1::parse_transmitted(text); message.has_error()) return std::move(message).error();
    const std::size_t size = text.size();
    if (digits_only(text)) {
        if (size == 8 || size == 12 || size == 13 || size == 14) return why(Gtin::parse(text));
        if (size == 15) return why(EbikeCode::parse(text));
        if (size == 17 || size == 18)
            return {Code::key_check, place(size - 1),
                    fmt::format("{} 位数字的校验码不对：末位应为 {}。", size, check_digit(text.substr(0, size - 1))),
                    "", size == 18 ? std::string() : std::string(text)};
        return {Code::key_form, place(0), fmt::format("{} 位数字不是任何已知编码的长度或形式。", size), "",
                shorten(text, 40)};
    }
    const bool word = first_not(text, [](char c) { return is_digit(c) || is_upper(c) || is_lower(c); }) == text.npos;
    if (word && size == 18) return why(Uscc::parse(text));
    if (word && size == 19) return why(LithiumSerial::parse(text, today));
    if (word && size == 24) return why(TractionCode::parse(text, today));
    if (word && size == 17) return why(Vin::parse(text));
    if (size == 15 && text[9] == '-' && text[12] == '-') return why(ModelCode::parse(text));
    if (size == 10 && text[8] == '-') return why(OrganisationCode::parse(text));
    return {Code::key_form, place(0), "不是任何已知编码的形式。", "", shorten(text, 40)};
}

}  // namespace yiguan::keys
