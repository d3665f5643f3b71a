#include "registry/licence_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/edit_distance.hpp"
#include "core/text.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {
namespace {

using State = LicenceReading::State;

constexpr double sure = .6;        // below: a difference says nothing
constexpr double very_sure = .92;  // below: a letter or two may be the machine's mistake

struct Compared {
    std::string_view key, zh;
};
constexpr std::array<Compared, 4> compared{
    {{"uscc", "统一社会信用代码"}, {"name", "企业名称"}, {"legalPerson", "法定代表人"}, {"address", "住所"}}};

/// Letters that count, each as its UTF-8 bytes.
std::vector<std::string> letters_of(std::string_view text) {
    constexpr std::array<std::string_view, 6> marks{"、", "。", "·", "—", "“", "”"};
    const auto folded = fold_width(text);
    std::vector<std::string> out;
    for (std::size_t at = 0; at < folded.size();) {
        std::size_t end = at + 1;
        while (end < folded.size() && (static_cast<unsigned char>(folded[end]) & 0xC0) == 0x80) ++end;
        auto letter = folded.substr(at, end - at);
        at = end;
        const bool counts = letter.size() == 1 ? is_digit(letter[0]) || is_upper(to_upper(letter[0]))
                                               : std::ranges::find(marks, letter) == marks.end();
        if (!counts) continue;
        if (letter.size() == 1) letter[0] = to_upper(letter[0]);
        out.push_back(std::move(letter));
    }
    return out;
}

bool ends_with(const std::vector<std::string>& whole, const std::vector<std::string>& part) {
    return part.size() >= 4 && part.size() <= whole.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin());
}

/// Nothing: cannot be said.
std::optional<bool> agree(std::string_view key, std::string_view typed, std::string_view read, double confidence) {
    const auto a = letters_of(typed), b = letters_of(read);
    if (a.empty() || b.empty()) return std::nullopt;
    if (a == b) return true;
    // Province and city are often left out on either side.
    if (key == "address" && (ends_with(a, b) || ends_with(b, a))) return true;
    if (confidence < sure) return std::nullopt;
    const auto slips = std::max<std::size_t>(1, a.size() / 8);
    if (confidence < very_sure && edit_distance(a, b) <= slips) return std::nullopt;
    return false;
}

std::string typed_in(const json::object& content, std::string_view key) {
    const auto* value = content.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

std::string sentence(const review::CheckField& f) {
    const auto percent = static_cast<int>(std::lround(f.confidence * 100));
    return fmt::format("{}：填写“{}”，{}“{}”（可信度 {}%）", f.zh, f.typed, f.ok ? "识别为" : "可能识别有误，识别为",
                       f.read, percent);
}

}  // namespace

review::Check compare_licence(const std::optional<LicenceReading>& reading, const json::object& content) {
    review::Check out{.rule = "licence_agrees", .zh = "营业执照识别结果一致", .ok = std::nullopt};
    if (!content.contains("licence")) {
        out.message = "没有可识别的营业执照";
        return out;
    }
    if (!reading || reading->state == State::waiting) {
        out.message = "正在识别营业执照，稍后刷新可见结果；也可人工核对图片";
        return out;
    }
    if (reading->state == State::unreadable) {
        out.message = "营业执照图片无法识别，请人工核对";
        return out;
    }
    std::string differing, unsure, unread;
    const auto add = [](std::string& to, const std::string& text, std::string_view between) {
        if (!to.empty()) to += between;
        to += text;
    };
    bool any = false;
    for (const auto& [key, zh] : compared) {
        const auto typed = typed_in(content, key);
        const auto found = std::ranges::find(reading->fields, key, &ReadField::key);
        const bool seen = found != reading->fields.end() && !found->value.empty();
        if (typed.empty() && !seen) continue;
        review::CheckField field{.key = std::string(key),
                                 .zh = std::string(zh),
                                 .typed = typed,
                                 .read = seen ? found->value : std::string(),
                                 .confidence = seen ? found->confidence : 0};
        if (seen) field.ok = agree(key, typed, found->value, found->confidence);
        if (!typed.empty()) {
            if (!seen)
                add(unread, std::string(zh), "、");
            else if (!field.ok)
                add(unsure, sentence(field), "；");
            else if (!*field.ok)
                add(differing, sentence(field), "；");
            any = any || seen;
        }
        out.fields.push_back(std::move(field));
    }
    out.message = differing;
    if (!unsure.empty()) add(out.message, unsure, "；");
    if (!unread.empty()) add(out.message, "未识别出" + unread, "；");
    if (!differing.empty())
        out.ok = false;
    else if (any && unsure.empty() && unread.empty())
        out.ok = true;
    if (out.message.empty()) out.message = any ? "识别结果与填写一致" : "没有识别出可以比较的内容，请人工核对";
    return out;
}

void want_reading(db::Tx& tx, DocumentId document) {
    store::insert_reading(tx, document);
}

std::optional<LicenceReading> find_reading(db::Tx& tx, DocumentId document) {
    return store::find_reading(tx, document);
}

std::vector<Document> wanted_readings(db::Tx& tx, int limit) {
    return store::wanted_readings(tx, UtcMs{tx.now().value - reading_lease_ms}, limit);
}

bool take_reading(db::Tx& tx, DocumentId document) {
    const auto attempts = store::take_reading(tx, document, UtcMs{tx.now().value - reading_lease_ms});
    if (attempts <= reading_attempts_max) return attempts > 0;
    keep_reading(tx, document, {.state = State::unreadable});
    return false;
}

void give_reading_back(db::Tx& tx, DocumentId document) {
    store::give_reading_back(tx, document);
}

void keep_reading(db::Tx& tx, DocumentId document, const LicenceReading& reading) {
    store::set_reading(tx, document, reading);
}

}  // namespace yiguan::registry
