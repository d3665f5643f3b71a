#include "keys/gs1/digital_link.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/gs1/linters.hpp"
#include "keys/gs1/uri_escape.hpp"

namespace yiguan::keys::gs1 {
namespace {

constexpr std::size_t elements_max = 64;
constexpr std::size_t unknown_value_chars_max = 90;

constexpr CharSet uri_chars{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"};
constexpr CharSet not_in_host{"_~?#@!$&'()*+,;=%"};

struct Alpha {
    std::string_view name, ai;
};
// GS1 Digital Link URI Syntax 1.2, "convenience alphas"; dropped by 1.3.
constexpr Alpha alphas[] = {{"cpid", "8010"}, {"cpsn", "8011"}, {"cpv", "22"},    {"gcn", "255"},    {"gdti", "253"},
                            {"giai", "8004"}, {"ginc", "401"},  {"gln", "414"},   {"glnx", "254"},   {"gmn", "8013"},
                            {"grai", "8003"}, {"gsin", "402"},  {"gsrn", "8018"}, {"gsrnp", "8017"}, {"gtin", "01"},
                            {"itip", "8006"}, {"lot", "10"},    {"party", "417"}, {"refno", "8020"}, {"ser", "21"},
                            {"srin", "8019"}, {"sscc", "00"}};

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, is_digit);
}

/// A sequence of qualifiers of `key` that has them all, or null.
bool is_sequence(std::span<const Element> path) {
    const AiInfo& key = *path.front().info;
    if (path.size() == 1) return true;
    return std::ranges::any_of(key.link_qualifiers, [&](const std::vector<std::string_view>& sequence) {
        auto at = sequence.begin();
        for (const Element& qualifier : path.subspan(1)) {
            at = std::find(at, sequence.end(), qualifier.ai);
            if (at == sequence.end()) return false;
            ++at;
        }
        return true;
    });
}

/// True if `ai` could stand in the path as one more qualifier.
bool fits_into(std::span<const Element> path, std::string_view ai) {
    return std::ranges::any_of(path.front().info->link_qualifiers, [&](const std::vector<std::string_view>& sequence) {
        const auto has = [&](std::string_view one) { return std::ranges::find(sequence, one) != sequence.end(); };
        return has(ai) && std::ranges::all_of(path.subspan(1), [&](const Element& q) { return has(q.ai); });
    });
}

std::string place(std::size_t at) {
    return fmt::format("@{}", at);
}

bool may_be_attribute(const Element& element, const LinkOptions& options) {
    return element.info ? element.info->link_attribute : !options.unknown_ai_not_dl_attr;
}

}  // namespace

bool has_predefined_length(const Element& element) {
    if (element.info) return element.info->predefined_length;
    // General Specifications, "element strings with predefined length": families in which nobody uses this AI yet.
    const std::string_view family = element.ai.substr(0, 2);
    return (element.ai.size() == 4 && family >= "31" && family <= "36") || (element.ai.size() == 3 && family == "41");
}

Error error_of_ai(std::string_view ai, Code code, std::string detail) {
    return {code, "", std::move(detail), fmt::format("({})", ai)};
}

const Element* DigitalLink::find(std::string_view ai) const {
    const auto found = std::ranges::find(elements_, ai, &Element::ai);
    return found == elements_.end() ? nullptr : &*found;
}

namespace {

/// Judges one value that stands at `position`.
Result<void> check(const Element& element, std::size_t position, CheckDigits check_digits) {
    const std::string_view value = element.value;
    Lint found;
    if (element.info) {
        found = check_value(*element.info, value);
        if (found.error == LintError::incorrect_check_digit && check_digits == CheckDigits::ignore) {
            std::string other(value);  // with the right digit, to judge what stands behind it
            for (char digit = '0'; digit <= '9' && found.error == LintError::incorrect_check_digit; ++digit) {
                other[found.at] = digit;
                found = check_value(*element.info, other);
            }
        }
    } else {
        const std::size_t fixed = !has_predefined_length(element) ? 0 : element.ai.size() == 4 ? 6 : 13;
        if (value.size() < fixed)
            found = {LintError::value_too_short, 0, value.size()};
        else if (value.size() > (fixed > 0 ? fixed : unknown_value_chars_max))
            found = {LintError::value_too_long, 0, value.size()};
        else
            found = lint(Linter::cset82, value);
    }
    if (found.ok()) return outcome::success();
    return value_error(element.ai, value, found, position);
}

}  // namespace

