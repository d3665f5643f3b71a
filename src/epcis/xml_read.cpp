#include <fmt/format.h>

#include <map>

#include "core/text.hpp"
#include "epcis/xml_read_impl.hpp"

namespace yiguan::epcis {
namespace {

using detail::XmlEventReader;
using detail::XmlFaults;

// Elements around an extension field: document, body, results, results body, list, two extensions, event, two
// extensions, sensor list, element and report, with room for those that are refused by name.
constexpr std::size_t levels_around = 24;

class XmlDocumentReader {
public:
    XmlDocumentReader(std::string_view text, const ReadOptions& options)
        : options_(options), text_(text), names_(text) {}

    Result<Document> read() {
        TRY_VOID(parse());
        const auto root = document_.document_element();
        const auto name = names_.epcis_name(root);
        if (name == "EPCISDocument")
            read_document(root);
        else if (name == "EPCISQueryDocument")
            read_query_document(root);
        else if (parse_event_type(name))
            read_bare(root);
        else
            fault(root, "type", "根元素应是 EPCISDocument、EPCISQueryDocument 或一种事件", root.name());
        if (!faults_.empty()) return faults_.error();
        return std::move(out_);
    }

    Result<Event> read_one() {
        TRY_VOID(parse());
        const auto root = document_.document_element();
        if (!parse_event_type(names_.epcis_name(root)))
            return Error{Code::epcis_validation, "", "根元素应是 EPCIS 2.0 的五种事件之一", "type",
                         shorten(root.name(), 80)};
        read_bare(root);
        if (!faults_.empty()) return faults_.error();
        if (!out_.refused.empty()) return out_.refused[0].error;
        return std::move(out_.events[0]);
    }

private:
    Result<void> parse() {
        if (text_.size() > options_.limits.document_bytes)
            return Error{Code::epcis_capture_limit, "",
                         fmt::format("内容不能超过 {} 字节", options_.limits.document_bytes)};
        TRY_VOID(check_xml_text(text_, options_.limits.depth + levels_around));
        constexpr unsigned how = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute |
                                 pugi::parse_eol | pugi::parse_ws_pcdata_single;
        const auto parsed = document_.load_buffer(text_.data(), text_.size(), how, pugi::encoding_utf8);
        if (parsed) return outcome::success();
        return Error{
            Code::epcis_validation, "",
            fmt::format("请求内容不是有效的 XML：第 {} 字节附近有错误（{}）", parsed.offset, parsed.description())};
    }

    void fault(pugi::xml_node element, std::string_view field, std::string rule, std::string_view value = {}) {
        faults_.add(Code::epcis_validation, element, "", field, std::move(rule), value);
    }
    void missing(pugi::xml_node element, std::string_view part, std::string_view field) {
        faults_.add(Code::epcis_validation, element, part, field, fmt::format("缺少必填字段 {}", field));
    }
    void unknown(pugi::xml_node element) {
        const auto name = shorten(element.name(), 40);
        fault(element, name, fmt::format("此处没有名为 {} 的元素", name));
    }

    /// Calls `read(element, name)` for the elements of EPCIS; false: unknown here. Others say nothing to us.
    template <class F>
    void children(pugi::xml_node element, F&& read) {
        for (const auto child : element.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto name = names_.epcis_name(child);
            if (!name.empty() && !read(child, name)) unknown(child);
        }
    }

    void read_bare(pugi::xml_node root) {
        out_.count = 1;
        read_event(root, "");
    }

    void read_head(pugi::xml_node root, bool whole) {
        const auto version = root.attribute("schemaVersion");
        const std::string_view written = trim(version.value());
        if (!version) {
            if (whole) missing(root, "@schemaVersion", "schemaVersion");
        } else if (written != "2.0" && written != "2.0.0" && written != "2.0.1" && written != "1" && written != "1.0" &&
                   written != "1.1" && written != "1.2") {
            faults_.add(Code::epcis_validation, root, "@schemaVersion", "schemaVersion",
                        "schemaVersion 应是 1.0 至 1.2 或 2.0", written);
        }
        const auto created = root.attribute("creationDate");
        const std::string_view time = trim(created.value());
        if (!created) {
            if (whole) missing(root, "@creationDate", "creationDate");
        } else if (!(out_.creation_date = parse_stamp(time))) {
            faults_.add(Code::epcis_validation, root, "@creationDate", "creationDate", stamp_fault(time), time);
        }
    }

    void read_document(pugi::xml_node root) {
        read_head(root, true);
        bool with_body = false;
        children(root, [&](pugi::xml_node child, std::string_view name) {
            if (name == "EPCISHeader") {
                read_header(child);
            } else if (name == "EPCISBody" && !with_body) {
                with_body = true;
                read_body(child);
            } else {
                return name == "extension";
            }
            return true;
        });
        if (!with_body) missing(root, "EPCISBody", "EPCISBody");
    }

    void read_body(pugi::xml_node body) {
        bool with_list = false;
        children(body, [&](pugi::xml_node child, std::string_view name) {
            if (name != "EventList" || with_list) return name == "extension";
            with_list = true;
            read_events(child);
            return true;
        });
        if (!with_list) missing(body, "EventList", "EventList");
    }

