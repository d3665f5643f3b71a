#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"
#include "epcis/event_fields.hpp"
#include "epcis/xml_read_impl.hpp"

namespace yiguan::epcis::detail {
namespace {

// What stands for "nothing known", such as the quantity in the fixtures of EPCIS 1.2.
bool is_nil(pugi::xml_node element, const XmlNames& names) {
    for (const auto attribute : element.attributes()) {
        const std::string_view name = attribute.name(), value = attribute.value();
        if (local_part(name) == "nil" && (value == "true" || value == "1") &&
            names.namespace_of(element, prefix_part(name)) == xsi_namespace)
            return true;
    }
    return false;
}

std::size_t items_in(pugi::xml_node list) {
    std::size_t count = 0;
    for (const auto child : list.children())
        if (child.type() == pugi::node_element) ++count;
    return count;
}

// Levels of <extension> in <extension> that documents of any version have.
constexpr std::size_t wrappers_max = 4;

}  // namespace

std::string XmlFaults::pointer(pugi::xml_node element) const {
    if (base_ && element == base_) return base_pointer_;
    const auto parent = element.parent();
    if (!parent || parent.type() == pugi::node_document) return "";
    const std::string_view name = element.name();
    std::size_t place = 1;
    for (auto before = element; (before = before.previous_sibling(element.name()));) ++place;
    std::string out = pointer(parent);
    out += '/';
    out += name;
    if (place > 1 || element.next_sibling(element.name())) out += fmt::format("[{}]", place);
    return out;
}

void XmlFaults::add(Code code, pugi::xml_node element, std::string_view part, std::string_view field, std::string rule,
                    std::string_view value) {
    constexpr std::size_t faults_max = 101;  // the first one and a hundred others
    if (found_.size() >= faults_max) return;
    found_.push_back({.code = code,
                      .pointer = pointer(element),
                      .detail = std::move(rule),
                      .field = std::string(field),
                      .value = shorten(value, 80)});
    if (!part.empty()) found_.back().pointer += fmt::format("/{}", part);
}

bool XmlFaults::names(std::string_view field) const {
    return std::ranges::find(found_, field, &Error::field) != found_.end();
}

Error XmlFaults::error() const {
    Error first = found_.front();
    first.others.assign(found_.begin() + 1, found_.end());
    return first;
}

void XmlFaults::take(XmlFaults& other) {
    constexpr std::size_t faults_max = 101;
    for (Error& error : other.found_)
        if (found_.size() < faults_max) found_.push_back(std::move(error));
}

XmlEventReader::XmlEventReader(const ReadOptions& options, const XmlNames& names, XmlFaults& faults)
    : options_(options),
      names_(names),
      faults_(faults),
      extensions_(names, options.limits, [this](pugi::xml_node element, Code code, std::string rule) {
          faults_.add(code, element, "", shorten(element.name(), 60), std::move(rule));
      }) {}

void XmlEventReader::fault(pugi::xml_node element, std::string_view field, std::string rule, std::string_view value) {
    faults_.add(Code::epcis_validation, element, "", field, std::move(rule), value);
}

void XmlEventReader::unknown(pugi::xml_node element) {
    fault(element, shorten(element.name(), 60), fmt::format("此处没有名为 {} 的字段", shorten(element.name(), 40)));
}

std::string XmlEventReader::checked(pugi::xml_node element, std::string_view part, std::string_view field,
                                    std::string_view written) {
    const auto trimmed = trim(written);
    if (trimmed.empty()) {
        faults_.add(Code::epcis_validation, element, part, field, fmt::format("{} 不能为空", field));
    } else if (trimmed.size() > options_.limits.text_chars && utf8_length(trimmed) > options_.limits.text_chars) {
        faults_.add(Code::epcis_capture_limit, element, part, field,
                    fmt::format("一个值不能超过 {} 个字符", options_.limits.text_chars), trimmed);
        return "";
    }
    return std::string(trimmed);
}

std::string XmlEventReader::text(pugi::xml_node element, std::string_view field) {
    if (has_elements(element)) {
        fault(element, field, fmt::format("{} 应是文字", field));
        return "";
    }
    return checked(element, "", field, text_of(element));
}

void XmlEventReader::identifier(pugi::xml_node element, std::string_view part, std::string_view field,
                                std::string_view written, IdentifierUse use, std::string& out) {
    if (written.empty()) return;
    if (auto rule = identifier_fault(written, use); !rule.empty())
        return faults_.add(Code::epcis_validation, element, part, field, std::move(rule), written);
    extensions_.add_curie(element, written);
    out = written;
}

void XmlEventReader::word(pugi::xml_node element, std::string_view part, std::string_view field,
                          std::string_view written, Vocabulary vocabulary, std::string& out) {
    if (written.empty()) return;
    if (const auto known = word_of(vocabulary, written)) {
        out = *known;
        return;
    }
    if (auto rule = vocabulary_fault(vocabulary, written); !rule.empty())
        return faults_.add(Code::epcis_validation, element, part, field, std::move(rule), written);
    extensions_.add_curie(element, written);
    out = written;
}

std::optional<UtcMs> XmlEventReader::stamp(pugi::xml_node element, std::string_view part, std::string_view field,
                                           std::string_view written) {
    if (written.empty()) return std::nullopt;
    const auto time = parse_stamp(written);
    if (!time) faults_.add(Code::epcis_validation, element, part, field, stamp_fault(written), written);
    return time;
}

std::optional<double> XmlEventReader::number(pugi::xml_node element, std::string_view part, std::string_view field,
                                             std::string_view written) {
    if (written.empty()) return std::nullopt;
    auto digits = written;
    if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed == std::errc() && end == digits.data() + digits.size() && std::isfinite(value)) return value;
    faults_.add(Code::epcis_validation, element, part, field, fmt::format("{} 应是数字", field), written);
    return std::nullopt;
}