/// One reading of one address.
class LinkReader {
public:
    LinkReader(std::string_view text, const LinkOptions& options) : text_(text), options_(options) {}

    Result<DigitalLink> read() {
        TRY(const std::size_t path_at, read_host());
        std::string_view path = text_.substr(path_at);
        path = path.substr(0, path.find('#'));
        if (const std::size_t mark = path.find('?'); mark != std::string_view::npos) {
            link_.query_ = path.substr(mark + 1);
            path = path.substr(0, mark);
        }
        TRY(const std::size_t key_at, find_key(path_at, path_at + path.size()));
        link_.stem_ = text_.substr(0, key_at);
        TRY_VOID(read_path(text_.substr(key_at, path_at + path.size() - key_at)));
        if (!is_sequence(link_.path()))
            return refuse(key_at, fmt::format("路径中 AI({}) 之后的限定 AI 不在允许之列，或次序不对", link_.key().ai));
        TRY_VOID(read_query());
        TRY_VOID(check_elements());
        return std::move(link_);
    }

private:
    Error refuse(std::size_t at, std::string_view rule, Code code = Code::key_form) const {
        return {code, place(at), fmt::format("第 {} 个字符起：{}。", at + 1, rule)};
    }
    std::size_t position(std::string_view part) const { return static_cast<std::size_t>(part.data() - text_.data()); }

    /// Where the path begins, at its slash.
    Result<std::size_t> read_host() {
        for (std::size_t i = 0; i < text_.size(); ++i)
            if (!uri_chars.has(text_[i])) return refuse(i, "网址含有不允许的字符", Code::key_character);
        std::size_t host = 0;
        for (const std::string_view scheme : {"https://", "http://", "HTTPS://", "HTTP://"})
            if (text_.starts_with(scheme)) host = scheme.size();
        if (host == 0) return refuse(0, "GS1 数字链接应以 http:// 或 https:// 开头（全小写或全大写）");
        const std::size_t end = text_.find('/', host);
        if (end == std::string_view::npos || end == host) return refuse(host, "网址缺少域名或路径");
        for (std::size_t i = host; i < end; ++i)
            if (not_in_host.has(text_[i])) return refuse(i, "域名含有不允许的字符", Code::key_character);
        return end;
    }

    /// The entry of an AI of the path: numeric, or by its old name. Its text is that of the dictionary.
    bool find(std::string_view name, Element& element) const {
        if (options_.convenience_alphas && name.size() >= 3 && !is_digit(name[0])) {
            const auto alpha = std::ranges::find(alphas, name, &Alpha::name);
            if (alpha != std::end(alphas)) name = alpha->ai;
        }
        element.ai = name;
        element.info = find_ai(name);
        if (element.info) return true;
        if (!options_.permit_unknown_ais || name.size() < 2 || name.size() > 4 || !all_digits(name)) return false;
        const std::size_t length = ai_length(name.substr(0, 2));
        return length == 0 || length == name.size();
    }

    /// The slash in front of the key: the rightmost pair /AI/value whose AI is one, all pairs behind it having an AI.
    Result<std::size_t> find_key(std::size_t begin, std::size_t end) const {
        for (std::size_t right = end; right > begin;) {
            const std::size_t value = text_.rfind('/', right - 1);
            if (value <= begin) break;
            const std::size_t name = text_.rfind('/', value - 1);
            Element element;
            if (!find(text_.substr(name + 1, value - name - 1), element)) break;
            if (element.info && element.info->link_key) return name;
            right = name;
        }
        return refuse(begin, "路径中找不到 GS1 主键（例如 /01/ 和 14 位 GTIN）");
    }