    void read_query_document(pugi::xml_node root) {
        read_head(root, false);
        const auto inner = [&](pugi::xml_node element, std::string_view wanted) {
            for (const auto child : element.children())
                if (child.type() == pugi::node_element && names_.epcis_name(child) == wanted) return child;
            missing(element, wanted, wanted);
            return pugi::xml_node();
        };
        if (const auto header = root.child("EPCISHeader")) read_header(header);
        const auto body = inner(root, "EPCISBody");
        const auto results = body ? inner(body, "QueryResults") : body;
        if (!results) return;
        inner(results, "queryName");
        const auto found = inner(results, "resultsBody");
        if (!found) return;
        children(found, [&](pugi::xml_node child, std::string_view name) {
            if (name == "EventList")
                read_events(child);
            else if (name == "VocabularyList")
                read_vocabularies(child);
            else
                return false;
            return true;
        });
    }

    // Events stand in the list, in <extension> or in <extension> within it.
    void read_events(pugi::xml_node list) {
        const auto pointer = faults_.pointer(list);
        std::map<std::string_view, std::size_t> places;
        for (const auto child : list.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto name = names_.epcis_name(child);
            if (name == "extension") {
                read_events(child);
                continue;
            }
            if (name.empty()) continue;
            if (out_.count == options_.limits.events)
                faults_.add(Code::epcis_capture_limit, list, "", "EventList",
                            fmt::format("一次采集不能超过 {} 个事件", options_.limits.events));
            if (out_.count++ >= options_.limits.events) continue;
            read_event(child, fmt::format("{}/{}[{}]", pointer, child.name(), ++places[child.name()]));
        }
    }

    void read_event(pugi::xml_node element, std::string pointer) {
        XmlFaults own(element, std::move(pointer));
        const auto name = names_.epcis_name(element);
        if (const auto type = parse_event_type(name)) {
            Event& event = out_.events.emplace_back();
            XmlEventReader(options_, names_, own).read(element, *type, event);
            if (own.empty()) return;
            out_.events.pop_back();
        } else {
            own.add(Code::epcis_validation, element, "", "type", "不支持的事件类型：应是 EPCIS 2.0 的五种事件之一",
                    name);
        }
        if (options_.on_bad_event == OnBadEvent::set_aside)
            out_.refused.push_back({out_.count - 1, own.error()});
        else
            faults_.take(own);
    }

    void read_header(pugi::xml_node header) {
        children(header, [&](pugi::xml_node child, std::string_view name) {
            if (name == "extension")
                read_header(child);
            else if (name == "EPCISMasterData")
                children(child, [&](pugi::xml_node list, std::string_view inner) {
                    if (inner == "VocabularyList") read_vocabularies(list);
                    return inner == "VocabularyList" || inner == "extension";
                });
            return true;
        });
    }

    std::string uri(pugi::xml_node element, std::string_view part, std::string_view field, std::string_view written) {
        const auto trimmed = trim(written);
        if (trimmed.size() > options_.limits.text_chars)
            faults_.add(Code::epcis_capture_limit, element, part, field, "一个值过长");
        else if (!is_uri(trimmed))
            faults_.add(Code::epcis_validation, element, part, field, fmt::format("{} 应是一个 URI", field), trimmed);
        return std::string(trimmed);
    }

    void read_vocabularies(pugi::xml_node list) {
        children(list, [&](pugi::xml_node vocabulary, std::string_view name) {
            if (name != "Vocabulary") return name == "extension";
            const auto type = uri(vocabulary, "@type", "type", vocabulary.attribute("type").value());
            children(vocabulary, [&](pugi::xml_node elements, std::string_view inner) {
                if (inner != "VocabularyElementList") return inner == "extension";
                children(elements, [&](pugi::xml_node element, std::string_view last) {
                    if (last != "VocabularyElement") return last == "extension";
                    read_element(type, element);
                    return true;
                });
                return true;
            });
            return true;
        });
    }

    void read_element(const std::string& type, pugi::xml_node element) {
        if (out_.master_data.size() >= options_.limits.epcs_of_event)
            return faults_.add(Code::epcis_capture_limit, element.parent(), "", "VocabularyElementList", "主数据过多");
        MasterDataElement& out = out_.master_data.emplace_back();
        out.vocabulary = type;
        out.id = uri(element, "@id", "id", element.attribute("id").value());
        children(element, [&](pugi::xml_node child, std::string_view name) {
            if (name == "attribute") {
                std::string id = uri(child, "@id", "id", child.attribute("id").value());
                std::string value(trim(text_of(child)));
                if (value.size() > options_.limits.text_chars)
                    faults_.add(Code::epcis_capture_limit, child, "", "attribute", "属性的值过长");
                else
                    out.attributes.emplace_back(std::move(id), std::move(value));
            } else if (name == "children") {
                children(child, [&](pugi::xml_node id, std::string_view inner) {
                    if (inner == "id") out.children.push_back(uri(id, "", "children", text_of(id)));
                    return inner == "id";
                });
            } else {
                return name == "extension";
            }
            return true;
        });
    }

    const ReadOptions& options_;
    std::string_view text_;
    XmlNames names_;
    pugi::xml_document document_;
    XmlFaults faults_;
    Document out_;
};

}  // namespace

Result<Document> read_xml(std::string_view text, const ReadOptions& options) {
    return XmlDocumentReader(text, options).read();
}

Result<Event> read_xml_event(std::string_view text, const ReadOptions& options) {
    return XmlDocumentReader(text, options).read_one();
}

}  // namespace yiguan::epcis
