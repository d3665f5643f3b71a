// What the public page shows of each step of the flow; page, JSON twin and bundle decide it here. Private to lookup/.
#pragma once
#include "catalog/catalog.hpp"
#include "events/events.hpp"
#include "lookup/nodes.hpp"

namespace yiguan::lookup {

/// The field that says when a step happened; what it hides the page must not tell by the event's own time.
std::string_view time_key(events::BizStep step);
/// The viewer may not know when it was.
bool hides_time(const events::Event& event, const catalog::Viewer& viewer, Nodes::View view);
/// The viewer may see every value that was filled in.
bool shows_all(const events::Event& event, const catalog::Viewer& viewer, Nodes::View view);
/// The city of a division, of a municipality itself: 440106 is 广州市. "" for what is no division.
std::string city_of(std::string_view region);

}  // namespace yiguan::lookup