    Result<void> read_path(std::string_view path) {
        while (!path.empty()) {
            const std::size_t value_at = path.find('/', 1) + 1;
            Element element;
            find(path.substr(1, value_at - 2), element);
            const std::size_t end = std::min(path.find('/', value_at), path.size());
            TRY_VOID(add(element, path.substr(value_at, end - value_at), UriPart::path));
            path.remove_prefix(end);
        }
        link_.path_size_ = link_.elements_.size();
        return outcome::success();
    }

    Result<void> read_query() {
        for (std::string_view rest = link_.query_; !rest.empty();) {
            const std::size_t end = std::min(rest.find('&'), rest.size());
            const std::string_view parameter = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const std::size_t equals = parameter.find('=');
            if (equals == std::string_view::npos) continue;
            const std::string_view name = parameter.substr(0, equals);
            if (name.empty()) return refuse(position(parameter), "查询参数没有名称");
            if (!all_digits(name)) continue;  // linkType=all and the like are for the resolver
            Element element;
            if (!find(name, element))
                return refuse(position(name), fmt::format("查询参数中的数字 {} 不是应用标识符", shorten(name, 12)));
            TRY_VOID(add(element, parameter.substr(equals + 1), UriPart::query));
        }
        return outcome::success();
    }

    Result<void> add(Element element, std::string_view raw, UriPart part) {
        const std::size_t at = position(raw);
        if (raw.empty()) return refuse(at, fmt::format("AI({}) 的值为空", element.ai));
        if (link_.elements_.size() == elements_max)
            return refuse(at, fmt::format("应用标识符超过 {} 个", elements_max), Code::key_length);
        element.value = raw;
        if (!is_uri_plain(raw, part)) {
            char* const out = take(raw.size());
            const auto size = uri_unescape(raw, part, out);
            if (!size) return refuse(at, fmt::format("AI({}) 的值含有空字符 %00", element.ai), Code::key_character);
            element.value = {out, *size};
        }
        const std::size_t size = element.value.size();
        if (options_.zero_suppressed_gtin && element.ai == "01" && (size == 8 || size == 12 || size == 13)) {
            char* const out = take(14);
            std::fill_n(out, 14 - size, '0');
            std::ranges::copy(element.value, out + 14 - size);
            element.value = {out, 14};
        }
        TRY_VOID(check(element, at, options_.check_digits));
        link_.elements_.push_back(element);
        return outcome::success();
    }

    /// Memory that moves with the link. Decoded values are shorter than the text; a GTIN that is filled up takes 14
    /// more.
    char* take(std::size_t bytes) {
        if (!link_.decoded_) {
            const std::size_t filled_up = options_.zero_suppressed_gtin ? elements_max * 14 : 0;
            link_.decoded_ = std::make_unique_for_overwrite<char[]>(text_.size() + filled_up);
        }
        char* const out = link_.decoded_.get() + taken_;
        taken_ += bytes;
        return out;
    }

