#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "epcis/event_fields.hpp"
#include "epcis/json_read_impl.hpp"

namespace yiguan::epcis::detail {
void EventReader::read(const json::value& value, const Path& at, Event& event) {
    event_ = &event;
    const json::object* object = value.if_object();
    if (!object) return faults_.add(at, "eventList", "事件应是一个 JSON 对象");
    std::optional<Prefixes> own;
    const Prefixes* outer = prefixes_;
    if (const json::value* context = object->if_contains("@context"); context && at.up) {
        own.emplace(*prefixes_);
        own->read(*context, {&at, "@context"}, faults_);
        prefixes_ = &*own;
    }
    if (read_type(*object, at)) {
        for (const auto& member : *object) {
            const std::string_view key = view(member.key());
            const Path here{&at, key};
            const int field = field_of(key);
            if (field < 0) {
                if (!read_range_extension(key, member.value(), here))
                    read_extension(key, member.value(), here, event.extensions);
            } else if (field_table[static_cast<std::size_t>(field)].types & bit(event.type)) {
                read_field(key, field, member.value(), here);
            } else {
                faults_.add(here, key, fmt::format("{} 没有字段 {}", name(event.type), key));
            }
        }
        finish(*object, at);
    }
    prefixes_ = outer;
}

bool EventReader::read_type(const json::object& object, const Path& at) {
    const json::value* type = object.if_contains("type");
    const Path here{&at, "type"};
    if (!type) {
        faults_.add(here, "type", "事件缺少 type");
        return false;
    }
    const Text name = text(*type, here, "type");
    if (!name) return false;
    const auto known = parse_event_type(*name);
    if (!known) {
        faults_.add(here, "type", "不支持的事件类型：应是 EPCIS 2.0 的五种事件之一", *name);
        return false;
    }
    event_->type = *known;
    return true;
}

void EventReader::read_field(std::string_view name, int field, const json::value& value, const Path& at) {
    Event& e = *event_;
    constexpr auto any = IdentifierUse::any, instance = IdentifierUse::instance;
    switch (field) {
        case f_action:
            return read_action(value, at);
        case f_biz_location:
            return read_place(value, at, name, e.biz_location, e.biz_location_extensions);
        case f_biz_step:
            return read_word(value, at, name, Vocabulary::biz_step, e.biz_step);
        case f_biz_transactions:
            return read_typed_ids(value, at, name, "bizTransaction", Vocabulary::biz_transaction_type, false,
                                  e.biz_transactions);
        case f_certification:
            return read_certification(value, at);
        case f_epcs:
            read_identifiers(value, at, name, instance, e.epcs.epcs);
            if (e.type == EventType::object) refuse_repeated(e.epcs.epcs, at, name);
            return;
        case f_child_epcs:
            return read_identifiers(value, at, name, instance, e.epcs.epcs);
        case f_child_quantities:
        case f_quantities:
            return read_quantities(value, at, name, e.quantities);
        case f_destinations:
            return read_typed_ids(value, at, name, "destination", Vocabulary::source_destination_type, true,
                                  e.destinations);
        case f_disposition:
            return read_word(value, at, name, Vocabulary::disposition, e.disposition);
        case f_error_declaration:
            return read_error_declaration(value, at);
        case f_event_id:
            return read_identifier(value, at, name, any, e.event_id);
        case f_event_time:
            e.event_time = stamp(value, at, name).value_or(UtcMs{});
            return;
        case f_offset:
            return read_offset(value, at);
        case f_ilmd:
            return read_ilmd(value, at);
        case f_input_epcs:
            read_identifiers(value, at, name, instance, e.input_epcs.epcs);
            return refuse_repeated(e.input_epcs.epcs, at, name);
        case f_input_quantities:
            return read_quantities(value, at, name, e.input_quantities);
        case f_output_epcs:
            read_identifiers(value, at, name, instance, e.output_epcs.epcs);
            return refuse_repeated(e.output_epcs.epcs, at, name);
        case f_output_quantities:
            return read_quantities(value, at, name, e.output_quantities);
        case f_parent:
            return read_identifier(value, at, name, instance, e.parent_id);
        case f_persistent_disposition:
            return read_persistent_disposition(value, at);
        case f_read_point:
            return read_place(value, at, name, e.read_point, e.read_point_extensions);
        case f_record_time:
            stamp(value, at, name);  // the repository's own is kept, not this one
            return;
        case f_sensor_elements:
            return read_sensor_elements(value, at);
        case f_sources:
            return read_typed_ids(value, at, name, "source", Vocabulary::source_destination_type, true, e.sources);
        case f_transformation:
            return read_identifier(value, at, name, any, e.transformation_id);
        default:  // @context and type were read first
            return;
    }
}

void EventReader::finish(const json::object& object, const Path& at) {
    need(object, "eventTime", at);
    need(object, "eventTimeZoneOffset", at);
    if (event_->type != EventType::transformation) need(object, "action", at);

    const std::string pointer = at.text();
    const auto wrong = [&](std::string_view field) { return faults_.at(fmt::format("{}/{}", pointer, field)); };
    const bool action_wrong = !faults_.empty() && wrong("action");
    if (action_wrong) event_->action = Action::observe;
    check_rules(*event_, options_.now, options_.limits, [&](std::string_view field, Code code, std::string rule) {
        // What could not be read is not missing.
        if (!field.empty() && !faults_.empty()) {
            if (wrong(field) || (field == "ilmd" && action_wrong)) return;
            for (const std::string_view list : {"quantityList", "childQuantityList", "inputQuantityList",
                                                "outputQuantityList", "sensorElementList", "transformationID"})
                if (field.ends_with("List") || field.ends_with("EPCs"))
                    if (wrong(list)) return;
        }
        const auto slash = field.find('/');
        const Path first{&at, field.substr(0, slash)};
        if (field.empty()) return faults_.add(code, at, "", std::move(rule));
        if (slash == std::string_view::npos) return faults_.add(code, first, field, std::move(rule));
        faults_.add(code, {&first, field.substr(slash + 1)}, field.substr(slash + 1), std::move(rule));
    });
    std::ranges::sort(event_->context);
}

void EventReader::read_action(const json::value& value, const Path& at) {
    const Text name = text(value, at, "action");
    if (!name) return;
    for (const Action action : {Action::add, Action::observe, Action::remove})
        if (epcis::name(action) == *name) event_->action = action;
    if (event_->action == Action::none) faults_.add(at, "action", "action 应是 ADD、OBSERVE 或 DELETE 之一", *name);
}

void EventReader::read_offset(const json::value& value, const Path& at) {
    const Text written = text(value, at, "eventTimeZoneOffset");
    if (!written) return;
    const auto offset = parse_offset(*written);
    if (!offset)
        return faults_.add(at, "eventTimeZoneOffset", "时区偏移应写作 ±hh:mm，在 -14:00 至 +14:00 之间", *written);
    event_->offset_minutes = *offset;
}

void EventReader::read_identifiers(const json::value& value, const Path& at, std::string_view field, IdentifierUse use,
                                   std::vector<std::string>& out) {
    const json::array* list = array(value, at, field);
    if (!list) return;
    if (list->size() > options_.limits.epcs_of_event)
        return faults_.add(Code::epcis_capture_limit, at, field,
                           fmt::format("一个事件的标识不能超过 {} 个", options_.limits.epcs_of_event));
    out.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i)
        read_identifier((*list)[i], {&at, {}, i}, field, use, out.emplace_back());
}

