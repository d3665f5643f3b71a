#include "epcis/body.hpp"

#include "epcis/body_parts.hpp"

namespace yiguan::epcis {
namespace {

// docs/formats/event-body.md. A later version writes further keys, which this one refuses.
namespace key {
enum Event : std::uint64_t {
    kind = 1,
    event_time,
    offset,
    event_id,
    error_declaration,
    certification_info,
    epcs,
    quantities,
    parent_id,
    input_epcs,
    output_epcs,
    input_quantities,
    output_quantities,
    transformation_id,
    biz_step,
    disposition,
    read_point,
    biz_location,
    biz_transactions,
    sources,
    destinations,
    persistent_disposition,
    sensor_elements,
    ilmd,
    extensions,
    context,
    read_point_extensions,
    biz_location_extensions
};
}  // namespace key

constexpr std::int16_t usual_offset = 480;  // not written

void write_texts(CborWriter& out, const std::vector<std::string>& texts, void (*write)(CborWriter&, std::string_view)) {
    out.head(Major::array, texts.size());
    for (const auto& text : texts) write(out, text);
}
std::vector<std::string> read_texts(CborReader& in) {
    std::vector<std::string> texts(in.array());
    for (auto& text : texts) text = read_text(in);
    return texts;
}

// [class], [class, quantity], [class, quantity or null, unit]
void write_quantities(CborWriter& out, const std::vector<QuantityElement>& quantities) {
    out.head(Major::array, quantities.size());
    for (const auto& q : quantities) {
        const bool unit = !q.uom.empty();
        out.head(Major::array, unit ? 3 : q.quantity ? 2 : 1);
        write_text(out, q.epc_class);
        if (q.quantity)
            write_number(out, *q.quantity);
        else if (unit)
            out.null();
        if (unit) write_word(out, q.uom);
    }
}
std::vector<QuantityElement> read_quantities(CborReader& in) {
    std::vector<QuantityElement> quantities(in.array());
    for (auto& q : quantities) {
        const auto parts = in.array();
        if (parts < 1 || parts > 3) damaged_cbor();
        q.epc_class = read_text(in);
        if (parts == 3 && in.next_is_null())
            in.null();
        else if (parts > 1)
            q.quantity = read_number(in);
        if (parts == 3) q.uom = read_text(in);
    }
    return quantities;
}

// [type or null, id, type or null, id, ...]
void write_typed(CborWriter& out, const std::vector<TypedId>& ids) {
    out.head(Major::array, ids.size() * 2);
    for (const auto& id : ids) {
        if (id.type.empty())
            out.null();
        else
            write_word(out, id.type);
        write_text(out, id.id);
    }
}
std::vector<TypedId> read_typed(CborReader& in) {
    const auto items = in.array();
    if (items % 2 != 0) damaged_cbor();
    std::vector<TypedId> ids(items / 2);
    for (auto& id : ids) {
        if (in.next_is_null())
            in.null();
        else
            id.type = read_text(in);
        id.id = read_text(in);
    }
    return ids;
}

void write_declaration(std::string& bytes, const ErrorDeclaration& declaration) {
    MapWriter map(bytes);
    write_time(map.at(1), declaration.time);
    if (!declaration.reason.empty()) write_word(map.at(2), declaration.reason);
    if (!declaration.corrective_event_ids.empty()) write_texts(map.at(3), declaration.corrective_event_ids, write_text);
    if (!declaration.extensions.empty()) write_members(map.at(4), declaration.extensions);
    map.finish();
}

ErrorDeclaration read_declaration(CborReader& in) {
    ErrorDeclaration declaration;
    bool with_time = false;
    read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case 1:
                declaration.time = read_time(in);
                with_time = true;
                break;
            case 2:
                declaration.reason = read_filled_text(in);
                break;
            case 3:
                declaration.corrective_event_ids = read_texts(in);
                break;
            case 4:
                declaration.extensions = read_members(in);
                break;
            default:
                damaged_cbor();
        }
    });
    if (!with_time) damaged_cbor();
    return declaration;
}

