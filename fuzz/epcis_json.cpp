// epcis: read_json, read_json_event, write_json, event_hash, canonical, place_of. Oracle: what was read is written and
// read again as the same event with the same hash; a refusal can be shown.
#include "epcis/hash.hpp"
#include "epcis/identifiers.hpp"
#include "epcis/json.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::epcis;
using fuzz::require;

constexpr ReadOptions options{.limits = {.epcs_of_event = 100, .text_chars = 300}, .now = {1'795'000'000'000}};

void check_event(const Event& event) {
    std::string text;
    write_json(event, "", {.local_context = true}, text);
    const auto again = read_json_event(text, options);
    require(again.has_value() && again.value() == event, "an event that was written is another one");
    require(event_hash(again.value()) == event_hash(event), "the hash depends on more than the event");
    for (const std::string& epc : event.epcs.epcs) {
        const std::string one = canonical(epc);
        require(canonical(one) == one, "a canonical identifier has another canonical form");
        require(place_of(one).space < 0, "a foreign identifier in the space of blocks");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto document = read_json(text, options);
    if (document.has_error())
        fuzz::require_showable(document.error());
    else
        for (const Event& event : document.value().events) check_event(event);
    return 0;
}
