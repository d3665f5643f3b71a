#include "epcis/json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "epcis/json_read_impl.hpp"

namespace yiguan::epcis {
namespace {

using detail::Faults;
using detail::Path;
using detail::Prefixes;
using detail::view;

// Levels around an extension field: document, body, results, results body, list, event, sensor list, element, report
// list, report, and one for what is refused with a pointer instead of as a text that is no JSON.
constexpr std::size_t levels_around = 11;

// True if a text nests deeper than `depth`; brackets inside strings are not counted.
bool nests_deeper(std::string_view text, std::size_t depth) {
    std::size_t level = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inside) {
            if (c == '\\') ++i;
            inside = c != '"';
        } else if (c == '"') {
            inside = true;
        } else if (c == '{' || c == '[') {
            if (++level > depth) return true;
        } else if ((c == '}' || c == ']') && level > 0) {
            --level;
        }
    }
    return false;
}

bool is_version(std::string_view text) {
    // ^\d+(\.\d+)*$ of the schema; JSON came with EPCIS 2.0
    bool digit = false;
    for (const char c : text) {
        if (c != '.' && !is_digit(c)) return false;
        if (c == '.' && !digit) return false;
        digit = is_digit(c);
    }
    return digit && text.substr(0, text.find('.')) == "2";
}

class DocumentReader {
public:
    explicit DocumentReader(const ReadOptions& options) : options_(options), prefixes_(options.namespaces) {}

    Result<Document> read(std::string_view text) {
        TRY(const json::value value, parse(text));
        const json::object* object = value.if_object();
        if (!object) return Error{Code::epcis_validation, "", "内容应是一个 JSON 对象"};
        const auto type = text_of(*object, "type");
        if (type == "EPCISDocument")
            read_document(*object);
        else if (type == "EPCISQueryDocument")
            read_query_document(*object);
        else if (parse_event_type(type))
            read_bare(value);
        else
            fault("type", "type 应是 EPCISDocument、EPCISQueryDocument 或一种事件", type);
        if (!faults_.empty()) return faults_.error();
        return std::move(document_);
    }

    Result<Event> read_event(std::string_view text) {
        TRY(const json::value value, parse(text));
        read_bare(value);
        if (!faults_.empty()) return faults_.error();
        if (!document_.refused.empty()) return document_.refused[0].error;
        return std::move(document_.events[0]);
    }

private:
    Result<json::value> parse(std::string_view text) {
        if (text.size() > options_.limits.document_bytes)
            return Error{Code::epcis_capture_limit, "",
                         fmt::format("内容不能超过 {} 字节", options_.limits.document_bytes)};
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        const std::size_t depth = options_.limits.depth + levels_around;
        auto value = parse_json(text, &memory_, depth);
        if (value.has_error() && nests_deeper(text, depth))
            return Error{Code::epcis_capture_limit, "",
                         fmt::format("扩展字段嵌套不能超过 {} 层", options_.limits.depth)};
        return value;
    }

    static std::string_view text_of(const json::object& object, std::string_view key) {
        const json::value* value = object.if_contains(key);
        return value && value->is_string() ? view(value->get_string()) : std::string_view();
    }
    void fault(std::string_view key, std::string rule, std::string_view value = {}) {
        faults_.add({&root_, key}, key, std::move(rule), value);
    }
    void need(const json::object& object, const Path& at, std::string_view key) {
        if (!object.contains(key)) faults_.add({&at, key}, key, fmt::format("缺少必填字段 {}", key));
    }
    const json::object* child(const json::object& object, const Path& at, std::string_view key) {
        const json::value* value = object.if_contains(key);
        if (value && value->is_object()) return &value->get_object();
        faults_.add({&at, key}, key, value ? fmt::format("{} 应是一个对象", key) : fmt::format("缺少必填字段 {}", key));
        return nullptr;
    }
    /// Every member must be one of `known` or have a declared prefix.
    void refuse_unknown(const json::object& object, const Path& at, std::initializer_list<std::string_view> known) {
        for (const auto& member : object) {
            const std::string_view key = view(member.key());
            if (std::ranges::find(known, key) != known.end()) continue;
            const auto colon = key.find(':');
            if (colon != std::string_view::npos && prefixes_.find(key.substr(0, colon))) continue;
            faults_.add({&at, key}, key, fmt::format("此处没有名为 {} 的字段，或其前缀未声明", shorten(key, 40)));
        }
    }

