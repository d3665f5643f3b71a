#include "keys/gs1/company_prefix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr std::size_t prefix_digits_max = 12;

std::uint64_t number(std::string_view digits) {
    std::uint64_t n = 0;
    for (const char c : digits) n = n * 10 + static_cast<std::uint64_t>(c - '0');
    return n;
}

/// The value of attribute `name` in an XML tag, or empty.
std::string_view attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        std::string_view rest = tag.substr(at + name.size());
        if (at == 0 || !(tag[at - 1] == ' ' || tag[at - 1] == '\t' || tag[at - 1] == '\n' || tag[at - 1] == '\r'))
            continue;
        rest = trim(rest);
        if (!rest.starts_with('=')) continue;
        rest = trim(rest.substr(1));
        if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) continue;
        const std::size_t end = rest.find(rest[0], 1);
        if (end != std::string_view::npos) return rest.substr(1, end - 1);
    }
    return {};
}

Error bad_row(std::size_t row) {
    return {Code::invalid, fmt::format("@{}", row),
            fmt::format("厂商识别代码长度表第 {} 行应为 1 至 12 位数字前缀和 4 至 12 的长度（0 表示未分配）。", row)};
}

}  // namespace

CompanyPrefixes::CompanyPrefixes(std::vector<Row> rows) {
    std::ranges::stable_sort(rows, {}, &Row::key);
    for (const Row& row : rows) {
        if (!rows_.empty() && rows_.back().key == row.key)
            rows_.back() = row;
        else
            rows_.push_back(row);
    }
}

std::optional<CompanyPrefixes::Row> CompanyPrefixes::row(std::string_view prefix, std::string_view length) {
    if (prefix.empty() || prefix.size() > prefix_digits_max || !std::ranges::all_of(prefix, is_digit)) return {};
    if (length.empty() || length.size() > 2 || !std::ranges::all_of(length, is_digit)) return {};
    const std::uint64_t n = number(length);
    if (n != 0 && (n < 4 || n > 12)) return {};
    return Row{number(prefix) * 16 + prefix.size(), static_cast<std::uint8_t>(n)};
}

const CompanyPrefixes& CompanyPrefixes::china() {
    static const CompanyPrefixes table =
        parse("690,7\n691,7\n692,8\n693,8\n694,8\n695,8\n696,8\n697,9\n6901028,10").value();
    return table;
}

Result<CompanyPrefixes> CompanyPrefixes::parse(std::string_view text) {
    std::vector<Row> rows;
    std::size_t seen = 0;
    const auto take = [&](std::string_view prefix, std::string_view length) {
        ++seen;
        const auto one = row(prefix, length);
        if (one) rows.push_back(*one);
        return one.has_value();
    };

    text = trim(text);
    if (text.starts_with('<')) {
        for (std::size_t at = text.find("<entry"); at != std::string_view::npos; at = text.find("<entry", at + 1)) {
            const std::string_view tag = text.substr(at, text.find('>', at) - at);
            if (!take(attribute(tag, "prefix"), attribute(tag, "gcpLength"))) return bad_row(seen);
        }
    } else if (text.starts_with('{')) {
        const auto document = parse_json(text);
        boost::system::error_code ec;
        const auto* entries =
            document.has_error() ? nullptr : document.value().find_pointer("/GCPPrefixFormatList/entry", ec);
        if (!entries || !entries->is_array())
            return Error{Code::invalid, "", "厂商识别代码长度表的 JSON 应含 GCPPrefixFormatList/entry 数组。"};
        for (const auto& entry : entries->get_array()) {
            const auto* object = entry.if_object();
            const auto* prefix = object ? object->if_contains("prefix") : nullptr;
            const auto* length = object ? object->if_contains("gcpLength") : nullptr;
            if (!prefix || !length || !prefix->is_string()) return bad_row(seen + 1);
            const std::string digits =
                length->is_string() ? std::string(length->get_string()) : json::serialize(*length);
            if (!take(prefix->get_string(), digits)) return bad_row(seen);
        }
    } else {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            line = trim(line.substr(0, line.find('#')));
            if (line.empty()) {
                ++seen;
                continue;
            }
            const std::size_t gap = std::min(line.find_first_of(",; \t"), line.size());
            const std::size_t next = line.find_first_not_of(",; \t", gap);
            if (!take(line.substr(0, gap), next == std::string_view::npos ? "" : line.substr(next)))
                return bad_row(seen);
        }
    }
    if (rows.empty()) return Error{Code::invalid, "", "厂商识别代码长度表没有任何行。"};
    return CompanyPrefixes(std::move(rows));
}

std::optional<std::size_t> CompanyPrefixes::length_of(std::string_view digits) const {
    std::size_t size = 0;
    while (size < digits.size() && size < prefix_digits_max && is_digit(digits[size])) ++size;
    std::uint64_t n = number(digits.substr(0, size));
    for (; size > 0; --size, n /= 10) {
        const auto found = std::ranges::lower_bound(rows_, n * 16 + size, {}, &Row::key);
        if (found == rows_.end() || found->key != n * 16 + size) continue;
        if (found->length == 0) return std::nullopt;
        return found->length;
    }
    return std::nullopt;
}

}  // namespace yiguan::keys::gs1
