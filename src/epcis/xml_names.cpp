#include "epcis/xml_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::epcis {
namespace {

constexpr std::size_t nodes_max = 1'000'000;
constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) {
    return blanks.find(c) != std::string_view::npos;
}

Error fault(std::string detail) {
    return Error{Code::epcis_validation, "", "请求内容不是有效的 XML：" + std::move(detail)};
}

/// Goes through a text tag by tag.
class Scanner {
public:
    Scanner(std::string_view text, std::size_t depth_max) : text_(text), depth_max_(depth_max) {}

    Result<void> run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '<') {
                TRY_VOID(markup());
                continue;
            }
            if (depth_ == 0 && !is_blank(c)) return fault("根元素之外不能有文字");
            if (c == '&') {
                TRY_VOID(reference());
                continue;
            }
            ++at_;
        }
        if (depth_ != 0) return fault("有元素没有结束");
        if (roots_ != 1) return fault("必须有一个根元素");
        return outcome::success();
    }

private:
    Result<void> markup() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("<!--")) return skip("<!--", "-->");
        if (rest.starts_with("<?")) return skip("<?", "?>");
        if (rest.starts_with("<![CDATA[")) {
            if (depth_ == 0) return fault("根元素之外不能有文字");
            return skip("<![CDATA[", "]]>");
        }
        if (rest.starts_with("<!")) return fault("不接受文档类型声明（DTD）和实体定义");
        return tag();
    }

    Result<void> skip(std::string_view open, std::string_view close) {
        const auto end = text_.find(close, at_ + open.size());
        if (end == std::string_view::npos) return fault("注释、处理指令或 CDATA 没有结束");
        at_ = end + close.size();
        return outcome::success();
    }

    Result<void> tag() {
        const bool closing = at_ + 1 < text_.size() && text_[at_ + 1] == '/';
        TRY_VOID(count());
        ++at_;
        while (at_ < text_.size() && text_[at_] != '>') {
            const char c = text_[at_];
            if (c == '<') return fault("标签中不能有“<”");
            if (c == '"' || c == '\'') {
                TRY_VOID(quoted(c));
            } else {
                ++at_;
            }
        }
        if (at_ == text_.size()) return fault("标签没有结束");
        const bool empty = text_[at_ - 1] == '/';
        ++at_;
        if (closing) {
            if (depth_-- == 0) return fault("结束标签没有对应的开始标签");
        } else {
            if (depth_ == 0) ++roots_;
            if (!empty && ++depth_ > depth_max_)
                return Error{Code::epcis_capture_limit, "", fmt::format("XML 元素嵌套不能超过 {} 层", depth_max_)};
        }
        return outcome::success();
    }

    Result<void> quoted(char quote) {
        TRY_VOID(count());
        for (++at_; at_ < text_.size() && text_[at_] != quote;) {
            if (text_[at_] == '<') return fault("属性值中不能有“<”");
            if (text_[at_] == '&') {
                TRY_VOID(reference());
            } else {
                ++at_;
            }
        }
        if (at_ == text_.size()) return fault("属性值没有结束");
        ++at_;
        return outcome::success();
    }

    Result<void> reference() {
        const auto end = text_.substr(at_, 12).find(';');
        if (end == std::string_view::npos) return fault("“&”应写作“&amp;”");
        auto name = text_.substr(at_ + 1, end - 1);
        at_ += end + 1;
        if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos")
            return outcome::success();
        if (!name.starts_with('#')) return fault("不接受自定义实体");
        name.remove_prefix(1);
        const bool hex = name.starts_with('x');
        if (hex) name.remove_prefix(1);
        std::uint32_t code = 0;
        if (name.empty() || name.size() > 7) return fault("字符引用不正确");
        for (const char c : name) {
            const char low = to_lower(c);
            if (is_digit(c))
                code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(c - '0');
            else if (hex && low >= 'a' && low <= 'f')
                code = code * 16 + static_cast<std::uint32_t>(low - 'a') + 10;
            else
                return fault("字符引用不正确");
        }
        const bool control = code < 0x20 && code != 9 && code != 10 && code != 13;
        if (control || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff || code == 0xfffe || code == 0xffff)
            return fault("字符引用不是 XML 允许的字符");
        return outcome::success();
    }

    Result<void> count() {
        if (++nodes_ > 2 * nodes_max)  // every element has two tags
            return Error{Code::epcis_capture_limit, "", "XML 文档的元素和属性过多"};
        return outcome::success();
    }

    std::string_view text_;
    std::size_t depth_max_;
    std::size_t at_ = 0, depth_ = 0, roots_ = 0, nodes_ = 0;
};

// What the declaration at the beginning says; "" if nothing.
std::string declared_encoding(std::string_view text) {
    if (!text.starts_with("<?xml")) return "";
    const auto declaration = text.substr(0, text.find("?>"));
    auto at = declaration.find("encoding");
    if (at == std::string_view::npos) return "";
    at = declaration.find_first_of("\"'", at);
    if (at == std::string_view::npos) return "";
    const auto end = declaration.find(declaration[at], at + 1);
    if (end == std::string_view::npos) return "";
    std::string name(declaration.substr(at + 1, end - at - 1));
    for (char& c : name) c = to_upper(c);
    return name;
}

