#include "keys/gs1/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.hpp"
#include "keys/gs1.hpp"
#include "keys/gs1/linters_impl.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr auto symbologies = std::to_array<SymbologyInfo>({
    {"]E0", Symbology::ean13, "EAN13", false},
    {"]E4", Symbology::ean8, "EAN8", false},
    {"]I1", Symbology::itf14, "ITF14", false},
    {"]C1", Symbology::gs1_128, "GS1_128_CCA", true},
    {"]e0", Symbology::databar, "DataBarExpanded", true},
    {"]d1", Symbology::data_matrix, "DM", false},
    {"]d2", Symbology::data_matrix, "DM", true},
    {"]Q1", Symbology::qr, "QR", false},
    {"]Q3", Symbology::qr, "QR", true},
    {"]J0", Symbology::dotcode, "DotCode", false},
    {"]J1", Symbology::dotcode, "DotCode", true},
});
constexpr std::string_view composite_mark = "|]e0";
constexpr std::size_t id_size = 3;

/// The digits of a symbol that holds a number and nothing else; 0 for other symbols.
std::size_t number_digits(Symbology symbology) {
    switch (symbology) {
        case Symbology::ean13:
            return 13;
        case Symbology::ean8:
            return 8;
        case Symbology::itf14:
            return 14;
        default:
            return 0;
    }
}

Result<void> check_number(std::string_view data, std::size_t digits) {
    const auto error = [&](Code code, std::size_t at, std::string detail) {
        return Error{code, fmt::format("@{}", id_size + at), std::move(detail), "", shorten(data, 40)};
    };
    if (data.size() != digits) return error(Code::gtin_length, 0, fmt::format("此种条码应为 {} 位数字。", digits));
    if (const auto at = digits_set.first_other(data); at != std::string_view::npos)
        return error(Code::gtin_character, at, fmt::format("条码的第 {} 位不是数字。", at + 1));
    if (!has_check_digit(data))
        return error(Code::gtin_check_digit, digits - 1,
                     fmt::format("条码的校验码不对：末位应为 {}。", check_digit(data.substr(0, digits - 1))));
    return outcome::success();
}

/// An error of a part of the text that begins at `offset`.
Error moved(Error error, std::size_t offset) {
    std::size_t at = 0;
    if (error.pointer.starts_with('@') &&
        std::from_chars(error.pointer.data() + 1, error.pointer.data() + error.pointer.size(), at).ec == std::errc{})
        error.pointer = fmt::format("@{}", at + offset);
    return error;
}

bool is_address(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://", "HTTP://", "HTTPS://"})
        if (text.starts_with(scheme)) return true;
    return false;
}

void append_message(std::string& out, std::string_view transmitted) {
    out += fnc1_mark;
    for (const char c : transmitted) out += c == group_separator ? fnc1_mark : c;
}

}  // namespace

std::span<const SymbologyInfo> all_symbologies() {
    return symbologies;
}

Result<Scan> parse_scan(std::string_view text) {
    const auto form_error = [&](std::size_t at, std::string_view detail) {
        return Error{Code::key_form, fmt::format("@{}", at), std::string(detail), "", shorten(text, 40)};
    };
    if (!text.starts_with(']')) return form_error(0, "扫描数据应以码制标识符（如 ]Q3）开头。");
    const auto found = std::ranges::find(symbologies, text.substr(0, id_size), &SymbologyInfo::id);
    if (found == symbologies.end()) return form_error(0, "此码制标识符不是 GS1 使用的。");
    Scan scan;
    scan.symbology = &*found;
    scan.data = text.substr(id_size);
    if (const auto digits = number_digits(found->symbology); digits != 0) {
        scan.content = ScanContent::item_number;
        if (const auto bar = scan.data.find(composite_mark);
            bar != std::string_view::npos && found->symbology != Symbology::itf14) {
            scan.composite = scan.data.substr(bar + composite_mark.size());
            scan.data = scan.data.substr(0, bar);
            auto parsed = parse_transmitted(scan.composite);
            if (parsed.has_error()) return moved(parsed.error(), id_size + bar + composite_mark.size());
            scan.message = std::move(parsed).value();
        }
        TRY_VOID(check_number(scan.data, digits));
        return scan;
    }
    if (found->element_string) {
        if (scan.data.empty()) return form_error(id_size, "码制标识符之后没有数据。");
        scan.content = ScanContent::element_string;
        auto parsed = parse_transmitted(scan.data);
        if (parsed.has_error()) return moved(parsed.error(), id_size);
        scan.message = std::move(parsed).value();
    } else if (is_address(scan.data)) {
        auto parsed = parse_digital_link(scan.data);
        scan.content = parsed.has_value() ? ScanContent::digital_link : ScanContent::address;
        if (parsed.has_value()) scan.link = std::move(parsed).value();
    }
    return scan;
}

std::string format_scan(const Scan& scan) {
    std::string out(scan.symbology->id);
    if (scan.content == ScanContent::element_string) return out + format_transmitted(scan.message->elements());
    out += scan.data;
    if (scan.message) out.append(composite_mark).append(format_transmitted(scan.message->elements()));
    return out;
}

std::string message_of(const Scan& scan) {
    std::string out;
    if (scan.content == ScanContent::element_string) {
        append_message(out, scan.data);
        return out;
    }
    const auto front = scan.data.find_first_not_of('\\');
    if (front != std::string_view::npos && scan.data[front] == fnc1_mark) out += '\\';
    out += scan.data;
    if (scan.message) {
        out += '|';
        append_message(out, scan.composite);
    }
    return out;
}

}  // namespace yiguan::keys::gs1
