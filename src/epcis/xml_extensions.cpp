#include "epcis/xml_extensions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"
#include "epcis/identifiers.hpp"

namespace yiguan::epcis {
namespace {

bool is_blank_text(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

template <class T>
std::optional<T> whole_number(std::string_view text) {
    T number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// A text as the JSON value that its type of XML Schema says; texts that are none of it stay texts.
json::value typed_value(std::string_view type, std::string_view text) {
    static constexpr std::string_view integers[] = {"integer",
                                                    "int",
                                                    "long",
                                                    "short",
                                                    "byte",
                                                    "unsignedLong",
                                                    "unsignedInt",
                                                    "unsignedShort",
                                                    "unsignedByte",
                                                    "nonNegativeInteger",
                                                    "positiveInteger",
                                                    "nonPositiveInteger",
                                                    "negativeInteger"};
    static constexpr std::string_view floats[] = {"double", "float", "decimal"};
    const auto trimmed = trim(text);
    if (type == "boolean") {
        if (trimmed == "true" || trimmed == "1") return true;
        if (trimmed == "false" || trimmed == "0") return false;
    }
    if (std::ranges::find(integers, type) != std::end(integers)) {
        if (const auto number = whole_number<std::int64_t>(trimmed)) return *number;
        if (const auto number = whole_number<std::uint64_t>(trimmed)) return *number;
    }
    if (std::ranges::find(floats, type) != std::end(floats))
        if (const auto number = whole_number<double>(trimmed); number && std::isfinite(*number)) return *number;
    return json::string(text);
}

}  // namespace

std::string ExtensionReader::key_of(pugi::xml_node element, std::string_view name, bool is_attribute) {
    const auto local = from_xml_name(local_part(name));
    const auto prefix = prefix_part(name);
    if (is_attribute && prefix.empty()) return local;
    const auto name_space = names_.namespace_of(element, prefix);
    if (!name_space) {
        report_(element, Code::epcis_validation, fmt::format("前缀 {} 没有声明命名空间", shorten(prefix, 50)));
        return local;
    }
    if (name_space->empty() || is_epcis_namespace(*name_space)) return local;
    // One prefix may mean different namespaces at different places, and a default one has no prefix.
    const std::string wanted = prefix.empty() ? "ns" : from_xml_name(prefix);
    std::string chosen = prefix.empty() ? "ns1" : wanted;
    for (int i = prefix.empty() ? 2 : 1;; ++i) {
        const auto [found, added] = prefixes_.try_emplace(chosen, *name_space);
        if (added || found->second == *name_space) break;
        chosen = wanted + std::to_string(i);
    }
    return chosen + ":" + local;
}

void ExtensionReader::check_length(pugi::xml_node element, std::string_view text) {
    if (text.size() > limits_.text_chars && utf8_length(text) > limits_.text_chars)
        report_(element, Code::epcis_capture_limit, fmt::format("一个值不能超过 {} 个字符", limits_.text_chars));
}

void ExtensionReader::add_curie(pugi::xml_node element, std::string_view text) {
    constexpr std::size_t prefix_max = 64;
    const auto prefix = prefix_part(text.substr(0, prefix_max + 1));
    if (prefix.empty() || prefix == "urn" || prefix == "https" || prefix == "http" ||
        text.substr(prefix.size() + 1).starts_with("//"))
        return;
    const auto name_space = names_.namespace_of(element, to_xml_name(prefix));
    if (!name_space || name_space->empty()) return;
    // Those are of the document's own making.
    if (is_epcis_namespace(*name_space) || *name_space == xsi_namespace || *name_space == xsd_namespace) return;
    add_prefix(prefix, *name_space);
}

json::value ExtensionReader::value_of(pugi::xml_node element, std::size_t depth) {
    if (depth > limits_.depth) {
        report_(element, Code::epcis_capture_limit, fmt::format("扩展字段的嵌套不能超过 {} 层", limits_.depth));
        return nullptr;
    }
    json::object object;
    std::string_view type;
    bool nil = false;
    for (const auto attribute : element.attributes()) {
        const std::string_view name = attribute.name(), value = attribute.value();
        if (name == "xmlns" || name.starts_with("xmlns:")) continue;
        if (const auto prefix = prefix_part(name);
            !prefix.empty() && names_.namespace_of(element, prefix) == xsi_namespace) {
            if (local_part(name) == "nil") nil = value == "true" || value == "1";
            if (local_part(name) == "type" && names_.namespace_of(element, prefix_part(value)) == xsd_namespace)
                type = local_part(value);
            continue;
        }
        check_length(element, value);
        add_curie(element, value);
        if (!object.emplace("@" + key_of(element, name, true), value).second)
            report_(element, Code::epcis_validation, "同一属性不能出现两次");
    }
    std::string text = text_of(element);
    const bool leaf = !has_elements(element);
    if (!leaf) text = trim(text);
    check_length(element, text);
    add_curie(element, text);
    if (leaf) {
        if (object.empty()) return nil && text.empty() ? json::value(nullptr) : typed_value(type, text);
        if (!is_blank_text(text)) object.emplace("#text", text);
        return object;
    }
    if (!is_blank_text(text)) object.emplace("#text", text);
    for (const auto child : element.children())
        if (child.type() == pugi::node_element) insert(child, object, depth + 1);
    return object;
}

void ExtensionReader::insert(pugi::xml_node element, json::object& to, std::size_t depth) {
    const auto key = key_of(element, element.name(), false);
    json::value value = value_of(element, depth);
    json::value* found = to.if_contains(key);
    if (!found) {
        to.emplace(key, std::move(value));
    } else if (json::array* array = found->if_array()) {
        array->push_back(std::move(value));
    } else {
        json::array both;
        both.push_back(std::move(*found));
        both.push_back(std::move(value));
        *found = std::move(both);
    }
}

void ExtensionReader::add(pugi::xml_node element, json::object& to) {
    const auto name_space = names_.namespace_of(element);
    if (name_space && name_space->empty())
        return report_(element, Code::epcis_validation, "扩展字段必须属于一个命名空间");
    insert(element, to, 1);
}

void ExtensionReader::add(pugi::xml_node element, pugi::xml_attribute attribute, json::object& to) {
    check_length(element, attribute.value());
    add_curie(element, attribute.value());
    if (!to.emplace(key_of(element, attribute.name(), true), attribute.value()).second)
        report_(element, Code::epcis_validation, "同一属性不能出现两次");
}

ExtensionWriter::ExtensionWriter(const Context& context, std::string& out) : context_(context), out_(out) {
    const auto free_prefix = [&](std::string& prefix, std::string_view name_space) {
        for (const std::string* taken; (taken = find_namespace(prefix)) && *taken != name_space;) prefix += '_';
    };
    free_prefix(xsi_, xsi_namespace);
    free_prefix(xsd_, xsd_namespace);
}

const std::string* ExtensionWriter::find_namespace(std::string_view prefix) const {
    for (const auto& [known, name_space] : context_)
        if (known == prefix && !name_space.empty()) return &name_space;
    return nullptr;
}

void ExtensionWriter::declare_prefixes() {
    const auto declare = [&](std::string_view prefix, std::string_view name_space) {
        out_ += " xmlns:";
        out_ += prefix;
        out_ += "=\"";
        append_xml(out_, name_space);
        out_ += '"';
    };
    for (const auto& [prefix, name_space] : context_)
        if (find_namespace(prefix) == &name_space && name_space != xml_namespace)
            declare(to_xml_name(prefix), name_space);
    // The root element declares the usual ones.
    if (xsi_ != "xsi") declare(xsi_, xsi_namespace);
    if (xsd_ != "xsd") declare(xsd_, xsd_namespace);
}

std::string ExtensionWriter::name_of(std::string_view key, Level level, std::string& declaration) const {
    const auto prefix = prefix_part(key);
    if (const auto* name_space = prefix.empty() ? nullptr : find_namespace(prefix))
        return (*name_space == xml_namespace ? "xml" : to_xml_name(prefix)) + ":" + to_xml_name(local_part(key));
    if (level == Level::nested) return to_xml_name(key);
    // A member that is named by a whole URI.
    auto end = key.find_last_of("/#:");
    end = end == std::string_view::npos ? 0 : end + 1;
    declaration = " xmlns:x1=\"";
    append_xml(declaration, end == 0 ? std::string_view("urn:yiguan:unnamed:") : key.substr(0, end));
    declaration += '"';
    return "x1:" + to_xml_name(key.substr(end));
}

void ExtensionWriter::members(const Extensions& extensions) {
    for (const auto& item : extensions) member(item.key(), item.value(), Level::extension_point);
}

bool ExtensionWriter::is_attribute(std::string_view key, const json::value& value) const {
    const auto prefix = prefix_part(key);
    return value.is_string() && !prefix.empty() && find_namespace(prefix);
}
void ExtensionWriter::attributes(const Extensions& extensions) {
    for (const auto& item : extensions) {
        if (!is_attribute(item.key(), item.value())) continue;
        std::string declaration;
        out_ += ' ';
        out_ += name_of(item.key(), Level::nested, declaration);
        out_ += "=\"";
        append_xml(out_, item.value().get_string());
        out_ += '"';
    }
}
void ExtensionWriter::other_members(const Extensions& extensions) {
    for (const auto& item : extensions)
        if (!is_attribute(item.key(), item.value())) member(item.key(), item.value(), Level::extension_point);
}
bool ExtensionWriter::has_other_members(const Extensions& extensions) const {
    return std::ranges::any_of(extensions, [&](const auto& item) { return !is_attribute(item.key(), item.value()); });
}

void ExtensionWriter::member(std::string_view key, const json::value& value, Level level) {
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) member(key, item, level);
        return;
    }
    std::string declaration;
    const auto name = name_of(key, level, declaration);
    if (const auto* o = value.if_object()) return object(name, declaration, *o);
    const auto scalar = [&](std::string_view type, std::string_view text) {
        out_ += fmt::format("<{}{}", name, declaration);
        if (!type.empty()) out_ += fmt::format(" {}:type=\"{}:{}\"", xsi_, xsd_, type);
        out_ += '>';
        append_xml(out_, text);
        out_ += fmt::format("</{}>", name);
    };
    switch (value.kind()) {
        case json::kind::null:
            out_ += fmt::format("<{}{} {}:nil=\"true\"/>", name, declaration, xsi_);
            break;
        case json::kind::bool_:
            scalar("boolean", value.get_bool() ? "true" : "false");
            break;
        case json::kind::int64:
            scalar("long", std::to_string(value.get_int64()));
            break;
        case json::kind::uint64:
            scalar("unsignedLong", std::to_string(value.get_uint64()));
            break;
        case json::kind::double_:
            scalar("double", fmt::format("{}", value.get_double()));
            break;
        default:
            scalar("", value.get_string());
    }
}

void ExtensionWriter::object(std::string_view name, std::string_view declaration, const json::object& object) {
    const auto as_attribute = [&](const auto& item) {
        const std::string_view key = item.key();
        if (key.size() < 2 || key[0] != '@' || !item.value().is_string()) return false;
        const auto prefix = prefix_part(key.substr(1));
        const auto* name_space = prefix.empty() ? nullptr : find_namespace(prefix);
        return !name_space || *name_space != xsi_namespace;
    };
    out_ += fmt::format("<{}{}", name, declaration);
    std::size_t attributes = 0;
    for (const auto& item : object) {
        if (!as_attribute(item)) continue;
        std::string unused;
        out_ += fmt::format(" {}=\"", name_of(std::string_view(item.key()).substr(1), Level::nested, unused));
        append_xml(out_, item.value().get_string());
        out_ += '"';
        ++attributes;
    }
    out_ += '>';
    // Text alone, without attributes, would be read as a text and not as an object.
    const auto* text = object.if_contains("#text");
    const bool has_text = text && text->is_string() && attributes > 0 && object.size() == attributes + 1 &&
                          !is_blank_text(text->get_string());
    if (has_text) append_xml(out_, text->get_string());
    for (const auto& item : object)
        if (!as_attribute(item) && !(has_text && item.key() == "#text"))
            member(item.key(), item.value(), Level::nested);
    out_ += fmt::format("</{}>", name);
}

}  // namespace yiguan::epcis
