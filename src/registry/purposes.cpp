#include "registry/purposes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::embedded {
std::string_view document_purposes_json();
}

namespace yiguan::registry {
namespace {

std::string text_of(const json::object& o, std::string_view key) {
    const auto& s = o.at(key).as_string();
    return {s.data(), s.size()};
}

std::size_t size_of(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->to_number<std::size_t>() : 0;
}

Purpose read_purpose(const json::object& o) {
    Purpose p{.id = text_of(o, "id"),
              .zh = text_of(o, "zh"),
              .en = text_of(o, "en"),
              .kinds = {},
              .pick_bytes_max = size_of(o, "pickBytesMax"),
              .side_recommended = static_cast<std::uint32_t>(size_of(o, "sideRecommended")),
              .count_max = size_of(o, "countMax"),
              .plain_name = o.if_contains("plainName") && o.at("plainName").as_bool(),
              .hints = {}};
    for (const auto& [kind, bytes_max] : o.at("kinds").as_object()) {
        const auto type = parse_kind(std::string_view(kind.data(), kind.size()));
        if (!type) throw std::runtime_error("document_purposes.json: no such kind: " + std::string(kind));
        p.kinds.push_back({*type, bytes_max.to_number<std::size_t>()});
    }
    for (const auto& hint : o.at("hints").as_array()) p.hints.emplace_back(hint.as_string().c_str());
    if (const auto* samples = o.if_contains("samples"))
        for (const auto& sample : samples->as_array())
            p.samples.push_back({text_of(sample.as_object(), "name"), text_of(sample.as_object(), "zh")});
    return p;
}

std::vector<Purpose> read_purposes() {
    std::vector<Purpose> all;
    const auto data = json::parse(embedded::document_purposes_json());
    for (const auto& one : data.as_object().at("purposes").as_array()) all.push_back(read_purpose(one.as_object()));
    if (all.empty()) throw std::runtime_error("document_purposes.json: empty");
    return all;
}

Error wrong_kind(const Purpose& purpose, std::string_view is) {
    return {Code::document_type, "", fmt::format("这是{}；{}只接受 {}", is, purpose.zh, purpose.kinds_zh()),
            purpose.zh};
}

Result<void> check_size(const Purpose& purpose, const KindRule& rule, std::size_t bytes) {
    if (bytes <= rule.bytes_max) return outcome::success();
    return Error{Code::body_too_large, "",
                 fmt::format("{}（{}）不能超过 {}，此文件为 {}，请压缩后再上传", purpose.zh, kind_name_zh(rule.kind),
                             size_zh(rule.bytes_max), size_zh(bytes)),
                 purpose.zh};
}

// GDP-15: letters, digits, Chinese characters, and what stands between words.
bool has_symbols(std::string_view name) {
    const auto dot = name.rfind('.');
    return std::ranges::any_of(name.substr(0, dot), [](char c) {
        const auto lower = to_lower(c);
        return static_cast<unsigned char>(c) < 0x80 && !is_digit(c) && !is_lower(lower) && c != '-' && c != '_';
    });
}

}  // namespace

const KindRule* Purpose::find(MediaType kind) const {
    const auto found = std::ranges::find(kinds, kind, &KindRule::kind);
    return found == kinds.end() ? nullptr : &*found;
}

std::string Purpose::kinds_zh() const {
    std::string out;
    for (const KindRule& rule : kinds) {
        const auto kind = kind_name_zh(rule.kind);
        out += (out.empty() ? "" : "、") + std::string(kind.substr(0, kind.find(" ")));
    }
    return out;
}

std::span<const Purpose> purposes() {
    static const auto all = read_purposes();
    return all;
}

const Purpose* find_purpose(std::string_view id) {
    const auto found = std::ranges::find(purposes(), id, &Purpose::id);
    return found == purposes().end() ? nullptr : &*found;
}

const Purpose& purpose(std::string_view id) {
    const auto* found = find_purpose(id);
    if (!found) throw std::runtime_error("document_purposes.json: no purpose " + std::string(id));
    return *found;
}

std::size_t upload_bytes_max() {
    std::size_t most = 0;
    for (const Purpose& p : purposes())
        for (const KindRule& rule : p.kinds) most = std::max({most, rule.bytes_max, p.pick_bytes_max});
    return most;
}

std::string size_zh(std::size_t bytes) {
    constexpr std::size_t kb = 1024, mb = kb * kb;
    if (bytes < kb) return fmt::format("{} 字节", bytes);
    if (bytes < mb) return fmt::format("{} KB", (bytes + kb - 1) / kb);
    if (bytes % mb == 0) return fmt::format("{} MB", bytes / mb);
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / static_cast<double>(mb));
}

Result<FileInfo> check_file(const Purpose& purpose, std::span<const std::byte> content) {
    const auto kind = kind_of(content);
    const auto* rule = kind ? purpose.find(*kind) : nullptr;
    if (!rule) return wrong_kind(purpose, describe_kind(content));
    TRY_VOID(check_size(purpose, *rule, content.size()));
    auto info = inspect_file(content);
    if (info.has_error()) {
        Error error = info.error();
        error.field = purpose.zh;
        return error;
    }
    return info;
}

Result<void> check_fits(const Purpose& purpose, const StoredFile& file) {
    const auto* rule = purpose.find(file.media_type);
    if (!rule) return wrong_kind(purpose, kind_name_zh(file.media_type));
    return check_size(purpose, *rule, static_cast<std::size_t>(file.bytes));
}

std::vector<std::string> warnings(const Purpose& purpose, const FileInfo& info, std::string_view name) {
    std::vector<std::string> out;
    const auto side = purpose.side_recommended;
    if (side > 0 && is_picture(info.media_type) && (info.width < side || info.height < side))
        out.push_back(
            fmt::format("建议不低于 {0}×{0} 像素，此图片为 {1}×{2}，放大后可能不清楚", side, info.width, info.height));
    if (purpose.plain_name && has_symbols(name)) out.push_back("文件名中含有符号或空格，建议只用文字、字母和数字");
    return out;
}

json::object encode(const Purpose& p) {
    json::array kinds, hints;
    std::size_t most = 0;
    for (const KindRule& rule : p.kinds) {
        kinds.push_back(json::object{{"kind", kind_name(rule.kind)},
                                     {"kindZh", kind_name_zh(rule.kind)},
                                     {"mediaType", media_type_name(rule.kind)},
                                     {"bytesMax", rule.bytes_max},
                                     {"sizeZh", size_zh(rule.bytes_max)}});
        most = std::max(most, rule.bytes_max);
    }
    for (const auto& hint : p.hints) hints.emplace_back(hint);
    json::object out{{"purpose", p.id},           {"purposeZh", p.zh},       {"purposeEn", p.en},
                     {"kinds", std::move(kinds)}, {"kindsZh", p.kinds_zh()}, {"bytesMax", most},
                     {"hints", std::move(hints)}};
    json::array samples;
    for (const auto& [name, zh] : p.samples)
        samples.push_back(json::object{{"url", "/api/v1/samples/" + name + ".png"}, {"zh", zh}});
    out["samples"] = std::move(samples);
    if (p.pick_bytes_max > 0) out["pickBytesMax"] = p.pick_bytes_max;
    if (p.side_recommended > 0) out["sideRecommended"] = p.side_recommended;
    if (p.count_max > 0) out["countMax"] = p.count_max;
    return out;
}

}  // namespace yiguan::registry