void EventReader::refuse_repeated(const std::vector<std::string>& list, const Path& at, std::string_view field) {
    constexpr std::size_t pairwise_max = 16;
    std::string_view twice;
    if (list.size() <= pairwise_max) {
        for (std::size_t i = 1; i < list.size() && twice.empty(); ++i)
            for (std::size_t k = 0; k < i; ++k)
                if (list[i] == list[k]) twice = list[i];
    } else {
        std::vector<std::string_view> sorted(list.begin(), list.end());
        std::ranges::sort(sorted);
        const auto found = std::ranges::adjacent_find(sorted);
        if (found != sorted.end()) twice = *found;
    }
    if (!twice.empty()) faults_.add(at, field, "同一标识在列表中出现两次", twice);
}

void EventReader::read_quantities(const json::value& value, const Path& at, std::string_view field,
                                  std::vector<QuantityElement>& out) {
    const json::array* list = array(value, at, field);
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Path here{&at, {}, i};
        const json::object* element = object((*list)[i], here, field);
        if (!element) continue;
        QuantityElement& quantity = out.emplace_back();
        need(*element, "epcClass", here);
        for (const auto& member : *element) {
            const std::string_view key = view(member.key());
            const Path inner{&here, key};
            if (key == "epcClass") {
                read_identifier(member.value(), inner, key, IdentifierUse::item_class, quantity.epc_class);
            } else if (key == "quantity") {
                quantity.quantity = number(member.value(), inner, key);
                if (quantity.quantity.value_or(0) < 0) faults_.add(inner, key, "数量不能为负数");
            } else if (key == "uom") {
                read_text(member.value(), inner, key, quantity.uom);
                if (!is_uom(quantity.uom) && !faults_.at(inner.text()))
                    faults_.add(inner, key, "计量单位应是 UN/CEFACT 第 20 号建议书的两位或三位代码", quantity.uom);
            } else {
                unknown(key, inner);
            }
        }
    }
}