void XmlEventReader::unit(pugi::xml_node element, std::string_view part, std::string_view written, std::string& out) {
    if (written.empty()) return;
    if (!is_uom(written))
        faults_.add(Code::epcis_validation, element, part, "uom",
                    "计量单位应是 UN/CEFACT 第 20 号建议书的两位或三位代码", written);
    out = written;
}

void XmlEventReader::read(pugi::xml_node element, EventType type, Event& event) {
    event_ = &event;
    event.type = type;
    fields(element, 0);
    finish(element, options_.now);
}

// EPCIS 1.x puts later fields into <extension> and <baseExtension>, which say nothing themselves.
void XmlEventReader::fields(pugi::xml_node element, std::size_t depth) {
    const unsigned type = bit(event_->type);
    for (const auto child : element.children()) {
        if (child.type() != pugi::node_element) continue;
        const auto name = names_.epcis_name(child);
        if (name.empty()) {
            if (!is_range_list(child)) extensions_.add(child, event_->extensions);
            continue;
        }
        if ((name == "extension" || name == "baseExtension") && depth < wrappers_max) {
            fields(child, depth + 1);
            continue;
        }
        const int field = field_of(name);
        if (field < 0 || field == f_type || field == f_context) {
            unknown(child);
            continue;
        }
        if (!(field_table[static_cast<std::size_t>(field)].types & type)) {
            fault(child, name, fmt::format("{} 没有字段 {}", epcis::name(event_->type), name));
            continue;
        }
        const auto mark = std::uint64_t{1} << field;
        if ((seen_ & mark) && field != f_certification) {
            fault(child, name, fmt::format("字段 {} 不能出现两次", name));
            continue;
        }
        seen_ |= mark;
        read_field(field, field_table[static_cast<std::size_t>(field)].name, child);
    }
}

void XmlEventReader::read_field(int field, std::string_view name, pugi::xml_node at) {
    Event& e = *event_;
    constexpr auto any = IdentifierUse::any, instance = IdentifierUse::instance;
    const auto one = [&](IdentifierUse use, std::string& out) { identifier(at, "", name, text(at, name), use, out); };
    const auto list = [&](std::vector<std::string>& out) { identifiers(at, name, "epc", instance, out); };
    switch (field) {
        case f_action: {
            const auto written = text(at, name);
            if (written.empty()) return;
            for (const Action action : {Action::add, Action::observe, Action::remove})
                if (epcis::name(action) == written) e.action = action;
            if (e.action == Action::none) fault(at, name, "action 应是 ADD、OBSERVE 或 DELETE 之一", written);
            return;
        }
        case f_biz_location:
            return place(at, name, e.biz_location, e.biz_location_extensions);
        case f_biz_step:
            return word(at, "", name, text(at, name), Vocabulary::biz_step, e.biz_step);
        case f_biz_transactions:
            return typed_ids(at, "bizTransaction", Vocabulary::biz_transaction_type, false, e.biz_transactions);
        case f_certification:
            return one(any, e.certification_info.emplace_back());
        case f_child_epcs:
            return list(e.epcs.epcs);
        case f_epcs:
            list(e.epcs.epcs);
            if (e.type == EventType::object) refuse_repeated(e.epcs.epcs, at, name);
            return;
        case f_child_quantities:
        case f_quantities:
            return quantities(at, e.quantities);
        case f_destinations:
            return typed_ids(at, "destination", Vocabulary::source_destination_type, true, e.destinations);
        case f_sources:
            return typed_ids(at, "source", Vocabulary::source_destination_type, true, e.sources);
        case f_disposition:
            return word(at, "", name, text(at, name), Vocabulary::disposition, e.disposition);
        case f_error_declaration:
            return error_declaration(at);
        case f_event_id:
            return one(any, e.event_id);
        case f_event_time:
            e.event_time = stamp(at, "", name, text(at, name)).value_or(UtcMs{});
            return;
        case f_record_time:
            stamp(at, "", name, text(at, name));  // the repository's own is kept, not this one
            return;
        case f_offset: {
            const auto written = text(at, name);
            const auto offset = parse_offset(written);
            if (offset)
                e.offset_minutes = *offset;
            else if (!written.empty())
                fault(at, name, "时区偏移应写作 ±hh:mm，在 -14:00 至 +14:00 之间", written);
            return;
        }
        case f_ilmd:
            return members(at, e.ilmd);
        case f_input_epcs:
            list(e.input_epcs.epcs);
            return refuse_repeated(e.input_epcs.epcs, at, name);
        case f_output_epcs:
            list(e.output_epcs.epcs);
            return refuse_repeated(e.output_epcs.epcs, at, name);
        case f_input_quantities:
            return quantities(at, e.input_quantities);
        case f_output_quantities:
            return quantities(at, e.output_quantities);
        case f_parent:
            return one(instance, e.parent_id);
        case f_persistent_disposition:
            return persistent_disposition(at);
        case f_read_point:
            return place(at, name, e.read_point, e.read_point_extensions);
        case f_sensor_elements:
            return sensor_elements(at);
        case f_transformation:
            return one(any, e.transformation_id);
        default:
            return;
    }
}

