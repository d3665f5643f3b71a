#pragma once
namespace yiguan::events {
struct Event;
struct Recorded;
}  // namespace yiguan::events
