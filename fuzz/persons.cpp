// keys/china/: organisation code, resident identity number, phones, certificates, licences, divisions. Oracles: what is
// accepted is printed and read back the same, its check character is the one that a naive reader computes, errors about
// persons repeat nothing of the input.
#include <algorithm>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

constexpr Date today{2026, 11, 21};

void check_organisation(std::string_view text) {
    const auto code = keys::OrganisationCode::parse(text);
    if (code.has_error()) return require_showable(code.error());
    const auto characters = code.value().text();
    constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2, 1};
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) {
        const char c = characters[i];
        const int value = is_digit(c) ? c - '0' : c == 'X' && i == 8 ? 10 : c - 'A' + 10;
        sum += value * weights[i];
    }
    require(sum % 11 == 0, "an organisation code with a wrong check character");
    require(keys::OrganisationCode::parse(code.value().printed(), keys::Reading::exact).value() == code.value(),
            "an organisation code is not read as it was printed");
}

void check_person(std::string_view text) {
    for (const auto& id : {keys::ResidentId::parse(text, today), keys::ResidentId::from_15(text, today)}) {
        if (id.has_error()) {
            require_showable(id.error());
            require(id.error().value.empty(), "an error repeats what a person entered");
            continue;
        }
        const auto& person = id.value();
        int sum = 0, weight = 1;  // 2^17-i mod 11, from the right
        for (std::size_t i = 18; i-- > 0; weight = weight * 2 % 11)
            sum += (person.text()[i] == 'X' ? 10 : person.text()[i] - '0') * weight;
        require(sum % 11 == 1, "an identity number with a wrong check character");
        require(person.birth() <= today &&
                    keys::is_calendar_day(person.birth().year, person.birth().month, person.birth().day),
                "an identity number with a birthday that is none");
        require(keys::ResidentId::parse(person.text(), today).value() == person,
                "an identity number is not read as it was printed");
        require(person.warnings().size() <= 1, "more warnings than rules");
    }
    const std::string masked = keys::mask(text);
    require(masked.find('*') != std::string::npos || masked.empty(), "nothing was masked");
    require(masked.size() <= text.size(), "a mask longer than the text");
}

void check_phone(std::string_view text) {
    const auto phone = keys::parse_phone(text);
    if (phone.has_error()) {
        require_showable(phone.error());
        require(phone.error().value.empty(), "an error repeats what a person entered");
        return;
    }
    require(std::ranges::all_of(phone.value().text, [](char c) { return is_digit(c) || c == '-'; }),
            "a phone number with a foreign character");
    require(keys::parse_phone(phone.value().text).value() == phone.value(), "a phone number is not read as printed");
}

void check_certificates(std::string_view text) {
    if (const auto code = keys::CccCertificate::parse(text); code.has_value())
        require(keys::CccCertificate::parse(code.value().text(), keys::Reading::exact).value() == code.value(),
                "a certificate number is not read as it was printed");
    else
        require_showable(code.error());
    if (const auto mark = keys::parse_ccc_mark(text); mark.has_value())
        require(keys::parse_ccc_mark(mark.value()).value() == mark.value(), "a mark number does not stay");
    else
        require_showable(mark.error());
    if (const auto licence = keys::ProductionLicence::parse(text); licence.has_value())
        require(keys::ProductionLicence::parse(licence.value().text(), keys::Reading::exact).value() == licence.value(),
                "a licence number is not read as it was printed");
    else
        require_showable(licence.error());
}

void check_division(std::string_view text) {
    const auto division = keys::find_division(text);
    if (!division) {
        require(keys::division_full_name(text).empty(), "an unknown division has a name");
        return;
    }
    require(division->code == text, "another division than asked for");
    require(keys::division_full_name(text).ends_with(division->name), "a full name without the name");
    for (const auto& child : keys::division_children(text))
        require(child.parent == text && child.code > text, "a child of somebody else");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_organisation(text);
    check_person(text);
    check_phone(text);
    check_certificates(text);
    check_division(text);
    return 0;
}
