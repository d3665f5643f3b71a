#include "events/facets.hpp"

#include <algorithm>

namespace yiguan::events::store {
namespace {

const db::BulkInsert insert_facets_sql{"events.insert_facets",
                                       "event_facet",
                                       {{"space", db::BulkInsert::Type::integer},
                                        {"last_event", db::BulkInsert::Type::integer},
                                        {"entries", db::BulkInsert::Type::bytes}},
                                       2};
const db::Statement facets_up_sql{"events.facets_up",
                                  "select last_event, entries from event_facet where space = $1 and last_event > $2"
                                  " order by last_event limit $3"};
const db::Statement facets_down_sql{"events.facets_down",
                                    "select last_event, entries from event_facet where space = $1 and last_event < $2"
                                    " order by last_event desc limit $3"};

// Ids of one capture are made within some milliseconds (core/ids.hpp: 22 bits below the millisecond): nothing in a row
// is older than this before its last event, whatever other nodes recorded in between.
constexpr std::int64_t span_of_capture = std::int64_t{64} << 22;

void put_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

[[noreturn]] void damaged() {
    throw db::Fault(db::Fault::Kind::other, "a row of event_facet is damaged");
}

std::uint64_t get_varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes.empty()) damaged();
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    damaged();
}

}  // namespace

std::string pack_keys(const std::vector<EventKey>& keys) {
    std::string out;
    EventKey before;
    for (const EventKey& key : keys) {
        const auto home = static_cast<std::uint64_t>(key.home) - static_cast<std::uint64_t>(before.home);
        put_varint(out, (home << 1) ^ (0 - (home >> 63)));
        put_varint(out, static_cast<std::uint64_t>(key.id.value - before.id.value));
        before = key;
    }
    return out;
}

std::vector<EventKey> unpack_keys(std::string_view bytes) {
    std::vector<EventKey> keys;
    EventKey before;
    while (!bytes.empty()) {
        const std::uint64_t zigzag = get_varint(bytes);
        const std::uint64_t home = static_cast<std::uint64_t>(before.home) + ((zigzag >> 1) ^ (0 - (zigzag & 1)));
        const std::uint64_t id = static_cast<std::uint64_t>(before.id.value) + get_varint(bytes);
        before = {EventId{static_cast<std::int64_t>(id)}, static_cast<std::int64_t>(home)};
        keys.push_back(before);
    }
    return keys;
}

void insert_facets(db::Tx& tx, const std::map<std::int64_t, std::vector<EventKey>>& events) {
    std::vector<db::Param> values;
    std::vector<std::string> packed;
    packed.reserve(events.size());
    for (const auto& [space, keys] : events) {
        packed.push_back(pack_keys(keys));
        values.insert(values.end(), {space, keys.back().id, std::as_bytes(std::span(packed.back()))});
    }
    if (!values.empty()) tx.insert(insert_facets_sql, values);
}

std::vector<EventKey> facet_events(db::Tx& tx, std::int64_t space, EventId after, int limit, Order order) {
    const bool up = order == Order::oldest_first;
    const std::int64_t beyond = up || after ? after.value : INT64_MAX;
    // Downwards a row may end after the place where we stand and begin before it.
    const std::int64_t from = up ? beyond : beyond > INT64_MAX - span_of_capture ? INT64_MAX : beyond + span_of_capture;
    for (int rows_max = 16;; rows_max *= 4) {
        std::vector<EventKey> found;
        std::int64_t last = 0;
        int read = 0;
        auto rows = tx.query(up ? facets_up_sql : facets_down_sql, space, from, rows_max);
        for (; rows.next(); ++read) {
            last = rows.integer(0);
            for (const EventKey& key : unpack_keys(rows.text(1)))
                if (up ? key.id.value > beyond : key.id.value < beyond) found.push_back(key);
        }
        const bool all = read < rows_max;
        // What was not read may hold events of the same moment: they come with the next page.
        if (!all)
            std::erase_if(found, [&](const EventKey& key) {
                return up ? key.id.value > last - span_of_capture : key.id.value < last;
            });
        if (!all && found.size() < static_cast<std::size_t>(limit)) continue;
        std::ranges::sort(found, [up](const EventKey& a, const EventKey& b) { return up ? a < b : b < a; });
        if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
        return found;
    }
}

}  // namespace yiguan::events::store
