#include "epcis/body.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <limits>
#include <random>

#include "core/text.hpp"

namespace yiguan::epcis {
namespace {

Event ordinary() {
    Event e;
    e.type = EventType::object;
    e.action = Action::observe;
    e.event_time = {1'795'000'000'000};
    e.offset_minutes = 480;
    e.epcs.epcs = {"urn:epc:id:sgtin:4012345.011111.2017"};
    e.biz_step = "shipping";
    e.disposition = "in_transit";
    e.read_point = "urn:epc:id:sgln:4012345.00001.0";
    e.biz_location = "urn:epc:id:sgln:4012345.00002.0";
    e.biz_transactions = {{"po", "urn:epcglobal:cbv:bt:4012345000009:1152"}};
    return e;
}

std::string hex(std::string_view bytes) {
    return to_hex(as_bytes(bytes));
}

TEST(Body, BytesOfAnOrdinaryEvent) {
    const auto bytes = pack(ordinary());
    // The stored form must never change: docs/formats/event-body.md takes it apart.
    EXPECT_EQ(hex(bytes),
              "a8"
              "0106"
              "021a6afd86c0"
              "07814b014012345a011111a2017f"
              "0f00"
              "1008"
              "1149034012345a00001a0f"
              "1249034012345a00002a0f"
              "13820d4a1c4012345000009b1152");
    EXPECT_EQ(unpack(bytes), ordinary());
}

// Any texts, not only those that a reader lets through: whatever an Event can hold is stored.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    std::uint64_t below(std::uint64_t n) { return engine_() % n; }
    bool once_in(std::uint64_t n) { return below(n) == 0; }

