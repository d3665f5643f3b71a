#include "mint/serial_text.hpp"

#include "core/text.hpp"
#include "keys/gs1/epc_uri.hpp"
#include "keys/keys.hpp"

namespace yiguan::mint {

namespace {

bool has_form(std::string_view serial) {
    return serial.size() >= serial_chars_min && serial.size() <= serial_chars_max && is_digit(serial[0]) &&
           is_serial(serial);
}

std::optional<FoundSerial> gs1_serial(std::string_view gtin_text, std::string_view serial) {
    if (!has_form(serial)) return std::nullopt;
    const auto gtin = keys::Gtin::parse(gtin_text);
    if (gtin.has_error()) return std::nullopt;
    return FoundSerial{SerialDomain::gs1(gtin.value(), static_cast<int>(serial.size())).value(), std::string(serial)};
}

/// Of anything that has find("01") and find("21").
template <class Elements>
std::optional<FoundSerial> gs1_serial(const Elements& elements) {
    const auto* const gtin = elements.find("01");
    const auto* const serial = elements.find("21");
    if (gtin == nullptr || serial == nullptr) return std::nullopt;
    return gs1_serial(gtin->value, serial->value);
}

std::optional<FoundSerial> of(const Result<keys::gs1::Message>& message) {
    return message.has_value() ? gs1_serial(message.value()) : std::nullopt;
}

std::optional<FoundSerial> in_epc(std::string_view line) {
    const auto epc = keys::gs1::Epc::parse(line);
    if (epc.has_error() || epc.value().scheme() != keys::gs1::EpcScheme::sgtin ||
        epc.value().form() != keys::gs1::EpcForm::identity)
        return std::nullopt;
    const auto elements = keys::gs1::elements_of(epc.value());
    if (elements.has_error() || elements.value().size() != 2) return std::nullopt;
    return gs1_serial(elements.value()[0].value, elements.value()[1].value);
}

std::optional<FoundSerial> short_code(std::string_view text) {
    if (text.size() < serial_chars_min || text.size() > serial_chars_max) return std::nullopt;
    std::string code = fold_short_code(text);
    if (!has_form(code)) return std::nullopt;
    return FoundSerial{SerialDomain::short_code(static_cast<int>(code.size())).value(), std::move(code)};
}

std::optional<FoundSerial> in_address(std::string_view line) {
    const auto link = keys::gs1::parse_digital_link(line);
    if (link.has_value()) return gs1_serial(link.value());
    const std::string_view path = line.substr(0, line.find_first_of("?#"));
    return short_code(path.substr(path.rfind('/') + 1));
}

std::optional<FoundSerial> in_scan(std::string_view line) {
    const auto scan = keys::gs1::parse_scan(line);
    if (scan.has_error()) return std::nullopt;
    if (scan.value().message) return gs1_serial(*scan.value().message);
    if (scan.value().link) return gs1_serial(*scan.value().link);
    return keys::address_host(scan.value().data) ? in_address(scan.value().data) : short_code(scan.value().data);
}

}  // namespace

std::optional<FoundSerial> find_serial(std::string_view line) {
    if (line.size() < serial_chars_min) return std::nullopt;
    if (line[0] == ']') return in_scan(line);
    if (line.size() <= serial_chars_max) return short_code(line);
    if (line[0] == '(') return of(keys::gs1::parse_bracketed(line));
    if (line[0] == keys::gs1::fnc1_mark || line[0] == keys::gs1::group_separator)
        return of(keys::gs1::parse_fnc1(line));
    if (to_lower(line[0]) == 'u') return in_epc(line);
    if (is_digit(line[0])) return of(keys::gs1::parse_transmitted(line));
    if (to_lower(line[0]) == 'h' && keys::address_host(line)) return in_address(line);
    return std::nullopt;
}

}  // namespace yiguan::mint
