#include "keys/products/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

constexpr std::size_t text_max = 200;
constexpr std::size_t absent = std::string::npos;

bool in(const std::bitset<128>& alphabet, char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 128 && alphabet[u];
}

/// Divides a text among segments, longer pieces first; what failed once at a place is not tried again.
class Divider {
public:
    Divider(std::string_view text, const std::vector<Segment>& segments)
        : text_(text),
          segments_(segments),
          lengths_(segments.size(), absent),
          dead_(segments.size() * (text.size() + 1), false) {}

    bool run() { return from(0, 0); }
    /// Length of each segment, `absent` for one that was left out.
    const std::vector<std::size_t>& lengths() const { return lengths_; }

    /// Why run() failed: at the place that was reached at best.
    Error error() const {
        if (furthest_ >= text_.size())
            return {Code::key_length, "", fmt::format("编码太短：缺少{}", label(segment_)), "", shorten(text_, 60)};
        const std::size_t n = utf8_length(text_.substr(0, furthest_)) + 1;
        if (segment_ == segments_.size())
            return {Code::key_length, fmt::format("@{}", furthest_), fmt::format("编码从第 {} 位起多余", n), "",
                    shorten(text_, 60)};
        return {Code::key_character, fmt::format("@{}", furthest_),
                fmt::format("编码第 {} 位不符合{}的规则", n, label(segment_)), "", shorten(text_, 60)};
    }

private:
    std::string label(std::size_t segment) const {
        const Segment& s = segments_[std::min(segment, segments_.size() - 1)];
        return fmt::format("“{}”", shorten(s.name.empty() ? s.literal : s.name, 40));
    }
    void reached(std::size_t segment, std::size_t at) {
        if (at < furthest_ || (at == furthest_ && segment <= segment_)) return;
        furthest_ = at;
        segment_ = segment;
    }
    bool take(std::size_t segment, std::size_t at, std::size_t length) {
        lengths_[segment] = length;
        return from(segment + 1, at + (length == absent ? 0 : length));
    }

    bool from(std::size_t segment, std::size_t at) {
        if (segment == segments_.size()) {
            if (at == text_.size()) return true;
            reached(segment, at);
            return false;
        }
        const std::size_t cell = segment * (text_.size() + 1) + at;
        if (dead_[cell]) return false;
        dead_[cell] = true;  // taken back by nobody: success ends the search
        return try_present(segment, at) || (segments_[segment].optional && take(segment, at, absent));
    }

    bool try_present(std::size_t segment, std::size_t at) {
        const Segment& s = segments_[segment];
        const std::string_view rest = text_.substr(at);
        reached(segment, at);
        if (!s.literal.empty()) return rest.starts_with(s.literal) && take(segment, at, s.literal.size());
        if (!s.table.empty()) {
            for (const auto& [value, meaning] : s.table)  // longest first
                if (rest.starts_with(value) && take(segment, at, value.size())) return true;
            return false;
        }
        std::size_t longest = 0;
        while (longest < std::min(rest.size(), s.length_max) && in(s.alphabet, rest[longest])) ++longest;
        reached(segment, at + longest);
        for (std::size_t length = longest + 1; length-- > s.length_min;)
            if (take(segment, at, length)) return true;
        return false;
    }

    std::string_view text_;
    const std::vector<Segment>& segments_;
    std::vector<std::size_t> lengths_;
    std::vector<bool> dead_;
    std::size_t furthest_ = 0, segment_ = 0;
};

Result<void> compare_checks(const std::vector<Segment>& segments, const std::vector<std::string_view>& values) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& s = segments[i];
        if (!s.check || values[i].data() == nullptr) continue;
        std::string body;
        for (std::size_t k = 0; k < i; ++k) {
            const Segment& other = segments[k];
            const bool counts =
                s.over.empty() ? !other.name.empty() : std::ranges::find(s.over, other.name) != s.over.end();
            if (counts) body += values[k];
        }
        const auto expected = check_characters(*s.check, body);
        if (!expected || *expected != values[i])
            return Error{Code::key_check, "", fmt::format("编码的校验码“{}”不对，请逐位核对", shorten(s.name, 40)), "",
                         shorten(values[i], 10)};
    }
    return outcome::success();
}

Result<MatchedCode> match_version(const PatternVersion& version, const std::string& text) {
    Divider divider(text, version.segments);
    if (!divider.run()) return divider.error();
    std::vector<std::string_view> values;
    std::size_t at = 0;
    for (const std::size_t length : divider.lengths()) {
        values.push_back(length == absent ? std::string_view() : std::string_view(text).substr(at, length));
        if (length != absent) at += length;
    }
    TRY_VOID(compare_checks(version.segments, values));
    MatchedCode out;
    out.text = text;
    out.valid_from = version.valid_from;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Segment& s = version.segments[i];
        if (s.name.empty() || values[i].data() == nullptr) continue;
        const auto meaning = std::ranges::find(s.table, values[i], &std::pair<std::string, std::string>::first);
        out.parts.push_back({s.name, std::string(values[i]), meaning == s.table.end() ? "" : meaning->second});
    }
    return out;
}

Result<MatchedCode> match_text(const CodeScheme& scheme, const std::string& text, Date on) {
    if (text.empty() || text.size() > text_max)
        return Error{Code::key_length, "", fmt::format("编码应为 1 到 {} 位", text_max), "", shorten(text, 60)};
    if (!is_utf8(text) || has_control(text, false))
        return Error{Code::key_character, "", "编码含有无效字符", "", shorten(text, 60)};
    if (scheme.versions.empty()) {
        if (!std::ranges::binary_search(scheme.dictionary, text))
            return Error{Code::key_value, "", fmt::format("编码不在“{}”的码表内", shorten(scheme.name, 40)), "",
                         shorten(text, 60)};
        return MatchedCode{.text = text};
    }
    // The latest version that was valid on the day.
    const auto after = std::ranges::upper_bound(scheme.versions, on, {}, &PatternVersion::valid_from);
    if (after == scheme.versions.begin())
        return Error{Code::key_form, "",
                     fmt::format("“{}”从 {} 起实行，该日期还没有这种编码", shorten(scheme.name, 40),
                                 to_string(after->valid_from)),
                     "", shorten(text, 60)};
    return match_version(*std::prev(after), text);
}

Result<MatchedCode> match_scheme(const CodeScheme& scheme, std::string_view raw, Date on, Reading reading) {
    auto found = match_text(scheme, reading == Reading::exact ? std::string(raw) : fold(raw), on);
    // Small letters and other dashes may be meant, so they are folded only where they do not fit as they are.
    if (found.has_error() && reading == Reading::folded)
        if (auto folded = match_text(scheme, read_text(raw, reading), on); folded.has_value())
            found = std::move(folded);
    if (found.has_value()) found.value().scheme = scheme.id;
    return found;
}

}  // namespace

Result<MatchedCode> CodeSchemes::match(std::string_view scheme, std::string_view text, Date on, Reading reading) const {
    const auto found = std::ranges::find(schemes_, scheme, &CodeScheme::id);
    if (found == schemes_.end()) return Error{Code::not_found, "", "没有登记这种编码规则", "", shorten(scheme, 40)};
    return match_scheme(*found, text, on, reading);
}

std::vector<MatchedCode> CodeSchemes::find(std::string_view text, Date on, Reading reading) const {
    std::vector<MatchedCode> out;
    for (const auto& scheme : schemes_)
        if (auto found = match_scheme(scheme, text, on, reading); found.has_value())
            out.push_back(std::move(found).value());
    return out;
}

}  // namespace yiguan::keys
