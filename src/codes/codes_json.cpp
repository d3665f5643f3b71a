#include "codes/codes_json.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace yiguan::codes {

json::object encode(const Block& b) {
    return {{"id", to_string(b.id)},
            {"nsi", b.nsi},
            {"epoch", b.epoch},
            {"first", std::to_string(b.first)},
            {"last", std::to_string(b.last)},
            {"count", std::to_string(b.size())},
            {"bound", std::to_string(b.bound)},
            {"active", std::to_string(b.active)},
            {"voided", std::to_string(b.voided)},
            {"organisation", to_string(b.org)},
            {"product", to_string(b.product)},
            {"createdAt", iso_utc(b.created_at)}};
}

json::object encode(const Segment& s) {
    json::object out{{"first", std::to_string(s.first)},    {"last", std::to_string(s.last)},
                     {"status", name(s.state.status)},      {"statusZh", name_zh(s.state.status)},
                     {"holder", to_string(s.state.holder)}, {"event", to_string(s.state.event)}};
    if (s.state.batch) out["batch"] = to_string(s.state.batch);
    if (s.state.consignee) out["consignee"] = to_string(s.state.consignee);
    return out;
}

json::array encode(const std::vector<CodeRange>& ranges) {
    json::array out;
    for (const CodeRange& r : ranges)
        out.push_back(json::object{
            {"block", to_string(r.block)}, {"first", std::to_string(r.first)}, {"last", std::to_string(r.last)}});
    return out;
}

namespace {

constexpr std::size_t codes_max = 10'000;

CodeRange read_range(ObjectReader& in) {
    const auto block = in.id<BlockId>("block", "码段");
    const auto first = in.integer("first", "首号", 0, mint::counter_max);
    const auto last = in.integer("last", "末号", 0, mint::counter_max);
    return {block, first, last};
}

std::optional<PlacedCode> read_code(ObjectReader& in, std::string_view key, std::string_view zh,
                                    const Directory& directory) {
    const std::string text = in.text(key, zh, {.chars_max = 200});
    if (text.empty()) return std::nullopt;
    const auto placed = directory.place(text);
    if (!placed) in.violation(Code::code_forged, key, zh, "不是本平台发出的码");
    return placed;
}

}  // namespace

std::vector<CodeRange> read_ranges(ObjectReader& in, const json::object& body, Violations& violations,
                                   const Directory& directory) {
    const int forms = int(body.contains("block")) + int(body.contains("firstCode")) + int(body.contains("codes")) +
                      int(body.contains("ranges"));
    if (forms != 1) {
        for (const char* key : {"block", "first", "last", "firstCode", "lastCode", "codes", "ranges"})
            in.optional_known(key);
        in.violation(forms == 0 ? Code::missing_field : Code::invalid, forms == 0 ? "block" : "codes", "追溯码",
                     "请用一种方式指明追溯码：block、first 与 last，firstCode 与 lastCode，codes，或 ranges");
        return {};
    }
    if (body.contains("block")) return {read_range(in)};
    if (body.contains("firstCode")) {
        const auto first = read_code(in, "firstCode", "首码", directory);
        const auto last = read_code(in, "lastCode", "末码", directory);
        if (!first || !last) return {};
        if (first->block != last->block) {
            in.violation(Code::codes_outside_block, "lastCode", "末码", "首码与末码不在同一码段");
            return {};
        }
        return {{first->block, first->counter, last->counter}};
    }
    if (body.contains("codes")) {
        const auto* list = in.array("codes", "追溯码");
        if (!list) return {};
        if (list->size() > codes_max) {
            in.violation(Code::too_many_ranges, "codes", "追溯码",
                         fmt::format("一次最多提交 {} 个码，更多请用区间", codes_max));
            return {};
        }
        std::vector<std::string> texts;
        texts.reserve(list->size());
        for (const auto& item : *list)
            texts.push_back(item.is_string() ? std::string(item.get_string()) : std::string());
        auto ranges = ranges_of(directory, texts, in.pointer("codes"));
        if (ranges.has_error()) {
            violations.add(ranges.error());
            return {};
        }
        return std::move(ranges).value();
    }
    std::vector<CodeRange> ranges;
    const auto* list = in.array("ranges", "区间");
    if (!list) return {};
    if (list->size() > ranges_max) {
        in.violation(Code::too_many_ranges, "ranges", "区间", fmt::format("一次最多处理 {} 个区间", ranges_max));
        return {};
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* object = (*list)[i].if_object();
        if (!object) {
            in.violation(Code::wrong_type, "ranges", "区间", "区间应是 {block, first, last}");
            return {};
        }
        ObjectReader each(*object, violations, fmt::format("{}/{}", in.pointer("ranges"), i));
        ranges.push_back(read_range(each));
        each.finish();
    }
    return ranges;
}

}  // namespace yiguan::codes