    Result<void> check_elements() const {
        const auto elements = link_.elements();
        for (std::size_t i = 1; i < elements.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (elements[i].ai == elements[j].ai)
                    return refuse(place_of(elements[i]), fmt::format("AI({}) 重复出现", elements[i].ai));
        for (const Element& attribute : link_.attributes()) {
            if (!may_be_attribute(attribute, options_))
                return refuse(place_of(attribute), fmt::format("AI({}) 不得作为查询参数", attribute.ai));
            if (fits_into(link_.path(), attribute.ai))
                return refuse(place_of(attribute), fmt::format("AI({}) 应写在路径中，不得作为查询参数", attribute.ai));
        }
        return outcome::success();
    }

    std::size_t place_of(const Element& element) const {
        const auto inside = [&](std::string_view part) {
            return std::less_equal<>()(text_.data(), part.data()) &&
                   std::less_equal<>()(part.data() + part.size(), text_.data() + text_.size());
        };
        return inside(element.ai) ? position(element.ai) : 0;
    }

    std::string_view text_;
    const LinkOptions& options_;
    DigitalLink link_;
    std::size_t taken_ = 0;
};

Result<DigitalLink> parse_digital_link(std::string_view text, const LinkOptions& options) {
    return LinkReader(text, options).read();
}

namespace {

void append_path(std::string& out, const Element& element) {
    out += '/';
    out += element.ai;
    out += '/';
    append_uri_escaped(out, element.value, UriPart::path);
}

/// Attributes of predefined length first, otherwise in their order.
void append_query(std::string& out, std::span<const Element* const> attributes) {
    char mark = '?';
    for (const bool predefined : {true, false}) {
        for (const Element* attribute : attributes) {
            if (has_predefined_length(*attribute) != predefined) continue;
            out += mark;
            out += attribute->ai;
            out += '=';
            append_uri_escaped(out, attribute->value, UriPart::query);
            mark = '&';
        }
    }
}

bool is_stem(std::string_view stem) {
    const std::size_t scheme = stem.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view name = stem.substr(0, scheme), rest = stem.substr(scheme + 3);
    if (name != "https" && name != "http" && name != "HTTPS" && name != "HTTP") return false;
    const std::string_view host = rest.substr(0, rest.find('/'));
    return !host.empty() && std::ranges::none_of(host, [](char c) { return not_in_host.has(c); }) &&
           std::ranges::all_of(rest, [](char c) { return uri_chars.has(c) && c != '?' && c != '#'; });
}

}  // namespace

Result<std::string> format_digital_link(std::span<const Element> elements, std::string_view stem,
                                        const LinkOptions& options) {
    if (!is_stem(stem)) return Error{Code::key_form, "", "链接前缀应为不带查询和片段的 http 或 https 网址。"};
    boost::container::small_vector<const Element*, 16> once;
    for (const Element& element : elements) {
        const auto same = std::ranges::find_if(once, [&](const auto* e) { return e->ai == element.ai; });
        if (same == once.end())
            once.push_back(&element);
        else if ((*same)->value != element.value)
            return error_of_ai(element.ai, Code::key_value, fmt::format("AI({}) 出现多次且值不同。", element.ai));
    }
    const auto key = std::ranges::find_if(once, [](const auto* e) { return e->info && e->info->link_key; });
    if (key == once.end())
        return Error{Code::key_form, "", "没有可作 GS1 数字链接主键的 AI（例如 01、00、414、8004）。"};

    std::vector<const Element*> path{*key};
    for (const std::vector<std::string_view>& sequence : (*key)->info->link_qualifiers) {
        std::vector<const Element*> found{*key};
        for (const std::string_view ai : sequence)
            if (const auto at = std::ranges::find_if(once, [&](const auto* e) { return e->ai == ai; });
                at != once.end())
                found.push_back(*at);
        if (found.size() > path.size()) path = std::move(found);
    }

    std::string out(stem.ends_with('/') ? stem.substr(0, stem.size() - 1) : stem);
    for (const Element* element : path) append_path(out, *element);
    std::vector<const Element*> attributes;
    for (const Element* element : once) {
        if (std::ranges::find(path, element) != path.end()) continue;
        if (!may_be_attribute(*element, options))
            return error_of_ai(
                element->ai, Code::key_form,
                fmt::format("AI({}) 既不是 AI({}) 的限定符，也不得作为查询参数。", element->ai, (*key)->ai));
        attributes.push_back(element);
    }
    append_query(out, attributes);
    return out;
}

std::string canonical_digital_link(const DigitalLink& link, std::string_view stem) {
    std::string out(stem);
    for (const Element& element : link.path()) append_path(out, element);
    boost::container::small_vector<const Element*, 16> attributes;
    for (const Element& element : link.attributes()) attributes.push_back(&element);
    append_query(out, {attributes.data(), attributes.size()});
    return out;
}

}  // namespace yiguan::keys::gs1