    void read_context(const json::object& object, bool needed) {
        const json::value* context = object.if_contains("@context");
        const Path at{&root_, "@context"};
        if (context) prefixes_.read(*context, at, faults_);
        if (context ? !prefixes_.has_epcis_context() : needed)
            faults_.add(at, "@context", fmt::format("@context 必须包含 {}", epcis_context));
    }

    // Version, time and context, which both kinds of documents have.
    void read_head(const json::object& object, bool whole) {
        read_context(object, true);
        if (whole) {
            need(object, root_, "schemaVersion");
            need(object, root_, "creationDate");
        }
        if (const json::value* version = object.if_contains("schemaVersion"))
            if (!version->is_string() || !is_version(view(version->get_string())))
                fault("schemaVersion", "schemaVersion 应是 2.0", text_of(object, "schemaVersion"));
        if (object.contains("creationDate")) {
            const auto written = text_of(object, "creationDate");
            document_.creation_date = parse_stamp(written);
            if (!document_.creation_date) fault("creationDate", stamp_fault(written), written);
        }
        if (const json::value* id = object.if_contains("id"))
            if (!id->is_string() || !is_uri(view(id->get_string()))) fault("id", "id 应是一个 URI");
        for (const std::string_view key : {"instanceIdentifier", "sender", "receiver"})
            if (const json::value* value = object.if_contains(key); value && !value->is_string())
                fault(key, fmt::format("{} 应是字符串", key));
    }

    void read_document(const json::object& object) {
        read_head(object, true);
        refuse_unknown(object, root_,
                       {"@context", "id", "type", "schemaVersion", "creationDate", "instanceIdentifier", "sender",
                        "receiver", "epcisHeader", "epcisBody"});
        if (object.contains("epcisHeader")) read_header(object);
        const json::object* body = child(object, root_, "epcisBody");
        if (!body) return;
        const Path at{&root_, "epcisBody"};
        refuse_unknown(*body, at, {"eventList"});
        read_events(*body, at);
    }

    void read_query_document(const json::object& object) {
        read_head(object, false);
        refuse_unknown(object, root_, {"@context", "id", "type", "schemaVersion", "creationDate", "epcisBody"});
        const json::object* body = child(object, root_, "epcisBody");
        if (!body) return;
        const Path at_body{&root_, "epcisBody"};
        refuse_unknown(*body, at_body, {"queryResults"});
        const json::object* results = child(*body, at_body, "queryResults");
        if (!results) return;
        const Path at_results{&at_body, "queryResults"};
        refuse_unknown(*results, at_results, {"queryName", "subscriptionID", "resultsBody"});
        need(*results, at_results, "queryName");
        const json::object* found = child(*results, at_results, "resultsBody");
        if (!found) return;
        const Path at_found{&at_results, "resultsBody"};
        refuse_unknown(*found, at_found, {"eventList", "vocabularyList"});
        if (const json::value* list = found->if_contains("vocabularyList")) read_vocabularies(*list, at_found);
        read_events(*found, at_found);
    }

    void read_bare(const json::value& value) {
        if (const json::object* object = value.if_object()) read_context(*object, options_.namespaces.empty());
        read_event(value, root_);
        document_.count = 1;
    }

    void read_events(const json::object& body, const Path& at) {
        const Path here{&at, "eventList"};
        const json::value* value = body.if_contains("eventList");
        const json::array* list = value ? value->if_array() : nullptr;
        if (!list) return faults_.add(here, "eventList", value ? "eventList 应是一个列表" : "缺少必填字段 eventList");
        document_.count = list->size();
        if (list->size() > options_.limits.events)
            return faults_.add(Code::epcis_capture_limit, here, "eventList",
                               fmt::format("一次采集不能超过 {} 个事件", options_.limits.events));
        document_.events.reserve(list->size());
        for (std::size_t i = 0; i < list->size(); ++i) read_event((*list)[i], {&here, {}, i});
    }

    void read_event(const json::value& value, const Path& at) {
        Faults own;
        Event& event = document_.events.emplace_back();
        detail::EventReader(options_, prefixes_, own).read(value, at, event);
        if (own.empty()) return;
        document_.events.pop_back();
        if (options_.on_bad_event == OnBadEvent::set_aside)
            document_.refused.push_back({at.index, own.error()});
        else
            faults_.take(own);
    }