void read_field(CborReader& in, std::uint64_t key, Event& event) {
    switch (key) {
        case key::kind: {
            const auto kind = in.integer(4, 23);
            event.type = static_cast<EventType>(kind / 4);
            event.action = static_cast<Action>(kind % 4);
            break;
        }
        case key::event_time:
            event.event_time = read_time(in);
            break;
        case key::offset:
            event.offset_minutes = static_cast<std::int16_t>(in.integer(INT16_MIN, INT16_MAX));
            break;
        case key::event_id:
            event.event_id = read_filled_text(in);
            break;
        case key::error_declaration:
            event.error_declaration = read_declaration(in);
            break;
        case key::certification_info:
            event.certification_info = read_texts(in);
            break;
        case key::epcs:
            event.epcs = read_epcs(in);
            break;
        case key::quantities:
            event.quantities = read_quantities(in);
            break;
        case key::parent_id:
            event.parent_id = read_filled_text(in);
            break;
        case key::input_epcs:
            event.input_epcs = read_epcs(in);
            break;
        case key::output_epcs:
            event.output_epcs = read_epcs(in);
            break;
        case key::input_quantities:
            event.input_quantities = read_quantities(in);
            break;
        case key::output_quantities:
            event.output_quantities = read_quantities(in);
            break;
        case key::transformation_id:
            event.transformation_id = read_filled_text(in);
            break;
        case key::biz_step:
            event.biz_step = read_filled_text(in);
            break;
        case key::disposition:
            event.disposition = read_filled_text(in);
            break;
        case key::read_point:
            event.read_point = read_filled_text(in);
            break;
        case key::biz_location:
            event.biz_location = read_filled_text(in);
            break;
        case key::biz_transactions:
            event.biz_transactions = read_typed(in);
            break;
        case key::sources:
            event.sources = read_typed(in);
            break;
        case key::destinations:
            event.destinations = read_typed(in);
            break;
        case key::persistent_disposition:
            if (in.array() != 2) damaged_cbor();
            event.persistent_disposition.set = read_texts(in);
            event.persistent_disposition.unset = read_texts(in);
            break;
        case key::sensor_elements:
            event.sensor_elements = read_sensors(in);
            break;
        case key::ilmd:
            event.ilmd = read_members(in);
            break;
        case key::extensions:
            event.extensions = read_members(in);
            break;
        case key::context: {
            const auto items = in.array();
            if (items % 2 != 0) damaged_cbor();
            event.context.resize(items / 2);
            for (auto& [prefix, name_space] : event.context) {
                prefix = read_text(in);
                name_space = read_text(in);
            }
            break;
        }
        case key::read_point_extensions:
            event.read_point_extensions = read_members(in);
            break;
        case key::biz_location_extensions:
            event.biz_location_extensions = read_members(in);
            break;
        default:
            damaged_cbor();
    }
}

}  // namespace

void pack(const Event& event, std::string& out) {
    MapWriter map(out);
    const auto text = [&](std::uint64_t key, const std::string& value) {
        if (!value.empty()) write_text(map.at(key), value);
    };
    const auto word = [&](std::uint64_t key, const std::string& value) {
        if (!value.empty()) write_word(map.at(key), value);
    };
    const auto epcs = [&](std::uint64_t key, const EpcList& list) {
        if (list.empty()) return;
        map.at(key);
        write_epcs(out, list);
    };
    const auto quantities = [&](std::uint64_t key, const std::vector<QuantityElement>& list) {
        if (!list.empty()) write_quantities(map.at(key), list);
    };
    const auto typed = [&](std::uint64_t key, const std::vector<TypedId>& list) {
        if (!list.empty()) write_typed(map.at(key), list);
    };
    const auto members = [&](std::uint64_t key, const Extensions& object) {
        if (!object.empty()) write_members(map.at(key), object);
    };

    map.at(key::kind).integer(static_cast<int>(event.type) * 4 + static_cast<int>(event.action));
    write_time(map.at(key::event_time), event.event_time);
    if (event.offset_minutes != usual_offset) map.at(key::offset).integer(event.offset_minutes);
    text(key::event_id, event.event_id);
    if (event.error_declaration) {
        map.at(key::error_declaration);
        write_declaration(out, *event.error_declaration);
    }
    if (!event.certification_info.empty())
        write_texts(map.at(key::certification_info), event.certification_info, write_text);
    epcs(key::epcs, event.epcs);
    quantities(key::quantities, event.quantities);
    text(key::parent_id, event.parent_id);
    epcs(key::input_epcs, event.input_epcs);
    epcs(key::output_epcs, event.output_epcs);
    quantities(key::input_quantities, event.input_quantities);
    quantities(key::output_quantities, event.output_quantities);
    text(key::transformation_id, event.transformation_id);
    word(key::biz_step, event.biz_step);
    word(key::disposition, event.disposition);
    text(key::read_point, event.read_point);
    text(key::biz_location, event.biz_location);
    typed(key::biz_transactions, event.biz_transactions);
    typed(key::sources, event.sources);
    typed(key::destinations, event.destinations);
    if (!event.persistent_disposition.empty()) {
        auto& writer = map.at(key::persistent_disposition);
        writer.head(Major::array, 2);
        write_texts(writer, event.persistent_disposition.set, write_word);
        write_texts(writer, event.persistent_disposition.unset, write_word);
    }
    if (!event.sensor_elements.empty()) {
        map.at(key::sensor_elements);
        write_sensors(out, event.sensor_elements);
    }
    members(key::ilmd, event.ilmd);
    members(key::extensions, event.extensions);
    if (!event.context.empty()) {
        auto& writer = map.at(key::context);
        writer.head(Major::array, event.context.size() * 2);
        for (const auto& [prefix, name_space] : event.context) {
            write_text(writer, prefix);
            write_text(writer, name_space);
        }
    }
    members(key::read_point_extensions, event.read_point_extensions);
    members(key::biz_location_extensions, event.biz_location_extensions);
    map.finish();
}

std::string pack(const Event& event) {
    std::string out;
    out.reserve(256);
    pack(event, out);
    return out;
}

Event unpack(std::string_view bytes) {
    CborReader in(bytes);
    Event event;
    event.offset_minutes = usual_offset;
    std::uint64_t seen = 0;
    read_map(in, [&](std::uint64_t key) {
        if (key < 64) seen |= std::uint64_t{1} << key;
        read_field(in, key, event);
    });
    constexpr auto required = std::uint64_t{1} << key::kind | std::uint64_t{1} << key::event_time;
    if ((seen & required) != required || !in.empty()) damaged_cbor();
    return event;
}

}  // namespace yiguan::epcis