bool is_name_start(unsigned char c) {
    return is_upper(static_cast<char>(c)) || is_lower(static_cast<char>(c)) || c == '_' || c >= 0x80;
}
bool is_name_part(unsigned char c) {
    return is_name_start(c) || is_digit(static_cast<char>(c)) || c == '-' || c == '.';
}
// "_xHHHH_" at the front.
bool is_escape(std::string_view text) {
    if (text.size() < 7 || !text.starts_with("_x") || text[6] != '_') return false;
    return std::ranges::all_of(text.substr(2, 4),
                               [](char c) { return is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'F'); });
}

}  // namespace

Result<void> check_xml_text(std::string_view text, std::size_t depth_max) {
    if (text.starts_with("\xfe\xff") || text.starts_with("\xff\xfe") || text.find('\0') != std::string_view::npos)
        return fault("只接受 UTF-8 编码");
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const auto encoding = declared_encoding(text);
    if (!encoding.empty() && encoding != "UTF-8" && encoding != "UTF8" && encoding != "US-ASCII")
        return fault("只接受 UTF-8 编码，文档声明的是 " + shorten(encoding, 30));
    if (!is_utf8(text)) return fault("只接受 UTF-8 编码");
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && !is_blank(c)) return fault("含有 XML 不允许的控制字符");
    return Scanner(text, depth_max).run();
}

std::string_view prefix_part(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}
std::string_view local_part(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_epcis_namespace(std::string_view name_space) {
    return name_space.starts_with("urn:epcglobal:epcis:xsd:") ||
           name_space.starts_with("urn:epcglobal:epcis-query:xsd:") ||
           name_space.starts_with("urn:epcglobal:epcis-masterdata:xsd:");
}

XmlNames::XmlNames(std::string_view text) : with_defaults_(false) {
    constexpr std::string_view word = "xmlns";
    for (auto at = text.find(word); at != std::string_view::npos && !with_defaults_; at = text.find(word, at + 1)) {
        const auto behind = text.find_first_not_of(blanks, at + word.size());
        with_defaults_ = behind != std::string_view::npos && text[behind] == '=';
    }
}

std::optional<std::string_view> XmlNames::namespace_of(pugi::xml_node element, std::string_view prefix) const {
    if (prefix.empty() && !with_defaults_) return std::string_view();
    if (prefix == "xml") return xml_namespace;
    for (; element; element = element.parent())
        for (const auto attribute : element.attributes()) {
            std::string_view name = attribute.name();
            if (!name.starts_with("xmlns")) continue;
            name.remove_prefix(5);
            if (prefix.empty() ? name.empty()
                               : name.size() == prefix.size() + 1 && name[0] == ':' && name.ends_with(prefix))
                return std::string_view(attribute.value());
        }
    if (prefix.empty()) return std::string_view();
    return std::nullopt;
}

std::string_view XmlNames::epcis_name(pugi::xml_node element) const {
    const auto name_space = namespace_of(element);
    if (!name_space || (!name_space->empty() && !is_epcis_namespace(*name_space))) return {};
    return local_part(element.name());
}

std::string text_of(pugi::xml_node element) {
    std::string text;
    for (const auto child : element.children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
    return text;
}

bool has_elements(pugi::xml_node element) {
    for (const auto child : element.children())
        if (child.type() == pugi::node_element) return true;
    return false;
}

std::string to_xml_name(std::string_view text) {
    std::string name;
    if (text.empty()) return "_x_";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        // Names that begin with "xml" are reserved.
        const bool reserved = i == 0 && to_lower(text[0]) == 'x' && text.size() >= 3 && to_lower(text[1]) == 'm' &&
                              to_lower(text[2]) == 'l';
        const bool allowed = i == 0 ? is_name_start(c) && !reserved : is_name_part(c);
        if (!allowed || is_escape(text.substr(i)) || text == "_x_")
            name += fmt::format("_x{:04X}_", c);
        else
            name += static_cast<char>(c);
    }
    return name;
}

std::string from_xml_name(std::string_view name) {
    if (name == "_x_") return "";
    std::string text;
    for (std::size_t i = 0; i < name.size();) {
        if (name[i] == '_' && is_escape(name.substr(i))) {
            std::uint32_t code = 0;
            for (const char c : name.substr(i + 2, 4))
                code = code * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : to_upper(c) - 'A' + 10);
            if (code < 0x80) {
                text += static_cast<char>(code);
                i += 7;
                continue;
            }
        }
        text += name[i++];
    }
    return text;
}

void append_xml(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\t':
                out += "&#9;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20)
                    out += "\xef\xbf\xbd";
                else
                    out += c;
        }
    }
}

}  // namespace yiguan::epcis