    std::string text() {
        static const char* const samples[] = {
            "urn:epc:id:sgtin:4012345.011111.",
            "urn:epc:id:sscc:4012345.0000000111",
            "https://id.gs1.org/01/09506000134352/21/ABC",
            "https://trace.example.cn/E=201280410431455764112893549836410",
            "urn:uuid:3e6e1cf4-8f5a-4c5f-9d6e-0123456789ab",
            "urn:uuid:3E6E1CF4-8f5a-4c5f-9d6e-0123456789ab",
            "ni:///sha-256;"
            "df7bb3c352fef055578554f09f5e2aa41782150ced7bd0b8af24dd3ccb30ba69?ver=CBV2.0",
            "shipping",
            "Temperature",
            "追溯码",
            "urn:",
            "http://x",
            "-",
            "0",
            "999999999999999998",
            "00000000000000000098"};
        std::string out = once_in(3) ? "" : samples[below(std::size(samples))];
        if (once_in(2)) out += std::to_string(below(3) == 0 ? below(2000) : engine_());
        for (auto n = below(6) * below(6); n > 0; --n) out += "0123456789.:/-abcXYZ=%é"[below(23)];
        if (once_in(50)) out += std::string(below(600), 'q');
        return out;
    }
    std::vector<std::string> texts() {
        std::vector<std::string> out(once_in(2) ? 0 : below(4));
        for (auto& t : out) t = text();
        return out;
    }
    double number() {
        switch (below(6)) {
            case 0:
                return static_cast<double>(below(1000));
            case 1:
                return static_cast<double>(below(1000)) / 8 - 20;
            case 2:
                return static_cast<double>(below(1000)) / 10;
            case 3:
                return -0.0;
            case 4:
                return static_cast<double>(engine_()) * 16;
            default:
                return std::numeric_limits<double>::denorm_min() * static_cast<double>(below(9));
        }
    }
    UtcMs time() {
        switch (below(8)) {
            case 0:
                return {INT64_MIN + static_cast<std::int64_t>(below(3))};
            case 1:
                return {INT64_MAX - static_cast<std::int64_t>(below(3))};
            case 2:
                return {static_cast<std::int64_t>(below(5000)) - 2500};
            case 3:
                return {static_cast<std::int64_t>(1'795'000'000 + below(100'000)) * 1000};
            default:
                return {static_cast<std::int64_t>(engine_())};
        }
    }
    json::value value(int depth) {
        switch (below(depth > 4 ? 6 : 8)) {
            case 0:
                return nullptr;
            case 1:
                return once_in(2);
            case 2:
                return static_cast<std::int64_t>(engine_()) >> below(64);
            case 3:
                return engine_();
            case 4:
                return number();
            case 5:
                return json::string(text());
            case 6: {
                json::array out;
                for (auto n = below(4); n > 0; --n) out.push_back(value(depth + 1));
                return out;
            }
            default:
                return members(depth + 1);
        }
    }
    json::object members(int depth = 0) {
        json::object out;
        if (once_in(2)) return out;
        for (auto n = below(5); n > 0; --n) out.emplace(text(), value(depth));
        return out;
    }
    EpcList epcs() {
        EpcList out;
        if (once_in(2)) return out;
        for (auto n = below(5); n > 0; --n) {
            const auto stem = text();
            const auto width = below(4);
            const std::uint64_t tens[] = {7, 97, 997, 99'999'999'999'999'997ull, 999'999'999'999'999'997ull, 0};
            auto number = tens[below(std::size(tens))];
            for (auto count = below(40); count > 0; --count) {
                auto digits = std::to_string(number++);
                if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
                out.epcs.push_back(stem + digits);
            }
            if (once_in(2)) out.epcs.push_back(text());
        }
        for (auto n = once_in(2) ? 0 : below(4); n > 0; --n) out.ranges.push_back({text(), text()});
        return out;
    }
    std::vector<QuantityElement> quantities() {
        std::vector<QuantityElement> out(once_in(2) ? 0 : below(30));
        for (auto& q : out) {
            q = {text(), std::nullopt, once_in(2) ? text() : ""};
            if (once_in(2)) q.quantity = number();
        }
        return out;
    }
    std::vector<TypedId> typed() {
        std::vector<TypedId> out(once_in(2) ? 0 : below(4));
        for (auto& t : out) t = {text(), text()};
        return out;
    }
    template <class T, class F>
    void maybe(std::optional<T>& out, F make) {
        if (once_in(2)) out = make();
    }
    SensorReport report() {
        SensorReport r;
        r.type = text(), r.exception = text(), r.device_id = text(), r.device_metadata = text(), r.raw_data = text();
        r.data_processing_method = text(), r.microorganism = text(), r.chemical_substance = text();
        r.component = text(), r.coordinate_reference_system = text(), r.uom = text(), r.biz_rules = text();
        maybe(r.time, [&] { return time(); });
        for (auto* n : {&r.value, &r.min_value, &r.max_value, &r.mean_value, &r.s_dev, &r.perc_rank, &r.perc_value})
            maybe(*n, [&] { return number(); });
        maybe(r.boolean_value, [&] { return once_in(2); });
        for (auto* t : {&r.string_value, &r.hex_binary_value, &r.uri_value}) maybe(*t, [&] { return text(); });
        r.extensions = members();
        return r;
    }
    SensorElement sensor() {
        SensorElement s;
        if (once_in(2)) {
            auto& m = s.metadata.emplace();
            for (auto* t : {&m.time, &m.start_time, &m.end_time}) maybe(*t, [&] { return time(); });
            m.device_id = text(), m.device_metadata = text(), m.raw_data = text(), m.biz_rules = text();
            m.data_processing_method = text();
            m.extensions = members();
        }
        for (auto n = below(4); n > 0; --n) s.reports.push_back(report());
        s.extensions = members();
        return s;
    }
    Event event() {
        Event e;
        e.type = static_cast<EventType>(1 + below(5));
        e.action = static_cast<Action>(below(4));
        e.event_time = time();
        e.offset_minutes = once_in(2) ? 480 : static_cast<std::int16_t>(engine_());
        e.event_id = text();
        if (once_in(3)) e.error_declaration = ErrorDeclaration{time(), text(), texts(), members()};
        e.certification_info = texts();
        e.epcs = epcs();
        e.quantities = quantities();
        e.parent_id = text();
        if (once_in(3)) {
            e.input_epcs = epcs(), e.output_epcs = epcs();
            e.input_quantities = quantities(), e.output_quantities = quantities();
            e.transformation_id = text();
        }
        e.biz_step = text(), e.disposition = text();
        e.persistent_disposition = {texts(), texts()};
        e.read_point = text(), e.biz_location = text();
        e.biz_transactions = typed(), e.sources = typed(), e.destinations = typed();
        for (auto n = once_in(2) ? 0 : below(3); n > 0; --n) e.sensor_elements.push_back(sensor());
        if (once_in(3)) e.read_point_extensions = members(), e.biz_location_extensions = members();
        e.ilmd = members(), e.extensions = members();
        for (auto n = once_in(2) ? 0 : below(4); n > 0; --n) e.context.emplace_back(text(), text());
        return e;
    }

private:
    std::mt19937_64 engine_;
};