void XmlEventReader::finish(pugi::xml_node element, UtcMs now) {
    for (const int field : {f_event_time, f_offset, f_action}) {
        const std::string_view name = field_table[static_cast<std::size_t>(field)].name;
        if (field == f_action && event_->type == EventType::transformation) continue;
        if (!(seen_ & std::uint64_t{1} << field))
            faults_.add(Code::epcis_validation, element, name, name, fmt::format("缺少必填字段 {}", name));
    }
    const bool action_wrong = faults_.names("action");
    if (action_wrong) event_->action = Action::observe;
    const auto is_list = [](std::string_view field) { return field.ends_with("List") || field.ends_with("EPCs"); };
    bool list_wrong = false;
    for (const auto& field : field_table)
        list_wrong |= is_list(field.name) && !faults_.empty() && faults_.names(field.name);
    check_rules(*event_, now, options_.limits, [&](std::string_view field, Code code, std::string rule) {
        // What could not be read is not missing.
        const auto last = field.substr(field.find('/') + 1);
        if (!field.empty() && (faults_.names(last) || (list_wrong && is_list(field)))) return;
        if (field == "ilmd" && action_wrong) return;
        faults_.add(code, element, field, last, std::move(rule));
    });
    event_->context = extensions_.context();
}

void XmlEventReader::identifiers(pugi::xml_node list, std::string_view field, std::string_view item, IdentifierUse use,
                                 std::vector<std::string>& out) {
    const auto count = items_in(list);
    if (count > options_.limits.epcs_of_event)
        return faults_.add(Code::epcis_capture_limit, list, "", field,
                           fmt::format("一个事件的标识不能超过 {} 个", options_.limits.epcs_of_event));
    out.reserve(count);
    children(list, nullptr, [&](pugi::xml_node child, std::string_view name) {
        if (name != item) return false;
        identifier(child, "", field, text(child, field), use, out.emplace_back());
        return true;
    });
}

void XmlEventReader::refuse_repeated(const std::vector<std::string>& list, pugi::xml_node element,
                                     std::string_view field) {
    if (list.size() < 2) return;
    std::vector<std::string_view> sorted(list.begin(), list.end());
    std::ranges::sort(sorted);
    const auto found = std::ranges::adjacent_find(sorted);
    if (found != sorted.end() && !found->empty()) fault(element, field, "同一标识在列表中出现两次", *found);
}

void XmlEventReader::quantities(pugi::xml_node list, std::vector<QuantityElement>& out) {
    children(list, nullptr, [&](pugi::xml_node element, std::string_view item) {
        if (item != "quantityElement") return false;
        QuantityElement& quantity = out.emplace_back();
        bool with_class = false;
        children(element, nullptr, [&](pugi::xml_node child, std::string_view name) {
            if (name == "epcClass") {
                with_class = true;
                identifier(child, "", name, text(child, name), IdentifierUse::item_class, quantity.epc_class);
            } else if (name == "quantity") {
                if (is_nil(child, names_)) return true;
                quantity.quantity = number(child, "", name, text(child, name));
                if (quantity.quantity < 0.0) fault(child, name, "数量不能为负数");
            } else if (name == "uom") {
                unit(child, "", text(child, name), quantity.uom);
            } else {
                return false;
            }
            return true;
        });
        if (!with_class) faults_.add(Code::epcis_validation, element, "epcClass", "epcClass", "缺少必填字段 epcClass");
        return true;
    });
}

