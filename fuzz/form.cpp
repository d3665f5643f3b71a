// http/form: forms of pages. Oracles: what is taken is no longer than the body; a form that is written is read back.
#include "http/form.hpp"

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

void check_round_trip(std::string_view value) {
    const auto pairs = http::parse_form("application/x-www-form-urlencoded", "n=" + percent_encode(value) + "&m=1");
    require(pairs.has_value() && pairs.value().size() == 2 && pairs.value()[0].value == value, "a pair is read back");
    const std::string mark = "--zz9-boundary";
    if (value.find(mark) != std::string_view::npos) return;
    const auto body =
        mark + "\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n" + std::string(value) + "\r\n" + mark + "--\r\n";
    const auto parts = http::parse_form("multipart/form-data; boundary=\"zz9-boundary\"", body);
    require(parts.has_value() && parts.value().size() == 1 && parts.value()[0].value == value, "a part is read back");
}

void check_noise(std::string_view type, std::string_view body) {
    const auto form = http::parse_form(type, body);
    if (form.has_error()) return;
    std::size_t bytes = 0;
    for (const auto& field : form.value()) {
        require(field.name.size() <= http::form_name_bytes_max, "a name longer than allowed");
        bytes += field.name.size() + field.value.size();
    }
    require(form.value().size() <= http::form_fields_max && bytes <= body.size(), "more than was sent");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_round_trip(input);
    check_noise("application/x-www-form-urlencoded", input);
    check_noise("multipart/form-data; boundary=b", input);
    // The header too, from the first line.
    const auto line = input.find('\n');
    if (line != std::string_view::npos) check_noise(input.substr(0, line), input.substr(line + 1));
    return 0;
}