void EventReader::read_typed_ids(const json::value& value, const Path& at, std::string_view field,
                                 std::string_view member_name, Vocabulary types, bool type_needed,
                                 std::vector<TypedId>& out) {
    const json::array* list = array(value, at, field);
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Path here{&at, {}, i};
        const json::object* element = object((*list)[i], here, field);
        if (!element) continue;
        TypedId& typed = out.emplace_back();
        need(*element, member_name, here);
        if (type_needed) need(*element, "type", here);
        for (const auto& member : *element) {
            const std::string_view key = view(member.key());
            const Path inner{&here, key};
            if (key == "type")
                read_word(member.value(), inner, key, types, typed.type);
            else if (key == member_name)
                read_identifier(member.value(), inner, key, IdentifierUse::any, typed.id);
            else
                unknown(key, inner);
        }
    }
}

void EventReader::read_place(const json::value& value, const Path& at, std::string_view field, std::string& out,
                             Extensions& extensions) {
    const json::object* place = object(value, at, field);
    if (!place) return;
    need(*place, "id", at);
    for (const auto& member : *place) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (key == "id")
            read_identifier(member.value(), here, field, IdentifierUse::any, out);
        else
            read_extension(key, member.value(), here, extensions);
    }
}

void EventReader::read_error_declaration(const json::value& value, const Path& at) {
    const json::object* declaration = object(value, at, "errorDeclaration");
    if (!declaration) return;
    ErrorDeclaration& out = event_->error_declaration.emplace();
    need(*declaration, "declarationTime", at);
    for (const auto& member : *declaration) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (key == "declarationTime")
            out.time = stamp(member.value(), here, key).value_or(UtcMs{});
        else if (key == "reason")
            read_word(member.value(), here, key, Vocabulary::error_reason, out.reason);
        else if (key == "correctiveEventIDs")
            read_identifiers(member.value(), here, key, IdentifierUse::any, out.corrective_event_ids);
        else
            read_extension(key, member.value(), here, out.extensions);
    }
}

void EventReader::read_persistent_disposition(const json::value& value, const Path& at) {
    const json::object* both = object(value, at, "persistentDisposition");
    if (!both) return;
    if (both->empty()) faults_.add(at, "persistentDisposition", "persistentDisposition 需要 set 或 unset");
    for (const auto& member : *both) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (key != "set" && key != "unset") {
            unknown(key, here);
            continue;
        }
        auto& out = key == "set" ? event_->persistent_disposition.set : event_->persistent_disposition.unset;
        const json::array* list = array(member.value(), here, key);
        if (!list) continue;
        if (list->empty()) faults_.add(here, key, "列表至少应有一个状态");
        for (std::size_t i = 0; i < list->size(); ++i)
            read_word((*list)[i], {&here, {}, i}, key, Vocabulary::disposition, out.emplace_back());
        refuse_repeated(out, here, key);
    }
}

void EventReader::read_certification(const json::value& value, const Path& at) {
    auto& out = event_->certification_info;
    if (value.is_array()) return read_identifiers(value, at, "certificationInfo", IdentifierUse::any, out);
    read_identifier(value, at, "certificationInfo", IdentifierUse::any, out.emplace_back());
}

void EventReader::read_ilmd(const json::value& value, const Path& at) {
    const json::object* data = object(value, at, "ilmd");
    if (!data) return;
    for (const auto& member : *data) {
        const std::string_view key = view(member.key());
        read_extension(key, member.value(), {&at, key}, event_->ilmd);
    }
}

}  // namespace yiguan::epcis::detail
