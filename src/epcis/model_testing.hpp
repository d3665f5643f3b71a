// Random valid events of every type, as the readers deliver them: write and read again gives an equal event. For tests
// only.
#pragma once
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "epcis/json.hpp"
#include "epcis/model.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis::testing {

/// No random event is later.
inline constexpr UtcMs random_now{1'795'000'000'000};  // 2026-11-18T11:06:40Z

class RandomEvent {
public:
    static Event make(EventType type) { return RandomEvent().build(type); }
    static Event make() {
        return make(*rc::gen::element(EventType::object, EventType::aggregation, EventType::transaction,
                                      EventType::transformation, EventType::association));
    }

private:
    static std::string digits(std::size_t count) {
        return *rc::gen::container<std::string>(count, rc::gen::elementOf(std::string("0123456789")));
    }
    static int below(int end) { return *rc::gen::inRange(0, end); }
    static bool maybe() { return below(3) == 0; }
    static std::string serial() {
        return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("0129AZaz-_"))));
    }
    static std::string instance() {
        const std::string tail = serial().substr(0, 20);
        switch (below(6)) {
            case 0:
                return "urn:epc:id:sgtin:4012345." + digits(6) + "." + tail;
            case 1:
                return "urn:epc:id:sscc:4012345." + digits(10);
            case 2:
                return "https://id.gs1.org/01/06901234000016/21/" + tail;
            case 3:
                return "ecode:20128" + digits(28);
            case 4:
                return "urn:uuid:374d95fc-9457-4a51-bd6a-0bba" + digits(8);
            default:
                return "https://example.com/things/" + tail;
        }
    }
    static std::string item_class() {
        switch (below(3)) {
            case 0:
                return "urn:epc:class:lgtin:4012345." + digits(6) + "." + serial().substr(0, 20);
            case 1:
                return "urn:epc:idpat:sgtin:4012345." + digits(6) + ".*";
            default:
                return "https://id.gs1.org/01/06901234000016/10/" + serial().substr(0, 20);
        }
    }
    static std::string uri() {
        return (maybe() ? "urn:epc:id:sgln:4012345." + digits(5) + "." : "https://example.com/id/") +
               serial().substr(0, 20);
    }
    static std::string word(Vocabulary vocabulary) {
        const auto all = words(vocabulary);
        return maybe() ? "https://example.com/voc/" + serial()
                       : std::string(all[static_cast<std::size_t>(below(static_cast<int>(all.size())))]);
    }
    static std::string free_text() {
        return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \"\\\n\t<&>'{}/:1.0")));
    }
    static double number() {
        return *rc::gen::map(rc::gen::pair(rc::gen::inRange(-1'000'000, 1'000'000), rc::gen::inRange(0, 7)),
                             [](std::pair<int, int> p) {
                                 double scale = 1;
                                 for (int i = 0; i < p.second; ++i) scale *= 10;
                                 return p.first / scale;
                             });
    }
    static UtcMs time() { return {*rc::gen::inRange<std::int64_t>(0, random_now.value)}; }
    static std::optional<UtcMs> maybe_time() { return maybe() ? std::optional(time()) : std::nullopt; }
    static std::optional<double> maybe_number() { return maybe() ? std::optional(number()) : std::nullopt; }
    static std::string maybe_uri() { return maybe() ? uri() : std::string(); }
    template <class Make>
    static auto several(int least, int most, Make make) {
        std::vector<decltype(make())> out;
        for (int n = least + below(most - least + 1); n > 0; --n) out.push_back(make());
        return out;
    }
    static std::vector<std::string> distinct(std::vector<std::string> list) {
        std::ranges::sort(list);
        list.erase(std::ranges::unique(list).begin(), list.end());
        return list;
    }

    void use(const std::string& prefix) {
        const auto found = std::ranges::find(event_.context, prefix, &Context::value_type::first);
        if (found == event_.context.end()) event_.context.emplace_back(prefix, meaning(prefix));
    }
    static std::string meaning(const std::string& prefix) {
        return prefix == "yiguan" ? std::string(yiguan_namespace) : "https://ns.example.com/" + prefix + "/";
    }
    json::value value(int depth) {
        switch (below(depth > 0 ? 7 : 4)) {
            case 0:
                return json::value(below(1000) - 500);
            case 1:
                return json::value(number() / 2);
            case 2:
                return json::value(maybe());
            case 3:
                return json::value(free_text());
            case 4: {
                json::array list;
                for (int n = 1 + below(3); n > 0; --n) list.push_back(value(0));
                return list;
            }
            case 5: {
                json::object plain;
                plain["inner" + digits(1)] = value(depth - 1);
                return plain;
            }
            default:
                return members(1, depth - 1);
        }
    }
    json::object members(int least, int depth = 2) {
        json::object out;
        for (int n = least + below(3); n > 0; --n) {
            const std::string prefix = maybe() ? "ex" : "vendor";
            const std::string name = prefix + ":field" + digits(1);
            if (out.contains(name)) continue;
            use(prefix);
            out[name] = value(depth);
        }
        return out;
    }
    Extensions maybe_members() { return maybe() ? members(1) : Extensions{}; }

    EpcList epcs(int least) {
        EpcList out;
        out.epcs = distinct(several(least, 4, instance));
        if (below(6) == 0) {
            use("yiguan");
            out.ranges = several(1, 2, [] { return EpcRange{instance(), instance()}; });
        }
        return out;
    }
    static std::vector<QuantityElement> quantities(int least) {
        return several(least, 2, [] {
            QuantityElement q{.epc_class = item_class()};
            if (!maybe()) q.quantity = below(100'000) / 8.0;
            if (q.quantity && maybe()) q.uom = maybe() ? "KGM" : "2N";
            return q;
        });
    }
    static std::vector<TypedId> typed(int least, Vocabulary types) {
        return several(least, 2, [&] { return TypedId{word(types), uri()}; });
    }

    SensorReport report() {
        SensorReport r;
        r.type = word(Vocabulary::measurement_type);
        if (maybe()) r.exception = word(Vocabulary::sensor_alert_type);
        if (maybe()) r.component = word(Vocabulary::component);
        r.device_id = maybe_uri();
        r.device_metadata = maybe_uri();
        r.raw_data = maybe_uri();
        r.data_processing_method = maybe_uri();
        r.microorganism = maybe_uri();
        r.chemical_substance = maybe_uri();
        r.coordinate_reference_system = maybe_uri();
        r.time = maybe_time();
        for (auto* figure : {&r.value, &r.min_value, &r.max_value, &r.mean_value, &r.s_dev, &r.perc_value})
            *figure = maybe_number();
        if (maybe()) r.perc_rank = below(101);
        if (maybe()) r.boolean_value = maybe();
        if (maybe()) r.string_value = "text " + serial();
        if (maybe()) r.hex_binary_value = "f0" + digits(2);
        if (maybe()) r.uri_value = uri();
        if (maybe()) r.uom = "CEL";
        r.extensions = maybe_members();
        return r;
    }
    SensorElement sensor_element() {
        SensorElement element;
        if (!maybe()) {
            SensorMetadata& m = element.metadata.emplace();
            m.time = maybe_time();
            if (maybe()) {
                m.start_time = time();
                m.end_time = *m.start_time + below(1000);
            }
            m.device_id = maybe_uri();
            m.device_metadata = maybe_uri();
            m.raw_data = maybe_uri();
            m.data_processing_method = maybe_uri();
            m.biz_rules = maybe_uri();
            m.extensions = maybe_members();
        }
        for (int n = 1 + below(2); n > 0; --n) element.reports.push_back(report());
        element.extensions = maybe_members();
        return element;
    }

    Event build(EventType type) {
        Event& e = event_;
        e.type = type;
        e.event_time = time();
        e.offset_minutes = static_cast<std::int16_t>(below(1681) - 840);
        if (maybe()) e.event_id = uri();
        if (maybe()) {
            ErrorDeclaration& d = e.error_declaration.emplace();
            d.time = time();
            if (maybe()) d.reason = word(Vocabulary::error_reason);
            d.corrective_event_ids = several(0, 2, uri);
            d.extensions = maybe_members();
        }
        e.certification_info = several(0, 2, uri);
        if (type != EventType::transformation)
            e.action = *rc::gen::element(Action::add, Action::observe, Action::remove);
        switch (type) {
            case EventType::object:
                e.epcs = epcs(1);
                e.quantities = quantities(0);
                if (e.action == Action::add) e.ilmd = maybe_members();
                break;
            case EventType::aggregation:
            case EventType::association:
                e.parent_id = instance();
                e.epcs = epcs(1);
                e.quantities = quantities(0);
                break;
            case EventType::transaction:
                e.epcs = epcs(1);
                e.quantities = quantities(0);
                if (maybe()) e.parent_id = instance();
                break;
            case EventType::transformation:
                e.input_epcs = epcs(0);
                e.input_quantities = quantities(1);
                e.output_epcs = epcs(1);
                e.output_quantities = quantities(0);
                if (maybe()) e.transformation_id = uri();
                e.ilmd = maybe_members();
                break;
        }
        if (!maybe()) e.biz_step = word(Vocabulary::biz_step);
        if (!maybe()) e.disposition = word(Vocabulary::disposition);
        if (maybe()) e.persistent_disposition.set = {word(Vocabulary::disposition)};
        if (maybe()) e.persistent_disposition.unset = {"urn:x:unset"};
        if (!maybe()) {
            e.read_point = uri();
            e.read_point_extensions = maybe_members();
        }
        if (!maybe()) {
            e.biz_location = uri();
            e.biz_location_extensions = maybe_members();
        }
        e.biz_transactions = typed(type == EventType::transaction ? 1 : 0, Vocabulary::biz_transaction_type);
        e.sources = typed(0, Vocabulary::source_destination_type);
        e.destinations = typed(0, Vocabulary::source_destination_type);
        if (maybe()) e.sensor_elements = several(1, 2, [&] { return sensor_element(); });
        e.extensions = maybe_members();
        std::ranges::sort(e.context);
        return std::move(e);
    }

    Event event_;
};

}  // namespace yiguan::epcis::testing