    void read_header(const json::object& object) {
        const json::object* header = child(object, root_, "epcisHeader");
        if (!header) return;
        const Path at{&root_, "epcisHeader"};
        refuse_unknown(*header, at, {"epcisMasterData"});
        if (!header->contains("epcisMasterData")) return;
        const json::object* data = child(*header, at, "epcisMasterData");
        if (!data) return;
        const Path at_data{&at, "epcisMasterData"};
        refuse_unknown(*data, at_data, {"vocabularyList"});
        if (const json::value* list = data->if_contains("vocabularyList")) read_vocabularies(*list, at_data);
    }

    const json::array* list_at(const json::value& value, const Path& at, std::string_view field) {
        const json::array* list = value.if_array();
        if (!list) faults_.add(at, field, fmt::format("{} 应是一个列表", field));
        return list;
    }
    std::string uri_at(const json::object& object, const Path& at, std::string_view key) {
        const auto text = text_of(object, key);
        if (!is_uri(text)) faults_.add({&at, key}, key, fmt::format("{} 应是一个 URI", key), text);
        return std::string(text);
    }

    void read_vocabularies(const json::value& value, const Path& outer) {
        const Path at{&outer, "vocabularyList"};
        const json::array* list = list_at(value, at, "vocabularyList");
        if (!list) return;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const Path here{&at, {}, i};
            const json::object* vocabulary = (*list)[i].if_object();
            if (!vocabulary) {
                faults_.add(here, "vocabularyList", "词表应是一个对象");
                continue;
            }
            const std::string type = uri_at(*vocabulary, here, "type");
            const json::value* elements = vocabulary->if_contains("vocabularyElementList");
            if (!elements) continue;
            const Path inner{&here, "vocabularyElementList"};
            if (const json::array* all = list_at(*elements, inner, "vocabularyElementList"))
                for (std::size_t k = 0; k < all->size(); ++k) read_element(type, (*all)[k], {&inner, {}, k});
        }
    }

    void read_element(const std::string& type, const json::value& value, const Path& at) {
        const json::object* object = value.if_object();
        if (!object) return faults_.add(at, "vocabularyElementList", "词表的元素应是一个对象");
        if (document_.master_data.size() >= options_.limits.epcs_of_event)
            return faults_.add(Code::epcis_capture_limit, at, "vocabularyElementList", "主数据过多");
        MasterDataElement& element = document_.master_data.emplace_back();
        element.vocabulary = type;
        element.id = uri_at(*object, at, "id");
        if (const json::value* attributes = object->if_contains("attributes")) {
            const Path here{&at, "attributes"};
            if (const json::array* list = list_at(*attributes, here, "attributes"))
                for (std::size_t i = 0; i < list->size(); ++i) read_attribute((*list)[i], {&here, {}, i}, element);
        }
        if (const json::value* children = object->if_contains("children")) {
            const Path here{&at, "children"};
            const json::array* list = list_at(*children, here, "children");
            for (std::size_t i = 0; list && i < list->size(); ++i) {
                const json::string* id = (*list)[i].if_string();
                if (!id || !is_uri(view(*id)))
                    faults_.add({&here, {}, i}, "children", "children 应是 URI 的列表");
                else
                    element.children.emplace_back(view(*id));
            }
        }
    }

    void read_attribute(const json::value& value, const Path& at, MasterDataElement& element) {
        const json::object* object = value.if_object();
        if (!object) return faults_.add(at, "attributes", "属性应是一个对象");
        std::string id = uri_at(*object, at, "id");
        const json::value* attribute = object->if_contains("attribute");
        std::string text;
        if (attribute)
            text = attribute->is_string() ? std::string(view(attribute->get_string())) : json::serialize(*attribute);
        if (text.size() > options_.limits.text_chars)
            return faults_.add(Code::epcis_capture_limit, at, "attribute", "属性的值过长");
        element.attributes.emplace_back(std::move(id), std::move(text));
    }

    const ReadOptions& options_;
    json::monotonic_resource memory_;
    Path root_;
    Prefixes prefixes_;
    Faults faults_;
    Document document_;
};

}  // namespace

Result<Document> read_json(std::string_view text, const ReadOptions& options) {
    return DocumentReader(options).read(text);
}

Result<Event> read_json_event(std::string_view text, const ReadOptions& options) {
    return DocumentReader(options).read_event(text);
}

}  // namespace yiguan::epcis