void XmlEventReader::typed_ids(pugi::xml_node list, std::string_view item, Vocabulary types, bool type_needed,
                               std::vector<TypedId>& out) {
    children(list, nullptr, [&](pugi::xml_node element, std::string_view name) {
        if (name != item) return false;
        TypedId& typed = out.emplace_back();
        if (const auto type = element.attribute("type"))
            word(element, "@type", "type", checked(element, "@type", "type", type.value()), types, typed.type);
        else if (type_needed)
            faults_.add(Code::epcis_validation, element, "@type", "type", "缺少必填字段 type");
        identifier(element, "", item, text(element, item), IdentifierUse::any, typed.id);
        return true;
    });
}

void XmlEventReader::place(pugi::xml_node element, std::string_view field, std::string& out, Extensions& extensions) {
    bool with_id = false;
    children(element, &extensions, [&](pugi::xml_node child, std::string_view name) {
        if (name != "id" || with_id) return false;
        with_id = true;
        identifier(child, "", field, text(child, field), IdentifierUse::any, out);
        return true;
    });
    if (!with_id) faults_.add(Code::epcis_validation, element, "id", field, "缺少必填字段 id");
}

void XmlEventReader::error_declaration(pugi::xml_node element) {
    ErrorDeclaration& out = event_->error_declaration.emplace();
    bool with_time = false;
    children(element, &out.extensions, [&](pugi::xml_node child, std::string_view name) {
        if (name == "declarationTime" && !with_time) {
            with_time = true;
            out.time = stamp(child, "", name, text(child, name)).value_or(UtcMs{});
        } else if (name == "reason" && out.reason.empty()) {
            word(child, "", name, text(child, name), Vocabulary::error_reason, out.reason);
        } else if (name == "correctiveEventIDs" && out.corrective_event_ids.empty()) {
            identifiers(child, name, "correctiveEventID", IdentifierUse::any, out.corrective_event_ids);
        } else {
            return name == "extension" && !has_elements(child);
        }
        return true;
    });
    if (!with_time)
        faults_.add(Code::epcis_validation, element, "declarationTime", "declarationTime",
                    "缺少必填字段 declarationTime");
}

void XmlEventReader::persistent_disposition(pugi::xml_node element) {
    auto& both = event_->persistent_disposition;
    children(element, nullptr, [&](pugi::xml_node child, std::string_view name) {
        if (name != "set" && name != "unset") return false;
        word(child, "", name, text(child, name), Vocabulary::disposition,
             (name == "set" ? both.set : both.unset).emplace_back());
        return true;
    });
    if (both.empty()) fault(element, "persistentDisposition", "persistentDisposition 需要 set 或 unset");
    refuse_repeated(both.set, element, "set");
    refuse_repeated(both.unset, element, "unset");
}

void XmlEventReader::members(pugi::xml_node element, Extensions& out) {
    children(element, &out, [&](pugi::xml_node child, std::string_view name) {
        if (name != "extension") return false;
        members(child, out);
        return true;
    });
}

// yiguan:rangeList is repeated, one element for each range: the extension's array in JSON.
bool XmlEventReader::is_range_list(pugi::xml_node element) {
    const auto local = local_part(element.name());
    if (!local.ends_with("angeList") || names_.namespace_of(element) != yiguan_namespace) return false;
    const bool makes = event_->type == EventType::transformation;
    EpcList* list = local == "rangeList" && !makes        ? &event_->epcs
                    : local == "inputRangeList" && makes  ? &event_->input_epcs
                    : local == "outputRangeList" && makes ? &event_->output_epcs
                                                          : nullptr;
    if (!list) {
        unknown(element);
        return true;
    }
    const auto prefix = prefix_part(element.name());
    extensions_.add_prefix(prefix.empty() ? "yiguan" : prefix, yiguan_namespace);
    EpcRange& range = list->ranges.emplace_back();
    children(element, nullptr, [&](pugi::xml_node child, std::string_view name) {
        std::string* out = name == "first" ? &range.first : name == "last" ? &range.last : nullptr;
        if (!out) return false;
        identifier(child, "", name, text(child, name), IdentifierUse::instance, *out);
        return true;
    });
    for (const auto& [name, value] : {std::pair("first", &range.first), std::pair("last", &range.last)})
        if (value->empty() && !faults_.names(name))
            faults_.add(Code::epcis_validation, element, name, name, fmt::format("缺少必填字段 {}", name));
    return true;
}

}  // namespace yiguan::epcis::detail
