// core/json.hpp: parse_json and an ObjectReader with one field of each kind. Oracles: what is read without violation
// keeps every rule and is read the same from its own encoding; every violation points at a place of the input.
#include "core/json.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

using OwnerId = Id<struct OwnerTag>;

struct Record {
    std::string name;
    std::optional<std::string> note;
    std::int64_t count = 0;
    std::optional<std::int64_t> offset;
    Date day;
    UtcMs at;
    std::optional<UtcMs> until;
    bool open = false;
    OwnerId owner;
    std::vector<std::int64_t> sizes;
    friend bool operator==(const Record&, const Record&) = default;
};

constexpr std::string_view keys[] = {"name", "note", "count", "offset", "day", "at", "until", "open", "owner", "sizes"};

Result<Record> read(const json::object& object) {
    Violations violations;
    ObjectReader in(object, violations);
    Record r;
    r.name = in.text("name", "名称", {.chars_max = 20});
    r.note = in.optional_text("note", "备注", {.chars_max = 50, .multiline = true});
    r.count = in.integer("count", "数量", 1, 1'000'000);
    r.offset = in.optional_integer("offset", "偏移", INT64_MIN, INT64_MAX);
    r.day = in.date("day", "日期");
    r.at = in.time("at", "时间");
    r.until = in.optional_time("until", "截止时间");
    r.open = in.boolean("open", "公开", true);
    r.owner = in.id<OwnerId>("owner", "所有者");
    if (const auto* list = in.array("sizes", "尺寸", false)) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* item = (*list)[i].if_object();
            if (!item) {
                in.violation(Code::wrong_type, "sizes", "尺寸", "尺寸应是对象");
                break;
            }
            ObjectReader each(*item, violations, in.pointer("sizes") + "/" + std::to_string(i));
            r.sizes.push_back(each.integer("mm", "毫米", 0, 9999));
            each.finish();
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return r;
}

json::object encode(const Record& r) {
    json::object out{{"name", r.name},          {"count", std::to_string(r.count)},
                     {"day", to_string(r.day)}, {"at", iso_utc(r.at)},
                     {"open", r.open},          {"owner", to_string(r.owner)}};
    if (r.note) out["note"] = *r.note;
    if (r.offset) out["offset"] = *r.offset;
    if (r.until) out["until"] = iso_utc(*r.until);
    json::array sizes;
    for (const auto mm : r.sizes) sizes.push_back(json::object{{"mm", mm}});
    out["sizes"] = std::move(sizes);
    return out;
}

void check_text(std::string_view text, std::size_t chars_max, bool multiline) {
    require(!text.empty() && trim(text) == text && is_utf8(text),
            "a text that was read is empty, not trimmed or no UTF-8");
    require(utf8_length(text) <= chars_max && !has_control(text, multiline), "a text that was read breaks its rule");
}

/// True when the pointer leads to a value, or its last part is a key that an object here lacks.
bool leads_somewhere(const json::value& root, std::string_view pointer) {
    const json::value* at = &root;
    while (!pointer.empty()) {
        if (pointer[0] != '/') return false;
        const auto end = std::min(pointer.find('/', 1), pointer.size());
        std::string part(pointer.substr(1, end - 1));
        for (const auto& [written, meant] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
            for (auto i = part.find(written); i != std::string::npos; i = part.find(written, i + 1))
                part.replace(i, 2, meant);
        pointer.remove_prefix(end);
        if (const auto* object = at->if_object()) {
            at = object->if_contains(part);
            if (!at) return pointer.empty();
        } else if (const auto* array = at->if_array()) {
            std::size_t index = 0;
            for (const char c : part) {
                if (!is_digit(c)) return false;
                index = index * 10 + static_cast<std::size_t>(c - '0');
                if (index >= array->size()) return false;
            }
            at = &(*array)[index];
        } else {
            return false;
        }
    }
    return true;
}

int depth(const json::value& v) {
    int deepest = 0;
    if (const auto* object = v.if_object())
        for (const auto& [key, item] : *object) deepest = std::max(deepest, depth(item));
    else if (const auto* array = v.if_array())
        for (const auto& item : *array) deepest = std::max(deepest, depth(item));
    else
        return 0;
    return deepest + 1;
}

bool has_double(const json::value& v) {
    if (const auto* object = v.if_object())
        return std::ranges::any_of(*object, [](const auto& item) { return has_double(item.value()); });
    if (const auto* array = v.if_array()) return std::ranges::any_of(*array, has_double);
    return v.is_double();
}

void check_value(const json::value& value) {
    require(depth(value) <= 32, "a value deeper than the limit");
    const auto again = parse_json(json::serialize(value));
    require(again.has_value(), "what we write is not read");
    // Boost.JSON 1.81 rounds the last digit of a double either way.
    require(has_double(value) || again.value() == value, "what we write is read as something else");
}

void check_record(const json::object& object) {
    const auto record = read(object);
    if (record.has_error()) {
        require_showable(record.error());
        const json::value root(object);
        require(leads_somewhere(root, record.error().pointer), "a violation points nowhere");
        for (const Error& other : record.error().others)
            require(leads_somewhere(root, other.pointer), "a violation points nowhere");
        return;
    }
    const Record& r = record.value();
    check_text(r.name, 20, false);
    if (r.note) check_text(*r.note, 50, true);
    require(r.count >= 1 && r.count <= 1'000'000, "a number outside its bounds");
    require(r.owner.value >= 1, "an id that is not positive");
    require(std::ranges::all_of(r.sizes, [](auto mm) { return mm >= 0 && mm <= 9999; }), "a number outside its bounds");
    for (const auto& [key, value] : object)
        require(std::ranges::find(keys, std::string_view(key.data(), key.size())) != std::end(keys),
                "an unknown field was taken");
    const auto in_range = [](UtcMs t) { return beijing_date(t).year > 1900 && beijing_date(t).year < 2199; };
    if (!in_range(r.at) || (r.until && !in_range(*r.until)))
        return;  // in UTC it may lie outside the years that are read
    const auto again = read(encode(r));
    require(again.has_value() && again.value() == r, "a record is not read as it was written");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = parse_json(text);
    const auto object = parse_json_object(text);
    if (value.has_error()) {
        require(value.error().code == Code::malformed_json, "another error than malformed_json");
        require_showable(value.error());
        require(object.has_error(), "an object is no value");
        return 0;
    }
    check_value(value.value());
    require(object.has_value() == value.value().is_object(), "parse_json_object takes what is no object");
    if (object.has_value())
        check_record(object.value());
    else
        require_showable(object.error());
    return 0;
}
