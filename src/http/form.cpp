#include "http/form.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

constexpr std::size_t boundary_max = 70;  // RFC 2046 section 5.1.1

Error broken() {
    return {Code::invalid, "", "表单内容无法识别"};
}

char lower(char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// The value of a parameter behind the first ';': `; name="value"`. Quoted ones end at the next quote: browsers write
/// %22 for a quote in a name.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name) {
    for (auto at = header.find(';'); at != std::string_view::npos;) {
        header.remove_prefix(at + 1);
        const auto equals = header.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const auto key = trim(header.substr(0, equals));
        header.remove_prefix(equals + 1);
        std::string_view value;
        if (header.starts_with('"')) {
            const auto end = header.find('"', 1);
            if (end == std::string_view::npos) return std::nullopt;
            value = header.substr(1, end - 1);
            header.remove_prefix(end + 1);
        } else {
            value = trim(header.substr(0, header.find(';')));
        }
        if (same(key, name)) return value;
        at = header.find(';');
    }
    return std::nullopt;
}

Result<std::vector<FormField>> parse_pairs(std::string_view body) {
    std::vector<FormField> fields;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        if (fields.size() == form_fields_max) return broken();
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value || name->size() > form_name_bytes_max) return broken();
        fields.push_back({*std::move(name), *std::move(value)});
    }
    return fields;
}

/// The header of a part up to its blank line, which is taken too.
Result<FormField> read_header(std::string_view& rest) {
    FormField field;
    bool named = false;
    const auto all = rest.substr(0, part_header_bytes_max);
    std::size_t at = 0;
    for (;;) {
        const auto end = all.find("\r\n", at);
        if (end == std::string_view::npos) return broken();
        const auto line = all.substr(at, end - at);
        at = end + 2;
        if (line.empty()) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return broken();
        if (!same(line.substr(0, colon), "content-disposition")) continue;
        const auto value = trim(line.substr(colon + 1));
        if (!same(value.substr(0, value.find(';')), "form-data") || named) return broken();
        const auto name = parameter(value, "name");
        if (!name || name->empty() || name->size() > form_name_bytes_max) return broken();
        field.name = std::string(*name);
        field.file = parameter(value, "filename").has_value();
        named = true;
    }
    if (!named) return broken();
    rest.remove_prefix(at);
    return field;
}

Result<std::vector<FormField>> parse_parts(std::string_view boundary, std::string_view body) {
    std::vector<FormField> fields;
    const std::string mark = "--" + std::string(boundary);
    if (!body.starts_with(mark)) return broken();
    body.remove_prefix(mark.size());
    const std::string between = "\r\n" + mark;
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n") || fields.size() == form_fields_max) return broken();
        body.remove_prefix(2);
        TRY(auto field, read_header(body));
        const auto end = body.find(between);
        if (end == std::string_view::npos) return broken();
        field.value = std::string(body.substr(0, end));
        fields.push_back(std::move(field));
        body.remove_prefix(end + between.size());
    }
    body.remove_prefix(2);
    if (!body.empty() && body != "\r\n") return broken();
    return fields;
}

}  // namespace

Result<std::vector<FormField>> parse_form(std::string_view content_type, std::string_view body) {
    const auto media = trim(content_type.substr(0, content_type.find(';')));
    if (same(media, "application/x-www-form-urlencoded")) return parse_pairs(body);
    if (!same(media, "multipart/form-data")) return Error{Code::unsupported_media_type, "", "请在网页的表单里填写"};
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_max) return broken();
    return parse_parts(*boundary, body);
}

}  // namespace yiguan::http