RC_GTEST_PROP(Body, UnpackedItIsTheSameEvent, (std::uint64_t seed)) {
    const Event event = Random(seed).event();
    const auto bytes = pack(event);
    const Event again = unpack(bytes);
    RC_ASSERT(again == event);
    RC_ASSERT(json::serialize(again.extensions) == json::serialize(event.extensions));  // members in their order
    RC_ASSERT(pack(again) == bytes);
}

RC_GTEST_PROP(Body, PackAppendsAndLeavesRecordTimeOut, (std::uint64_t seed)) {
    Event event = Random(seed).event();
    const auto bytes = pack(event);
    event.record_time = UtcMs{1};
    std::string out = "before";
    pack(event, out);
    RC_ASSERT(out == "before" + bytes);
}

// Bytes that a disk has changed or cut short.
RC_GTEST_PROP(Body, DamagedBytesThrowOrAreAnotherEvent, (std::uint64_t seed)) {
    Random random(seed);
    const auto bytes = pack(random.event());
    const auto try_it = [](std::string_view damaged) {
        try {
            const Event event = unpack(damaged);
            RC_ASSERT(unpack(pack(event)) == event || pack(unpack(pack(event))) == pack(event));
        } catch (const std::runtime_error&) {
        }
    };
    for (int i = 0; i < 15; ++i) {
        auto damaged = bytes;
        damaged[random.below(damaged.size())] ^= static_cast<char>(1 << random.below(8));
        try_it(damaged);
        damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
        try_it(damaged);
    }
    for (int i = 0; i < 20; ++i) EXPECT_THROW(unpack(bytes.substr(0, random.below(bytes.size()))), std::runtime_error);
    EXPECT_THROW(unpack(bytes + '\0'), std::runtime_error);
}

TEST(Body, EveryFlippedBitOfASmallEvent) {
    const auto bytes = pack(ordinary());
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto damaged = bytes;
        damaged[bit / 8] ^= static_cast<char>(1 << bit % 8);
        try {
            EXPECT_NE(unpack(damaged), ordinary()) << bit;
        } catch (const std::runtime_error&) {
        }
    }
}

