// epcis/schedule.hpp. Oracle: from every second of the minute in front of the next time the next time is the same.
#include "epcis/schedule.hpp"

#include "fuzz/harness.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    using fuzz::require;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto fields = parse_json_object(text);
    if (fields.has_error()) return 0;
    const auto schedule = epcis::Schedule::read(fields.value());
    if (schedule.has_error()) {
        require(schedule.error().code == Code::epcis_subscription, "another error than that of schedules");
        fuzz::require_showable(schedule.error());
        return 0;
    }
    require(epcis::Schedule::read(schedule.value().to_json()).has_value(), "what it keeps of itself is not read");
    const UtcMs start{1'772'323'199'999 + static_cast<std::int64_t>(size) * 86'400'000};
    const auto found = schedule.value().next_after(start);
    if (!found) return 0;
    require(*found - start > 0 && found->value % 1000 == 0, "not a full second behind the start");
    for (std::int64_t second = 1; second < 60; ++second)
        if (const UtcMs before{found->value - second * 1000}; before - start > 0)
            require(schedule.value().next_after(before) == found, "another time comes first");
    return 0;
}