TEST(Body, RunsOfCountingTextsAreShort) {
    Event event = ordinary();
    const auto one = pack(event).size();
    event.epcs.epcs.clear();
    for (int i = 1; i <= 20'000; ++i) event.epcs.epcs.push_back("urn:epc:id:sgtin:4012345.011111." + std::to_string(i));
    const auto bytes = pack(event);
    EXPECT_LT(bytes.size(), one + 10);
    EXPECT_EQ(unpack(bytes), event);

    for (int i = 0; i < 20'000; ++i)
        event.epcs.epcs[static_cast<std::size_t>(i)] =
            "urn:epc:id:sgtin:4012345.011111." + std::to_string(1'000'000 + i).substr(1);
    EXPECT_LT(pack(event).size(), one + 10);
    EXPECT_EQ(unpack(pack(event)), event);
}

TEST(Body, RangesShareTheirBeginning) {
    Event event = ordinary();
    event.epcs.epcs.clear();
    event.epcs.ranges = {{"https://trace.example.cn/E=201280410431455764112893549836410",
                          "https://trace.example.cn/E=201280410431455764112893549999999"}};
    EXPECT_LT(pack(event).size(), 120u);
    EXPECT_EQ(unpack(pack(event)), event);
}

TEST(Body, UuidsAndHashesAreBytes) {
    Event event = ordinary();
    const auto without = pack(event).size();
    event.event_id = "urn:uuid:3e6e1cf4-8f5a-4c5f-9d6e-0123456789ab";
    EXPECT_EQ(pack(event).size(), without + 1 + 1 + 17);
    event.event_id = "ni:///sha-256;df7bb3c352fef055578554f09f5e2aa41782150ced7bd0b8af24dd3ccb30ba69?ver=CBV2.0";
    EXPECT_EQ(pack(event).size(), without + 1 + 2 + 33);
    EXPECT_EQ(unpack(pack(event)), event);
}

// A few bytes must not become gigabytes.
TEST(Body, RunsThatUnfoldTooFarAreRefused) {
    const auto run_of = [](std::string_view count) {
        return std::string("\xa3\x01\x06\x02\x00\x07\x81\x84\x60\x01\x00", 11) + std::string(count);
    };
    EXPECT_EQ(unpack(run_of("\x03")).epcs.epcs, (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_THROW(unpack(run_of("\x1a\x7f\xff\xff\xff")), std::runtime_error);
    EXPECT_THROW(unpack(run_of("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff")), std::runtime_error);
    EXPECT_THROW(unpack(run_of("\x01")), std::runtime_error);  // pack() writes a text

    // What pack() writes can always be read: beyond the bound, texts stand one by one.
    Event event = ordinary();
    event.epcs.epcs.clear();
    const std::string stem(8'000, 'q');
    for (int i = 1000; i < 9500; ++i) event.epcs.epcs.push_back(stem + std::to_string(i));
    EXPECT_EQ(unpack(pack(event)), event);
}

TEST(Body, NestedDeeperThanEverStoredIsRefused) {
    json::object deep;
    for (int i = 0; i < 127; ++i) {
        json::object around;
        around.emplace("a", std::move(deep));
        deep = std::move(around);
    }
    Event event = ordinary();
    event.extensions = deep;
    EXPECT_EQ(unpack(pack(event)), event);
    event.extensions = json::object{{"a", deep}};
    EXPECT_THROW(pack(event), std::length_error);

    std::string bytes(
        "\xa3\x01\x06\x02\x00\x18\x19\xa1\x61"
        "a",
        10);
    for (int i = 0; i < 100'000; ++i) bytes += '\x81';
    EXPECT_THROW(unpack(bytes), std::runtime_error);
}

TEST(Body, RefusesWhatItNeverWrites) {
    for (const std::string_view bytes :
         {std::string_view("", 0), std::string_view("\xa0", 1), std::string_view("\x80", 1),
          std::string_view("\xa1\x01\x06", 3),                      // no time
          std::string_view("\xa2\x02\x00\x01\x06", 5),              // keys fall
          std::string_view("\xa2\x01\x06\x01\x06", 5),              // twice
          std::string_view("\xa2\x01\x18\x06\x02\x00", 6),          // a longer head than needed
          std::string_view("\xa2\x01\x03\x02\x00", 5),              // no such type
          std::string_view("\xa3\x01\x06\x02\x00\x18\x1d\x00", 8),  // a key of a later version
          std::string_view("\xbf\x01\x06\x02\x00\xff", 6)})         // indefinite length
        EXPECT_THROW(unpack(bytes), std::runtime_error) << hex(bytes);
}

}  // namespace
}  // namespace yiguan::epcis
